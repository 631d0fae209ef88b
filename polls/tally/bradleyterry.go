package tally

import "math/big"

// bradleyTerry counts duels: pairs of which voters picked one. Every option gets a worth
// such that worth(a) / (worth(a)+worth(b)) is the chance that a is picked over b (Bradley
// and Terry 1952), with half a win and half a defeat added against an average opponent of
// worth 1, so that options nobody beat, or nobody met, stay finite. The score is the chance
// to be picked over that average option. Ties: more duels won; lot.
func (c *count) bradleyTerry(ballots []Ballot) error {
	duels, err := c.answers(ballots, true)
	if err != nil {
		return err
	}
	won := wins(len(c.options), duels)
	victories := make([]int64, len(won))
	points := make([]Number, len(won))
	c.support = make([]Number, len(won))
	c.res.Scores = make(map[OptionID]Number, len(won))
	worths := c.worths(won)
	for o, row := range won {
		var met int64
		for rival, n := range row {
			victories[o] += n
			met += n + won[rival][o]
		}
		if met > 0 {
			c.support[o] = Ratio(victories[o], met)
		}
		points[o] = chanceToBeatAverage(worths[o])
		c.res.Scores[c.options[o]] = points[o]
	}
	c.beats = func(a, b int) bool { return points[a].Cmp(points[b]) > 0 }
	c.seat(c.place(points, criterion{BestPicks, func(tied []int) []int64 { return pick(victories, tied) }}))
	return nil
}

// maxDuelOptions bounds the work, which grows with the cube; nobody can compare that many
// in pairs.
const maxDuelOptions = 100

// Chances are kept to nine digits: options that differ by less are tied.
const chanceUnit = 1_000_000_000

// chanceToBeatAverage returns worth/(worth+1), rounded to the digits that are kept.
func chanceToBeatAverage(worth *big.Int) Number {
	total := new(big.Int).Add(worth, fixedOne)
	rounded := new(big.Int).Mul(worth, big.NewInt(2*chanceUnit))
	rounded.Add(rounded, total).Quo(rounded, total.Lsh(total, 1))
	return Ratio(rounded.Int64(), chanceUnit)
}
