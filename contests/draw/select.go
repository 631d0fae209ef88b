package draw

import (
	"fmt"
	"iter"
)

// Mode tells whether an entry may hold more than one slot.
type Mode string

// The modes of a draw.
const (
	// OneWin lets an entry hold at most one slot in the whole draw.
	OneWin Mode = "one-win"
	// ManyWins lets an entry hold one slot for each prize.
	ManyWins Mode = "many-wins"
)

// Prize is one prize of a draw: how many units there are to win, Winners ≥ 1, and how
// many Alternates ≥ 0 stand by in order.
type Prize struct {
	Winners    int
	Alternates int
}

// Vacant is the index of a slot that no entry was left to fill.
const Vacant = -1

// Slot is one place of a draw and who took it.
type Slot struct {
	Prize     int
	Slot      int // counted from 0 within the prize; alternates follow the winners
	Alternate bool
	Index     int // in the committed list, or Vacant

	// Pool is how many tickets were left, Ticket the one that was drawn among them and
	// Rejected how many values were thrown away before it. They explain the pick.
	Pool     uint64
	Ticket   uint64
	Rejected int
}

// Select fills every slot of a draw, in the order of picking. weights are the tickets of
// the entries in the committed order. One-win picks the winners of every prize and then
// the alternates of every prize; many-wins picks prize by prize and refills the urn
// after each. The picked entry leaves the urn with all its tickets.
func Select(seed Hash, weights []uint64, prizes []Prize, mode Mode) ([]Slot, error) {
	if err := checkUnits(prizes); err != nil {
		return nil, err
	}
	if mode != OneWin && mode != ManyWins {
		return nil, fmt.Errorf("%w: no mode %q", ErrGrammar, mode)
	}
	u, err := newUrn(weights)
	if err != nil {
		return nil, err
	}
	p := picker{urn: u, numbers: newNumbers(seed, tagPick), refill: mode == ManyWins}
	for place := range places(prizes, mode) {
		p.pick(place)
	}
	return p.slots, nil
}

// checkPrizes holds what rules and a first attempt are bound to: each prize has a winner.
func checkPrizes(prizes []Prize) error {
	for j, p := range prizes {
		if p.Winners < 1 {
			return fmt.Errorf("%w: prize %d needs at least 1 winner", ErrGrammar, j)
		}
	}
	return checkUnits(prizes)
}

// checkUnits holds the limits of the protocol and of this implementation. A later attempt
// may be held for some prizes alone; the others have neither winners nor alternates.
func checkUnits(prizes []Prize) error {
	if len(prizes) < 1 || len(prizes) > MaxPrizes {
		return fmt.Errorf("%w: a draw has 1 to %d prizes, not %d", ErrGrammar, MaxPrizes, len(prizes))
	}
	left := MaxSlots
	for j, p := range prizes {
		if p.Winners < 0 || p.Alternates < 0 || p.Winners == 0 && p.Alternates > 0 {
			return fmt.Errorf("%w: prize %d has %d winners and %d alternates", ErrGrammar, j, p.Winners, p.Alternates)
		}
		if p.Winners > left || p.Alternates > left-p.Winners {
			return fmt.Errorf("%w: more than %d winners and alternates", ErrGrammar, MaxSlots)
		}
		left -= p.Winners + p.Alternates
	}
	if left == MaxSlots {
		return fmt.Errorf("%w: a draw without a winner", ErrGrammar)
	}
	return nil
}

// places yields the empty slots of a draw in the order of picking.
func places(prizes []Prize, mode Mode) iter.Seq[Slot] {
	return func(yield func(Slot) bool) {
		run := func(prize, from, to int, alternate bool) bool {
			for s := from; s < to; s++ {
				if !yield(Slot{Prize: prize, Slot: s, Alternate: alternate}) {
					return false
				}
			}
			return true
		}
		for j, p := range prizes {
			if !run(j, 0, p.Winners, false) {
				return
			}
			if mode == ManyWins && !run(j, p.Winners, p.Winners+p.Alternates, true) {
				return
			}
		}
		for j, p := range prizes {
			if mode == OneWin && !run(j, p.Winners, p.Winners+p.Alternates, true) {
				return
			}
		}
	}
}

// picker fills slots one after another.
type picker struct {
	urn     *urn
	numbers *numbers
	refill  bool // put the picked entries back when the next prize begins
	slots   []Slot
	first   int // the first slot of the current prize
}

func (p *picker) pick(s Slot) {
	if p.refill && len(p.slots) > 0 && p.slots[len(p.slots)-1].Prize != s.Prize {
		for _, done := range p.slots[p.first:] {
			if done.Index != Vacant {
				p.urn.restore(done.Index)
			}
		}
		p.first = len(p.slots)
	}
	s.Index, s.Pool = Vacant, p.urn.left
	if s.Pool > 0 {
		ticket, rejected := p.numbers.below(uint32(s.Prize), uint32(s.Slot), s.Pool)
		s.Ticket, s.Rejected = ticket, int(rejected)
		s.Index = p.urn.find(ticket)
		p.urn.remove(s.Index)
	}
	p.slots = append(p.slots, s)
}

// AuditSample picks up to size different entries by their tickets, for an auditor to
// open. Its numbers are other ones than those of the prizes.
func AuditSample(seed Hash, weights []uint64, size int) ([]int, error) {
	u, err := newUrn(weights)
	if err != nil {
		return nil, err
	}
	p := picker{urn: u, numbers: newNumbers(seed, tagAudit)}
	var sample []int
	for s := 0; s < size && u.left > 0; s++ {
		p.pick(Slot{Slot: s})
		sample = append(sample, p.slots[s].Index)
	}
	return sample, nil
}
