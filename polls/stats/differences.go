package stats

import (
	"cmp"
	"math"
	"slices"
)

// Segment is how many of the people of a segment chose an option.
type Segment struct {
	Chosen, People int64
}

// Difference tells whether a segment answered otherwise than the rest.
type Difference struct {
	Gap     float64 // share in the segment less share in the rest
	P       float64 // two-sided, corrected for the number of segments (Holm)
	Display Display
}

// Differences tests each segment that may be shown against all the others together: two
// shares in two samples, with the pooled variance.
func Differences(segments []Segment) []Difference {
	var all Segment
	for _, s := range segments {
		all.Chosen, all.People = all.Chosen+s.Chosen, all.People+s.People
	}
	differences := make([]Difference, len(segments))
	var tested []int
	var p []float64
	for i, s := range segments {
		differences[i] = Difference{P: 1, Display: DisplayOf(s.People)}
		rest := Segment{all.Chosen - s.Chosen, all.People - s.People}
		if differences[i].Display == Hide || rest.People == 0 {
			continue
		}
		differences[i].Gap, differences[i].P = gapBetween(s, rest)
		tested, p = append(tested, i), append(p, differences[i].P)
	}
	for k, corrected := range Holm(p) {
		differences[tested[k]].P = corrected
	}
	return differences
}

func gapBetween(a, b Segment) (gap, p float64) {
	n, m := float64(a.People), float64(b.People)
	gap = float64(a.Chosen)/n - float64(b.Chosen)/m
	pooled := float64(a.Chosen+b.Chosen) / (n + m)
	se := math.Sqrt(pooled * (1 - pooled) * (1/n + 1/m))
	if se == 0 {
		return gap, 1 // everybody said the same
	}
	return gap, twoSided(gap / se)
}

// Holm corrects the p-values of several tests of one question (Holm 1979), in the order
// given: none of those that stay below 0.05 is a false alarm with 95 %.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	corrected := make([]float64, len(p))
	least := 0.0
	for rank, i := range order {
		least = max(least, min(1, p[i]*float64(len(p)-rank)))
		corrected[i] = least
	}
	return corrected
}
