package draw

// Award is who receives one prize.
type Award struct {
	Prize int
	Slots []Slot // in slot order; at most the prize's winners
	Open  int    // units that no slot was left to take
}

// Awards gives each prize to the first of its slots, in slot order, whose entry is not
// disqualified. It depends on the set of the disqualified only, not on the order in which
// they were, so nobody can steer who replaces whom. slots are those of Select for the
// same prizes.
func Awards(slots []Slot, prizes []Prize, disqualified func(index int) bool) []Award {
	awards := make([]Award, len(prizes))
	for j, p := range prizes {
		awards[j] = Award{Prize: j, Open: p.Winners}
	}
	// Within a prize both orders of picking go by ascending slot.
	for _, s := range slots {
		a := &awards[s.Prize]
		if a.Open > 0 && s.Index != Vacant && !disqualified(s.Index) {
			a.Slots = append(a.Slots, s)
			a.Open--
		}
	}
	return awards
}
