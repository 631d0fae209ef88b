package tally

// borda gives n-1 points to a first place, one less to each next and 0 to the last; equal
// options share the average of their places, and so do the unlisted ones. Ties: more
// ballots that rank the option alone in first place; between two options, the one that more
// ballots prefer; then lot.
func (c *count) borda(ballots []Ballot) error {
	profile, err := c.profile(ballots)
	if err != nil {
		return err
	}
	points, unit, first := c.placePoints(profile)
	c.scores(points, unit)
	c.share(points, unit*int64(max(first, 1)))
	table := c.beatsOneToOne(profile)
	c.seat(c.place(c.numbers(points), c.firstPlaces(profile), pairOnly(headToHead(table))))
	return nil
}

// placePoints adds up what the places are worth, in units of 1/unit point, and tells how many
// points a first place is worth.
func (c *count) placePoints(profile []ranked) (points []int64, unit int64, first int) {
	if c.rules.Variant.Places == Dowdall {
		return c.dowdall(profile), fewParts, 1
	}
	points = make([]int64, len(c.options))
	least := 0 // what the last place is worth
	if c.rules.Variant.Places == FromOne {
		least = 1
	}
	ranks := make([]int, len(c.options))
	for _, ballot := range profile {
		none := ballot.ranks(ranks)
		left := len(c.options)
		for _, group := range ballot.groups {
			left -= len(group)
			// The group holds the places worth left … left+len(group)-1 points, and half points
			// are whole when doubled.
			share := int64(2*(left+least) + len(group) - 1)
			for _, o := range group {
				points[o] += share * ballot.weight
			}
		}
		if c.rules.Variant.SilentUnlisted {
			continue
		}
		for o, rank := range ranks {
			if rank == none {
				points[o] += int64(left-1+2*least) * ballot.weight
			}
		}
	}
	return points, 2, len(c.options) - 1 + least
}

// dowdall gives 1/p to the options on place p.
func (c *count) dowdall(profile []ranked) []int64 {
	points := make([]int64, len(c.options))
	for _, ballot := range profile {
		place := int64(1)
		for _, group := range ballot.groups {
			for _, o := range group {
				points[o] += ballot.weight * fewParts / place
			}
			place += int64(len(group))
		}
	}
	return points
}

// firstPlaces prefers the option that more ballots rank first, alone.
func (c *count) firstPlaces(profile []ranked) criterion {
	firsts := make([]int64, len(c.options))
	for _, ballot := range profile {
		if top := ballot.groups[0]; len(top) == 1 {
			firsts[top[0]] += ballot.weight
		}
	}
	return criterion{FirstPlaces, func(tied []int) []int64 { return pick(firsts, tied) }}
}

// headToHead prefers the option that has more preferences over the others in the tie.
func headToHead(table func() [][]int64) criterion {
	return criterion{HeadToHead, func(tied []int) []int64 {
		sums := make([]int64, len(tied))
		votes := table()
		for i, a := range tied {
			for _, b := range tied {
				sums[i] += votes[a][b]
			}
		}
		return sums
	}}
}

// pairOnly restricts a criterion to ties of two.
func pairOnly(of criterion) criterion {
	return criterion{of.rule, func(tied []int) []int64 {
		if len(tied) != 2 {
			return make([]int64, len(tied))
		}
		return of.values(tied)
	}}
}

func pick(figures []int64, of []int) []int64 {
	picked := make([]int64, len(of))
	for i, o := range of {
		picked[i] = figures[o]
	}
	return picked
}
