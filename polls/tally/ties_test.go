package tally_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kermesse/polls/tally"
)

// TestTieRules meets each rule of each method in the order in which they are tried.
func TestTieRules(t *testing.T) {
	options := group("a", "b", "c")
	ranks := func(voters int64, groups ...[]tally.OptionID) tally.Ballot {
		return tally.Ballot{Ranking: groups, Count: voters}
	}
	stars := func(voters, a, b, c int64) tally.Ballot {
		return tally.Ballot{Scores: map[tally.OptionID]int64{"a": a, "b": b, "c": c}, Count: voters}
	}
	tests := []struct {
		name    string
		method  tally.Method
		ballots []tally.Ballot
		rule    tally.TieRule
		tied    []tally.OptionID
		winner  tally.OptionID
	}{
		{ // 4 points each for a and b, and b twice alone in first place.
			"Borda: first places", tally.Borda,
			[]tally.Ballot{ranks(2, group("b"), group("a"), group("c")), ranks(1, group("a"), group("c"), group("b"))},
			tally.FirstPlaces, group("b", "a"), "b",
		},
		{ // 6 points and two first places each; three of five ballots put b above a.
			"Borda: the pair", tally.Borda,
			[]tally.Ballot{
				ranks(1, group("a"), group("c"), group("b")), ranks(1, group("a"), group("b"), group("c")),
				ranks(2, group("b"), group("a"), group("c")), ranks(1, group("c"), group("b"), group("a")),
			},
			tally.HeadToHead, group("b", "a"), "b",
		},
		{
			"Borda: lot", tally.Borda,
			[]tally.Ballot{ranks(1, group("b"), group("c")), ranks(1, group("c"), group("b"))},
			tally.Lot, group("c", "b"), "c",
		},
		{
			"score: preferences", tally.Score,
			[]tally.Ballot{stars(1, 5, 1, 0), stars(2, 1, 3, 0)},
			tally.HeadToHead, group("b", "a"), "b",
		},
		{
			"score: highest scores", tally.Score,
			[]tally.Ballot{stars(1, 5, 3, 0), stars(1, 2, 4, 0)},
			tally.TopScores, group("b", "a"), "a",
		},
		{
			"dots: givers", tally.Dots,
			[]tally.Ballot{stars(1, 2, 1, 0), stars(1, 0, 1, 0)},
			tally.Givers, group("b", "a"), "b",
		},
		{
			"single choice: lot", tally.Plurality,
			[]tally.Ballot{{Choices: group("a"), Count: 1}, {Choices: group("b"), Count: 1}},
			tally.Lot, group("b", "a"), "b",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res, err := tally.Count(test.method, options, test.ballots, tally.Rules{Lot: group("c", "b", "a")})
			if err != nil {
				t.Fatal(err)
			}
			if len(res.TieBreaks) != 1 || res.TieBreaks[0].Rule != test.rule {
				t.Fatalf("ties %+v (scores %v), want one by %s", res.TieBreaks, res.Scores, test.rule)
			}
			if tied := res.TieBreaks[0].Tied; !slices.Equal(tied, test.tied) {
				t.Errorf("tied %q, want %q", tied, test.tied)
			}
			if !slices.Equal(res.Winners, []tally.OptionID{test.winner}) || !slices.Equal(res.TieBreaks[0].Decision, res.Winners) {
				t.Errorf("winners %q, tie %+v, want %q", res.Winners, res.TieBreaks[0], test.winner)
			}
			if res.LotDecided != (test.rule == tally.Lot) {
				t.Errorf("the headline says by lot: %v", res.LotDecided)
			}
		})
	}
}

// TestDeclaredStars: three options equal in everything win together, and no lot is drawn.
func TestDeclaredStars(t *testing.T) {
	options := group("a", "b", "c")
	ballots := []tally.Ballot{{Scores: map[tally.OptionID]int64{"a": 4, "b": 4, "c": 4}, Count: 2}}
	res, err := tally.Count(tally.STAR, options, ballots, tally.Rules{Lot: options, Tie: tally.Declare})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Winners) != 3 || res.LotDecided || !res.CoWinners || len(res.TieBreaks) != 0 {
		t.Errorf("winners %q, by lot %v, ties %+v", res.Winners, res.LotDecided, res.TieBreaks)
	}
}

// TestManyLots: where more orders of lots matter than can be tried, the headline is on the
// safe side.
func TestManyLots(t *testing.T) {
	options := group("w", "x", "a", "b", "c", "d", "e", "f", "g", "h")
	ballots := []tally.Ballot{{Ranking: [][]tally.OptionID{{"w"}}, Count: 40}, {Ranking: [][]tally.OptionID{{"x"}}, Count: 30}}
	for _, o := range options[2:] {
		ballots = append(ballots, tally.Ballot{Ranking: [][]tally.OptionID{{o}}, Count: 10})
	}
	res, err := tally.Count(tally.IRV, options, ballots, tally.Rules{Lot: options})
	if err != nil {
		t.Fatal(err)
	}
	if res.Winners[0] != "w" || !res.LotDecided {
		t.Errorf("winners %q, by lot %v", res.Winners, res.LotDecided)
	}
}

// TestElectorate: a recount with other numbers of voters is a count of those ballots.
func TestElectorate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoll(t, tally.Methods()...)
		distinct := tally.Aggregate(p.ballots)
		for i := range distinct {
			distinct[i].WeightMilli = rapid.SampledFrom([]int64{0, 500, 1234}).Draw(t, "weight")
		}
		electorate, err := tally.NewElectorate(p.method, p.options, distinct, p.rules)
		if err != nil {
			t.Fatal(err)
		}
		voters := make([]int64, len(distinct))
		p.ballots = nil
		for i, b := range distinct {
			if voters[i] = rapid.Int64Range(0, 3).Draw(t, "voters"); voters[i] > 0 {
				b.Count = voters[i]
				p.ballots = append(p.ballots, b)
			}
		}
		got, err := electorate.Recount(voters)
		if err != nil {
			t.Fatal(err)
		}
		if want := p.count(t); describe(got, same) != describe(want, same) {
			t.Fatalf("got\n%s\nwant\n%s", describe(got, same), describe(want, same))
		}
	})
}
