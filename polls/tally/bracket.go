package tally

import "slices"

// bracket counts a knock-out: seed 1 meets the last, seed 2 the last but one, and so on in
// a draw of the next power of two, the best seeds having the byes; who is picked by more
// voters goes on, the better seed if it is level. Seeds are the order of lots, or the
// organiser's, published. The ranking is by how far each came. That a lot decided is said
// where a level duel could have gone the other way, not of the seeding.
func (c *count) bracket(ballots []Ballot) error {
	seeds, err := c.seeds()
	if err != nil {
		return err
	}
	duels, err := c.answers(ballots, true)
	if err != nil {
		return err
	}
	votes := wins(len(c.options), duels)
	k := knockOut{count: c, votes: votes, seeds: seeds}
	winner := k.play(k.better, true)
	c.res.Winners = c.ids([]int{winner})
	if len(c.rules.Seeds) == 0 {
		c.res.LotDecided = lotMatters([]int{winner}, func(choose chooser) []int { return []int{k.play(choose, false)} })
	}
	c.beats = func(a, b int) bool { return votes[a][b] > votes[b][a] }
	c.support = k.shares()
	return nil
}

// seeds returns the options, best seed first.
func (c *count) seeds() ([]int, error) {
	if len(c.rules.Seeds) == 0 {
		return c.all(), nil
	}
	places, err := lotPlaces(c.rules.Seeds, c.index)
	if err != nil {
		return nil, &RulesError{"seeds", "each option must be there once"}
	}
	seeds := make([]int, len(places))
	for o, place := range places {
		seeds[place] = o
	}
	return seeds, nil
}

// nobody stands for the opponent of a bye.
const nobody = -1

type knockOut struct {
	*count
	votes [][]int64
	seeds []int
}

// play plays the rounds and returns the winner; choose decides duels that are level.
func (k knockOut) play(choose chooser, report bool) int {
	size := 1
	for size < len(k.seeds) {
		size *= 2
	}
	in := make([]int, size)
	for i := range in {
		in[i] = nobody
		if i < len(k.seeds) {
			in[i] = k.seeds[i]
		}
	}
	var fell [][]int // by round
	for number := 1; len(in) > 1; number++ {
		var out []int
		on := make([]int, len(in)/2)
		for i := range on {
			a, b := in[i], in[len(in)-1-i]
			winner, level := k.duel(a, b, choose)
			on[i] = winner
			if b != nobody {
				out = append(out, a+b-winner)
			}
			if report {
				k.reportDuel(number, a, b, winner, level)
			}
		}
		fell = append(fell, out)
		in = on
	}
	if report {
		k.res.Ranking = [][]OptionID{{k.options[in[0]]}}
		for _, out := range slices.Backward(fell) {
			if len(out) > 0 {
				k.res.Ranking = append(k.res.Ranking, k.ids(out))
			}
		}
	}
	return in[0]
}

func (k knockOut) duel(a, b int, choose chooser) (winner int, level bool) {
	switch {
	case b == nobody || k.votes[a][b] > k.votes[b][a]:
		return a, false
	case k.votes[a][b] < k.votes[b][a]:
		return b, false
	}
	return choose([]int{a, b}), true
}

// better returns the better seed.
func (k knockOut) better(tied []int) int {
	return slices.MinFunc(tied, func(a, b int) int { return slices.Index(k.seeds, a) - slices.Index(k.seeds, b) })
}

func (k knockOut) reportDuel(number, a, b, winner int, level bool) {
	round := Round{Action: Bye, Number: number, Elected: []OptionID{k.options[winner]}}
	if b != nobody {
		round.Action = Duel
		votes := make([]int64, len(k.options))
		votes[a], votes[b] = k.votes[a][b], k.votes[b][a]
		round.Tallies = k.tallies([]int{a, b}, votes)
	}
	k.res.Rounds = append(k.res.Rounds, round)
	if level {
		k.tieBreak(AtDuel, number, []int{a, b}, Seed, winner)
	}
}

// shares returns each option's smallest share of the votes in a duel that was voted on.
func (k knockOut) shares() []Number {
	shares := make([]Number, len(k.votes))
	for a := range shares {
		shares[a] = Whole(1)
		for b := range k.votes {
			if met := k.votes[a][b] + k.votes[b][a]; met > 0 {
				if share := Ratio(k.votes[a][b], met); share.Cmp(shares[a]) < 0 {
					shares[a] = share
				}
			}
		}
	}
	return shares
}
