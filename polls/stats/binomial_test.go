package stats

import (
	"math"
	"testing"
)

// TestBinomialMoments draws often enough for the mean and the spread to be known within
// five standard errors, by both ways of drawing.
func TestBinomialMoments(t *testing.T) {
	const draws = 20_000
	random := newRandom("moments")
	for _, c := range []struct {
		n int64
		p float64
	}{{1, 0.5}, {40, 0.1}, {30, 0.9}, {1000, 0.3}, {1_000_000, 0.00001}, {1_000_000, 0.25}, {254_016, 0.75}} {
		mean, variance := float64(c.n)*c.p, float64(c.n)*c.p*(1-c.p)
		var sum, squares float64
		for range draws {
			k := binomial(random, c.n, c.p)
			if k < 0 || k > c.n {
				t.Fatalf("%d of %d", k, c.n)
			}
			d := float64(k) - mean
			sum += d
			squares += d * d
		}
		if off := math.Abs(sum/draws) / math.Sqrt(variance/draws); off > 5 {
			t.Errorf("n %d p %g: the mean is %.1f standard errors off", c.n, c.p, off)
		}
		if ratio := squares / draws / variance; math.Abs(ratio-1) > 0.06 {
			t.Errorf("n %d p %g: the variance is %.3f times what it should be", c.n, c.p, ratio)
		}
	}
}
