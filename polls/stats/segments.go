package stats

import (
	"cmp"
	"slices"
)

// Cells of fewer people are hidden, for their privacy; of fewer than the second number they
// are greyed, for their noise.
const (
	HideUnder = 10
	GreyUnder = 50
)

// Display says how the figures of a segment may be shown.
type Display int

// The ways of showing a cell.
const (
	Hide Display = iota
	Grey
	Show
)

// DisplayOf returns how a segment of so many people may be shown. It holds for what a
// second filter leaves as well: a drill-down to fewer than HideUnder is refused.
func DisplayOf(people int64) Display {
	switch {
	case people < HideUnder:
		return Hide
	case people < GreyUnder:
		return Grey
	}
	return Show
}

// DisplayRow returns how the cells of one table row, whose total is shown, may be shown.
// Where the hidden cells could be worked out from the total, being fewer than HideUnder
// people together, the smallest of the others is hidden too.
func DisplayRow(people []int64) []Display {
	display := make([]Display, len(people))
	var hidden int64
	var others []int
	for i, n := range people {
		display[i] = DisplayOf(n)
		if display[i] == Hide {
			hidden += n
		} else {
			others = append(others, i)
		}
	}
	hides := len(people) > len(others)
	slices.SortStableFunc(others, func(a, b int) int { return cmp.Compare(people[a], people[b]) })
	if hides && hidden < HideUnder && len(others) > 0 {
		display[others[0]] = Hide
	}
	return display
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
