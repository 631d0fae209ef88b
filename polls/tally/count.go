package tally

import (
	"cmp"
	"fmt"
	"slices"
)

// count is the working state of one count. Options are numbered as they were given.
type count struct {
	method  Method
	options []OptionID
	index   map[OptionID]int
	lot     []int // each option's place in the order of lots, 0 the strongest
	rules   Rules
	scale   int64 // weight of one unweighted ballot: 1, or 1000 where ballots are weighted
	weight  int64 // of all the counted ballots
	res     Result
	read    []ranked // what the ballots say, where they were read before

	support []Number            // share of the counted ballots behind each option, for the minimum share
	beats   func(a, b int) bool // whether a beats b, for "none of these"
}

// maxBallots bounds the sum of the counts so that no figure overflows 64 bits.
const maxBallots = 1_000_000_000

// maxWeightMilli bounds one voter's weight, likewise: ten votes.
const maxWeightMilli = 10_000

func newCount(method Method, options []OptionID, rules Rules) (*count, error) {
	if !Known(method) {
		return nil, &RulesError{"method", fmt.Sprintf("%q is not a known counting method", method)}
	}
	index, err := indexOptions(options)
	if err != nil {
		return nil, err
	}
	if err := rules.check(options, index); err != nil {
		return nil, err
	}
	if err := procedures[method].limits.check(method, len(options), rules); err != nil {
		return nil, err
	}
	if err := rules.Variant.check(method, len(options)); err != nil {
		return nil, err
	}
	lot, err := lotPlaces(rules.Lot, index)
	if err != nil {
		return nil, err
	}
	c := &count{method: method, options: options, index: index, lot: lot, rules: rules.withDefaults(), scale: 1}
	c.res.Method = method
	return c, nil
}

// weigh checks counts and weights, counts blank ballots apart and chooses the scale.
func (c *count) weigh(ballots []Ballot) error {
	var total int64
	for i, b := range ballots {
		if b.Count < 1 || b.Count > maxBallots || b.WeightMilli < 0 || b.WeightMilli > maxWeightMilli {
			return &BallotError{Ballot: i, Reason: BadCount}
		}
		if total += b.Count; total > maxBallots {
			return &BallotError{Ballot: i, Reason: BadCount, Most: maxBallots}
		}
		if b.WeightMilli != 0 && b.WeightMilli != 1000 {
			c.scale = 1000
		}
		if b.Blank() {
			c.res.Blank += b.Count
		} else {
			c.res.Counted += b.Count
		}
	}
	for _, b := range ballots {
		if !b.Blank() {
			c.weight += c.weightOf(b)
		}
	}
	return nil
}

// weightOf returns the weight of all the voters of a ballot, in units of 1/scale vote.
func (c *count) weightOf(b Ballot) int64 {
	milli := b.WeightMilli
	if milli == 0 {
		milli = 1000
	}
	return b.Count * (milli * c.scale / 1000)
}

// votes turns a weight into votes.
func (c *count) votes(weight int64) Number { return Ratio(weight, c.scale) }

// all returns the numbers of the options, strongest lot first.
func (c *count) all() []int {
	all := make([]int, len(c.options))
	for i := range all {
		all[c.lot[i]] = i
	}
	return all
}

// ids names a group of options, strongest lot first.
func (c *count) ids(group []int) []OptionID {
	sorted := slices.Clone(group)
	c.sortByLot(sorted)
	ids := make([]OptionID, len(sorted))
	for i, o := range sorted {
		ids[i] = c.options[o]
	}
	return ids
}

// sortByLot sorts the strongest lot first.
func (c *count) sortByLot(group []int) {
	slices.SortFunc(group, func(a, b int) int { return cmp.Compare(c.lot[a], c.lot[b]) })
}

// numbersOf is the inverse of ids.
func (c *count) numbersOf(ids []OptionID) []int {
	numbers := make([]int, len(ids))
	for i, id := range ids {
		numbers[i] = c.index[id]
	}
	return numbers
}

// tieBreak records a tie that was met.
func (c *count) tieBreak(stage Stage, number int, tied []int, rule TieRule, decision ...int) {
	c.res.TieBreaks = append(c.res.TieBreaks, TieBreak{
		Stage: stage, Number: number, Tied: c.ids(tied), Rule: rule, Decision: c.ids(decision),
	})
}

// tallies lists what the options hold, best first.
func (c *count) tallies(in []int, weight []int64) []Tally {
	sorted := slices.Clone(in)
	slices.SortFunc(sorted, func(a, b int) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(c.lot[a], c.lot[b]))
	})
	tallies := make([]Tally, len(sorted))
	for i, o := range sorted {
		tallies[i] = Tally{c.options[o], c.votes(weight[o])}
	}
	return tallies
}

// scores sets the figures of the result, in units of 1/unit of a weight.
func (c *count) scores(points []int64, unit int64) {
	c.res.Scores = make(map[OptionID]Number, len(points))
	for o, p := range points {
		c.res.Scores[c.options[o]] = Ratio(p, c.scale*unit)
	}
}
