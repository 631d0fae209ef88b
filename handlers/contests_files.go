package handlers

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/internal/fault"
)

var errNoFile = fault.New(fault.Invalid, "file_missing",
	"Choisissez un fichier à importer.", "Choose a file to import.")

// importAnswer accounts for every row of a file.
type importAnswer struct {
	Rows     int          `json:"rows" doc:"Without the header."`
	Accepted int          `json:"accepted"`
	Count    int          `json:"refused_count" doc:"All rows that gave no entry, for whatever reason."`
	Filtered int          `json:"filtered" doc:"Of those, left out by the stated filter."`
	Repeated int          `json:"repeated" doc:"Of those, of an author or comment that has its entry already."`
	Refused  []refusedRow `json:"refused" doc:"The first 1000 of them, in the file's order."`
}

type refusedRow struct {
	Row     int    `json:"row" doc:"Line of the file on which the row begins, from 1."`
	Author  string `json:"author,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// importByAPI takes a file of comments. It is a plain handler, because the body is a file
// and not JSON.
func (a *App) importByAPI(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	slug := c.Params("slug")
	actor, err := a.contestActor(ctx, slug)
	if err != nil {
		return err
	}
	in, err := importOptions(c)
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
	defer func() { _ = file.Close() }()
	in.File = file
	report, err := a.Contests.Import(ctx, actor, slug, in)
	if err != nil {
		return err
	}
	return c.JSON(tellImport(report, lang(c)))
}

// importOptions reads how the file is to be read.
func importOptions(c *fiber.Ctx) (contests.Import, error) {
	in := contests.Import{
		Per: contests.ImportUnit(formValue(c, "per")),
		Columns: contests.ImportColumns{
			Author: formValue(c, "columns.author"), AuthorID: formValue(c, "columns.author_id"),
			Content: formValue(c, "columns.content"), ID: formValue(c, "columns.id"),
		},
	}
	for _, text := range formValues(c)["exclude"] {
		condition, f := contests.ParseCondition(text)
		if f != nil {
			return in, fault.Invalids(f.At("exclude"))
		}
		in.Filter.Exclude = append(in.Filter.Exclude, condition)
	}
	if text := strings.TrimSpace(formValue(c, "min_mentions")); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return in, fault.Invalids(errNumber.At("min_mentions"))
		}
		in.Filter.MinMentions = n
	}
	return in, nil
}

func tellImport(r contests.ImportReport, lang string) importAnswer {
	out := importAnswer{
		Rows: r.Rows, Accepted: r.Accepted, Count: r.Refused, Filtered: r.Filtered, Repeated: r.Repeated, Refused: []refusedRow{},
	}
	for _, refusal := range r.Listed {
		out.Refused = append(out.Refused, refusedRow{
			Row: refusal.Row, Author: refusal.Author, Code: refusal.Fault.Code, Message: refusal.Fault.Message.In(lang),
		})
	}
	return out
}

// exportByAPI answers the entries as a table.
func (a *App) exportByAPI(c *fiber.Ctx) error {
	slug := c.Params("slug")
	actor, err := a.contestActor(c.UserContext(), slug)
	if err != nil {
		return err
	}
	export, err := a.Contests.ExportEntries(c.UserContext(), actor, slug, entryFilter(c))
	if err != nil {
		return err
	}
	return streamFile(c, slug+"-entries.csv", "text/csv; charset=utf-8", export.Write)
}

// sendRulesFile answers the very bytes that were hashed.
func (a *App) sendRulesFile(c *fiber.Ctx) error {
	_, rules, err := a.rulesIn(c.UserContext(), c.Params("slug"), c.QueryInt("version"))
	if err != nil {
		return err
	}
	return sendFile(c, "rules.json", fiber.MIMEApplicationJSON, rules.JSON)
}

// contestFileOperations describes the plain handlers beside the operations that register
// themselves.
func (a *App) contestFileOperations() {
	text := &huma.Schema{Type: huma.TypeString}
	slug := &huma.Param{Name: "slug", In: "path", Required: true, Schema: text}
	staff, nobody := []map[string][]string{{"staff": {}}}, []map[string][]string{}
	add := func(method, path, id, tag, summary, description string, security []map[string][]string, body *huma.RequestBody, contentType string, schema *huma.Schema) {
		a.api.OpenAPI().AddOperation(&huma.Operation{
			Method: method, Path: path, OperationID: id, Tags: []string{tag}, Summary: summary, Description: description,
			Security: security, Parameters: []*huma.Param{slug}, RequestBody: body,
			Responses: map[string]*huma.Response{
				"200": {Description: "Done.", Content: map[string]*huma.MediaType{contentType: {Schema: schema}}},
				"4XX": a.problemResponse(),
			},
		})
	}
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	add(http.MethodPost, "/api/v1/contests/{slug}/entries/import", "import-comments", "entries",
		"Make entries of the comments in a CSV file",
		"A whole file or nothing. Comma, semicolon or tab; UTF-8, UTF-16, ISO-8859-1; up to 64 MB and 200,000 entries. "+
			"The same file twice gives the same entries once. Columns are recognised by their usual titles, or named.",
		staff, importBody(text, binary), "application/json", a.schemaOf(importAnswer{}))
	add(http.MethodGet, "/api/v1/contests/{slug}/entries.csv", "export-entries", "entries",
		"Read the entries as a table; takes the parameters of list-entries", "", staff, nil, "text/csv", text)
	add(http.MethodGet, "/api/v1/contests/{slug}/proof.zip", "contest-proof", "draws",
		"Read the proof of a draw: all that anybody needs to recompute it", "", nobody, nil, "application/zip", binary)
	add(http.MethodGet, "/api/v1/contests/{slug}/entries.txt", "contest-sealed-list", "draws",
		"Read the sealed list: a commitment and its tickets a line, in the order that the close record commits to", "", nobody, nil, "text/plain", text)
	add(http.MethodGet, "/api/v1/contests/{slug}/rules.json", "contest-rules-file", "contests",
		"Read the rules as they were hashed, byte for byte", "The version in force, or that of the parameter version.", nobody, nil, "application/json", &huma.Schema{Type: huma.TypeObject})
}

func importBody(text, file *huma.Schema) *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{
			"file": file, "columns.author": text, "columns.author_id": text, "columns.content": text, "columns.id": text,
			"per":          {Type: huma.TypeString, Enum: []any{"author", "comment"}},
			"exclude":      {Type: huma.TypeArray, Items: text, Description: "Rows to leave out: CLASS=1 (equal) or CONTENT~word (contains)."},
			"min_mentions": {Type: huma.TypeInteger, Description: "Of different people, as @name."},
		},
	}}}}
}
