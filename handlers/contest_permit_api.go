package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
)

// permitOperations are the document of a contest's permit.
func (a *App) permitOperations() {
	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: "/contests/{slug}/permit" + path, id: id, summary: summary, tag: "law", status: status}
	}
	register(a, staff(http.MethodGet, "", "find-permit", "Read what is known of the document of a contest's permit. For staff of the brand", 0), a.findPermit)
	register(a, staff(http.MethodPut, "/visibility", "show-permit", "Make the document of a permit public, or private again. For those who edit campaigns", http.StatusOK), a.showPermit)
	register(a, staff(http.MethodDelete, "", "remove-permit", "Delete the document of a permit. For those who edit campaigns", http.StatusNoContent), a.removePermit)
	a.permitFileOperations()
}

// permitFileOperations describes the plain handlers of the file itself.
func (a *App) permitFileOperations() {
	file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	files := map[string]*huma.MediaType{"application/pdf": file, "image/jpeg": file}
	params := []*huma.Param{{Name: "slug", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}}
	add := func(method, id, summary, description string, body *huma.RequestBody, out map[string]*huma.MediaType) {
		a.api.OpenAPI().AddOperation(&huma.Operation{
			Method: method, Path: "/api/v1/contests/{slug}/permit/file", OperationID: id, Tags: []string{"law"}, Summary: summary,
			Description: description, Security: []map[string][]string{{"staff": {}}}, Parameters: params, RequestBody: body,
			Responses: map[string]*huma.Response{"200": {Description: "Done.", Content: out}, "4XX": a.problemResponse()},
		})
	}
	add(http.MethodPut, "keep-permit", "Keep the document of a contest's permit in place of the one before. For those who edit campaigns",
		"A PDF, or a picture (JPEG, PNG, GIF, WebP), up to 10 MB; its content tells which. A picture is drawn anew, without metadata. The same file again changes nothing but the time.",
		&huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/pdf": file, "image/jpeg": file, "image/png": file, "image/gif": file, "image/webp": file,
		}}, map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(permitFileAnswer{})}})
	add(http.MethodGet, "read-permit", "Read the document of a contest's permit. For staff of the brand", "", nil, files)
}

type permitFileAnswer struct {
	Kind   string    `json:"kind" enum:"pdf,jpeg"`
	Bytes  int64     `json:"bytes"`
	SHA256 string    `json:"sha256" doc:"Of the file as it is kept, hex."`
	Public bool      `json:"public" doc:"Everybody can read it at its address once the contest is published."`
	KeptAt time.Time `json:"kept_at"`
	URL    string    `json:"url" doc:"Where everybody reads it while it is public."`
}

func (a *App) tellPermit(slug string, p contests.PermitFile) permitFileAnswer {
	return permitFileAnswer{
		Kind: string(p.Kind), Bytes: p.Bytes, SHA256: p.SHA256.String(), Public: p.Public, KeptAt: p.KeptAt.UTC(),
		URL: a.Config.BaseURL + "/c/" + slug + "/permit",
	}
}

type permitFileResponse struct{ Body permitFileAnswer }

func (a *App) findPermit(ctx context.Context, in *contestRequest) (*permitFileResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	kept, _, err := a.Contests.FindPermit(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	return &permitFileResponse{a.tellPermit(in.Slug, kept)}, nil
}

type showPermitRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Public bool `json:"public"`
	}
}

func (a *App) showPermit(ctx context.Context, in *showPermitRequest) (*permitFileResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	if err := a.Contests.ShowPermit(ctx, actor, in.Slug, in.Body.Public); err != nil {
		return nil, err
	}
	return a.findPermit(ctx, &contestRequest{Slug: in.Slug})
}

func (a *App) removePermit(ctx context.Context, in *contestRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.RemovePermit(ctx, actor, in.Slug)
}

// keepPermitByAPI takes a document. It is a plain handler, because the body is a file.
func (a *App) keepPermitByAPI(c *fiber.Ctx) error {
	slug := c.Params("slug")
	actor, err := a.contestActor(c.UserContext(), slug)
	if err != nil {
		return err
	}
	file, err := sentFile(c)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	kept, err := a.Contests.KeepPermit(c.UserContext(), actor, slug, file)
	if err != nil {
		return fileFault(err)
	}
	return c.JSON(a.tellPermit(slug, kept))
}

func (a *App) sendPermitByAPI(c *fiber.Ctx) error {
	actor, err := a.contestActor(c.UserContext(), c.Params("slug"))
	if err != nil {
		return err
	}
	kept, content, err := a.Contests.FindPermit(c.UserContext(), actor, c.Params("slug"))
	if err != nil {
		return err
	}
	return sendPermit(c, kept, content)
}
