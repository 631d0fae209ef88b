package proof

import (
	"maps"
	"slices"

	"kermesse/contests/draw"
)

// settled is what an attempt that was closed gives, and to whom; nobody while its number
// does not exist.
type settled struct {
	prizes []draw.Prize
	slots  []draw.ResultSlot
}

// checkRestarts: where an attempt was not cancelled its winners stand, and the next one
// gives only what was left open when it was announced.
func (v *verification) checkRestarts() error {
	for _, e := range v.events {
		if e.Kind != draw.EventRestart || v.isCancelled(e.Previous) {
			continue
		}
		next, closed := v.settled[e.Attempt]
		if !closed {
			continue
		}
		open, err := v.openUnits(e.Previous, e.position)
		if err != nil {
			return err
		}
		for j, p := range next.prizes {
			if j >= len(open) || p.Winners > open[j] {
				return refuse(CheckAttempts, say(
					"La tentative %d donne plus que ce que la tentative %d, qui n’est pas annulée, a laissé.",
					"Attempt %d gives more than attempt %d, which was not cancelled, left open.", e.Attempt, e.Previous))
			}
		}
	}
	return nil
}

func (v *verification) isCancelled(attempt int) bool {
	_, ok := v.last(func(e event) bool { return e.Kind == draw.EventCancel && e.Attempt == attempt })
	return ok
}

// checkOneWin: where an entry may win once, it has a prize of one attempt at most among
// those that were not cancelled.
func (v *verification) checkOneWin() error {
	if v.rules.Mode != draw.OneWin {
		return nil
	}
	has := map[draw.Hash]int{}
	for _, number := range slices.Sorted(maps.Keys(v.settled)) {
		if v.isCancelled(number) {
			continue
		}
		awards, entries, err := v.awardsOf(number, len(v.records))
		if err != nil {
			return err
		}
		for _, award := range awards {
			for _, s := range award.Slots {
				entry := entries[Place{s.Prize, s.Slot}].Commitment
				if other, twice := has[entry]; twice {
					return refuse(CheckAttempts, say(
						"La participation %s a un lot de la tentative %d et un de la tentative %d, alors qu’on ne gagne qu’une fois.",
						"The entry %s has a prize of attempt %d and one of attempt %d, where an entry wins once.", entry, other, number))
				}
				has[entry] = number
			}
		}
	}
	return nil
}

// openUnits counts what an attempt left of each prize, after the decisions that the log
// has before a position; nothing of one whose winners nobody knows.
func (v *verification) openUnits(number, position int) ([]int, error) {
	awards, _, err := v.awardsOf(number, position)
	open := make([]int, len(awards))
	for j, award := range awards {
		open[j] = award.Open
	}
	return open, err
}

// awardsOf are the awards of an attempt after the decisions that the log has before a
// position, and the entries that its slots went to; none of one whose winners nobody knows.
func (v *verification) awardsOf(number, position int) ([]draw.Award, map[Place]draw.ResultSlot, error) {
	a := v.settled[number]
	if len(a.slots) == 0 {
		return nil, nil, nil
	}
	holders, out := map[Place]draw.ResultSlot{}, map[int]bool{}
	slots := make([]draw.Slot, len(a.slots))
	for i, s := range a.slots {
		holders[Place{s.Prize, s.Slot}] = s
		slots[i] = draw.Slot{Prize: s.Prize, Slot: s.Slot, Alternate: s.Alternate, Index: s.Index}
	}
	for _, e := range v.events {
		if e.Attempt != number || e.position > position || e.Kind != draw.EventDisqualify && e.Kind != draw.EventReinstate {
			continue
		}
		if err := v.checkDecision(holders, e); err != nil {
			return nil, nil, err
		}
		out[holders[Place{e.Prize, e.Slot}].Index] = e.Kind == draw.EventDisqualify
	}
	return draw.Awards(slots, a.prizes, func(index int) bool { return out[index] }), holders, nil
}
