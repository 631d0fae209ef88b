package polls_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"kermesse/internal/account"
	"kermesse/polls"
	"kermesse/polls/tally"
)

func TestVisibility(t *testing.T) {
	h := newHouse(t)
	viewer := h.cm
	viewer.Role = account.Viewer
	till := h.cm
	till.Role = account.Till
	voted, stranger := polls.Reader{Voter: device("d1")}, polls.Reader{Voter: device("d2")}
	readers := map[string]polls.Reader{
		"voted": voted, "stranger": stranger, "nobody": {}, "staff": {Staff: viewer}, "till": {Staff: till}, "other brand": {Staff: h.other},
	}
	for visibility, seen := range map[polls.Visibility]struct{ open, closed string }{
		polls.Always:     {"voted stranger nobody staff till other brand", "voted stranger nobody staff till other brand"},
		polls.AfterVote:  {"voted staff", "voted stranger nobody staff till other brand"},
		polls.AfterClose: {"staff", "voted stranger nobody staff till other brand"},
		polls.StaffOnly:  {"staff", "staff"},
		polls.Sealed:     {"", "voted stranger nobody staff till other brand"},
	} {
		h.clock.Set(noon)
		slug := strings.ReplaceAll(string(visibility), "_", "-")
		p := h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Visibility = slug, visibility })
		h.vote(t, slug, device("d1"), one("mangue"))
		look := func(when, seen string) {
			for name, reader := range readers {
				_, err := h.polls.Results(t.Context(), p, reader)
				_, stop, watchErr := h.polls.Watch(t.Context(), p, reader)
				if watchErr == nil {
					stop()
				}
				if !strings.Contains(seen, name) {
					wants(t, fmt.Sprint(visibility, when, name), err, polls.ErrHidden)
					wants(t, fmt.Sprint("watch ", visibility, when, name), watchErr, polls.ErrHidden)
					_, err := h.polls.OpenBox(t.Context(), p, reader)
					wants(t, fmt.Sprint("ballots ", visibility, when, name), err, polls.ErrHidden)
				} else if err != nil || watchErr != nil {
					t.Errorf("%s %s %s: %v, %v", visibility, when, name, err, watchErr)
				}
			}
		}
		look(" open ", seen.open)
		h.clock.Set(p.ClosesAt)
		look(" closed ", seen.closed)
	}
}

func TestFinalCountStays(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	h.vote(t, "gout", device("d1"), one("mangue"))
	before := h.results(t, "gout")
	if before.Final {
		t.Error("final while open")
	}
	h.clock.Set(p.ClosesAt)
	first := h.results(t, "gout") // asked before the task has run
	if err := h.polls.CloseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := h.results(t, "gout")
	if !first.Final || first.Version != before.Version+1 || second.Version != first.Version {
		t.Errorf("versions %d, %d, %d; final %v", before.Version, first.Version, second.Version, first.Final)
	}
	closed, err := h.polls.Find(t.Context(), "gout")
	if err != nil || closed.State != polls.StateClosed || !closed.ClosedAt.Equal(p.ClosesAt) {
		t.Errorf("poll %+v, %v", closed.State, err)
	}
}

func TestEmptyPollHasResults(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	if got := h.results(t, "gout"); got.Version != 1 || got.Ballots() != 0 || got.Result.NoWinner != tally.NoBallots {
		t.Errorf("results %+v", got)
	}
	h.clock.Set(p.ClosesAt)
	if got := h.results(t, "gout"); !got.Final || len(got.Result.Winners) != 0 {
		t.Errorf("final %+v", got)
	}
}

func TestQuorumAndNoneOfThese(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.Quorum = 2; terms.NoneOption = "coco" })
	h.vote(t, "gout", device("d1"), one("mangue"))
	if got := h.results(t, "gout").Result; got.NoWinner != tally.QuorumMissed {
		t.Errorf("one ballot of two: %+v", got)
	}
	h.vote(t, "gout", device("d2"), one("coco"))
	h.vote(t, "gout", device("d3"), one("coco"))
	if got := h.results(t, "gout").Result; got.NoWinner != tally.NoneOfThese || len(got.Winners) != 0 {
		t.Errorf("none of these leads: %+v", got)
	}
}

// Figures never go back: not while people vote, change and leave at two nodes, nor over a
// restart.
func TestVersionsNeverFall(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	nodes := []*polls.Service{h.polls, h.node()}
	stop := make(chan struct{})
	var readers, voters sync.WaitGroup
	for _, node := range nodes {
		readers.Go(func() {
			var last polls.Snapshot
			for {
				select {
				case <-stop:
					return
				default:
				}
				snap, err := node.Results(t.Context(), p, polls.Reader{})
				switch {
				case err != nil:
					t.Error(err)
					return
				case snap.Version < last.Version:
					t.Errorf("version %d after %d", snap.Version, last.Version)
				case snap.Version == last.Version && snap.Ballots() != last.Ballots():
					t.Errorf("version %d says %d and %d ballots", snap.Version, last.Ballots(), snap.Ballots())
				}
				last = snap
			}
		})
	}
	choices := []tally.OptionID{"mangue", "letchi", "coco"}
	for i := range 4 {
		voters.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(i)))
			for range 40 {
				voter := device(fmt.Sprint("d", random.IntN(30)))
				if _, err := nodes[i%2].Vote(t.Context(), p, voter, one(choices[random.IntN(3)])); err != nil {
					t.Error(err)
				}
			}
		})
	}
	voters.Wait()
	close(stop)
	readers.Wait()
	for _, node := range nodes {
		if err := node.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	last := h.results(t, "gout")
	restarted, err := h.node().Results(t.Context(), p, polls.Reader{})
	if err != nil || restarted.Version < last.Version || restarted.Ballots() != last.Ballots() {
		t.Errorf("after a restart: version %d, %d ballots, %v; before %d, %d", restarted.Version, restarted.Ballots(), err, last.Version, last.Ballots())
	}
	var inBox int64
	if err := h.db.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM ballots").Scan(&inBox).Error; err != nil || inBox != last.Ballots() {
		t.Errorf("%d in the box, %d counted, %v", inBox, last.Ballots(), err)
	}
}

// A snapshot tells everything a result does, also after it was stored.
func TestSnapshotKeepsTheWholeResult(t *testing.T) {
	h := newHouse(t)
	for _, method := range polls.Methods() {
		if polls.FormOf(method) != polls.Ranking {
			continue
		}
		slug := strings.ReplaceAll(string(method), "_", "-")
		p := h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Method = slug, method })
		var ballots []tally.Ballot
		for i, cast := range []polls.Cast{ranked("mangue", "coco"), ranked("coco"), ranked("letchi", "mangue", "coco"), ranked("letchi", "coco", "mangue")} {
			h.vote(t, slug, device(fmt.Sprint(i)), cast)
			cast.Ballot.Count = 1
			ballots = append(ballots, cast.Ballot)
		}
		want, err := tally.Count(method, []tally.OptionID{"mangue", "letchi", "coco"}, ballots, tally.Rules{
			Seats: 1, Lot: p.LotOrder(noon), ToLastTwo: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := h.results(t, slug).Result; diff(got, want) != "" {
			t.Errorf("%s: %s", method, diff(got, want))
		}
	}
}
