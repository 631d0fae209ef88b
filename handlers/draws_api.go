package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/contests"
)

func (a *App) drawOperations() {
	public := func(method, path, id, summary string) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "draws", public: true}
	}
	register(a, public(http.MethodGet, "/contests/{slug}/draw", "find-draw", "Read a draw in whichever state it is: what was sealed, the random number, who won and who stands by, in each attempt"), a.findDraw)
	register(a, public(http.MethodGet, "/contests/{slug}/records", "list-draw-records", "Read every public record of a contest, in the order of the log"), a.listRecords)
	paste := public(http.MethodPost, "/contests/{slug}/beacon", "paste-beacon", "Hand over the random number that a draw waits for, as a drand relay writes it; anybody may, for it proves itself")
	paste.natural, paste.raw = true, true
	register(a, paste, a.pasteBeacon)

	staff := func(path, id, summary string) operation {
		return operation{method: http.MethodPost, path: path, id: id, summary: summary, tag: "draws", status: http.StatusOK}
	}
	register(a, staff("/contests/{slug}/disqualify", "disqualify", "Disqualify the entry of a slot, for a reason of the closed list; the next of the same draw takes its place"), a.disqualify)
	register(a, staff("/contests/{slug}/reinstate", "reinstate", "Take a disqualification back"), a.reinstate)
	register(a, staff("/contests/{slug}/accept", "accept-winner", "Confirm that the holder of a slot has the prize for good"), a.acceptWinner)
	register(a, staff("/contests/{slug}/restart", "restart-draw", "Hold the draw again, with a random number that does not exist yet: after a cancellation with the same list, or for the units that nobody is left to receive"), a.restartDraw)
}

func (a *App) findDraw(ctx context.Context, in *contestRequest) (*drawResponse, error) {
	d, err := a.Contests.FindDraw(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return &drawResponse{Body: a.tellDraw(d, requestFrom(ctx).lang)}, nil
}

type recordsResponse struct {
	Body struct {
		Items []recordAnswer `json:"items"`
	}
}

type recordAnswer struct {
	Kind     string    `json:"kind" doc:"As in the record's first line: publish, entries, exclude, close, result, …"`
	Attempt  int       `json:"attempt,omitempty" doc:"Absent: of the contest as a whole."`
	LogIndex *int64    `json:"log_index" doc:"Its place in the public log; null for one that was made before there was a log."`
	LoggedAt time.Time `json:"logged_at"`
	Record   string    `json:"record" doc:"Word for word."`
}

func (a *App) listRecords(ctx context.Context, in *contestRequest) (*recordsResponse, error) {
	records, err := a.Contests.Records(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &recordsResponse{}
	out.Body.Items = make([]recordAnswer, len(records))
	for i, r := range records {
		out.Body.Items[i] = recordAnswer{
			Kind: r.Kind, Attempt: r.Attempt, LogIndex: placeInLog(r.Index), LoggedAt: r.LoggedAt, Record: string(r.Text),
		}
	}
	return out, nil
}

// placeInLog is a place in the log as the API writes it.
func placeInLog(index int64) *int64 {
	if index < 0 {
		return nil
	}
	return &index
}

type pasteBeaconRequest struct {
	Slug    string `path:"slug"`
	RawBody []byte `contentType:"application/json" doc:"As a relay of drand answers: round, signature, and what else it writes."`
}

// pasteBeacon answers with the draw, which that number decides. Whoever sends many wrong
// ones waits: each costs a pairing.
func (a *App) pasteBeacon(ctx context.Context, in *pasteBeaconRequest) (*drawResponse, error) {
	if err := a.Contests.TakeBeacon(ctx, in.Slug, a.clientNetwork(requestFrom(ctx).c), in.RawBody); err != nil {
		return nil, err
	}
	return a.findDraw(ctx, &contestRequest{Slug: in.Slug})
}

// SlotRequest names a slot of a draw. It is embedded in requests, and so exported.
type SlotRequest struct {
	Attempt int `json:"attempt,omitempty" doc:"Of the draw. Left out: the present one."`
	Prize   int `json:"prize" doc:"Index of the prize."`
	Slot    int `json:"slot" doc:"From 0 within the prize; alternates follow the winners."`
}

func (r SlotRequest) place() contests.Place {
	return contests.Place{Attempt: r.Attempt, Prize: r.Prize, Slot: r.Slot}
}

type disqualifyRequest struct {
	Slug string `path:"slug"`
	Body struct {
		SlotRequest
		Reason string `json:"reason" doc:"One of the closed list of the rules."`
	}
}

// disqualify answers with the draw as it stands afterwards.
func (a *App) disqualify(ctx context.Context, in *disqualifyRequest) (*drawResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	if err := a.Contests.Disqualify(ctx, actor, in.Slug, in.Body.place(), contests.Reason(in.Body.Reason)); err != nil {
		return nil, err
	}
	return a.findDraw(ctx, &contestRequest{Slug: in.Slug})
}

type reinstateRequest struct {
	Slug string `path:"slug"`
	Body struct {
		SlotRequest
		Reason string `json:"reason,omitempty" enum:"appeal-upheld,mistake" doc:"Left out: mistake."`
	}
}

func (a *App) reinstate(ctx context.Context, in *reinstateRequest) (*drawResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	reason := contests.Reason(in.Body.Reason)
	if reason == "" {
		reason = contests.ReasonMistake
	}
	if err := a.Contests.Reinstate(ctx, actor, in.Slug, in.Body.place(), reason); err != nil {
		return nil, err
	}
	return a.findDraw(ctx, &contestRequest{Slug: in.Slug})
}

type acceptRequest struct {
	Slug string `path:"slug"`
	Body struct {
		SlotRequest
		Reason string `json:"reason,omitempty" enum:"claimed,delivered" doc:"Left out: claimed."`
	}
}

func (a *App) acceptWinner(ctx context.Context, in *acceptRequest) (*drawResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	reason := contests.Reason(in.Body.Reason)
	if reason == "" {
		reason = contests.ReasonClaimed
	}
	if err := a.Contests.Accept(ctx, actor, in.Slug, in.Body.place(), reason); err != nil {
		return nil, err
	}
	return a.findDraw(ctx, &contestRequest{Slug: in.Slug})
}

type restartRequest struct {
	Slug string `path:"slug"`
	Body struct {
		DrawAt *time.Time `json:"draw_at,omitempty" doc:"Not before this moment. Left out: as soon as the rules allow."`
	}
}

func (a *App) restartDraw(ctx context.Context, in *restartRequest) (*drawResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	var notBefore time.Time
	if in.Body.DrawAt != nil {
		notBefore = *in.Body.DrawAt
	}
	if _, err := a.Contests.Restart(ctx, actor, in.Slug, notBefore); err != nil {
		return nil, err
	}
	return a.findDraw(ctx, &contestRequest{Slug: in.Slug})
}
