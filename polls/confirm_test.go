package polls_test

import (
	"fmt"
	"testing"
	"time"

	"kermesse/internal/fan"
	"kermesse/polls"
)

// byMail is a vote for coco that an address has to confirm.
func byMail(t *testing.T, email string) polls.Cast {
	t.Helper()
	contact, err := fan.ParseContact(email, "", "")
	if err != nil {
		t.Fatal(err)
	}
	cast := one("coco")
	cast.Contact = contact
	return cast
}

func mailOpen(t *testing.T, h *house) polls.Poll {
	t.Helper()
	return h.open(t, func(terms *polls.Terms) { terms.Access = polls.AccessEmail })
}

func TestVoteByMailWaitsForTheClick(t *testing.T) {
	h := newHouse(t)
	mailOpen(t, h)
	vote := h.vote(t, "gout", device("d1"), byMail(t, "awa@exemple.sn"))
	if vote.Outcome != polls.Pending || vote.Receipt != "" || vote.Challenge.ID == "" {
		t.Errorf("%+v", vote)
	}
	if got := h.results(t, "gout").Ballots(); got != 0 {
		t.Errorf("%d ballots before the click", got)
	}
	_, token := h.mailed(t)
	if p, waiting, err := h.polls.Preview(t.Context(), token); err != nil || p.Slug != "gout" || waiting.Ballot.Choices[0] != "coco" {
		t.Errorf("Preview = %s, %+v, %v", p.Slug, waiting, err)
	}
	p, confirmed, err := h.polls.Confirm(t.Context(), token)
	if err != nil || p.Slug != "gout" || confirmed.Outcome != polls.Counted || confirmed.Receipt == "" || confirmed.Points != 10 {
		t.Errorf("Confirm = %s, %+v, %v", p.Slug, confirmed, err)
	}
	if got := h.results(t, "gout").Ballots(); got != 1 {
		t.Errorf("%d ballots after the click", got)
	}
	_, _, err = h.polls.Confirm(t.Context(), token)
	wants(t, "the same link again", err, fan.ErrLinkUsed)
	_, _, err = h.polls.Confirm(t.Context(), token[:len(token)-1]+"x")
	wants(t, "a changed link", err, fan.ErrLinkInvalid)
}

func TestVoteByMailWithTheCode(t *testing.T) {
	h := newHouse(t)
	mailOpen(t, h)
	vote := h.vote(t, "gout", device("d1"), byMail(t, "awa@exemple.sn"))
	code, _ := h.mailed(t)
	token, err := h.fans.Guess(t.Context(), vote.Challenge.ID, code)
	if err != nil {
		t.Fatal(err)
	}
	if _, confirmed, err := h.polls.Confirm(t.Context(), token); err != nil || confirmed.Outcome != polls.Counted {
		t.Errorf("Confirm = %+v, %v", confirmed, err)
	}
}

// Aliases are one person; and whoever types a stranger's address changes nothing of theirs.
func TestOneBallotPerMailbox(t *testing.T) {
	h := newHouse(t)
	p := mailOpen(t, h)
	first := byMail(t, "awa.diop@gmail.com")
	h.vote(t, "gout", device("d1"), first)
	_, token := h.mailed(t)
	if _, _, err := h.polls.Confirm(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	alias := byMail(t, "awadiop+vote@gmail.com")
	alias.Ballot.Choices[0] = "letchi"
	h.vote(t, "gout", device("thief"), alias)
	if got := h.results(t, "gout").Result; got.Winners[0] != "coco" {
		t.Errorf("an unconfirmed vote changed the result: %+v", got)
	}
	_, token = h.mailed(t)
	if _, vote, err := h.polls.Confirm(t.Context(), token); err != nil || vote.Outcome != polls.Changed || vote.Points != 0 {
		t.Errorf("Confirm = %+v, %v", vote, err)
	}
	if got := h.results(t, "gout").Ballots(); got != 1 || len(h.thanks.given) != 1 {
		t.Errorf("%d ballots, %d rewards", got, len(h.thanks.given))
	}
	_, err := h.polls.FindVote(t.Context(), p, device("d1"))
	wants(t, "the device knows nothing", err, polls.ErrNoBallot)
}

func TestClickAfterClosingIsTooLate(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Access, terms.ClosesAt = polls.AccessEmail, noon.Add(10*time.Minute) })
	h.vote(t, "gout", device("d1"), byMail(t, "awa@exemple.sn"))
	_, token := h.mailed(t)
	h.clock.Set(p.ClosesAt)
	_, _, err := h.polls.Confirm(t.Context(), token)
	wants(t, "late click", err, polls.ErrClosed)
	if got := h.results(t, "gout").Ballots(); got != 0 {
		t.Errorf("%d ballots", got)
	}
	_, _, err = h.polls.Confirm(t.Context(), token)
	wants(t, "after the final count", err, fan.ErrLinkInvalid)
}

func TestVoteByMailAsksForAnAddress(t *testing.T) {
	h := newHouse(t)
	mailOpen(t, h)
	_, err := h.try(t, "gout", device("d1"), one("mangue"))
	wantsField(t, "without address", err, "email", fan.ErrContactMissing)
	cast := one("mangue")
	if cast.Contact, err = fan.ParseContact("", "+230 5712 3456", "MU"); err != nil {
		t.Fatal(err)
	}
	_, err = h.try(t, "gout", device("d1"), cast)
	wantsField(t, "with a telephone", err, "email", fan.ErrContactMissing)
}

func TestUnconfirmedVotesAreForgotten(t *testing.T) {
	h := newHouse(t)
	mailOpen(t, h)
	h.vote(t, "gout", device("d1"), byMail(t, "awa@exemple.sn"))
	waiting := func() (n int64) {
		if err := h.db.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM pending_votes").Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	h.clock.Advance(fan.ChallengeLife)
	if err := h.polls.ForgetPending(t.Context()); err != nil || waiting() != 1 {
		t.Errorf("forgotten while the link may be clicked: %d, %v", waiting(), err)
	}
	h.clock.Advance(time.Second)
	if err := h.polls.ForgetPending(t.Context()); err != nil || waiting() != 0 {
		t.Errorf("%d waiting, %v", waiting(), err)
	}
}

// From a network that makes us write to strangers by the thousand votes are taken, and mails
// leave later; another network waits for nothing.
func TestMailsOfOneNetworkArePutOff(t *testing.T) {
	h := newHouse(t)
	mailOpen(t, h)
	ask := func(network string, i int) polls.Vote {
		cast := byMail(t, fmt.Sprintf("fan%d@exemple.sn", i))
		cast.Network = network
		return h.vote(t, "gout", device("d1"), cast)
	}
	for i := range 500 {
		if vote := ask("198.51.100.0/24", i); !vote.MailAt.IsZero() {
			t.Fatalf("mail %d is put off", i)
		}
	}
	late := ask("198.51.100.0/24", 500)
	if want := noon.Add(time.Hour); late.Outcome != polls.Pending || !late.MailAt.Equal(want) || late.Challenge.ID != "" {
		t.Errorf("vote 501: %+v, want its mail at %s", late, want)
	}
	if vote := ask("203.0.113.0/24", 501); !vote.MailAt.IsZero() {
		t.Errorf("another network: %+v", vote)
	}
	sent := func() int {
		mails, err := h.outbox.Recent(t.Context(), 1000)
		if err != nil {
			t.Fatal(err)
		}
		return len(mails)
	}
	before := sent()
	if again, err := h.polls.Remind(t.Context(), late.ID, "fr"); err != nil || again.MailAt.IsZero() || sent() != before {
		t.Errorf("a reminder jumps the queue: %+v, %v", again, err)
	}
	h.clock.Advance(59 * time.Minute)
	for range 2 {
		if err := h.polls.ForgetPending(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := h.polls.MailDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if sent() != before {
		t.Error("the mail has left too early")
	}
	h.clock.Advance(time.Minute)
	for range 2 {
		if err := h.polls.MailDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if sent() != before+1 {
		t.Errorf("%d mails, want one more than %d", sent(), before)
	}
	_, token := h.mailed(t)
	if _, vote, err := h.polls.Confirm(t.Context(), token); err != nil || vote.Outcome != polls.Counted {
		t.Errorf("Confirm = %+v, %v", vote, err)
	}
}

// Anybody can type somebody else's address: what was ticked beside the vote counts with it.
func TestConsentWaitsForTheClick(t *testing.T) {
	h := newHouse(t)
	mailOpen(t, h)
	cast := byMail(t, "awa@exemple.sn")
	cast.Consents = []fan.Consent{{Purpose: "newsletter", Granted: true, Text: "Je veux des nouvelles.", Locale: "fr", Source: "poll:gout"}}
	h.vote(t, "gout", device("d1"), cast)
	awa := h.member(t, h.cm.Brand, "awa@exemple.sn")
	if given, err := h.fans.ListConsents(t.Context(), awa.ID); err != nil || len(given) != 0 {
		t.Errorf("before the click: %+v, %v", given, err)
	}
	_, token := h.mailed(t)
	if _, _, err := h.polls.Confirm(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	given, err := h.fans.ListConsents(t.Context(), awa.ID)
	if err != nil || len(given) != 1 || given[0].Purpose != "newsletter" || given[0].Text != "Je veux des nouvelles." {
		t.Errorf("after the click: %+v, %v", given, err)
	}
}
