package handlers

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/internal/fault"
)

func (a *App) listOperations() {
	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: "/brands/{brand}/lists/{list}" + path, id: id, summary: summary, tag: "lists", status: status}
	}
	register(a, staff(http.MethodGet, "", "find-list", "Read a list to draw from: what was read, what each filter leaves out, who would take part", 0), a.findList)
	register(a, staff(http.MethodPut, "/filter", "sift-list", "State who of a list takes part, and count it again", 0), a.siftListByAPI)
	register(a, staff(http.MethodDelete, "", "discard-list", "Throw a list away", http.StatusNoContent), a.discardList)
	register(a, staff(http.MethodPost, "/draw", "draw-from-list", "Freeze a list and publish its draw. It closes at once, or at closes_at; a long list is written while the answer says frozen: false", http.StatusCreated), a.drawFromList)

	text := &huma.Schema{Type: huma.TypeString}
	brand, list := &huma.Param{Name: "brand", In: "path", Required: true, Schema: text}, &huma.Param{Name: "list", In: "path", Required: true, Schema: text}
	security := []map[string][]string{{"staff": {}}}
	file := &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}},
	}}}}
	a.api.OpenAPI().AddOperation(&huma.Operation{
		Method: http.MethodPost, Path: "/api/v1/brands/{brand}/lists", OperationID: "add-list", Tags: []string{"lists"},
		Summary:     "Bring a list of names or comments to draw from",
		Description: "CSV as networks and spreadsheets export it, or one name a line; up to 128 MB and 1,000,000 entries. It is kept for 7 days unless it is drawn from.",
		Security:    security, Parameters: []*huma.Param{brand}, RequestBody: file,
		Responses: map[string]*huma.Response{
			"201": {Description: "Kept.", Content: map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(listAnswer{})}}},
			"4XX": a.problemResponse(),
		},
	})
	a.api.OpenAPI().AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/brands/{brand}/lists/{list}/left-out.csv", OperationID: "list-left-out", Tags: []string{"lists"},
		Summary: "Read every row of a list that gives no entry, and why", Security: security, Parameters: []*huma.Param{brand, list},
		Responses: map[string]*huma.Response{
			"200": {Description: "Done.", Content: map[string]*huma.MediaType{"text/csv": {Schema: text}}}, "4XX": a.problemResponse(),
		},
	})
}

func answerList(ctx context.Context, l contests.NameList, err error) (*listResponse, error) {
	if err != nil {
		return nil, err
	}
	return &listResponse{Body: tellList(l, requestFrom(ctx).lang)}, nil
}

func (a *App) findList(ctx context.Context, in *listRequest) (*listResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	l, err := a.Contests.FindNameList(ctx, actor, contests.NameListID(in.List))
	return answerList(ctx, l, err)
}

func (a *App) siftListByAPI(ctx context.Context, in *siftListRequest) (*listResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	filter, err := in.Body.filter()
	if err != nil {
		return nil, err
	}
	const whicheverVersion = 0
	if in.Body.Exclude == nil {
		l, err := a.Contests.SiftNameList(ctx, actor, contests.NameListID(in.List), whicheverVersion, filter, nil)
		return answerList(ctx, l, err)
	}
	exclude := strings.NewReader(namesFile(*in.Body.Exclude))
	l, err := a.Contests.SiftNameList(ctx, actor, contests.NameListID(in.List), whicheverVersion, filter, exclude)
	return answerList(ctx, l, err)
}

// namesFile writes names as a list, whatever they hold.
func namesFile(names []string) string {
	var file strings.Builder
	for i, name := range names {
		if i == 0 {
			file.WriteString("name\n")
		}
		file.WriteString(`"` + strings.ReplaceAll(name, `"`, `""`) + "\"\n")
	}
	return file.String()
}

func (a *App) discardList(ctx context.Context, in *listRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.DiscardNameList(ctx, actor, contests.NameListID(in.List))
}

func (a *App) drawFromList(ctx context.Context, in *drawFromListRequest) (*listResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	b := in.Body
	form := contestBody{Slug: b.Slug, Title: b.Title, ClosesAt: b.ClosesAt, TimeZone: b.TimeZone, Prizes: b.Prizes, Draw: b.Draw}.form()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), importTime)
	defer cancel()
	l, err := a.Contests.FreezeNameList(ctx, actor, contests.NameListID(in.List), b.Version, form)
	return answerList(ctx, l, err)
}

// addListByAPI keeps a list. It is a plain handler, because the body is a file and not JSON.
func (a *App) addListByAPI(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	actor, _, err := a.actorIn(ctx, c.Params("brand"))
	if err != nil {
		return err
	}
	part, err := c.FormFile("file")
	if err != nil {
		return fault.Invalids(errNoFile.At("file"))
	}
	file, err := part.Open()
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	l, err := a.Contests.AddNameList(ctx, actor, part.Filename, file)
	if err != nil {
		return err
	}
	return c.Status(http.StatusCreated).JSON(tellList(l, lang(c)))
}

func (a *App) leftOutByAPI(c *fiber.Ctx) error {
	actor, _, err := a.actorIn(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	return a.sendLeftOut(c, actor)
}
