package contests_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// from is an entry from a browser and a network, a quarter of a minute after the form was
// shown.
func (h *house) from(t testing.TB, slug, email, device, network string) contests.Entered {
	t.Helper()
	f := entryForm(email)
	var err error
	f.Key, err = h.NewFormKey()
	must(t, err)
	h.clock.Advance(15 * time.Second)
	f.Trail = contests.Trail{Device: fan.DeviceID(device), Network: network}
	in, err := h.Enter(t.Context(), slug, f)
	must(t, err)
	return in
}

func has(in contests.Entered, flag contests.Flag) bool { return slices.Contains(in.Entry.Flags, flag) }

func TestAFormThatComesBackAtOnceIsFlagged(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("speed"))
	shown, err := h.NewFormKey()
	must(t, err)
	for i, c := range []struct {
		key  string
		wait time.Duration
		want bool
	}{
		{shown, 0, true},
		{shown, time.Second, true},
		{shown, 2 * time.Second, false},
		{"another key", 0, false},
		{"0." + strings.SplitN(shown, ".", 2)[1], 0, false}, // a time that is not ours is none
	} {
		h.clock.Advance(c.wait)
		f := entryForm(fmt.Sprintf("speed%c@exemple.sn", 'a'+i))
		f.Key = c.key
		in, err := h.Enter(t.Context(), "speed", f)
		must(t, err)
		if has(in, contests.FlagSpeed) != c.want {
			t.Errorf("%d: flags %v", i, in.Entry.Flags)
		}
	}
}

// TestMoreTicketsSettleNothing: whoever is looked at is so still after a bonus, which they
// take themselves, and after one that staff give.
func TestMoreTicketsSettleNothing(t *testing.T) {
	h := newHouse(t)
	h.open(t, active("speed", 5, bonus))
	f := entryForm("awa@exemple.sn")
	var err error
	f.Key, err = h.NewFormKey()
	must(t, err)
	in, err := h.Enter(t.Context(), "speed", f)
	must(t, err)
	r, err := h.act(t, "speed", in.Entry.ID, "bonus", "")
	must(t, err)
	if r.Entry.Tickets != 2 || !slices.Contains(r.Entry.Flags, contests.FlagSpeed) {
		t.Errorf("after a bonus: %d tickets, flags %v", r.Entry.Tickets, r.Entry.Flags)
	}
	must(t, h.GiveTickets(t.Context(), h.manager(), "speed", in.Entry.ID, 4))
	must(t, h.Exclude(t.Context(), h.manager(), "speed", in.Entry.ID, contests.ReasonFraud))
	must(t, h.Include(t.Context(), h.manager(), "speed", in.Entry.ID))
	if r, err = h.ReceiptOf(t.Context(), in.Entry.ID); err != nil || r.Entry.Tickets != 4 || len(r.Entry.Flags) != 0 {
		t.Errorf("after staff took them back in: %+v, %v", r.Entry, err)
	}
}

func TestSharedDevicesAreFlaggedLateAndNeverWhereTheyAreWelcome(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("home"))
	event := form("event")
	event.Entry.Trust.Shared = true
	h.open(t, event)
	for _, slug := range []string{"home", "event"} {
		for i := range 5 {
			in := h.from(t, slug, fmt.Sprintf("%s%c@exemple.sn", slug, 'a'+i), "one-phone", "198.51.100.0/24")
			if want := slug == "home" && i >= 3; has(in, contests.FlagDevice) != want {
				t.Errorf("%s, %d: flags %v", slug, i, in.Entry.Flags)
			}
		}
	}
	if in := h.from(t, "home", "z@exemple.sn", "another", "198.51.100.0/24"); has(in, contests.FlagDevice) {
		t.Error("another phone is taken for the same")
	}
	if n := h.count(t, "entry_traces t JOIN contests c ON c.id = t.contest_id WHERE c.slug = 'event' AND kind IN ('device', 'network')"); n != 0 {
		t.Errorf("%d devices and networks are noted at the event", n)
	}
	if n := h.count(t, "entry_traces WHERE trace LIKE '%198%' OR trace LIKE '%one-phone%' OR trace LIKE '%exemple%'"); n != 0 {
		t.Errorf("%d traces tell what they are of", n)
	}
}

func TestABurstFromOneNetworkIsFlaggedAndRefusesNobody(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("burst"))
	var last contests.Entered
	for i := range 62 {
		f := entryForm(fmt.Sprintf("n%s@exemple.sn", strings.Repeat("x", i)))
		f.Trail.Network = "203.0.113.0/24"
		var err error
		last, err = h.Enter(t.Context(), "burst", f)
		must(t, err)
		if want := i > 60; has(last, contests.FlagBurst) != want {
			t.Fatalf("%d: flags %v", i, last.Entry.Flags)
		}
	}
	if last.Entry.Status != contests.EntryConfirmed {
		t.Errorf("the last one is %s", last.Entry.Status)
	}
	h.clock.Advance(11 * time.Minute)
	if in := h.from(t, "burst", "later@exemple.sn", "", "203.0.113.0/24"); has(in, contests.FlagBurst) {
		t.Error("the burst goes on for ever")
	}
}

func TestSeriesAndAliasesAreFlagged(t *testing.T) {
	h := newHouse(t)
	f := form("series")
	f.Entry.Contact = contests.ContactEither
	f.Entry.Questions = []contests.Question{{ID: "where", Label: "Votre adresse"}}
	h.open(t, f)
	enter := func(change func(*contests.EntryForm)) contests.Entered {
		t.Helper()
		form := entryForm("")
		change(&form)
		in, err := h.Enter(t.Context(), "series", form)
		must(t, err)
		return in
	}
	var in contests.Entered
	for i := range 6 {
		in = enter(func(f *contests.EntryForm) { f.Phone = fmt.Sprintf("+2305712345%d", i) })
	}
	if !has(in, contests.FlagPhones) {
		t.Errorf("telephone numbers: %v", in.Entry.Flags)
	}
	for i := range 11 {
		in = enter(func(f *contests.EntryForm) { f.Email = fmt.Sprintf("joueur%d@exemple.sn", i) })
	}
	if !has(in, contests.FlagSenders) {
		t.Errorf("addresses: %v", in.Entry.Flags)
	}
	for i := range 4 {
		in = enter(func(f *contests.EntryForm) {
			f.Email, f.Answers = fmt.Sprintf("%c@exemple.sn", 'a'+i), map[string]string{"where": []string{"12, rue des Lilas", "12 RUE DES LILAS"}[i%2]}
		})
	}
	if !has(in, contests.FlagPostal) {
		t.Errorf("postal addresses: %v", in.Entry.Flags)
	}
	enter(func(f *contests.EntryForm) { f.Email = "awa@gmail.com" })
	if in = enter(func(f *contests.EntryForm) { f.Email = "a.wa+2@gmail.com" }); !has(in, contests.FlagAlias) {
		t.Errorf("alias: %v", in.Entry.Flags)
	}
}

func TestTracesGoAfterClosingAndWithThePerson(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("traces"))
	in := h.from(t, "traces", "a@exemple.sn", "d", "n")
	h.from(t, "traces", "b@exemple.sn", "d", "n")
	must(t, h.db.InTx(t.Context(), func(tx *db.DB) error { return h.Service.Erase(t.Context(), tx, in.Entry.Fan) }))
	if n := h.count(t, "entry_traces WHERE entry_id = ?", string(in.Entry.ID)); n != 0 {
		t.Errorf("%d traces of somebody who was forgotten", n)
	}
	h.runJobs(t, c.ClosesAt.Add(29*24*time.Hour))
	must(t, h.ForgetTraces(t.Context()))
	if n := h.count(t, "entry_traces"); n == 0 {
		t.Error("too early")
	}
	h.clock.Set(c.ClosesAt.Add(31 * 24 * time.Hour))
	must(t, h.ForgetTraces(t.Context()))
	if n := h.count(t, "entry_traces") + h.count(t, "network_days"); n != 0 {
		t.Errorf("%d traces and keys are kept for ever", n)
	}
}

func (h *house) reviewed(t testing.TB, slug string, f contests.ReviewFilter) contests.ReviewPage {
	t.Helper()
	page, err := h.Review(t.Context(), h.staff(account.Moderator), slug, f)
	must(t, err)
	return page
}

func TestTheQueueIsReadOneByOneAndADecisionCanBeTakenBack(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("queue"))
	var ids []contests.EntryID
	for _, name := range []string{"x", "y", "z"} {
		ids = append(ids, h.enter(t, "queue", name+"@mailinator.com").Entry.ID)
	}
	h.enter(t, "queue", "fine@exemple.sn")
	page := h.reviewed(t, "queue", contests.ReviewFilter{At: ids[1], Flag: contests.FlagDisposable})
	if page.Doubt == nil || page.Doubt.ID != ids[1] || page.Previous != ids[0] || page.Next != ids[2] || page.Place != 2 ||
		page.ByFlag[contests.FlagDisposable] != 3 || page.Doubt.Contact != "y@mailinator.com" {
		t.Fatalf("%+v", page)
	}
	must(t, h.Include(t.Context(), h.manager(), "queue", ids[1]))
	if page = h.reviewed(t, "queue", contests.ReviewFilter{At: ids[1], Flag: contests.FlagDisposable}); page.Doubt.ID != ids[2] {
		t.Errorf("after a decision: %+v", page.Doubt)
	}
	must(t, h.Undo(t.Context(), h.manager(), "queue", ids[1]))
	if page = h.reviewed(t, "queue", contests.ReviewFilter{At: ids[1]}); page.Doubt.ID != ids[1] || !slices.Contains(page.Doubt.Flags, contests.FlagDisposable) {
		t.Errorf("after it was taken back: %+v", page.Doubt)
	}
	wantFault(t, h.Undo(t.Context(), h.manager(), "queue", ids[1]), contests.ErrEntryState)

	must(t, h.Exclude(t.Context(), h.manager(), "queue", ids[0], contests.ReasonFraud))
	must(t, h.Undo(t.Context(), h.manager(), "queue", ids[0]))
	e, err := h.FindEntry(t.Context(), h.manager(), "queue", ids[0])
	must(t, err)
	if e.Status != contests.EntryConfirmed || e.Revision != 2 || !slices.Contains(e.Flags, contests.FlagDisposable) {
		t.Errorf("%+v", e)
	}
	if n := len(h.mails(t, "x@mailinator.com", "entry-restored")); n != 1 {
		t.Errorf("%d mails tell that it was a mistake", n)
	}
	_, err = h.Review(t.Context(), h.stranger(), "queue", contests.ReviewFilter{})
	wantFault(t, err, contests.ErrNotFound)
	_, err = h.Review(t.Context(), h.staff(account.Viewer), "queue", contests.ReviewFilter{})
	wantFault(t, err, account.ErrNotAllowed)
}

func (h *house) receiptKey(t testing.TB, id contests.EntryID) string {
	t.Helper()
	r, err := h.ReceiptOf(t.Context(), id)
	must(t, err)
	return r.Key
}

func TestTheEntrantIsToldObjectsAndIsAnswered(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("appeal"))
	in := h.enter(t, "appeal", "awa@exemple.sn")
	key := h.receiptKey(t, in.Entry.ID)
	wantFault(t, h.Appeal(t.Context(), "appeal", key, ""), contests.ErrNoAppeal)
	must(t, h.Exclude(t.Context(), h.manager(), "appeal", in.Entry.ID, contests.ReasonDuplicate))
	told := h.mails(t, "awa@exemple.sn", "entry-excluded")
	if len(told) != 1 || !strings.Contains(told[0].Text, "plusieurs participations d’une même personne") || !strings.Contains(told[0].Text, key+"#appeal") {
		t.Fatalf("%+v", told)
	}
	wantFields(t, h.Appeal(t.Context(), "appeal", key, strings.Repeat("é", 501)), "appeal too_long")
	wantFault(t, h.Appeal(t.Context(), "appeal", key+"x", ""), contests.ErrEntryNotFound)
	must(t, h.Appeal(t.Context(), "appeal", key, ""))
	must(t, h.Appeal(t.Context(), "appeal", key, "Nous sommes deux sœurs."))
	page := h.reviewed(t, "appeal", contests.ReviewFilter{Appeals: true})
	if page.Appeals != 1 || page.Doubt == nil || page.Doubt.Appeal.Said != "Nous sommes deux sœurs." {
		t.Fatalf("%+v", page)
	}
	must(t, h.Dismiss(t.Context(), h.manager(), "appeal", in.Entry.ID))
	wantFault(t, h.Dismiss(t.Context(), h.manager(), "appeal", in.Entry.ID), contests.ErrNoAppeal)
	wantFault(t, h.Appeal(t.Context(), "appeal", key, "Encore"), contests.ErrAppealDecided)
	if n := len(h.mails(t, "awa@exemple.sn", "appeal-dismissed")); n != 1 {
		t.Errorf("%d answers were mailed", n)
	}
	must(t, h.Undo(t.Context(), h.manager(), "appeal", in.Entry.ID)) // the appeal waits again
	must(t, h.Include(t.Context(), h.manager(), "appeal", in.Entry.ID))
	appeal, err := h.FindAppeal(t.Context(), in.Entry.ID)
	must(t, err)
	if appeal == nil || !appeal.Upheld || appeal.Waits() {
		t.Errorf("%+v", appeal)
	}
	if told = h.mails(t, "awa@exemple.sn", "entry-restored"); len(told) != 1 || !strings.Contains(told[0].Text, "Vous aviez raison") {
		t.Errorf("%+v", told)
	}
	h.clock.Set(c.ClosesAt)
	wantFault(t, h.Appeal(t.Context(), "appeal", key, "Trop tard"), contests.ErrSealed)
	wantFault(t, h.Undo(t.Context(), h.manager(), "appeal", in.Entry.ID), contests.ErrSealed)
}

func TestAWaveIsSettledInOneAct(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("wave"))
	var last contests.Entered
	for i := range 12 {
		network := []string{"a", "b"}[i%2]
		last = h.from(t, "wave", fmt.Sprintf("w%s@mailinator.com", strings.Repeat("x", i)), "", network)
	}
	if page := h.reviewed(t, "wave", contests.ReviewFilter{At: last.Entry.ID}); page.Doubt.Wave != 6 {
		t.Errorf("a wave of %d", page.Doubt.Wave)
	}
	settle := func(reason contests.Reason) (int, error) {
		return h.SettleWave(t.Context(), h.manager(), "wave", contests.WaveVerdict{Entry: last.Entry.ID, Reason: reason})
	}
	_, err := settle("because")
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("a reason of no list: %v", err)
	}
	n, err := settle(contests.ReasonFraud)
	must(t, err)
	if n != 6 {
		t.Errorf("%d settled", n)
	}
	_, err = settle(contests.ReasonFraud)
	wantFault(t, err, contests.ErrEntryState)
	counts, err := h.Count(t.Context(), c)
	must(t, err)
	if counts.Excluded != 6 || counts.Confirmed != 6 || counts.Flagged != 6 {
		t.Errorf("%+v", counts)
	}
	records, err := h.Records(t.Context(), "wave")
	must(t, err)
	out := 0
	for _, r := range records {
		if r.Kind == "exclude" {
			out++
		}
	}
	if out != 6 {
		t.Errorf("%d exclusions in the public log", out)
	}
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	if _, err := h.FindDraw(t.Context(), "wave"); err != nil {
		t.Error(err)
	}
}

func TestTheBlockListHoldsAcrossCampaigns(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("loose"))
	strict := form("strict")
	strict.Entry.Confirm = true
	h.open(t, strict)
	block := func(target string, effect fan.BlockEffect) fan.Block {
		t.Helper()
		b, err := h.fans.Block(t.Context(), h.manager(), fan.BlockForm{Target: target, Effect: effect, Reason: "revente de lots", Days: 30})
		must(t, err)
		return b
	}
	refused := block("awa@gmail.com", fan.BlockRefuses)
	block("tricheurs.example", fan.BlockRefuses)
	block("+230 5712 3456", fan.BlockFlags)
	if refused.Label != "a•••@gmail.com" {
		t.Errorf("label %q", refused.Label)
	}
	for _, email := range []string{"A.W.A+9@gmail.com", "x@mail.tricheurs.example"} {
		_, err := h.Enter(t.Context(), "loose", entryForm(email))
		wantFault(t, err, fan.ErrBlocked)
		if f := fault.From(err); !strings.Contains(f.Message.FR, "revente de lots") {
			t.Errorf("the sentence: %s", f.Message.FR)
		}
	}
	// Who has only typed an address is not told that its holder is on a list.
	in := h.enter(t, "strict", "awa@gmail.com")
	if in.Challenge == "" {
		t.Errorf("%+v", in)
	}
	_, err := h.Confirm(t.Context(), "strict", h.token(t, "awa@gmail.com"))
	wantFault(t, err, fan.ErrBlocked)
	_, err = h.Enter(t.Context(), "strict", entryForm("x@tricheurs.example"))
	wantFault(t, err, fan.ErrBlocked)

	must(t, h.fans.Lift(t.Context(), h.manager(), refused.ID))
	wantFault(t, h.fans.Lift(t.Context(), h.manager(), refused.ID), fan.ErrBlockNotFound)
	_, err = h.Confirm(t.Context(), "strict", h.token(t, "awa@gmail.com"))
	must(t, err)
	h.clock.Advance(31 * 24 * time.Hour)
	late := form("late")
	late.OpensAt, late.ClosesAt = h.clock.Now().Format(time.RFC3339), h.clock.Now().Add(time.Hour).Format(time.RFC3339)
	h.open(t, late)
	h.enter(t, "late", "x@tricheurs.example") // it has expired
}

// A stranger who types an address a thousand times, under aliases and in several forms,
// fills no mailbox; whoever holds it still gets their link.
func TestNobodysMailboxIsFilled(t *testing.T) {
	h := newHouse(t)
	f := form("bomb")
	f.Entry.Confirm = true
	f.ClosesAt = noon.Add(48 * time.Hour).Format(time.RFC3339)
	h.open(t, f)
	f.Slug, f.Entry.Confirm = "loose", false
	h.open(t, f)
	total := func() (n int) {
		n = h.count(t, "mail_outbox")
		return n
	}
	post := func(n int) {
		for i := range n {
			h.enter(t, []string{"bomb", "loose"}[i%2], fmt.Sprintf("victim+%d@exemple.sn", i))
		}
	}
	post(1000)
	if n := total(); n != fan.MailsPerHour {
		t.Errorf("%d mails after a thousand posts, want %d", n, fan.MailsPerHour)
	}
	for hour := 1; hour < 10; hour++ {
		h.clock.Set(noon.Add(time.Duration(hour) * time.Hour))
		post(20)
	}
	most := fan.MailsPerDay + 9
	if n := total(); n > most {
		t.Errorf("%d mails in ten hours, want at most %d", n, most)
	}
	h.clock.Set(noon.Add(10 * time.Hour))
	before := total()
	h.enter(t, "bomb", "victim@exemple.sn")
	if total() != before+1 {
		t.Error("whoever holds the mailbox gets no link an hour later")
	}
	if _, err := h.Confirm(t.Context(), "bomb", h.token(t, "victim@exemple.sn")); err != nil {
		t.Error(err)
	}
}
