package proof

import (
	"strconv"

	"kermesse/contests/draw"
)

// checkOrder: what happened in the draw's life can have happened in this order. A record
// that must come after another may not precede it; that other one may be missing where
// there is no log, since then only the decisions are on record.
func (v *verification) checkOrder() error {
	all, seen := map[string]bool{}, map[string]bool{}
	for _, e := range v.events {
		all[e.step()] = true
	}
	for i, e := range v.events {
		after, never, must := e.sequence()
		if e.Kind == draw.EventRestart && !seen[stepOf(draw.EventCancel, e.Attempt-1)] && !seen[stepOf(kindResult, e.Attempt-1)] {
			return v.outOfOrder(e)
		}
		for _, step := range after {
			if !seen[step] && (all[step] || must) {
				return v.outOfOrder(e)
			}
		}
		for _, step := range never {
			if seen[step] {
				return v.outOfOrder(e)
			}
		}
		if e.Kind == draw.EventPublish && i > 0 || e.Kind == draw.EventRestart && e.Previous != e.Attempt-1 {
			return v.outOfOrder(e)
		}
		seen[e.step()], seen["any "+e.kind] = true, true
	}
	return nil
}

// step names what an event did, to whom it concerns an attempt of.
func (e event) step() string { return stepOf(e.kind, e.Attempt) }

func stepOf[K ~string](kind K, attempt int) string { return string(kind) + " " + strconv.Itoa(attempt) }

// sequence tells which steps an event comes after and which ones it never follows; must
// says that the former have to be on record.
func (e event) sequence() (after, never []string, must bool) {
	a := e.Attempt
	switch e.kind {
	case kindClose:
		if a > 1 {
			after = []string{stepOf(draw.EventRestart, a)}
		}
		return after, []string{stepOf(draw.EventCancel, a), stepOf(kindResult, a)}, a > 1
	case kindResult:
		return []string{stepOf(kindClose, a)}, nil, false
	}
	switch e.Kind {
	case draw.EventAmend, draw.EventEntries:
		return nil, []string{"any " + kindClose}, false
	case draw.EventDisqualify, draw.EventReinstate, draw.EventAccept, draw.EventAudit:
		return []string{stepOf(kindClose, a), stepOf(kindResult, a)}, nil, false
	case draw.EventCancel:
		return []string{stepOf(kindClose, a)}, []string{e.step()}, false
	case draw.EventRestart: // after a cancellation, or a result that left prizes open
		return nil, []string{e.step()}, false
	case draw.EventFallback:
		return []string{stepOf(kindClose, a)}, []string{stepOf(kindResult, a)}, false
	}
	return nil, nil, false
}

func (v *verification) outOfOrder(e event) error {
	return refuse(CheckEvents, say(
		"L’événement %s n’est pas à sa place\u00a0: il n’a pas pu arriver dans cet ordre.",
		"The event %s is out of place: it cannot have happened in this order.", e.file))
}
