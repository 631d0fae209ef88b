package contests

import (
	"context"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// SlotState is what has become of a slot.
type SlotState string

// The states of a slot.
const (
	SlotWinner       SlotState = "winner"       // drawn as a winner, and is one
	SlotPromoted     SlotState = "promoted"     // drawn as an alternate, and has a prize now
	SlotAlternate    SlotState = "alternate"    // stands by
	SlotDisqualified SlotState = "disqualified" // gets nothing
	SlotVacant       SlotState = "vacant"       // nobody was left to pick
)

// Slot is one place of a draw: the pick, which never changes, and its state. In an
// attempt that was given up it tells what would have been.
type Slot struct {
	Prize      int // index of the prize
	Slot       int // from 0 within the prize; alternates follow the winners
	Alternate  bool
	Index      int // in the sealed list; draw.Vacant for nobody
	Commitment draw.Hash
	State      SlotState
	Alias      string // masked; empty once its holder was forgotten, and while it is held
	Held       bool   // the name is still to be shown to an audience
	Reason     Reason // of a disqualification
	AcceptedAt time.Time

	// For staff only.
	Entry          EntryID
	Number         string
	Code           string // of the winner's message
	DisqualifiedAt time.Time
	ToldAt         time.Time
}

// Holds reports whether the slot has a prize at present.
func (s Slot) Holds() bool { return s.State == SlotWinner || s.State == SlotPromoted }

func (s Slot) public() Slot {
	s.Entry, s.Number, s.Code = "", "", ""
	s.DisqualifiedAt, s.ToldAt = time.Time{}, time.Time{}
	return s
}

// slotsOf returns the slots of an attempt with their present states, which follow from
// the picks and from who is disqualified, and from nothing else.
func slotsOf(ctx context.Context, d *db.DB, c Contest, a Attempt) ([]Slot, error) {
	slots, err := selectSlots(ctx, d, c.ID, a.No)
	if err != nil {
		return nil, err
	}
	picks := make([]draw.Slot, len(slots))
	out := map[int]bool{}
	for i, s := range slots {
		picks[i] = draw.Slot{Prize: s.Prize, Slot: s.Slot, Alternate: s.Alternate, Index: s.Index}
		if !s.DisqualifiedAt.IsZero() {
			out[s.Index] = true
		}
	}
	holds := map[Place]bool{}
	for _, award := range draw.Awards(picks, c.units(a), func(index int) bool { return out[index] }) {
		for _, s := range award.Slots {
			holds[Place{Prize: s.Prize, Slot: s.Slot}] = true
		}
	}
	for i, s := range slots {
		slots[i].State = s.state(holds[Place{Prize: s.Prize, Slot: s.Slot}])
	}
	return slots, nil
}

func (s Slot) state(holds bool) SlotState {
	switch {
	case s.Index == draw.Vacant:
		return SlotVacant
	case !s.DisqualifiedAt.IsZero():
		return SlotDisqualified
	case holds && s.Alternate:
		return SlotPromoted
	case holds:
		return SlotWinner
	}
	return SlotAlternate
}
