package polls_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kermesse/internal/altcha/altchatest"
	"kermesse/internal/fault"
	"kermesse/polls"
)

func workPoll(t *testing.T, h *house, change ...func(*polls.Terms)) polls.Poll {
	t.Helper()
	return h.open(t, append(change, func(terms *polls.Terms) { terms.Access = polls.AccessWork })...)
}

// solved is a proof of work for a poll, as a browser sends it.
func solved(t *testing.T, h *house, p polls.Poll) string {
	t.Helper()
	puzzle, err := h.polls.Puzzle(p)
	if err != nil {
		t.Fatal(err)
	}
	return altchatest.Solve(t, puzzle)
}

func withWork(work string) polls.Cast {
	cast := one("coco")
	cast.Work = work
	return cast
}

func TestVoteWithWork(t *testing.T) {
	h := newHouse(t)
	p := workPoll(t, h)
	other := h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Access = "autre", polls.AccessWork })
	_, err := h.try(t, "gout", device("a"), one("coco"))
	wantsField(t, "without work", err, "work", polls.ErrWorkMissing)
	_, err = h.try(t, "gout", device("a"), withWork("bm9uc2Vuc2U="))
	wantsField(t, "nonsense", err, "work", polls.ErrWorkWrong)
	_, err = h.try(t, "gout", device("a"), withWork(solved(t, h, other)))
	wantsField(t, "another poll's work", err, "work", polls.ErrWorkWrong)
	late := solved(t, h, p)
	h.clock.Advance(20 * time.Minute)
	_, err = h.try(t, "gout", device("a"), withWork(late))
	wantsField(t, "too late", err, "work", polls.ErrWorkExpired)

	work := solved(t, h, p)
	for _, want := range []polls.Outcome{polls.Counted, polls.Repeated} {
		if vote := h.vote(t, "gout", device("a"), withWork(work)); vote.Outcome != want {
			t.Errorf("%s, want %s", vote.Outcome, want)
		}
	}
	_, err = h.try(t, "gout", device("b"), withWork(work))
	wantsField(t, "another browser, the same work", err, "work", polls.ErrWorkUsed)
	changed := withWork(work)
	changed.Ballot = one("mangue").Ballot
	_, err = h.try(t, "gout", device("a"), changed)
	wantsField(t, "another ballot, the same work", err, "work", polls.ErrWorkUsed)
}

// A vote that was refused for another reason has not used its work up.
func TestRefusedVoteKeepsItsWork(t *testing.T) {
	h := newHouse(t)
	p := workPoll(t, h, func(terms *polls.Terms) { terms.OpensAt = noon.Add(time.Minute) })
	work := solved(t, h, p)
	_, err := h.try(t, "gout", device("a"), withWork(work))
	wants(t, "before opening", err, polls.ErrNotOpenYet)
	h.clock.Advance(time.Minute)
	h.vote(t, "gout", device("a"), withWork(work))
}

func TestOneProofUsedByManyAtOnceIsOneBallot(t *testing.T) {
	h := newHouse(t)
	p := workPoll(t, h)
	work := solved(t, h, p)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			_, err := h.polls.Vote(context.WithoutCancel(t.Context()), p, device(fmt.Sprint(i)), withWork(work))
			if err != nil && !usedWork(err) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := h.results(t, "gout").Ballots(); got != 1 {
		t.Errorf("%d ballots for one proof", got)
	}
}

func usedWork(err error) bool {
	for _, f := range fault.From(err).Fields {
		if errors.Is(f.Fault, polls.ErrWorkUsed) {
			return true
		}
	}
	return false
}

// Without a script an address stands for the work, once.
func TestMailboxStandsForWork(t *testing.T) {
	h := newHouse(t)
	p := workPoll(t, h)
	confirm := func(browser string) error {
		vote := h.vote(t, "gout", device(browser), byMail(t, "awa@exemple.sn"))
		if vote.Outcome != polls.Pending {
			t.Errorf("%+v", vote)
		}
		_, token := h.mailed(t)
		_, _, err := h.polls.Confirm(t.Context(), token)
		return err
	}
	if err := confirm("a"); err != nil {
		t.Fatal(err)
	}
	if vote, err := h.polls.FindVote(t.Context(), p, device("a")); err != nil || vote.Aside {
		t.Errorf("the browser's vote: %+v, %v", vote, err)
	}
	if err := confirm("a"); err != nil {
		t.Errorf("the same browser again: %v", err)
	}
	wants(t, "another browser", confirm("b"), polls.ErrMailboxUsed)
	if got := h.results(t, "gout").Ballots(); got != 1 {
		t.Errorf("%d ballots", got)
	}
}
