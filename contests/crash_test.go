package contests_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/internal/clock"
)

// fuse is a clock at whose n-th look a server dies.
type fuse struct {
	clock.Clock
	left int
	die  context.CancelFunc
}

func (f *fuse) Now() time.Time {
	if f.left--; f.left == 0 {
		f.die()
	}
	return f.Clock.Now()
}

// dieAt runs a job on a server that dies at its n-th look at the clock, and reports
// whether it did before the job was done.
func (h *house) dieAt(t *testing.T, n int, job func(*contests.Service, context.Context) error) bool {
	t.Helper()
	ctx, die := context.WithCancel(t.Context())
	defer die()
	options := h.options
	options.Clock = &fuse{Clock: h.clock, left: n, die: die}
	err := job(contests.New(options), ctx)
	return err != nil || ctx.Err() != nil
}

// TestCrashBetweenAnySteps: wherever a server dies while it puts a list on record, closes
// it or draws, the next one finishes, with the same bytes as if nothing had happened, and
// nothing is done twice.
func TestCrashBetweenAnySteps(t *testing.T) {
	h := newHouse(t)
	jobs := map[string]func(*contests.Service, context.Context) error{
		"list": (*contests.Service).ListDue, "seal": (*contests.Service).SealDue, "draw": (*contests.Service).DrawDue,
	}
	deaths := 0
	for name, job := range jobs {
		for n := 1; ; n++ {
			slug := fmt.Sprintf("mort-%s-%d", name, n)
			now := h.clock.Now()
			f := form(slug)
			f.OpensAt, f.ClosesAt = now.Format(time.RFC3339), now.Add(time.Hour).Format(time.RFC3339)
			c := h.open(t, f)
			h.enterMany(t, slug, 5)
			due := map[string]time.Time{"list": c.OpensAt.Add(20 * time.Minute), "seal": c.ClosesAt, "draw": c.DrawAt}[name]
			if name == "draw" {
				h.runJobs(t, c.ClosesAt)
			}
			h.clock.Set(due)
			died := h.dieAt(t, n, job)
			h.wantShut(t, c, name)
			h.runJobs(t, due)
			h.runJobs(t, c.ClosesAt)
			h.runJobs(t, c.DrawAt)
			h.wantOnce(t, c)
			if !died {
				break
			}
			deaths++
		}
	}
	if deaths < 3*len(jobs) {
		t.Errorf("servers died %d times only", deaths)
	}
}

// wantShut: from the moment at which a list is shut nobody gets in, not even through a
// server whose clock is behind, whether or not the close record is there yet.
func (h *house) wantShut(t *testing.T, c contests.Contest, job string) {
	t.Helper()
	if job != "seal" || h.count(t, "contests WHERE shut_at > 0 AND slug = ?", c.Slug) == 0 {
		return
	}
	options := h.options
	options.Clock = clock.NewSettable(c.OpensAt.Add(time.Minute))
	_, err := contests.New(options).Enter(t.Context(), c.Slug, entryForm("tard@exemple.sn"))
	wantFault(t, err, contests.ErrClosed)
}

// wantOnce: the contest was closed and drawn once, from the list of those who entered.
func (h *house) wantOnce(t *testing.T, c contests.Contest) {
	t.Helper()
	for _, kind := range []string{"entries", "close", "result"} {
		if n := h.count(t, "contest_records WHERE contest_id = ? AND kind = ?", string(c.ID), kind); n > 1 || n == 0 && kind != "entries" {
			t.Errorf("%s: %d %s records", c.Slug, n, kind)
		}
	}
	d, err := h.FindDraw(t.Context(), c.Slug)
	must(t, err)
	record, err := draw.ParseClose(d.Seal.Record)
	must(t, err)
	var rows []struct {
		Commitment []byte
		Tickets    uint64
	}
	must(t, h.db.Gorm(t.Context()).Raw("SELECT commitment, tickets FROM entries WHERE contest_id = ?", string(c.ID)).Scan(&rows).Error)
	var entries []draw.Entry
	for _, row := range rows {
		entries = append(entries, draw.Entry{Commitment: draw.Hash(row.Commitment), Tickets: row.Tickets})
	}
	list, err := draw.Freeze(entries)
	must(t, err)
	if err := errors.Join(record.Matches(uint64(list.Len()), list.Tickets(), list.Root()), h.judge(t, c.Slug)); err != nil {
		t.Errorf("%s: %v", c.Slug, err)
	}
	if n := h.count(t, "claims WHERE contest_id = ? AND state <> 'void'", string(c.ID)); n != 3 {
		t.Errorf("%s: %d winners were told, want 3", c.Slug, n)
	}
}
