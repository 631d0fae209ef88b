package polls_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/polls"
)

var decided = polls.Announcement{
	Decision: polls.Text{FR: "Mangue sera à la carte.\n\nDès mai.", EN: "Mango will be on the menu."}, Follows: true,
	DecidedOn: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
}

// follower is a fan who asked by mail to be told, and confirmed it.
func (h *house) follower(t *testing.T, p polls.Poll, address, locale string) fan.Fan {
	t.Helper()
	contact, err := fan.ParseContact(address, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.polls.Follow(t.Context(), p, contact, "", locale); err != nil {
		t.Fatal(err)
	}
	token := linkToken(t, h.mailsTo(t, address)[0])
	if err := h.polls.PreviewFollow(t.Context(), p, token); err != nil {
		t.Fatal(err)
	}
	if err := h.polls.ConfirmFollow(t.Context(), p, token, "Dites-moi", locale); err != nil {
		t.Fatal(err)
	}
	f, err := h.fans.LookUp(t.Context(), p.Brand, contact)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (h *house) mailsTo(t *testing.T, address string) (mails []mail.Stored) {
	t.Helper()
	all, err := h.outbox.Recent(t.Context(), 2000)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.To == address {
			mails = append(mails, m)
		}
	}
	return mails
}

func linkToken(t *testing.T, m mail.Stored) string {
	t.Helper()
	_, rest, ok := strings.Cut(m.Text, "token=")
	if !ok {
		t.Fatalf("no link in %s", m.Text)
	}
	return strings.Fields(rest)[0]
}

func TestFansWhoAskedAreToldOnce(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	h.vote(t, "gout", device("a"), one("mangue"))
	h.follower(t, p, "awa@exemple.sn", "fr")
	h.follower(t, p, "luc@exemple.sn", "en")
	contact, _ := fan.ParseContact("muet@exemple.sn", "", "")
	if _, err := h.polls.Follow(t.Context(), p, contact, "", "fr"); err != nil { // never confirmed
		t.Fatal(err)
	}
	_, err := h.polls.Announce(t.Context(), h.cm, "gout", decided, true)
	wants(t, "before the end", err, polls.ErrNotClosed)
	h.clock.Set(p.ClosesAt.Add(time.Hour))
	if n, err := h.polls.CountFollowers(t.Context(), h.cm, p); err != nil || n != 2 {
		t.Errorf("%d followers, %v", n, err)
	}
	if _, err := h.polls.Announce(t.Context(), h.cm, "gout", decided, true); err != nil {
		t.Fatal(err)
	}
	other := h.node()
	for range 3 {
		h.run(t, h.polls.TellFollowers)
		h.run(t, other.TellFollowers)
	}
	awa, luc := h.mailsTo(t, "awa@exemple.sn"), h.mailsTo(t, "luc@exemple.sn")
	if len(awa) != 2 || len(luc) != 2 || len(h.mailsTo(t, "muet@exemple.sn")) != 1 {
		t.Fatalf("%d and %d mails", len(awa), len(luc))
	}
	if !strings.Contains(awa[0].Text, "Le vote a choisi\u00a0: Mangue piment.") || !strings.Contains(luc[0].Text, "Mango will be on the menu.") {
		t.Errorf("%s\n%s", awa[0].Text, luc[0].Text)
	}
	announcements, err := h.polls.Announcements(t.Context(), p)
	if err != nil || len(announcements) != 1 || announcements[0].Mailing != (polls.Mailing{Told: 2, Done: true}) || announcements[0].Decision != decided.Decision {
		t.Errorf("%+v, %v", announcements, err)
	}
	// One press in the mail, without any other proof, and no more mails.
	stop := strings.Split(awa[0].Unsubscribe, "token=")[1]
	for range 2 {
		if err := h.fans.StopMails(t.Context(), stop); err != nil {
			t.Fatal(err)
		}
	}
	wants(t, "a forged link", h.fans.StopMails(t.Context(), stop[:len(stop)-2]+"xx"), fan.ErrLinkInvalid)
	later := decided
	later.Follows, later.Reason = false, polls.Text{FR: "La récolte a manqué."}
	if _, err := h.polls.Announce(t.Context(), h.cm, "gout", later, true); err != nil {
		t.Fatal(err)
	}
	h.run(t, h.polls.TellFollowers)
	if n := len(h.mailsTo(t, "awa@exemple.sn")); n != 2 {
		t.Errorf("%d mails after stopping them", n)
	}
	if mails := h.mailsTo(t, "luc@exemple.sn"); len(mails) != 3 || !strings.Contains(mails[0].Text, "La récolte a manqué.") {
		t.Errorf("%+v", mails)
	}
}

// A batch that is cut short, or taken by two, leaves nobody out and tells nobody twice.
func TestManyAreTold(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	const many = 450
	err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		for i := range many {
			contact, err := fan.ParseContact(fmt.Sprintf("fan%d@exemple.sn", i), "", "")
			if err != nil {
				return err
			}
			f, err := h.fans.Ensure(t.Context(), tx, p.Brand, contact, false)
			if err != nil {
				return err
			}
			if err := h.fans.RecordConsent(t.Context(), tx, f.ID, p.WishToFollow("Oui", "fr")); err != nil {
				return err
			}
		}
		return tx.Gorm(t.Context()).Exec("UPDATE fan_contacts SET verified_at = 1").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	h.clock.Set(p.ClosesAt)
	if _, err := h.polls.Announce(t.Context(), h.cm, "gout", decided, true); err != nil {
		t.Fatal(err)
	}
	nodes := []*polls.Service{h.polls, h.node()}
	errs := make(chan error, 8)
	for i := range cap(errs) {
		go func() { errs <- nodes[i%2].TellFollowers(context.WithoutCancel(t.Context())) }()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	for range 3 { // who comes second to a batch leaves it
		h.run(t, h.polls.TellFollowers)
	}
	var rows []struct {
		Recipient string
		N         int
	}
	if err := h.db.Gorm(t.Context()).Raw("SELECT recipient, COUNT(*) AS n FROM mail_outbox GROUP BY recipient").Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.N != 1 {
			t.Errorf("%s was told %d times", r.Recipient, r.N)
		}
	}
	if len(rows) != many {
		t.Errorf("%d of %d were told", len(rows), many)
	}
}

func TestAnnouncementIsComplete(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	h.clock.Set(p.ClosesAt)
	for what, o := range map[string]polls.Announcement{
		"decision":   {Follows: true, DecidedOn: decided.DecidedOn},
		"reason":     {Decision: decided.Decision, DecidedOn: decided.DecidedOn},
		"decided_on": {Decision: decided.Decision, Follows: true, DecidedOn: p.ClosesAt.AddDate(0, 1, 0)},
	} {
		_, err := h.polls.Announce(t.Context(), h.cm, "gout", o, false)
		wants(t, what, err, fault.ErrInvalid)
		if f := fault.From(err); len(f.Fields) != 1 || f.Fields[0].Name != what {
			t.Errorf("%s: %+v", what, f.Fields)
		}
	}
	_, err := h.polls.Announce(t.Context(), h.other, "gout", decided, false)
	wants(t, "another brand", err, polls.ErrNotFound)
	if _, err := h.polls.Announce(t.Context(), h.cm, "gout", decided, false); err != nil {
		t.Fatal(err)
	}
	err = h.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("UPDATE poll_announcements SET decision_fr = 'x'").Error
	})
	if err == nil || !strings.Contains(err.Error(), "does not change") {
		t.Errorf("what was said could be changed: %v", err)
	}
}

// A letter names the winner where all may see the result, and nowhere else.
func TestLetterKeepsAResultOfStaff(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Visibility = polls.StaffOnly })
	h.vote(t, "gout", device("a"), one("coco"))
	h.follower(t, p, "awa@exemple.sn", "fr")
	h.clock.Set(p.ClosesAt)
	if _, err := h.polls.Announce(t.Context(), h.cm, "gout", decided, true); err != nil {
		t.Fatal(err)
	}
	h.run(t, h.polls.TellFollowers)
	if m := h.mailsTo(t, "awa@exemple.sn")[0]; strings.Contains(m.Text, "Coco") || !strings.Contains(m.Text, "Mangue sera") {
		t.Error(m.Text)
	}
}
