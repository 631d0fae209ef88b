package loyalty_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kermesse/bench"
	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// BenchmarkReports asks everything that the panel shows of books with 10⁵ members and a million
// postings of a year (a tenth of both with -short), and proves them. Each line is the time of one
// question. What is asked of a person who waits should take less than a third of a second.
func BenchmarkReports(b *testing.B) {
	members, earns := 100_000, 910_000
	if testing.Short() {
		members, earns = members/10, earns/10
	}
	// A year that is over: ids of transactions begin with their moment, and folding goes by ids up to
	// the machine's now.
	on := func(month time.Month, day int) time.Time { return time.Date(2025, month, day, 0, 0, 0, 0, time.UTC) }
	h := newHouse(b)
	brand := h.open()
	actor, ctx := account.SystemActor(brand), b.Context()
	h.programme(brand, func(p *loyalty.Programme) {
		p.Desk.PointCost = 50
		p.Campaigns = []ledger.Campaign{{ID: "spring", Name: "Spring", Rule: "purchase", From: on(3, 10), To: on(3, 15), BP: 20_000}}
	})
	const months = 12
	now := on(12, 31).Add(12 * time.Hour)
	for i := range months {
		h.clock.Set(now.AddDate(0, i-months, 0))
		for from := i * members / months; from < (i+1)*members/months; from += 500 {
			var refs []string
			for n := from; n < min(from+500, (i+1)*members/months); n++ {
				refs = append(refs, fmt.Sprintf("m%06d", n))
			}
			if _, err := h.CreateMembers(ctx, actor, brand, refs); err != nil {
				b.Fatal(err)
			}
		}
	}
	h.clock.Set(now)
	books, err := bench.OpenBooks(ctx, h.db, string(brand))
	if err != nil {
		b.Fatal(err)
	}
	if err := books.Fill(ctx, earns, now.AddDate(-1, 0, 2), now.Add(-time.Hour), 10, func(int) {}); err != nil {
		b.Fatal(err)
	}
	timed := func(what string, do func(context.Context) error) {
		began := time.Now()
		if err := do(ctx); err != nil {
			b.Fatalf("%s: %v", what, err)
		}
		b.Logf("%8.1f ms  %s", float64(time.Since(began).Microseconds())/1000, what)
	}
	timed("fold all of it into sums by day, once", func(ctx context.Context) error { return h.FoldAll(ctx, brand) })
	report := func(first, last time.Time) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := h.Report(ctx, actor, brand, loyalty.Period{First: first, Last: last})
			return err
		}
	}
	for b.Loop() {
		timed("report of 28 days", report(on(12, 4), on(12, 31)))
		timed("report of a year", report(on(1, 1), on(12, 31)))
		timed("liability by month", func(ctx context.Context) error { _, err := h.ListLiability(ctx, actor, brand); return err })
		timed("balances of all accounts", func(ctx context.Context) error { _, err := h.FindTotals(ctx, actor, brand); return err })
		timed("members of each tier", func(ctx context.Context) error { _, err := h.CountTiers(ctx, actor, brand); return err })
		timed("first page of members", func(ctx context.Context) error {
			_, err := h.ListMembers(ctx, actor, brand, loyalty.MemberFilter{}, loyalty.Page{Size: 50})
			return err
		})
		timed("a member and their history", func(ctx context.Context) error {
			if _, err := h.FindMember(ctx, actor, brand, "m000042"); err != nil {
				return err
			}
			_, _, err := h.ListHistory(ctx, actor, brand, "m000042", loyalty.Page{Size: 50})
			return err
		})
		timed("what waits", func(ctx context.Context) error { _, err := h.CountWaiting(ctx, actor, brand); return err })
		timed("back-test of a month", func(ctx context.Context) error {
			_, err := h.BackTest(ctx, actor, brand, h.ruleOf(brand, "purchase"), loyalty.Period{First: on(11, 1), Last: on(11, 30)})
			return err
		})
		timed("proof of the books", func(ctx context.Context) error {
			r, err := h.Verify(ctx, actor, brand)
			if err == nil && len(r.Problems) > 0 {
				err = fmt.Errorf("%v", r.Problems[0])
			}
			return err
		})
	}
}
