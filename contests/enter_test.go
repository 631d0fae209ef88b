package contests_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/internal/text"
)

func TestEnterGivesASignedReceiptThatOpens(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("glaces"))
	in := h.enter(t, "glaces", "Priya@Exemple.sn")
	if in.Entry.Status != contests.EntryConfirmed || !in.Own || in.Repeated || in.Entry.Alias != "Priya S." {
		t.Errorf("%+v", in)
	}
	r, err := h.ReceiptOf(t.Context(), in.Entry.ID)
	must(t, err)
	opened, err := draw.OpenReceipt(r.Note, h.verifier)
	must(t, err)
	if opened.Commitment != in.Entry.Commitment || opened.Rules != c.RulesHash || opened.Tickets != 1 || opened.Revision != 1 {
		t.Errorf("%+v", opened)
	}
	private := opening(t, r.Private)
	if private.Commitment() != in.Entry.Commitment || private.Identity != "priya@exemple.sn" {
		t.Errorf("the private part does not open the commitment:\n%s", r.Private)
	}
	again, err := h.FindReceipt(t.Context(), "glaces", r.Key)
	must(t, err)
	if string(again.Note) != string(r.Note) || again.Contact != "P•••@Exemple.sn" {
		t.Errorf("the link leads to another receipt: %+v", again)
	}
	mails := h.mails(t, "Priya@Exemple.sn", "entry-receipt")
	if len(mails) != 1 || !strings.Contains(mails[0].Text, r.Key) || !strings.Contains(mails[0].Text, in.Entry.Number) {
		t.Errorf("%d receipts mailed", len(mails))
	}
}

// opening reads a receipt's private part.
func opening(t testing.TB, private string) draw.Opening {
	t.Helper()
	fields := map[string]string{}
	for line := range strings.Lines(private) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		fields[name] = value
	}
	drawID, err := draw.ParseID(fields["draw"])
	must(t, err)
	entryID, err := draw.ParseHexID(fields["entry"])
	must(t, err)
	secret, err := draw.ParseHash(fields["secret"])
	must(t, err)
	return draw.Opening{Draw: drawID, Entry: entryID, Secret: draw.Secret(secret), Alias: fields["alias"], Identity: fields["identity"]}
}

func TestReceiptLinksCannotBeForged(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("glaces"))
	h.open(t, form("autre"))
	in := h.enter(t, "glaces", "a@exemple.sn")
	r, err := h.ReceiptOf(t.Context(), in.Entry.ID)
	must(t, err)
	id, sum, _ := strings.Cut(r.Key, ".")
	for _, key := range []string{"", ".", id, id + ".", id + "." + strings.ToUpper(sum), strings.Repeat("0", 32) + "." + sum, r.Key + "A"} {
		_, err := h.FindReceipt(t.Context(), "glaces", key)
		wantFault(t, err, contests.ErrEntryNotFound)
		wantFault(t, h.Withdraw(t.Context(), "glaces", key), contests.ErrEntryNotFound)
	}
	_, err = h.FindReceipt(t.Context(), "autre", r.Key)
	wantFault(t, err, contests.ErrEntryNotFound)
}

func TestTheSameFormTwiceIsTheSameReceipt(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("double"))
	f := entryForm("a@exemple.sn")
	f.Key = "one-time-key"
	ins := make([]contests.Entered, 20)
	for i, err := range together(20, func(i int) (err error) {
		ins[i], err = h.Enter(t.Context(), "double", f)
		return err
	}) {
		must(t, err)
		if ins[i].Entry.ID != ins[0].Entry.ID || !ins[i].Own {
			t.Errorf("%d: %+v", i, ins[i])
		}
	}
	if n := h.count(t, "entries"); n != 1 {
		t.Errorf("%d entries", n)
	}
	if n := len(h.rewards.thanks); n != 1 {
		t.Errorf("rewarded %d times", n)
	}
	if n := len(h.mails(t, "a@exemple.sn", "entry-receipt")); n != 1 {
		t.Errorf("%d receipts mailed", n)
	}
}

func TestAStrangerDoesNotGetSomebodysReceipt(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("privacy"))
	f := entryForm("a@exemple.sn")
	f.Key = "mine"
	_, err := h.Enter(t.Context(), "privacy", f)
	must(t, err)
	f.Key = "another form"
	in, err := h.Enter(t.Context(), "privacy", f)
	must(t, err)
	if in.Own || !in.Repeated {
		t.Errorf("%+v", in)
	}
}

func TestAliasesFoldWhereAsked(t *testing.T) {
	h := newHouse(t)
	f := form("fold")
	f.Entry.FoldAliases = true
	h.open(t, f)
	h.open(t, form("loose"))
	for slug, want := range map[string]bool{"fold": true, "loose": false} {
		first := h.enter(t, slug, "awa@gmail.com")
		second := h.enter(t, slug, "A.w.a+jeux@gmail.com")
		if second.Repeated != want || (second.Entry.ID == first.Entry.ID) != want {
			t.Errorf("%s: %+v", slug, second)
		}
	}
}

func TestThrowAwayAddressIsFlaggedNotRefused(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("flag"))
	in := h.enter(t, "flag", "x@mailinator.com")
	if len(in.Entry.Flags) == 0 || in.Entry.Flags[0] != contests.FlagDisposable {
		t.Errorf("flags %v", in.Entry.Flags)
	}
	page, err := h.ListEntries(t.Context(), h.manager(), "flag", contests.EntryFilter{Flagged: true})
	must(t, err)
	if len(page.Items) != 1 || page.Items[0].Contact != "x@mailinator.com" {
		t.Errorf("%+v", page)
	}
}

func TestEnterTellsEveryWrongFieldAtOnce(t *testing.T) {
	h := newHouse(t)
	f := form("fields")
	f.Entry.Questions = []contests.Question{
		{ID: "taste", Label: "Votre parfum ?", Choices: []string{"Mangue", "Coco"}, Required: true},
		{ID: "why", Label: "Pourquoi ?", Required: true},
	}
	h.open(t, f)
	_, err := h.Enter(t.Context(), "fields", contests.EntryForm{
		Email: "awa@", Name: strings.Repeat("é", 1<<20), Answers: map[string]string{"taste": "Menthe", "hack": "1"},
	})
	wantFields(t, err, "email email_invalid", "name "+text.ErrTooLong.Code,
		"answers.taste answer_unknown", "answers.why answer_missing", "answers question_unknown",
		"consents.rules rules_not_accepted")
	_, err = h.Enter(t.Context(), "fields", contests.EntryForm{
		Phone: "+230 5712 3456", Name: "a\x00b", Rules: contests.Tick{Given: true}, Answers: map[string]string{"taste": "Coco", "why": "x"},
	})
	wantFields(t, err, "email email_needed", "name control_character")
}

func TestPhoneEntry(t *testing.T) {
	h := newHouse(t)
	f := form("phone")
	f.Entry.Contact = contests.ContactPhone
	h.open(t, f)
	form := entryForm("")
	form.Phone, form.Region = "5712 3456", "MU"
	in, err := h.Enter(t.Context(), "phone", form)
	must(t, err)
	if in.Contact != "+230•••456" || in.Entry.Status != contests.EntryConfirmed {
		t.Errorf("%+v", in)
	}
}

func TestConfirmationMakesAnEntryCount(t *testing.T) {
	h := newHouse(t)
	f := form("confirm")
	f.Entry.Confirm = true
	h.open(t, f)
	in := h.enter(t, "confirm", "a@exemple.sn")
	if in.Entry.Status != contests.EntryPending || in.Challenge == "" || len(h.rewards.thanks) != 0 {
		t.Fatalf("%+v", in)
	}
	if n := h.count(t, "fan_consents"); n != 0 {
		t.Errorf("%d consents on record before the address is proved", n)
	}
	r, err := h.ReceiptOf(t.Context(), in.Entry.ID)
	must(t, err)
	if len(r.Note) != 0 || r.Private != "" {
		t.Error("a receipt for an entry that does not count")
	}
	token := h.token(t, "a@exemple.sn")
	confirmed, err := h.Confirm(t.Context(), "confirm", token)
	must(t, err)
	if confirmed.Entry.ID != in.Entry.ID || confirmed.Entry.Status != contests.EntryConfirmed || len(h.rewards.thanks) != 1 {
		t.Errorf("%+v, %d rewards", confirmed, len(h.rewards.thanks))
	}
	if n := h.count(t, "fan_consents"); n != 1 {
		t.Errorf("%d consents on record, want that of the rules", n)
	}
	_, err = h.Confirm(t.Context(), "confirm", token)
	wantFault(t, err, fan.ErrLinkUsed)
	_, err = h.Confirm(t.Context(), "confirm", "x"+token)
	wantFault(t, err, fan.ErrLinkInvalid)
}

func TestConfirmOnce(t *testing.T) {
	h := newHouse(t)
	f := form("once")
	f.Entry.Confirm = true
	h.open(t, f)
	h.enter(t, "once", "a@exemple.sn")
	first := h.token(t, "a@exemple.sn")
	h.enter(t, "once", "a@exemple.sn") // a second mail: two links for one entry
	second := h.token(t, "a@exemple.sn")
	tokens := []string{first, second}
	for _, err := range together(8, func(i int) error {
		_, err := h.Confirm(t.Context(), "once", tokens[i%2])
		return err
	}) {
		if err != nil && !errors.Is(err, fan.ErrLinkUsed) && !errors.Is(err, contests.ErrEntryState) {
			t.Error(err)
		}
	}
	if n := len(h.rewards.thanks); n != 1 {
		t.Errorf("rewarded %d times", n)
	}
	if n := h.count(t, "entries WHERE status = 'confirmed'"); n != 1 {
		t.Errorf("%d confirmed entries", n)
	}
}

func TestConfirmationAfterClosingIsTooLate(t *testing.T) {
	h := newHouse(t)
	f := form("late")
	f.Entry.Confirm = true
	f.ClosesAt = noon.Add(10 * time.Minute).Format(time.RFC3339)
	c := h.open(t, f)
	h.enter(t, "late", "a@exemple.sn")
	h.clock.Set(c.ClosesAt)
	_, err := h.Confirm(t.Context(), "late", h.token(t, "a@exemple.sn"))
	wantFault(t, err, contests.ErrClosed)
	h.runJobs(t, c.ClosesAt)
	seal, _, err := h.FindSeal(t.Context(), c)
	must(t, err)
	if seal.Entries != 0 {
		t.Errorf("%d entries in the list", seal.Entries)
	}
}

func TestAFailedRewardUndoesTheEntry(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("atomic"))
	h.rewards.err = errors.New("no points today")
	_, err := h.Enter(t.Context(), "atomic", entryForm("a@exemple.sn"))
	if !errors.Is(err, h.rewards.err) {
		t.Fatalf("Enter = %v", err)
	}
	if n := h.count(t, "entries") + h.count(t, "fans") + h.count(t, "mail_outbox"); n != 0 {
		t.Errorf("%d rows are left of it", n)
	}
}

func TestEnteringFollowsTheClock(t *testing.T) {
	h := newHouse(t)
	f := form("times")
	f.OpensAt = noon.Add(time.Minute).Format(time.RFC3339)
	c := h.open(t, f)
	_, err := h.Enter(t.Context(), "times", entryForm("a@exemple.sn"))
	wantFault(t, err, contests.ErrNotOpen)
	h.clock.Set(c.ClosesAt.Add(-time.Millisecond))
	h.enter(t, "times", "a@exemple.sn")
	h.clock.Set(c.ClosesAt)
	_, err = h.Enter(t.Context(), "times", entryForm("b@exemple.sn"))
	wantFault(t, err, contests.ErrClosed)
	_, err = h.Enter(t.Context(), "nowhere", entryForm("b@exemple.sn"))
	wantFault(t, err, contests.ErrNotFound)
	// Sealed, and the clock of this server goes back: still closed.
	h.runJobs(t, c.ClosesAt)
	h.clock.Set(c.OpensAt)
	_, err = h.Enter(t.Context(), "times", entryForm("b@exemple.sn"))
	wantFault(t, err, contests.ErrClosed)
}

func TestConsentsAreDatedRecordsOfWhatWasShown(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("consent"))
	f := entryForm("a@exemple.sn")
	f.Newsletter = contests.Tick{Given: true, Text: "Oui aux nouveautés"}
	in, err := h.Enter(t.Context(), "consent", f)
	must(t, err)
	given, err := h.fans.ListConsents(t.Context(), in.Entry.Fan)
	must(t, err)
	if len(given) != 2 || given[0].Purpose != "rules:consent" || given[1].Text != "Oui aux nouveautés" || !given[1].At.Equal(noon) {
		t.Errorf("%+v", given)
	}
}

func TestSignedInFanEntersWithTheirProvedContact(t *testing.T) {
	h := newHouse(t)
	f := form("first")
	f.Entry.Confirm = true
	h.open(t, f)
	in := h.enter(t, "first", "a@exemple.sn")
	f.Slug = "second"
	h.open(t, f)
	form := entryForm("")
	form.As = in.Entry.Fan
	_, err := h.Enter(t.Context(), "second", form)
	wantFields(t, err, "email fan_not_found") // not proved yet
	_, err = h.Confirm(t.Context(), "first", h.token(t, "a@exemple.sn"))
	must(t, err)
	second, err := h.Enter(t.Context(), "second", form)
	must(t, err)
	if second.Entry.Status != contests.EntryConfirmed || second.Entry.Fan != in.Entry.Fan || len(second.Entry.Flags) != 0 {
		t.Errorf("%+v", second.Entry)
	}
}

func TestSignedInFanConfirmsTheirPendingEntryByEnteringAgain(t *testing.T) {
	h := newHouse(t)
	f := form("first")
	f.Entry.Confirm = true
	h.open(t, f)
	in := h.enter(t, "first", "a@exemple.sn")
	f.Slug = "second"
	h.open(t, f)
	h.enter(t, "second", "a@exemple.sn")
	_, err := h.Confirm(t.Context(), "second", h.token(t, "a@exemple.sn"))
	must(t, err)
	again := entryForm("")
	again.As = in.Entry.Fan
	confirmed, err := h.Enter(t.Context(), "first", again)
	must(t, err)
	if confirmed.Entry.Status != contests.EntryConfirmed || !confirmed.Own || confirmed.Challenge != "" || len(h.rewards.thanks) != 2 {
		t.Errorf("%+v, %d rewards", confirmed, len(h.rewards.thanks))
	}
}

func TestTheSameFormTwiceAsksForTheCodeAgain(t *testing.T) {
	h := newHouse(t)
	f := form("code")
	f.Entry.Confirm = true
	h.open(t, f)
	e := entryForm("a@exemple.sn")
	e.Key = "one-time-key"
	for range 2 { // a double tap: the page that is shown last has a code of its own
		in, err := h.Enter(t.Context(), "code", e)
		must(t, err)
		if in.Entry.Status != contests.EntryPending || in.Challenge == "" {
			t.Errorf("%+v", in)
		}
	}
}

func TestStaffEnterSomebodyOnTheirBehalf(t *testing.T) {
	h := newHouse(t)
	f := form("counter")
	f.Entry.Confirm = true
	h.open(t, f)
	in, err := h.AddEntry(t.Context(), h.staff(account.Moderator), "counter", entryForm("a@exemple.sn"))
	must(t, err)
	if in.Entry.Status != contests.EntryConfirmed || in.Entry.Source != contests.FromStaff {
		t.Errorf("%+v", in.Entry)
	}
	if h.count(t, "journal WHERE action = 'entry.added' AND actor_name = 'Nadia'") != 1 {
		t.Error("the journal does not say who typed it")
	}
	_, err = h.AddEntry(t.Context(), h.staff(account.Till), "counter", entryForm("b@exemple.sn"))
	wantFault(t, err, account.ErrNotAllowed)
}

func TestExcludedAndWithdrawnEntriesAreNotDrawn(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("moderate"))
	a, b := h.enter(t, "moderate", "a@exemple.sn"), h.enter(t, "moderate", "b@exemple.sn")
	mine := h.enter(t, "moderate", "c@exemple.sn")
	ctx, moderator := t.Context(), h.staff(account.Moderator)
	must(t, h.Exclude(ctx, moderator, "moderate", a.Entry.ID, contests.ReasonFraud))
	must(t, h.Exclude(ctx, moderator, "moderate", b.Entry.ID, contests.ReasonDuplicate))
	wantFault(t, h.Exclude(ctx, moderator, "moderate", b.Entry.ID, contests.ReasonDuplicate), contests.ErrEntryState)
	must(t, h.Include(ctx, moderator, "moderate", b.Entry.ID))
	r, err := h.ReceiptOf(ctx, mine.Entry.ID)
	must(t, err)
	must(t, h.Withdraw(ctx, "moderate", r.Key))
	h.enter(t, "moderate", "c@exemple.sn") // changed their mind
	h.runJobs(t, c.ClosesAt)
	seal, _, err := h.FindSeal(ctx, c)
	must(t, err)
	if seal.Entries != 2 {
		t.Errorf("%d entries in the list, want b and the second of c", seal.Entries)
	}
	wantFault(t, h.Exclude(ctx, moderator, "moderate", b.Entry.ID, contests.ReasonFraud), contests.ErrSealed)
	wantFault(t, h.Withdraw(ctx, "moderate", r.Key), contests.ErrSealed)
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"Priya Sharma": "Priya S.", "awa": "awa", "Awa  Ndiaye 🎉": "Awa N.", "Jean-Marc de la tour": "Jean-Marc T.",
		"awa@exemple.sn": "a•••", "+230 5712 3456": "+•••", "": "", strings.Repeat("x", 50): strings.Repeat("x", 20),
		"<b>x</b>": "<b>x</b>",
	} {
		if got := contests.Mask(in); got != want {
			t.Errorf("Mask(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"@kobyoshi02": "kob•••", "Julius NM": "Julius N.", "al": "al•••"} {
		if got := contests.MaskHandle(in); got != want {
			t.Errorf("MaskHandle(%q) = %q, want %q", in, got, want)
		}
	}
}
