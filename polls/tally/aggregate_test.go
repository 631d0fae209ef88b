package tally_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kermesse/polls/tally"
)

func TestAggregateKeepsWeightsApart(t *testing.T) {
	alike := tally.Ballot{Choices: group("a"), Count: 2}
	heavy := tally.Ballot{Choices: group("a"), Count: 1, WeightMilli: 2000}
	if got := tally.Aggregate([]tally.Ballot{alike, heavy, alike}); len(got) != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestAggregate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoll(t, tally.Methods()...)
		want := p.count(t)
		together := tally.Aggregate(p.ballots)
		shuffled := tally.Aggregate(rapid.Permutation(p.ballots).Draw(t, "other order"))
		if diff := cmp.Diff(together, shuffled); diff != "" {
			t.Fatalf("the order of the ballots shows:\n%s", diff)
		}
		for i, b := range together {
			same := func(o tally.Ballot) bool { b.Count, o.Count = 0, 0; return cmp.Equal(b, o) }
			if slices.ContainsFunc(together[i+1:], same) {
				t.Fatalf("%+v is there twice", b)
			}
		}
		p.ballots = together
		if got := p.count(t); describe(got, same) != describe(want, same) || got.Blank != want.Blank {
			t.Fatalf("got\n%s\nwant\n%s", describe(got, same), describe(want, same))
		}
	})
}
