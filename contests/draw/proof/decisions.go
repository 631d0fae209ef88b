package proof

import (
	"slices"

	"kermesse/contests/draw"
)

// checkDecision: a decision about a slot names the entry that holds it, and a
// disqualification a reason of the rules. holders are those of the event's attempt.
func (v *verification) checkDecision(holders map[Place]draw.ResultSlot, e event) error {
	if s, drawn := holders[Place{e.Prize, e.Slot}]; !drawn || s.Index == draw.Vacant || s.Commitment != e.Entry {
		return refuse(CheckEvents, say(
			"Un événement %q ne désigne pas la participation tirée pour le lot %d, place %d.",
			"An event %q does not name the entry drawn for prize %d, slot %d.", e.kind, e.Prize, e.Slot))
	}
	if e.Kind == draw.EventDisqualify && !v.rules.Allows(e.Reason) {
		return refuse(CheckEvents, say(
			"Le motif %q n’est pas dans le règlement.", "The reason %q is not in the rules.", e.Reason))
	}
	return nil
}

// checkAwards applies the rule of awards to the disqualifications that hold. An entry is
// out of the whole draw or in it, whichever of its slots a decision names.
func (v *verification) checkAwards() error {
	r, out := v.report, map[int]bool{}
	for _, e := range v.events {
		if e.Attempt != v.close.Attempt {
			continue
		}
		place := Place{e.Prize, e.Slot}
		index := v.holder(place)
		switch e.Kind {
		case draw.EventDisqualify:
			out[index] = true
			r.Accepted = slices.DeleteFunc(r.Accepted, func(p Place) bool { return v.holder(p) == index })
			r.Disqualified = slices.DeleteFunc(r.Disqualified, func(d Disqualification) bool { return d.Place == place })
			r.Disqualified = append(r.Disqualified, Disqualification{Place: place, Index: index, Reason: e.Reason, At: e.At})
		case draw.EventReinstate:
			delete(out, index)
			r.Disqualified = slices.DeleteFunc(r.Disqualified, func(d Disqualification) bool { return d.Index == index })
		case draw.EventAccept:
			if out[index] {
				return refuse(CheckAwards, say(
					"La participation du lot %d, place %d, est disqualifiée et ne peut pas être confirmée.",
					"The entry of prize %d, slot %d, is disqualified and cannot be confirmed.", e.Prize, e.Slot))
			}
			r.Accepted = append(r.Accepted, place)
		}
	}
	r.Awards = draw.Awards(v.slots, v.close.Prizes, func(index int) bool { return out[index] })
	return nil
}

// holder is the index of the entry that took a slot, which is there.
func (v *verification) holder(p Place) int { return v.places[p].Index }
