// Package design chooses what a voter is shown in polls that show a few options at a time:
// balanced best-worst sets, and pairs for duels. What it chooses follows from what it is given
// and from the generator handed in.
package design

import (
	"encoding/binary"
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

// SeedSize is the length of a generator's seed, in bytes.
const SeedSize = 16

// Generator is one that a seed determines.
func Generator(seed [SeedSize]byte) *rand.Rand {
	return rand.New(rand.NewPCG(binary.LittleEndian.Uint64(seed[:8]), binary.LittleEndian.Uint64(seed[8:])))
}

// SetSize returns how many of so many options a best-worst set shows, or 0 where there are too
// few for one.
func SetSize(options int) int {
	switch {
	case options < leastSize:
		return 0
	case options <= smallSet:
		return leastSize // sets of all options would be one and the same
	case options < manyFrom:
		return smallSet
	}
	return largeSet
}

// SetsFor returns how many sets of a size show each of so many options three times; 0 where there
// are too few options.
func SetsFor(options, size int) int {
	if size < leastSize || options < size {
		return 0
	}
	return (showings*options + size - 1) / size
}

// attempts is how often a design is begun anew that has a set twice.
const attempts = 20

// Sets returns so many best-worst sets for one voter, of options by number, in the order in
// which they are shown; fewer where there are not as many different ones. Every option is shown
// the same number of times or once more; options meet as evenly as that allows, and each takes
// turns at the places in a set.
func Sets(random *rand.Rand, options, size, sets int) [][]int {
	if size < leastSize || options < size {
		return nil
	}
	if options == size {
		return [][]int{random.Perm(options)}
	}
	shown := arrangement(random, options, size, sets)
	for range attempts {
		if !repeats(shown) {
			break
		}
		shown = arrangement(random, options, size, sets)
	}
	return different(shown)
}

func arrangement(random *rand.Rand, options, size, sets int) [][]int {
	b := newBalance(options, size)
	shown := make([][]int, sets)
	for i := range shown {
		shown[i] = b.arrange(random, b.choose(random))
	}
	return shown
}

// different leaves out sets that hold the same options as an earlier one.
func different(sets [][]int) [][]int {
	var kept [][]int
	for _, set := range sets {
		if !slices.ContainsFunc(kept, func(other []int) bool { return sameMembers(set, other) }) {
			kept = append(kept, set)
		}
	}
	return kept
}

func repeats(sets [][]int) bool { return len(different(sets)) < len(sets) }

func sameMembers(a, b []int) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
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
