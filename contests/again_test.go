package contests_test

import (
	"testing"

	"kermesse/contests"
	"kermesse/contests/instant"
	"kermesse/contests/tickets"
)

// leave takes an entry back, as its holder may at any time before closing.
func (h *house) leave(t testing.TB, slug string, id contests.EntryID) {
	t.Helper()
	must(t, h.Withdraw(t.Context(), slug, h.receiptKey(t, id)))
}

// Leaving and entering again is everybody's right, and no second chance to win at once: not
// after taking the entry back, not after being forgotten, not by another spelling of the
// same mailbox.
func TestWhoComesBackDoesNotPlayAgain(t *testing.T) {
	h := newHouse(t)
	h.open(t, game("jeu", instant.Moments, 50))
	again := func(email, why string) {
		t.Helper()
		_, err := h.Play(t.Context(), "jeu", h.player(t, "jeu", email))
		if err == nil {
			t.Errorf("%s: plays again", why)
			return
		}
		wantFault(t, err, contests.ErrPlayedBefore)
	}
	play := func(email string) contests.EntryID {
		t.Helper()
		in := h.enter(t, "jeu", email)
		_, err := h.Play(t.Context(), "jeu", h.receiptKey(t, in.Entry.ID))
		must(t, err)
		return in.Entry.ID
	}
	h.leave(t, "jeu", play("awa@exemple.sn"))
	again("awa@exemple.sn", "taken back")
	play("bob@exemple.sn")
	h.erase(t, h.fanOf(t, "bob@exemple.sn"))
	again("bob@exemple.sn", "forgotten")
	play("cleo@gmail.com")
	again("c.leo+2@gmail.com", "another spelling")
	if n := h.count(t, "instant_plays WHERE no > 0"); n != 3 {
		t.Errorf("%d plays", n)
	}
	h.clock.Set(noon.AddDate(0, 0, 1))
	must(t, h.ForgetTraces(t.Context()))
	if n := h.count(t, "contest_deeds WHERE contest_id <> ''"); n != 0 {
		t.Errorf("%d deeds are kept after closing", n)
	}
}

// Of several entries of one person that play at once only one does.
func TestManySpellingsPlayOnceAtOnce(t *testing.T) {
	h := newHouse(t)
	h.open(t, game("jeu", instant.Everyone, 50))
	spellings := []string{"a.wa@gmail.com", "awa+1@gmail.com", "awa+2@gmail.com", "awa+3@gmail.com", "awa+4@gmail.com", "aw.a@gmail.com"}
	keys := make([]string, len(spellings))
	for i, email := range spellings {
		keys[i] = h.player(t, "jeu", email)
	}
	won := 0
	for _, err := range together(len(keys), func(i int) error {
		_, err := h.Play(t.Context(), "jeu", keys[i])
		return err
	}) {
		if err == nil {
			won++
			continue
		}
		wantFault(t, err, contests.ErrPlayedBefore)
	}
	if won != 1 || h.count(t, "instant_wins WHERE moment >= 0") != 1 {
		t.Errorf("%d plays of one person won", won)
	}
}

// A friend counts once, however often they leave and come back.
func TestAFriendWhoComesBackCountsOnce(t *testing.T) {
	h := newHouse(t)
	h.open(t, active("jeu", 10, friends))
	in := h.enter(t, "jeu", "awa@exemple.sn")
	code := h.link(t, in.Entry.ID)
	for range 3 {
		h.leave(t, "jeu", h.come(t, "jeu", "ben@exemple.sn", code).Entry.ID)
	}
	h.come(t, "jeu", "ben@exemple.sn", code)
	h.erase(t, h.fanOf(t, "ben@exemple.sn"))
	h.come(t, "jeu", "ben@exemple.sn", code)
	if r := h.receipt(t, in.Entry.ID); r.Tickets != 3 {
		t.Errorf("one friend is worth %d tickets", r.Tickets-1)
	}
}

// Where a question takes one answer, leaving is no way to a second one.
func TestAQuizTakesOneAnswerOfAPerson(t *testing.T) {
	h := newHouse(t)
	quiz := contests.Action{ID: "quiz", Kind: tickets.Quiz, Label: "Quel parfum ?", Tickets: 2, Accept: []string{"mangue"}, Choices: []string{"mangue", "coco"}}
	h.open(t, active("jeu", 10, quiz))
	first := h.enter(t, "jeu", "awa@exemple.sn").Entry.ID
	_, err := h.act(t, "jeu", first, "quiz", "coco")
	wantFault(t, err, contests.ErrQuizLost)
	h.leave(t, "jeu", first)
	second := h.enter(t, "jeu", "awa@exemple.sn").Entry.ID
	_, err = h.act(t, "jeu", second, "quiz", "mangue")
	wantFault(t, err, contests.ErrQuizLost)
	if r := h.receipt(t, second); r.Tickets != 1 {
		t.Errorf("%d tickets", r.Tickets)
	}
}

// Tickets are bought for the entry that counts, not for one that was taken back.
func TestTicketsAreBoughtForTheEntryThatCounts(t *testing.T) {
	h := newHouse(t)
	f := form("jeu")
	f.Entry.MaxTickets, f.Entry.PointTickets = 5, 3
	h.open(t, f)
	h.leave(t, "jeu", h.enter(t, "jeu", "awa@exemple.sn").Entry.ID)
	now := h.enter(t, "jeu", "awa@exemple.sn").Entry.ID
	must(t, h.buy(t, h.fanOf(t, "awa@exemple.sn"), "jeu", 2))
	if r := h.receipt(t, now); r.Tickets != 3 {
		t.Errorf("%d tickets", r.Tickets)
	}
}

// A till receipt that waited with an entry that was taken back is in nobody's way: its person
// sends it with the new one, and staff see it once.
func TestATillReceiptIsSentAgainWithTheNewEntry(t *testing.T) {
	h := newHouse(t)
	h.open(t, receipted("caisse"))
	first := h.enter(t, "caisse", "awa@exemple.sn").Entry.ID
	must(t, h.SendSlip(t.Context(), "caisse", h.receiptKey(t, first), slip("A-1", 250_000)))
	h.leave(t, "caisse", first)
	second := h.enter(t, "caisse", "awa@exemple.sn").Entry.ID
	must(t, h.SendSlip(t.Context(), "caisse", h.receiptKey(t, second), slip("A-1", 250_000)))
	waits := h.next(t, "caisse")
	if waits.Entry != second || waits.Twins != 0 {
		t.Fatalf("%+v", waits)
	}
	must(t, h.ReviewSlip(t.Context(), h.manager(), "caisse", waits.ID, true, ""))
	if r := h.receipt(t, second); r.Tickets != 3 {
		t.Errorf("%d tickets", r.Tickets)
	}
}

// Somebody who takes their entry back and enters again is no alias of themselves.
func TestWhoComesBackIsNoAlias(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("jeu"))
	h.leave(t, "jeu", h.from(t, "jeu", "awa@gmail.com", "d1", "203.0.113.0/24").Entry.ID)
	again := h.from(t, "jeu", "awa@gmail.com", "d1", "203.0.113.0/24")
	if has(again, contests.FlagAlias) {
		t.Errorf("flagged %v", again.Entry.Flags)
	}
	if other := h.from(t, "jeu", "a.wa@gmail.com", "d2", "203.0.113.0/24"); !has(other, contests.FlagAlias) {
		t.Error("another spelling is not noticed")
	}
}
