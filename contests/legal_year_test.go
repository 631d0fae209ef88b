package contests_test

import (
	"strings"
	"testing"

	"kermesse/contests"
	"kermesse/contests/instant"
	"kermesse/contests/law"
)

// TestPrizesOfAYearAreAddedUp: contests of the same brand and year that are published, their
// instant prizes included; not those of other countries, of drafts, of another brand, or cancelled.
func TestPrizesOfAYearAreAddedUp(t *testing.T) {
	h := newHouse(t)
	americanOfTwo := func(slug string, dollars int64) contests.Form {
		f := form(slug)
		f.Entry.MinAge, f.Entry.Countries = 18, []string{"US"}
		f.Prizes = []contests.Prize{{Name: "Ice cream", Winners: 2, ValueMinor: dollars * 50, Currency: "USD"}}
		f.Law = &contests.LegalTerms{Profiles: []law.Code{law.US}}
		return f
	}
	played := americanOfTwo("played", 300)
	played.Entry.Instant = game("played", instant.Everyone, 4).Entry.Instant
	played.Entry.Instant.Prizes[0].ValueMinor, played.Entry.Instant.Prizes[0].Currency = 25_00, "USD"
	h.open(t, played)
	h.open(t, americanOfTwo("first", 200))
	gone := americanOfTwo("gone", 4_000)
	h.open(t, gone)
	must(t, cancel(t, h, "gone"))
	_, err := h.Create(t.Context(), h.manager(), americanOfTwo("unfinished", 4_000))
	must(t, err)
	other := americanOfTwo("french", 4_000)
	other.Law, other.Entry.Countries = &contests.LegalTerms{Profiles: []law.Code{law.FR}}, []string{"FR"}
	h.open(t, other)

	_, err = h.Create(t.Context(), h.manager(), americanOfTwo("now", 500))
	must(t, err)
	checks, err := h.CheckLaw(t.Context(), h.manager(), "now")
	must(t, err)
	for _, check := range checks {
		if check.Rule == "us.year" {
			if !strings.HasSuffix(check.Says.EN, "In 2026, this contest included: $1,100.00 of prizes in 3 contests.") || check.Stops() {
				t.Errorf("%q", check.Says.EN)
			}
			return
		}
	}
	t.Errorf("the year is not added up: %+v", checks)
}

func cancel(t testing.TB, h *house, slug string) error {
	t.Helper()
	_, err := h.Cancel(t.Context(), h.manager(), slug, contests.Cancellation{Code: contests.CancelMistake, Reason: "Une erreur dans les lots"})
	return err
}
