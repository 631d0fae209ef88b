package tally

import (
	"slices"
	"sync"
)

// judgeValidity takes the winners back where the published conditions are not met: no
// ballots, too few of them, too small a share behind a winner, or a winner that does not
// beat "none of these". Nobody moves up into a place that is lost so.
func (c *count) judgeValidity() {
	res := &c.res
	leading := res.Winners
	switch {
	case res.Counted == 0:
		res.NoWinner, res.Winners = NoBallots, nil
		res.LotDecided, res.CoWinners, res.TieBreaks = false, false, nil
		return
	case res.Counted < c.rules.Quorum:
		res.NoWinner, res.Winners = QuorumMissed, nil
	default:
		c.dismiss(NoneOfThese, c.losesToNone)
		c.dismiss(ShareMissed, c.lacksShare)
	}
	if res.NoWinner != "" {
		res.Leading = leading
	}
}

// dismiss removes the winners that fail a condition; the reason is told if none is left.
func (c *count) dismiss(why NoWinner, fails func(o int) bool) {
	if len(c.res.Winners) == 0 {
		return
	}
	c.res.Winners = slices.DeleteFunc(slices.Clone(c.res.Winners), func(id OptionID) bool { return fails(c.index[id]) })
	if len(c.res.Winners) == 0 {
		c.res.NoWinner = why
	}
}

func (c *count) losesToNone(o int) bool {
	none, ok := c.index[c.rules.NoneOption]
	return ok && (o == none || !c.beats(o, none))
}

func (c *count) lacksShare(o int) bool {
	return c.support[o].Cmp(Ratio(c.rules.MinShareMilli, 1000)) < 0
}

// share sets what the validity rules look at for methods that add up points: the share of
// what the counted ballots could have given, most points each, and who has more points.
func (c *count) share(points []int64, most int64) {
	c.support = make([]Number, len(points))
	for o, p := range points {
		if c.weight > 0 {
			c.support[o] = Ratio(p, c.weight*most)
		}
	}
	c.beats = func(a, b int) bool { return points[a] > points[b] }
}

// beatsOneToOne makes the table of duels say who beats "none of these", as in every method
// of rankings. The table is made when somebody asks for it.
func (c *count) beatsOneToOne(profile []ranked) (table func() [][]int64) {
	table = sync.OnceValue(func() [][]int64 { return c.duels(profile) })
	c.beats = func(a, b int) bool { return table()[a][b] > table()[b][a] }
	return table
}
