package tally_test

import (
	"testing"

	"pgregory.net/rapid"

	"kermesse/polls/tally"
)

func TestNumberSurvivesText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := tally.Ratio(rapid.Int64Range(-1<<62, 1<<62).Draw(t, "num"), rapid.Int64Range(1, 1<<62).Draw(t, "den"))
		text, err := want.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var got tally.Number
		if err := got.UnmarshalText(text); err != nil || got != want {
			t.Fatalf("%s became %s, %v", want, got, err)
		}
	})
}

func TestNumberRefusesOtherText(t *testing.T) {
	for _, text := range []string{"", "x", "1/0", "9223372036854775808", "1e1000000000", "NaN"} {
		var n tally.Number
		if err := n.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read as %s", text, n)
		}
	}
}
