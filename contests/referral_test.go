package contests_test

import (
	"fmt"
	"testing"

	"kermesse/contests"
	"kermesse/contests/tickets"
	"kermesse/internal/account"
	"kermesse/internal/fan"
)

var friends = contests.Action{ID: "amis", Kind: tickets.Referral, Label: "Parlez-en autour de vous", Tickets: 2, Most: 3}

// link is what an entrant's own link carries.
func (h *house) link(t testing.TB, id contests.EntryID) string {
	t.Helper()
	code := h.standing(t, id).Friend
	if code == "" {
		t.Fatal("no link of their own")
	}
	return code
}

func (h *house) come(t testing.TB, slug, email, by string) contests.Entered {
	t.Helper()
	form := entryForm(email)
	form.Friend = by
	in, err := h.Enter(t.Context(), slug, form)
	must(t, err)
	return in
}

// A friend counts once their own entry is confirmed, and not before.
func TestReferralCountsWhenTheFriendIsConfirmed(t *testing.T) {
	h := newHouse(t)
	f := active("jeu", 10, friends)
	f.Entry.Confirm = true
	h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	if h.standing(t, in.Entry.ID).Friend != "" {
		t.Error("somebody who has not confirmed has a link")
	}
	_, err := h.Confirm(t.Context(), "jeu", h.token(t, "awa@exemple.sn"))
	must(t, err)
	code := h.link(t, in.Entry.ID)
	h.come(t, "jeu", "ben@exemple.sn", code)
	if r := h.receipt(t, in.Entry.ID); r.Tickets != 1 {
		t.Fatal("a friend counted who has not confirmed")
	}
	_, err = h.Confirm(t.Context(), "jeu", h.token(t, "ben@exemple.sn"))
	must(t, err)
	_, err = h.Confirm(t.Context(), "jeu", h.token(t, "ben@exemple.sn")) // the link once more
	wantFault(t, err, fan.ErrLinkUsed)
	h.come(t, "jeu", "ben@exemple.sn", code) // and the form
	if r := h.receipt(t, in.Entry.ID); r.Tickets != 3 || r.Revision != 2 {
		t.Fatalf("%+v", r)
	}
	if n := len(h.mails(t, "awa@exemple.sn", "entry-receipt")); n != 2 {
		t.Errorf("%d receipts by mail: they were not there to see it", n)
	}
	if _, err := h.act(t, "jeu", in.Entry.ID, "amis", ""); err == nil {
		t.Error("a referral was pressed like a button")
	}
}

// Nobody refers themselves: not by the same address, not by another spelling of the same
// mailbox, also where the rules take these for two people; and a forged link is nobody's.
func TestSelfReferral(t *testing.T) {
	h := newHouse(t)
	h.open(t, active("jeu", 10, friends))
	in := h.enter(t, "jeu", "awa@gmail.com")
	code := h.link(t, in.Entry.ID)
	for _, email := range []string{"awa@gmail.com", "AWA@gmail.com", "a.wa@gmail.com", "awa+jeu@gmail.com"} {
		h.come(t, "jeu", email, code)
	}
	h.come(t, "jeu", "ben@exemple.sn", "AAAAAAAAAAAAAAAAAAAAAA")
	h.come(t, "jeu", "cleo@exemple.sn", string(in.Entry.ID))
	if r := h.receipt(t, in.Entry.ID); r.Tickets != 1 {
		t.Fatalf("%d tickets", r.Tickets)
	}
	h.open(t, active("autre", 10, friends))
	h.come(t, "autre", "dina@exemple.sn", code) // the link of another contest
	if r := h.receipt(t, in.Entry.ID); r.Tickets != 1 {
		t.Fatalf("%d tickets", r.Tickets)
	}
}

// A farm of friends stops at the number of the rules, also where they all come at once; and
// who was excluded earns nothing more.
func TestReferralFarm(t *testing.T) {
	h := newHouse(t)
	h.open(t, active("jeu", 100, friends))
	in := h.enter(t, "jeu", "awa@exemple.sn")
	code := h.link(t, in.Entry.ID)
	for _, err := range together(12, func(i int) error {
		form := entryForm(fmt.Sprintf("farm%d@exemple.sn", i))
		form.Friend = code
		_, err := h.Enter(t.Context(), "jeu", form)
		return err
	}) {
		must(t, err)
	}
	if r := h.receipt(t, in.Entry.ID); r.Tickets != 7 {
		t.Fatalf("%d tickets of 3 friends", r.Tickets)
	}
	out := h.enter(t, "jeu", "mallory@exemple.sn")
	code = h.link(t, out.Entry.ID)
	must(t, h.Exclude(t.Context(), h.staff(account.Moderator), "jeu", out.Entry.ID, contests.ReasonFraud))
	h.come(t, "jeu", "late@exemple.sn", code)
	if n := h.count(t, "entry_acts WHERE entry_id = ?", string(out.Entry.ID)); n != 0 {
		t.Error("an excluded entry earns")
	}
}
