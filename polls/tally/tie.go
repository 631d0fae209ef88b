package tally

import "slices"

// metTie is a tie met in a round, and what broke it.
type metTie struct {
	stage    Stage
	round    int
	tied     []int
	rule     TieRule
	decision int
}

// breakTie looks at the figures of the rounds so far, if they are to tell. Where they leave several
// equal, the rule is Lot, those are the tied, and the decision is still to take.
func breakTie(stage Stage, round int, history [][]int64, tied []int, extreme func([]int, []int64) []int) metTie {
	left := lookBack(history, tied, extreme)
	if len(left) > 1 {
		return metTie{stage: stage, round: round, tied: left, rule: Lot}
	}
	return metTie{stage: stage, round: round, tied: tied, rule: EarlierRound, decision: left[0]}
}

// lookBack goes back through the figures of the earlier rounds and keeps of the tied those
// that extreme picks, from the latest round in which they differ on, until one is left.
func lookBack(history [][]int64, tied []int, extreme func([]int, []int64) []int) []int {
	for _, votes := range slices.Backward(history) {
		tied = extreme(tied, votes)
	}
	return tied
}

// lowestOf returns those of the options that have the fewest votes.
func lowestOf(in []int, votes []int64) []int {
	var lowest []int
	for _, o := range in {
		switch {
		case len(lowest) == 0 || votes[o] < votes[lowest[0]]:
			lowest = []int{o}
		case votes[o] == votes[lowest[0]]:
			lowest = append(lowest, o)
		}
	}
	return lowest
}

// highestOf returns those that have the most.
func highestOf(in []int, votes []int64) []int {
	negative := make([]int64, len(votes))
	for o, v := range votes {
		negative[o] = -v
	}
	return lowestOf(in, negative)
}

func drewLots(ties []metTie) bool {
	return slices.ContainsFunc(ties, func(t metTie) bool { return t.rule == Lot })
}

func (c *count) reportTies(ties []metTie) {
	for _, t := range ties {
		c.tieBreak(t.stage, t.round, t.tied, t.rule, t.decision)
	}
}
