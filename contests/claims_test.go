package contests_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/contests/claims/postal"
	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// shopForm is a contest whose first prize is sent or fetched, and whose second is fetched.
func shopForm(slug string) contests.Form {
	f := form(slug)
	f.ClaimDays = 10
	f.Prizes[0].Handing = claims.Handing{Delivery: true, Pickup: []string{"Curepipe", "Port-Louis"}, Asks: "Taille", Options: []string{"M", "L"}}
	f.Prizes[1].Handing = claims.Handing{Pickup: []string{"Curepipe"}}
	f.Entry.Claims = contests.ClaimRules{AskPublicity: true}
	return f
}

// claimed draws a contest and returns the claims of its winners, by place.
func (h *house) claimed(t *testing.T, f contests.Form, entries int) map[string]claims.Line {
	t.Helper()
	h.drawn(t, f, entries)
	return h.claimsOf(t, f.Slug)
}

// claimsOf returns the claims of a contest that live, as "prize.slot".
func (h *house) claimsOf(t *testing.T, slug string) map[string]claims.Line {
	t.Helper()
	page, err := h.Claims().List(t.Context(), h.manager(), claims.Filter{Contest: slug})
	must(t, err)
	live := map[string]claims.Line{}
	for _, l := range page.Lines {
		if !l.State.Over() {
			live[fmt.Sprintf("%d.%d", l.Prize, l.Slot)] = l
		}
	}
	return live
}

var sixDigits = regexp.MustCompile(`(?m)^    (\d{6})$`)

// pass identifies the winner of a claim by the code that was mailed to them.
func (h *house) pass(t *testing.T, c claims.Line) claims.Key {
	t.Helper()
	asked, err := h.Claims().Identify(t.Context(), c.Brand, c.Code, "fr")
	must(t, err)
	code := sixDigits.FindStringSubmatch(h.mails(t, c.Contact, "verification")[0].Text)
	if code == nil {
		t.Fatal("no code was mailed")
	}
	token, err := h.fans.Guess(t.Context(), asked.Challenge, code[1])
	must(t, err)
	pass, err := h.Claims().Prove(t.Context(), c.Brand, c.Code, token)
	must(t, err)
	return claims.Key{Brand: c.Brand, Code: c.Code, Pass: pass}
}

func brest() postal.Address {
	return postal.Address{Country: "FR", Values: map[postal.Field]string{
		postal.Name: "Awa Diop", postal.Line1: "3 rue du Port", postal.Code: "29200", postal.City: "Brest", postal.Phone: "0298000000",
	}}
}

func toBrest() claims.Answer {
	return claims.Answer{Method: claims.Delivery, Choice: "L", Address: brest(), Publicity: true}
}

func (h *house) stateOf(t *testing.T, id claims.ID) claims.State {
	t.Helper()
	in, err := h.Claims().Inspect(t.Context(), h.manager(), id)
	must(t, err)
	return in.Claim.State
}

func TestAPrizeGoesFromTheMessageToTheHands(t *testing.T) {
	h := newHouse(t)
	won := h.claimed(t, shopForm("path"), 10)["0.0"]
	mail := h.mails(t, won.Contact, "prize-won")[0].Text
	e, err := h.FindEntry(t.Context(), h.manager(), "path", contests.EntryID(won.Entry))
	must(t, err)
	r, err := h.ReceiptOf(t.Context(), e.ID)
	must(t, err)
	for _, want := range []string{won.Code, r.Word, "https://fete.example/fr/w/glaces/" + won.Code, "1er\u00a0décembre\u00a02026"} {
		if !strings.Contains(mail, want) {
			t.Errorf("the message does not hold %q:\n%s", want, mail)
		}
	}
	if receipt := h.mails(t, won.Contact, "entry-receipt")[0].Text; !strings.Contains(receipt, r.Word) {
		t.Error("the receipt does not state the secret word")
	}
	key := h.pass(t, won)
	must(t, h.Claims().Accept(t.Context(), key, toBrest()))
	own, err := h.Claims().Mine(t.Context(), key)
	must(t, err)
	if own.Claim.State != claims.Accepted || own.Address.Values[postal.City] != "Brest" || own.Claim.Choice != "L" || !own.Claim.Publicity {
		t.Errorf("%+v", own.Claim)
	}
	if n := h.count(t, "claims WHERE CAST(address_sealed AS TEXT) LIKE '%Brest%'"); n != 0 {
		t.Error("the address is stored in clear")
	}
	must(t, h.Claims().Do(t.Context(), h.manager(), won.ID, claims.Doing{Act: claims.ActKeep}))
	d, err := h.FindDraw(t.Context(), "path")
	must(t, err)
	if last := d.Decisions[len(d.Decisions)-1]; last.Kind != draw.EventAccept || last.Reason != contests.ReasonClaimed {
		t.Errorf("the draw has %+v", last)
	}
	must(t, h.Claims().Do(t.Context(), h.manager(), won.ID, claims.Doing{Act: claims.ActSend, Carrier: "Chronopost", Tracking: "XY1"}))
	if text := h.mails(t, won.Contact, "prize-sent")[0].Text; !strings.Contains(text, "Chronopost XY1") || !strings.Contains(text, r.Word) {
		t.Errorf("%s", text)
	}
	must(t, h.Claims().Confirm(t.Context(), key))
	must(t, h.Claims().Confirm(t.Context(), key)) // a second press of the button
	l, err := h.Claims().FindLedger(t.Context(), "path")
	must(t, err)
	if l.Units != 3 || l.HandedOn != 1 || l.Last.IsZero() {
		t.Errorf("the ledger counts %d of %d", l.HandedOn, l.Units)
	}
	must(t, h.judge(t, "path"))
}

func TestAnAnswerCountsUntilTheVeryMoment(t *testing.T) {
	h := newHouse(t)
	live := h.claimed(t, shopForm("second"), 10)
	first, second := live["1.0"], live["1.1"]
	h.clock.Set(first.Due.Add(-time.Hour))
	inTime, tooLate := h.pass(t, first), h.pass(t, second)
	h.clock.Set(first.Due.Add(-time.Millisecond))
	must(t, h.Claims().ExpireDue(t.Context()))
	must(t, h.Claims().Accept(t.Context(), inTime, claims.Answer{}))
	h.clock.Set(second.Due) // no job has run yet
	err := h.Claims().Accept(t.Context(), tooLate, claims.Answer{})
	wantFault(t, err, claims.ErrLate)
	if said := fault.From(err).Message.FR; !strings.Contains(said, "1er\u00a0décembre\u00a02026") {
		t.Errorf("%s", said)
	}
	if m, err := h.Claims().CheckMessage(t.Context(), h.brand.ID, second.Code, "net"); err != nil || m.Standing != claims.StandsExpired {
		t.Errorf("%v, %v", m.Standing, err)
	}
	must(t, h.Claims().ExpireDue(t.Context()))
	if got := h.stateOf(t, first.ID); got != claims.Accepted {
		t.Errorf("the answer at the last moment is %s", got)
	}
	d, err := h.FindDraw(t.Context(), "second")
	must(t, err)
	last := d.Decisions[len(d.Decisions)-1]
	if last.Kind != draw.EventDisqualify || last.Reason != contests.ReasonNoAnswer || last.Prize != 1 || last.Slot != 1 {
		t.Errorf("public line: %+v", last)
	}
	next := h.claimsOf(t, "second")["1.2"]
	if next.State != claims.Told || !next.Promoted || !next.Due.Equal(second.Due.AddDate(0, 0, 10)) {
		t.Errorf("the alternate: %+v", next.Claim)
	}
	if len(h.mails(t, next.Contact, "prize-won")) != 1 || len(h.mails(t, second.Contact, "prize-lost")) != 1 {
		t.Error("who lost the prize and who gets it are told once each")
	}
	must(t, h.judge(t, "second"))
	h.clock.Set(second.Due.Add(-24 * time.Hour)) // a clock that goes back brings nothing back
	wantFault(t, h.Claims().Accept(t.Context(), tooLate, claims.Answer{}), claims.ErrLate)
	must(t, h.Claims().ExpireDue(t.Context()))
	if n := h.count(t, "claims"); n != 5 {
		t.Errorf("%d claims", n)
	}
}

// An alternate is not confirmed while somebody before them can appeal, but their yes counts.
func TestAnAlternatesYesWaitsForTheAppeal(t *testing.T) {
	h := newHouse(t)
	won := h.claimed(t, shopForm("appeal"), 10)["1.1"]
	must(t, h.Claims().Decline(t.Context(), h.pass(t, won)))
	next := h.claimsOf(t, "appeal")["1.2"]
	must(t, h.Claims().Accept(t.Context(), h.pass(t, next), claims.Answer{}))
	keep := claims.Doing{Act: claims.ActKeep}
	err := h.Claims().Do(t.Context(), h.manager(), next.ID, keep)
	wantFault(t, err, contests.ErrAppealOpen)
	if got := h.stateOf(t, next.ID); got != claims.Accepted {
		t.Errorf("half kept: %s", got)
	}
	h.clock.Advance(8 * 24 * time.Hour)
	must(t, h.Claims().Do(t.Context(), h.manager(), next.ID, keep))
	wantFault(t, h.Claims().Decline(t.Context(), h.pass(t, next)), claims.ErrTooFar)
	wantFault(t, h.Claims().Decline(t.Context(), claims.Key{Brand: won.Brand, Code: won.Code}), claims.ErrPass)
	must(t, h.judge(t, "appeal"))
}

func TestAPrizeIsAcceptedOnceHoweverManyTabs(t *testing.T) {
	h := newHouse(t)
	won := h.claimed(t, shopForm("tabs"), 10)["0.0"]
	key := h.pass(t, won)
	yes := 0
	for _, err := range together(32, func(i int) error {
		if i%4 == 3 {
			return h.Claims().Decline(context.Background(), key)
		}
		return h.Claims().Accept(context.Background(), key, toBrest())
	}) {
		switch f := fault.From(err); {
		case err == nil:
			yes++
		case f.Code != claims.ErrAnswered.Code && f.Code != claims.ErrTooFar.Code && f.Code != claims.ErrDeclined.Code:
			t.Error(err)
		}
	}
	accepted := h.count(t, "claim_steps WHERE claim_id = ? AND step = 'accepted'", string(won.ID))
	declined := h.count(t, "claim_steps WHERE claim_id = ? AND step = 'declined'", string(won.ID))
	if accepted > 1 || declined > 1 || yes != accepted+declined {
		t.Errorf("%d calls succeeded: accepted %d times, declined %d times", yes, accepted, declined)
	}
	must(t, h.judge(t, "tabs"))
}

func TestTwoTillsHandAPrizeOverOnce(t *testing.T) {
	h := newHouse(t)
	won := h.claimed(t, shopForm("till"), 10)["1.0"]
	key := h.pass(t, won)
	must(t, h.Claims().Accept(t.Context(), key, claims.Answer{}))
	own, err := h.Claims().Mine(t.Context(), key)
	must(t, err)
	if m, err := h.Claims().Scan(t.Context(), h.staff(account.Till), strings.ToLower(own.Pickup)); err != nil || m.Prize().Name != "Un cornet" {
		t.Fatalf("%v", err)
	}
	first, refused := 0, 0
	var said string
	for _, err := range together(16, func(i int) error {
		till := h.staff(account.Till)
		till.Name = fmt.Sprintf("Caisse %d", i%2)
		_, err := h.Claims().HandOver(context.Background(), till, own.Pickup, "Curepipe")
		return err
	}) {
		switch {
		case err == nil:
			first++
		case errors.Is(err, claims.ErrHandedOver):
			refused, said = refused+1, fault.From(err).Message.FR
		default:
			t.Error(err)
		}
	}
	if first != 1 || refused != 15 {
		t.Errorf("handed over %d times, refused %d times", first, refused)
	}
	if !strings.Contains(said, "par Caisse ") || !strings.Contains(said, "Curepipe") || !strings.Contains(said, "novembre") {
		t.Errorf("the second till reads %q", said)
	}
	d, err := h.FindDraw(t.Context(), "till")
	must(t, err)
	if last := d.Decisions[len(d.Decisions)-1]; last.Kind != draw.EventAccept || last.Reason != contests.ReasonDelivered {
		t.Errorf("the draw has %+v", last)
	}
	_, err = h.Claims().HandOver(t.Context(), h.stranger(), own.Pickup, "")
	wantFault(t, err, claims.ErrPickupUnknown)
	_, err = h.Claims().HandOver(t.Context(), h.staff(account.Viewer), own.Pickup, "")
	wantFault(t, err, account.ErrNotAllowed)
	must(t, h.judge(t, "till"))
}

func TestNobodyAnswersByAnothersLink(t *testing.T) {
	h := newHouse(t)
	live := h.claimed(t, shopForm("theft"), 10)
	mine, theirs := live["1.0"], live["1.1"]
	key := h.pass(t, mine)
	key.Code = theirs.Code
	wantFault(t, h.Claims().Accept(t.Context(), key, claims.Answer{}), claims.ErrPass)
	_, err := h.Claims().Mine(t.Context(), claims.Key{Brand: mine.Brand, Code: theirs.Code, Pass: "x.y"})
	wantFault(t, err, claims.ErrPass)
	// A code of one's own mailbox is none for somebody else's prize.
	asked, err := h.Claims().Identify(t.Context(), mine.Brand, mine.Code, "fr")
	must(t, err)
	code := sixDigits.FindStringSubmatch(h.mails(t, mine.Contact, "verification")[0].Text)[1]
	token, err := h.fans.Guess(t.Context(), asked.Challenge, code)
	must(t, err)
	_, err = h.Claims().Prove(t.Context(), mine.Brand, theirs.Code, token)
	wantFault(t, err, claims.ErrOtherPerson)
	_, err = h.Claims().Identify(t.Context(), h.other.ID, mine.Code, "fr")
	wantFault(t, err, claims.ErrNotFound)
	key.Code = mine.Code
	h.clock.Advance(2 * time.Hour)
	wantFault(t, h.Claims().Accept(t.Context(), key, claims.Answer{}), claims.ErrPass)
}

func TestGuessingCodesIsSlowedAndKeepsNoWinnerOut(t *testing.T) {
	h := newHouse(t)
	won := h.claimed(t, shopForm("guess"), 10)["0.0"]
	limited := 0
	for i := range 100 {
		_, err := h.Claims().CheckMessage(t.Context(), h.brand.ID, fmt.Sprintf("%010d", i), "net")
		switch {
		case errors.Is(err, claims.ErrTries):
			limited++
		case !errors.Is(err, claims.ErrNotFound):
			t.Fatal(err)
		}
	}
	if limited != 40 {
		t.Errorf("%d of 100 guesses were refused", limited)
	}
	for _, network := range []string{"net", "elsewhere"} {
		if _, err := h.Claims().CheckMessage(t.Context(), h.brand.ID, won.Code, network); err != nil {
			t.Errorf("a winner at %q is kept out by somebody who guesses: %v", network, err)
		}
	}
	h.clock.Advance(10 * time.Minute)
	for _, typed := range []string{won.Code, strings.ToLower(won.Code), strings.ReplaceAll(won.Code, "-", " ")} {
		m, err := h.Claims().CheckMessage(t.Context(), h.brand.ID, typed, "net")
		must(t, err)
		if m.Standing != claims.StandsOpen || m.Prize().Name != "Un an de glaces" {
			t.Errorf("%+v", m)
		}
	}
	_, err := h.Claims().CheckMessage(t.Context(), h.other.ID, won.Code, "net")
	wantFault(t, err, claims.ErrNotFound)
	_, err = h.Claims().CheckMessage(t.Context(), h.brand.ID, "abc", "net")
	wantFields(t, err, "code winner_code_invalid")
}

func TestSecretWordsAreCheckedAndNeverTold(t *testing.T) {
	h := newHouse(t)
	f := shopForm("word")
	c := h.open(t, f)
	e := entryForm("awa@exemple.sn")
	e.Word = "  Tante Fatou "
	in, err := h.Enter(t.Context(), "word", e)
	must(t, err)
	r, err := h.ReceiptOf(t.Context(), in.Entry.ID)
	must(t, err)
	given := h.enter(t, "word", "priya@exemple.mu")
	other, err := h.ReceiptOf(t.Context(), given.Entry.ID)
	must(t, err)
	if r.Word != "Tante Fatou" || len(strings.Fields(other.Word)) != 2 || r.Word == other.Word {
		t.Fatalf("words %q and %q", r.Word, other.Word)
	}
	fits := func(word string) claims.WordFit {
		fit, err := h.Claims().CheckWord(t.Context(), h.brand.ID, in.Entry.Number, word, "net")
		must(t, err)
		return fit
	}
	ask := func(word string) bool { return fits(word) == claims.WordRight }
	if !ask("tante fatou") || !ask("TANTE-FATOU") || ask(other.Word) || ask("tante") {
		t.Error("a word is taken for another")
	}
	e.Email, e.Word = "court@exemple.sn", "ab"
	_, err = h.Enter(t.Context(), "word", e)
	wantFields(t, err, "word secret_word_short")
	must(t, h.ChangeWord(t.Context(), "word", r.Key, "mangue verte"))
	if !ask("mangue verte") || fits("tante fatou") != claims.WordFormer {
		t.Error("the word was not changed, or the one before is forgotten")
	}
	for range 8 {
		_, err = h.Claims().CheckWord(t.Context(), h.brand.ID, in.Entry.Number, "mangue verte", "elsewhere")
	}
	wantFault(t, err, claims.ErrTries)
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	wantFault(t, h.ChangeWord(t.Context(), "word", r.Key, "trop tard"), contests.ErrWordLate)
	if n := h.count(t, "entries WHERE CAST(word_sealed AS TEXT) LIKE '%mangue%'"); n != 0 {
		t.Error("a secret word is stored in clear")
	}
	held := h.export(t, in.Entry.Fan)
	if !strings.Contains(held, "mangue verte") || !strings.Contains(held, "Tante Fatou") {
		t.Error("the export leaves a secret word out")
	}
	h.clock.Set(c.DrawAt.AddDate(0, 0, c.ClaimDays))
	must(t, h.PurgeContacts(t.Context()))
	if fits("tante fatou") != claims.WordFormer {
		t.Error("a former word went before the deadline")
	}
	h.clock.Set(c.DrawAt.AddDate(0, 0, c.ClaimDays).Add(time.Hour))
	must(t, h.PurgeContacts(t.Context()))
	if fits("tante fatou") != claims.WordWrong || !ask("mangue verte") {
		t.Error("a former word outlives the deadline, or the present one went with it")
	}
}

func TestWinnersAreRemindedOnceEach(t *testing.T) {
	h := newHouse(t)
	won := h.claimed(t, shopForm("remind"), 10)["0.0"]
	count := func() int { return len(h.mails(t, won.Contact, "prize-reminder")) }
	for _, step := range []struct {
		at   time.Time
		want int
	}{
		{won.ToldAt.Add(4 * 24 * time.Hour), 0},
		{won.ToldAt.Add(5 * 24 * time.Hour), 1},
		{won.ToldAt.Add(6 * 24 * time.Hour), 1},
		{won.Due.Add(-48 * time.Hour), 2},
		{won.Due.Add(-49 * time.Hour), 2}, // back
		{won.Due.Add(-48 * time.Hour), 2},
		{won.Due.Add(-time.Minute), 3},
		{won.Due.Add(-time.Second), 3},
	} {
		h.clock.Set(step.at)
		for _, err := range together(4, func(int) error { return h.Claims().RemindDue(context.Background()) }) {
			must(t, err)
		}
		if got := count(); got != step.want {
			t.Errorf("%s before the end: %d reminders, want %d", won.Due.Sub(step.at), got, step.want)
		}
	}
	h.clock.Set(won.Due)
	must(t, h.Claims().ExpireDue(t.Context()))
	must(t, h.Claims().RemindDue(t.Context()))
	if got := count(); got != 3 {
		t.Errorf("%d reminders after the end", got)
	}
}

func TestAWinnerWithoutMailIsHelped(t *testing.T) {
	h := newHouse(t)
	f := shopForm("phone")
	f.Entry.Contact = contests.ContactPhone
	c := h.open(t, f)
	for i := range 4 {
		e := entryForm("")
		e.Phone = fmt.Sprintf("+2305712345%d", i)
		_, err := h.Enter(t.Context(), "phone", e)
		must(t, err)
	}
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	live := h.claimsOf(t, "phone")
	won, other := live["1.0"], live["1.1"]
	_, err := h.Claims().Identify(t.Context(), won.Brand, won.Code, "fr")
	wantFault(t, err, claims.ErrNoMail)
	hand, err := h.Claims().MakeHandCode(t.Context(), h.manager(), won.ID)
	must(t, err)
	in, err := h.Claims().Inspect(t.Context(), h.manager(), won.ID)
	must(t, err)
	letter := h.Claims().Letter(h.brand, in, hand)
	for _, want := range []string{won.Code, hand, in.Word, "https://fete.example/fr/w/glaces/" + won.Code} {
		if !strings.Contains(letter.FR, want) {
			t.Errorf("the letter does not hold %q:\n%s", want, letter.FR)
		}
	}
	_, err = h.Claims().ProveByHand(t.Context(), won.Brand, other.Code, hand)
	wantFault(t, err, claims.ErrHandCode)
	pass, err := h.Claims().ProveByHand(t.Context(), won.Brand, won.Code, strings.ToLower(hand))
	must(t, err)
	_, err = h.Claims().ProveByHand(t.Context(), won.Brand, won.Code, hand)
	wantFault(t, err, claims.ErrHandCode) // it works once
	must(t, h.Claims().Accept(t.Context(), claims.Key{Brand: won.Brand, Code: won.Code, Pass: pass}, claims.Answer{}))

	_, err = h.Claims().MakeHandCode(t.Context(), h.manager(), other.ID)
	must(t, err)
	for range 5 {
		_, err = h.Claims().ProveByHand(t.Context(), won.Brand, other.Code, "0000-0000")
		wantFault(t, err, claims.ErrHandCode)
	}
	_, err = h.Claims().ProveByHand(t.Context(), won.Brand, other.Code, "0000-0000")
	wantFault(t, err, claims.ErrHandCodeSpent)
	err = h.Claims().Assist(t.Context(), h.manager(), other.ID, "", &claims.Answer{})
	wantFields(t, err, "how claim_note_missing")
	must(t, h.Claims().Assist(t.Context(), h.manager(), other.ID, "carte d’identité vue", &claims.Answer{}))
	if h.stateOf(t, other.ID) != claims.Accepted || h.count(t, "journal WHERE action = 'claim.assisted'") != 1 {
		t.Error("not accepted at the counter")
	}
}

func TestAddressesArePurgedAndErased(t *testing.T) {
	h := newHouse(t)
	f := shopForm("purge")
	f.Prizes[1].Handing = claims.Handing{Delivery: true}
	live := h.claimed(t, f, 10)
	for _, place := range []string{"1.0", "1.1"} {
		must(t, h.Claims().Accept(t.Context(), h.pass(t, live[place]), claims.Answer{Method: claims.Delivery, Address: brest()}))
	}
	first, second := live["1.0"], live["1.1"]
	held := h.export(t, first.Fan)
	if !strings.Contains(held, "3 rue du Port") || !strings.Contains(held, "0298000000") {
		t.Errorf("the export leaves the address out: %s", held)
	}
	var file strings.Builder
	must(t, h.Claims().WriteAddresses(t.Context(), h.manager(), claims.Filter{Contest: "purge", Group: claims.GroupAccepted}, &file))
	if !strings.Contains(file.String(), "29200 Brest") || h.count(t, "journal WHERE action = 'claims.exported'") != 1 {
		t.Errorf("%s", file.String())
	}
	wantFault(t, h.Claims().WriteAddresses(t.Context(), h.staff(account.Moderator), claims.Filter{}, &file), account.ErrNotAllowed)
	done := claims.Doing{Act: claims.ActReceived, Note: "remis en main propre"}
	must(t, h.Claims().Do(t.Context(), h.manager(), first.ID, done))
	handed := h.clock.Now()
	h.clock.Set(handed.AddDate(0, 0, 60).Add(-time.Second))
	must(t, h.Claims().PurgeDue(t.Context()))
	if n := h.count(t, "claims WHERE address_sealed IS NOT NULL"); n != 2 {
		t.Errorf("%d addresses are left before the day", n)
	}
	h.clock.Set(handed.AddDate(0, 0, 60))
	must(t, h.Claims().PurgeDue(t.Context()))
	must(t, h.Claims().PurgeDue(t.Context()))
	if n := h.count(t, "claims WHERE id = ? AND address_sealed IS NULL AND name = '' AND state = 'received'", string(first.ID)); n != 1 {
		t.Error("the address is still there")
	}
	if n := h.count(t, "journal WHERE action = 'claim.purged'"); n != 1 {
		t.Errorf("%d lines in the journal", n)
	}
	must(t, h.db.InTx(t.Context(), func(tx *db.DB) error { return h.Erase(t.Context(), tx, second.Fan) }))
	if n := h.count(t, "claims WHERE address_sealed IS NOT NULL OR name <> '' AND entry_id = ?", second.Entry); n != 0 {
		t.Error("something is left of who was erased")
	}
	if got := h.stateOf(t, second.ID); got != claims.Accepted {
		t.Errorf("the prize is %s", got)
	}
}

// Whoever was disqualified or reinstated by staff finds their message to say so.
func TestClaimsFollowTheDraw(t *testing.T) {
	h := newHouse(t)
	won := h.claimed(t, shopForm("follow"), 10)["0.0"]
	key := h.pass(t, won)
	must(t, h.Claims().Accept(t.Context(), key, toBrest()))
	must(t, h.Disqualify(t.Context(), h.manager(), "follow", contests.Place{}, contests.ReasonFraud))
	wantFault(t, h.Claims().Accept(t.Context(), key, toBrest()), claims.ErrVoid)
	if n := h.count(t, "claims WHERE address_sealed IS NOT NULL"); n != 0 {
		t.Error("the address of somebody who gets nothing is kept")
	}
	next := h.claimsOf(t, "follow")["0.1"]
	must(t, h.Reinstate(t.Context(), h.manager(), "follow", contests.Place{}, contests.ReasonAppeal))
	again := h.claimsOf(t, "follow")["0.0"]
	if again.Code == won.Code || again.State != claims.Told || h.stateOf(t, next.ID) != claims.Void {
		t.Errorf("%+v", again.Claim)
	}
	must(t, h.Accept(t.Context(), h.manager(), "follow", contests.Place{}, contests.ReasonDelivered))
	if got := h.stateOf(t, again.ID); got != claims.Received {
		t.Errorf("handed over on the page of the draw, and %s", got)
	}
	l, err := h.Claims().FindLedger(t.Context(), "follow")
	must(t, err)
	if l.HandedOn != 1 {
		t.Errorf("%d in the ledger", l.HandedOn)
	}
}

// Where one entry may win several prizes, saying no to one does not cost the other.
func TestDecliningOnePrizeKeepsTheOther(t *testing.T) {
	h := newHouse(t)
	f := shopForm("several")
	f.Mode = draw.ManyWins
	f.Prizes = []contests.Prize{{Name: "Un cornet", Winners: 1}, {Name: "Une glace", Winners: 1}}
	live := h.claimed(t, f, 1)
	first, second := live["0.0"], live["1.0"]
	must(t, h.Claims().Decline(t.Context(), h.pass(t, first)))
	must(t, h.Claims().Accept(t.Context(), h.pass(t, second), claims.Answer{}))
	if h.stateOf(t, first.ID) != claims.Declined || h.stateOf(t, second.ID) != claims.Accepted {
		t.Error("the other prize is lost")
	}
	if n := h.count(t, "claim_steps WHERE step = 'stays'"); n != 1 {
		t.Errorf("%d prizes are said to stay", n)
	}
	must(t, h.judge(t, "several"))
}

func TestRulesSayHowPrizesAreHandedOver(t *testing.T) {
	h := newHouse(t)
	plain := h.open(t, form("plain"))
	_, rules, err := h.FindRules(t.Context(), plain.Slug)
	must(t, err)
	if strings.Contains(string(rules.JSON), "claims") || strings.Contains(rules.Text.FR, "chiffrée") {
		t.Error("a contest that says nothing of it promises something")
	}
	h.open(t, shopForm("told"))
	_, rules, err = h.FindRules(t.Context(), "told")
	must(t, err)
	for _, want := range []string{`"address_kept_days":60`, `"pickup":["Curepipe"]`} {
		if !strings.Contains(string(rules.JSON), want) {
			t.Errorf("rules.json does not hold %s", want)
		}
	}
	if !strings.Contains(rules.Text.FR, "effacée 60\u00a0jours après la remise") || !strings.Contains(rules.Text.EN, "deleted 60\u00a0days after") {
		t.Errorf("%s", rules.Text.FR)
	}
	f := shopForm("wrong")
	f.Prizes[0].Handing.Options = []string{"M", "M"}
	f.Entry.Claims.KeepDays = 10_000
	_, err = h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "prizes[0].handing.options handing_options", "entry.claims.keep_days keep_days_out_of_range")
}

func TestWrongAnswersAreToldAtTheirFields(t *testing.T) {
	h := newHouse(t)
	f := shopForm("fields")
	f.Entry.Countries, f.Entry.MinAge = []string{"MU", "FR"}, 18
	won := h.claimed(t, f, 6)["0.0"]
	key := h.pass(t, won)
	wantFields(t, h.Claims().Accept(t.Context(), key, claims.Answer{}),
		"method claim_method_unknown", "choice claim_choice_unknown", "adult claim_age_missing")
	a := toBrest()
	a.Adult, a.Address.Values[postal.Code] = true, "2920"
	delete(a.Address.Values, postal.City)
	wantFields(t, h.Claims().Accept(t.Context(), key, a), "address.postcode postcode_invalid", "address.city required")
	a.Address = postal.Address{Country: "JP"}
	wantFields(t, h.Claims().Accept(t.Context(), key, a), "address.country claim_country")
	a = claims.Answer{Method: claims.Pickup, Place: "Ailleurs", Choice: "M", Adult: true}
	wantFields(t, h.Claims().Accept(t.Context(), key, a), "place claim_place_unknown")
	if h.stateOf(t, won.ID) != claims.Identified {
		t.Error("half accepted")
	}
}
