package handlers

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
)

// codeAndPlayOperations are codes of packs, and prizes that are won at once.
func (a *App) codeAndPlayOperations() {
	staff := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/contests/{slug}" + path, id: id, summary: summary, tag: "contests"}
	}
	issue := staff(http.MethodPost, "/codes", "issue-contest-codes", "Make up to a million codes for a contest; take them with export-contest-codes, once. For those who edit campaigns")
	issue.status = http.StatusCreated
	register(a, issue, a.issueContestCodes)
	register(a, staff(http.MethodGet, "/codes", "list-contest-codes", "List the batches of codes of a contest, with what is used and left. For staff of the brand"), a.listContestCodes)
	register(a, staff(http.MethodPost, "/codes/{batch}/revoke", "revoke-contest-codes", "Make the unused codes of a batch worthless. For those who edit campaigns"), a.revokeContestCodes)

	public := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/contests/{slug}" + path, id: id, summary: summary, tag: "entries", public: true, natural: true}
	}
	register(a, public(http.MethodPost, "/receipts/{key}/codes", "use-contest-code", "Add the tickets of a code to one's own entry; the same code again changes nothing. For whoever holds the receipt"), a.useContestCode)
	register(a, public(http.MethodPost, "/receipts/{key}/play", "play-instant", "Play for a prize that is won at once; sent again, it answers what came of it. For whoever holds the receipt"), a.playByAPI)
	register(a, public(http.MethodGet, "/receipts/{key}/play", "find-instant-play", "Read what came of one's own play. For whoever holds the receipt"), a.findPlayByAPI)
	register(a, public(http.MethodGet, "/instant", "find-instants", "Read what can be won at once, and what is left of it. For everybody"), a.findInstants)
	a.codeFileOperations()
}

// codeFileOperations describes the plain handlers of files.
func (a *App) codeFileOperations() {
	text := &huma.Schema{Type: huma.TypeString}
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	param := func(name string) *huma.Param {
		return &huma.Param{Name: name, In: "path", Required: true, Schema: text}
	}
	add := func(method, path, id, tag, summary string, security []map[string][]string, params []*huma.Param, body *huma.RequestBody, contentType string, schema *huma.Schema) {
		a.api.OpenAPI().AddOperation(&huma.Operation{
			Method: method, Path: "/api/v1/contests/{slug}" + path, OperationID: id, Tags: []string{tag}, Summary: summary,
			Security: security, Parameters: params, RequestBody: body,
			Responses: map[string]*huma.Response{
				"200": {Description: "Done.", Content: map[string]*huma.MediaType{contentType: {Schema: schema}}}, "4XX": a.problemResponse(),
			},
		})
	}
	staff, nobody := []map[string][]string{{"staff": {}}}, []map[string][]string{}
	add(http.MethodPost, "/codes/{batch}/export", "export-contest-codes", "contests",
		"Take the codes of a batch as a table, once: they are kept nowhere. For those who edit campaigns",
		staff, []*huma.Param{param("slug"), param("batch")}, nil, "text/csv", text)
	label := &huma.Param{Name: "label", In: "query", Required: true, Schema: text}
	add(http.MethodPost, "/codes/import", "import-contest-codes", "contests",
		"Add codes that others made: a text with one code a line, read as it comes. For those who edit campaigns",
		staff, []*huma.Param{param("slug"), label},
		&huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"text/plain": {Schema: text}}}, "application/json", a.schemaOf(codesImportAnswer{}))
	add(http.MethodGet, "/instant.zip", "instant-proof", "draws",
		"Read the proof of what was won at once, after closing: rules, moments, plays and the record of the end. For everybody",
		nobody, []*huma.Param{param("slug")}, nil, "application/zip", binary)
}

type packBatchAnswer struct {
	No         int        `json:"no"`
	Label      string     `json:"label"`
	Pattern    string     `json:"pattern,omitempty" doc:"Left out: imported."`
	Size       int64      `json:"size"`
	Used       int64      `json:"used"`
	Left       int64      `json:"left"`
	Ready      bool       `json:"ready" doc:"All its codes are good."`
	CreatedAt  time.Time  `json:"created_at"`
	ExportedAt *time.Time `json:"exported_at" doc:"When its codes were handed out; null: not yet."`
	RevokedAt  *time.Time `json:"revoked_at"`
}

func tellPackBatch(b contests.CodeBatch) packBatchAnswer {
	return packBatchAnswer{
		No: b.No, Label: b.Label, Pattern: b.Pattern, Size: b.Size, Used: b.Used, Left: b.Left(), Ready: !b.ReadyAt.IsZero(),
		CreatedAt: b.CreatedAt, ExportedAt: optionalTime(b.ExportedAt), RevokedAt: optionalTime(b.RevokedAt),
	}
}

type issueContestCodesRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Label   string `json:"label" maxLength:"80" doc:"For people. It is never a code."`
		Pattern string `json:"pattern,omitempty" example:"SUN-####-####-###" doc:"# for each letter that changes, 4 to 13; ####-####-### if left out."`
		Size    int    `json:"size" minimum:"1" maximum:"1000000"`
	}
}

type packBatchResponse struct{ Body packBatchAnswer }

func (a *App) issueContestCodes(ctx context.Context, in *issueContestCodesRequest) (*packBatchResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	long, cancel := context.WithTimeout(context.WithoutCancel(ctx), importTime)
	defer cancel()
	b, err := a.Contests.IssueCodes(long, actor, in.Slug, in.Body.Label, in.Body.Pattern, in.Body.Size)
	return &packBatchResponse{tellPackBatch(b)}, err
}

type packBatchesResponse struct {
	Body struct {
		Items []packBatchAnswer `json:"items"`
	}
}

func (a *App) listContestCodes(ctx context.Context, in *contestRequest) (*packBatchesResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	batches, err := a.Contests.ListCodes(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &packBatchesResponse{}
	out.Body.Items = make([]packBatchAnswer, len(batches))
	for i, b := range batches {
		out.Body.Items[i] = tellPackBatch(b)
	}
	return out, nil
}

type revokeContestCodesRequest struct {
	Slug  string `path:"slug"`
	Batch int    `path:"batch" doc:"Number of the batch, from 1."`
	Body  *struct {
		Reason string `json:"reason,omitempty" doc:"Needed while people can enter: the rules are amended by it, and everybody reads it."`
	}
}

func (a *App) revokeContestCodes(ctx context.Context, in *revokeContestCodesRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	reason := ""
	if in.Body != nil {
		reason = in.Body.Reason
	}
	return nil, a.Contests.RevokeCodes(ctx, actor, in.Slug, in.Batch, reason)
}

// codeFrom is a code that came by the API, and the network that it came from.
func (a *App) codeFrom(ctx context.Context, typed string) contests.CodeForm {
	form := contests.CodeForm{Typed: typed}
	if r := requestFrom(ctx); r.c != nil {
		form.Network = a.clientNetwork(r.c)
	}
	return form
}

// exportCodesByAPI streams the codes of a batch.
func (a *App) exportCodesByAPI(c *fiber.Ctx) error {
	actor, err := a.contestActor(c.UserContext(), c.Params("slug"))
	if err != nil {
		return err
	}
	no, err := strconv.Atoi(c.Params("batch"))
	if err != nil {
		return contests.ErrBatchNotFound
	}
	return a.sendPackCodes(c, actor, c.Params("slug"), no)
}

type codesImportAnswer struct {
	Batch    packBatchAnswer `json:"batch"`
	Repeated int64           `json:"repeated" doc:"Codes that were there before, or twice in the file."`
	Wrong    int64           `json:"wrong" doc:"Lines that hold no code."`
	Lines    []int           `json:"wrong_lines" doc:"The first hundred of these, from 1."`
}

// importCodesByAPI reads a file of codes as it comes.
func (a *App) importCodesByAPI(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	actor, err := a.contestActor(ctx, c.Params("slug"))
	if err != nil {
		return err
	}
	r, err := a.Contests.ImportCodes(ctx, actor, c.Params("slug"), c.Query("label"), c.Context().RequestBodyStream())
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(codesImportAnswer{
		Batch: tellPackBatch(r.Batch), Repeated: r.Repeated, Wrong: r.Wrong, Lines: append([]int{}, r.Lines...),
	})
}

type useContestCodeRequest struct {
	Slug string `path:"slug"`
	Key  string `path:"key" doc:"Last part of the receipt's address."`
	Body struct {
		Code string `json:"code" maxLength:"80" doc:"As it was typed: capitals, blanks and hyphens do not matter."`
	}
}

func (a *App) useContestCode(ctx context.Context, in *useContestCodeRequest) (*enterContestResponse, error) {
	err := a.Contests.UseCode(ctx, in.Slug, in.Key, a.codeFrom(ctx, in.Body.Code))
	if err != nil {
		return nil, err
	}
	return a.findReceipt(ctx, &receiptRequest{Slug: in.Slug, Key: in.Key})
}
