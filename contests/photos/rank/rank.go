// Package rank puts the photos of a contest in their order, from what the public and a jury
// said of each. It computes from its arguments alone, in exact fractions, so that anybody who
// holds the published figures comes to the same order.
//
// The formula. A photo has, out of 100 points,
//
//	(100 − J) × votes / most votes of any photo  +  J × marks / (jurors × most marks)
//
// where J is the jury's share in percent; marks are the sum of what jurors gave it, jurors how
// many marked it, and most marks what one juror can give at most. Where nobody has voted, or
// nobody has marked a photo, that part is 0.
//
// Ties are broken, in this order, by the jury's part, by the votes, by which photo was sent
// first, and last by its number. Chance has no part in any of it.
package rank

import (
	"cmp"
	"math/big"
	"slices"
)

// Mix says how much the jury counts.
type Mix struct {
	JuryPercent int // 0: the public alone; 100: the jury alone
	MostMarks   int // that one juror can give a photo: 10 for each criterion
}

// Photo is what there is to rank a photo by.
type Photo struct {
	ID     string
	Votes  int   // that count
	Marks  int   // sum over jurors and criteria
	Jurors int   // who marked it
	SentAt int64 // Unix milliseconds
}

// Rule is what put a photo before the one that follows it.
type Rule string

// The rules, in the order in which they are asked.
const (
	ByPoints Rule = "points"
	ByJury   Rule = "jury"
	ByVotes  Rule = "votes"
	ByTime   Rule = "sent-first"
	ByNumber Rule = "number"
	ByNone   Rule = "" // nothing follows
)

// Place is a photo and where it stands.
type Place struct {
	Photo
	Rank   int      // from 1
	Public *big.Rat // points by the votes
	Jury   *big.Rat // points by the jury
	Before Rule     // why it stands before the next one
}

// Points is the sum of both parts, of 100.
func (p Place) Points() *big.Rat { return new(big.Rat).Add(p.Public, p.Jury) }

// Order ranks photos, the best first. The order of its argument has no part in the result.
func Order(mix Mix, photos []Photo) []Place {
	most := 0
	for _, p := range photos {
		most = max(most, p.Votes)
	}
	places := make([]Place, len(photos))
	for i, p := range photos {
		places[i] = Place{
			Photo: p, Public: part(100-mix.JuryPercent, p.Votes, most),
			Jury: part(mix.JuryPercent, p.Marks, p.Jurors*mix.MostMarks),
		}
	}
	slices.SortFunc(places, func(a, b Place) int {
		order, _ := compare(a, b)
		return order
	})
	for i := range places {
		places[i].Rank = i + 1
		if i+1 < len(places) {
			_, places[i].Before = compare(places[i], places[i+1])
		}
	}
	return places
}

// part is percent × reached / of; 0 of nothing.
func part(percent, reached, of int) *big.Rat {
	if of <= 0 {
		return new(big.Rat)
	}
	return big.NewRat(int64(percent)*int64(reached), int64(of))
}

// compare is below 0 where a comes before b, and tells by which rule.
func compare(a, b Place) (int, Rule) {
	for _, asked := range []struct {
		order int
		rule  Rule
	}{
		{b.Points().Cmp(a.Points()), ByPoints},
		{b.Jury.Cmp(a.Jury), ByJury},
		{cmp.Compare(b.Votes, a.Votes), ByVotes},
		{cmp.Compare(a.SentAt, b.SentAt), ByTime},
	} {
		if asked.order != 0 {
			return asked.order, asked.rule
		}
	}
	return cmp.Compare(a.ID, b.ID), ByNumber
}

// Top is the first n places; all of them where there are no more, or for n = 0.
func Top(places []Place, n int) []Place {
	if n == 0 {
		return places
	}
	return places[:min(n, len(places))]
}
