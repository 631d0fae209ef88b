package tally_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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
	Pairwise map[tally.OptionID]map[tally.OptionID]int64 // instead of ballots
	Checks   []check
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
	Quota    tally.Quota
	MaxScore int64 `json:"max_score"`
	Seats    int
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
	Rounds       []json.RawMessage
	Elimination  []tally.OptionID           `json:"elimination_order"`
	RoundTallies []map[tally.OptionID]int64 `json:"round_tallies"`
	Final        struct {
		Tallies   map[tally.OptionID]int64
		Exhausted *int64
	}
	Possible   []tally.OptionID `json:"possible_winners_over_tie_orders"`
	Pairwise   map[tally.OptionID]map[tally.OptionID]json.RawMessage
	Paths      map[tally.OptionID]map[tally.OptionID]json.RawMessage
	Quota      json.RawMessage
	StageVotes []stageVotes `json:"stage_votes"`
	Stages     []stageVotes
	Finalists  []tally.OptionID
	Runoff     map[tally.OptionID]int64
	Tie        bool
	Log        []string
	Actions    []string
	Ties       []knownTie
	Committees [][]tally.OptionID
	SmithSet   []tally.OptionID `json:"smith_set"`
	Loser      *tally.OptionID
	Score      *int64
}

type stageVotes struct {
	Action          string
	Votes           map[tally.OptionID]string
	Nontransferable string
	RoundingLoss    *string `json:"rounding_loss"`
}

type knownTie struct {
	Tied               []tally.OptionID
	By                 string
	Eliminated, Chosen tally.OptionID
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

func (c caseFile) duels() [][]int64 {
	votes := make([][]int64, len(c.Candidates))
	for i, a := range c.Candidates {
		for _, b := range c.Candidates {
			votes[i] = append(votes[i], c.Pairwise[a][b])
		}
	}
	return votes
}

// methods says by which of our methods a check is counted.
var methods = map[string]tally.Method{
	"plurality": tally.Plurality, "approval": tally.Approval, "approval_av": tally.Approval,
	"score": tally.Score, "star": tally.STAR, "borda": tally.Borda, "irv": tally.IRV,
	"condorcet": tally.Condorcet, "copeland": tally.Copeland, "schulze": tally.Schulze,
	"ranked_pairs": tally.RankedPairs, "stv_scottish": tally.STV, "minimax": tally.Minimax, "kemeny": tally.Kemeny,
	"stv_exact": tally.STVExact, "approval_sav": tally.Satisfaction, "approval_pav": tally.Proportional,
	"approval_seqpav": tally.InTurn, "approval_cc": tally.Represented,
}

// variant returns the rules of the election where they are not ours.
func (o checkOptions) variant(method tally.Method) tally.Variant {
	v := tally.Variant{
		Strength: tally.Strength(o.Strength), Quota: o.Quota,
		SilentUnlisted: o.Unranked == "none" || o.Unpoints == "zero", LotsAtOnce: o.Tiebreak == "lot",
	}
	if method == tally.Borda {
		v.Places = tally.PlacePoints(o.Variant)
	} else if o.Variant != "winning" {
		v.Strength += tally.Strength(o.Variant)
	}
	return v
}

// TestCases counts every election with known results by every method they are known for.
func TestCases(t *testing.T) {
	for _, c := range readCases(t) {
		for i, k := range c.Checks {
			t.Run(fmt.Sprintf("%s/%d-%s", c.ID, i, k.Method), func(t *testing.T) {
				k.run(t, c)
			})
		}
	}
}

func (k check) run(t *testing.T, c caseFile) {
	method, ok := methods[k.Method]
	if !ok {
		t.Fatalf("no method counts %s", k.Method)
	}
	rules := tally.Rules{
		Lot: k.Options.Lot, Seats: k.Options.Seats, MaxScore: k.Options.MaxScore, ToLastTwo: k.Options.Stop == "two",
		Variant: k.Options.variant(method),
	}
	if method == tally.STV || method == tally.STVExact {
		rules.Seats = c.Seats
	}
	if rules.Lot == nil {
		rules.Lot = c.Candidates
		if method != tally.IRV && tally.Declares(method) {
			rules.Tie = tally.Declare
		}
	}
	res, err := tally.Count(method, c.Candidates, c.ballots(), rules)
	if c.Pairwise != nil {
		res, err = tally.CountDuels(method, c.Candidates, c.duels(), rules)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Run("published", func(t *testing.T) {
		k.Expected.compare(t, res)
		k.Expected.compareStates(t, c)
		if method == tally.IRV {
			k.Expected.comparePossible(t, c)
		}
		if k.Expected.Committees != nil {
			k.Expected.compareCommittees(t, poll{method, c.Candidates, c.ballots(), rules})
		}
	})
	t.Run("recomputed", func(t *testing.T) {
		if method == tally.Score {
			k.Recomputed.Ranking, k.Recomputed.Winners = nil, nil // by totals alone, without our tie rules
		}
		k.Recomputed.compare(t, res)
	})
}
