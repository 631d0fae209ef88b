// Package stats says how sure the figures of a poll are: intervals, the test of a lead,
// recounts with a similar crowd, scores of surveys, weights, and which figures to hide.
//
// Everything here is arithmetic of what is given, the same for everybody, and for display:
// counts are decided in package tally, exactly. No figure here speaks of people who did not
// choose to answer; the flag SelfSelected goes with every one of them.
package stats

import "math"

// Z95 is the normal quantile of a two-sided interval of 95 %.
const Z95 = 1.959963984540054

// Interval is a range of shares from 0 to 1, or of scores.
type Interval struct {
	Low, High float64
}

// quantile returns z such that a standard normal lies between -z and z with the given
// probability.
func quantile(confidence float64) float64 { return math.Sqrt2 * math.Erfinv(confidence) }

// twoSided returns the probability that a standard normal is at least as far from 0 as z.
func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
