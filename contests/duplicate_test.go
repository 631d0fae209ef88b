package contests_test

import (
	"testing"
	"time"

	"kermesse/contests"
)

func TestDuplicateMovesOnByWeeksAndTakesNobodyAlong(t *testing.T) {
	h := newHouse(t)
	f := bilingual("noel")
	f.TimeZone = "Europe/Paris"
	f.OpensAt, f.ClosesAt = "2026-11-21T09:00", "2026-11-28T18:00"
	_, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	_, err = h.Publish(t.Context(), h.manager(), "noel", 0)
	must(t, err)
	h.enter(t, "noel", "awa@exemple.sn")
	h.clock.Set(time.Date(2027, 4, 1, 12, 0, 0, 0, time.UTC)) // summer time, by then
	copied, err := h.Duplicate(t.Context(), h.manager(), "noel")
	must(t, err)
	paris := copied.Location()
	if got := copied.OpensAt.In(paris).Format("Mon 2006-01-02 15:04"); got != "Sat 2027-04-03 09:00" {
		t.Errorf("opens %s", got)
	}
	if got := copied.ClosesAt.In(paris).Format("Mon 2006-01-02 15:04"); got != "Sat 2027-04-10 18:00" {
		t.Errorf("closes %s", got)
	}
	n, err := h.CountConfirmed(t.Context(), copied)
	must(t, err)
	if n != 0 || copied.Slug != "un-an-de-glaces" || !copied.PublishedAt.IsZero() || copied.Also.Title != f.Also.Title || copied.ID == "" {
		t.Errorf("%d entries, %+v", n, copied)
	}
	if missing := h.Missing(copied); len(missing) > 0 {
		t.Errorf("the copy lacks %v", missing)
	}
	_, err = h.Duplicate(t.Context(), h.stranger(), "noel")
	wantFault(t, err, contests.ErrNotFound)
}
