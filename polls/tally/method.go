package tally

import (
	"fmt"
	"maps"
	"slices"
)

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
	form Form
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
	Plurality:    {Choices, castChoice, (*count).plurality, limits{}},
	Approval:     {Choices, castChoices, (*count).approval, limits{}},
	Score:        {Scores, castScores, (*count).score, limits{}},
	STAR:         {Scores, castScores, (*count).star, limits{single: true}},
	Borda:        {Rankings, castRanking, (*count).borda, limits{}},
	IRV:          {Rankings, castStrictRanking, (*count).irv, limits{single: true}},
	Condorcet:    {Rankings, castRanking, (*count).compared, limits{}},
	Schulze:      {Rankings, castRanking, (*count).compared, limits{}},
	RankedPairs:  {Rankings, castRanking, (*count).compared, limits{}},
	Copeland:     {Rankings, castRanking, (*count).compared, limits{}},
	STV:          {Rankings, castStrictRanking, (*count).stv, limits{lots: true, share: true}},
	Dots:         {Scores, castScores, (*count).dots, limits{}},
	Duels:        {Picks, castDuels, (*count).bradleyTerry, limits{options: maxDuelOptions}},
	Bracket:      {Picks, castDuels, (*count).bracket, limits{single: true}},
	MaxDiff:      {Picks, castSets, (*count).maxDiff, limits{}},
	Minimax:      {Rankings, castRanking, (*count).compared, limits{}},
	Kemeny:       {Rankings, castRanking, (*count).compared, limits{options: maxFew}},
	STVExact:     {Rankings, castStrictRanking, (*count).stv, limits{lots: true, share: true}},
	Satisfaction: {Choices, castChoices, (*count).satisfaction, limits{options: maxFew}},
	Proportional: {Choices, castChoices, (*count).proportional, limits{lots: true, options: maxFew}},
	InTurn:       {Choices, castChoices, (*count).inTurn, limits{lots: true, options: maxFew}},
	Represented:  {Choices, castChoices, (*count).represented, limits{lots: true, options: maxFew}},
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
