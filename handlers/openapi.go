package handlers

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/internal/idem"
)

// newAPI describes the API; each operation adds itself in its register function.
func (a *App) newAPI() huma.API {
	config := huma.DefaultConfig("Kermesse", a.Config.Version)
	config.Info.Description = "Contests, votes and loyalty that anybody can check. " +
		"Errors are RFC 9457 problem details with a stable code. " +
		"Send an Idempotency-Key with every write that must happen once."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // no $schema links in answers
	config.Servers = []*huma.Server{{URL: a.Config.BaseURL}}
	config.Tags = apiTags
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"staff": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "Access token from POST /api/v1/sessions."},
	}
	return huma.NewAPI(config, fiberAdapter{a.fiber})
}

// apiTags are the chapters of the API, in the order of reading.
var apiTags = []*huma.Tag{
	{Name: "sessions", Description: "Staff sign in, go on and sign out."},
	{Name: "brands", Description: "Whom everything belongs to."},
	{Name: "team", Description: "Who works for a brand, and as what."},
	{Name: "contests", Description: "Giveaways: prizes, rules, publication."},
	{Name: "law", Description: "What law asks of a contest: profiles, overrides, amendments, retention. No legal advice."},
	{Name: "entries", Description: "Who takes part: entering, receipts, moderation, imports."},
	{Name: "photos", Description: "Photo contests: photos in parts, moderation, the gallery, votes, the jury, the ranking."},
	{Name: "draws", Description: "Winners and alternates, replacements, proofs."},
	{Name: "claims", Description: "Prizes on their way to their winners: is a message real, yes or no, where it goes, the hand-over, the public ledger."},
	{Name: "lists", Description: "Draws from a list of names or comments: filters, counts, the draw."},
	{Name: "evidence", Description: "What a bailiff or a regulator is given: the evidence file, the sample, its result."},
	{Name: "polls", Description: "Votes: ballots, counts, results."},
	{Name: "surveys", Description: "Surveys: questions, answers, figures."},
	{Name: "loyalty", Description: "Points: members, rules, rewards, books."},
	{Name: "till", Description: "The counter: scan a member, give points, hand rewards and prizes over, within limits."},
	{Name: "places", Description: "Where people meet a campaign: sites that show it, short links, tablets."},
	{Name: "webhooks", Description: "What happens, told to the brand's own systems: addresses, the log, replays, and the events themselves."},
	{Name: "fans", Description: "What is held about a fan: shown, exported, erased."},
	{Name: "calendar", Description: "The editorial calendar: posts to come, key dates, what runs when."},
	{Name: "pictures", Description: "Pictures of prizes, options and rewards."},
	{Name: "journal", Description: "Who changed what in a brand."},
	{Name: "sandbox", Description: "The clock and the mails of a sandbox; nowhere else."},
}

// operation is one entry of the API as the route table writes it.
type operation struct {
	method, path, id, summary, tag string
	status                         int  // of success; 0: 200, or 204 without a body
	public                         bool // no staff token needed
	natural                        bool // repeats are harmless by the domain's own rules, or their answer must not be kept
	raw                            bool // the body is taken byte for byte: it is JSON that somebody else has written
}

// register adds an operation. Its faults become problem details in the client's language.
func register[I, O any](a *App, op operation, fn func(context.Context, *I) (*O, error)) {
	o := huma.Operation{
		Method: op.method, Path: "/api/v1" + op.path, OperationID: op.id, Summary: op.summary,
		Tags: []string{op.tag}, DefaultStatus: op.status, MaxBodyBytes: maxBodyBytes,
		Errors: []int{http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusTooManyRequests},
	}
	o.Security = []map[string][]string{} // said, not left out: nobody has to sign in
	if !op.public {
		o.Security = []map[string][]string{{"staff": {}}}
		o.Errors = append(o.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	if op.raw {
		o.SkipValidateBody = true
		o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json": {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}},
		}}
	}
	if op.method != http.MethodGet && !op.natural {
		o.Middlewares = huma.Middlewares{a.once}
		o.Parameters = []*huma.Param{{
			Name: headerIdempotencyKey, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(idem.MaxKey)},
			Description: "Any text that names this write. The same key with the same body gets the first answer again.",
		}}
	}
	refuseHidden(reflect.TypeFor[I](), reflect.TypeFor[O]())
	huma.Register(a.api, o, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, in)
		if err != nil {
			return nil, a.newProblem(ctx, err)
		}
		return out, nil
	})
}

// refuseHidden stops the start where a shape of the API embeds a type that is not
// exported: huma passes over it, so its parameters would stay empty without a word.
func refuseHidden(shapes ...reflect.Type) {
	for _, shape := range shapes {
		for shape.Kind() == reflect.Pointer || shape.Kind() == reflect.Slice {
			shape = shape.Elem()
		}
		foreign := shape.Name() != "" && shape.PkgPath() != reflect.TypeFor[App]().PkgPath()
		if shape.Kind() != reflect.Struct || foreign {
			continue
		}
		for i := range shape.NumField() {
			f := shape.Field(i)
			if f.Anonymous && !f.IsExported() {
				panic("handlers: " + shape.String() + " embeds " + f.Name + ", which is not exported")
			}
			if f.Anonymous || f.IsExported() {
				refuseHidden(f.Type)
			}
		}
	}
}

// schemaOf describes the type of v, for operations that are plain handlers.
func (a *App) schemaOf(v any) *huma.Schema {
	return a.api.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, "")
}

// problemResponse is how such an operation says no.
func (a *App) problemResponse() *huma.Response {
	return &huma.Response{
		Description: "Refused.", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: a.schemaOf(problem{})}},
	}
}

// trimLocation turns huma's "body.prizes[0].winners" into the path the client sent.
func trimLocation(location string) string {
	for _, prefix := range []string{"body.", "query.", "path.", "header."} {
		if rest, ok := strings.CutPrefix(location, prefix); ok {
			return rest
		}
	}
	return location
}

// openAPIDocument answers the document, which is written once: it is long, and anybody may ask.
func (a *App) openAPIDocument(c *fiber.Ctx) error {
	body, err := a.document()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/vnd.oai.openapi+json;version=3.1")
	c.Response().SetBodyRaw(body)
	return nil
}
