package tally_test

import (
	"errors"
	"slices"
	"testing"

	"kermesse/polls/tally"
)

// TestExactFractions: a ward whose fractions outgrow 64 bits is refused and not rounded, and
// the others elect whom the law's five decimals elect: none of them was so close.
func TestExactFractions(t *testing.T) {
	counted, refused := 0, 0
	for _, c := range readCases(t) {
		if c.Checks[0].Method != "stv_scottish" || c.Seats < 2 {
			continue
		}
		rules := tally.Rules{Lot: c.Candidates, Seats: c.Seats}
		exact, err := tally.Count(tally.STVExact, c.Candidates, c.ballots(), rules)
		var wrong *tally.RulesError
		if errors.As(err, &wrong) && wrong.Field == "method" {
			refused++
			continue
		}
		law, lawErr := tally.Count(tally.STV, c.Candidates, c.ballots(), rules)
		if err != nil || lawErr != nil {
			t.Fatal(c.ID, err, lawErr)
		}
		for _, round := range exact.Rounds {
			if round.Lost != (tally.Number{}) {
				t.Errorf("%s: %s lost in exact fractions", c.ID, round.Lost)
			}
		}
		if counted++; !slices.Equal(exact.Winners, law.Winners) {
			t.Errorf("%s: %q, by the law %q", c.ID, exact.Winners, law.Winners)
		}
	}
	if refused == 0 || counted < 25 {
		t.Errorf("%d are counted, %d are refused", counted, refused)
	}
}
