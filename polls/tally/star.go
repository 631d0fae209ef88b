package tally

import (
	"cmp"
	"slices"
)

// star counts Score Then Automatic Runoff: the two best totals go into a run-off, won by the
// one that more ballots score higher.
//
// Ties for a place in the run-off: preferences among the tied, highest scores, lot. Ties in
// the run-off: total, highest scores, lot. Where ties are declared, options that are equal
// in everything at the top win together; a tie for the second place in the run-off alone
// is always decided by lot, because it gives nobody a claim on the first.
func (c *count) star(ballots []Ballot) error {
	profile, err := c.ratings(ballots)
	if err != nil {
		return err
	}
	s := starCount{count: c, profile: profile, totals: c.totals(profile)}
	c.scores(s.totals, 1)
	c.share(s.totals, c.rules.MaxScore)
	c.res.Rounds = []Round{{Number: 1, Action: Scoring, Tallies: c.tallies(c.all(), s.totals)}}
	s.groups = c.place(c.numbers(s.totals), c.preferred(profile), c.topScores(profile))
	if len(c.options) == 1 || len(s.groups[0]) > 2 && c.rules.Tie == Declare {
		c.seat(s.groups)
		return nil
	}
	s.runOff(s.finalists(c.strongestLot, c.recordFinalist))
	if !c.res.LotDecided {
		c.res.LotDecided = lotMatters(c.numbersOf(c.res.Winners), func(choose chooser) []int {
			return s.winners(s.finalists(choose, nil))
		})
	}
	return nil
}

type starCount struct {
	*count
	profile []rated
	totals  []int64
	groups  [][]int // by total and its tie rules
}

// finalists takes the two first options of the ranking; choose takes one of a tie, and
// drawn hears of it.
func (s starCount) finalists(choose chooser, drawn func(tied []int, chosen int)) [2]int {
	var two []int
	for _, group := range s.groups {
		left := slices.Clone(group)
		for len(two)+len(left) > 2 && len(two) < 2 {
			chosen := choose(left)
			if drawn != nil {
				drawn(left, chosen)
			}
			two = append(two, chosen)
			left = slices.DeleteFunc(slices.Clone(left), func(o int) bool { return o == chosen })
		}
		if len(two) < 2 {
			two = append(two, left...)
		}
	}
	return [2]int{two[0], two[1]}
}

func (c *count) recordFinalist(tied []int, chosen int) { c.tieBreak(AtRunOff, 1, tied, Lot, chosen) }

// preferences returns the weight of the ballots that score each finalist above the other.
func (s starCount) preferences(two [2]int) (votes [2]int64) {
	for _, ballot := range s.profile {
		switch cmp.Compare(max(ballot.scores[two[0]], 0), max(ballot.scores[two[1]], 0)) {
		case 1:
			votes[0] += ballot.weight
		case -1:
			votes[1] += ballot.weight
		}
	}
	return votes
}

// decide compares the finalists: positive if the first wins, and the tie rule that it took.
func (s starCount) decide(two [2]int) (int, TieRule) {
	votes := s.preferences(two)
	if d := cmp.Compare(votes[0], votes[1]); d != 0 {
		return d, ""
	}
	if d := cmp.Compare(s.totals[two[0]], s.totals[two[1]]); d != 0 {
		return d, Total
	}
	tops := s.topScores(s.profile).values(two[:])
	return cmp.Compare(tops[0], tops[1]), TopScores
}

// winners returns one finalist, or both where the votes leave them equal.
func (s starCount) winners(two [2]int) []int {
	switch d, _ := s.decide(two); {
	case d > 0:
		return two[:1]
	case d < 0:
		return two[1:]
	}
	return two[:]
}

// runOff publishes the run-off, the ranking and the winner.
func (s starCount) runOff(two [2]int) {
	votes := make([]int64, len(s.options))
	pair := s.preferences(two)
	votes[two[0]], votes[two[1]] = pair[0], pair[1]
	s.res.Rounds = append(s.res.Rounds, Round{
		Number:    2,
		Action:    RunOff,
		Tallies:   s.tallies(two[:], votes),
		Exhausted: s.votes(s.weight - pair[0] - pair[1]),
	})
	winners := s.winners(two)
	ranking := [][]int{winners}
	if len(winners) == 1 {
		if _, rule := s.decide(two); rule != "" {
			s.tieBreak(AtPlace, 1, two[:], rule, winners...)
		}
		loser := two[0] + two[1] - winners[0]
		ranking = append(ranking, []int{loser})
	}
	for _, group := range s.groups {
		rest := slices.DeleteFunc(slices.Clone(group), func(o int) bool { return o == two[0] || o == two[1] })
		if len(rest) > 0 {
			ranking = append(ranking, rest)
		}
	}
	s.seat(ranking)
}
