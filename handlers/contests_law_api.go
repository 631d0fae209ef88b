package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/contests"
	"kermesse/contests/law"
)

func (a *App) contestLawOperations() {
	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "law", status: status}
	}
	register(a, staff(http.MethodGet, "/contests/{slug}/law", "check-law", "What the profiles say about a contest, and what was overridden", 0), a.checkLaw)
	register(a, staff(http.MethodPost, "/contests/{slug}/law/overrides", "override-law", "Say why a draft is published in spite of a rule that blocks it; the reason stays in the journal", http.StatusCreated), a.overrideLaw)
	register(a, staff(http.MethodPost, "/contests/{slug}/amendments", "amend-rules", "Amend published rules, until the closing: only what leaves the draw alone and takes nothing from entrants", http.StatusCreated), a.amendRules)

	public := func(path, id, summary string) operation {
		return operation{method: http.MethodGet, path: path, id: id, summary: summary, tag: "law", public: true}
	}
	register(a, public("/law/profiles", "list-law-profiles", "The profiles of countries with their rules and sources; no legal advice"), a.listProfiles)
	register(a, public("/contests/{slug}/amendments", "list-amendments", "Amendments to the rules of a contest, and what none of them touches"), a.listAmendments)
	register(a, public("/contests/{slug}/retention", "contest-retention", "When the personal data of a contest is erased, class by class, and what is gone"), a.contestRetention)
}

type profilesResponse struct {
	Body struct {
		Items      []profileAnswer `json:"items"`
		Disclaimer string          `json:"disclaimer"`
	}
}

func (a *App) listProfiles(ctx context.Context, _ *struct{}) (*profilesResponse, error) {
	lang := requestFrom(ctx).lang
	out := &profilesResponse{}
	out.Body.Disclaimer = law.Disclaimer.In(lang)
	for _, p := range law.Profiles() {
		out.Body.Items = append(out.Body.Items, profileAnswerOf(p, lang))
	}
	return out, nil
}

type lawResponse struct {
	Body struct {
		Items      []findingAnswer `json:"items"`
		Publishes  bool            `json:"publishes" doc:"Nothing of it keeps the contest from being published."`
		Disclaimer string          `json:"disclaimer"`
	}
}

func (a *App) checkLaw(ctx context.Context, in *contestRequest) (*lawResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	checks, err := a.Contests.CheckLaw(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	lang := requestFrom(ctx).lang
	out := &lawResponse{}
	out.Body.Items, out.Body.Disclaimer, out.Body.Publishes = findingAnswers(checks, lang), law.Disclaimer.In(lang), true
	for _, c := range checks {
		out.Body.Publishes = out.Body.Publishes && !c.Stops()
	}
	return out, nil
}

type overrideRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Rule   string `json:"rule" example:"mu.permit"`
		Reason string `json:"reason" doc:"Ten characters or more."`
	}
}

func (a *App) overrideLaw(ctx context.Context, in *overrideRequest) (*lawResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	if err := a.Contests.OverrideLaw(ctx, actor, in.Slug, in.Body.Rule, in.Body.Reason); err != nil {
		return nil, err
	}
	return a.checkLaw(ctx, &contestRequest{Slug: in.Slug})
}

type amendRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Reason        string         `json:"reason" doc:"Public, in the brand's own words."`
		ClaimDays     int            `json:"claim_days,omitempty" doc:"Longer than before."`
		Retention     *retentionBody `json:"retention,omitempty" doc:"Shorter than before."`
		Permit        *permitBody    `json:"permit,omitempty"`
		Organiser     bool           `json:"organiser,omitempty" doc:"Take over seat, contact and registration from the brand's settings."`
		Clarification string         `json:"clarification,omitempty" doc:"One more clause, Markdown, that takes nothing from anybody."`
		Harmless      bool           `json:"harmless,omitempty" doc:"The brand declares just that; asked for with a clarification."`
	}
}

type amendResponse struct{ Body amendmentAnswer }

func (a *App) amendRules(ctx context.Context, in *amendRequest) (*amendResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	done, err := a.Contests.Amend(ctx, actor, in.Slug, contests.AmendForm{
		Reason: in.Body.Reason, ClaimDays: in.Body.ClaimDays, Retention: in.Body.Retention.days(), Permit: in.Body.Permit.permit(),
		Organiser: in.Body.Organiser, Clarification: in.Body.Clarification, Harmless: in.Body.Harmless,
	})
	if err != nil {
		return nil, err
	}
	return &amendResponse{amendmentAnswerOf(done, requestFrom(ctx).lang)}, nil
}

type amendmentsResponse struct {
	Body struct {
		Items []amendmentAnswer `json:"items"`
		Never []string          `json:"never" doc:"What no amendment touches, and why."`
	}
}

func (a *App) listAmendments(ctx context.Context, in *contestRequest) (*amendmentsResponse, error) {
	amendments, err := a.Contests.Amendments(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	lang := requestFrom(ctx).lang
	out := &amendmentsResponse{}
	out.Body.Items = []amendmentAnswer{}
	for _, done := range amendments {
		out.Body.Items = append(out.Body.Items, amendmentAnswerOf(done, lang))
	}
	for _, said := range contests.Unamendable() {
		out.Body.Never = append(out.Body.Never, said.In(lang))
	}
	return out, nil
}

type purgeAnswer struct {
	Class   string     `json:"class" enum:"invalid,losers,winners,proof"`
	Says    string     `json:"says"`
	Days    int        `json:"days" doc:"After the closing for invalid ones, after the draw for the others."`
	DueAt   *time.Time `json:"due_at" doc:"Null before the draw."`
	DoneAt  *time.Time `json:"done_at" doc:"Null until it is done."`
	Entries int        `json:"entries" doc:"Entries that lead to nobody any more."`
}

type retentionResponse struct {
	Body struct {
		Items []purgeAnswer `json:"items" doc:"Empty for a contest whose rules promise no delay."`
	}
}

func (a *App) contestRetention(ctx context.Context, in *contestRequest) (*retentionResponse, error) {
	c, err := a.Contests.Find(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	purges, err := a.Contests.Purges(ctx, c)
	if err != nil {
		return nil, err
	}
	out := &retentionResponse{}
	out.Body.Items = []purgeAnswer{}
	for _, p := range purges {
		out.Body.Items = append(out.Body.Items, purgeAnswer{
			Class: string(p.Class), Says: contests.ClassWords(p.Class).In(requestFrom(ctx).lang), Days: p.Days,
			DueAt: optionalTime(p.DueAt), DoneAt: optionalTime(p.DoneAt), Entries: p.Entries,
		})
	}
	return out, nil
}
