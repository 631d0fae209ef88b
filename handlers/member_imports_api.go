package handlers

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/internal/account"
	"kermesse/loyalty"
)

// importOperations bring members in, and take all of a programme out.
func (a *App) importOperations() {
	op := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/brands/{brand}/loyalty" + path, id: id, summary: summary, tag: "loyalty", natural: true}
	}
	register(a, op(http.MethodGet, "/imports", "list-member-imports", "List files of members that were brought, the latest first"), a.listImports)
	register(a, op(http.MethodGet, "/imports/{import}", "find-member-import", "Read how far a file of members is, and which lines are left out"), a.findImport)
	register(a, op(http.MethodPost, "/imports/{import}/run", "run-member-import", "Let a checked file of members run; above the programme’s limit by somebody else than who brought it"), a.runImport)

	text := &huma.Schema{Type: huma.TypeString}
	param := func(name string) *huma.Param {
		return &huma.Param{Name: name, In: "path", Required: true, Schema: text}
	}
	describe := func(method, path string, o huma.Operation) {
		o.Method, o.Path, o.Tags = method, "/api/v1/brands/{brand}/loyalty"+path, []string{"loyalty"}
		o.Security = []map[string][]string{{"staff": {}}}
		o.Parameters = append([]*huma.Param{param("brand")}, o.Parameters...)
		o.Responses["4XX"] = a.problemResponse()
		a.api.OpenAPI().AddOperation(&o)
	}
	describe(http.MethodPost, "/imports", huma.Operation{
		OperationID: "add-member-import", Summary: "Bring members with their balances from a table",
		Description: "CSV in UTF-8 with a line of titles: member, email or phone; and points, expires (the last day of use), id (of the row). Up to 250,000 rows and 64 MB. " +
			"It is checked first, which changes nothing; find-member-import says what it will come to. With dry_run=true it then waits for run-member-import, " +
			"else it goes on by itself. The same row counts once for ever. Ask again until state is done, or checked.",
		Parameters:  []*huma.Param{{Name: "dry_run", In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean}}, {Name: "name", In: "query", Description: "Of the file.", Schema: text}},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"text/csv": {Schema: text}}},
		Responses:   map[string]*huma.Response{"202": {Description: "Kept; being checked.", Content: map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(memberImportAnswer{})}}}},
	})
	describe(http.MethodGet, "/imports/{import}/left-out.csv", huma.Operation{
		OperationID: "member-import-left-out", Summary: "Read the lines that were left out as a table, with the reason of each, to be corrected and sent again",
		Parameters: []*huma.Param{param("import")},
		Responses:  map[string]*huma.Response{"200": {Description: "Done.", Content: map[string]*huma.MediaType{"text/csv": {Schema: text}}}},
	})
	describe(http.MethodPost, "/takeout", huma.Operation{
		OperationID: "take-out-loyalty", Summary: "Take all of the programme as a ZIP of tables and a manifest with their hashes; for owners",
		Description: "Members with their contacts, point lots, transactions, postings, rewards, vouchers, codes, rules and campaigns, as of one moment. It is journalled.",
		Responses:   map[string]*huma.Response{"200": {Description: "Done.", Content: map[string]*huma.MediaType{"application/zip": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}},
	})
	a.fiber.Post("/api/v1/brands/:brand/loyalty/imports", a.addImportByAPI)
	a.fiber.Get("/api/v1/brands/:brand/loyalty/imports/:import/left-out.csv", a.leftOutMembersByAPI)
	a.fiber.Post("/api/v1/brands/:brand/loyalty/takeout", a.takeoutByAPI)
}

// tallyAnswer is what rows came to, or will.
type tallyAnswer struct {
	Rows     int64 `json:"rows" doc:"Looked at."`
	Members  int64 `json:"members" doc:"New ones."`
	Lots     int64 `json:"lots" doc:"Balances that count now."`
	Points   int64 `json:"points" doc:"In them."`
	Repeated int64 `json:"repeated" doc:"Balances that counted before."`
	Left     int64 `json:"left_out" doc:"Lines that give nothing."`
}

type memberImportAnswer struct {
	ID        string        `json:"id"`
	File      string        `json:"file"`
	Rows      int64         `json:"rows" doc:"Of the file, without its titles."`
	State     string        `json:"state" enum:"checking,checked,running,done"`
	Foreseen  tallyAnswer   `json:"foreseen" doc:"What the check says it will come to."`
	CameTo    tallyAnswer   `json:"came_to" doc:"So far."`
	Author    string        `json:"author"`
	Runner    string        `json:"runner,omitempty" doc:"Who let it run."`
	CreatedAt time.Time     `json:"created_at"`
	EndedAt   *time.Time    `json:"ended_at"`
	LeftOut   []leftOutLine `json:"left_out,omitempty" doc:"The first 500 of them, in the file's order; left-out.csv has all."`
}

type leftOutLine struct {
	Line    int64    `json:"line" doc:"Of the file, from 1."`
	Cells   []string `json:"cells"`
	Code    string   `json:"code"`
	Message string   `json:"message"`
}

func tellMemberImport(m loyalty.MemberImport) memberImportAnswer {
	return memberImportAnswer{
		ID: string(m.ID), File: m.File, Rows: m.Rows, State: string(m.State), Foreseen: tallyAnswer(m.Foreseen), CameTo: tallyAnswer(m.CameTo),
		Author: m.Author, Runner: m.Runner, CreatedAt: m.CreatedAt, EndedAt: optionalTime(m.EndedAt),
	}
}

type importRequest struct {
	BrandRequest
	Import string `path:"import" maxLength:"64"`
}

type importsResponse struct {
	Body struct {
		Items []memberImportAnswer `json:"items"`
	}
}

func (a *App) listImports(ctx context.Context, in *BrandRequest) (*importsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	list, err := a.Loyalty.ListImports(ctx, actor, brand.ID)
	out := &importsResponse{}
	out.Body.Items = []memberImportAnswer{}
	for _, m := range list {
		out.Body.Items = append(out.Body.Items, tellMemberImport(m))
	}
	return out, err
}

const leftOutListed = 500

func (a *App) findImport(ctx context.Context, in *importRequest) (*struct{ Body memberImportAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	id := loyalty.ImportID(in.Import)
	m, err := a.Loyalty.FindImport(ctx, actor, brand.ID, id)
	if err != nil {
		return nil, err
	}
	lines, err := a.Loyalty.ListLeftOut(ctx, actor, brand.ID, id, 0, leftOutListed)
	out := tellMemberImport(m)
	for _, l := range lines {
		out.LeftOut = append(out.LeftOut, leftOutLine{Line: l.Line, Cells: l.Cells, Code: l.Fault.Code, Message: l.Fault.Message.In(requestFrom(ctx).lang)})
	}
	return &struct{ Body memberImportAnswer }{out}, err
}

func (a *App) runImport(ctx context.Context, in *importRequest) (*struct{ Body memberImportAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	m, err := a.Loyalty.RunImport(ctx, actor, brand.ID, loyalty.ImportID(in.Import))
	return &struct{ Body memberImportAnswer }{tellMemberImport(m)}, err
}

// addImportByAPI is a plain handler, because the body is a table and not JSON.
func (a *App) addImportByAPI(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	actor, brand, err := a.actorIn(ctx, c.Params("brand"))
	if err != nil {
		return err
	}
	var body io.Reader = bytes.NewReader(c.Body())
	if stream := c.Context().RequestBodyStream(); stream != nil {
		body = stream
	}
	m, err := a.Loyalty.AddImport(ctx, actor, brand.ID, c.Query("name"), body, !c.QueryBool("dry_run"))
	if err != nil {
		return err
	}
	return c.Status(http.StatusAccepted).JSON(tellMemberImport(m))
}

func (a *App) leftOutMembersByAPI(c *fiber.Ctx) error {
	actor, brand, err := a.actorIn(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	return a.sendLeftOutMembers(c, actor, brand)
}

func (a *App) sendLeftOutMembers(c *fiber.Ctx, actor account.Actor, brand account.Brand) error {
	var out bytes.Buffer
	if err := a.Loyalty.WriteLeftOut(c.UserContext(), actor, brand.ID, loyalty.ImportID(c.Params("import")), lang(c), &out); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return sendFile(c, brand.Slug+"-left-out.csv", contentTypeCSV, out.Bytes())
}

func (a *App) takeoutByAPI(c *fiber.Ctx) error {
	actor, brand, err := a.actorIn(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	return a.sendTakeout(c, actor, brand)
}

// takeoutTime is how long everything of a large brand may take to a slow line.
const takeoutTime = 30 * time.Minute

// sendTakeout streams everything. What goes wrong after the first byte ends the answer before
// its end: a ZIP file without its directory does not open.
func (a *App) sendTakeout(c *fiber.Ctx, actor account.Actor, brand account.Brand) error {
	if err := a.Loyalty.BeginTakeout(c.UserContext(), actor, brand.ID); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+brand.Slug+`-loyalty.zip"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	id := requestFrom(c.UserContext()).id
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(context.Background(), takeoutTime)
		defer cancel()
		if err := a.Loyalty.WriteTakeout(ctx, actor, brand.ID, w); err != nil {
			a.Log.Error("takeout cut off", "request_id", id, "brand", brand.Slug, "error", err)
		}
	})
	return nil
}
