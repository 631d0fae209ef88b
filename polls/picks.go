package polls

import (
	"encoding/json"
	"fmt"
	"slices"

	"kermesse/polls/tally"
)

// decodePicks reads what record.Said wrote of a ballot with picks.
func decodePicks(content string) (tally.Ballot, error) {
	b := tally.Ballot{Count: 1}
	if content == "" {
		return b, nil
	}
	if err := json.Unmarshal([]byte(content), &b.Picks); err != nil {
		return b, fmt.Errorf("polls: decode picks: %w", err)
	}
	return b, nil
}

// encodePicks is encodeBallot for picks alone; none are the empty text.
func encodePicks(picks []tally.Pick) (string, error) {
	if len(picks) == 0 {
		return "", nil
	}
	return encodeBallot(Picks, tally.Ballot{Picks: picks})
}

// Set is a few options that a voter compares, in the order in which they are shown.
type Set []tally.OptionID

// sameOptions reports whether two sets hold the same options, in whichever order.
func sameOptions(a, b []tally.OptionID) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// setOf returns the place of a pick's set among some sets, or -1.
func setOf(sets []Set, p tally.Pick) int {
	return slices.IndexFunc(sets, func(s Set) bool { return sameOptions(s, p.Shown) })
}

// Picked is how often an option was shown, picked best and picked worst on the ballots that
// count.
type Picked struct {
	Shown, Best, Worst int64
}

// pickedOn adds up the picks of some ballots; nil where a poll does not ask for picks.
func (p Poll) pickedOn(same []sameBallot) (map[tally.OptionID]Picked, error) {
	if FormOf(p.Method) != Picks {
		return nil, nil
	}
	sums := make(map[tally.OptionID]Picked, len(p.Options))
	add := func(id tally.OptionID, more Picked) {
		sum := sums[id]
		sums[id] = Picked{sum.Shown + more.Shown, sum.Best + more.Best, sum.Worst + more.Worst}
	}
	for _, b := range same {
		said, err := decodePicks(b.Content)
		if err != nil {
			return nil, err
		}
		for _, pick := range said.Picks {
			for _, id := range pick.Shown {
				add(id, Picked{Shown: b.N})
			}
			add(pick.Best, Picked{Best: b.N})
			if pick.Worst != "" {
				add(pick.Worst, Picked{Worst: b.N})
			}
		}
	}
	return sums, nil
}
