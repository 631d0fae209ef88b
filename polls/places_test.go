package polls_test

import (
	"errors"
	"fmt"
	"testing"

	"kermesse/polls"
)

// A browser that keeps no cookie in a frame is heard, and set aside where browsers are counted.
func TestBallotsOfBrowsersWithoutCookies(t *testing.T) {
	for access, want := range map[polls.Access]polls.Outcome{
		polls.AccessOpen: polls.Counted, polls.AccessCookie: polls.Quarantined, polls.AccessNetwork: polls.Quarantined,
	} {
		t.Run(string(access), func(t *testing.T) {
			h := newHouse(t)
			p := h.open(t, func(terms *polls.Terms) { terms.Access = access })
			unkept := polls.Voter{Device: "d1", Source: polls.InFrame, Unkept: true}
			vote := h.vote(t, "gout", unkept, one("coco"))
			if vote.Outcome != want {
				t.Fatalf("%s, want %s", vote.Outcome, want)
			}
			if want == polls.Quarantined && (len(vote.Signals) != 1 || vote.Signals[0] != polls.SignalNoCookie) {
				t.Errorf("signals %v", vote.Signals)
			}
			again, err := h.polls.FindVote(t.Context(), p, polls.Voter{Stub: vote.Stub, Unkept: true, Device: "another form"})
			if err != nil || again.ID != vote.ID {
				t.Errorf("the stub leads to %+v, %v", again, err)
			}
			if got := h.results(t, "gout").Sources[polls.InFrame]; got != map[bool]int64{true: 1}[want == polls.Counted] {
				t.Errorf("%d counted by frames", got)
			}
		})
	}
}

// At a kiosk each turn is a voter, no network is full, and nobody changes the vote of the person before.
func TestBallotsOfAKiosk(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.Access, terms.NetworkCap = polls.AccessWork, 1 })
	turn := func(n int) polls.Voter { return polls.Voter{Device: fmt.Sprint("turn ", n), Source: polls.AtKiosk} }
	cast := one("coco")
	cast.Network = "10.0.0.0/24"
	for n := range 3 {
		if vote := h.vote(t, "gout", turn(n), cast); vote.Outcome != polls.Counted {
			t.Errorf("turn %d: %s %v", n, vote.Outcome, vote.Signals)
		}
	}
	if vote := h.vote(t, "gout", turn(2), cast); vote.Outcome != polls.Repeated {
		t.Errorf("a double tap is %s", vote.Outcome)
	}
	if _, err := h.try(t, "gout", turn(2), one("letchi")); !errors.Is(err, polls.ErrAlreadyVoted) {
		t.Errorf("the vote of the person before was changed: %v", err)
	}
	snap := h.results(t, "gout")
	if snap.Sources[polls.AtKiosk] != 3 || len(snap.Sources) != 1 || snap.Ballots() != 3 {
		t.Errorf("%v of %d", snap.Sources, snap.Ballots())
	}
}

// A vote by mail from a kiosk is still one of a kiosk when it is confirmed elsewhere.
func TestAKiosksVoteByMail(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.Access = polls.AccessEmail })
	if vote := h.vote(t, "gout", polls.Voter{Device: "turn", Source: polls.AtKiosk}, byMail(t, "awa@fans.example")); vote.Outcome != polls.Pending {
		t.Fatalf("%s", vote.Outcome)
	}
	_, token := h.mailed(t)
	if _, _, err := h.polls.Confirm(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	if got := h.results(t, "gout").Sources; got[polls.AtKiosk] != 1 {
		t.Errorf("%v", got)
	}
}
