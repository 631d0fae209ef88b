package design

import (
	"cmp"
	"math"
	"math/rand/v2"
)

// taken marks what cannot be chosen.
const taken = math.MaxInt

// Pair is two options of a duel, by number, in the order in which they are shown.
type Pair [2]int

// Pairs returns up to so many duels for one voter: the pairs that met least so far, met[a][b]
// of all voters, and of those the ones whose options were in the fewest duels; chance decides the
// rest and who stands first. answered are the pairs that this voter had before, in any order;
// none comes twice.
func Pairs(random *rand.Rand, met [][]int, answered []Pair, duels int) []Pair {
	all := candidates(len(met), answered)
	load := make([]int, len(met)) // duels of each option, those chosen now included
	for a, row := range met {
		for _, n := range row {
			load[a] += n
		}
	}
	var pairs []Pair
	for len(pairs) < duels && len(pairs) < len(all) {
		i := leastOf(random, len(all), func(i int) (first, second int) {
			p := all[i]
			if p == (Pair{}) {
				return taken, 0
			}
			return met[p[0]][p[1]], load[p[0]] + load[p[1]]
		})
		p := all[i]
		all[i] = Pair{}
		load[p[0]]++
		load[p[1]]++
		if random.IntN(2) == 0 {
			p[0], p[1] = p[1], p[0]
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// candidates lists the pairs of so many options without those answered. No pair is two zeros,
// which marks one as taken.
func candidates(options int, answered []Pair) []Pair {
	had := make(map[Pair]bool, len(answered))
	for _, p := range answered {
		had[p.sorted()] = true
	}
	var all []Pair
	for a := range options {
		for b := a + 1; b < options; b++ {
			if p := (Pair{a, b}); !had[p] {
				all = append(all, p)
			}
		}
	}
	return all
}

func (p Pair) sorted() Pair { return Pair{min(p[0], p[1]), max(p[0], p[1])} }

// leastOf returns one of the numbers below n that have the least figures, the second deciding
// where the first are equal: each of them with the same chance.
func leastOf(random *rand.Rand, n int, figures func(int) (first, second int)) int {
	best, equals := 0, 0
	var least [2]int
	for i := range n {
		first, second := figures(i)
		switch c := cmp.Or(cmp.Compare(first, least[0]), cmp.Compare(second, least[1])); {
		case equals == 0 || c < 0:
			best, least, equals = i, [2]int{first, second}, 1
		case c == 0:
			if equals++; random.IntN(equals) == 0 {
				best = i
			}
		}
	}
	return best
}
