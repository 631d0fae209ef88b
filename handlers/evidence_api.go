package handlers

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/draw"
)

func (a *App) auditOperations() {
	staff := func(method, path, id, summary string, status int, natural bool) operation {
		return operation{method: method, path: "/contests/{slug}" + path, id: id, summary: summary, tag: "evidence", status: status, natural: natural}
	}
	register(a, staff(http.MethodGet, "/audit-sample", "audit-sample", "Read which entries the draw's number chose to be opened to an auditor", 0, false), a.auditSample)
	register(a, staff(http.MethodPost, "/audit-sample/open", "open-audit-sample", "Read who is behind the sample, and what proves it. The journal keeps who asked", 0, true), a.openSample)
	register(a, staff(http.MethodPost, "/audit", "record-audit", "State in the public log, for ever, that the sample was opened and with what result", http.StatusCreated, false), a.recordAudit)
	a.api.OpenAPI().AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/contests/{slug}/evidence.zip", OperationID: "contest-evidence", Tags: []string{"evidence"},
		Summary:     "Read the evidence file of a contest, for a bailiff or a regulator",
		Description: "Rules, sealed list, proof, public records, decisions, messages sent, consents, journal, and a signed manifest. It names no entrant.",
		Security:    []map[string][]string{{"staff": {}}},
		Parameters:  []*huma.Param{{Name: "slug", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}},
		Responses: map[string]*huma.Response{
			"200": {Description: "Done.", Content: map[string]*huma.MediaType{"application/zip": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}},
			"4XX": a.problemResponse(),
		},
	})
}

type sampledAnswer struct {
	Index      int    `json:"index" doc:"In the sealed list, from 0."`
	Commitment string `json:"commitment"`
	Tickets    uint64 `json:"tickets"`
}

type auditSampleResponse struct {
	Body struct {
		Items []sampledAnswer `json:"items"`
	}
}

func (a *App) auditSample(ctx context.Context, in *contestRequest) (*auditSampleResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	sampled, err := a.Contests.AuditSample(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &auditSampleResponse{}
	out.Body.Items = make([]sampledAnswer, len(sampled))
	for i, e := range sampled {
		out.Body.Items[i] = tellSampled(e)
	}
	return out, nil
}

func tellSampled(e contests.Sampled) sampledAnswer {
	return sampledAnswer{Index: e.Index, Commitment: e.Commitment.String(), Tickets: e.Tickets}
}

type openedAnswer struct {
	Sampled      sampledAnswer `json:"sampled"`
	Number       string        `json:"number" doc:"Of the entry."`
	EntryID      string        `json:"entry_id,omitempty" doc:"Hex, as the commitment takes it."`
	Alias        string        `json:"alias,omitempty"`
	AliasSalt    string        `json:"alias_salt,omitempty"`
	Identity     string        `json:"identity,omitempty" doc:"E-mail address, telephone number, or name on a network."`
	IdentitySalt string        `json:"identity_salt,omitempty"`
	Forgotten    bool          `json:"forgotten" doc:"The person was erased: nothing opens the commitment any more."`
}

type openSampleResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Items []openedAnswer `json:"items"`
	}
}

func (a *App) openSample(ctx context.Context, in *contestRequest) (*openSampleResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	opened, err := a.Contests.OpenSample(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &openSampleResponse{CacheControl: "no-store"}
	out.Body.Items = make([]openedAnswer, len(opened))
	for i, o := range opened {
		out.Body.Items[i] = openedAnswer{Sampled: tellSampled(o.Sampled), Number: o.Number, Forgotten: o.Forgotten}
		if !o.Forgotten {
			told := &out.Body.Items[i]
			told.EntryID, told.Alias, told.AliasSalt = o.Entry, o.Alias, o.AliasSalt.String()
			told.Identity, told.IdentitySalt = o.Identity, o.IdentitySalt.String()
		}
	}
	return out, nil
}

type recordAuditRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Auditor   string `json:"auditor" doc:"Printable ASCII, 200 characters at most: it is logged as it is."`
		Statement string `json:"statement" doc:"SHA-256 of the auditor's statement, hex."`
	}
}

type recordAuditResponse struct {
	Body recordAnswer
}

func (a *App) recordAudit(ctx context.Context, in *recordAuditRequest) (*recordAuditResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	statement, err := draw.ParseHash(in.Body.Statement)
	if err != nil {
		statement = draw.Hash{} // told by the domain, at the field
	}
	r, err := a.Contests.RecordAudit(ctx, actor, in.Slug, in.Body.Auditor, statement)
	if err != nil {
		return nil, err
	}
	return &recordAuditResponse{Body: recordAnswer{
		Kind: r.Kind, Attempt: r.Attempt, LogIndex: placeInLog(r.Index), LoggedAt: r.LoggedAt, Record: string(r.Text),
	}}, nil
}

func (a *App) evidenceByAPI(c *fiber.Ctx) error {
	actor, err := a.contestActor(c.UserContext(), c.Params("slug"))
	if err != nil {
		return err
	}
	return a.sendEvidence(c, actor)
}
