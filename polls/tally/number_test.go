package tally_test

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"kermesse/polls/tally"
)

func TestNumberString(t *testing.T) {
	for want, n := range map[string]tally.Number{
		"0": {}, "7": tally.Whole(7), "-3": tally.Ratio(-6, 2), "1.5": tally.Ratio(3, 2), "31.56": tally.Ratio(789, 25), "61/3": tally.Ratio(61, 3),
	} {
		if got := n.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestNumberComparesExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Custom(func(t *rapid.T) tally.Number {
			return tally.Ratio(rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "num"), rapid.Int64Range(1, math.MaxInt64).Draw(t, "den"))
		})
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		want := big.NewRat(a.Fraction()).Cmp(big.NewRat(b.Fraction()))
		if got := a.Cmp(b); got != want {
			t.Fatalf("%s and %s: %d, want %d", a, b, got, want)
		}
		if (a == b) != (want == 0) {
			t.Fatalf("%s == %s is %v", a, b, a == b)
		}
	})
}
