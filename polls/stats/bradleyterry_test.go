package stats

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"kermesse/internal/shareddata"
	"kermesse/polls/tally"
)

func TestBradleyTerryPublished(t *testing.T) {
	for _, name := range []string{"bradley-terry-baseball1987", "bradley-terry-citations"} {
		var c struct {
			Items  []string
			Wins   map[string]map[string]int64
			Checks []struct {
				Options  struct{ Reference string }
				Expected struct{ Coef map[string]float64 }
			}
		}
		if err := json.NewDecoder(shareddata.Open(t, "polls", "stats", name+".json")).Decode(&c); err != nil {
			t.Fatal(err)
		}
		wins := make([][]int64, len(c.Items))
		at := map[string]int{}
		for i, a := range c.Items {
			at[a] = i
			for _, b := range c.Items {
				wins[i] = append(wins[i], c.Wins[a][b])
			}
		}
		// The published fits have no virtual duels.
		worth := fitWorths(wins, 0)
		for item, want := range c.Checks[0].Expected.Coef {
			got := math.Log(worth[at[item]] / worth[at[c.Checks[0].Options.Reference]])
			if math.Abs(got-want) > 0.00005 {
				t.Errorf("%s: %s has %.5f, want %.4f", name, item, got, want)
			}
		}
	}
}

// TestBradleyTerryAgreesWithTheCount: the figures for display are those that decide.
func TestBradleyTerryAgreesWithTheCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := []tally.OptionID{"a", "b", "c", "d"}
		wins := make([][]int64, len(options))
		var ballots []tally.Ballot
		for a := range options {
			wins[a] = make([]int64, len(options))
			for b := range options {
				if wins[a][b] = rapid.Int64Range(0, 30).Draw(t, "wins"); a == b || wins[a][b] == 0 {
					continue
				}
				ballots = append(ballots, tally.Ballot{
					Picks: []tally.Pick{{Shown: []tally.OptionID{options[a], options[b]}, Best: options[a]}}, Count: wins[a][b],
				})
			}
		}
		res, err := tally.Count(tally.Duels, options, ballots, tally.Rules{Lot: options})
		if err != nil {
			t.Fatal(err)
		}
		for a, s := range BradleyTerry(wins) {
			if got := res.Scores[options[a]].Float(); math.Abs(got-s.Chance) > 1e-6 { // the display stops short of the last digits
				t.Fatalf("%s: counted %.10f, shown %.10f", options[a], got, s.Chance)
			}
		}
	})
}
