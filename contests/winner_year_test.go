package contests_test

import (
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/contests/law"
	"kermesse/internal/account"
)

// american is a contest of one prize for people of the United States.
func american(slug string, cents int64) contests.Form {
	f := form(slug)
	f.Entry.MinAge, f.Entry.Countries = 18, []string{"US"}
	f.Prizes = []contests.Prize{{Name: "Ice cream", Winners: 1, Alternates: 1, ValueMinor: cents, Currency: "USD"}}
	f.Law = &contests.LegalTerms{Profiles: []law.Code{law.US}}
	return f
}

// What one person wins of a brand in a calendar year is shown to staff at the claim, by a
// fingerprint of their contact; what they did not take does not count, nor does another year.
func TestWhatAWinnerReceivesInAYear(t *testing.T) {
	h := newHouse(t)
	won := func(slug, email string, cents int64) claims.Line {
		t.Helper()
		f := american(slug, cents)
		f.OpensAt, f.ClosesAt = h.clock.Now().Format(time.RFC3339), h.clock.Now().Add(time.Hour).Format(time.RFC3339)
		c := h.open(t, f)
		h.enter(t, slug, email)
		h.runJobs(t, c.ClosesAt)
		h.runJobs(t, c.DrawAt)
		return h.claimsOf(t, slug)["0.0"]
	}
	year := func(c claims.Line) (int64, bool) {
		t.Helper()
		total, counted, err := h.YearOf(t.Context(), h.manager(), c.Claim)
		must(t, err)
		if !counted || total.Year != c.ToldAt.Year() || total.Currency != "USD" {
			t.Fatalf("%+v, %v", total, counted)
		}
		return total.Minor, total.Reached()
	}
	first := won("first", "awa@gmail.com", 400_00)
	if sum, reached := year(first); sum != 400_00 || reached {
		t.Errorf("one prize: %d, %v", sum, reached)
	}
	must(t, h.Claims().Assist(t.Context(), h.manager(), first.ID, "au téléphone", &claims.Answer{Adult: true}))
	declined := won("declined", "awa@gmail.com", 5_000_00)
	must(t, h.Claims().Assist(t.Context(), h.manager(), declined.ID, "au téléphone", nil))
	won("other", "ben@exemple.sn", 900_00)
	second := won("second", "a.wa+us@gmail.com", 200_00) // the same mailbox
	if sum, reached := year(second); sum != 600_00 || reached {
		t.Errorf("exactly the threshold: %d, %v", sum, reached)
	}
	third := won("third", "awa@gmail.com", 1)
	must(t, h.Claims().Assist(t.Context(), h.manager(), second.ID, "au téléphone", &claims.Answer{Adult: true}))
	if sum, reached := year(third); sum != 600_01 || !reached {
		t.Errorf("a cent above: %d, %v", sum, reached)
	}
	if _, _, err := h.YearOf(t.Context(), h.stranger(), third.Claim); err == nil {
		t.Error("a stranger reads it")
	}
	if _, _, err := h.YearOf(t.Context(), h.staff(account.Viewer), third.Claim); err == nil {
		t.Error("somebody reads it who may hand nothing over")
	}
	must(t, h.PurgeContacts(t.Context()))
	if n := h.count(t, "winner_years WHERE value_minor = 500000"); n != 0 {
		t.Error("what was declined is kept")
	}
	if n := h.count(t, "winner_years WHERE CAST(hash AS TEXT) LIKE '%awa%'"); n != 0 {
		t.Error("a contact is kept in clear")
	}

	h.clock.Set(time.Date(2027, 1, 5, 12, 0, 0, 0, time.UTC))
	if sum, reached := year(won("next", "awa@gmail.com", 300_00)); sum != 300_00 || reached {
		t.Errorf("another year: %d, %v", sum, reached)
	}
	h.clock.Set(time.Date(2027, 2, 1, 12, 0, 0, 0, time.UTC))
	must(t, h.PurgeContacts(t.Context()))
	if n := h.count(t, "winner_years WHERE year = 2026"); n != 0 {
		t.Errorf("%d prizes of last year are kept", n)
	}
	h.erase(t, h.fanOf(t, "awa@gmail.com"))
	if n := h.count(t, "winner_years WHERE year > 0"); n != 0 {
		t.Errorf("%d prizes of somebody who was forgotten are kept", n)
	}
}
