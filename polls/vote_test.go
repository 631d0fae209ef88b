package polls_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kermesse/internal/db"
	"kermesse/polls"
	"kermesse/polls/tally"
)

func TestVoteIsCountedOnce(t *testing.T) {
	h := newHouse(t)
	h.open(t)
	first := h.vote(t, "gout", device("d1"), one("mangue"))
	again := h.vote(t, "gout", device("d1"), one("mangue"))
	if first.Outcome != polls.Counted || again.Outcome != polls.Repeated || first.ID != again.ID || first.Receipt != again.Receipt {
		t.Errorf("first %+v, again %+v", first, again)
	}
	if got := h.results(t, "gout"); got.Ballots() != 1 || got.Result.Winners[0] != "mangue" {
		t.Errorf("results %+v", got.Result)
	}
}

func TestVoteIsChangedWhereAllowed(t *testing.T) {
	h := newHouse(t)
	h.open(t)
	first := h.vote(t, "gout", device("d1"), one("mangue"))
	changed := h.vote(t, "gout", device("d1"), one("coco"))
	if changed.Outcome != polls.Changed || changed.ID != first.ID || changed.Receipt != first.Receipt {
		t.Errorf("first %+v, changed %+v", first, changed)
	}
	if got := h.results(t, "gout").Result; got.Counted != 1 || got.Winners[0] != "coco" {
		t.Errorf("results %+v", got)
	}

	h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Changes = "une-fois", false })
	h.vote(t, "une-fois", device("d1"), one("mangue"))
	_, err := h.try(t, "une-fois", device("d1"), one("coco"))
	wants(t, "another ballot", err, polls.ErrAlreadyVoted)
	if again := h.vote(t, "une-fois", device("d1"), one("mangue")); again.Outcome != polls.Repeated {
		t.Errorf("the same ballot again: %+v", again)
	}
	wants(t, "withdraw", h.polls.Withdraw(t.Context(), h.find(t, "une-fois"), device("d1")), polls.ErrNoWithdrawal)
}

func TestVoteIsWithdrawn(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	h.vote(t, "gout", device("d1"), one("mangue"))
	if err := h.polls.Withdraw(t.Context(), h.find(t, "gout"), device("d1")); err != nil {
		t.Fatal(err)
	}
	if got := h.results(t, "gout"); got.Ballots() != 0 {
		t.Errorf("results %+v", got.Result)
	}
	_, err := h.polls.FindVote(t.Context(), p, device("d1"))
	wants(t, "find", err, polls.ErrNoBallot)
	wants(t, "withdraw again", h.polls.Withdraw(t.Context(), h.find(t, "gout"), device("d1")), polls.ErrNoBallot)
	wants(t, "withdraw a stranger's", h.polls.Withdraw(t.Context(), h.find(t, "gout"), device("d2")), polls.ErrNoBallot)
	h.vote(t, "gout", device("d1"), one("coco"))
	if got := h.results(t, "gout"); got.Ballots() != 1 {
		t.Errorf("voted again: %+v", got.Result)
	}
}

// Two hundred posts by one voter, whatever they say and wherever they arrive, leave one ballot.
func TestParallelPostsLeaveOneBallot(t *testing.T) {
	for _, changes := range []bool{true, false} {
		h := newHouse(t)
		p := h.open(t, func(terms *polls.Terms) { terms.Changes = changes })
		nodes := []*polls.Service{h.polls, h.node()}
		choices := []tally.OptionID{"mangue", "letchi", "coco"}
		outcomes := make(chan polls.Outcome, 200)
		var wg sync.WaitGroup
		for i := range cap(outcomes) {
			wg.Go(func() {
				vote, err := nodes[i%2].Vote(t.Context(), p, device("d1"), one(choices[i%3]))
				if err != nil && (changes || !errors.Is(err, polls.ErrAlreadyVoted)) {
					t.Error(err)
				}
				outcomes <- vote.Outcome
			})
		}
		wg.Wait()
		close(outcomes)
		counted := 0
		for outcome := range outcomes {
			if outcome == polls.Counted {
				counted++
			}
		}
		if got := h.results(t, "gout").Ballots(); got != 1 || counted != 1 {
			t.Errorf("changes %v: %d ballots, %d told that theirs was the first", changes, got, counted)
		}
	}
}

func TestVoteOutsideOpeningHours(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.OpensAt = noon.Add(time.Hour) })
	try := func(at time.Time, v string) error {
		h.clock.Set(at)
		_, err := h.try(t, "gout", device(v), one("mangue"))
		return err
	}
	wants(t, "a second early", try(noon.Add(time.Hour-time.Second), "d1"), polls.ErrNotOpenYet)
	if err := try(noon.Add(time.Hour), "d1"); err != nil {
		t.Errorf("at opening: %v", err)
	}
	closes := noon.Add(24 * time.Hour)
	if err := try(closes.Add(-time.Millisecond), "d2"); err != nil {
		t.Errorf("a millisecond before closing: %v", err)
	}
	wants(t, "at closing", try(closes, "d3"), polls.ErrClosed)
	wants(t, "a second late", try(closes.Add(time.Second), "d3"), polls.ErrClosed)
	if err := try(closes.Add(time.Second), "d2"); err != nil {
		t.Errorf("the same ballot again, its answer lost: %v", err)
	}
	_, err := h.try(t, "gout", device("d2"), one("coco"))
	wants(t, "a change after closing", err, polls.ErrClosed)
	wants(t, "withdraw after closing", h.polls.Withdraw(t.Context(), h.find(t, "gout"), device("d2")), polls.ErrClosed)
}

// Once the final count is made, a clock that goes back opens nothing.
func TestClockBackOpensNothing(t *testing.T) {
	h := newHouse(t)
	h.open(t)
	h.vote(t, "gout", device("d1"), one("mangue"))
	h.clock.Advance(24 * time.Hour)
	if err := h.polls.CloseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	final := h.results(t, "gout")
	h.clock.Set(noon.Add(time.Hour))
	_, err := h.try(t, "gout", device("d2"), one("coco"))
	wants(t, "vote", err, polls.ErrClosed)
	_, err = h.try(t, "gout", device("d1"), one("coco"))
	wants(t, "change", err, polls.ErrClosed)
	if got := h.results(t, "gout"); got.Version != final.Version || !got.Final {
		t.Errorf("version %d, final %v; was %d", got.Version, got.Final, final.Version)
	}
}

// Ballots that race with closing are either in the final count or refused.
func TestClosingTakesNothingBehindItsBack(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	taken := make(chan bool, 60)
	var wg sync.WaitGroup
	for i := range cap(taken) {
		wg.Go(func() {
			if i == cap(taken)/2 {
				h.clock.Set(p.ClosesAt)
				if err := h.polls.CloseDue(t.Context()); err != nil {
					t.Error(err)
				}
			}
			_, err := h.try(t, "gout", device(fmt.Sprint("d", i)), one("mangue"))
			if err != nil && !errors.Is(err, polls.ErrClosed) {
				t.Error(err)
			}
			taken <- err == nil
		})
	}
	wg.Wait()
	close(taken)
	accepted := int64(0)
	for ok := range taken {
		if ok {
			accepted++
		}
	}
	if got := h.results(t, "gout"); got.Ballots() != accepted || !got.Final {
		t.Errorf("%d accepted, %d in the final count", accepted, got.Ballots())
	}
}

func TestBallotsThatAreRefused(t *testing.T) {
	h := newHouse(t)
	h.open(t)
	h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Method = "ordre", tally.IRV })
	hostile := tally.OptionID("x\x00\u202e<script>" + strings.Repeat("a", 1<<20))
	for _, test := range []struct {
		name, slug string
		ballot     tally.Ballot
		field      string
		code       string
	}{
		{"nothing", "gout", tally.Ballot{}, "choices", "blank_ballot"},
		{"unknown", "gout", tally.Ballot{Choices: []tally.OptionID{"fraise"}}, "choices", "unknown_option"},
		{"hostile", "gout", tally.Ballot{Choices: []tally.OptionID{hostile}}, "choices", "unknown_option"},
		{"two", "gout", tally.Ballot{Choices: []tally.OptionID{"mangue", "coco"}}, "choices", "too_many_choices"},
		{"ranking", "gout", ranked("mangue").Ballot, "choices", "wrong_ballot_form"},
		{"scores", "gout", tally.Ballot{Scores: map[tally.OptionID]int64{"mangue": 1}}, "choices", "wrong_ballot_form"},
		{"nothing", "ordre", tally.Ballot{}, "ranking", "blank_ballot"},
		{"unknown", "ordre", ranked("mangue", "fraise").Ballot, "ranking", "unknown_option"},
		{"duplicate", "ordre", ranked("mangue", "mangue").Ballot, "ranking", "duplicate_option"},
		{"equal", "ordre", tally.Ballot{Ranking: [][]tally.OptionID{{"mangue", "coco"}}}, "ranking", "equal_ranks"},
		{"empty rank", "ordre", tally.Ballot{Ranking: [][]tally.OptionID{{}, {"coco"}}}, "ranking", "empty_rank"},
		{"choices", "ordre", one("mangue").Ballot, "ranking", "wrong_ballot_form"},
	} {
		_, err := h.try(t, test.slug, device("d1"), polls.Cast{Ballot: test.ballot})
		if err == nil || !strings.Contains(err.Error(), test.field) {
			t.Errorf("%s %s: %v", test.slug, test.name, err)
			continue
		}
		wantsCode(t, test.slug+" "+test.name, err, test.field, test.code)
		if strings.Contains(err.Error(), "\x00") || strings.Contains(err.Error(), "\u202e") || len(err.Error()) > 400 {
			t.Errorf("%s: the answer repeats what was sent", test.name)
		}
	}
	if got := h.results(t, "gout").Ballots() + h.results(t, "ordre").Ballots(); got != 0 {
		t.Errorf("%d ballots were stored", got)
	}
}

func TestEqualRanksWhereTheyAreAllowed(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.Method = tally.Schulze })
	cast := polls.Cast{Ballot: tally.Ballot{Ranking: [][]tally.OptionID{{"coco", "mangue"}, {"letchi"}}}}
	vote := h.vote(t, "gout", device("d1"), cast)
	swapped := polls.Cast{Ballot: tally.Ballot{Ranking: [][]tally.OptionID{{"mangue", "coco"}, {"letchi"}}}}
	if again := h.vote(t, "gout", device("d1"), swapped); again.Outcome != polls.Repeated || again.Receipt != vote.Receipt {
		t.Errorf("the order within a rank counts: %+v", again)
	}
}

func TestAccess(t *testing.T) {
	h := newHouse(t)
	for slug, access := range map[string]polls.Access{
		"ouvert": polls.AccessOpen, "cookie": polls.AccessCookie, "courriel": polls.AccessEmail, "membre": polls.AccessMember,
	} {
		h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Access = slug, access })
	}
	mine, theirs := h.member(t, h.cm.Brand, "awa@exemple.sn"), h.member(t, h.other.Brand, "awa@exemple.sn")
	unproved := mine
	unproved.VerifiedAt = time.Time{}
	try := func(slug string, v polls.Voter) error {
		_, err := h.try(t, slug, v, one("mangue"))
		return err
	}
	wants(t, "no cookie", try("cookie", polls.Voter{Fan: mine}), polls.ErrDeviceMissing)
	wants(t, "no cookie", try("ouvert", polls.Voter{}), polls.ErrDeviceMissing)
	wants(t, "nobody", try("membre", device("d1")), polls.ErrSignIn)
	wants(t, "another brand's fan", try("membre", polls.Voter{Fan: theirs}), polls.ErrSignIn)
	wants(t, "a fan without proof", try("membre", polls.Voter{Fan: unproved}), polls.ErrSignIn)
	if err := try("membre", polls.Voter{Fan: mine, Device: "d1"}); err != nil {
		t.Error(err)
	}
	if vote := h.vote(t, "membre", polls.Voter{Fan: mine, Device: "d2"}, one("coco")); vote.Outcome != polls.Changed {
		t.Errorf("a member on another device: %+v", vote)
	}
	if vote := h.vote(t, "courriel", polls.Voter{Fan: mine}, one("coco")); vote.Outcome != polls.Counted {
		t.Errorf("a proved address: %+v", vote)
	}
}

func TestRewardFollowsTheFirstBallotAlone(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	awa := polls.Voter{Device: "d1", Fan: h.member(t, h.cm.Brand, "awa@exemple.sn")}
	if vote := h.vote(t, "gout", awa, one("mangue")); vote.Points != 10 {
		t.Errorf("points %d", vote.Points)
	}
	h.vote(t, "gout", awa, one("mangue"))
	h.vote(t, "gout", awa, one("coco"))
	h.vote(t, "gout", device("d2"), one("coco")) // nobody to thank
	if want := fmt.Sprint(awa.Fan.ID, " ", p.ID); len(h.thanks.given) != 1 || h.thanks.given[0] != want {
		t.Errorf("thanked %q, want %q once", h.thanks.given, want)
	}
	h.thanks.fail = errors.New("no points left")
	if _, err := h.try(t, "gout", polls.Voter{Device: "d3", Fan: awa.Fan}, one("coco")); err == nil {
		t.Error("the vote was taken without its reward")
	}
	if got := h.results(t, "gout").Ballots(); got != 2 {
		t.Errorf("%d ballots", got)
	}
}

// The row of a ballot tells neither browser nor fan, nor that one voter has two ballots.
func TestBallotDoesNotNameItsVoter(t *testing.T) {
	h := newHouse(t)
	h.clock.Set(noon.Add(7*time.Minute + 31*time.Second))
	h.open(t)
	h.open(t, func(terms *polls.Terms) { terms.Slug = "autre" })
	h.vote(t, "gout", device("device-of-awa"), one("mangue"))
	h.vote(t, "autre", device("device-of-awa"), one("mangue"))
	var rows []struct {
		ID       string
		VoterKey []byte
		Shown    string
		CastAt   int64
	}
	if err := h.db.Gorm(t.Context()).Raw("SELECT id, voter_key, shown, cast_at FROM ballots").Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || len(rows[0].VoterKey) != 16 || bytes.Equal(rows[0].VoterKey, rows[1].VoterKey) {
		t.Errorf("rows %v", rows)
	}
	if len(rows[0].Shown) != len("0,1,2") {
		t.Errorf("the order that was shown is %q", rows[0].Shown)
	}
	// The points that a fan earns for voting have a moment; the ballot must not have the same.
	if cast := db.Time(rows[0].CastAt); !cast.Equal(noon) {
		t.Errorf("cast at %s, want the beginning of the quarter", cast)
	}
	if id := uuid.MustParse(rows[0].ID); id.Version() != 4 {
		t.Errorf("the ballot's id %s tells its time", id)
	}
}

func TestReceiptLeadsToTheBallot(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	vote := h.vote(t, "gout", device("d1"), one("mangue"))
	found, _, err := h.polls.FindReceipt(t.Context(), p, vote.Key, device("d1"))
	if err != nil || found.ID != vote.ID || found.Receipt != vote.Receipt || found.Ballot.Choices[0] != "mangue" {
		t.Errorf("FindReceipt = %+v, %v", found, err)
	}
	for _, key := range []string{"", "zz", vote.Key[:30], vote.Key + "00", strings.Repeat("0", 32), vote.ID} {
		_, _, err := h.polls.FindReceipt(t.Context(), p, key, device("d1"))
		wants(t, "key "+key, err, polls.ErrNoBallot)
	}
	other := h.open(t, func(terms *polls.Terms) { terms.Slug = "autre" })
	_, _, err = h.polls.FindReceipt(t.Context(), other, vote.Key, device("d1"))
	wants(t, "in another poll", err, polls.ErrNoBallot)
}

func TestOrderIsTheVotersOwn(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) {
		for i := range 9 {
			terms.Options = append(terms.Options, polls.Option{
				ID: tally.OptionID(fmt.Sprint("o", i)), Label: polls.Text{FR: fmt.Sprint("Option ", i)},
			})
		}
		terms.NoneOption = "coco"
	})
	seen := map[string]bool{}
	for i := range 20 {
		v := device(fmt.Sprint("d", i))
		first, again := fmt.Sprint(h.polls.Offered(p, v)), fmt.Sprint(h.polls.Offered(p, v))
		if first != again {
			t.Error("the order changes from page to page")
		}
		options := h.polls.Offered(p, v)
		if len(options) != 12 || options[11].ID != "coco" {
			t.Errorf("none of these is not last: %v", options)
		}
		seen[first] = true
	}
	if len(seen) < 18 {
		t.Errorf("%d orders for 20 voters", len(seen))
	}
	p.Shuffle = false
	if got := h.polls.Offered(p, device("d1"))[0].ID; got != "mangue" {
		t.Errorf("unshuffled begins with %s", got)
	}
}
