package handlers

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"kermesse/contests"
	"kermesse/contests/draw"
)

func (a *App) drawOperations() {
	register(a, operation{
		method: http.MethodGet, path: "/contests/{slug}/draw", id: "find-draw", tag: "draws", public: true,
		summary: "Read a draw that was held: what was sealed, the random number, who won and who stands by",
	}, a.findDraw)
	staff := func(path, id, summary string) operation {
		return operation{method: http.MethodPost, path: path, id: id, summary: summary, tag: "draws", status: http.StatusOK}
	}
	register(a, staff("/contests/{slug}/disqualify", "disqualify", "Disqualify the entry of a slot, for a reason of the closed list; the next of the same draw takes its place"), a.disqualify)
	register(a, staff("/contests/{slug}/reinstate", "reinstate", "Take a disqualification back"), a.reinstate)
}

type drawResponse struct {
	Body drawAnswer
}

type drawAnswer struct {
	Status     string       `json:"status"`
	Label      string       `json:"label" doc:"What its randomness is worth: A1, A2, B, unsealed, C or Test."`
	Statement  string       `json:"statement" doc:"The label in words."`
	RulesHash  string       `json:"rules_hash"`
	Close      *closeAnswer `json:"close"`
	Beacon     any          `json:"beacon" doc:"The round with the facts of its chain; null for an operator's number."`
	ServerSeed string       `json:"server_seed,omitempty" doc:"The operator's number, revealed."`
	Randomness string       `json:"randomness"`
	Seed       string       `json:"seed"`
	Result     string       `json:"result" doc:"vdraw1/result, word for word."`
	DrawnAt    time.Time    `json:"drawn_at"`
	Slots      []slotAnswer `json:"slots" doc:"In the order of picking."`

	Disqualifications []decisionAnswer `json:"disqualifications" doc:"And reinstatements, the oldest first."`
	ProofURL          string           `json:"proof_url"`
}

type slotAnswer struct {
	Prize      int    `json:"prize" doc:"Index of the prize."`
	Slot       int    `json:"slot" doc:"From 0 within the prize; alternates follow the winners."`
	Kind       string `json:"kind" enum:"winner,alternate" doc:"As drawn."`
	Index      int    `json:"index" doc:"In the sealed list; -1 for nobody."`
	Commitment string `json:"commitment,omitempty"`
	Alias      string `json:"alias,omitempty" doc:"Masked; absent once its holder was forgotten."`
	State      string `json:"state" enum:"winner,promoted,alternate,disqualified,vacant" doc:"What has become of it: promoted is an alternate who has a prize now."`
	Reason     string `json:"reason,omitempty" doc:"Of a disqualification."`
}

type decisionAnswer struct {
	Kind       string    `json:"kind" enum:"disqualify,reinstate"`
	Prize      int       `json:"prize"`
	Slot       int       `json:"slot"`
	Commitment string    `json:"commitment"`
	Reason     string    `json:"reason"`
	At         time.Time `json:"at"`
}

func (a *App) findDraw(ctx context.Context, in *contestRequest) (*drawResponse, error) {
	d, err := a.Contests.FindDraw(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	c := d.Contest
	out := &drawResponse{Body: drawAnswer{
		Status: string(c.Status(a.Clock.Now())), Label: labelWord(c), Statement: c.Statement().In(requestFrom(ctx).lang),
		RulesHash: c.RulesHash.String(), Close: closeAnswerOf(d.Seal),
		Randomness: d.Randomness.String(), Seed: d.Seed.String(), Result: string(d.Result), DrawnAt: d.DrawnAt,
		Slots: slotAnswers(d.Slots), Disqualifications: []decisionAnswer{},
		ProofURL: a.Config.BaseURL + "/api/v1/contests/" + c.Slug + "/proof.zip",
	}}
	if len(d.Beacon) > 0 {
		out.Body.Beacon = json.RawMessage(d.Beacon)
	}
	if d.OperatorSeed != (draw.Hash{}) {
		out.Body.ServerSeed = d.OperatorSeed.String()
	}
	for _, decision := range d.Decisions {
		out.Body.Disqualifications = append(out.Body.Disqualifications, tellDecision(decision))
	}
	return out, nil
}

func slotAnswers(slots []contests.Slot) []slotAnswer {
	answers := make([]slotAnswer, len(slots))
	for i, s := range slots {
		answers[i] = slotAnswer{
			Prize: s.Prize, Slot: s.Slot, Kind: "winner", Index: s.Index, Alias: s.Alias, State: string(s.State), Reason: string(s.Reason),
		}
		if s.Alternate {
			answers[i].Kind = "alternate"
		}
		if s.Index != draw.Vacant {
			answers[i].Commitment = s.Commitment.String()
		}
	}
	return answers
}

func tellDecision(d contests.Decision) decisionAnswer {
	answer := decisionAnswer{
		Kind: "disqualify", Prize: d.Prize, Slot: d.Slot, Commitment: d.Commitment.String(), Reason: string(d.Reason), At: d.At,
	}
	if d.Reinstated {
		answer.Kind = "reinstate"
	}
	return answer
}

type disqualifyRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Prize  int    `json:"prize" doc:"Index of the prize."`
		Slot   int    `json:"slot"`
		Reason string `json:"reason" doc:"One of the closed list of the rules."`
	}
}

type reinstateRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Prize int `json:"prize"`
		Slot  int `json:"slot"`
	}
}

// disqualify answers with the draw as it stands afterwards.
func (a *App) disqualify(ctx context.Context, in *disqualifyRequest) (*drawResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	if err := a.Contests.Disqualify(ctx, actor, in.Slug, in.Body.Prize, in.Body.Slot, contests.Reason(in.Body.Reason)); err != nil {
		return nil, err
	}
	return a.findDraw(ctx, &contestRequest{Slug: in.Slug})
}

func (a *App) reinstate(ctx context.Context, in *reinstateRequest) (*drawResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	if err := a.Contests.Reinstate(ctx, actor, in.Slug, in.Body.Prize, in.Body.Slot); err != nil {
		return nil, err
	}
	return a.findDraw(ctx, &contestRequest{Slug: in.Slug})
}
