package tally

// condorcet looks for the option that beats every other one to one. Where there is none it
// says so and completes the count by Schulze, or by ranked pairs if the rules say that; the
// rest of the ranking is that method's in any case.
func (c *count) condorcet(votes [][]int64) {
	c.compare(votes)
	completion := c.rules.Completion
	if completion == "" {
		completion = Schulze
	}
	if c.res.Pairwise.Winner == "" {
		c.res.CompletedBy = completion
	}
	if completion == RankedPairs {
		c.lockPairs(votes)
	} else {
		c.followPaths(votes)
	}
}

// copeland ranks by victories minus defeats in the one-to-one comparisons. It is a view of
// the table for people, seldom decisive; ties by lot.
func (c *count) copeland(votes [][]int64) {
	c.compare(votes)
	balance := make([]Number, len(votes))
	c.res.Scores = make(map[OptionID]Number, len(votes))
	for a := range votes {
		var wins, losses int64
		for b := range votes {
			switch {
			case votes[a][b] > votes[b][a]:
				wins++
			case votes[a][b] < votes[b][a]:
				losses++
			}
		}
		balance[a] = Whole(wins - losses)
		c.res.Scores[c.options[a]] = balance[a]
	}
	c.seat(c.place(balance))
}
