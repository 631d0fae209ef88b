package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/polls"
)

func (a *App) pollTrustOperations() {
	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: "/polls/{slug}" + path, id: id, summary: summary, tag: "polls", status: status}
	}
	register(a, staff(http.MethodGet, "/quarantine", "list-quarantine", "List the ballots that were set aside: why, and never what they say", 0), a.listQuarantine)
	register(a, staff(http.MethodPost, "/quarantine", "decide-quarantine", "Settle ballots that were set aside, for a reason that is published", 0), a.decideQuarantine)
	register(a, staff(http.MethodGet, "/codes", "list-vote-codes", "List the batches of unique codes", 0), a.listVoteCodes)
	register(a, staff(http.MethodPost, "/codes/{batch}/void", "void-vote-codes", "Make the unused codes of a batch worthless, for a reason that is published", http.StatusNoContent), a.voidCodes)

	puzzle := staff(http.MethodGet, "/puzzle", "vote-puzzle", "Get a proof of work (ALTCHA, version 1) for a vote", 0)
	puzzle.public = true
	register(a, puzzle, a.votePuzzle)
	appeal := staff(http.MethodPost, "/votes/mine/appeal", "appeal-vote", "Say why one's own vote, which was set aside, should count", 0)
	appeal.public, appeal.natural = true, true
	register(a, appeal, a.appealVote)
	issue := staff(http.MethodPost, "/codes", "issue-vote-codes", "Make unique codes: a table that is told once, hashes alone are kept", http.StatusCreated)
	issue.natural = true // an answer with codes in it is kept nowhere
	register(a, issue, a.issueCodes)
}

type puzzleResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Algorithm string `json:"algorithm" enum:"SHA-256"`
		Challenge string `json:"challenge" doc:"Hex of the SHA-256 of salt and number."`
		Salt      string `json:"salt"`
		MaxNumber int64  `json:"maxnumber" doc:"The number is from 0 to this one."`
		Signature string `json:"signature"`
	}
}

func (a *App) votePuzzle(ctx context.Context, in *pollRequest) (*puzzleResponse, error) {
	p, err := a.Polls.Find(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	puzzle, err := a.Polls.Puzzle(p)
	if err != nil {
		return nil, err
	}
	out := &puzzleResponse{CacheControl: "no-store"}
	out.Body.Algorithm, out.Body.Challenge, out.Body.Salt = puzzle.Algorithm, puzzle.Challenge, puzzle.Salt
	out.Body.MaxNumber, out.Body.Signature = puzzle.MaxNumber, puzzle.Signature
	return out, nil
}

type appealRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Appeal string `json:"appeal" doc:"Up to 500 characters. Staff read it, and do not see what the vote says."`
	}
}

func (a *App) appealVote(ctx context.Context, in *appealRequest) (*voteResponse, error) {
	p, voter, err := a.pollAndVoter(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	if err := a.Polls.Appeal(ctx, p, voter, in.Body.Appeal); err != nil {
		return nil, err
	}
	vote, err := a.Polls.FindVote(ctx, p, voter)
	return a.answerVote(p, vote, err)
}

type doubtfulAnswer struct {
	BallotID string    `json:"ballot_id"`
	Receipt  string    `json:"receipt" doc:"What its voter holds."`
	CastAt   time.Time `json:"cast_at" doc:"To the quarter of an hour."`
	Network  string    `json:"network,omitempty" doc:"The same for ballots of one network and day; nobody can tell which network."`
	Signals  []string  `json:"signals"`
	Decision string    `json:"decision,omitempty" enum:"released,kept"`
	Reason   string    `json:"reason,omitempty"`
	Appeal   string    `json:"appeal,omitempty"`
}

type quarantineResponse struct {
	Body struct {
		Items []doubtfulAnswer `json:"items"`
		More  bool             `json:"more" doc:"There are others; they show once these are settled."`
	}
}

func (a *App) listQuarantine(ctx context.Context, in *pollRequest) (*quarantineResponse, error) {
	p, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	list, more, err := a.Polls.ListDoubtful(ctx, actor, p)
	if err != nil {
		return nil, err
	}
	out := &quarantineResponse{}
	out.Body.Items, out.Body.More = make([]doubtfulAnswer, len(list)), more
	for i, b := range list {
		out.Body.Items[i] = doubtfulAnswer{
			BallotID: b.ID, Receipt: b.Receipt, CastAt: b.CastAt, Network: b.Network, Signals: signalNames(b.Signals),
			Decision: string(b.Review), Reason: b.Reason, Appeal: b.Appeal,
		}
	}
	return out, nil
}

func signalNames(signals []polls.Signal) []string {
	var names []string
	for _, s := range signals {
		names = append(names, string(s))
	}
	return names
}

type decideRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Decision string   `json:"decision" enum:"released,kept" doc:"released: they count; kept: they stay out of the result."`
		Reason   string   `json:"reason" doc:"Published, and told to each voter."`
		Ballots  []string `json:"ballots,omitempty" doc:"Ids of ballots."`
		Network  string   `json:"network,omitempty" doc:"Instead of ballots: all of one network and day."`
	}
}

type decideResponse struct {
	Body struct {
		Settled int64 `json:"settled"`
	}
}

func (a *App) decideQuarantine(ctx context.Context, in *decideRequest) (*decideResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	n, err := a.Polls.Decide(ctx, actor, in.Slug, polls.Decision{
		Review: polls.Review(in.Body.Decision), Reason: in.Body.Reason, Ballots: in.Body.Ballots, Network: in.Body.Network,
	})
	if err != nil {
		return nil, err
	}
	out := &decideResponse{}
	out.Body.Settled = n
	return out, nil
}

type codeBatchAnswer struct {
	Number    int        `json:"number"`
	Label     string     `json:"label,omitempty"`
	Size      int        `json:"size"`
	Used      int        `json:"used"`
	CreatedAt time.Time  `json:"created_at"`
	VoidedAt  *time.Time `json:"voided_at,omitempty"`
}

type voteCodesResponse struct {
	Body struct {
		Items []codeBatchAnswer `json:"items"`
		Next  string            `json:"next,omitempty" doc:"Empty: the list is whole."`
	}
}

func (a *App) listVoteCodes(ctx context.Context, in *pollRequest) (*voteCodesResponse, error) {
	p, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	batches, err := a.Polls.ListCodes(ctx, actor, p)
	if err != nil {
		return nil, err
	}
	out := &voteCodesResponse{}
	out.Body.Items = make([]codeBatchAnswer, len(batches))
	for i, b := range batches {
		out.Body.Items[i] = codeBatchAnswer{
			Number: b.No, Label: b.Label, Size: b.Size, Used: b.Used, CreatedAt: b.CreatedAt, VoidedAt: optionalTime(b.VoidedAt),
		}
	}
	return out, nil
}

type voidCodesRequest struct {
	Slug  string `path:"slug"`
	Batch int    `path:"batch"`
	Body  struct {
		Reason string `json:"reason" doc:"Published."`
	}
}

func (a *App) voidCodes(ctx context.Context, in *voidCodesRequest) (*struct{}, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Polls.VoidCodes(ctx, actor, in.Slug, in.Batch, in.Body.Reason)
}

type issueCodesRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Count int    `json:"count" minimum:"1" maximum:"100000"`
		Label string `json:"label,omitempty" doc:"What for."`
	}
}

// issueCodesResponse is a file that is told once: hashes alone are kept of it.
type issueCodesResponse struct {
	ContentType  string `header:"Content-Type"`
	Disposition  string `header:"Content-Disposition"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

func (a *App) issueCodes(ctx context.Context, in *issueCodesRequest) (*issueCodesResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	batch, codes, err := a.Polls.IssueCodes(ctx, actor, in.Slug, in.Body.Label, in.Body.Count)
	if err != nil {
		return nil, err
	}
	table, err := writeCSV(a.codeTable(in.Slug, codes))
	return &issueCodesResponse{
		ContentType: contentTypeCSV, Disposition: `attachment; filename="` + codesFile(in.Slug, batch) + `"`, CacheControl: "no-store", Body: table,
	}, err
}
