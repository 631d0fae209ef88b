package contests_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/law"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

func TestProfileBlocksUntilOverridden(t *testing.T) {
	h := newHouse(t)
	f := form("dakar")
	f.Law = &contests.LegalTerms{Profiles: []law.Code{law.SN}}
	_, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	_, err = h.Publish(t.Context(), h.manager(), "dakar", 0)
	wantFault(t, err, contests.ErrLawBlocks)
	wantFields(t, err, "law.sn.permit contest_law_blocks")

	wantFault(t, h.OverrideLaw(t.Context(), h.manager(), "dakar", "sn.permit", "ok"), fault.ErrInvalid)
	wantFault(t, h.OverrideLaw(t.Context(), h.manager(), "dakar", "ci.permit", "vu avec le conseil de la marque"), contests.ErrLawRule)
	wantFault(t, h.OverrideLaw(t.Context(), h.stranger(), "dakar", "sn.permit", "vu avec le conseil de la marque"), contests.ErrNotFound)
	must(t, h.OverrideLaw(t.Context(), h.manager(), "dakar", "sn.permit", "Accord oral de la LONASE, lettre à venir"))

	checks, err := h.CheckLaw(t.Context(), h.manager(), "dakar")
	must(t, err)
	for _, c := range checks {
		if c.Rule == "sn.permit" && (c.Override == nil || c.Override.By != "Nadia" || c.Stops()) {
			t.Errorf("%+v", c)
		}
	}
	_, err = h.Publish(t.Context(), h.manager(), "dakar", 0)
	must(t, err)
	if n := h.count(t, "journal WHERE action = 'contest.law_overridden' AND after_json LIKE '%lettre%'"); n != 1 {
		t.Errorf("%d lines in the journal", n)
	}
	wantFault(t, h.OverrideLaw(t.Context(), h.manager(), "dakar", "sn.permit", "encore une fois, plus tard"), contests.ErrAlreadyPublished)
	if h.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("UPDATE contest_overrides SET reason = 'x'").Error
	}) == nil {
		t.Error("an override was rewritten")
	}
}

func TestPermitSettlesTheMatter(t *testing.T) {
	h := newHouse(t)
	f := form("abidjan")
	f.Law = &contests.LegalTerms{Profiles: []law.Code{law.CI}, Permit: contests.Permit{Authority: "ARJH", Number: "17/2026", Date: "2026-11-02"}}
	c := h.open(t, f)
	_, rules, err := h.FindRules(t.Context(), c.Slug)
	must(t, err)
	if plain := strings.ReplaceAll(rules.Text.FR, "\u00a0", " "); !strings.Contains(plain, "Autorisation : ARJH, n° 17/2026, du 2 novembre 2026.") {
		t.Error(plain)
	}
	f.Slug, f.Law.Permit.Date = "faux", "hier"
	_, err = h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "law.permit.date permit_date_invalid")
}

func TestSeatChoosesTheProfile(t *testing.T) {
	h := newHouse(t)
	b := h.brand
	b.Legal = account.Legal{Country: "mu", Form: "SARL", Registration: "BRN C1"}
	owner := h.staff(account.Owner)
	accounts := account.New(account.Options{DB: h.db, Clock: h.clock, Outbox: h.outbox, Secret: h.options.Secret, BaseURL: base})
	b, err := accounts.EditBrand(t.Context(), owner, b)
	must(t, err)
	if b.Legal.Country != "MU" {
		t.Error(b.Legal.Country)
	}
	c, err := h.Create(t.Context(), h.manager(), form("ici"))
	must(t, err)
	if len(c.Law.Profiles) != 1 || c.Law.Profiles[0] != law.MU {
		t.Errorf("%+v", c.Law)
	}
	b.Legal.Country = "Maurice"
	_, err = accounts.EditBrand(t.Context(), owner, b)
	wantFields(t, err, "seat_country country_invalid")
}

// amendable is a contest in which somebody has entered, some time before now.
func amendable(t *testing.T, h *house, slug string) contests.Contest {
	t.Helper()
	c := h.open(t, form(slug))
	h.enter(t, slug, "avant@exemple.sn")
	h.clock.Advance(10 * time.Minute)
	return c
}

func TestAmendmentIsPublicAndLeavesTheDrawAlone(t *testing.T) {
	h := newHouse(t)
	c := amendable(t, h, "avenant")
	_, before, err := h.FindRules(t.Context(), "avenant")
	must(t, err)
	first, err := h.ReceiptOf(t.Context(), h.enterID(t, "avant@exemple.sn"))
	must(t, err)

	a, err := h.Amend(t.Context(), h.manager(), "avenant", contests.AmendForm{
		Reason: "Les fêtes allongent les réponses.", ClaimDays: 30, Clarification: "Le lot se retire aussi à Curepipe.", Harmless: true,
	})
	must(t, err)
	if a.No != 1 || a.Code != contests.AmendSeveral {
		t.Errorf("%+v", a)
	}
	amended, after, err := h.FindRules(t.Context(), "avenant")
	must(t, err)
	if amended.ClaimDays != 30 || after.Version != 2 || after.Hash != a.Hash || amended.RulesHash != c.RulesHash {
		t.Errorf("%d days, version %d", amended.ClaimDays, after.Version)
	}
	if !strings.HasPrefix(after.Text.FR, before.Text.FR) || !strings.Contains(after.Text.EN, "## Amendment no. 1") {
		t.Error("the frozen text does not stand whole before the amendment")
	}
	if !bytes.Contains(after.JSON, []byte(`"replaces":"`+before.Hash.String()+`"`)) {
		t.Error("the amended file does not name what it replaces")
	}
	h.clock.Advance(time.Minute)
	h.enter(t, "avenant", "apres@exemple.sn")
	again, err := h.ReceiptOf(t.Context(), h.enterID(t, "avant@exemple.sn"))
	must(t, err)
	late, err := h.ReceiptOf(t.Context(), h.enterID(t, "apres@exemple.sn"))
	must(t, err)
	if !bytes.Equal(first.Note, again.Note) {
		t.Error("a receipt changed with the rules")
	}
	if !bytes.Contains(late.Note, []byte("rules "+a.Hash.String())) || !bytes.Contains(again.Note, []byte("rules "+before.Hash.String())) {
		t.Error("receipts do not name the rules that were accepted")
	}

	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	report, _ := h.verified(t, "avenant")
	if report.Entries != 2 {
		t.Errorf("%+v", report)
	}
	must(t, contests.CheckRows(t.Context(), h.db))
	_, err = h.Amend(t.Context(), h.manager(), "avenant", contests.AmendForm{Reason: "trop tard", ClaimDays: 40})
	wantFault(t, err, contests.ErrAmendLate)
}

func (h *house) fanID(t *testing.T, email string) fan.ID {
	t.Helper()
	contact, err := fan.ParseContact(email, "", "")
	must(t, err)
	f, err := h.fans.LookUp(t.Context(), h.brand.ID, contact)
	must(t, err)
	return f.ID
}

func (h *house) enterID(t *testing.T, email string) contests.EntryID {
	t.Helper()
	var id string
	must(t, h.db.Gorm(t.Context()).Raw("SELECT id FROM entries WHERE holder = ?", "fan:"+string(h.fanID(t, email))).Scan(&id).Error)
	return contests.EntryID(id)
}

func TestOnlyWhatHurtsNobodyIsAmended(t *testing.T) {
	h := newHouse(t)
	amendable(t, h, "strict")
	for name, c := range map[string]struct {
		form contests.AmendForm
		want []string
	}{
		"nothing":           {contests.AmendForm{Reason: "rien"}, []string{"clarification amendment_empty"}},
		"no reason":         {contests.AmendForm{ClaimDays: 20}, []string{"reason required"}},
		"shorter answer":    {contests.AmendForm{Reason: "vite", ClaimDays: 5}, []string{"claim_days amendment_claim_shorter"}},
		"longer retention":  {contests.AmendForm{Reason: "garder", Retention: law.Retention{LosersDays: 300}}, []string{"retention.losers_days amendment_retention_longer"}},
		"too short":         {contests.AmendForm{Reason: "hop", Retention: law.Retention{LosersDays: 8}}, []string{"retention.losers_days retention_out_of_range"}},
		"undeclared clause": {contests.AmendForm{Reason: "clair", Clarification: "Un seul lot."}, []string{"harmless amendment_undeclared"}},
		"half a permit":     {contests.AmendForm{Reason: "GRA", Permit: &contests.Permit{Number: "7"}}, []string{"permit.number permit_incomplete"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.Amend(t.Context(), h.manager(), "strict", c.form)
			wantFields(t, err, c.want...)
		})
	}
	_, err := h.Amend(t.Context(), h.stranger(), "strict", contests.AmendForm{Reason: "x", ClaimDays: 20})
	wantFault(t, err, contests.ErrNotFound)
	if n := h.count(t, "contest_amendments"); n != 0 {
		t.Errorf("%d amendments", n)
	}
	if h.db.InTx(t.Context(), func(tx *db.DB) error { return tx.Gorm(t.Context()).Exec("UPDATE contests SET law_json = '{}'").Error }) == nil {
		t.Error("legal terms of a published contest were rewritten")
	}
}

func TestEntrantsAreToldOfAnAmendmentOnce(t *testing.T) {
	h := newHouse(t)
	f := form("dire")
	f.Entry.Confirm = true
	h.open(t, f)
	h.enter(t, "dire", "awa@exemple.sn")
	_, err := h.Confirm(t.Context(), "dire", h.token(t, "awa@exemple.sn"))
	must(t, err)
	h.enter(t, "dire", "jamais@exemple.sn")
	h.clock.Advance(time.Minute)
	_, err = h.Amend(t.Context(), h.manager(), "dire", contests.AmendForm{Reason: "Plus de temps", ClaimDays: 20})
	must(t, err)
	for range 3 {
		must(t, h.TellAmendmentsDue(t.Context()))
	}
	if n := len(h.mails(t, "awa@exemple.sn", "rules-amended")); n != 1 {
		t.Errorf("%d mails to somebody who entered", n)
	}
	if n := len(h.mails(t, "jamais@exemple.sn", "rules-amended")); n != 0 {
		t.Errorf("%d mails to somebody who did not confirm", n)
	}
	amendments, err := h.Amendments(t.Context(), "dire")
	must(t, err)
	if len(amendments) != 1 || !amendments[0].Told {
		t.Errorf("%+v", amendments)
	}
}

func TestConsentNamesTheRulesThatWereAccepted(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("accord"))
	refused := entryForm("non@exemple.sn")
	refused.Newsletter = contests.Tick{Refused: true, Text: "Recevoir les nouveautés ?"}
	_, err := h.Enter(t.Context(), "accord", refused)
	must(t, err)
	consents, err := h.fans.ListConsents(t.Context(), h.fanID(t, "non@exemple.sn"))
	must(t, err)
	if len(consents) != 2 || consents[0].Version != c.RulesHash.String() {
		t.Fatalf("%+v", consents)
	}
	if consents[1].Purpose != "newsletter" || consents[1].Granted || consents[1].Text != "Recevoir les nouveautés ?" {
		t.Errorf("%+v", consents[1])
	}
}

// TestPurgeGoesByClassOnTheDay: nobody's data goes a second early, each class goes on its
// day, and the proof verifies after each of them.
func TestPurgeGoesByClassOnTheDay(t *testing.T) {
	h := newHouse(t)
	f := form("purge")
	f.Law = &contests.LegalTerms{Retention: law.Retention{InvalidDays: 10, LosersDays: 30, WinnersDays: 60, ProofDays: 100}}
	c := h.open(t, f)
	h.enterMany(t, "purge", 12)
	must(t, h.Exclude(t.Context(), h.manager(), "purge", h.enterID(t, "fan11@exemple.sn"), contests.ReasonFraud))
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	d, err := h.FindDraw(t.Context(), "purge")
	must(t, err)
	drawnAt := d.Contest.DrawnAt
	erased := func() int { return h.count(t, "entries WHERE holder LIKE 'erased:%'") }
	_, proofBefore := h.verified(t, "purge")
	for _, phase := range []struct {
		at           time.Time
		named, gone  int // people who are still known; entries without a person
		published    int // names in the proof
		fansWithMail int
	}{
		{c.ClosesAt.AddDate(0, 0, 10).Add(-time.Second), 12, 0, 6, 12},
		{c.ClosesAt.AddDate(0, 0, 10), 11, 1, 6, 11},
		{drawnAt.AddDate(0, 0, 30).Add(-time.Second), 11, 1, 6, 11},
		{drawnAt.AddDate(0, 0, 30), 6, 6, 6, 6},
		{drawnAt.AddDate(0, 0, 60), 0, 6, 6, 0},
		{drawnAt.AddDate(0, 0, 100), 0, 12, 0, 0},
	} {
		h.clock.Set(phase.at)
		must(t, h.PurgeDue(t.Context()))
		must(t, h.PurgeDue(t.Context()))
		if n := h.count(t, "entries WHERE name <> ''"); n != phase.named {
			t.Errorf("%s: %d people are known, want %d", phase.at, n, phase.named)
		}
		if n := erased(); n != phase.gone {
			t.Errorf("%s: %d entries without a person, want %d", phase.at, n, phase.gone)
		}
		if n := h.count(t, "fan_contacts"); n != phase.fansWithMail {
			t.Errorf("%s: %d addresses, want %d", phase.at, n, phase.fansWithMail)
		}
		report, proof := h.verified(t, "purge")
		if report.Entries != 11 || len(report.Aliases) != phase.published {
			t.Errorf("%s: %d entries, %d names", phase.at, report.Entries, len(report.Aliases))
		}
		if phase.published > 0 && unzip(t, proofBefore)["disclosures.json"] != unzip(t, proof)["disclosures.json"] {
			t.Errorf("%s: the names are opened differently", phase.at)
		}
	}
	if n := h.count(t, "entries WHERE secret_sealed IS NOT NULL OR name <> '' OR fan_id <> '' OR alias <> ''"); n != 0 {
		t.Errorf("%d entries still lead to somebody", n)
	}
	if n := h.count(t, "journal WHERE action = 'contest.purged'"); n != 4 {
		t.Errorf("%d purges in the journal", n)
	}
	found, err := h.Find(t.Context(), "purge")
	must(t, err)
	purges, err := h.Purges(t.Context(), found)
	must(t, err)
	for i, want := range []int{1, 5, 6, 6} {
		if p := purges[i]; p.DoneAt.IsZero() || p.Entries != want {
			t.Errorf("%+v, want %d entries", p, want)
		}
	}
	must(t, contests.CheckRows(t.Context(), h.db))
}

// Whoever has something else with the brand stays known to it.
func TestPurgeKeepsSubscribers(t *testing.T) {
	h := newHouse(t)
	f := form("reste")
	f.Law = &contests.LegalTerms{Retention: law.Retention{LosersDays: 30}}
	f.Prizes = f.Prizes[:1]
	f.Prizes[0].Alternates = 0
	c := h.open(t, f)
	for _, who := range []string{"a", "b", "c"} {
		in := entryForm(who + "@exemple.sn")
		in.Newsletter.Given = true
		_, err := h.Enter(t.Context(), "reste", in)
		must(t, err)
	}
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	h.clock.Set(c.DrawAt.AddDate(0, 0, 31))
	must(t, h.PurgeDue(t.Context()))
	if n := h.count(t, "fan_contacts"); n != 3 {
		t.Errorf("%d subscribers left", n)
	}
	if n := h.count(t, "entries WHERE name <> ''"); n != 1 {
		t.Errorf("%d entries with a name", n)
	}
}

// Two servers that purge at once count every entry once.
func TestPurgeOfTwoServers(t *testing.T) {
	h := newHouse(t)
	d := h.drawn(t, form("deux"), 20)
	h.clock.Set(d.Contest.DrawnAt.AddDate(0, 0, 91))
	for _, err := range together(4, func(int) error { return h.PurgeDue(t.Context()) }) {
		must(t, err)
	}
	if n := h.count(t, "contest_purges WHERE class = 'losers'"); n != 1 {
		t.Errorf("%d purges", n)
	}
	if n := h.count(t, "journal WHERE action = 'contest.purged'"); n != 2 {
		t.Errorf("%d lines", n)
	}
}
