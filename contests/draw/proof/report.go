package proof

import (
	"time"

	"kermesse/contests/draw"
)

// Report is what a verification found. It is complete only where Verify returned no
// error; with one, Passed tells how far it came.
type Report struct {
	Draw    draw.ID
	Title   string
	Attempt int
	Prizes  []string // their names, by prize

	// Label is what the proof is worth, Statement says so in its fixed words, and Notes
	// hold what must be said beside them.
	Label     Label
	Statement Text
	Notes     []Text

	// Passed are the steps taken, in order. A step with nothing to check passes.
	Passed []Check

	Close    draw.Hash // the hash of the close record, as announced
	ClosedAt time.Time
	Entries  uint64
	Tickets  uint64
	Source   draw.Source // the one that counted in the end
	Due      time.Time   // drand: when the round that the close record names was due

	// Fallbacks tell which sources took over from the one of the close record.
	Fallbacks []Fallback

	// Sealed are the cosignatures on the sealed list from before the round. Their keys are
	// the verifier's, those of the rules or, with OwnKeys, the bundle's.
	Sealed  []Seal
	OwnKeys bool

	Result        draw.Result
	Slots         []draw.Slot
	Awards        []draw.Award
	Disqualified  []Disqualification
	Accepted      []Place          // confirmed, and not disqualified since
	Aliases       map[Place]string // of the slots that were disclosed
	Cancelled     bool
	OtherAttempts []OtherAttempt
}

// Place is a slot of a prize.
type Place struct{ Prize, Slot int }

// Seal is a witness's word on when it saw the close record in the log.
type Seal struct {
	Witness string
	At      time.Time
}

// Disqualification is one that still holds.
type Disqualification struct {
	Place
	Index  int // of the entry, in the list
	Reason string
	At     time.Time
}

// Fallback is a source that took over from another one.
type Fallback struct {
	From, To draw.Source
	At       time.Time
}

// OtherAttempt is an attempt of the same draw that does not count. Its shadow result is
// computed all the same, so that "cancelled, and the winner would have been …" stays
// visible for ever. Slots is empty while its random number does not exist, and everything
// of an attempt whose list was never sealed.
type OtherAttempt struct {
	Attempt   int
	Void      bool // given up before its list was sealed
	Cancelled bool
	Reason    string // of the cancelling
	Close     draw.Hash
	Result    draw.Result
}

// SlotState is what became of a slot.
type SlotState string

// The states of a slot.
const (
	SlotWinner       SlotState = "winner"       // drawn as a winner, and is one
	SlotPromoted     SlotState = "promoted"     // drawn as an alternate, and has a prize now
	SlotAlternate    SlotState = "alternate"    // stands by
	SlotDisqualified SlotState = "disqualified" // its entry receives nothing
	SlotVacant       SlotState = "vacant"       // nobody was left to pick
)

// States tells of each of Slots what became of it.
func (r *Report) States() []SlotState {
	holds, out := map[Place]bool{}, map[int]bool{}
	for _, a := range r.Awards {
		for _, s := range a.Slots {
			holds[Place{s.Prize, s.Slot}] = true
		}
	}
	for _, d := range r.Disqualified {
		out[d.Index] = true
	}
	states := make([]SlotState, len(r.Slots))
	for i, s := range r.Slots {
		held := holds[Place{s.Prize, s.Slot}]
		switch {
		case s.Index == draw.Vacant:
			states[i] = SlotVacant
		case out[s.Index]:
			states[i] = SlotDisqualified
		case held && s.Alternate:
			states[i] = SlotPromoted
		case held:
			states[i] = SlotWinner
		default:
			states[i] = SlotAlternate
		}
	}
	return states
}

func (r *Report) note(t Text) { r.Notes = append(r.Notes, t) }
