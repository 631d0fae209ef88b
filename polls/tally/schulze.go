package tally

// schulze counts by the Schulze method: M. Schulze, A new monotonic, clone-independent,
// reversal symmetric, and Condorcet-consistent single-winner election method, 2011.
// The strength of a victory is the number of ballots for it (winning votes). A beats B by
// path if the strongest path from A to B is stronger than any from B to A. Winners are the
// options nobody beats so; the ranking repeats that among the rest, layer by layer.
func (c *count) schulze(votes [][]int64) {
	c.compare(votes)
	c.followPaths(votes)
}

func (c *count) followPaths(votes [][]int64) {
	paths := widestPaths(c.strengths(votes))
	if c.rules.Variant.Strength != Ratios { // ratios have no figures where nobody is against
		c.res.Pairwise.Paths = c.table(paths)
	}
	c.seat(layers(c.all(), func(a, b int) bool { return paths[a][b] > paths[b][a] }))
}

// widestPaths returns the strength of the strongest path between each two options: the
// weakest victory on it, 0 where there is none (Floyd and Warshall's algorithm). It overwrites
// the strengths of the victories.
func widestPaths(paths [][]int64) [][]int64 {
	n := len(paths)
	for via := range n {
		for a := range n {
			if a == via || paths[a][via] == 0 {
				continue
			}
			for b := range n {
				if b != a && b != via {
					paths[a][b] = max(paths[a][b], min(paths[a][via], paths[via][b]))
				}
			}
		}
	}
	return paths
}

// layers cuts the options into groups: first those that no other beats, then those that
// none of the rest beats, and so on. beats must have no cycle.
func layers(options []int, beats func(a, b int) bool) [][]int {
	var groups [][]int
	for len(options) > 0 {
		var layer, rest []int
		for _, b := range options {
			beaten := false
			for _, a := range options {
				beaten = beaten || a != b && beats(a, b)
			}
			if beaten {
				rest = append(rest, b)
			} else {
				layer = append(layer, b)
			}
		}
		groups = append(groups, layer)
		options = rest
	}
	return groups
}
