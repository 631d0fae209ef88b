package proof

import (
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

// openUnits counts what an attempt left of each prize, after the decisions that the log
// has before a position; nothing of one whose winners nobody knows.
func (v *verification) openUnits(number, position int) ([]int, error) {
	a := v.settled[number]
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
			return nil, err
		}
		out[holders[Place{e.Prize, e.Slot}].Index] = e.Kind == draw.EventDisqualify
	}
	if len(slots) == 0 {
		return nil, nil
	}
	open := make([]int, len(a.prizes))
	for j, award := range draw.Awards(slots, a.prizes, func(index int) bool { return out[index] }) {
		open[j] = award.Open
	}
	return open, nil
}
