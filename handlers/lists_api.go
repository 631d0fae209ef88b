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

// listAnswer is a list to draw from as the API tells it.
type listAnswer struct {
	ID         string          `json:"id"`
	Name       string          `json:"name" doc:"Of the file."`
	SHA256     string          `json:"sha256" doc:"Of the file, hex. The public rules hold a blinded commitment to it, not this."`
	Bytes      int64           `json:"bytes"`
	Version    int64           `json:"version" doc:"Goes back with the draw: what is frozen is what was seen."`
	Columns    []string        `json:"columns" doc:"Titles of the file."`
	Filter     listFilter      `json:"filter"`
	Rows       int             `json:"rows" doc:"rows = refused + duplicates + all removed + entries."`
	Refused    int             `json:"refused" doc:"Rows that are no entry at all."`
	Duplicates int             `json:"duplicates" doc:"The very same comment again."`
	Removed    []removedAnswer `json:"removed" doc:"By each part of the filter, in its order."`
	Entries    int             `json:"entries"`
	Excluded   int             `json:"excluded_people" doc:"On the list of those left out."`
	Listed     []refusedRow    `json:"refused_rows" doc:"The first of the refused."`
	Problem    string          `json:"problem,omitempty" doc:"Why the file cannot be counted yet, such as a column to name."`
	Contest    string          `json:"contest,omitempty" doc:"Slug of its draw, once that was asked for."`
	Frozen     bool            `json:"frozen" doc:"All entries are written and the draw is published."`
}

type removedAnswer struct {
	Filter string `json:"filter" enum:"before,contains,mentions,column,excluded,one-per-author"`
	Value  string `json:"value"`
	Rows   int    `json:"rows"`
}

type listFilter struct {
	Columns      *listColumns `json:"columns,omitempty" doc:"Left out: recognised by their usual titles."`
	Contains     string       `json:"contains,omitempty" doc:"A whole word or #hashtag, whatever its case and accents."`
	Mentions     int          `json:"mentions,omitempty" doc:"Of people besides the author, as @name, at least."`
	OnePerAuthor bool         `json:"one_per_author,omitempty"`
	Before       string       `json:"before,omitempty" doc:"RFC 3339, or a local time of the brand's zone."`
	Drop         []string     `json:"drop,omitempty" doc:"Rows to leave out: CLASS=1 (equal) or CONTENT~word (contains)."`
	Exclude      *[]string    `json:"exclude,omitempty" doc:"People to leave out. Left out: as before; []: nobody. It is not read back."`
}

type listColumns struct {
	Author   string `json:"author,omitempty"`
	AuthorID string `json:"author_id,omitempty"`
	Content  string `json:"content,omitempty"`
	ID       string `json:"id,omitempty"`
	Date     string `json:"date,omitempty"`
}

type listRequest struct {
	Brand string `path:"brand" doc:"Slug of the brand."`
	List  string `path:"list"`
}

type siftListRequest struct {
	Brand string `path:"brand" doc:"Slug of the brand."`
	List  string `path:"list"`
	Body  listFilter
}

type drawFromListRequest struct {
	Brand string `path:"brand" doc:"Slug of the brand."`
	List  string `path:"list"`
	Body  struct {
		Version  int64       `json:"version" doc:"Of the list, as it was read."`
		Slug     string      `json:"slug,omitempty" doc:"Left out: made from the title."`
		Title    string      `json:"title"`
		ClosesAt string      `json:"closes_at,omitempty" doc:"Left out: at once."`
		TimeZone string      `json:"time_zone,omitempty" doc:"Left out: the brand's."`
		Prizes   []prizeBody `json:"prizes"`
		Draw     drawBody    `json:"draw,omitempty"`
	}
}

type listResponse struct {
	Body listAnswer
}

func (f listFilter) filter() (contests.ListFilter, error) {
	out := contests.ListFilter{Contains: f.Contains, Mentions: f.Mentions, OnePerAuthor: f.OnePerAuthor, Before: f.Before}
	if c := f.Columns; c != nil {
		out.Columns = contests.ImportColumns{Author: c.Author, AuthorID: c.AuthorID, Content: c.Content, ID: c.ID, Date: c.Date}
	}
	for _, text := range f.Drop {
		condition, w := contests.ParseCondition(text)
		if w != nil {
			return out, fault.Invalids(w.At("drop"))
		}
		out.Drop = append(out.Drop, condition)
	}
	return out, nil
}

func tellList(l contests.NameList, lang string) listAnswer {
	r := l.Report
	c := l.Filter.Columns
	out := listAnswer{
		ID: string(l.ID), Name: l.Name, SHA256: l.Hash.String(), Bytes: l.Bytes, Version: l.Version, Columns: append([]string{}, r.Header...),
		Rows: r.Rows, Refused: r.Refused, Duplicates: r.Duplicates, Removed: []removedAnswer{}, Entries: r.Entries, Excluded: l.Excluded,
		Listed: []refusedRow{}, Contest: l.Slug, Frozen: !l.FrozenAt.IsZero(),
		Filter: listFilter{
			Columns:  &listColumns{Author: c.Author, AuthorID: c.AuthorID, Content: c.Content, ID: c.ID, Date: c.Date},
			Contains: l.Filter.Contains, Mentions: l.Filter.Mentions, OnePerAuthor: l.Filter.OnePerAuthor, Before: l.Filter.Before,
		},
	}
	for _, condition := range l.Filter.Drop {
		out.Filter.Drop = append(out.Filter.Drop, condition.String())
	}
	for _, removal := range r.Removed {
		out.Removed = append(out.Removed, removedAnswer{Filter: string(removal.Filter), Value: removal.Value, Rows: removal.Rows})
	}
	for _, row := range r.Listed {
		out.Listed = append(out.Listed, refusedRow{Row: row.Row, Author: row.Author, Code: row.Code, Message: row.Message.In(lang)})
	}
	if l.Problem != nil {
		f := fault.From(l.Problem)
		out.Problem = f.Message.In(lang)
		for _, field := range f.Fields {
			out.Problem = field.Fault.Message.In(lang)
		}
	}
	return out
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
