package main

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
)

// reportOutput is the JSON of a verification. Outcome is valid, invalid or unchecked;
// what was not reached is left out.
type reportOutput struct {
	Outcome string      `json:"outcome"`
	Valid   bool        `json:"valid"`
	Check   proof.Check `json:"check,omitempty"` // the first step that failed
	Reason  *textOutput `json:"reason,omitempty"`
	Passed  []string    `json:"passed"`
	*drawOutput
}

type drawOutput struct {
	Draw      string       `json:"draw"`
	Title     string       `json:"title"`
	Attempt   int          `json:"attempt"`
	Cancelled bool         `json:"cancelled"`
	Label     proof.Label  `json:"label"`
	Statement textOutput   `json:"statement"`
	Notes     []textOutput `json:"notes"`
	OwnKeys   bool         `json:"own_keys"`

	Close      draw.Hash    `json:"close"`
	ClosedAt   time.Time    `json:"closed_at"`
	Sealed     []sealOutput `json:"sealed"`
	Entries    uint64       `json:"entries"`
	Tickets    uint64       `json:"tickets"`
	Source     string       `json:"source"`
	RoundAt    *time.Time   `json:"round_at,omitempty"`
	Randomness draw.Hash    `json:"randomness"`
	Seed       draw.Hash    `json:"seed"`

	Fallbacks         []fallbackOutput         `json:"fallbacks"`
	Slots             []slotOutput             `json:"slots"`
	Disqualifications []disqualificationOutput `json:"disqualifications"`
	OtherAttempts     []attemptOutput          `json:"other_attempts"`
}

// fallbackOutput is a source that took over from the one before it.
type fallbackOutput struct {
	From string    `json:"from"`
	To   string    `json:"to"`
	At   time.Time `json:"at"`
}

type textOutput struct {
	FR string `json:"fr"`
	EN string `json:"en"`
}

type sealOutput struct {
	Witness string    `json:"witness"`
	At      time.Time `json:"at"`
}

type slotOutput struct {
	Prize      int             `json:"prize"`
	Name       string          `json:"name"`
	Slot       int             `json:"slot"`
	Kind       string          `json:"kind"`
	Index      int             `json:"index"`
	Commitment string          `json:"commitment,omitempty"`
	Alias      string          `json:"alias,omitempty"`
	State      proof.SlotState `json:"state,omitempty"`
	Accepted   bool            `json:"accepted,omitempty"`
}

type disqualificationOutput struct {
	Prize  int       `json:"prize"`
	Slot   int       `json:"slot"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// attemptOutput is an attempt that does not count; one that was void had no list.
type attemptOutput struct {
	Attempt   int          `json:"attempt"`
	Void      bool         `json:"void"`
	Cancelled bool         `json:"cancelled"`
	Reason    string       `json:"reason,omitempty"`
	Close     *draw.Hash   `json:"close,omitempty"`
	Slots     []slotOutput `json:"slots"`
}

// printReportJSON writes what a verification found, or why it did not come to an end.
func printReportJSON(w io.Writer, r *proof.Report, failed error) error {
	out := reportOutput{Outcome: "valid", Valid: failed == nil, Passed: []string{}}
	var invalid *proof.Invalid
	switch {
	case errors.As(failed, &invalid):
		out.Outcome, out.Check = "invalid", invalid.Check
		out.Reason = &textOutput{FR: invalid.Reason.FR, EN: invalid.Reason.EN}
	case failed != nil:
		out.Outcome = "unchecked"
		out.Reason = &textOutput{FR: failed.Error(), EN: failed.Error()}
	default:
		out.drawOutput = newDrawOutput(r)
	}
	if r != nil {
		for _, check := range r.Passed {
			out.Passed = append(out.Passed, string(check))
		}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func newDrawOutput(r *proof.Report) *drawOutput {
	out := &drawOutput{
		Draw: r.Draw.String(), Title: r.Title, Attempt: r.Attempt, Cancelled: r.Cancelled,
		Label: r.Label, Statement: textOutput{FR: r.Statement.FR, EN: r.Statement.EN}, Notes: []textOutput{}, OwnKeys: r.OwnKeys,
		Close: r.Close, ClosedAt: r.ClosedAt, Sealed: []sealOutput{}, Entries: r.Entries, Tickets: r.Tickets,
		Source: r.Source.String(), Randomness: r.Result.Randomness, Seed: r.Result.Seed,
		Fallbacks: []fallbackOutput{}, Disqualifications: []disqualificationOutput{}, OtherAttempts: []attemptOutput{},
	}
	if !r.Due.IsZero() {
		out.RoundAt = &r.Due
	}
	for _, note := range r.Notes {
		out.Notes = append(out.Notes, textOutput{FR: note.FR, EN: note.EN})
	}
	for _, s := range r.Sealed {
		out.Sealed = append(out.Sealed, sealOutput{Witness: s.Witness, At: s.At})
	}
	out.Slots = slotOutputs(r, r.Result)
	for i, state := range r.States() {
		s := &out.Slots[i]
		place := proof.Place{Prize: s.Prize, Slot: s.Slot}
		s.State, s.Alias, s.Accepted = state, r.Aliases[place], slices.Contains(r.Accepted, place)
	}
	for _, f := range r.Fallbacks {
		out.Fallbacks = append(out.Fallbacks, fallbackOutput{From: f.From.String(), To: f.To.String(), At: f.At})
	}
	for _, d := range r.Disqualified {
		out.Disqualifications = append(out.Disqualifications, disqualificationOutput{Prize: d.Prize, Slot: d.Slot, Reason: d.Reason, At: d.At})
	}
	for _, a := range r.OtherAttempts {
		out.OtherAttempts = append(out.OtherAttempts, newAttemptOutput(r, a))
	}
	return out
}

func newAttemptOutput(r *proof.Report, a proof.OtherAttempt) attemptOutput {
	out := attemptOutput{Attempt: a.Attempt, Void: a.Void, Cancelled: a.Cancelled, Reason: a.Reason, Slots: slotOutputs(r, a.Result)}
	if !a.Void {
		out.Close = &a.Close
	}
	return out
}

func slotOutputs(r *proof.Report, result draw.Result) []slotOutput {
	slots := make([]slotOutput, len(result.Slots))
	for i, s := range result.Slots {
		slots[i] = slotOutput{Prize: s.Prize, Name: r.Prizes[s.Prize], Slot: s.Slot, Kind: "winner", Index: s.Index}
		if s.Alternate {
			slots[i].Kind = "alternate"
		}
		if s.Index != draw.Vacant {
			slots[i].Commitment = s.Commitment.String()
		}
	}
	return slots
}
