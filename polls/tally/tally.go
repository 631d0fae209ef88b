// Package tally counts votes. Every method takes the options, the ballots and the
// rules, the order of lots among them, and gives the same result to whoever counts
// again: no clock, no randomness, no floats.
//
// It guarantees that the order of the ballots, and the order and names of the options,
// never change a result; that identical ballots may be given one by one or as one
// ballot with a count; and that every tie that was broken is listed with its rule.
//
// It leaves to others who may vote, which ballot of a voter is the latest, and how sure
// a result is (package stats).
package tally

import (
	"fmt"
	"maps"
	"slices"
)

// OptionID names one option of a poll. It is opaque to a count, which never compares
// names: ties are decided by the rules of the method and then by lot.
type OptionID string

// Method is a way of counting.
type Method string

// The methods. What each counts, and how it breaks ties, is told in docs/counting.md.
const (
	Plurality   Method = "plurality"    // single choice, most votes win
	Approval    Method = "approval"     // any number of options named, most ballots win
	Score       Method = "score"        // stars added up, or their mean
	STAR        Method = "star"         // score, then automatic run-off of the best two
	Borda       Method = "borda"        // n-1 points for a first place … 0 for a last one
	IRV         Method = "irv"          // instant run-off: the lowest goes out, one at a time
	Condorcet   Method = "condorcet"    // who beats all others one to one, or else a completion
	Schulze     Method = "schulze"      // widest paths of one-to-one victories
	RankedPairs Method = "ranked_pairs" // victories locked from the strongest down
	Copeland    Method = "copeland"     // one-to-one victories minus defeats
	STV         Method = "stv"          // single transferable vote, Scottish rules, several winners
	Dots        Method = "dots"         // points handed out of a budget
	Duels       Method = "duels"        // pairs shown, Bradley-Terry
	Bracket     Method = "bracket"      // knock-out duels by seeds
	MaxDiff     Method = "maxdiff"      // best and worst of small sets
)

// Methods of elections held elsewhere, to count those again.
const (
	Minimax      Method = "minimax"         // the least of the worst defeats
	Kemeny       Method = "kemeny"          // the order that agrees with most comparisons
	STVExact     Method = "stv_exact"       // single transferable vote in exact fractions
	Satisfaction Method = "approval_sav"    // approval, each ballot's vote shared by those it names
	Proportional Method = "approval_pav"    // the committee worth most, further members counting less
	InTurn       Method = "approval_seqpav" // the same, seat by seat
	Represented  Method = "approval_cc"     // the committee of which most ballots name a member
)

// procedure is what differs from method to method.
type procedure struct {
	// cast checks one ballot that is not blank as a voter hands it in.
	cast func(*count, Ballot) *BallotError
	// run reads the ballots, fills the result and chooses the winners.
	run    func(*count, []Ballot) error
	limits limits
}

// limits is what a method cannot do.
type limits struct {
	single  bool // it has one winner
	lots    bool // it takes a decision at each tie on the way, so that ties cannot be declared
	share   bool // it has a share of its own that a winner needs
	options int  // the most it counts, where that is less than maxOptions
}

var procedures = map[Method]procedure{
	Plurality:    {castChoice, (*count).plurality, limits{}},
	Approval:     {castChoices, (*count).approval, limits{}},
	Score:        {castScores, (*count).score, limits{}},
	STAR:         {castScores, (*count).star, limits{single: true}},
	Borda:        {castRanking, (*count).borda, limits{}},
	IRV:          {castStrictRanking, (*count).irv, limits{single: true}},
	Condorcet:    {castRanking, (*count).compared, limits{}},
	Schulze:      {castRanking, (*count).compared, limits{}},
	RankedPairs:  {castRanking, (*count).compared, limits{}},
	Copeland:     {castRanking, (*count).compared, limits{}},
	STV:          {castStrictRanking, (*count).stv, limits{lots: true, share: true}},
	Dots:         {castScores, (*count).dots, limits{}},
	Duels:        {castDuels, (*count).bradleyTerry, limits{options: maxDuelOptions}},
	Bracket:      {castDuels, (*count).bracket, limits{single: true}},
	MaxDiff:      {castSets, (*count).maxDiff, limits{}},
	Minimax:      {castRanking, (*count).compared, limits{}},
	Kemeny:       {castRanking, (*count).compared, limits{options: maxFew}},
	STVExact:     {castStrictRanking, (*count).stv, limits{lots: true, share: true}},
	Satisfaction: {castChoices, (*count).satisfaction, limits{options: maxFew}},
	Proportional: {castChoices, (*count).proportional, limits{lots: true, options: maxFew}},
	InTurn:       {castChoices, (*count).inTurn, limits{lots: true, options: maxFew}},
	Represented:  {castChoices, (*count).represented, limits{lots: true, options: maxFew}},
}

func (l limits) check(method Method, options int, r Rules) error {
	switch {
	case l.options > 0 && options > l.options:
		return &RulesError{"options", fmt.Sprintf("%s counts at most %d", method, l.options)}
	case l.single && r.Seats > 1:
		return &RulesError{"seats", fmt.Sprintf("%s has one winner", method)}
	case l.share && r.MinShareMilli > 0:
		return &RulesError{"minimum_share", fmt.Sprintf("not with %s, where the quota is the share a winner needs", method)}
	case l.lots && r.Tie == Declare:
		return &RulesError{"tie", fmt.Sprintf("%s fills its seats together, so that its ties are decided by lot", method)}
	}
	return nil
}

// Known reports whether the package can count by method m.
func Known(m Method) bool { return procedures[m].run != nil }

// Declares reports whether ties for a winning place can be declared in method m.
func Declares(m Method) bool { return !procedures[m].limits.lots }

// Methods lists the methods in alphabetical order.
func Methods() []Method { return slices.Sorted(maps.Keys(procedures)) }

// Count counts the ballots by the method and returns the result.
//
// It refuses options or rules that make no sense (*RulesError) and ballots that list an
// option twice or one that is not in the poll, that hold scores where rankings are
// counted, or scores out of range (*BallotError); nothing is then counted. Equal ranks,
// which ValidateBallot refuses in IRV and STV, are counted here as imports need it:
// such a ballot counts for nobody while two options that are still in are equal on it.
func Count(method Method, options []OptionID, ballots []Ballot, rules Rules) (Result, error) {
	c, err := newCount(method, options, rules)
	if err != nil {
		return Result{}, err
	}
	return c.count(ballots)
}

func (c *count) count(ballots []Ballot) (Result, error) {
	if err := c.weigh(ballots); err != nil {
		return Result{}, err
	}
	if err := procedures[c.method].run(c, ballots); err != nil {
		return Result{}, err
	}
	c.judgeValidity()
	return c.res, nil
}

// CountDuels counts from a published table of comparisons, where votes[a][b] is the number
// of ballots that put option a above option b, for the methods that need no more than
// that: Condorcet, Schulze, RankedPairs and Copeland. The number of ballots is not known;
// Counted is the most that one comparison tells of.
func CountDuels(method Method, options []OptionID, votes [][]int64, rules Rules) (Result, error) {
	run, ok := comparisons[method]
	if !ok {
		return Result{}, &RulesError{"method", fmt.Sprintf("%q needs the ballots, not a table of comparisons", method)}
	}
	c, err := newCount(method, options, rules)
	if err != nil {
		return Result{}, err
	}
	if err := c.checkDuels(votes); err != nil {
		return Result{}, err
	}
	c.res.Counted = c.weight
	run(c, votes)
	c.judgeValidity()
	return c.res, nil
}
