package history

import (
	"slices"

	"kermesse/contests/draw"
)

// prize is one prize of an attempt that was drawn: its slots, and how far they have the
// prize. Slots before end have it unless they are disqualified.
type prize struct {
	winners int
	slots   []*slot // those that somebody took, in slot order
	end     int
	held    int
}

// slot is a place that was drawn.
type slot struct {
	entry        draw.Hash
	disqualified bool

	prize *prize
	rank  int // among the prize's slots
}

// holds reports whether the slot has its prize.
func (s *slot) holds() bool { return !s.disqualified && s.rank < s.prize.end }

// fill gives the prize to the next slots, as long as there are units left, and returns
// who has it now and had not before.
func (p *prize) fill() []*slot {
	var fresh []*slot
	for ; p.held < p.winners && p.end < len(p.slots); p.end++ {
		if s := p.slots[p.end]; !s.disqualified {
			p.held++
			fresh = append(fresh, s)
		}
	}
	return fresh
}

// lose takes the prize from a slot, and returns who has it instead.
func (s *slot) lose() []*slot {
	held := s.holds()
	if s.disqualified = true; held {
		s.prize.held--
	}
	return s.prize.fill()
}

// regain takes a disqualification back, and returns who has a prize by that. Whoever had
// taken the place stands by again.
func (s *slot) regain() []*slot {
	p := s.prize
	if s.disqualified = false; !s.holds() {
		return nil
	}
	for p.held++; p.held > p.winners; p.end-- {
		if !p.slots[p.end-1].disqualified {
			p.held--
		}
	}
	if !s.holds() {
		return nil
	}
	return []*slot{s}
}

// award takes the result of an attempt, and returns who has a prize by it.
func (a *attempt) award(res draw.Result) []*slot {
	a.slots, a.entries = map[place]*slot{}, map[draw.Hash]*slot{}
	prizes := make([]prize, len(a.prizes))
	for j, p := range a.prizes {
		prizes[j].winners = p.Winners
	}
	for _, r := range res.Slots {
		if r.Index == draw.Vacant || r.Prize >= len(prizes) {
			continue
		}
		p := &prizes[r.Prize]
		s := &slot{entry: r.Commitment, prize: p, rank: len(p.slots)}
		p.slots = append(p.slots, s)
		a.slots[place{r.Prize, r.Slot}], a.entries[r.Commitment] = s, s
	}
	var holders []*slot
	for j := range prizes {
		holders = append(holders, prizes[j].fill()...)
	}
	return holders
}

// wins: where an entry wins once, nobody comes to a prize of an attempt who has one of
// another attempt that stands.
func (l *life) wins(number int, fresh []*slot) error {
	if a := &l.attempts[number-1]; a.mode != draw.OneWin || a.cancelled {
		return nil
	}
	for _, s := range fresh {
		i := slices.IndexFunc(l.attempts, func(other attempt) bool {
			has := other.entries[s.entry]
			return has != nil && has != s && !other.cancelled && has.holds()
		})
		if i >= 0 && i != number-1 {
			return refuse("une participation a un lot de la tentative %d et un de la tentative %d, alors qu’on ne gagne qu’une fois",
				"an entry has a prize of attempt %d and one of attempt %d, where an entry wins once", i+1, number)
		}
	}
	return nil
}
