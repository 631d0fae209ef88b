package tally

import (
	"cmp"
	"fmt"
	"slices"
)

// Variant is how the rules of an election held elsewhere differ from ours, so that it can be
// counted again as it was there. No poll is counted so; the zero value is our rules.
type Variant struct {
	Strength Strength // which of two victories one to one is stronger
	// SilentUnlisted says that a ballot tells nothing about the options it does not list:
	// they are in no comparison and get no points. By our rules they are below the listed ones.
	SilentUnlisted bool
	Places         PlacePoints // what a place is worth in Borda
	LotsAtOnce     bool        // IRV: lots decide every tie, whatever earlier rounds say
	Quota          Quota       // what elects in STVExact
}

// Strength is what makes one victory stronger than another.
type Strength string

// The strengths.
const (
	WinningVotes Strength = ""           // more votes for it
	Margins      Strength = "margin"     // more votes for it than against it
	Ratios       Strength = "ratio"      // more votes for it for each one against it
	Opposition   Strength = "opposition" // minimax: more votes for it, be it a victory or not
)

// PlacePoints is what the places of a ranking are worth.
type PlacePoints string

// The values of places, of n options.
const (
	FromZero PlacePoints = ""        // n-1, n-2 … 0
	FromOne  PlacePoints = "n"       // n, n-1 … 1
	Dowdall  PlacePoints = "dowdall" // 1, 1/2, 1/3 …; equal options have the same place, unlisted ones nothing
)

// Quota is how many of v votes elect, of s seats, where fractions are exact.
type Quota string

// The quotas.
const (
	Droop             Quota = ""     // floor(v/(s+1)) + 1
	HagenbachBischoff Quota = "hb"   // v/(s+1)
	Hare              Quota = "hare" // v/s
)

// maxFew bounds the number of options where sets of options are looked at, or fractions of
// every denominator added: those of 1 to 12 are all parts of 27,720, which leaves room for the
// votes in 64 bits.
const (
	maxFew   = 12
	fewParts = 27_720
)

func (v Variant) check(method Method, options int) error {
	switch v.Strength {
	case WinningVotes, Margins:
	case Ratios, Opposition:
		if (v.Strength == Opposition) != (method == Minimax) {
			return &RulesError{"strength", fmt.Sprintf("%q is not for %s", v.Strength, method)}
		}
	default:
		return &RulesError{"strength", fmt.Sprintf("there is no strength %q", v.Strength)}
	}
	if !slices.Contains([]PlacePoints{FromZero, FromOne, Dowdall}, v.Places) {
		return &RulesError{"places", fmt.Sprintf("there are no points %q", v.Places)}
	}
	if v.Places == Dowdall && options > maxFew {
		return &RulesError{"options", fmt.Sprintf("places are worth fractions for at most %d", maxFew)}
	}
	if !slices.Contains([]Quota{Droop, HagenbachBischoff, Hare}, v.Quota) {
		return &RulesError{"quota", fmt.Sprintf("there is no quota %q", v.Quota)}
	}
	if v.Quota != Droop && method != STVExact {
		return &RulesError{"quota", fmt.Sprintf("only %s has another quota", STVExact)}
	}
	return nil
}

// compare is positive if v is the stronger victory.
func (s Strength) compare(v, w victory) int {
	switch {
	case s == Margins:
		return cmp.Compare(v.votes-v.against, w.votes-w.against)
	case s == Ratios && (v.against == 0 || w.against == 0):
		return cmp.Compare(w.against, v.against) // nothing is stronger than a victory nobody is against
	case s == Ratios:
		return Ratio(v.votes, v.against).Cmp(Ratio(w.votes, w.against))
	}
	return cmp.Compare(v.votes, w.votes)
}

// strengths returns figures that compare like the strengths of the victories; 0 is none.
func (c *count) strengths(votes [][]int64) [][]int64 {
	strengths := square(len(votes))
	var last victory
	grade := int64(0)
	for _, v := range slices.Backward(c.victories(votes)) {
		if grade == 0 || c.rules.Variant.Strength.compare(v, last) != 0 {
			grade++
		}
		last = v
		switch c.rules.Variant.Strength {
		case Margins:
			strengths[v.winner][v.loser] = v.votes - v.against
		case Ratios:
			strengths[v.winner][v.loser] = grade
		default:
			strengths[v.winner][v.loser] = v.votes
		}
	}
	return strengths
}
