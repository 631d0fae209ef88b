package tally

// minimax puts first the option whose worst defeat is the least (Simpson and Kramer): the
// fewest votes for it, the smallest margin or, by Opposition, the fewest ballots of any
// comparison that prefer the other. Ties by lot.
func (c *count) minimax(votes [][]int64) {
	c.compare(votes)
	points := make([]Number, len(votes))
	c.res.Scores = make(map[OptionID]Number, len(votes))
	for a := range votes {
		worst := c.votes(c.worstDefeat(votes, a))
		points[a] = Ratio(-worst.num, max(worst.den, 1))
		c.res.Scores[c.options[a]] = worst
	}
	c.seat(c.place(points))
}

// worstDefeat returns the weight of what speaks most against an option; by margins that is
// below zero for one that wins all its duels.
func (c *count) worstDefeat(votes [][]int64, a int) int64 {
	var worst int64
	first := true
	for b := range votes {
		if a == b {
			continue
		}
		against := votes[b][a]
		switch c.rules.Variant.Strength {
		case Margins:
			against -= votes[a][b]
		case WinningVotes:
			if votes[a][b] >= against {
				against = 0
			}
		}
		if first || against > worst {
			worst, first = against, false
		}
	}
	return worst
}
