package contests_test

import (
	"fmt"
	"io"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/internal/db"
)

// manyEntries is what the lists of the panel are measured with.
const manyEntries = 100_000

// fill makes many entries out of one: a tenth flagged, of four ways, over an hour.
func fill(b *testing.B, h *house, c contests.Contest) {
	b.Helper()
	h.enter(b, c.Slug, "model@exemple.sn")
	random := "randomblob(32)"
	if h.db.Dialect() == db.Postgres {
		random = "sha256(CAST(CAST(i AS TEXT) AS BYTEA))"
	}
	err := h.db.InTx(b.Context(), func(tx *db.DB) error {
		return tx.Gorm(b.Context()).Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO entries (id, contest_id, holder, fan_id, number, source, status, name, alias, locale, tickets, flags,
				commitment, identity_commit, search, created_at, accepted_at, listed_from, via)
			SELECT e.id || '-' || i, e.contest_id, 'fan:x' || i, '', e.number || i, 'form',
				CASE WHEN i % 20 = 0 THEN 'pending' ELSE 'confirmed' END, 'Fan ' || i, 'F.', 'fr', 1,
				CASE WHEN i % 10 = 0 THEN 'too-fast' WHEN i % 100 = 1 THEN 'same-device network-burst' ELSE '' END,
				`+random+`, e.identity_commit, 'fan ' || i, e.created_at + i * 36, e.accepted_at + i * 36, 1,
				CASE i % 4 WHEN 0 THEN 'facebook' WHEN 1 THEN 'direct' WHEN 2 THEN 'utm-vitrine' ELSE 'link-7kq2' END
			FROM entries e, n WHERE e.contest_id = ?`, manyEntries-1, string(c.ID)).Error
	})
	must(b, err)
	h.clock.Advance(59 * time.Minute)
}

// BenchmarkPanelOfManyEntries measures each page of the panel that reads a contest of
// 100,000 entries.
func BenchmarkPanelOfManyEntries(b *testing.B) {
	h := newHouse(b)
	c := h.open(b, form("many"))
	fill(b, h, c)
	list := func(f contests.EntryFilter) func() error {
		return func() error {
			_, err := h.ListEntries(b.Context(), h.manager(), c.Slug, f)
			return err
		}
	}
	review := func(f contests.ReviewFilter) func() error {
		return func() error {
			page, err := h.Review(b.Context(), h.manager(), c.Slug, f)
			if err == nil && page.Doubt == nil {
				err = fmt.Errorf("nothing to look at for %+v", f)
			}
			return err
		}
	}
	for _, page := range []struct {
		name string
		read func() error
	}{
		{"list", list(contests.EntryFilter{})},
		{"list pending", list(contests.EntryFilter{Status: contests.EntryPending})},
		{"list flagged", list(contests.EntryFilter{Flagged: true})},
		{"search a name", list(contests.EntryFilter{Query: "fan 77777"})},
		{"search an address", list(contests.EntryFilter{Query: "model@exemple.sn"})},
		{"counts", func() error { _, err := h.Count(b.Context(), c); return err }},
		{"review", review(contests.ReviewFilter{})},
		{"review one flag", review(contests.ReviewFilter{Flag: contests.FlagBurst})},
		{"live", func() error { _, err := h.Funnel(b.Context(), h.manager(), c.Slug); return err }},
		{"export", func() error {
			return h.ExportEntries(b.Context(), h.manager(), c.Slug, contests.EntryFilter{}, io.Discard)
		}},
	} {
		b.Run(page.name, func(b *testing.B) {
			for b.Loop() {
				must(b, page.read())
			}
		})
	}
}
