package tally

// notShown marks an option without figures: it comes last.
const notShown = -2

// maxDiff counts best-worst sets: how often an option was picked best, less how often worst,
// over how often it was shown. Ties: more often best; less often worst; lot.
// Utilities and shares of preference are statistics (package stats).
func (c *count) maxDiff(ballots []Ballot) error {
	sets, err := c.answers(ballots, false)
	if err != nil {
		return err
	}
	n := len(c.options)
	shown, best, worst := make([]int64, n), make([]int64, n), make([]int64, n)
	for _, set := range sets {
		for _, o := range set.shown {
			shown[o] += set.weight
		}
		best[set.best] += set.weight
		worst[set.worst] += set.weight
	}
	points := make([]Number, n)
	fewest := make([]int64, n)
	c.support = make([]Number, n)
	c.res.Scores = make(map[OptionID]Number, n)
	for o := range points {
		points[o], fewest[o] = Whole(notShown), -worst[o]
		if shown[o] > 0 {
			points[o] = Ratio(best[o]-worst[o], shown[o])
			c.support[o] = Ratio(best[o], shown[o])
			c.res.Scores[c.options[o]] = points[o]
		}
	}
	c.beats = func(a, b int) bool { return points[a].Cmp(points[b]) > 0 }
	c.seat(c.place(points,
		criterion{BestPicks, func(tied []int) []int64 { return pick(best, tied) }},
		criterion{WorstPicks, func(tied []int) []int64 { return pick(fewest, tied) }}))
	return nil
}
