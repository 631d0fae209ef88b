package tally

// dots counts points that each voter hands out of a budget. Ties: more voters who gave the
// option at least one point; lot.
func (c *count) dots(ballots []Ballot) error {
	profile, err := c.ratings(ballots)
	if err != nil {
		return err
	}
	points := c.totals(profile)
	givers := make([]int64, len(points))
	for _, ballot := range profile {
		for o, p := range ballot.scores {
			if p > 0 {
				givers[o] += ballot.weight
			}
		}
	}
	c.scores(points, 1)
	// The share behind an option is the share of the voters who gave it something.
	c.share(givers, 1)
	c.beats = func(a, b int) bool { return points[a] > points[b] }
	c.seat(c.place(c.numbers(points), criterion{Givers, func(tied []int) []int64 { return pick(givers, tied) }}))
	return nil
}
