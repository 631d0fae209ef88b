// Package design chooses what a voter is shown in polls that show a few options at a time:
// balanced best-worst sets, and pairs for duels. What it chooses follows from what it is given
// and from the generator handed in.
package design

import (
	"math/rand/v2"
	"slices"
)

// Sizes of best-worst sets, and how often a voter should see each option: Orme (2005), Accuracy
// of HB Estimation in MaxDiff Experiments, finds four or five options a set and three showings
// to be enough for figures of one voter.
const (
	smallSet  = 4
	largeSet  = 5
	manyFrom  = 17 // options from which sets are large
	showings  = 3
	leastSize = 3
)

// SetSize returns how many of so many options a best-worst set shows, or 0 where there are too
// few for one.
func SetSize(options int) int {
	switch {
	case options < leastSize:
		return 0
	case options < manyFrom:
		return min(options, smallSet)
	}
	return largeSet
}

// SetsFor returns how many sets show each of so many options three times.
func SetsFor(options int) int {
	size := SetSize(options)
	if size == 0 {
		return 0
	}
	return (showings*options + size - 1) / size
}

// Sets returns so many best-worst sets for one voter, of options by number, in the order in
// which they are shown. Every option is shown the same number of times or once more; options
// meet as evenly as that allows, and each takes turns at the places in a set.
func Sets(random *rand.Rand, options, sets int) [][]int {
	size := SetSize(options)
	if size == 0 {
		return nil
	}
	b := newBalance(options, size)
	shown := make([][]int, sets)
	for i := range shown {
		shown[i] = b.arrange(random, b.choose(random))
	}
	return shown
}

// balance is what a voter was shown so far.
type balance struct {
	size   int
	shown  []int
	met    [][]int // how often two options were in one set
	placed [][]int // how often an option stood at each place
}

func newBalance(options, size int) *balance {
	b := &balance{size: size, shown: make([]int, options)}
	for range options {
		b.met = append(b.met, make([]int, options))
		b.placed = append(b.placed, make([]int, size))
	}
	return b
}

// choose takes the options shown least, and among those the ones that met those chosen before
// least; chance decides the rest.
func (b *balance) choose(random *rand.Rand) []int {
	var set []int
	for len(set) < b.size {
		o := leastOf(random, len(b.shown), func(o int) (first, second int) {
			if slices.Contains(set, o) {
				return taken, 0
			}
			for _, other := range set {
				second += b.met[o][other]
			}
			return b.shown[o], second
		})
		for _, other := range set {
			b.met[o][other]++
			b.met[other][o]++
		}
		b.shown[o]++
		set = append(set, o)
	}
	return set
}

// arrange puts each option of a set where it stood least.
func (b *balance) arrange(random *rand.Rand, set []int) []int {
	random.Shuffle(len(set), func(i, j int) { set[i], set[j] = set[j], set[i] })
	best, least := slices.Clone(set), b.crowding(set)
	permutations(set, func(order []int) {
		if c := b.crowding(order); c < least {
			best, least = slices.Clone(order), c
		}
	})
	for place, o := range best {
		b.placed[o][place]++
	}
	return best
}

// crowding is the larger the more often options stood already where an order puts them.
func (b *balance) crowding(order []int) (sum int) {
	for place, o := range order {
		n := b.placed[o][place]
		sum += 2*n + 1 // what n² grows by
	}
	return sum
}

// permutations visits every order of the items, in place.
func permutations(items []int, visit func([]int)) {
	var from func(k int)
	from = func(k int) {
		if k == len(items) {
			visit(items)
			return
		}
		for i := k; i < len(items); i++ {
			items[k], items[i] = items[i], items[k]
			from(k + 1)
			items[k], items[i] = items[i], items[k]
		}
	}
	from(0)
}
