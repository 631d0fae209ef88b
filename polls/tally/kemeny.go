package tally

import "math/bits"

// kemeny looks for the order of all the options that agrees with most comparisons on the
// ballots (J. Kemeny 1959; H. P. Young 1988). Winners are the options at the head of such an
// order; the ranking goes on with the rest. Ties by lot.
func (c *count) kemeny(votes [][]int64) {
	c.compare(votes)
	k := newAgreements(votes)
	all := uint(1)<<len(votes) - 1
	c.res.Pairwise.Agreement = c.votes(k.best[all])
	var groups [][]int
	for left := all; left != 0; {
		heads := k.heads(left)
		groups = append(groups, heads)
		for _, o := range heads {
			left &^= 1 << o
		}
	}
	c.seat(groups)
}

// agreements holds for every set of options how many comparisons its best order agrees with.
type agreements struct {
	votes [][]int64
	best  []int64
}

func newAgreements(votes [][]int64) agreements {
	k := agreements{votes: votes, best: make([]int64, 1<<len(votes))}
	for set := uint(1); set < uint(len(k.best)); set++ {
		for head := range members(set) {
			k.best[set] = max(k.best[set], k.headed(set, head))
		}
	}
	return k
}

// headed returns the agreement of the best order of a set with a given head.
func (k agreements) headed(set uint, head int) int64 {
	rest := set &^ (1 << head)
	agreed := k.best[rest]
	for o := range members(rest) {
		agreed += k.votes[head][o]
	}
	return agreed
}

// heads lists the options that head a best order of a set.
func (k agreements) heads(set uint) (heads []int) {
	for o := range members(set) {
		if k.headed(set, o) == k.best[set] {
			heads = append(heads, o)
		}
	}
	return heads
}

// members yields the options of a set, which has a bit for each.
func members(set uint) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for ; set != 0; set &= set - 1 {
			if !yield(bits.TrailingZeros(set)) {
				return
			}
		}
	}
}
