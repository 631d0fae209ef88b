package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"kermesse/bench"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// benchEarnsCmd times earns of many clients on one brand, with empty books and again with many
// point lots. The limit stands beside both: the rows of an earn in one transaction, without any
// of our rules, in books of the same size.
type benchEarnsCmd struct {
	Clients     int           `help:"How many clients earn at once." default:"32" placeholder:"N"`
	Lots        int           `help:"How many point lots the books have when the second half is timed; 0: no second half." default:"1000000" placeholder:"N"`
	For         time.Duration `help:"How long each step is timed." default:"5s"`
	Runs        int           `help:"How often; medians are printed." default:"3" placeholder:"N"`
	Prove       bool          `help:"Have the books proved at the end, and time it." default:"true" negatable:""`
	DatabaseURL string        `help:"Empty PostgreSQL to use. Default: SQLite in a temporary folder." placeholder:"URL"`
	JSON        bool          `help:"Print JSON."`
}

// benchPerMember is how many lots a member of the benchmark has.
const benchPerMember = 20

// The brands of the benchmark.
const (
	benchEarning = "earning"
	benchRaw     = "raw"
)

// Run measures and prints the figures.
func (c *benchEarnsCmd) Run(rc *runContext) (err error) {
	if c.Clients < 1 || c.Lots < 0 || c.For <= 0 || c.Runs < 1 {
		return &exitError{exitUsage, errNoBench}
	}
	dir, err := os.MkdirTemp("", "kermesse-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	key, err := newKey()
	if err != nil {
		return err
	}
	settings := databaseSettings{DatabaseURL: c.DatabaseURL, Data: dir}
	h, err := newHouse(rc.Ctx, plan{
		db: settings.database(), secret: key, clock: clock.System, log: slog.New(slog.DiscardHandler), baseURL: "http://localhost",
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	b := &benchEarns{benchEarnsCmd: c, house: h, members: max(1000, c.Lots/benchPerMember), books: map[string]*bench.Books{}}
	for _, slug := range []string{benchEarning, benchRaw} {
		if err := b.open(rc.Ctx, slug); err != nil {
			return err
		}
	}
	return b.run(rc)
}

// benchEarns is a running benchmark of the books.
type benchEarns struct {
	*benchEarnsCmd
	*house
	members int
	owner   account.Actor // of the brand that earns
	books   map[string]*bench.Books
}

// open makes a brand with one rule and the members; both brands have the same.
func (b *benchEarns) open(ctx context.Context, slug string) error {
	brand, err := b.accounts.OpenBrand(ctx, account.Brand{
		Slug: slug, Name: slug, TimeZone: "UTC", Currency: "EUR", Locale: "en",
		LegalName: slug, LegalAddress: "Nowhere", ContactEmail: sandboxEmail,
	})
	if err != nil {
		return err
	}
	actor := account.SystemActor(brand.ID)
	if slug == benchEarning {
		b.owner = actor
	}
	err = b.loyalty.SetProgramme(ctx, actor, actor.Brand, loyalty.Programme{
		Terms: ledger.Terms{
			Clawback: ledger.ToDebt, GraceDays: 7, TierWindow: 365, TierRetention: 120, Zone: time.UTC,
			Tiers: []ledger.Tier{{Name: "base", EarnBP: ledger.One}, {Name: "gold", Min: 1000, EarnBP: 12_500}},
		},
		Rules: []loyalty.Rule{{Name: "Purchase", Active: true, Rule: ledger.Rule{
			ID: "purchase", Num: 1, Den: 100, TierMultiplier: true, ExpiryDays: 365, Qualifying: true, Dedupe: ledger.PerBrand,
		}}},
	})
	if err != nil {
		return err
	}
	const atOnce = 1000
	for from := 0; from < b.members; from += atOnce {
		var refs []string
		for i := from; i < min(from+atOnce, b.members); i++ {
			refs = append(refs, benchMember(i))
		}
		if _, err := b.loyalty.CreateMembers(ctx, actor, actor.Brand, refs); err != nil {
			return err
		}
	}
	b.books[slug], err = bench.OpenBooks(ctx, b.db, string(brand.ID))
	return err
}

func benchMember(i int) string { return fmt.Sprintf("m%06d", i) }

// earnsLine is one line of the table.
type earnsLine struct {
	Lots               int64   // of each brand, before
	Rows               float64 // transactions of the rows alone, a second: the limit
	RowsP50, RowsP99   time.Duration
	Earns              float64 // a second
	EarnsP50, EarnsP99 time.Duration
	Ratio              float64 // of the limit
	Own, Other         float64 // processors’ time while earning: of this program, and of all others
}

// earnsFigures is what is printed.
type earnsFigures struct {
	Machine, Database string
	Clients, Members  int
	Lines             []earnsLine
	Drop              float64 // earns with the lots, by earns without
	LimitDrop         float64 // of the rows alone
	Filled            float64 // lots a second, as rows
	Proved            time.Duration
	ProvedLots        int64
	Problems          int
}

// run times both with empty books, fills them, times both again, and has them proved.
func (b *benchEarns) run(rc *runContext) error {
	f := earnsFigures{Machine: machine(), Database: string(b.db.Dialect()), Clients: b.Clients, Members: b.members}
	if err := b.half(rc.Ctx, &f); err != nil {
		return err
	}
	if b.Lots > 0 {
		if err := b.fill(rc, &f); err != nil {
			return err
		}
		if err := b.half(rc.Ctx, &f); err != nil {
			return err
		}
		f.Drop, f.LimitDrop = f.Lines[1].Earns/f.Lines[0].Earns, f.Lines[1].Rows/f.Lines[0].Rows
	}
	if b.Prove {
		if err := b.prove(rc.Ctx, &f); err != nil {
			return err
		}
	}
	return b.print(rc.Stdout, f)
}

// half times the limit and the earns one after the other, several times, and keeps the run whose
// ratio is the median.
func (b *benchEarns) half(ctx context.Context, f *earnsFigures) error {
	var lots int64
	if err := b.db.Gorm(ctx).Raw("SELECT count(*) FROM ly_lot WHERE brand = ?", b.owner.Brand).Scan(&lots).Error; err != nil {
		return err
	}
	runs := make([]earnsLine, b.Runs)
	for i := range runs {
		rows, err := b.time(ctx, b.books[benchRaw].Earn)
		if err != nil {
			return err
		}
		measured := splitter()
		earns, err := b.time(ctx, b.earn)
		if err != nil {
			return err
		}
		where := measured(0)
		rate := func(l latencies) float64 { return float64(len(l.sorted)) / b.For.Seconds() }
		runs[i] = earnsLine{
			Lots: lots, Rows: rate(rows), RowsP50: rows.at(.5), RowsP99: rows.at(.99), Earns: rate(earns), EarnsP50: earns.at(.5), EarnsP99: earns.at(.99),
			Ratio: rate(earns) / rate(rows), Own: where.server, Other: where.other,
		}
	}
	slices.SortFunc(runs, func(a, b earnsLine) int { return cmp.Compare(a.Ratio, b.Ratio) })
	f.Lines = append(f.Lines, runs[len(runs)/2])
	return nil
}

// time lets every client do something over and over for a while.
func (b *benchEarns) time(ctx context.Context, do func(context.Context, *rand.Rand) error) (latencies, error) {
	var all sync.WaitGroup
	var wrong error
	l := newLoad(time.Second, nil)
	end := time.Now().Add(b.For)
	for range b.Clients {
		random := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
		all.Go(func() {
			for time.Now().Before(end) && ctx.Err() == nil {
				began := time.Now()
				err := do(ctx, random)
				l.note(time.Since(began), err)
				if err != nil {
					l.mu.Lock()
					wrong = err
					l.mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	return l.take(), wrong
}

// earn is one purchase of any member.
func (b *benchEarns) earn(ctx context.Context, random *rand.Rand) error {
	id := db.NewID()
	answer, err := b.loyalty.Do(ctx, b.owner, b.owner.Brand, id, loyalty.Earn{
		Member: benchMember(random.IntN(b.members)), Rule: "purchase", SourceID: id, Amount: 1234,
	})
	if err == nil && answer.Refused != nil {
		err = answer.Refused
	}
	return err
}

// fill gives the members of both brands the same lots, over the last half year.
func (b *benchEarns) fill(rc *runContext, f *earnsFigures) error {
	progress := newProgress(rc.Stderr, "Filling the books")
	defer progress.clear()
	began, filled := time.Now(), 0
	for slug, books := range b.books {
		now := time.Now()
		err := books.Fill(rc.Ctx, b.Lots, now.Add(-180*24*time.Hour), now.Add(-time.Hour), 0, func(done int) {
			progress.show(int64(filled+done), int64(2*b.Lots))
		})
		if err != nil {
			return fmt.Errorf("fill %s: %w", slug, err)
		}
		filled += b.Lots
	}
	f.Filled = float64(filled) / time.Since(began).Seconds()
	if b.db.Dialect() == db.Postgres { // as the server does by itself, some minutes later
		return b.db.Gorm(rc.Ctx).Exec("ANALYZE").Error
	}
	return nil
}

// prove has the books proved, those that were written as rows, too.
func (b *benchEarns) prove(ctx context.Context, f *earnsFigures) error {
	began := time.Now()
	report, err := b.loyalty.Verify(ctx, b.owner, b.owner.Brand)
	if err != nil {
		return err
	}
	f.Proved, f.ProvedLots, f.Problems = time.Since(began), report.Lots, len(report.Problems)
	return nil
}

func (b *benchEarns) print(w io.Writer, f earnsFigures) error {
	if b.JSON {
		return json.NewEncoder(w).Encode(f)
	}
	_, _ = fmt.Fprintf(w, "%s, %s, %d clients, %d members, medians of %d runs of %s by their ratio\n\n", f.Machine, f.Database, f.Clients, f.Members, b.Runs, b.For)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, "lots\trows only/s\tp50\tp99\tearns/s\tp50\tp99\tof the limit\town\tother CPUs") // kept by the writer, see Flush
	for _, l := range f.Lines {
		_, _ = fmt.Fprintf(table, "%d\t%.0f\t%s\t%s\t%.0f\t%s\t%s\t%.2f\t%.2f\t%.2f\n", l.Lots, l.Rows, rounded(l.RowsP50), rounded(l.RowsP99),
			l.Earns, rounded(l.EarnsP50), rounded(l.EarnsP99), l.Ratio, l.Own, l.Other)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if b.Lots > 0 {
		_, _ = fmt.Fprintf(w, "\nWith the lots: %.2f of the earns without, and %.2f of the rows alone. Filled at %.0f lots a second.\n", f.Drop, f.LimitDrop, f.Filled)
	}
	if b.Prove {
		_, _ = fmt.Fprintf(w, "%d lots proved in %s, %d problems.\n", f.ProvedLots, rounded(f.Proved), f.Problems)
	}
	return nil
}
