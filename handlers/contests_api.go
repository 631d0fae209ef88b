package handlers

import (
	"context"
	"net/http"

	"kermesse/contests"
	"kermesse/internal/account"
)

func (a *App) contestOperations() {
	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "contests", status: status}
	}
	register(a, staff(http.MethodPost, "/brands/{brand}/contests", "create-contest", "Create a contest as a draft", http.StatusCreated), a.createContest)
	register(a, staff(http.MethodGet, "/brands/{brand}/contests", "list-contests", "List the contests of a brand, drafts included, the newest first", 0), a.listContests)
	register(a, staff(http.MethodPut, "/contests/{slug}", "edit-contest", "Replace a draft, if it is still the version that was read", 0), a.editContest)
	register(a, staff(http.MethodDelete, "/contests/{slug}", "discard-contest", "Remove a draft for good", http.StatusNoContent), a.discardContest)
	register(a, staff(http.MethodPost, "/contests/{slug}/publish", "publish-contest", "Publish a contest: its rules are frozen and hashed, its random number is named in advance", 0), a.publishContest)
	register(a, staff(http.MethodPost, "/contests/{slug}/cancel", "cancel-contest", "Give the present attempt of a draw up; the reason is public, and so is for ever the result that it has or would have had", 0), a.cancelContest)

	public := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "contests", status: status, public: true}
	}
	register(a, public(http.MethodGet, "/contests/{slug}", "find-contest", "Read a contest; drafts by staff of the brand", 0), a.findContest)
	register(a, public(http.MethodGet, "/contests/{slug}/rules", "contest-rules", "Read the rules: the file that was hashed, and the same in words", 0), a.contestRules)
}

type contestRequest struct {
	Slug string `path:"slug"`
}

type createContestRequest struct {
	Brand string `path:"brand" doc:"Slug of the brand."`
	Body  contestBody
}

type editContestRequest struct {
	Slug string `path:"slug"`
	Body contestBody
}

type cancelContestRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Reason string `json:"reason" doc:"Shown to fans."`
		Code   string `json:"code,omitempty" enum:"prize-unavailable,mistake-in-rules,technical-fault,fraud,authority,other" doc:"For the public record. Left out: other."`
	}
}

type contestResponse struct {
	Body contestAnswer
}

type listContestsRequest struct {
	Brand  string `path:"brand" doc:"Slug of the brand."`
	Status string `query:"status" enum:"draft,published,open,closed,awaiting-beacon,drawn,cancelled" doc:"Only those of this status."`
	Query  string `query:"q" doc:"Words of the title or address; case and accents do not count."`
	Cursor string `query:"cursor" doc:"next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type listContestsResponse struct {
	Body struct {
		Items []contestAnswer `json:"items"`
		Next  string          `json:"next,omitempty" doc:"Empty at the end."`
	}
}

func (a *App) createContest(ctx context.Context, in *createContestRequest) (*contestResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	c, err := a.Contests.Create(ctx, actor, in.Body.form())
	return a.answerContest(ctx, c, err)
}

func (a *App) listContests(ctx context.Context, in *listContestsRequest) (*listContestsResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	page, err := a.Contests.List(ctx, actor, contests.Filter{
		Status: contests.Status(in.Status), Query: in.Query, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &listContestsResponse{}
	out.Body.Items, out.Body.Next = []contestAnswer{}, page.Next
	for _, c := range page.Items {
		answer, err := a.tellContest(ctx, c)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, answer)
	}
	return out, nil
}

// contestActor is the caller as an actor of a contest's brand. A contest of a brand in
// which they have no part is one that does not exist.
func (a *App) contestActor(ctx context.Context, slug string) (account.Actor, error) {
	if _, err := a.staffFrom(ctx); err != nil {
		return account.Actor{}, err
	}
	brand, err := a.Contests.BrandOf(ctx, slug)
	if err != nil {
		return account.Actor{}, err
	}
	return a.actorOf(ctx, brand)
}

func (a *App) editContest(ctx context.Context, in *editContestRequest) (*contestResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	c, err := a.Contests.Edit(ctx, actor, in.Slug, in.Body.Version, in.Body.form())
	return a.answerContest(ctx, c, err)
}

func (a *App) discardContest(ctx context.Context, in *contestRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.Discard(ctx, actor, in.Slug)
}

func (a *App) publishContest(ctx context.Context, in *contestRequest) (*contestResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	const whicheverVersion = 0
	c, err := a.Contests.Publish(ctx, actor, in.Slug, whicheverVersion)
	return a.answerContest(ctx, c, err)
}

func (a *App) cancelContest(ctx context.Context, in *cancelContestRequest) (*contestResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	c, err := a.Contests.Cancel(ctx, actor, in.Slug, contests.Cancellation{Code: contests.CancelCode(in.Body.Code), Reason: in.Body.Reason})
	return a.answerContest(ctx, c, err)
}

func (a *App) findContest(ctx context.Context, in *contestRequest) (*contestResponse, error) {
	c, err := a.Contests.Find(ctx, in.Slug)
	if err != nil {
		if actor, staffErr := a.contestActor(ctx, in.Slug); staffErr == nil {
			c, err = a.Contests.Inspect(ctx, actor, in.Slug)
		}
	}
	return a.answerContest(ctx, c, err)
}

func (a *App) answerContest(ctx context.Context, c contests.Contest, err error) (*contestResponse, error) {
	if err != nil {
		return nil, err
	}
	answer, err := a.tellContest(ctx, c)
	return &contestResponse{Body: answer}, err
}

type rulesResponse struct {
	Body struct {
		Hash string `json:"hash" doc:"SHA-256 of file, hex."`
		File string `json:"file" doc:"rules.json as it was hashed, byte for byte."`
		FR   string `json:"fr" doc:"The rules in French, Markdown."`
		EN   string `json:"en" doc:"The rules in English, Markdown."`

		Version int `json:"version" doc:"1 as published; one more with each amendment."`
	}
}

type rulesRequest struct {
	Slug    string `path:"slug"`
	Version int    `query:"version" minimum:"0" doc:"Left out: the one in force."`
}

// rulesIn are the rules in a version; 0 is the one in force.
func (a *App) rulesIn(ctx context.Context, slug string, version int) (contests.Contest, contests.Rules, error) {
	if version == 0 {
		return a.Contests.FindRules(ctx, slug)
	}
	return a.Contests.FindVersion(ctx, slug, version)
}

func (a *App) contestRules(ctx context.Context, in *rulesRequest) (*rulesResponse, error) {
	_, rules, err := a.rulesIn(ctx, in.Slug, in.Version)
	if err != nil {
		return nil, err
	}
	out := &rulesResponse{}
	out.Body.Hash, out.Body.File = rules.Hash.String(), string(rules.JSON)
	out.Body.FR, out.Body.EN, out.Body.Version = rules.Text.FR, rules.Text.EN, rules.Version
	return out, nil
}
