package tally

import (
	"cmp"
	"slices"
)

// criterion is one rule of a method for telling tied options apart by the votes.
type criterion struct {
	rule TieRule
	// values gives a figure to each of the tied options, in their order; more is better.
	// Where the rule does not apply to such a tie it gives them all the same.
	values func(tied []int) []int64
}

// place ranks the options by their points, and equal ones by the criteria in turn: the
// first that tells some of them apart does, and what is still tied starts again from the
// first criterion, whose figures depend on who is in the tie. Every tie that was broken
// is recorded at the place it stands for.
func (c *count) place(points []Number, criteria ...criterion) [][]int {
	var groups [][]int
	place := 1
	for _, tied := range splitDescending(c.all(), func(o int) Number { return points[o] }) {
		groups = append(groups, c.refine(place, tied, criteria)...)
		place += len(tied)
	}
	return groups
}

func (c *count) refine(place int, tied []int, criteria []criterion) [][]int {
	if len(tied) == 1 {
		return [][]int{tied}
	}
	for _, criterion := range criteria {
		value := make(map[int]int64, len(tied))
		for i, v := range criterion.values(tied) {
			value[tied[i]] = v
		}
		parts := splitDescending(tied, func(o int) Number { return Whole(value[o]) })
		if len(parts) == 1 {
			continue
		}
		c.tieBreak(AtPlace, place, tied, criterion.rule, parts[0]...)
		var groups [][]int
		for _, part := range parts {
			groups = append(groups, c.refine(place, part, criteria)...)
			place += len(part)
		}
		return groups
	}
	return [][]int{tied}
}

// splitDescending cuts options into groups of equal figures, the highest first. Inside a
// group they keep their order.
func splitDescending(options []int, figure func(int) Number) [][]int {
	sorted := slices.Clone(options)
	slices.SortStableFunc(sorted, func(a, b int) int { return figure(b).Cmp(figure(a)) })
	var groups [][]int
	for i, o := range sorted {
		if i > 0 && figure(o) == figure(sorted[i-1]) {
			groups[len(groups)-1] = append(groups[len(groups)-1], o)
			continue
		}
		groups = append(groups, []int{o})
	}
	return groups
}

// seat publishes the ranking and gives the winning places to its first options. A tie
// across the last place is decided by lot, or declared.
func (c *count) seat(groups [][]int) {
	for _, group := range groups {
		c.res.Ranking = append(c.res.Ranking, c.ids(group))
		free := c.rules.Seats - len(c.res.Winners)
		switch {
		case free <= 0:
		case len(group) <= free:
			c.res.Winners = append(c.res.Winners, c.ids(group)...)
		case c.rules.Tie == Declare:
			c.res.Winners = append(c.res.Winners, c.ids(group)...)
			c.res.CoWinners = true
		default:
			c.seatByLot(group, free)
		}
	}
}

func (c *count) seatByLot(tied []int, free int) {
	sorted := slices.Clone(tied)
	c.sortByLot(sorted)
	c.tieBreak(AtSeat, len(c.res.Winners)+1, tied, Lot, sorted[:free]...)
	c.res.Winners = append(c.res.Winners, c.ids(sorted[:free])...)
	c.res.LotDecided = true
}

// leading returns the groups that fill the seats, whole.
func leading(groups [][]int, seats int) []int {
	var first []int
	for _, group := range groups {
		if len(first) < seats {
			first = append(first, group...)
		}
	}
	return first
}

// strongestLot returns the option first in the order of lots.
func (c *count) strongestLot(tied []int) int {
	return slices.MinFunc(tied, func(a, b int) int { return cmp.Compare(c.lot[a], c.lot[b]) })
}

// weakestLot returns the option last in the order of lots, which goes out.
func (c *count) weakestLot(tied []int) int {
	return slices.MaxFunc(tied, func(a, b int) int { return cmp.Compare(c.lot[a], c.lot[b]) })
}
