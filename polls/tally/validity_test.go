package tally_test

import (
	"slices"
	"testing"

	"kermesse/polls/tally"
)

func TestValidity(t *testing.T) {
	options := group("a", "b", "none")
	chosen := func(o tally.OptionID, voters int64) tally.Ballot {
		return tally.Ballot{Choices: group(o), Count: voters}
	}
	ranked := func(voters int64, ids ...tally.OptionID) tally.Ballot {
		b := tally.Ballot{Count: voters}
		for _, id := range ids {
			b.Ranking = append(b.Ranking, group(id))
		}
		return b
	}
	blank := tally.Ballot{Count: 100}
	tests := []struct {
		name    string
		method  tally.Method
		ballots []tally.Ballot
		rules   tally.Rules
		winners []tally.OptionID
		why     tally.NoWinner
	}{
		{"nobody voted", tally.Plurality, nil, tally.Rules{}, nil, tally.NoBallots},
		{"all are blank", tally.Schulze, []tally.Ballot{blank}, tally.Rules{}, nil, tally.NoBallots},
		{"quorum reached", tally.Plurality, []tally.Ballot{chosen("a", 5)}, tally.Rules{Quorum: 5}, group("a"), ""},
		{"quorum missed, blank ballots apart", tally.Plurality, []tally.Ballot{chosen("a", 4), blank}, tally.Rules{Quorum: 5}, nil, tally.QuorumMissed},
		{"share reached", tally.Plurality, []tally.Ballot{chosen("a", 2), chosen("b", 1), chosen("none", 1)}, tally.Rules{MinShareMilli: 500}, group("a"), ""},
		{"share missed", tally.Plurality, []tally.Ballot{chosen("a", 499), chosen("b", 250), chosen("none", 251)}, tally.Rules{MinShareMilli: 500}, nil, tally.ShareMissed},
		{"share in a run-off is of all ballots", tally.IRV, []tally.Ballot{ranked(4, "a"), ranked(3, "b"), ranked(2, "none")}, tally.Rules{MinShareMilli: 500}, nil, tally.ShareMissed},
		{"none of these wins", tally.Plurality, []tally.Ballot{chosen("a", 2), chosen("none", 3)}, tally.Rules{NoneOption: "none"}, nil, tally.NoneOfThese},
		{"none of these is level", tally.Plurality, []tally.Ballot{chosen("a", 3), chosen("none", 3)}, tally.Rules{NoneOption: "none"}, nil, tally.NoneOfThese},
		{"none of these is beaten", tally.Plurality, []tally.Ballot{chosen("a", 4), chosen("none", 3)}, tally.Rules{NoneOption: "none"}, group("a"), ""},
		{
			"none of these beats the run-off's winner one to one", tally.IRV,
			[]tally.Ballot{ranked(4, "a"), ranked(3, "b", "none"), ranked(2, "none", "a")},
			tally.Rules{NoneOption: "none"},
			nil, tally.NoneOfThese,
		},
		{
			"most prefer none of these", tally.Borda,
			[]tally.Ballot{ranked(4, "a", "b", "none"), ranked(5, "none", "a", "b")},
			tally.Rules{NoneOption: "none"},
			nil, tally.NoneOfThese,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.rules.Lot = options
			res, err := tally.Count(test.method, options, test.ballots, test.rules)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(res.Winners, test.winners) || res.NoWinner != test.why {
				t.Errorf("winners %q, %q, want %q, %q", res.Winners, res.NoWinner, test.winners, test.why)
			}
			if test.why != "" && test.why != tally.NoBallots && len(res.Leading) == 0 {
				t.Error("it is not told who leads")
			}
		})
	}
}

// TestSeats fills several places by a method of one, and tells a tie for the last.
func TestSeats(t *testing.T) {
	options := group("a", "b", "c", "d")
	ballots := []tally.Ballot{
		{Choices: group("a"), Count: 5}, {Choices: group("b"), Count: 3}, {Choices: group("c"), Count: 3}, {Choices: group("d"), Count: 3},
	}
	rules := tally.Rules{Seats: 2, Lot: group("c", "d", "a", "b")}
	res, err := tally.Count(tally.Plurality, options, ballots, rules)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(res.Winners, group("a", "c")) || !res.LotDecided || len(res.TieBreaks) != 1 {
		t.Errorf("by lot: %q %v %v", res.Winners, res.LotDecided, res.TieBreaks)
	}
	if tie := res.TieBreaks[0]; tie.Stage != tally.AtSeat || tie.Number != 2 || !slices.Equal(tie.Tied, group("c", "d", "b")) || !slices.Equal(tie.Decision, group("c")) {
		t.Errorf("tie %+v", tie)
	}
	rules.Tie = tally.Declare
	if res, err = tally.Count(tally.Plurality, options, ballots, rules); err != nil {
		t.Fatal(err)
	}
	if len(res.Winners) != 4 || res.LotDecided || !res.CoWinners {
		t.Errorf("declared: %q %v", res.Winners, res.LotDecided)
	}
}

func TestScoreByMean(t *testing.T) {
	options := group("known", "rare", "half")
	ballots := []tally.Ballot{
		{Scores: map[tally.OptionID]int64{"known": 4, "rare": 5, "half": 5}, Count: 1},
		{Scores: map[tally.OptionID]int64{"known": 3, "half": 4}, Count: 1},
		{Scores: map[tally.OptionID]int64{"known": 4}, Count: 2},
	}
	res, err := tally.Count(tally.Score, options, ballots, tally.Rules{Lot: options, Mean: true})
	if err != nil {
		t.Fatal(err)
	}
	// One rating of four ballots is too few for "rare"; two are enough for "half".
	if !slices.Equal(res.Winners, group("half")) || res.Scores["half"].String() != "4.5" || res.Scores["known"].String() != "3.75" {
		t.Errorf("winners %q, scores %v", res.Winners, res.Scores)
	}
	if _, ok := res.Scores["rare"]; ok {
		t.Error("a mean of too few ratings is shown")
	}
}

func TestWeights(t *testing.T) {
	options := group("a", "b")
	ballots := []tally.Ballot{{Choices: group("a"), Count: 2, WeightMilli: 751}, {Choices: group("b"), Count: 1, WeightMilli: 1609}}
	res, err := tally.Count(tally.Plurality, options, ballots, tally.Rules{Lot: options})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(res.Winners, group("b")) || res.Scores["a"].String() != "1.502" || res.Scores["b"].String() != "1.609" || res.Counted != 3 {
		t.Errorf("winners %q, scores %v, counted %d", res.Winners, res.Scores, res.Counted)
	}
}

func TestDeclaredRunOff(t *testing.T) {
	options := group("a", "b", "c")
	ballots := []tally.Ballot{
		{Ranking: [][]tally.OptionID{{"a"}}, Count: 2}, {Ranking: [][]tally.OptionID{{"b"}}, Count: 2}, {Ranking: [][]tally.OptionID{{"c"}}, Count: 1},
	}
	res, err := tally.Count(tally.IRV, options, ballots, tally.Rules{Lot: options, Tie: tally.Declare})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(res.Winners, group("a", "b")) || !res.CoWinners || res.LotDecided {
		t.Errorf("winners %q, co-winners %v, by lot %v", res.Winners, res.CoWinners, res.LotDecided)
	}
	if res.Exhausted != 1 {
		t.Errorf("exhausted %d, want 1", res.Exhausted)
	}
}
