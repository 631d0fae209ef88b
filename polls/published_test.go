package polls_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kermesse/polls"
)

func TestPublishedBallots(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Method = "irv" })
	receipts := map[string]string{}
	for i := range 20 {
		vote := h.vote(t, "gout", device(fmt.Sprint(i)), ranked("mangue", "coco"))
		receipts[vote.Receipt] = vote.ID
	}
	h.vote(t, "gout", device("0"), ranked("letchi")) // changes: the first receipt is no longer true
	if err := h.polls.Withdraw(t.Context(), h.find(t, "gout"), device("1")); err != nil {
		t.Fatal(err)
	}
	_, err := h.polls.Ballots(t.Context(), p, polls.Reader{})
	wants(t, "while open", err, polls.ErrBallotsNotYet)
	h.clock.Set(p.ClosesAt)
	ballots, err := h.polls.Ballots(t.Context(), p, polls.Reader{})
	if err != nil || len(ballots) != 19 {
		t.Fatalf("%d ballots, %v", len(ballots), err)
	}
	if !slices.IsSortedFunc(ballots, func(a, b polls.PublishedBallot) int { return strings.Compare(a.Receipt, b.Receipt) }) {
		t.Error("not in the order of receipts")
	}
	kept := 0
	for _, b := range ballots {
		if _, ok := receipts[b.Receipt]; ok {
			kept++
		}
	}
	if kept != 18 {
		t.Errorf("%d receipts of unchanged ballots are in the list", kept)
	}
}
