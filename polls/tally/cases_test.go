package tally_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kermesse/internal/shareddata"
	"kermesse/polls/tally"
)

// A caseFile is one election with known results, as the shared data holds them.
type caseFile struct {
	ID         string
	Kind       string
	Seats      int
	Candidates []tally.OptionID
	Ballots    []struct {
		Ranking   [][]tally.OptionID
		Approvals []tally.OptionID
		Scores    map[tally.OptionID]int64
		Count     int64
	}
	Checks []check
}

type check struct {
	Method     string
	Options    checkOptions
	Expected   expected
	Recomputed expected
	Confirmed  *bool
}

type checkOptions struct {
	Lot      []tally.OptionID
	Strength string
	Unranked string
	Variant  string
	Unpoints string `json:"unranked_points"`
	Tiebreak string
	Stop     string
	Overvote string
	MaxScore int64 `json:"max_score"`
	Seats    int
	Quota    string
}

// expected holds what a check publishes, and what it recomputed, in the same shape.
type expected struct {
	Winner       *tally.OptionID
	Winners      []tally.OptionID
	WinnerSet    []tally.OptionID `json:"winner_set"`
	Ranking      [][]tally.OptionID
	RankingFirst json.RawMessage `json:"ranking_first"`
	Scores       map[tally.OptionID]json.RawMessage
	Totals       map[tally.OptionID]json.RawMessage
	Rounds       []struct {
		Tallies   map[tally.OptionID]int64
		Exhausted *int64
	}
	Elimination  []tally.OptionID           `json:"elimination_order"`
	RoundTallies []map[tally.OptionID]int64 `json:"round_tallies"`
	Final        struct {
		Tallies   map[tally.OptionID]int64
		Exhausted *int64
	}
	Possible []tally.OptionID `json:"possible_winners_over_tie_orders"`
	Pairwise map[tally.OptionID]map[tally.OptionID]int64
	Paths    map[tally.OptionID]map[tally.OptionID]json.RawMessage
	SmithSet []tally.OptionID `json:"smith_set"`
	Loser    *tally.OptionID
}

func readCases(t testing.TB) []caseFile {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(shareddata.Dir(t), "polls", "*", "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	var cases []caseFile
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		// Infinity, which one file holds, is not JSON.
		text = []byte(strings.ReplaceAll(string(text), ":Infinity", `:"Infinity"`))
		var shape struct{ Kind string }
		if err := json.Unmarshal(text, &shape); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if shape.Kind == "statistic" {
			continue
		}
		var c caseFile
		if err := json.Unmarshal(text, &c); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		cases = append(cases, c)
	}
	return cases
}

func (c caseFile) ballots() []tally.Ballot {
	ballots := make([]tally.Ballot, len(c.Ballots))
	for i, b := range c.Ballots {
		ballots[i] = tally.Ballot{Choices: b.Approvals, Ranking: b.Ranking, Scores: b.Scores, Count: b.Count}
	}
	return ballots
}

// missing names what the package does not count, and why a check of a known method may ask for it.
func (k check) missing() string {
	switch k.Method {
	case "plurality", "irv", "schulze", "borda":
	default:
		return "method " + k.Method
	}
	o := k.Options
	for rule, other := range map[string]bool{
		"strength " + o.Strength: o.Strength != "",
		"unranked " + o.Unranked: o.Unranked != "",
		"variant " + o.Variant:   o.Variant != "",
		"tiebreak " + o.Tiebreak: o.Tiebreak != "" && o.Tiebreak != "backward_then_lot",
	} {
		if other {
			return fmt.Sprintf("%s with %s", k.Method, rule)
		}
	}
	return ""
}

func TestCases(t *testing.T) {
	missing := map[string]int{}
	for _, c := range readCases(t) {
		if len(c.Ballots) == 0 {
			missing["counting from a published matrix ("+c.ID+")"]++
			continue
		}
		for i, k := range c.Checks {
			if why := k.missing(); why != "" {
				missing[why]++
				continue
			}
			t.Run(fmt.Sprintf("%s/%d-%s", c.ID, i, k.Method), func(t *testing.T) {
				k.run(t, c)
			})
		}
	}
	t.Run("not counted here", func(t *testing.T) {
		for _, why := range slices.Sorted(maps.Keys(missing)) {
			t.Logf("%s: %d checks", why, missing[why])
		}
	})
}

func (k check) run(t *testing.T, c caseFile) {
	rules := tally.Rules{Lot: k.Options.Lot, Seats: k.Options.Seats, ToLastTwo: k.Options.Stop == "two"}
	if rules.Lot == nil {
		rules.Lot = c.Candidates
		if k.Method != "irv" && k.Method != "stv_scottish" {
			rules.Tie = tally.Declare
		}
	}
	res, err := tally.Count(tally.Method(k.Method), c.Candidates, c.ballots(), rules)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("published", func(t *testing.T) {
		k.Expected.compare(t, res)
		k.Expected.compareStates(t, c)
	})
	t.Run("recomputed", func(t *testing.T) { k.Recomputed.compare(t, res) })
}

func (e expected) compare(t *testing.T, res tally.Result) {
	if e.Winner != nil {
		sameSet(t, "winner", res.Winners, []tally.OptionID{*e.Winner})
	}
	if e.Winners != nil {
		sameSet(t, "winners", res.Winners, e.Winners)
	}
	if e.Ranking != nil {
		e.compareRanking(t, res)
	}
	e.compareFigures(t, e.Scores, res)
	e.compareFigures(t, e.Totals, res)
	e.compareRounds(t, res)
	if p := res.Pairwise; p != nil {
		compareMatrix(t, "paths", e.Paths, p.Options, p.Paths)
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
		if got := res.Scores[o].String(); got != unquote(w) {
			t.Errorf("%s has %s, want %s", o, got, w)
		}
	}
}

func (e expected) compareRounds(t *testing.T, res tally.Result) {
	for i, want := range e.Rounds {
		if i >= len(res.Rounds) {
			// The published table may add a round in which only the winner is left.
			t.Errorf("round %d is missing: %v", i+1, want)
			continue
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
