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
	n := len(c.options)
	doubled := make([]int64, n) // half points are whole so
	ranks := make([]int, n)
	for _, ballot := range profile {
		ballot.ranks(ranks)
		unlisted := n
		for _, group := range ballot.groups {
			unlisted -= len(group)
			// The group holds the places worth unlisted … unlisted+len(group)-1 points.
			share := int64(2*unlisted + len(group) - 1)
			for _, o := range group {
				doubled[o] += share * ballot.weight
			}
		}
		for o, rank := range ranks {
			if rank == len(ballot.groups) {
				doubled[o] += int64(unlisted-1) * ballot.weight
			}
		}
	}
	c.scores(doubled, 2)
	c.share(doubled, int64(2*max(n-1, 1)))
	table := c.beatsOneToOne(profile)
	c.seat(c.place(c.numbers(doubled), c.firstPlaces(profile), pairOnly(headToHead(table))))
	return nil
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
