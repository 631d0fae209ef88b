package stats

import "math"

// Verdict says in one word whether the first is ahead of the second; its text is a stable
// code.
type Verdict string

// The verdicts.
const (
	ClearLead Verdict = "clear_lead" // p below 0.01
	Likely    Verdict = "likely"     // p below 0.05
	TooClose  Verdict = "too_close"  // too close to call
	NoVerdict Verdict = "no_verdict" // nothing to compare
)

// Lead is the test of a lead.
type Lead struct {
	Lead    float64 // difference of the shares, from -1 to 1
	SE      float64 // its standard error
	Z       float64
	P       float64 // two-sided, corrected for having looked for the first two
	Margin  float64 // of 95 %, around the lead
	Verdict Verdict
}

// LeadOf tests whether the first option of a single choice is really ahead of the second,
// in the same sample: Franklin (2007), The Margin of Error for Differences in Polls. With
// several options p is multiplied by their number less one (Bonferroni).
func LeadOf(first, second, ballots int64, options int) Lead {
	return LeadOfShares(float64(first)/float64(ballots), float64(second)/float64(ballots), float64(ballots), options)
}

// LeadOfShares likewise, of shares in a crowd worth effective ballots.
func LeadOfShares(first, second, effective float64, options int) Lead {
	if !(effective > 0) || first+second <= 0 {
		return Lead{P: 1, Verdict: NoVerdict}
	}
	d := first - second
	return leadOf(d, math.Sqrt((first+second-d*d)/effective), options)
}

// LeadOfPreferred tests a lead in an approval or score poll, where a ballot may name both:
// McNemar's test on the ballots that prefer one to the other.
func LeadOfPreferred(preferFirst, preferSecond, ballots int64, options int) Lead {
	discordant := float64(preferFirst) + float64(preferSecond)
	if ballots <= 0 || discordant == 0 {
		return Lead{P: 1, Verdict: NoVerdict}
	}
	n := float64(ballots)
	return leadOf((float64(preferFirst)-float64(preferSecond))/n, math.Sqrt(discordant)/n, options)
}

func leadOf(d, se float64, options int) Lead {
	l := Lead{Lead: d, SE: se, Margin: Z95 * se}
	if se > 0 {
		l.Z = d / se
		l.P = min(1, twoSided(l.Z)*float64(max(options-1, 1)))
	} // else the shares are 1 and 0, as sure as a sample can be: p is 0
	switch {
	case l.P < 0.01:
		l.Verdict = ClearLead
	case l.P < 0.05:
		l.Verdict = Likely
	default:
		l.Verdict = TooClose
	}
	return l
}

// z95Squared is the square of Z95 as textbooks round it.
const z95Squared = 3.84

// BallotsForLead returns how many ballots it takes for a lead between two such shares to be
// significant at 95 %, or 0 where they are equal and no number is enough.
func BallotsForLead(first, second float64) int64 {
	d := first - second
	if d == 0 {
		return 0
	}
	return int64(math.Ceil(z95Squared * (first + second - d*d) / (d * d)))
}
