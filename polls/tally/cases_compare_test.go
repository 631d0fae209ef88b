package tally_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kermesse/polls/tally"
)

func (e expected) compare(t *testing.T, res tally.Result) {
	if e.Winner != nil && res.Method != tally.Condorcet {
		sameSet(t, "winner", res.Winners, []tally.OptionID{*e.Winner})
	}
	switch {
	case res.Method == tally.STV && e.Winners != nil:
		if !slices.Equal(res.Winners, e.Winners) {
			t.Errorf("winners %q, want %q in this order", res.Winners, e.Winners)
		}
	case e.Tie && drawnFinalist(res) != nil:
		// The source stops at a tie for the second place in the run-off and names the tied.
		sameSet(t, "tied for the run-off", drawnFinalist(res), e.Winners)
	case e.Winners != nil:
		sameSet(t, "winners", res.Winners, e.Winners)
	}
	if e.WinnerSet != nil {
		sameSet(t, "winners", res.Winners, e.WinnerSet)
	}
	if len(e.RankingFirst) > 0 && !slices.Contains(res.Ranking[0], tally.OptionID(unquote(e.RankingFirst))) {
		t.Errorf("first are %q, want %s", res.Ranking[0], e.RankingFirst)
	}
	if e.Ranking != nil {
		e.compareRanking(t, res)
	}
	e.compareFigures(t, e.Scores, res)
	e.compareFigures(t, e.Totals, res)
	e.compareRounds(t, res)
	e.compareStages(t, res)
	e.compareTies(t, res)
	e.comparePairs(t, res)
	if e.Runoff != nil && !maps.Equal(tallyMap(res.Rounds[1]), e.Runoff) {
		t.Errorf("run-off %v, want %v", tallyMap(res.Rounds[1]), e.Runoff)
	}
	if e.Finalists != nil && len(res.Rounds) > 1 {
		for _, o := range e.Finalists { // those that no lot chose
			if _, there := tallyMap(res.Rounds[1])[o]; !there {
				t.Errorf("%s is not in the run-off", o)
			}
		}
	}
}

// drawnFinalist returns those among whom a lot chose one for the run-off.
func drawnFinalist(res tally.Result) []tally.OptionID {
	for _, tie := range res.TieBreaks {
		if tie.Stage == tally.AtRunOff {
			return tie.Tied
		}
	}
	return nil
}

func (e expected) comparePairs(t *testing.T, res tally.Result) {
	p := res.Pairwise
	if p == nil {
		return
	}
	compareMatrix(t, "votes", e.Pairwise, p.Options, p.Votes)
	if p.Paths != nil {
		compareMatrix(t, "paths", e.Paths, p.Options, p.Paths)
	}
	if e.Score != nil && p.Agreement != tally.Whole(*e.Score) {
		t.Errorf("agreement %s, want %d", p.Agreement, *e.Score)
	}
	if e.SmithSet != nil {
		sameSet(t, "Smith set", p.SmithSet, e.SmithSet)
	}
	if e.Winner != nil && p.Winner != *e.Winner {
		t.Errorf("Condorcet winner %q, want %q", p.Winner, *e.Winner)
	}
	if e.Winner == nil && e.SmithSet != nil && p.Winner != "" && len(e.SmithSet) > 1 {
		t.Errorf("Condorcet winner %q, want none", p.Winner)
	}
	if e.Loser != nil && p.Loser != *e.Loser {
		t.Errorf("Condorcet loser %q, want %q", p.Loser, *e.Loser)
	}
	var log []string
	for _, l := range p.Locks {
		what := "skipped"
		if l.Locked {
			what = "locked"
		}
		log = append(log, fmt.Sprintf("%s>%s %s", l.Winner, l.Loser, what))
	}
	if e.Log != nil && !slices.Equal(log, e.Log) {
		t.Errorf("locks %q, want %q", log, e.Log)
	}
}

// compareStages compares an STV table stage by stage, to five decimals.
func (e expected) compareStages(t *testing.T, res tally.Result) {
	for i, want := range slices.Concat(e.StageVotes, e.Stages) {
		if i >= len(res.Rounds) {
			t.Fatalf("stage %d is missing", i+1)
		}
		round := res.Rounds[i]
		got := map[tally.OptionID]string{}
		for _, held := range round.Tallies {
			got[held.Option] = fiveDecimals(held.Votes)
		}
		for o, votes := range want.Votes {
			if g, ok := got[o]; g != votes && (ok || votes != "0.00000") {
				t.Errorf("stage %d: %s has %s, want %s", i+1, o, g, votes)
			}
		}
		if g := fiveDecimals(round.Exhausted); g != want.Nontransferable {
			t.Errorf("stage %d: non-transferable %s (lost %s), want %s", i+1, g, round.Lost, want.Nontransferable)
		}
		if want.RoundingLoss != nil && fiveDecimals(round.Lost) != *want.RoundingLoss {
			t.Errorf("stage %d: lost %s, want %s", i+1, round.Lost, *want.RoundingLoss)
		}
	}
	if e.Quota != nil && !agrees(res.Quota, e.Quota, 7) {
		t.Errorf("quota %s, want %s", res.Quota, e.Quota)
	}
}

func fiveDecimals(n tally.Number) string { return big.NewRat(n.Fraction()).FloatString(5) }

// compareCommittees counts by every order of lots: together they give all the equally good sets
// of winners.
func (e expected) compareCommittees(t *testing.T, p poll) {
	p.rules.Tie = tally.ByLot
	found := map[string]bool{}
	p.everyLot(nil, func(p poll) {
		res, err := tally.Count(p.method, p.options, p.ballots, p.rules)
		if err != nil {
			t.Fatal(err)
		}
		found[fmt.Sprint(slices.Sorted(slices.Values(res.Winners)))] = true
	})
	want := map[string]bool{}
	for _, committee := range e.Committees {
		want[fmt.Sprint(slices.Sorted(slices.Values(committee)))] = true
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("committees (-want +got):\n%s", diff)
	}
}

func (e expected) compareRanking(t *testing.T, res tally.Result) {
	if len(res.Ranking) != len(e.Ranking) {
		t.Fatalf("ranking %v, want %v", res.Ranking, e.Ranking)
	}
	for i, group := range e.Ranking {
		sameSet(t, fmt.Sprintf("ranking, group %d", i+1), res.Ranking[i], group)
	}
}

func (e expected) compareFigures(t *testing.T, want map[tally.OptionID]json.RawMessage, res tally.Result) {
	for o, w := range want {
		if !agrees(res.Scores[o], w, 15) {
			t.Errorf("%s has %s, want %s", o, res.Scores[o], w)
		}
	}
}

func (e expected) compareRounds(t *testing.T, res tally.Result) {
	for i, raw := range e.Rounds {
		if i >= len(res.Rounds) {
			// The published table may add a round in which only the winner is left.
			t.Errorf("round %d is missing: %s", i+1, raw)
			continue
		}
		if res.Method == tally.STVExact {
			compareExact(t, res.Rounds[i], raw)
			continue
		}
		var want struct {
			Tallies   map[tally.OptionID]int64
			Exhausted *int64
		}
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		compareTallies(t, i+1, res.Rounds[i], want.Tallies)
		// Their tables count blank ballots as exhausted from the start.
		if x := want.Exhausted; x != nil && res.Rounds[i].Exhausted.Int()+res.Blank != *x {
			t.Errorf("round %d: exhausted %s and %d blank, want %d", i+1, res.Rounds[i].Exhausted, res.Blank, *x)
		}
	}
	if e.Elimination != nil {
		var got []tally.OptionID
		for _, r := range res.Rounds[1:] {
			got = append(got, r.Option)
		}
		if !slices.Equal(got, e.Elimination) {
			t.Errorf("went out: %q, want %q", got, e.Elimination)
		}
	}
	last := len(res.Rounds) - 1
	for o, votes := range e.Final.Tallies {
		if got := tallyMap(res.Rounds[last])[o]; got != votes {
			t.Errorf("final: %s has %d, want %d", o, got, votes)
		}
	}
	if x := e.Final.Exhausted; x != nil && res.Exhausted+res.Blank != *x {
		t.Errorf("final: exhausted %d and %d blank, want %d", res.Exhausted, res.Blank, *x)
	}
}

// compareExact compares a round of exact fractions, of which some sources give seven decimals.
func compareExact(t *testing.T, round tally.Round, raw json.RawMessage) {
	var want map[tally.OptionID]json.RawMessage
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	got := map[tally.OptionID]tally.Number{}
	for _, held := range round.Tallies {
		got[held.Option] = held.Votes
	}
	for o, votes := range want {
		if !agrees(got[o], votes, 7) {
			t.Errorf("round %d: %s has %s, want %s", round.Number, o, got[o], votes)
		}
	}
}

// agrees compares a figure with a published one: exactly if that is a whole number or a
// fraction, else to so many decimals.
func agrees(got tally.Number, published json.RawMessage, decimals int) bool {
	text := unquote(published)
	want, ok := new(big.Rat).SetString(text)
	if strings.Contains(text, ".") {
		return ok && big.NewRat(got.Fraction()).FloatString(decimals) == want.FloatString(decimals)
	}
	return ok && big.NewRat(got.Fraction()).Cmp(want) == 0
}

// compareTies compares the ties of methods that count in rounds, and what was done.
func (e expected) compareTies(t *testing.T, res tally.Result) {
	for i, want := range e.Ties {
		if i >= len(res.TieBreaks) {
			t.Errorf("this tie was not met: %+v", want)
			continue
		}
		got := res.TieBreaks[i]
		if (got.Rule == tally.Lot) != (want.By == "lot") || got.Decision[0] != want.Eliminated+want.Chosen {
			t.Errorf("tie %+v, want %+v", got, want)
		}
		sameSet(t, "tied", got.Tied, want.Tied)
	}
	for i, want := range e.Actions {
		if i >= len(res.Rounds) {
			t.Fatalf("%s is missing", want)
		}
		round := res.Rounds[i]
		if got := actionName(round); got != want {
			t.Errorf("stage %d: %s, want %s", i+1, got, want)
		}
	}
}

func actionName(round tally.Round) string {
	switch round.Action {
	case tally.Surplus:
		return "transfer_surplus:" + string(round.Option)
	case tally.Exclusion:
		return "exclude:" + string(round.Option)
	case tally.LastPlaces:
		var elected []string
		for _, o := range round.Elected {
			elected = append(elected, string(o))
		}
		return "fill_last_vacancies:" + strings.Join(elected, ",")
	}
	return string(round.Action)
}

// comparePossible counts by every order of lots. The published set takes every tie as open;
// ours may be smaller where an earlier round decides.
func (e expected) comparePossible(t *testing.T, c caseFile) {
	if e.Possible == nil || len(c.Candidates) > 4 {
		return
	}
	possible, drawn := map[tally.OptionID]bool{}, true
	all := poll{method: tally.IRV, options: c.Candidates, ballots: c.ballots()}
	all.everyLot(nil, func(p poll) {
		res, err := tally.Count(p.method, p.options, p.ballots, p.rules)
		if err != nil {
			t.Fatal(err)
		}
		possible[res.Winners[0]] = true
		for _, tie := range res.TieBreaks {
			drawn = drawn && tie.Rule == tally.Lot
		}
	})
	got := slices.Collect(maps.Keys(possible))
	if drawn {
		sameSet(t, "possible winners", got, e.Possible)
	}
	for _, o := range got {
		if !slices.Contains(e.Possible, o) {
			t.Errorf("%s can win, and should not", o)
		}
	}
}

// compareStates checks published rounds that name the options still in: published counts
// put several options out at once, or a write-in first, so each state is laid afresh.
func (e expected) compareStates(t *testing.T, c caseFile) {
	for i, want := range e.RoundTallies {
		var in []tally.OptionID
		for o := range want {
			in = append(in, o)
		}
		res, err := tally.Count(tally.IRV, in, c.restricted(in), tally.Rules{Lot: in})
		if err != nil {
			t.Fatal(err)
		}
		compareTallies(t, i+1, res.Rounds[0], want)
	}
}

// restricted returns the ballots without the options that are out.
func (c caseFile) restricted(in []tally.OptionID) []tally.Ballot {
	ballots := c.ballots()
	for i, b := range ballots {
		var ranking [][]tally.OptionID
		for _, group := range b.Ranking {
			left := slices.DeleteFunc(slices.Clone(group), func(o tally.OptionID) bool { return !slices.Contains(in, o) })
			if len(left) > 0 {
				ranking = append(ranking, left)
			}
		}
		ballots[i].Ranking = ranking
	}
	return ballots
}

func compareTallies(t *testing.T, number int, round tally.Round, want map[tally.OptionID]int64) {
	t.Helper()
	if want != nil && !maps.Equal(tallyMap(round), want) {
		t.Errorf("round %d: %v, want %v", number, tallyMap(round), want)
	}
}

func tallyMap(round tally.Round) map[tally.OptionID]int64 {
	m := map[tally.OptionID]int64{}
	for _, held := range round.Tallies {
		m[held.Option] = held.Votes.Int()
	}
	return m
}

func compareMatrix(t *testing.T, name string, want map[tally.OptionID]map[tally.OptionID]json.RawMessage, options []tally.OptionID, got [][]tally.Number) {
	t.Helper()
	for a, row := range want {
		for b, w := range row {
			if g := got[slices.Index(options, a)][slices.Index(options, b)].String(); g != unquote(w) {
				t.Errorf("%s[%s][%s] = %s, want %s", name, a, b, g, w)
			}
		}
	}
}

func unquote(raw json.RawMessage) string {
	s := strings.Trim(string(raw), `"`)
	return strings.TrimSuffix(s, ".0")
}

func sameSet(t *testing.T, what string, got, want []tally.OptionID) {
	t.Helper()
	g, w := slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(g, w) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}
