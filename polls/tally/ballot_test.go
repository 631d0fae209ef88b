package tally_test

import (
	"errors"
	"strings"
	"testing"

	"kermesse/polls/tally"
)

func group(ids ...tally.OptionID) []tally.OptionID { return ids }

func TestRefusedBallots(t *testing.T) {
	options := group("a", "b", "c")
	rules := tally.Rules{Lot: options, MaxChoices: 2, MaxScore: 5, Points: 10, PointsCap: 6}
	tests := []struct {
		name   string
		method tally.Method
		ballot tally.Ballot
		want   tally.Reason
	}{
		{"unknown in a ranking", tally.Schulze, tally.Ballot{Ranking: [][]tally.OptionID{{"a"}, {"x"}}, Count: 1}, tally.UnknownOption},
		{"twice in a ranking", tally.Borda, tally.Ballot{Ranking: [][]tally.OptionID{{"a"}, {"b", "a"}}, Count: 1}, tally.DuplicateOption},
		{"twice in a group", tally.Borda, tally.Ballot{Ranking: [][]tally.OptionID{{"a", "a"}}, Count: 1}, tally.DuplicateOption},
		{"empty rank", tally.IRV, tally.Ballot{Ranking: [][]tally.OptionID{{"a"}, {}}, Count: 1}, tally.EmptyGroup},
		{"equal ranks in irv", tally.IRV, tally.Ballot{Ranking: [][]tally.OptionID{{"a", "b"}}, Count: 1}, tally.EqualRanks},
		{"equal ranks in stv", tally.STV, tally.Ballot{Ranking: [][]tally.OptionID{{"c"}, {"a", "b"}}, Count: 1}, tally.EqualRanks},
		{"scores for a ranking", tally.IRV, tally.Ballot{Scores: map[tally.OptionID]int64{"a": 1}, Count: 1}, tally.WrongForm},
		{"a ranking for a choice", tally.Plurality, tally.Ballot{Ranking: [][]tally.OptionID{{"a"}}, Count: 1}, tally.WrongForm},
		{"choices for scores", tally.STAR, tally.Ballot{Choices: group("a"), Count: 1}, tally.WrongForm},
		{"two forms at once", tally.Approval, tally.Ballot{Choices: group("a"), Scores: map[tally.OptionID]int64{"a": 1}, Count: 1}, tally.WrongForm},
		{"two single choices", tally.Plurality, tally.Ballot{Choices: group("a", "b"), Count: 1}, tally.TooManyChoices},
		{"unknown choice", tally.Plurality, tally.Ballot{Choices: group("x"), Count: 1}, tally.UnknownOption},
		{"three choices of two", tally.Approval, tally.Ballot{Choices: group("a", "b", "c"), Count: 1}, tally.TooManyChoices},
		{"the same choice twice", tally.Approval, tally.Ballot{Choices: group("a", "a"), Count: 1}, tally.DuplicateOption},
		{"six stars of five", tally.STAR, tally.Ballot{Scores: map[tally.OptionID]int64{"a": 6}, Count: 1}, tally.ScoreOutOfRange},
		{"fewer than no stars", tally.Score, tally.Ballot{Scores: map[tally.OptionID]int64{"a": -1}, Count: 1}, tally.ScoreOutOfRange},
		{"unknown scored", tally.Score, tally.Ballot{Scores: map[tally.OptionID]int64{"x": 1}, Count: 1}, tally.UnknownOption},
		{"seven dots on one of six", tally.Dots, tally.Ballot{Scores: map[tally.OptionID]int64{"a": 7}, Count: 1}, tally.ScoreOutOfRange},
		{"eleven dots of ten", tally.Dots, tally.Ballot{Scores: map[tally.OptionID]int64{"a": 6, "b": 5}, Count: 1}, tally.TooManyPoints},
		{"nobody", tally.Plurality, tally.Ballot{Choices: group("a")}, tally.BadCount},
		{"negative weight", tally.Plurality, tally.Ballot{Choices: group("a"), Count: 1, WeightMilli: -1}, tally.BadCount},
		{"more than the world", tally.Plurality, tally.Ballot{Choices: group("a"), Count: 1 << 62}, tally.BadCount},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := tally.ValidateBallot(test.method, options, test.ballot, rules)
			var refused *tally.BallotError
			if !errors.As(err, &refused) || refused.Reason != test.want {
				t.Fatalf("got %v, want %s", err, test.want)
			}
			if strings.Contains(refused.Error(), string(test.want)) {
				t.Errorf("%q is a code, not a sentence", refused)
			}
			imported := test.want == tally.EqualRanks || test.method == tally.Plurality && test.want == tally.WrongForm
			_, err = tally.Count(test.method, options, []tally.Ballot{{Count: 1}, test.ballot}, rules)
			if !imported && (!errors.As(err, &refused) || refused.Ballot != 1) {
				t.Errorf("in a count: %v, want ballot 1 refused", err)
			}
			if imported && err != nil {
				t.Errorf("in an import: %v, want it counted", err)
			}
		})
	}
}

func TestAcceptedBallots(t *testing.T) {
	options := group("a", "b", "c")
	rules := tally.Rules{Lot: options}
	tests := []struct {
		method tally.Method
		ballot tally.Ballot
	}{
		{tally.Plurality, tally.Ballot{Choices: group("b"), Count: 1}},
		{tally.Approval, tally.Ballot{Choices: options, Count: 1}},
		{tally.Schulze, tally.Ballot{Ranking: [][]tally.OptionID{{"a", "c"}}, Count: 1}},
		{tally.IRV, tally.Ballot{Ranking: [][]tally.OptionID{{"c"}}, Count: 1}},
		{tally.Score, tally.Ballot{Scores: map[tally.OptionID]int64{"a": 0, "b": 5}, Count: 1}},
		{tally.Duels, tally.Ballot{Picks: []tally.Pick{{Shown: group("a", "c"), Best: "c"}, {Shown: group("a", "b"), Best: "a"}}, Count: 1}},
		{tally.MaxDiff, tally.Ballot{Picks: []tally.Pick{{Shown: options, Best: "c", Worst: "a"}}, Count: 1}},
		{tally.Dots, tally.Ballot{Scores: map[tally.OptionID]int64{"a": 100}, Count: 1}},
	}
	for _, test := range tests {
		if err := tally.ValidateBallot(test.method, options, test.ballot, rules); err != nil {
			t.Errorf("%s: %v", test.method, err)
		}
	}
	for _, method := range tally.Methods() {
		if err := tally.ValidateBallot(method, options, tally.Ballot{Count: 1}, rules); err != nil {
			t.Errorf("%s: a blank ballot: %v", method, err)
		}
	}
}

func TestRefusedRules(t *testing.T) {
	options := group("a", "b")
	many := group("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m")
	tests := []struct {
		name    string
		method  tally.Method
		options []tally.OptionID
		rules   tally.Rules
		field   string
	}{
		{"no such method", "coin", options, tally.Rules{Lot: options}, "method"},
		{"no options", tally.Plurality, nil, tally.Rules{}, "options"},
		{"an option twice", tally.Plurality, group("a", "a"), tally.Rules{Lot: group("a", "a")}, "options"},
		{"an option without a name", tally.Plurality, group("a", ""), tally.Rules{Lot: group("a", "")}, "options"},
		{"no lot", tally.Plurality, options, tally.Rules{}, "lot"},
		{"a short lot", tally.Plurality, options, tally.Rules{Lot: group("a")}, "lot"},
		{"a lot twice", tally.Plurality, options, tally.Rules{Lot: group("a", "a")}, "lot"},
		{"an unknown lot", tally.Plurality, options, tally.Rules{Lot: group("a", "x")}, "lot"},
		{"too many seats", tally.Plurality, options, tally.Rules{Lot: options, Seats: 3}, "seats"},
		{"two winners of a run-off", tally.IRV, options, tally.Rules{Lot: options, Seats: 2}, "seats"},
		{"two winners of STAR", tally.STAR, options, tally.Rules{Lot: options, Seats: 2}, "seats"},
		{"a share of more than all", tally.Plurality, options, tally.Rules{Lot: options, MinShareMilli: 1001}, "minimum_share"},
		{"a share in stv", tally.STV, options, tally.Rules{Lot: options, MinShareMilli: 1}, "minimum_share"},
		{"declared ties in stv", tally.STV, options, tally.Rules{Lot: options, Tie: tally.Declare}, "tie"},
		{"an unknown tie rule", tally.Plurality, options, tally.Rules{Lot: options, Tie: "coin"}, "tie"},
		{"none of these is not there", tally.Plurality, options, tally.Rules{Lot: options, NoneOption: "x"}, "none_option"},
		{"several winners of a bracket", tally.Bracket, options, tally.Rules{Lot: options, Seats: 2}, "seats"},
		{"too many options for sets of them", tally.Proportional, many, tally.Rules{Lot: many}, "options"},
		{"too many options for fractions", tally.Borda, many, tally.Rules{Lot: many, Variant: tally.Variant{Places: tally.Dowdall}}, "options"},
		{"declared ties in a committee", tally.Represented, options, tally.Rules{Lot: options, Tie: tally.Declare}, "tie"},
		{"an unknown strength", tally.Schulze, options, tally.Rules{Lot: options, Variant: tally.Variant{Strength: "love"}}, "strength"},
		{"another method's strength", tally.Schulze, options, tally.Rules{Lot: options, Variant: tally.Variant{Strength: tally.Opposition}}, "strength"},
		{"unknown points", tally.Borda, options, tally.Rules{Lot: options, Variant: tally.Variant{Places: "x"}}, "places"},
		{"an unknown quota", tally.STVExact, options, tally.Rules{Lot: options, Variant: tally.Variant{Quota: "x"}}, "quota"},
		{"a quota where the law has its own", tally.STV, options, tally.Rules{Lot: options, Variant: tally.Variant{Quota: tally.Hare}}, "quota"},
		{"an unknown completion", tally.Condorcet, options, tally.Rules{Lot: options, Completion: tally.Borda}, "completion"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := tally.Count(test.method, test.options, nil, test.rules)
			var refused *tally.RulesError
			if !errors.As(err, &refused) || refused.Field != test.field {
				t.Fatalf("got %v, want a fault of %s", err, test.field)
			}
		})
	}
}
