package stats

import "math"

// Wilson returns the score interval of 95 % for the share of one option (Wilson 1927):
// inside 0 and 1 even where everybody or nobody chose it. Without ballots it is all of 0 to 1.
func Wilson(chosen, ballots int64) Interval {
	if ballots <= 0 {
		return Interval{0, 1}
	}
	return wilson(float64(chosen)/float64(ballots), float64(ballots), Z95)
}

// WilsonWeighted likewise, for a weighted share of a crowd worth effective ballots.
func WilsonWeighted(share, effective float64) Interval {
	if effective <= 0 {
		return Interval{0, 1}
	}
	return wilson(share, effective, Z95)
}

// Simultaneous returns intervals for all the options of one question that hold together with
// 95 %: Wilson's with Bonferroni's quantile, as Goodman (1965).
func Simultaneous(chosen []int64) []Interval {
	var ballots int64
	for _, c := range chosen {
		ballots += c
	}
	intervals := make([]Interval, len(chosen))
	z := quantile(1 - 0.05/float64(max(len(chosen), 1)))
	for i, c := range chosen {
		intervals[i] = Interval{0, 1}
		if ballots > 0 {
			intervals[i] = wilson(float64(c)/float64(ballots), float64(ballots), z)
		}
	}
	return intervals
}

func wilson(p, n, z float64) Interval {
	z2 := z * z
	middle := (p + z2/(2*n)) / (1 + z2/n)
	half := z / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	interval := Interval{max(0, middle-half), min(1, middle+half)}
	// At the ends the formula gives exactly 0 and 1, which rounding may miss.
	if p == 0 {
		interval.Low = 0
	}
	if p == 1 {
		interval.High = 1
	}
	return interval
}
