package tally_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kermesse/polls/tally"
)

func duel(winner, loser tally.OptionID, times int64) tally.Ballot {
	return tally.Ballot{Picks: []tally.Pick{{Shown: group(loser, winner), Best: winner}}, Count: times}
}

func TestDuels(t *testing.T) {
	options := group("a", "b", "c", "unmet")
	ballots := []tally.Ballot{duel("a", "b", 30), duel("b", "a", 10), duel("b", "c", 20), duel("c", "b", 20)}
	res, err := tally.Count(tally.Duels, options, ballots, tally.Rules{Lot: options})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(res.Winners, group("a")) || res.Counted != 80 {
		t.Errorf("winners %q of %d", res.Winners, res.Counted)
	}
	if got := res.Scores["unmet"].String(); got != "0.5" {
		t.Errorf("an option nobody met beats the average with %s, want 0.5", got)
	}
	// The worths must satisfy the model: wins expected are wins seen.
	worth := func(o tally.OptionID) float64 { p := res.Scores[o].Float(); return p / (1 - p) }
	beat := func(x, y tally.OptionID) float64 { return worth(x) / (worth(x) + worth(y)) }
	for o, gap := range map[tally.OptionID]float64{
		"a": 30.5 - 40*beat("a", "b") - res.Scores["a"].Float(),
		"b": 30.5 - 40*beat("b", "a") - 40*beat("b", "c") - res.Scores["b"].Float(),
		"c": 20.5 - 40*beat("c", "b") - res.Scores["c"].Float(),
	} {
		if math.Abs(gap) > 1e-6 {
			t.Errorf("%s: wins and expected wins differ by %g", o, gap)
		}
	}
}

// TestUnbeaten: what was never beaten, a million times, stays finite and first.
func TestUnbeaten(t *testing.T) {
	options := group("a", "b", "c", "d")
	ballots := []tally.Ballot{duel("a", "b", 1_000_000), duel("c", "d", 900_000)}
	res, err := tally.Count(tally.Duels, options, ballots, tally.Rules{Lot: group("d", "c", "b", "a")})
	if err != nil {
		t.Fatal(err)
	}
	if want := [][]tally.OptionID{{"a"}, {"c"}, {"d"}, {"b"}}; !equalGroups(res.Ranking, want) {
		t.Errorf("ranking %q, want %q (scores %v)", res.Ranking, want, res.Scores)
	}
}

func equalGroups(a, b [][]tally.OptionID) bool {
	return slices.EqualFunc(a, b, slices.Equal)
}

func TestMaxDiff(t *testing.T) {
	options := group("a", "b", "c", "d", "unseen")
	set := func(best, worst tally.OptionID, times int64) tally.Ballot {
		return tally.Ballot{Picks: []tally.Pick{{Shown: group("a", "b", "c", "d"), Best: best, Worst: worst}}, Count: times}
	}
	res, err := tally.Count(tally.MaxDiff, options, []tally.Ballot{set("a", "b", 5), set("c", "a", 2), set("d", "c", 3)}, tally.Rules{Lot: options})
	if err != nil {
		t.Fatal(err)
	}
	// a (5-2)/10, b -5/10, c (2-3)/10, d 3/10 like a, which was best more often.
	if want := [][]tally.OptionID{{"a"}, {"d"}, {"c"}, {"b"}, {"unseen"}}; !equalGroups(res.Ranking, want) {
		t.Errorf("ranking %q, want %q", res.Ranking, want)
	}
	if res.Scores["a"].String() != "0.3" || res.Scores["c"].String() != "-0.1" {
		t.Errorf("scores %v", res.Scores)
	}
	if _, shown := res.Scores["unseen"]; shown {
		t.Error("an option that was never shown has a score")
	}
}

func TestBracket(t *testing.T) {
	options := group("a", "b", "c", "d", "e", "f")
	// Seeds f e d c b a: byes for f and e; c meets b and d meets a.
	ballots := []tally.Ballot{
		duel("b", "c", 2), duel("d", "a", 3), duel("a", "d", 3), duel("b", "f", 5), duel("e", "d", 1), duel("e", "b", 4), duel("b", "e", 4),
	}
	lot := group("f", "e", "d", "c", "b", "a")
	res, err := tally.Count(tally.Bracket, options, ballots, tally.Rules{Lot: lot})
	if err != nil {
		t.Fatal(err)
	}
	if want := [][]tally.OptionID{{"e"}, {"b"}, {"f", "d"}, {"c", "a"}}; !equalGroups(res.Ranking, want) {
		t.Errorf("ranking %q, want %q", res.Ranking, want)
	}
	if !res.LotDecided || len(res.TieBreaks) != 2 || res.TieBreaks[0].Rule != tally.Seed {
		t.Errorf("by lot %v, ties %+v", res.LotDecided, res.TieBreaks)
	}
	byes := 0
	for _, round := range res.Rounds {
		if round.Action == tally.Bye {
			byes++
		}
	}
	if byes != 2 || len(res.Rounds) != 4+2+1 {
		t.Errorf("%d byes, %d duels and byes", byes, len(res.Rounds))
	}
	res, err = tally.Count(tally.Bracket, options, ballots, tally.Rules{Lot: options, Seeds: lot})
	if err != nil || res.LotDecided || res.Winners[0] != "e" {
		t.Errorf("with the organiser's seeds: %q, by lot %v, %v", res.Winners, res.LotDecided, err)
	}
}

func TestRefusedPicks(t *testing.T) {
	options := group("a", "b", "c")
	tests := []struct {
		name   string
		method tally.Method
		picks  []tally.Pick
		want   tally.Reason
	}{
		{"three in a duel", tally.Duels, []tally.Pick{{Shown: options, Best: "a"}}, tally.BadPick},
		{"a duel with a worst", tally.Duels, []tally.Pick{{Shown: group("a", "b"), Best: "a", Worst: "b"}}, tally.BadPick},
		{"one alone", tally.Duels, []tally.Pick{{Shown: group("a"), Best: "a"}}, tally.BadPick},
		{"none shown", tally.Bracket, []tally.Pick{{Best: "a"}}, tally.BadPick},
		{"a set of two", tally.MaxDiff, []tally.Pick{{Shown: group("a", "b"), Best: "a", Worst: "b"}}, tally.BadPick},
		{"no worst", tally.MaxDiff, []tally.Pick{{Shown: options, Best: "a"}}, tally.BadPick},
		{"best and worst are one", tally.MaxDiff, []tally.Pick{{Shown: options, Best: "a", Worst: "a"}}, tally.BadPick},
		{"the best was not shown", tally.Duels, []tally.Pick{{Shown: group("a", "b"), Best: "c"}}, tally.BadPick},
		{"an unknown one", tally.Duels, []tally.Pick{{Shown: group("a", "x"), Best: "a"}}, tally.UnknownOption},
		{"one twice", tally.MaxDiff, []tally.Pick{{Shown: group("a", "b", "b"), Best: "a", Worst: "b"}}, tally.DuplicateOption},
		{"a duel twice", tally.Duels, []tally.Pick{{Shown: group("a", "b"), Best: "a"}, {Shown: group("b", "a"), Best: "b"}}, tally.RepeatedPick},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ballot := tally.Ballot{Picks: test.picks, Count: 1}
			var refused *tally.BallotError
			if err := tally.ValidateBallot(test.method, options, ballot, tally.Rules{Lot: options}); !errors.As(err, &refused) || refused.Reason != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// TestDuelsAreSymmetric: turning every pick round turns the scores round.
func TestDuelsAreSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := letters
		var ballots, turned []tally.Ballot
		for range rapid.IntRange(1, 20).Draw(t, "duels") {
			pair := rapid.Permutation(options).Draw(t, "pair")[:2]
			times := rapid.Int64Range(1, 1000).Draw(t, "times")
			ballots = append(ballots, duel(pair[0], pair[1], times))
			turned = append(turned, duel(pair[1], pair[0], times))
		}
		rules := tally.Rules{Lot: options}
		there, err := tally.Count(tally.Duels, options, ballots, rules)
		if err != nil {
			t.Fatal(err)
		}
		back, err := tally.Count(tally.Duels, options, turned, rules)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range options {
			if sum := there.Scores[o].Float() + back.Scores[o].Float(); math.Abs(sum-1) > 2e-9 {
				t.Fatalf("%s: %s and %s", o, there.Scores[o], back.Scores[o])
			}
		}
	})
}
