package contests_test

import (
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/internal/db"
)

func TestPublishFreezesRulesAndNamesTheRound(t *testing.T) {
	h := newHouse(t)
	f := form("frozen")
	f.MarginS = 61
	f.Entry.MinAge, f.Entry.Countries = 18, []string{"MU", "FR"}
	c := h.open(t, f)
	_, rules, err := h.FindRules(t.Context(), "frozen")
	must(t, err)
	parsed, err := draw.ParseRules(rules.JSON)
	must(t, err)
	if rules.Hash != c.RulesHash || draw.RulesDigest(rules.JSON) != c.RulesHash {
		t.Error("the hash is not that of the stored bytes")
	}
	due := c.ClosesAt.Add(61 * time.Second)
	if c.DrawAt.Before(due) || c.DrawAt.Sub(due) >= 3*time.Second || parsed.Source != draw.Drand(c.Chain, c.Round) {
		t.Errorf("round %d at %s is not the first from %s on", c.Round, c.DrawAt, due)
	}
	if parsed.Draw.String() != string(c.ID) || !parsed.ClosesAt.Equal(c.ClosesAt) || len(parsed.Reasons) != len(contests.Reasons()) {
		t.Errorf("%+v", parsed)
	}
	for lang, words := range map[string][]string{
		"fr": {"Glaces Awa SARL", "21 novembre 2026 à 17 h 00 (Indian/Mauritius)", "18 ans", "France, Maurice", "12000,00 MUR", "pas équitable", "no-answer"},
		"en": {"Glaces Awa SARL", "21 November 2026 at 17:00 (Indian/Mauritius)", "18 years", "France, Mauritius", "12000.00 MUR", "not fair"},
	} {
		plain := strings.ReplaceAll(rules.Text.In(lang), "\u00a0", " ")
		for _, word := range words {
			if !strings.Contains(plain, word) {
				t.Errorf("%s rules do not say %q:\n%s", lang, word, plain)
			}
		}
	}
}

func TestNothingFrozenCanBeEdited(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("ice"))
	_, err := h.Edit(t.Context(), h.manager(), "ice", c.Version, form("ice"))
	wantFault(t, err, contests.ErrFrozen)
	_, err = h.Publish(t.Context(), h.manager(), "ice", 0)
	wantFault(t, err, contests.ErrAlreadyPublished)
	// Nor by somebody with a database client.
	for _, statement := range []string{
		"UPDATE contests SET title = 'x'",
		"UPDATE contests SET closes_at = closes_at + 1000",
		"UPDATE contests SET published_at = 0",
		"UPDATE contests SET round = round + 1",
		"UPDATE prizes SET winners = winners + 1",
		"DELETE FROM prizes",
		"UPDATE contest_rules SET rules_json = '{}'",
		"DELETE FROM contest_rules",
		"DELETE FROM contests",
	} {
		err := h.db.InTx(t.Context(), func(tx *db.DB) error { return tx.Gorm(t.Context()).Exec(statement).Error })
		if err == nil {
			t.Errorf("%s: done", statement)
		}
	}
}

func TestPublishOnce(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(t.Context(), h.manager(), form("once"))
	must(t, err)
	published := 0
	for _, err := range together(8, func(int) error {
		_, err := h.Publish(t.Context(), h.manager(), "once", 0)
		return err
	}) {
		if err == nil {
			published++
			continue
		}
		wantFault(t, err, contests.ErrAlreadyPublished)
	}
	if published != 1 || h.count(t, "contest_rules") != 1 || h.count(t, "journal WHERE action = 'contest.published'") != 1 {
		t.Errorf("published %d times", published)
	}
}

func TestPublishNeedsItsBeaconAndAFuture(t *testing.T) {
	h := newHouse(t)
	f := form("drand")
	f.Source = contests.SourceDrand
	_, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	_, err = h.Publish(t.Context(), h.manager(), "drand", 0)
	wantFault(t, err, contests.ErrNoBeacon)
	_, err = h.Create(t.Context(), h.manager(), form("late"))
	must(t, err)
	h.clock.Set(noon.Add(time.Hour))
	_, err = h.Publish(t.Context(), h.manager(), "late", 0)
	wantFields(t, err, "closes_at closes_in_past")
}

var statuses = []contests.Status{
	contests.Draft, contests.Published, contests.Open, contests.Closed, contests.AwaitingBeacon, contests.Drawn, contests.Cancelled,
}

func TestStatusFollowsTheClock(t *testing.T) {
	h := newHouse(t)
	f := form("clock")
	f.OpensAt = noon.Add(time.Minute).Format(time.RFC3339)
	c := h.open(t, f)
	for _, test := range []struct {
		at   time.Time
		want contests.Status
	}{
		{noon, contests.Published},
		{c.OpensAt, contests.Open},
		{c.ClosesAt.Add(-time.Millisecond), contests.Open},
		{c.ClosesAt, contests.Closed},
		{c.DrawAt.Add(-time.Millisecond), contests.Closed},
		{c.DrawAt, contests.AwaitingBeacon},
	} {
		// No job has run: the clock alone tells.
		if got := c.Status(test.at); got != test.want {
			t.Errorf("at %s: %s, want %s", test.at, got, test.want)
		}
		h.clock.Set(test.at)
		for _, status := range statuses {
			page, err := h.List(t.Context(), h.manager(), contests.Filter{Status: status})
			must(t, err)
			if listed := len(page.Items) == 1; listed != (status == test.want) {
				t.Errorf("at %s the list of %s has %d contests", test.at, status, len(page.Items))
			}
		}
	}
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	c, err := h.Find(t.Context(), "clock")
	must(t, err)
	// A server whose clock is behind does not open a sealed list again.
	if got := c.Status(c.OpensAt); got != contests.Drawn {
		t.Errorf("after the draw: %s", got)
	}
}

func TestCancel(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(t.Context(), h.manager(), form("off"))
	must(t, err)
	_, err = h.Cancel(t.Context(), h.manager(), "off", contests.Cancellation{Reason: "Rupture de stock"})
	wantFault(t, err, contests.ErrNotPublished)
	_, err = h.Publish(t.Context(), h.manager(), "off", 0)
	must(t, err)
	_, err = h.Cancel(t.Context(), h.manager(), "off", contests.Cancellation{Reason: ""})
	wantFields(t, err, "reason required")
	c, err := h.Cancel(t.Context(), h.manager(), "off", contests.Cancellation{Reason: "Rupture de stock"})
	must(t, err)
	if c.Status(noon) != contests.Cancelled {
		t.Errorf("%s", c.Status(noon))
	}
	_, err = h.Enter(t.Context(), "off", entryForm("a@exemple.sn"))
	wantFault(t, err, contests.ErrCancelled)
	h.runJobs(t, c.DrawAt)
	if d, err := h.FindDraw(t.Context(), "off"); err != nil || d.Drawn() || d.State != contests.StateCancelled {
		t.Errorf("after a cancellation before closing: %v, %v", d.State, err)
	}
}
