package contests_test

import (
	"testing"

	"kermesse/contests"
	"kermesse/internal/account"
)

// Whoever was excluded has a right to be forgotten, and none to a second entry: not under
// another spelling of the same mailbox either. At closing the last trace of them goes.
func TestWhoWasExcludedStaysOutOnceForgotten(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("jeu"))
	exclude := func(email string) {
		t.Helper()
		in := h.enter(t, "jeu", email)
		must(t, h.Exclude(t.Context(), h.staff(account.Moderator), "jeu", in.Entry.ID, contests.ReasonFraud))
		h.erase(t, h.fanOf(t, email))
	}
	exclude("awa@gmail.com")
	for _, email := range []string{"awa@gmail.com", "a.wa+2@gmail.com"} {
		_, err := h.Enter(t.Context(), "jeu", entryForm(email))
		wantFault(t, err, contests.ErrExcludedBefore)
	}
	h.enter(t, "jeu", "ben@exemple.sn")
	h.erase(t, h.fanOf(t, "ben@exemple.sn"))
	h.enter(t, "jeu", "ben@exemple.sn") // nobody excluded them
	h.open(t, form("autre"))
	h.enter(t, "autre", "awa@gmail.com") // another contest
	h.clock.Set(c.ClosesAt)
	must(t, h.ForgetTraces(t.Context()))
	if n := h.count(t, "contest_deeds WHERE contest_id <> ''"); n != 0 {
		t.Errorf("%d fingerprints are kept after closing", n)
	}
}

// Where an address is to be proved first, a stranger does not learn who was excluded.
func TestThatSomebodyWasExcludedIsToldToThemAlone(t *testing.T) {
	h := newHouse(t)
	f := form("jeu")
	f.Entry.Confirm = true
	h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	must(t, h.Exclude(t.Context(), h.staff(account.Moderator), "jeu", in.Entry.ID, contests.ReasonFraud))
	h.erase(t, h.fanOf(t, "awa@exemple.sn"))
	_, err := h.Enter(t.Context(), "jeu", entryForm("awa@exemple.sn"))
	must(t, err)
	_, err = h.Confirm(t.Context(), "jeu", h.token(t, "awa@exemple.sn"))
	wantFault(t, err, contests.ErrExcludedBefore)
}
