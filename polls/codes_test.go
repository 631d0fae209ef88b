package polls_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/polls"
	"kermesse/polls/tally"
)

func codePoll(t *testing.T, h *house, change ...func(*polls.Terms)) polls.Poll {
	t.Helper()
	return h.open(t, append(change, func(terms *polls.Terms) { terms.Access = polls.AccessCode })...)
}

func (h *house) codes(t *testing.T, n int) []string {
	t.Helper()
	_, codes, err := h.polls.IssueCodes(t.Context(), h.cm, "gout", "Pack d’été", n)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func withCode(code string, id tally.OptionID) polls.Cast {
	cast := one(id)
	cast.Code = code
	return cast
}

func TestVoteByCode(t *testing.T) {
	h := newHouse(t)
	p := codePoll(t, h)
	codes := h.codes(t, 3)
	typed := strings.ToLower(strings.ReplaceAll(codes[0], "-", " "))
	first := h.vote(t, "gout", device("a"), withCode(typed, "coco"))
	if first.Outcome != polls.Counted || first.Stub == "" {
		t.Errorf("%+v", first)
	}
	// The same code in another browser is the same voter.
	if again := h.vote(t, "gout", device("b"), withCode(codes[0], "mangue")); again.Outcome != polls.Changed || again.ID != first.ID {
		t.Errorf("again %+v", again)
	}
	h.vote(t, "gout", device("a"), withCode(codes[1], "coco"))
	if got := h.results(t, "gout").Ballots(); got != 2 {
		t.Errorf("%d ballots of two codes", got)
	}
	for _, bad := range []string{"", "2222-2222-2222", codes[2][:13] + "?"} {
		_, err := h.try(t, "gout", device("c"), withCode(bad, "coco"))
		wantsField(t, bad, err, "code", polls.ErrCode)
	}
	if vote, err := h.polls.FindVote(t.Context(), p, polls.Voter{Device: "a", Stub: first.Stub}); err != nil || vote.Ballot.Choices[0] != "mangue" {
		t.Errorf("by the stub: %+v, %v", vote, err)
	}
	batches, err := h.polls.ListCodes(t.Context(), h.cm, p)
	if err != nil || len(batches) != 1 || batches[0].Size != 3 || batches[0].Used != 2 {
		t.Errorf("batches %+v, %v", batches, err)
	}
	if told := h.notices(t, "gout"); len(told) != 1 || told[0].Kind != polls.NoticeCodesIssued || told[0].Count != 3 {
		t.Errorf("told %+v", told)
	}
}

func TestOneCodeUsedByManyAtOnceIsOneBallot(t *testing.T) {
	h := newHouse(t)
	p := codePoll(t, h, func(terms *polls.Terms) { terms.Changes = false })
	code := h.codes(t, 1)[0]
	outcomes := make([]polls.Outcome, 50)
	var wg sync.WaitGroup
	for i := range outcomes {
		wg.Go(func() {
			option := []tally.OptionID{"coco", "mangue", "letchi"}[i%3]
			vote, err := h.polls.Vote(context.WithoutCancel(t.Context()), p, device(fmt.Sprint(i)), withCode(code, option))
			if err != nil && !errors.Is(err, polls.ErrAlreadyVoted) {
				t.Error(err)
			}
			outcomes[i] = vote.Outcome
		})
	}
	wg.Wait()
	counted := 0
	for _, outcome := range outcomes {
		if outcome == polls.Counted {
			counted++
		}
	}
	if got := h.results(t, "gout").Ballots(); counted != 1 || got != 1 {
		t.Errorf("%d voters were told that they are counted, %d ballots", counted, got)
	}
}

func TestCodesAreKeptAsHashes(t *testing.T) {
	h := newHouse(t)
	codePoll(t, h)
	codes := h.codes(t, polls.MaxCodes)
	if len(codes) != polls.MaxCodes {
		t.Fatalf("%d codes", len(codes))
	}
	var rows []struct{ Hash []byte }
	if err := h.db.Gorm(t.Context()).Raw("SELECT hash FROM poll_codes").Scan(&rows).Error; err != nil || len(rows) != polls.MaxCodes {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if len(rows[0].Hash) != 16 {
		t.Errorf("a hash of %d bytes", len(rows[0].Hash))
	}
	h.vote(t, "gout", device("a"), withCode(codes[99_999], "coco"))
	_, _, err := h.polls.IssueCodes(t.Context(), h.cm, "gout", "", polls.MaxCodes+1)
	wantsField(t, "too many", err, "count", polls.ErrRange)
}

// Guessing is limited by browser, whatever is guessed; another browser is not touched.
func TestGuessesAreLimited(t *testing.T) {
	h := newHouse(t)
	codePoll(t, h)
	codes := h.codes(t, 2)
	wrong := otherHouseCode(t)
	for range 10 {
		_, err := h.try(t, "gout", device("a"), withCode(wrong, "coco"))
		wantsField(t, "a guess", err, "code", polls.ErrCode)
	}
	_, err := h.try(t, "gout", device("a"), withCode(codes[0], "coco"))
	wants(t, "the eleventh attempt", err, polls.ErrTooManyGuesses)
	h.vote(t, "gout", device("b"), withCode(codes[1], "coco"))
	h.clock.Advance(time.Hour)
	h.vote(t, "gout", device("a"), withCode(codes[0], "coco"))
}

// otherHouseCode is well-formed and good for nothing here.
func otherHouseCode(t *testing.T) string {
	t.Helper()
	other := newHouse(t)
	codePoll(t, other)
	return other.codes(t, 1)[0]
}

// A network that guesses a lot has to work for each code; nobody who has one is refused.
func TestNetworkThatGuessesWorks(t *testing.T) {
	h := newHouse(t)
	p := codePoll(t, h)
	code, wrong := h.codes(t, 1)[0], otherHouseCode(t)
	from := func(network, code string) polls.Cast {
		cast := withCode(code, "coco")
		cast.Network = network
		return cast
	}
	for i := range 100 {
		_, err := h.try(t, "gout", device(fmt.Sprint(i)), from("198.51.100.0/24", wrong))
		wantsField(t, "a guess", err, "code", polls.ErrCode)
	}
	_, err := h.try(t, "gout", device("new"), from("198.51.100.0/24", code))
	wantsField(t, "without work", err, "work", polls.ErrWorkMissing)
	cast := from("198.51.100.0/24", code)
	cast.Work = solved(t, h, p)
	for _, want := range []polls.Outcome{polls.Counted, polls.Repeated} {
		if vote := h.vote(t, "gout", device("new"), cast); vote.Outcome != want {
			t.Errorf("with work: %s, want %s", vote.Outcome, want)
		}
	}
	_, err = h.try(t, "gout", device("other"), from("203.0.113.0/24", wrong))
	wantsField(t, "another network", err, "code", polls.ErrCode)
}

func TestVoidCodes(t *testing.T) {
	h := newHouse(t)
	p := codePoll(t, h)
	codes := h.codes(t, 3)
	h.vote(t, "gout", device("a"), withCode(codes[0], "coco"))
	wants(t, "another brand", h.polls.VoidCodes(t.Context(), h.other, "gout", 1, "Fuite"), polls.ErrNotFound)
	wants(t, "another batch", h.polls.VoidCodes(t.Context(), h.cm, "gout", 2, "Fuite"), polls.ErrNoBatch)
	if err := h.polls.VoidCodes(t.Context(), h.cm, "gout", 1, "Fuite sur un forum"); err != nil {
		t.Fatal(err)
	}
	wants(t, "again", h.polls.VoidCodes(t.Context(), h.cm, "gout", 1, "Fuite"), polls.ErrNoBatch)
	_, err := h.try(t, "gout", device("b"), withCode(codes[1], "coco"))
	wantsField(t, "a void code", err, "code", polls.ErrCode)
	h.vote(t, "gout", device("a"), withCode(codes[0], "letchi")) // its ballot stays its own
	if told := h.notices(t, "gout"); len(told) != 2 || told[1].Kind != polls.NoticeCodesVoided || told[1].Count != 2 || told[1].Reason == "" {
		t.Errorf("told %+v", told)
	}
	if n, err := h.polls.CountCodes(t.Context(), p); err != nil || n != 1 {
		t.Errorf("%d codes are good, %v", n, err)
	}
}

func TestCodesAreForPollsByCode(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	_, _, err := h.polls.IssueCodes(t.Context(), h.cm, "gout", "", 1)
	wants(t, "a poll by cookie", err, polls.ErrNotByCode)
	viewer := h.cm
	viewer.Role = account.Viewer
	_, _, err = h.polls.IssueCodes(t.Context(), viewer, "gout", "", 1)
	wants(t, "a viewer", err, account.ErrNotAllowed)
	h.clock.Set(p.ClosesAt)
	by := h.open(t, func(terms *polls.Terms) {
		terms.Slug, terms.Access, terms.ClosesAt = "clos", polls.AccessCode, h.clock.Now().Add(time.Hour)
	})
	h.clock.Set(by.ClosesAt)
	_, _, err = h.polls.IssueCodes(t.Context(), h.cm, "clos", "", 1)
	wants(t, "a closed poll", err, polls.ErrOver)
}
