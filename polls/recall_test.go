package polls_test

import (
	"errors"
	"testing"
	"time"

	"kermesse/polls"
)

// A ballot handed in for a poll as it was a moment ago is taken only if the poll still is so;
// whatever is to be said otherwise is said by the poll as it has become.
func TestRecalledPollIsNeverBelieved(t *testing.T) {
	h := newHouse(t)
	h.open(t)
	recall := func() polls.Poll {
		p, err := h.polls.Recall(t.Context(), "gout")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := recall()
	if vote, err := h.polls.Vote(t.Context(), p, device("d1"), one("mangue")); err != nil || vote.Outcome != polls.Counted {
		t.Fatal(vote.Outcome, err)
	}
	if h.polls.Figures().Items != 1 {
		t.Fatal("it did not go with others, so that this test shows nothing")
	}
	if vote, err := h.polls.Vote(t.Context(), recall(), device("d1"), one("mangue")); err != nil || vote.Outcome != polls.Repeated {
		t.Fatal(vote.Outcome, err)
	}

	// Another server closes the vote; this one has read it just before.
	if _, err := h.node().Cancel(t.Context(), h.cm, "gout", "Rupture de stock."); err != nil {
		t.Fatal(err)
	}
	if again := recall(); again.State != p.State {
		t.Fatal("read anew, so that this test shows nothing")
	}
	if _, err := h.polls.Vote(t.Context(), p, device("d2"), one("coco")); !errors.Is(err, polls.ErrCancelled) {
		t.Errorf("a ballot in a cancelled vote: %v", err)
	}
	h.clock.Advance(2 * time.Second)
	if recall().State == p.State {
		t.Error("still tells of the vote as it was two seconds ago")
	}
}

// What is wrong with a ballot is said by the same words, recalled or not, and nothing is kept.
func TestRecalledPollRefusesAsAnyOther(t *testing.T) {
	h := newHouse(t)
	found := h.open(t)
	p, err := h.polls.Recall(t.Context(), "gout")
	if err != nil {
		t.Fatal(err)
	}
	for name, voter := range map[string]polls.Voter{"a device": device("d1"), "nothing": {}} {
		_, want := h.polls.Vote(t.Context(), found, voter, one("vanille"))
		_, got := h.polls.Vote(t.Context(), p, voter, one("vanille"))
		if want == nil || got == nil || want.Error() != got.Error() {
			t.Errorf("%s: %v, and of the recalled one %v", name, want, got)
		}
	}
	h.clock.Set(p.ClosesAt)
	if _, err := h.polls.Vote(t.Context(), p, device("d1"), one("coco")); !errors.Is(err, polls.ErrClosed) {
		t.Errorf("at the closing time: %v", err)
	}
	if _, err := h.polls.Recall(t.Context(), "nirgends"); !errors.Is(err, polls.ErrNotFound) {
		t.Errorf("a poll that is not there: %v", err)
	}
}
