package handlers

import (
	"context"
	"net/http"

	"kermesse/internal/account"
	"kermesse/polls"
)

func (a *App) pollOperations() {
	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "polls", status: status}
	}
	register(a, staff(http.MethodPost, "/brands/{brand}/polls", "create-poll", "Create a poll as a draft", http.StatusCreated), a.createPoll)
	register(a, staff(http.MethodGet, "/brands/{brand}/polls", "list-polls", "List the polls of a brand, drafts included", 0), a.listPolls)
	register(a, staff(http.MethodPut, "/polls/{slug}", "edit-poll", "Replace the terms of a poll; once published, its spelling alone", 0), a.editPoll)
	register(a, staff(http.MethodPost, "/polls/{slug}/publish", "publish-poll", "Publish a poll: fixes its terms and commits to a tie-break seed", 0), a.publishPoll)
	register(a, staff(http.MethodPost, "/polls/{slug}/unpublish", "unpublish-poll", "Make a poll a draft again, before it opens", 0), a.unpublishPoll)
	register(a, staff(http.MethodPost, "/polls/{slug}/cancel", "cancel-poll", "End a poll without a result, for a reason that is published", 0), a.cancelPoll)

	register(a, staff(http.MethodPost, "/polls/{slug}/reopen", "reopen-poll", "Let a closed poll take votes again, for a reason that is published", 0), a.reopenPoll)
	register(a, staff(http.MethodPost, "/polls/{slug}/void", "void-poll", "Declare that no result of a closed poll stands, for a reason that is published", 0), a.voidPoll)

	register(a, staff(http.MethodPost, "/polls/{slug}/announcements", "announce-decision", "Say what was decided after a closed poll, and tell those who asked", http.StatusCreated), a.announceDecision)
	register(a, staff(http.MethodGet, "/polls/{slug}/report", "read-poll-report", "Read all that staff may know of a poll: figures, how sure they are, who voted when", 0), a.readPollReport)

	public := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "polls", status: status, public: true}
	}
	register(a, public(http.MethodGet, "/polls/{slug}", "find-poll", "Read a poll; drafts by staff of the brand", 0), a.findPoll)
	register(a, public(http.MethodPost, "/polls/{slug}/votes/confirm", "confirm-vote", "Confirm a vote by the code or the token that was mailed", http.StatusCreated), a.confirmVoteByAPI)
	register(a, public(http.MethodGet, "/polls/{slug}/votes/mine", "find-my-vote", "Read one's own vote", 0), a.findMyVote)
	register(a, public(http.MethodDelete, "/polls/{slug}/votes/mine", "withdraw-vote", "Withdraw one's own vote", http.StatusNoContent), a.withdrawVote)
	register(a, public(http.MethodGet, "/polls/{slug}/notices", "list-poll-notices", "Read what the brand has changed since publication: corrections, reopening, voiding", 0), a.listPollNotices)
	register(a, public(http.MethodGet, "/polls/{slug}/announcements", "list-announcements", "Read what the brand says that it decided, the latest first", 0), a.listAnnouncements)
	register(a, public(http.MethodGet, "/polls/{slug}/results", "poll-results", "Read the figures, where the poll lets this reader see them now", 0), a.pollResults)
}

type createPollRequest struct {
	Brand string `path:"brand" doc:"Slug of the brand."`
	Body  pollBody
}

type editPollRequest struct {
	Slug string `path:"slug"`
	Body pollBody
}

type pollRequest struct {
	Slug string `path:"slug"`
}

type cancelPollRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Reason string `json:"reason" doc:"Shown to fans."`
	}
}

type pollResponse struct {
	Body pollAnswer
}

type pollListResponse struct {
	Body struct {
		Items []pollAnswer `json:"items"`
		Next  string       `json:"next,omitempty" doc:"Empty: the list is whole."`
	}
}

func (a *App) createPoll(ctx context.Context, in *createPollRequest) (*pollResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	p, err := a.Polls.Create(ctx, actor, in.Body.terms(brand))
	return a.answerPoll(ctx, p, err)
}

func (a *App) listPolls(ctx context.Context, in *struct {
	Brand string `path:"brand"`
},
) (*pollListResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	list, err := a.Polls.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := &pollListResponse{}
	out.Body.Items = []pollAnswer{}
	for _, p := range list {
		out.Body.Items = append(out.Body.Items, a.tellPoll(p, p.Options, requestFrom(ctx).lang))
	}
	return out, nil
}

// atDesk finds a poll and the caller as staff of its brand. A poll of a brand in which the
// caller has no part is one that does not exist.
func (a *App) atDesk(ctx context.Context, slug string) (polls.Poll, account.Actor, error) {
	brand, err := a.Polls.BrandOf(ctx, slug)
	if err != nil {
		if _, signedOut := a.staffFrom(ctx); signedOut != nil {
			err = signedOut
		}
		return polls.Poll{}, account.Actor{}, err
	}
	actor, err := a.actorOf(ctx, brand)
	if err != nil {
		return polls.Poll{}, account.Actor{}, err
	}
	p, err := a.Polls.FindFor(ctx, actor, slug)
	return p, actor, err
}

func (a *App) editPoll(ctx context.Context, in *editPollRequest) (*pollResponse, error) {
	p, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	brand, err := a.Accounts.FindBrand(ctx, p.Brand)
	if err != nil {
		return nil, err
	}
	terms := in.Body.terms(brand)
	if in.Body.OpensAt == nil && p.State != polls.StateDraft {
		terms.OpensAt = p.OpensAt // publishing filled it in
	}
	if in.Body.RoundEnds == nil && p.State != polls.StateDraft {
		terms.RoundEnds = p.RoundEnds // likewise
	}
	p, err = a.Polls.Edit(ctx, actor, in.Slug, in.Body.Revision, terms)
	return a.answerPoll(ctx, p, err)
}

func (a *App) publishPoll(ctx context.Context, in *pollRequest) (*pollResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	p, err := a.Polls.Publish(ctx, actor, in.Slug)
	return a.answerPoll(ctx, p, err)
}

func (a *App) unpublishPoll(ctx context.Context, in *pollRequest) (*pollResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	p, err := a.Polls.Unpublish(ctx, actor, in.Slug)
	return a.answerPoll(ctx, p, err)
}

func (a *App) cancelPoll(ctx context.Context, in *cancelPollRequest) (*pollResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	p, err := a.Polls.Cancel(ctx, actor, in.Slug, in.Body.Reason)
	return a.answerPoll(ctx, p, err)
}

func (a *App) answerPoll(ctx context.Context, p polls.Poll, err error) (*pollResponse, error) {
	if err != nil {
		return nil, err
	}
	return &pollResponse{Body: a.tellPoll(p, p.Options, requestFrom(ctx).lang)}, nil
}

func (a *App) findPoll(ctx context.Context, in *pollRequest) (*pollResponse, error) {
	p, err := a.readablePoll(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	c := requestFrom(ctx).c
	voter, err := a.voterOf(c, p)
	if err != nil {
		return nil, err
	}
	if voter.Device == "" {
		id, err := a.newDevice(c)
		if err != nil {
			return nil, err
		}
		voter.Device = string(id)
	}
	offered := a.Polls.Offered(p, voter)
	if _, noStaff := a.actorOf(ctx, p.Brand); noStaff != nil && p.Status(a.Clock.Now()).Choosing() {
		offered = nil // the shortlist is the staff's until the vote is published
	}
	told := a.tellPoll(p, offered, requestFrom(ctx).lang)
	told.Codes, err = a.codesOf(ctx, p)
	return &pollResponse{Body: told}, err
}

// readablePoll finds a public poll, or a draft for staff of its brand.
func (a *App) readablePoll(ctx context.Context, slug string) (polls.Poll, error) {
	p, err := a.Polls.Find(ctx, slug)
	if err == nil {
		return p, nil
	}
	if draft, _, deskErr := a.atDesk(ctx, slug); deskErr == nil {
		return draft, nil
	}
	return p, err
}

// readerOf is who asks for figures: a voter, and staff where a token says so.
func (a *App) readerOf(ctx context.Context, p polls.Poll) (polls.Reader, error) {
	voter, err := a.voterOf(requestFrom(ctx).c, p)
	if err != nil {
		return polls.Reader{}, err
	}
	reader := polls.Reader{Voter: voter}
	if actor, err := a.actorOf(ctx, p.Brand); err == nil {
		reader.Staff = actor
	}
	return reader, nil
}
