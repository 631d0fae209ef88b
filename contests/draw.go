package contests

import (
	"context"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Draw is a draw that was held: what was published, and what has happened since.
type Draw struct {
	Contest      Contest
	Seal         Seal
	Result       []byte    // vdraw1/result
	Beacon       []byte    // beacon.json; empty for an operator's number
	OperatorSeed draw.Hash // revealed; zero for a beacon
	Randomness   draw.Hash
	Seed         draw.Hash
	DrawnAt      time.Time
	Slots        []Slot // in the order of picking
	Decisions    []Decision
}

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

// Slot is one place of a draw: the pick, which never changes, and its state.
type Slot struct {
	Prize      int // index of the prize
	Slot       int // from 0 within the prize; alternates follow the winners
	Alternate  bool
	Index      int // in the sealed list; draw.Vacant for nobody
	Commitment draw.Hash
	State      SlotState
	Alias      string // masked; empty once its holder was forgotten
	Reason     Reason // of a disqualification

	// For staff only.
	Entry          EntryID
	Number         string
	Code           string // of the winner's message
	DisqualifiedAt time.Time
	ToldAt         time.Time
}

// Holds reports whether the slot has a prize at present.
func (s Slot) Holds() bool { return s.State == SlotWinner || s.State == SlotPromoted }

// Decision is a disqualification or its reversal, for ever on the public page.
type Decision struct {
	Reinstated bool
	Prize      int
	Slot       int
	Commitment draw.Hash
	Reason     Reason
	Record     []byte // vdraw1/disqualify or vdraw1/reinstate
	At         time.Time
}

// FindDraw returns the draw of a published contest, as everybody may see it: without
// what leads to entrants. Faults: ErrNotFound, ErrNotDrawn.
func (s *Service) FindDraw(ctx context.Context, slug string) (Draw, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Draw{}, err
	}
	d, err := s.drawn(ctx, s.db, c)
	for i := range d.Slots {
		d.Slots[i] = d.Slots[i].public()
	}
	return d, err
}

func (s Slot) public() Slot {
	s.Entry, s.Number, s.Code = "", "", ""
	s.DisqualifiedAt, s.ToldAt = time.Time{}, time.Time{}
	return s
}

// InspectDraw is FindDraw for staff, with the numbers of the winners' entries and
// messages. It needs ViewPeople.
func (s *Service) InspectDraw(ctx context.Context, actor account.Actor, slug string) (Draw, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewPeople, slug)
	if err != nil {
		return Draw{}, err
	}
	return s.drawn(ctx, s.db, c)
}

func (s *Service) drawn(ctx context.Context, d *db.DB, c Contest) (Draw, error) {
	row, err := selectDraw(ctx, d, c.ID)
	if err != nil {
		return Draw{}, err
	}
	held := Draw{
		Contest: c, Result: []byte(row.Result), Beacon: []byte(row.BeaconJSON), DrawnAt: db.Time(row.DrawnAt),
	}
	result, err := draw.ParseResult(held.Result)
	if err != nil {
		return Draw{}, err
	}
	held.Randomness, held.Seed = result.Randomness, result.Seed
	if row.OperatorSeed != "" {
		if held.OperatorSeed, err = draw.ParseHash(row.OperatorSeed); err != nil {
			return Draw{}, err
		}
	}
	if held.Seal, _, err = selectSeal(ctx, d, c.ID); err != nil {
		return Draw{}, err
	}
	if held.Decisions, err = selectDecisions(ctx, d, c.ID); err != nil {
		return Draw{}, err
	}
	held.Slots, err = slotsOf(ctx, d, c)
	return held, err
}

// slotsOf returns the slots with their present states, which follow from the picks and
// from who is disqualified, and from nothing else.
func slotsOf(ctx context.Context, d *db.DB, c Contest) ([]Slot, error) {
	slots, err := selectSlots(ctx, d, c.ID)
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
	type place struct{ prize, slot int }
	holds := map[place]bool{}
	for _, award := range draw.Awards(picks, c.drawPrizes(), func(index int) bool { return out[index] }) {
		for _, s := range award.Slots {
			holds[place{s.Prize, s.Slot}] = true
		}
	}
	for i, s := range slots {
		slots[i].State = s.state(holds[place{s.Prize, s.Slot}])
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

// Open is how many units of each prize nobody is left to receive.
func (d Draw) Open() []int {
	open := make([]int, len(d.Contest.Prizes))
	for j, p := range d.Contest.Prizes {
		open[j] = p.Winners
	}
	for _, s := range d.Slots {
		if s.Holds() {
			open[s.Prize]--
		}
	}
	return open
}
