package handlers

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/loyalty"
)

// profileOperations are what a brand knows of a member beside points, and codes of partners.
func (a *App) profileOperations() {
	op := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/brands/{brand}/loyalty" + path, id: id, summary: summary, tag: "loyalty", natural: true}
	}
	register(a, op(http.MethodGet, "/members/{member}/segments", "list-segments", "List the segments that a member is in"), a.listSegments)
	register(a, op(http.MethodPut, "/members/{member}/segments", "set-segments", "Say which segments a member is in, in place of those before"), a.setSegments)
	register(a, op(http.MethodPut, "/members/{member}/birthday", "set-birthday", "Tell a member's birthday, as month and day"), a.setBirthday)
	register(a, op(http.MethodGet, "/members/{member}/refusals", "list-refusals", "List what earned a member nothing, and why, the latest first"), a.listRefusals)
	register(a, op(http.MethodGet, "/pools", "list-pools", "List the pools of partner codes with what is left"), a.listPools)

	text := &huma.Schema{Type: huma.TypeString}
	a.api.OpenAPI().AddOperation(&huma.Operation{
		Method: http.MethodPost, Path: "/api/v1/brands/{brand}/loyalty/pools/{pool}/codes", OperationID: "fill-pool", Tags: []string{"loyalty"},
		Summary:     "Add a partner's codes to a pool, one a line; makes the pool where there is none",
		Description: "UTF-8, up to 16 MB. The same file twice adds its codes once. They are kept encrypted, and told to nobody but the member who gets one.",
		Security:    []map[string][]string{{"staff": {}}},
		Parameters: []*huma.Param{
			{Name: "brand", In: "path", Required: true, Schema: text},
			{Name: "pool", In: "path", Required: true, Schema: text},
			{Name: "name", In: "query", Required: true, Schema: text},
			{Name: "dry_run", In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean}},
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"text/plain": {Schema: text}}},
		Responses: map[string]*huma.Response{
			"200": {Description: "Done.", Content: map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(poolReport{})}}},
			"4XX": a.problemResponse(),
		},
	})
	a.fiber.Post("/api/v1/brands/:brand/loyalty/pools/:pool/codes", a.fillPool)
}

type segmentsBody struct {
	Segments []string `json:"segments" maxItems:"50" doc:"Words of your own, for conditions of rules."`
}

type segmentsRequest struct {
	BrandRequest
	Member string `path:"member"`
	Body   segmentsBody
}

type segmentsResponse struct{ Body segmentsBody }

func (a *App) listSegments(ctx context.Context, in *loyaltyMemberRequest) (*segmentsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	segments, err := a.Loyalty.ListSegments(ctx, actor, brand.ID, in.Member)
	return &segmentsResponse{Body: segmentsBody{Segments: append([]string{}, segments...)}}, err
}

func (a *App) setSegments(ctx context.Context, in *segmentsRequest) (*segmentsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if err := a.Loyalty.SetSegments(ctx, actor, brand.ID, in.Member, in.Body.Segments); err != nil {
		return nil, err
	}
	return a.listSegments(ctx, &loyaltyMemberRequest{BrandRequest: in.BrandRequest, Member: in.Member})
}

type birthdayBody struct {
	Birthday string `json:"birthday" maxLength:"5" example:"03-14" doc:"Month and day, without a year; empty takes it away."`
}

type birthdayRequest struct {
	BrandRequest
	Member string `path:"member"`
	Body   birthdayBody
}

func (a *App) setBirthday(ctx context.Context, in *birthdayRequest) (*struct{ Body birthdayBody }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if err := a.Loyalty.SetBirthday(ctx, actor, brand.ID, in.Member, in.Body.Birthday); err != nil {
		return nil, err
	}
	return &struct{ Body birthdayBody }{in.Body}, nil
}

type refusalAnswer struct {
	Rule   string      `json:"rule"`
	At     time.Time   `json:"at"`
	Code   string      `json:"code"`
	Detail string      `json:"detail"`
	Trace  []traceStep `json:"trace,omitempty"`
}

type refusalsResponse struct {
	Body struct {
		Items []refusalAnswer `json:"items"`
	}
}

func (a *App) listRefusals(ctx context.Context, in *loyaltyMemberRequest) (*refusalsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	refusals, err := a.Loyalty.ListRefusals(ctx, actor, brand.ID, in.Member)
	out := &refusalsResponse{}
	out.Body.Items = tellRefusals(ctx, refusals)
	return out, err
}

func tellRefusals(ctx context.Context, refusals []loyalty.Refusal) []refusalAnswer {
	told := []refusalAnswer{}
	for _, r := range refusals {
		told = append(told, refusalAnswer{
			Rule: r.Rule, At: r.At, Code: r.Fault.Code, Detail: r.Fault.Message.In(requestFrom(ctx).lang), Trace: tellTrace(r.Trace),
		})
	}
	return told
}

type poolAnswer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size"`
	Left int64  `json:"left"`
}

type poolsResponse struct {
	Body struct {
		Items []poolAnswer `json:"items"`
	}
}

func (a *App) listPools(ctx context.Context, in *BrandRequest) (*poolsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	pools, err := a.Loyalty.ListPools(ctx, actor, brand.ID)
	out := &poolsResponse{}
	out.Body.Items = []poolAnswer{}
	for _, p := range pools {
		out.Body.Items = append(out.Body.Items, poolAnswer(p))
	}
	return out, err
}

type poolReport struct {
	DryRun   bool  `json:"dry_run"`
	Added    int   `json:"added"`
	Repeated int   `json:"repeated" doc:"In the pool before, or twice in the file."`
	Count    int   `json:"refused_count"`
	Refused  []int `json:"refused" doc:"Lines that hold no code, the first 500."`
}

// fillPool is a plain handler, because the body is a list and not JSON.
func (a *App) fillPool(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	actor, brand, err := a.actorIn(ctx, c.Params("brand"))
	if err != nil {
		return err
	}
	pool := loyalty.Pool{ID: c.Params("pool"), Name: c.Query("name")}
	r, err := a.Loyalty.FillPool(ctx, actor, brand.ID, pool, bytes.NewReader(c.Body()), c.QueryBool("dry_run"))
	if err != nil {
		return err
	}
	return c.JSON(poolReport{DryRun: r.DryRun, Added: r.Added, Repeated: r.Repeated, Count: r.Failed, Refused: append([]int{}, r.Wrong...)})
}
