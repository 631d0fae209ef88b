package polls_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kermesse/polls"
)

func TestOpenBox(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Method = "irv" })
	var receipts []string
	for i := range 20 {
		vote := h.vote(t, "gout", device(fmt.Sprint(i)), ranked("mangue", "coco"))
		if vote.Tracker != "" {
			t.Fatal("a tracker is told while the poll is open")
		}
		receipts = append(receipts, vote.Receipt)
	}
	if changed := h.vote(t, "gout", device("0"), ranked("letchi")); changed.Receipt != receipts[0] {
		t.Errorf("changing a vote gave it another receipt")
	}
	if err := h.polls.Withdraw(t.Context(), h.find(t, "gout"), device("1")); err != nil {
		t.Fatal(err)
	}
	_, err := h.polls.OpenBox(t.Context(), p, polls.Reader{})
	wants(t, "while open", err, polls.ErrBallotsNotYet)
	h.clock.Set(p.ClosesAt)
	box, err := h.polls.OpenBox(t.Context(), p, polls.Reader{})
	if err != nil || len(box.Ballots) != 19 {
		t.Fatalf("%d ballots, %v", len(box.Ballots), err)
	}
	if !slices.IsSortedFunc(box.Ballots, func(a, b polls.PublishedBallot) int { return strings.Compare(a.Tracker, b.Tracker) }) {
		t.Error("not in the order of trackers")
	}
	want := slices.Delete(receipts, 1, 2)
	slices.Sort(want)
	if !slices.Equal(box.Receipts, want) {
		t.Errorf("receipts %v, want those of the 19 votes", box.Receipts)
	}
}

// A voter finds their ballot after closing; nothing they hold shows to another what it says.
func TestReceiptProvesNothingToWhoBuysVotes(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	mine := h.vote(t, "gout", device("awa"), one("coco"))
	h.vote(t, "gout", device("binta"), one("mangue"))
	other, own, err := h.polls.FindReceipt(t.Context(), p, mine.Key, device("buyer"))
	if err != nil || own || !other.Ballot.Blank() || other.ID != "" || other.Receipt != mine.Receipt {
		t.Errorf("a stranger reads %+v, own %v, %v", other, own, err)
	}
	if read, own, err := h.polls.FindReceipt(t.Context(), p, mine.Key, device("awa")); err != nil || !own || len(read.Ballot.Choices) != 1 {
		t.Errorf("the voter reads %+v, own %v, %v", read, own, err)
	}
	h.clock.Set(p.ClosesAt)
	box, err := h.polls.OpenBox(t.Context(), p, polls.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	vote, err := h.polls.FindVote(t.Context(), p, device("awa"))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(box.Ballots, func(b polls.PublishedBallot) bool { return b.Tracker == vote.Tracker })
	if at < 0 || box.Ballots[at].Ballot.Choices[0] != "coco" {
		t.Errorf("tracker %q leads to line %d of %+v", vote.Tracker, at, box.Ballots)
	}
	if other, _, _ := h.polls.FindReceipt(t.Context(), p, mine.Key, device("buyer")); other.Tracker != "" {
		t.Error("the tracker is told to a stranger")
	}
}

// Whoever votes by a link reads and withdraws the vote in the browser that confirmed it.
func TestStubReadsAndWithdraws(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Access = polls.AccessEmail })
	h.vote(t, "gout", device("d"), byMail(t, "awa@exemple.sn"))
	_, token := h.mailed(t)
	_, vote, err := h.polls.Confirm(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "x", strings.Repeat("0", 32) + vote.Stub[32:], vote.Stub[:40]} {
		_, err := h.polls.FindVote(t.Context(), p, polls.Voter{Device: "d", Stub: bad})
		wants(t, "stub "+bad, err, polls.ErrNoBallot)
	}
	holder := polls.Voter{Device: "d", Stub: vote.Stub}
	if found, err := h.polls.FindVote(t.Context(), p, holder); err != nil || found.Receipt != vote.Receipt {
		t.Errorf("FindVote = %+v, %v", found, err)
	}
	if err := h.polls.Withdraw(t.Context(), p, holder); err != nil {
		t.Error(err)
	}
	if h.results(t, "gout").Ballots() != 0 {
		t.Error("the ballot is still counted")
	}
}
