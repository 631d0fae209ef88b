package contests_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/tickets"
	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

// keyOf is the last part of the address of an entry's receipt.
func (h *house) keyOf(t testing.TB, id contests.EntryID) string {
	t.Helper()
	r, err := h.ReceiptOf(t.Context(), id)
	must(t, err)
	return r.Key
}

// act does an action of an entry.
func (h *house) act(t testing.TB, slug string, id contests.EntryID, action, answer string) (contests.Receipt, error) {
	t.Helper()
	return h.Act(t.Context(), slug, h.keyOf(t, id), action, contests.ActForm{Answer: answer})
}

func (h *house) standing(t testing.TB, id contests.EntryID) contests.Standing {
	t.Helper()
	r, err := h.ReceiptOf(t.Context(), id)
	must(t, err)
	s, err := h.FindStanding(t.Context(), r.Contest, r.Entry)
	must(t, err)
	return s
}

// active is a contest with actions and a cap.
func active(slug string, most int, actions ...contests.Action) contests.Form {
	f := form(slug)
	f.Entry.MaxTickets, f.Entry.Actions = most, actions
	return f
}

var bonus = contests.Action{ID: "bonus", Kind: tickets.Bonus, Label: "Un ticket de plus", Tickets: 1}

// What is done earns at once, in a receipt of a new revision; done again, in another tab or
// by a resend, it changes nothing.
func TestReplayedActionCountsOnce(t *testing.T) {
	h := newHouse(t)
	h.open(t, active("jeu", 5, bonus))
	in := h.enter(t, "jeu", "awa@exemple.sn")
	for _, err := range together(8, func(int) error { _, err := h.act(t, "jeu", in.Entry.ID, "bonus", ""); return err }) {
		must(t, err)
	}
	r, err := h.act(t, "jeu", in.Entry.ID, "bonus", "")
	must(t, err)
	if r.Entry.Tickets != 2 || r.Entry.Revision != 2 || !strings.Contains(string(r.Note), "tickets 2\n") {
		t.Fatalf("%+v\n%s", r.Entry, r.Note)
	}
	if n := len(h.mails(t, "awa@exemple.sn", "entry-receipt")); n != 1 {
		t.Errorf("%d receipts by mail: they see for themselves what they do", n)
	}
	_, err = h.act(t, "jeu", in.Entry.ID, "other", "")
	wantFault(t, err, contests.ErrActionUnknown)
	_, err = h.Act(t.Context(), "jeu", "forged.key", "bonus", contests.ActForm{})
	wantFault(t, err, contests.ErrEntryNotFound)
}

// However many actions are done at once, with tickets of the brand's in between, an entry
// never has more than the rules say.
func TestActionsUnderLoadStayWithinTheCap(t *testing.T) {
	h := newHouse(t)
	var actions []contests.Action
	for i := range 8 {
		actions = append(actions, contests.Action{ID: fmt.Sprintf("a%d", i), Kind: tickets.Bonus, Label: fmt.Sprintf("Action %d", i), Tickets: 3})
	}
	h.open(t, active("jeu", 10, actions...))
	in := h.enter(t, "jeu", "awa@exemple.sn")
	errs := together(16, func(i int) error {
		if i == 3 {
			// A gift raises tickets to eight and never lowers them: where three actions were quicker
			// the entry has nine, and the gift is refused at its field, with what it may be.
			if err := h.GiveTickets(t.Context(), h.manager(), "jeu", in.Entry.ID, 8); err != nil {
				fields := fault.From(err).Fields
				if len(fields) != 1 || fields[0].Name != "tickets" || !errors.Is(fields[0].Fault, contests.ErrTickets) {
					return err
				}
				if has := h.receipt(t, in.Entry.ID).Tickets; has <= 8 {
					return fmt.Errorf("a gift of 8 is refused to an entry of %d: %w", has, err)
				}
			}
		}
		_, err := h.act(t, "jeu", in.Entry.ID, fmt.Sprintf("a%d", i%8), "")
		return err
	})
	for _, err := range errs {
		must(t, err)
	}
	if r := h.receipt(t, in.Entry.ID); r.Tickets != 10 {
		t.Fatalf("%d tickets", r.Tickets)
	}
}

// An entry without its mandatory actions is kept and does not count: neither in figures nor
// in the list.
func TestMandatoryActionIsWaitedFor(t *testing.T) {
	h := newHouse(t)
	must1 := contests.Action{ID: "quiz", Kind: tickets.Quiz, Label: "Notre premier parfum ?", Accept: []string{"Vanille"}, Retry: true, Mandatory: true}
	f := active("jeu", 5, must1, bonus)
	f.Entry.Confirm = true
	c := h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	_, err := h.act(t, "jeu", in.Entry.ID, "bonus", "")
	must(t, err)
	in, err = h.Confirm(t.Context(), "jeu", h.token(t, "awa@exemple.sn"))
	must(t, err)
	if in.Entry.Status != contests.EntryPending || in.Entry.ReadyAt.IsZero() {
		t.Fatalf("%+v", in.Entry)
	}
	if s := h.standing(t, in.Entry.ID); len(s.Missing) != 1 || s.Missing[0] != "quiz" {
		t.Errorf("%+v", s)
	}
	if len(h.mails(t, "awa@exemple.sn", "entry-missing")) != 1 || len(h.rewards.thanks) != 0 {
		t.Error("they are not told that a step is left, or were thanked before it")
	}
	_, err = h.act(t, "jeu", in.Entry.ID, "quiz", "chocolat")
	wantFields(t, err, "answer quiz_wrong")
	r, err := h.act(t, "jeu", in.Entry.ID, "quiz", " VANILLE ")
	must(t, err)
	if r.Entry.Status != contests.EntryConfirmed || r.Entry.Tickets != 2 || r.Entry.Revision != 1 || len(h.rewards.thanks) != 1 {
		t.Fatalf("%+v", r.Entry)
	}
	h.enter(t, "jeu", "idle@exemple.sn")
	_, err = h.Confirm(t.Context(), "jeu", h.token(t, "idle@exemple.sn"))
	must(t, err)
	h.runJobs(t, c.ClosesAt)
	seal, _, err := h.FindSeal(t.Context(), c)
	must(t, err)
	if seal.Entries != 1 || seal.Tickets != 2 {
		t.Errorf("sealed with %d entries, %d tickets", seal.Entries, seal.Tickets)
	}
}

// The address confirmed in one tab and the last action done in another: whichever comes
// first, the entry counts.
func TestConfirmationAndLastActionMeet(t *testing.T) {
	h := newHouse(t)
	f := active("jeu", 5, contests.Action{ID: "visit", Kind: tickets.Visit, Label: "Ouvrez la page", URL: "https://exemple.sn", Mandatory: true})
	f.Entry.Confirm = true
	h.open(t, f)
	for i := range 5 {
		email := fmt.Sprintf("fan%d@exemple.sn", i)
		in := h.enter(t, "jeu", email)
		key, token := h.keyOf(t, in.Entry.ID), h.token(t, email)
		for _, err := range together(2, func(i int) (err error) {
			if i == 0 {
				_, err = h.Confirm(t.Context(), "jeu", token)
			} else {
				_, err = h.Act(t.Context(), "jeu", key, "visit", contests.ActForm{})
			}
			return err
		}) {
			must(t, err)
		}
		if r := h.receipt(t, in.Entry.ID); r.Tickets != 1 {
			t.Fatalf("%+v", r)
		}
	}
}

// Quizzes and codes are asked in the form itself, so that they work at a tablet; a wrong
// answer refuses no entry.
func TestAnswersInTheForm(t *testing.T) {
	h := newHouse(t)
	quiz := contests.Action{ID: "quiz", Kind: tickets.Quiz, Label: "Combien ?", Choices: []string{"Deux", "Trois"}, Accept: []string{"Trois"}, Tickets: 2}
	code := contests.Action{ID: "code", Kind: tickets.Code, Label: "Le mot de l’affiche", Accept: []string{"Été 2026"}, Tickets: 3}
	h.open(t, active("jeu", 10, quiz, code))
	form := entryForm("awa@exemple.sn")
	form.Acts = map[string]string{"quiz": "Trois", "code": "ete2026"}
	in, err := h.Enter(t.Context(), "jeu", form)
	must(t, err)
	if in.Entry.Status != contests.EntryConfirmed || in.Entry.Tickets != 6 || len(h.mails(t, "awa@exemple.sn", "entry-receipt")) != 1 {
		t.Fatalf("%+v", in.Entry)
	}
	form = entryForm("ben@exemple.sn")
	form.Acts = map[string]string{"quiz": "Deux", "code": "hiver"}
	in, err = h.Enter(t.Context(), "jeu", form)
	must(t, err)
	if in.Entry.Tickets != 1 {
		t.Fatalf("%+v", in.Entry)
	}
	_, err = h.act(t, "jeu", in.Entry.ID, "quiz", "Trois")
	wantFault(t, err, contests.ErrQuizLost) // the rules allow one answer
	_, err = h.act(t, "jeu", in.Entry.ID, "code", "ÉTÉ-2026")
	must(t, err)
}

// Guessing a secret code stops after five wrong ones an hour, also for the right one.
func TestGuessingASecretCode(t *testing.T) {
	h := newHouse(t)
	h.open(t, active("jeu", 5, contests.Action{ID: "code", Kind: tickets.Code, Label: "Le code", Accept: []string{"K7Q2"}, Tickets: 1}))
	in := h.enter(t, "jeu", "awa@exemple.sn")
	for i := range 5 {
		_, err := h.act(t, "jeu", in.Entry.ID, "code", fmt.Sprintf("K7Q%d", 3+i))
		wantFields(t, err, "answer code_wrong")
	}
	for range 3 {
		_, err := h.act(t, "jeu", in.Entry.ID, "code", "K7Q2")
		wantFault(t, err, contests.ErrTooManyTries)
	}
	h.clock.Advance(59 * time.Minute)
	_, err := h.act(t, "jeu", in.Entry.ID, "code", "k7q2 ")
	wantFault(t, err, contests.ErrTooManyTries)
}

// Two guesses at the same moment are two guesses.
func TestGuessesInManyTabs(t *testing.T) {
	h := newHouse(t)
	h.open(t, active("jeu", 5, contests.Action{ID: "code", Kind: tickets.Code, Label: "Le code", Accept: []string{"K7Q2"}, Tickets: 1}))
	in := h.enter(t, "jeu", "awa@exemple.sn")
	key, wrong := h.keyOf(t, in.Entry.ID), 0
	for _, err := range together(20, func(i int) error {
		_, err := h.Act(t.Context(), "jeu", key, "code", contests.ActForm{Answer: fmt.Sprintf("WRONG%d", i)})
		return err
	}) {
		if !errors.Is(err, contests.ErrTooManyTries) {
			wrong++
		}
	}
	if wrong != 5 {
		t.Fatalf("%d guesses were compared", wrong)
	}
}

// What opens after others is closed before them.
func TestLockedAction(t *testing.T) {
	h := newHouse(t)
	last := contests.Action{ID: "last", Kind: tickets.Bonus, Label: "Le bonus final", Tickets: 5, After: []string{"bonus"}}
	h.open(t, active("jeu", 10, bonus, last))
	in := h.enter(t, "jeu", "awa@exemple.sn")
	_, err := h.act(t, "jeu", in.Entry.ID, "last", "")
	wantFault(t, err, contests.ErrActionLocked)
	_, err = h.act(t, "jeu", in.Entry.ID, "bonus", "")
	must(t, err)
	r, err := h.act(t, "jeu", in.Entry.ID, "last", "")
	must(t, err)
	if r.Entry.Tickets != 7 {
		t.Errorf("%d tickets", r.Entry.Tickets)
	}
}

// A daily ticket is one for each day of the contest's zone, also on the day of 25 hours, and
// none from the moment of closing.
func TestDailyActionByTheZonesClock(t *testing.T) {
	h := newHouse(t)
	f := active("jeu", 10, contests.Action{ID: "day", Kind: tickets.Bonus, Label: "Revenez", Tickets: 1, Every: tickets.Daily})
	f.TimeZone, f.OpensAt, f.ClosesAt = "Europe/Paris", "2026-10-24T10:00:00+02:00", "2026-10-27T00:00:00+01:00"
	h.clock.Set(time.Date(2026, 10, 24, 9, 0, 0, 0, time.UTC))
	h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	at := func(clock string, want uint64, back string) {
		t.Helper()
		now, err := time.Parse(time.RFC3339, clock)
		must(t, err)
		h.clock.Set(now)
		r, err := h.act(t, "jeu", in.Entry.ID, "day", "")
		must(t, err)
		line := h.standing(t, in.Entry.ID).Acts[0]
		if got := line.BackAt.UTC().Format(time.RFC3339); r.Entry.Tickets != want || line.State != tickets.Waiting || got != back {
			t.Fatalf("%s: %d tickets, %s until %s", clock, r.Entry.Tickets, line.State, got)
		}
	}
	at("2026-10-24T21:59:59Z", 2, "2026-10-24T22:00:00Z")
	at("2026-10-24T22:00:00Z", 3, "2026-10-25T23:00:00Z") // Sunday, of 25 hours
	at("2026-10-25T22:59:59Z", 3, "2026-10-25T23:00:00Z")
	at("2026-10-26T22:59:59Z", 4, "0001-01-01T00:00:00Z") // the last day: nobody is asked to come back
	h.clock.Set(time.Date(2026, 10, 26, 23, 0, 0, 0, time.UTC))
	_, err := h.act(t, "jeu", in.Entry.ID, "day", "")
	wantFault(t, err, contests.ErrClosed)
}

// Coming back each week is one more ticket, without any action of the brand's.
func TestComingBack(t *testing.T) {
	h := newHouse(t)
	f := form("jeu")
	f.Entry.MaxTickets, f.Entry.Again = 3, tickets.Weekly
	f.ClosesAt = noon.AddDate(0, 0, 30).Format(time.RFC3339)
	h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	for week, want := range []uint64{2, 3, 3} {
		h.clock.Set(noon.AddDate(0, 0, 7*week))
		r, err := h.act(t, "jeu", in.Entry.ID, contests.AgainID, "")
		must(t, err)
		if r.Entry.Tickets != want {
			t.Fatalf("week %d: %d tickets", week, r.Entry.Tickets)
		}
	}
}

// One person, one chance: what is done earns nothing, and the rules say so.
func TestOneChance(t *testing.T) {
	h := newHouse(t)
	f := active("jeu", 10, bonus)
	f.Entry.OneChance = true
	c := h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	r, err := h.act(t, "jeu", in.Entry.ID, "bonus", "")
	must(t, err)
	_, rules, err := h.FindRules(t.Context(), "jeu")
	must(t, err)
	if r.Entry.Tickets != 1 || c.Entry.Actions[0].Tickets != 0 || !strings.Contains(rules.Text.EN, "One person, one chance") ||
		!strings.Contains(string(rules.JSON), `"one_person_one_chance":true`) {
		t.Errorf("%+v\n%s", r.Entry, rules.Text.EN)
	}
}

// tiersOf stands for a loyalty programme.
type tiersOf map[fan.ID]string

func (tiersOf) ListTiers(context.Context, account.BrandID) ([]string, error) {
	return []string{"Bronze", "Argent", "Or"}, nil
}

func (m tiersOf) TierOf(_ context.Context, _ account.BrandID, id fan.ID) (string, error) {
	return m[id], nil
}

func TestTierActionAsksTheProgramme(t *testing.T) {
	h := newHouse(t)
	members := tiersOf{}
	h.options.Tiers = members
	h.Service = contests.New(h.options)
	gold := contests.Action{ID: "tier", Kind: tickets.Tier, Label: "Pour nos membres", Tier: "Argent", Tickets: 2}
	f := active("jeu", 5, gold)
	f.Entry.Confirm = true
	h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	members[in.Entry.Fan] = "Or"
	_, err := h.act(t, "jeu", in.Entry.ID, "tier", "")
	wantFault(t, err, contests.ErrTierUnproved) // somebody else may have typed this address
	_, err = h.Confirm(t.Context(), "jeu", h.token(t, "awa@exemple.sn"))
	must(t, err)
	members[in.Entry.Fan] = "Bronze"
	_, err = h.act(t, "jeu", in.Entry.ID, "tier", "")
	wantFault(t, err, contests.ErrTierNotReached)
	members[in.Entry.Fan] = "Or"
	r, err := h.act(t, "jeu", in.Entry.ID, "tier", "")
	must(t, err)
	if r.Entry.Tickets != 3 {
		t.Errorf("%d tickets", r.Entry.Tickets)
	}
	f = active("autre", 5, contests.Action{ID: "tier", Kind: tickets.Tier, Label: "x", Tier: "Platine", Tickets: 1})
	_, err = h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "entry.actions[0].tier action_tier_unknown")
}

// A proof counts once staff agree; a refusal has a reason, and something else may be sent.
func TestProofsAreReviewed(t *testing.T) {
	h := newHouse(t)
	proof := contests.Action{ID: "photo", Kind: tickets.Proof, Label: "Votre glace en photo", Proof: contests.ProofPicture, Tickets: 2}
	story := contests.Action{ID: "story", Kind: tickets.Proof, Label: "Votre souvenir", Proof: contests.ProofText, Tickets: 1}
	h.open(t, active("jeu", 5, proof, story))
	in := h.enter(t, "jeu", "awa@exemple.sn")
	_, err := h.act(t, "jeu", in.Entry.ID, "photo", "")
	wantFields(t, err, "picture proof_picture_missing")
	sent := picture.Picture{Width: 2, Height: 2, Files: []picture.File{{Width: 2, Height: 2, JPEG: []byte("jpeg bytes")}}}
	r, err := h.Act(t.Context(), "jeu", h.keyOf(t, in.Entry.ID), "photo", contests.ActForm{Picture: &sent})
	must(t, err)
	if r.Entry.Tickets != 1 {
		t.Fatal("counted before staff agreed")
	}
	page, err := h.ListProofs(t.Context(), h.staff(account.Moderator), "jeu", "", 0)
	must(t, err)
	seen, err := h.FindPicture(t.Context(), h.manager(), "jeu", in.Entry.ID, page.Items[0].Picture)
	must(t, err)
	if string(seen.JPEG) != "jpeg bytes" || h.count(t, "entry_pictures WHERE jpeg_sealed = ?", []byte("jpeg bytes")) != 0 {
		t.Error("the picture is not the one sent, or is stored in the clear")
	}
	_, err = h.FindPicture(t.Context(), h.stranger(), "jeu", in.Entry.ID, page.Items[0].Picture)
	wantFault(t, err, contests.ErrNotFound)
	wantFields(t, h.ReviewProof(t.Context(), h.manager(), "jeu", page.Items[0].ID, false, " "), "reason proof_refusal_reason")
	must(t, h.ReviewProof(t.Context(), h.manager(), "jeu", page.Items[0].ID, false, "On ne voit pas de glace."))
	wantFault(t, h.ReviewProof(t.Context(), h.manager(), "jeu", page.Items[0].ID, true, ""), contests.ErrProofNotFound)
	if line := h.standing(t, in.Entry.ID).Acts[0]; line.State != tickets.Open || line.Sent != contests.ActRefused || line.Reason != "On ne voit pas de glace." {
		t.Errorf("%+v", line)
	}
	if len(h.mails(t, "awa@exemple.sn", "proof-refused")) != 1 {
		t.Error("they are not told")
	}
	_, err = h.Act(t.Context(), "jeu", h.keyOf(t, in.Entry.ID), "photo", contests.ActForm{Picture: &sent})
	must(t, err)
	_, err = h.act(t, "jeu", in.Entry.ID, "story", "Une glace à Curepipe, en 1998.")
	must(t, err)
	page, err = h.ListProofs(t.Context(), h.manager(), "jeu", "", 0)
	must(t, err)
	for _, p := range page.Items {
		must(t, h.ReviewProof(t.Context(), h.manager(), "jeu", p.ID, true, ""))
	}
	if r := h.receipt(t, in.Entry.ID); r.Tickets != 4 {
		t.Errorf("%d tickets", r.Tickets)
	}
	must(t, h.fans.ForgetFor(t.Context(), h.staff(account.Owner), in.Entry.Fan))
	if h.count(t, "entry_pictures") != 0 || h.count(t, "entry_acts WHERE proof <> ''") != 0 {
		t.Error("what was sent outlives the person")
	}
}

// The editor refuses what networks forbid as a condition, and says why.
func TestForbiddenConditionsAreRefused(t *testing.T) {
	h := newHouse(t)
	f := active("jeu", 5,
		contests.Action{ID: "a", Kind: tickets.Proof, Proof: contests.ProofLink, Label: "Partagez cette publication", Tickets: 1},
		contests.Action{ID: "b", Kind: tickets.Bonus, Label: "Identifiez deux amis", Tickets: 1},
		contests.Action{ID: "c", Kind: tickets.Visit, URL: "https://facebook.com/glaces", Label: "Likez la page", Tickets: 1},
		contests.Action{ID: "d", Kind: tickets.Bonus, Label: "Follow us on Instagram", Tickets: 1},
	)
	_, err := h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "entry.actions[0].label condition_share", "entry.actions[1].label condition_tag",
		"entry.actions[2].label condition_like", "entry.actions[3].label condition_follow")
}

func TestWrongActions(t *testing.T) {
	h := newHouse(t)
	f := active("jeu", 0,
		contests.Action{ID: "again", Kind: tickets.Bonus, Label: "x", Tickets: 101},
		contests.Action{ID: "b", Kind: "follow", Label: ""},
		contests.Action{ID: "c", Kind: tickets.Quiz, Label: "x", Every: tickets.Daily, After: []string{"d"}},
		contests.Action{ID: "d", Kind: tickets.Referral, Label: "x", Mandatory: true},
		contests.Action{ID: "e", Kind: tickets.Visit, Label: "x", URL: "javascript:alert(1)"},
		contests.Action{ID: "f", Kind: tickets.Code, Label: "x", Accept: []string{"A1"}},
		contests.Action{ID: "g", Kind: tickets.Quiz, Label: "x", Accept: []string{"Trois"}, Choices: []string{"Un", "Deux"}},
		contests.Action{ID: "h", Kind: tickets.Proof, Label: "x"},
	)
	_, err := h.Create(t.Context(), h.manager(), f)
	wantFields(t, err,
		"entry.actions[0].id action_id_invalid", "entry.actions[0].tickets action_tickets_out_of_range",
		"entry.actions[1].label required", "entry.actions[1].kind action_kind_invalid",
		"entry.actions[2].every action_period_invalid", "entry.actions[2].after action_after_unknown", "entry.actions[2].accept action_accept_missing",
		"entry.actions[3].mandatory referral_mandatory", "entry.actions[3].most action_friends_out_of_range",
		"entry.actions[4].url action_url_invalid", "entry.actions[5].accept action_code_short",
		"entry.actions[6].choices action_choices_invalid", "entry.actions[7].proof action_proof_invalid",
		"entry.max_tickets actions_uncapped")
}

// Secrets are neither in the rules nor in the journal.
func TestSecretsStaySecret(t *testing.T) {
	h := newHouse(t)
	h.open(t, active("jeu", 5, contests.Action{ID: "code", Kind: tickets.Code, Label: "Le code", Accept: []string{"SESAME2026"}, Tickets: 1}))
	_, rules, err := h.FindRules(t.Context(), "jeu")
	must(t, err)
	if text := string(rules.JSON) + rules.Text.FR + rules.Text.EN; strings.Contains(text, "SESAME") {
		t.Error("the rules tell the code")
	}
	if n := h.count(t, "journal WHERE after_json LIKE ?", "%SESAME%"); n != 0 {
		t.Error("the journal tells the code")
	}
	in := h.enter(t, "jeu", "awa@exemple.sn")
	if fmt.Sprintf("%+v", h.standing(t, in.Entry.ID)) != strings.ReplaceAll(fmt.Sprintf("%+v", h.standing(t, in.Entry.ID)), "SESAME", "") {
		t.Error("the exit screen is given the code")
	}
}

// The odds are an entry's tickets among all, at a moment that is told with them.
func TestOdds(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, active("jeu", 5, bonus))
	in := h.enter(t, "jeu", "awa@exemple.sn")
	h.enterMany(t, "jeu", 3)
	_, err := h.act(t, "jeu", in.Entry.ID, "bonus", "")
	must(t, err)
	e := h.receipt(t, in.Entry.ID)
	r, err := h.ReceiptOf(t.Context(), in.Entry.ID)
	must(t, err)
	o, known, err := h.FindOdds(t.Context(), c, r.Entry)
	must(t, err)
	if !known || o.Tickets != 2 || o.All != 5 || !o.At.Equal(noon) || e.Tickets != 2 {
		t.Fatalf("%+v %t", o, known)
	}
	h.runJobs(t, c.ClosesAt)
	if o, known, err = h.FindOdds(t.Context(), c, r.Entry); err != nil || !known || o.All != 5 || !o.At.Equal(c.ClosesAt) {
		t.Errorf("%+v %t %v", o, known, err)
	}
}
