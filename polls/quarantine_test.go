package polls_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/polls"
	"kermesse/polls/tally"
)

func capped(t *testing.T, h *house, cap int) polls.Poll {
	t.Helper()
	return h.open(t, func(terms *polls.Terms) { terms.Access, terms.NetworkCap = polls.AccessNetwork, cap })
}

func fromNetwork(network string, id tally.OptionID) polls.Cast {
	cast := one(id)
	cast.Network = network
	return cast
}

// Over the cap votes are taken and set aside; they show in a second count, and nowhere else.
func TestNetworkCapSetsAside(t *testing.T) {
	h := newHouse(t)
	p := capped(t, h, 2)
	var last polls.Vote
	for i := range 5 {
		last = h.vote(t, "gout", device(fmt.Sprint(i)), fromNetwork("198.51.100.0/24", "coco"))
	}
	h.vote(t, "gout", device("x"), fromNetwork("203.0.113.0/24", "mangue"))
	if last.Outcome != polls.Quarantined || !last.Aside || !slices.Equal(last.Signals, []polls.Signal{polls.SignalNetwork}) {
		t.Errorf("the fifth vote: %+v", last)
	}
	snap := h.results(t, "gout")
	if snap.Ballots() != 3 || snap.Aside != 3 || snap.With == nil || snap.With.Result.Counted != 6 {
		t.Errorf("figures %+v, with %+v", snap.Result, snap.With)
	}
	again := h.vote(t, "gout", device("4"), fromNetwork("198.51.100.0/24", "coco"))
	if again.Outcome != polls.Repeated || !again.Aside {
		t.Errorf("a double tap: %+v", again)
	}
	// Changing, or going out and in again, does not let a ballot out of the quarantine.
	h.vote(t, "gout", device("4"), fromNetwork("203.0.113.0/24", "letchi"))
	if err := h.polls.Withdraw(t.Context(), p, device("4")); err != nil {
		t.Fatal(err)
	}
	if back := h.vote(t, "gout", device("4"), fromNetwork("203.0.113.0/24", "letchi")); !back.Aside {
		t.Errorf("after withdrawing: %+v", back)
	}
	h.clock.Advance(12 * time.Hour) // another day
	if vote := h.vote(t, "gout", device("6"), fromNetwork("198.51.100.0/24", "coco")); vote.Aside {
		t.Errorf("the day after: %+v", vote)
	}
}

func TestCapHoldsForManyAtOnce(t *testing.T) {
	h := newHouse(t)
	p := capped(t, h, 5)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if _, err := h.polls.Vote(context.WithoutCancel(t.Context()), p, device(fmt.Sprint(i)), fromNetwork("n", "coco")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if snap := h.results(t, "gout"); snap.Ballots() != 5 || snap.Aside != 15 {
		t.Errorf("%d counted and %d set aside, want 5 and 15", snap.Ballots(), snap.Aside)
	}
}

func TestVelocitySetsAside(t *testing.T) {
	h := newHouse(t)
	capped(t, h, 1000)
	var last polls.Vote
	for i := range 31 {
		last = h.vote(t, "gout", device(fmt.Sprint(i)), fromNetwork("n", "coco"))
	}
	if !slices.Equal(last.Signals, []polls.Signal{polls.SignalVelocity}) {
		t.Errorf("the 31st vote of a minute: %+v", last.Signals)
	}
	h.clock.Advance(time.Minute)
	if vote := h.vote(t, "gout", device("x"), fromNetwork("n", "coco")); vote.Aside {
		t.Errorf("a minute later: %+v", vote)
	}
}

func TestDisposableMailSetsAside(t *testing.T) {
	h := newHouse(t)
	mailOpen(t, h)
	h.vote(t, "gout", device("a"), byMail(t, "awa@yopmail.com"))
	_, token := h.mailed(t)
	_, vote, err := h.polls.Confirm(t.Context(), token)
	if err != nil || vote.Outcome != polls.Quarantined || !slices.Equal(vote.Signals, []polls.Signal{polls.SignalDisposable}) {
		t.Errorf("Confirm = %+v, %v", vote, err)
	}
}

// Staff decide by signals and appeals; the decision is public, and made anew it is once more.
func TestDecide(t *testing.T) {
	h := newHouse(t)
	p := capped(t, h, 1)
	for i := range 4 {
		h.vote(t, "gout", device(fmt.Sprint(i)), fromNetwork("n", "coco"))
	}
	h.vote(t, "gout", device("x"), fromNetwork("m", "mangue"))
	wants(t, "a vote that counts", h.polls.Appeal(t.Context(), p, device("0"), "Pourquoi ?"), polls.ErrNoAppeal)
	wants(t, "no vote", h.polls.Appeal(t.Context(), p, device("nobody"), "Pourquoi ?"), polls.ErrNoAppeal)
	if err := h.polls.Appeal(t.Context(), p, device("3"), "Nous sommes une classe.\nTrente élèves."); err != nil {
		t.Fatal(err)
	}
	viewer := h.cm
	viewer.Role = account.Viewer
	_, _, err := h.polls.ListDoubtful(t.Context(), viewer, p)
	wants(t, "a viewer", err, account.ErrNotAllowed)
	_, _, err = h.polls.ListDoubtful(t.Context(), h.other, p)
	wants(t, "another brand", err, polls.ErrNotFound)
	list, more, err := h.polls.ListDoubtful(t.Context(), h.cm, p)
	if err != nil || more || len(list) != 3 || !strings.Contains(list[0].Appeal, "classe") || list[0].Network != list[1].Network || list[0].Network == "n" {
		t.Fatalf("list %+v, %v, %v", list, more, err)
	}
	decide := func(d polls.Decision) (int64, error) { return h.polls.Decide(t.Context(), h.cm, "gout", d) }
	_, err = decide(polls.Decision{Review: "maybe"})
	wantsField(t, "no decision", err, "decision", polls.ErrReview)
	wantsField(t, "no reason", err, "reason", polls.ErrReason)
	wantsField(t, "no ballots", err, "ballots", polls.ErrRange)
	_, err = h.polls.Decide(t.Context(), h.other, "gout", polls.Decision{Review: polls.Released, Reason: "x", Network: list[0].Network})
	wants(t, "another brand", err, polls.ErrNotFound)
	if n, err := decide(polls.Decision{Review: polls.Kept, Reason: "Un seul appareil, trois fois", Ballots: []string{list[1].ID}}); n != 1 || err != nil {
		t.Errorf("kept %d, %v", n, err)
	}
	if n, err := decide(polls.Decision{Review: polls.Released, Reason: "Une classe, vérifiée", Network: list[0].Network}); n != 3 || err != nil {
		t.Errorf("released %d, %v", n, err)
	}
	if snap := h.results(t, "gout"); snap.Ballots() != 5 || snap.Aside != 0 || snap.With != nil {
		t.Errorf("figures %+v, %d aside", snap.Result, snap.Aside)
	}
	vote, err := h.polls.FindVote(t.Context(), p, device("3"))
	if err != nil || vote.Aside || vote.Review != polls.Released || vote.Reason != "Une classe, vérifiée" {
		t.Errorf("the voter reads %+v, %v", vote, err)
	}
	_, err = decide(polls.Decision{Review: polls.Released, Reason: "Encore", Network: list[0].Network})
	wants(t, "again", err, polls.ErrNotDoubtful)
	told := h.notices(t, "gout")
	if len(told) != 2 || told[0].Kind != polls.NoticeKept || told[0].Count != 1 || told[1].Kind != polls.NoticeReleased || told[1].Count != 3 {
		t.Errorf("told %+v", told)
	}
}

func TestDecisionAfterClosingMakesTheFiguresAnew(t *testing.T) {
	h := newHouse(t)
	p := capped(t, h, 1)
	for i := range 3 {
		h.vote(t, "gout", device(fmt.Sprint(i)), fromNetwork("n", "coco"))
	}
	h.clock.Set(p.ClosesAt)
	before := h.results(t, "gout")
	list, _, err := h.polls.ListDoubtful(t.Context(), h.cm, p)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	if _, err := h.polls.Decide(t.Context(), h.cm, "gout", polls.Decision{Review: polls.Released, Reason: "Recours", Ballots: []string{list[0].ID}}); err != nil {
		t.Fatal(err)
	}
	after := h.results(t, "gout")
	if after.Version <= before.Version || !after.Final || after.Ballots() != 2 || after.Aside != 1 {
		t.Errorf("version %d, then %+v", before.Version, after)
	}
	box, err := h.polls.OpenBox(t.Context(), h.find(t, "gout"), polls.Reader{})
	if err != nil || len(box.Ballots) != 2 {
		t.Errorf("%d ballots in the box, %v", len(box.Ballots), err)
	}
}

// Of a network there is a hash of the day, under a key that is thrown away.
func TestNetworksAreForgotten(t *testing.T) {
	h := newHouse(t)
	p := capped(t, h, 100)
	other := h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Access = "autre", polls.AccessNetwork })
	h.vote(t, "gout", device("a"), fromNetwork("198.51.100.0/24", "coco"))
	h.vote(t, "autre", device("a"), fromNetwork("198.51.100.0/24", "coco"))
	networks := func() (found []string) {
		if err := h.db.Gorm(t.Context()).Raw("SELECT network FROM ballots ORDER BY poll_id, changed_at, id").Scan(&found).Error; err != nil {
			t.Fatal(err)
		}
		return found
	}
	first := networks()
	if first[0] == first[1] || strings.Contains(first[0], "198") || len(first[0]) != 12 {
		t.Errorf("networks %v", first)
	}
	count := func(table string) (n int) {
		if err := h.db.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	forget := func(at time.Time) {
		t.Helper()
		h.clock.Set(at)
		if err := h.polls.ForgetNetworks(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if forget(noon.Add(24 * time.Hour)); count("network_days") != 1 {
		t.Error("the key is gone while its day's votes may still be stored")
	}
	if forget(noon.Add(48 * time.Hour)); count("network_days") != 0 {
		t.Error("the key of a day is kept")
	}
	if forget(p.ClosesAt.Add(29 * 24 * time.Hour)); networks()[0] == "" {
		t.Error("too early")
	}
	if forget(p.ClosesAt.Add(30*24*time.Hour + time.Second)); networks()[0] != "" || networks()[1] != "" {
		t.Errorf("networks of %s are kept: %v", other.Slug, networks())
	}
}

// At the levels below nothing is noted of a network.
func TestOtherLevelsNoteNoNetwork(t *testing.T) {
	h := newHouse(t)
	h.open(t)
	h.vote(t, "gout", device("a"), fromNetwork("198.51.100.0/24", "coco"))
	var n int
	if err := h.db.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM ballots WHERE network <> ''").Scan(&n).Error; err != nil || n != 0 {
		t.Errorf("%d ballots with a network, %v", n, err)
	}
	if p := h.find(t, "gout"); p.NetworkCap != 0 {
		t.Errorf("a cap of %d", p.NetworkCap)
	}
	if _, err := fan.ParseContact("x@yopmail.com", "", ""); err != nil {
		t.Errorf("a throw-away address is refused: %v", err)
	}
}
