package stats

import "math"

// Judged is how often an item of a best-worst poll was shown, picked best and picked worst.
type Judged struct {
	Shown, Best, Worst int64
}

// Utility is what an item is worth to those who judged it.
type Utility struct {
	Score   float64 // (best - worst)/shown, from -1 to 1
	Utility float64 // ln((1+s)/(1-s))
	SE      float64 // sqrt(2/(shown (1-s²)))
	Share   float64 // of preference: softmax of the utilities
	// Sure says that the item was shown often enough for its figures to be displayed.
	Sure bool
}

// MinExposures is how often an item must have been shown before its figures are displayed.
const MinExposures = 200

// MaxDiff returns the closed-form utilities of Lipovetsky and Conklin (2014). An item always
// picked best, or always worst, gets the score of one exposure more, so that it stays
// finite; one never shown has score 0 and no share.
func MaxDiff(items []Judged) []Utility {
	utilities := make([]Utility, len(items))
	var total float64
	for i, item := range items {
		if item.Shown <= 0 {
			continue
		}
		s := float64(item.Best-item.Worst) / float64(item.Shown)
		if math.Abs(s) >= 1 {
			s = float64(item.Best-item.Worst) / float64(item.Shown+1)
		}
		u := Utility{
			Score:   s,
			Utility: math.Log((1 + s) / (1 - s)),
			SE:      math.Sqrt(2 / (float64(item.Shown) * (1 - s*s))),
			Share:   (1 + s) / (1 - s), // e to the utility
			Sure:    item.Shown >= MinExposures,
		}
		total += u.Share
		utilities[i] = u
	}
	for i := range utilities {
		if total > 0 {
			utilities[i].Share /= total
		}
	}
	return utilities
}
