package stats

import (
	"errors"
	"fmt"
	"math"
)

// Group is people who are alike in everything that is weighted for.
type Group struct {
	Traits []int // by dimension (age, region …), the category they are in
	People float64
}

// Weights are trimmed to this range, the average being 1: nobody speaks for more than five,
// or counts for less than a fifth.
const (
	LeastWeight = 0.2
	MostWeight  = 5
)

// Raked is the outcome of raking.
type Raked struct {
	Weights   []float64 // of one person, by group; 1 on average
	Effective float64   // ballots of equal weight that would be as sure: (Σw)²/Σw²
	Trimmed   int       // groups whose weight was cut
}

// The faults of raking.
var (
	ErrTargets  = errors.New("stats: the targets do not fit the groups")
	ErrNotRaked = errors.New("stats: no weights meet the targets")
)

const (
	rakePrecision = 1e-10
	rakeMaxSteps  = 10_000
)

// Rake returns the weights that make a sample look like the population in each dimension:
// targets[d][c] is how many people, or what share, are in category c of dimension d.
// Every category with a target needs people, and every person a category with a target.
func Rake(groups []Group, targets [][]float64) (Raked, error) {
	fitted, err := rake(groups, targets)
	if err != nil {
		return Raked{}, err
	}
	var people, total float64
	for i, g := range groups {
		people += g.People
		total += fitted[i]
	}
	raked := Raked{Weights: make([]float64, len(groups))}
	for i, g := range groups {
		if g.People > 0 {
			raked.Weights[i] = fitted[i] / g.People * people / total
		}
	}
	raked.trim(groups, people)
	raked.Effective = raked.effective(groups)
	return raked, nil
}

// rake fits the number of people in each group to the targets (iterative proportional
// fitting, Deming and Stephan 1940), in the scale of the first dimension's targets.
func rake(groups []Group, targets [][]float64) ([]float64, error) {
	if err := checkTargets(groups, targets); err != nil {
		return nil, err
	}
	fitted := make([]float64, len(groups))
	for i, g := range groups {
		fitted[i] = g.People
	}
	want := sum(targets[0])
	for range rakeMaxSteps {
		off := 0.0
		for d, target := range targets {
			have := make([]float64, len(target))
			for i, g := range groups {
				have[g.Traits[d]] += fitted[i]
			}
			scale := want / sum(target)
			for i, g := range groups {
				if c := g.Traits[d]; have[c] > 0 {
					factor := target[c] * scale / have[c]
					fitted[i] *= factor
					off = max(off, math.Abs(factor-1))
				}
			}
		}
		if off < rakePrecision {
			return fitted, nil
		}
	}
	return nil, ErrNotRaked
}

func checkTargets(groups []Group, targets [][]float64) error {
	if len(targets) == 0 {
		return fmt.Errorf("%w: there are none", ErrTargets)
	}
	for d, target := range targets {
		have := make([]float64, len(target))
		for _, g := range groups {
			if len(g.Traits) != len(targets) || g.Traits[d] < 0 || g.Traits[d] >= len(target) || !(g.People >= 0) {
				return fmt.Errorf("%w: a group has no place in dimension %d", ErrTargets, d)
			}
			have[g.Traits[d]] += g.People
		}
		for c, t := range target {
			if !(t >= 0) || math.IsInf(t, 0) || (t > 0) != (have[c] > 0) {
				return fmt.Errorf("%w: category %d of dimension %d has a target of %g and %g people", ErrTargets, c, d, t, have[c])
			}
		}
	}
	return nil
}

// trim cuts weights to their range and shares what that takes or gives among the others, so
// that the average stays 1.
func (r *Raked) trim(groups []Group, people float64) {
	for range rakeMaxSteps {
		var fixed, free float64
		for i, g := range groups {
			if r.Weights[i] = min(max(r.Weights[i], LeastWeight), MostWeight); r.cut(i) {
				fixed += r.Weights[i] * g.People
			} else {
				free += r.Weights[i] * g.People
			}
		}
		factor := 1.0
		if free > 0 {
			factor = (people - fixed) / free
		}
		if math.Abs(factor-1) < rakePrecision || factor <= 0 {
			break
		}
		for i := range groups {
			if !r.cut(i) {
				r.Weights[i] *= factor
			}
		}
	}
	for i, g := range groups {
		if r.cut(i) && g.People > 0 {
			r.Trimmed++
		}
	}
}

func (r *Raked) cut(i int) bool { return r.Weights[i] <= LeastWeight || r.Weights[i] >= MostWeight }

func (r *Raked) effective(groups []Group) float64 {
	var w, w2 float64
	for i, g := range groups {
		w += r.Weights[i] * g.People
		w2 += r.Weights[i] * r.Weights[i] * g.People
	}
	if w2 == 0 {
		return 0
	}
	return w * w / w2
}

// Milli returns the weights as package tally counts them, in thousandths.
func (r Raked) Milli() []int64 {
	milli := make([]int64, len(r.Weights))
	for i, w := range r.Weights {
		milli[i] = int64(math.Round(w * 1000))
	}
	return milli
}

func sum(figures []float64) (total float64) {
	for _, f := range figures {
		total += f
	}
	return total
}
