package handlers

import (
	"encoding/json"
	"time"

	"kermesse/contests"
	"kermesse/contests/draw"
)

type drawResponse struct {
	Body drawAnswer
}

// drawAnswer is a draw as everybody may read it: its present attempt at the top, and all
// attempts below.
type drawAnswer struct {
	Status    string `json:"status" doc:"Of the contest."`
	State     string `json:"state" enum:"announced,closing,sealed,waiting,drawn,cancelled,void" doc:"Of the present attempt."`
	Sentence  string `json:"sentence" doc:"The state in words."`
	RulesHash string `json:"rules_hash"`
	LogIndex  *int64 `json:"log_index" doc:"Where the publication stands in the public log; null for one from before there was a log."`
	AttemptAnswer
	Policy   policyAnswer    `json:"policy"`
	Attempts []AttemptAnswer `json:"attempts" doc:"All of them, the oldest first: also those that were given up, with the result they would have had."`
	ProofURL string          `json:"proof_url" doc:"Once it is drawn."`
	SameList []twinAnswer    `json:"same_list,omitempty" doc:"Of a draw from a list: the organiser's other draws from the same file or among the same people."`
}

// twinAnswer is another draw from the same list.
type twinAnswer struct {
	Slug        string    `json:"slug"`
	Draw        string    `json:"draw" doc:"Its id in records; the frozen rules of a later draw name it in list.drawn_before."`
	Title       string    `json:"title"`
	PublishedAt time.Time `json:"published_at"`
	Cancelled   bool      `json:"cancelled"`
}

func twinAnswers(twins []contests.Twin) []twinAnswer {
	answers := make([]twinAnswer, len(twins))
	for i, t := range twins {
		answers[i] = twinAnswer{Slug: t.Slug, Draw: string(t.ID), Title: t.Title, PublishedAt: t.PublishedAt, Cancelled: !t.CancelledAt.IsZero()}
	}
	return answers
}

// AttemptAnswer is one attempt of a draw.
type AttemptAnswer struct {
	Attempt     int              `json:"attempt" doc:"From 1."`
	Label       string           `json:"label" doc:"What its randomness is worth: A1, A2, B, unsealed, C or Test."`
	Statement   string           `json:"statement" doc:"The label in words."`
	Source      string           `json:"source" doc:"Of the random number, as records write it."`
	Round       uint64           `json:"round,omitempty"`
	DrawAt      time.Time        `json:"draw_at" doc:"When the random number is due."`
	AnnouncedAt time.Time        `json:"announced_at"`
	Reason      string           `json:"reason,omitempty" enum:"cancelled,not-sealed-in-time,open-prizes" doc:"Of a later attempt: why it is held."`
	Units       []unitAnswer     `json:"units,omitempty" doc:"Of a later attempt: what it is held for. Left out: all of the rules."`
	Close       *closeAnswer     `json:"close" doc:"Once the list is sealed."`
	Witnesses   []witnessAnswer  `json:"witnesses" doc:"Who cosigned the record that seals the list."`
	Fallback    *fallbackAnswer  `json:"fallback,omitempty" doc:"Another source of the rules that took over."`
	Cancelled   *cancelledAnswer `json:"cancelled,omitempty"`
	Shadow      bool             `json:"shadow" doc:"The result below is what the attempt would have decided; nobody has a prize by it."`
	Beacon      json.RawMessage  `json:"beacon" doc:"The round with the facts of its chain; null for an operator's number, and until it is here."`
	ServerSeed  string           `json:"server_seed,omitempty" doc:"The operator's number, revealed."`
	Randomness  string           `json:"randomness"`
	Seed        string           `json:"seed"`
	Result      string           `json:"result" doc:"vdraw1/result, word for word."`
	DrawnAt     *time.Time       `json:"drawn_at"`
	Slots       []slotAnswer     `json:"slots" doc:"In the order of picking."`
	Decisions   []decisionAnswer `json:"disqualifications" doc:"And reinstatements, the oldest first."`
	Acceptances []decisionAnswer `json:"acceptances" doc:"Winners who were confirmed."`
}

type unitAnswer struct {
	Winners    int `json:"winners"`
	Alternates int `json:"alternates"`
}

type witnessAnswer struct {
	Name       string    `json:"name"`
	CosignedAt time.Time `json:"cosigned_at" doc:"By the witness's clock."`
	InTime     bool      `json:"in_time" doc:"Before the random number was due."`
}

type fallbackAnswer struct {
	From string    `json:"from"`
	To   string    `json:"to"`
	At   time.Time `json:"at"`
}

type cancelledAnswer struct {
	At     time.Time `json:"at"`
	Code   string    `json:"code,omitempty"`
	Reason string    `json:"reason,omitempty" doc:"In the brand's words."`
}

type policyAnswer struct {
	Witnesses            []string `json:"witnesses" doc:"Keys of those who cosign the log."`
	WitnessesNeeded      int      `json:"witnesses_needed" doc:"Of them, before the random number exists, for label A1."`
	Fallback             []string `json:"fallback" doc:"Sources that take over, in their order."`
	FallbackAfterSeconds int      `json:"fallback_after_seconds,omitempty" doc:"How long a number has to be missing before."`
}

type slotAnswer struct {
	Prize      int        `json:"prize" doc:"Index of the prize."`
	Slot       int        `json:"slot" doc:"From 0 within the prize; alternates follow the winners."`
	Kind       string     `json:"kind" enum:"winner,alternate" doc:"As drawn."`
	Index      int        `json:"index" doc:"In the sealed list; -1 for nobody."`
	Commitment string     `json:"commitment,omitempty"`
	Alias      string     `json:"alias,omitempty" doc:"Masked; absent once its holder was forgotten."`
	State      string     `json:"state" enum:"winner,promoted,alternate,disqualified,vacant" doc:"What has become of it: promoted is an alternate who has a prize now."`
	Reason     string     `json:"reason,omitempty" doc:"Of a disqualification."`
	AcceptedAt *time.Time `json:"accepted_at,omitempty" doc:"Confirmed as a winner."`
}

type decisionAnswer struct {
	Kind       string    `json:"kind" enum:"disqualify,reinstate,accept"`
	Attempt    int       `json:"attempt"`
	Prize      int       `json:"prize"`
	Slot       int       `json:"slot"`
	Commitment string    `json:"commitment"`
	Reason     string    `json:"reason"`
	LogIndex   *int64    `json:"log_index"`
	At         time.Time `json:"at"`
}

func (a *App) tellDraw(d contests.Draw, lang string) drawAnswer {
	c := d.Contest
	answer := drawAnswer{
		Status: string(c.Status(a.Clock.Now())), State: string(d.State), Sentence: d.Sentence.In(lang), RulesHash: c.RulesHash.String(),
		AttemptAnswer: tellAttempt(d.Holding, lang), Attempts: []AttemptAnswer{}, Policy: tellPolicy(d.Policy),
		SameList: twinAnswers(d.Twins),
	}
	for _, r := range d.Records {
		if r.Event.Kind == draw.EventPublish {
			answer.LogIndex = placeInLog(r.Index)
		}
	}
	for _, h := range d.Attempts {
		answer.Attempts = append(answer.Attempts, tellAttempt(h, lang))
	}
	if d.Drawn() {
		answer.ProofURL = a.Config.BaseURL + "/api/v1/contests/" + c.Slug + "/proof.zip"
	}
	return answer
}

func tellPolicy(p contests.Policy) policyAnswer {
	answer := policyAnswer{
		Witnesses: append([]string{}, p.Witnesses...), WitnessesNeeded: p.Need, Fallback: []string{},
		FallbackAfterSeconds: int(p.FallbackAfter.Seconds()),
	}
	for _, s := range p.Fallback {
		answer.Fallback = append(answer.Fallback, s.String())
	}
	return answer
}

func tellAttempt(h contests.Holding, lang string) AttemptAnswer {
	answer := AttemptAnswer{
		Attempt: h.No, Label: string(h.Label), Statement: h.Statement.In(lang), Source: h.Named.String(), Round: h.Round,
		DrawAt: h.DrawAt, AnnouncedAt: h.AnnouncedAt, Reason: string(h.Reason), Shadow: h.Shadow(), Result: string(h.Result),
		Witnesses: []witnessAnswer{}, Slots: slotAnswers(h.Slots), Decisions: []decisionAnswer{}, Acceptances: []decisionAnswer{},
		Beacon: json.RawMessage("null"),
	}
	for _, u := range h.Units {
		answer.Units = append(answer.Units, unitAnswer{u.Winners, u.Alternates})
	}
	if h.Seal.Record != nil {
		answer.Close = closeAnswerOf(h.Seal)
		answer.Close.LogIndex, answer.Close.Late = placeInLog(h.CloseIndex), h.Late
	}
	for _, w := range h.Witnessed {
		answer.Witnesses = append(answer.Witnesses, witnessAnswer{w.Name, w.At, w.InTime})
	}
	if !h.FallbackAt.IsZero() {
		answer.Fallback = &fallbackAnswer{h.Named.String(), h.Fallback.String(), h.FallbackAt}
	}
	if !h.CancelledAt.IsZero() {
		answer.Cancelled = &cancelledAnswer{h.CancelledAt, string(h.CancelCode), h.CancelReason}
	}
	if h.Drawn() {
		answer.tellResult(h)
	}
	return answer
}

func (answer *AttemptAnswer) tellResult(h contests.Holding) {
	answer.Randomness, answer.Seed, answer.DrawnAt = h.Randomness.String(), h.Seed.String(), &h.DrawnAt
	if len(h.Beacon) > 0 {
		answer.Beacon = h.Beacon
	}
	if h.OperatorSeed != (draw.Hash{}) {
		answer.ServerSeed = h.OperatorSeed.String()
	}
	for _, d := range h.Decisions {
		if d.Kind == draw.EventAccept {
			answer.Acceptances = append(answer.Acceptances, tellDecision(d))
		} else {
			answer.Decisions = append(answer.Decisions, tellDecision(d))
		}
	}
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
		if !s.AcceptedAt.IsZero() {
			answers[i].AcceptedAt = &s.AcceptedAt
		}
	}
	return answers
}

func tellDecision(d contests.Decision) decisionAnswer {
	return decisionAnswer{
		Kind: string(d.Kind), Attempt: d.Attempt, Prize: d.Prize, Slot: d.Slot, Commitment: d.Commitment.String(),
		Reason: string(d.Reason), LogIndex: placeInLog(d.Index), At: d.At,
	}
}
