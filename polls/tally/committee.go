package tally

import (
	"math/bits"
	"slices"
)

// Committees are chosen by approvals as a whole: how good a set of winners is depends on how
// well it represents the ballots. D. M. Kilgour, Approval Balloting for Multi-winner
// Elections, 2010, describes the rules.

// satisfaction shares each ballot's vote equally among the options it names (SAV): most votes
// win. Ties by lot.
func (c *count) satisfaction(ballots []Ballot) error {
	sets, err := c.approvedSets(ballots)
	if err != nil {
		return err
	}
	parts := make([]int64, len(c.options))
	for set, weight := range sets {
		for o := range members(set) {
			parts[o] += weight * fewParts / int64(bits.OnesCount(set))
		}
	}
	c.scores(parts, fewParts)
	points := make([]Number, len(parts))
	for o, id := range c.options {
		points[o] = c.res.Scores[id]
	}
	c.seat(c.place(points))
	return nil
}

// proportional takes the committee that gives the ballots most, the first of its members that
// a ballot names being worth 1 to it, the second 1/2, the third 1/3 (PAV; T. N. Thiele 1895).
// Of equally good committees the one with the strongest lots wins.
func (c *count) proportional(ballots []Ballot) error { return c.bestCommittee(ballots, harmonic()) }

// represented takes the committee of which most ballots name a member (Chamberlin and
// Courant 1983). Lots as in proportional.
func (c *count) represented(ballots []Ballot) error {
	var any [maxFew + 1]int64
	for n := 1; n <= maxFew; n++ {
		any[n] = 1
	}
	return c.bestCommittee(ballots, any)
}

// harmonic returns what n members of a committee are worth to a ballot, in 1/fewParts.
func harmonic() (worth [maxFew + 1]int64) {
	for n := 1; n <= maxFew; n++ {
		worth[n] = worth[n-1] + fewParts/int64(n)
	}
	return worth
}

func (c *count) bestCommittee(ballots []Ballot, worth [maxFew + 1]int64) error {
	sets, err := c.approvedSets(ballots)
	if err != nil {
		return err
	}
	best, most := []uint(nil), int64(-1)
	for committee := uint(1); committee < 1<<len(c.options); committee++ {
		if bits.OnesCount(committee) != c.rules.Seats {
			continue
		}
		switch given := sets.given(committee, worth); {
		case given > most:
			best, most = []uint{committee}, given
		case given == most:
			best = append(best, committee)
		}
	}
	chosen := slices.MinFunc(best, func(a, b uint) int { return slices.Compare(c.lotsOf(a), c.lotsOf(b)) })
	c.elect(chosen)
	if len(best) > 1 {
		c.res.LotDecided = true
		inAll, inSome := best[0], uint(0)
		for _, committee := range best {
			inAll, inSome = inAll&committee, inSome|committee
		}
		open := inSome &^ inAll
		c.tieBreak(AtSeat, bits.OnesCount(inAll)+1, slices.Collect(members(open)), Lot, slices.Collect(members(chosen&open))...)
	}
	return nil
}

// inTurn gives the seats one by one to the option that adds most to what the ballots have in
// proportional (sequential PAV). Ties by lot.
func (c *count) inTurn(ballots []Ballot) error {
	sets, err := c.approvedSets(ballots)
	if err != nil {
		return err
	}
	seats := func(choose chooser) (committee uint) {
		for range c.rules.Seats {
			committee |= 1 << choose(c.bestAdditions(sets, committee))
		}
		return committee
	}
	chosen := seats(func(tied []int) int {
		winner := c.strongestLot(tied)
		if len(tied) > 1 {
			c.tieBreak(AtSeat, len(c.res.TieBreaks)+1, tied, Lot, winner)
		}
		return winner
	})
	c.elect(chosen)
	c.res.LotDecided = len(c.res.TieBreaks) > 0 && lotMatters(slices.Collect(members(chosen)), func(choose chooser) []int {
		return slices.Collect(members(seats(choose)))
	})
	return nil
}

// bestAdditions lists the options that add most to a committee.
func (c *count) bestAdditions(sets approvedSets, committee uint) (tied []int) {
	most := int64(-1)
	for _, o := range c.all() {
		if committee&(1<<o) != 0 {
			continue
		}
		switch given := sets.given(committee|1<<o, harmonic()); {
		case given > most:
			tied, most = []int{o}, given
		case given == most:
			tied = append(tied, o)
		}
	}
	return tied
}

// approvedSets holds the weight of the ballots that name a set of options, a bit for each.
type approvedSets map[uint]int64

// approvedSets reads the ballots, and sets what the validity rules look at: the ballots that
// name an option.
func (c *count) approvedSets(ballots []Ballot) (approvedSets, error) {
	sets := approvedSets{}
	votes := make([]int64, len(c.options))
	err := c.eachChoices(ballots, func(named []int, weight int64) {
		var set uint
		for _, o := range named {
			set |= 1 << o
			votes[o] += weight
		}
		sets[set] += weight
	})
	c.share(votes, 1)
	return sets, err
}

// given returns what a committee is worth to all the ballots.
func (s approvedSets) given(committee uint, worth [maxFew + 1]int64) (total int64) {
	for set, weight := range s {
		total += weight * worth[bits.OnesCount(set&committee)]
	}
	return total
}

// lotsOf returns the lots of a committee, strongest first.
func (c *count) lotsOf(committee uint) (lots []int) {
	for o := range members(committee) {
		lots = append(lots, c.lot[o])
	}
	slices.Sort(lots)
	return lots
}

// elect publishes a committee, whose members are equal, and the others after it.
func (c *count) elect(committee uint) {
	c.res.Winners = c.ids(slices.Collect(members(committee)))
	c.res.Ranking = [][]OptionID{c.res.Winners}
	if rest := (uint(1)<<len(c.options) - 1) &^ committee; rest != 0 {
		c.res.Ranking = append(c.res.Ranking, c.ids(slices.Collect(members(rest))))
	}
}
