package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"text/tabwriter"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// benchLedgerCmd times earns of many clients on one brand, against the rows of an earn
// written without any of our rules: what this machine and this database could do at most.
type benchLedgerCmd struct {
	Clients     int           `help:"How many clients earn at once." default:"32" placeholder:"N"`
	Lots        int           `help:"How many point lots the books have when the second half is timed." default:"1000000" placeholder:"N"`
	For         time.Duration `help:"How long each step is timed." default:"10s"`
	DatabaseURL string        `help:"Empty PostgreSQL to use. Default: SQLite in a temporary folder." placeholder:"URL"`
}

// benchPerMember is how many lots a member of the benchmark has.
const benchPerMember = 20

// The brands of the benchmark.
const (
	benchEarning = "earning"
	benchRaw     = "raw"
)

// Run measures and prints the figures.
func (c *benchLedgerCmd) Run(rc *runContext) (err error) {
	if c.Clients < 1 || c.Lots < 1 || c.For <= 0 {
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
	b := &benchLedger{benchLedgerCmd: c, house: h, members: max(1, c.Lots/benchPerMember)}
	if err := b.prepare(rc.Ctx); err != nil {
		return err
	}
	return b.run(rc)
}

// benchLedger is a running benchmark of the books.
type benchLedger struct {
	*benchLedgerCmd
	*house
	members int
	owner   account.Actor
	raw     rawBooks
	n       int // of earns filled in
}

// prepare gives two brands the same rule and the same members.
func (b *benchLedger) prepare(ctx context.Context) error {
	for _, slug := range []string{benchEarning, benchRaw} {
		brand, err := b.accounts.OpenBrand(ctx, account.Brand{
			Slug: slug, Name: slug, TimeZone: "UTC", Currency: "EUR", Locale: "en",
			LegalName: slug, LegalAddress: "Nowhere", ContactEmail: sandboxEmail,
		})
		if err != nil {
			return err
		}
		actor := account.SystemActor(brand.ID)
		if err := b.open(ctx, actor); err != nil {
			return err
		}
		if slug == benchEarning {
			b.owner = actor
		} else if b.raw, err = findRawBooks(ctx, b.db, brand.ID); err != nil {
			return err
		}
	}
	return nil
}

func (b *benchLedger) open(ctx context.Context, actor account.Actor) error {
	err := b.loyalty.SetProgramme(ctx, actor, actor.Brand, loyalty.Programme{
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
	return nil
}

func benchMember(i int) string { return fmt.Sprintf("m%06d", i) }

// run times both with empty books, fills them, times both again, and has them proved.
func (b *benchLedger) run(rc *runContext) error {
	_, _ = fmt.Fprintf(rc.Stdout, "%s, %s, %d clients, %d members\n", machine(), b.db.Dialect(), b.Clients, b.members)
	table := tabwriter.NewWriter(rc.Stdout, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, "lots\trows only/s\tp50\tp99\tearns/s\tp50\tp99\tof the limit") // kept by the writer, see Flush
	if err := b.pair(rc.Ctx, table); err != nil {
		return err
	}
	filled := time.Now()
	if err := b.fill(rc.Ctx, newProgress(rc.Stderr, "Filling the books")); err != nil {
		return err
	}
	took := time.Since(filled)
	if err := b.pair(rc.Ctx, table); err != nil {
		return err
	}
	if err := table.Flush(); err != nil {
		return err
	}
	began := time.Now()
	report, err := b.loyalty.Verify(rc.Ctx, b.owner, b.owner.Brand)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(rc.Stdout, "%d earns in requests of %d: %.0f/s. %d lots proved in %s, %d problems.\n",
		b.n, benchBatch, float64(b.n)/took.Seconds(), report.Lots, rounded(time.Since(began)), len(report.Problems))
	return err
}

// pair times the limit and the earns one after the other.
func (b *benchLedger) pair(ctx context.Context, w io.Writer) error {
	lots, err := b.raw.lots(ctx, b.db)
	if err != nil {
		return err
	}
	limit, err := b.time(ctx, func(ctx context.Context, random *rand.Rand) error { return b.raw.write(ctx, b.db, random) })
	if err != nil {
		return err
	}
	earns, err := b.time(ctx, b.earn)
	if err != nil {
		return err
	}
	rate := func(l latencies) float64 { return float64(len(l.sorted)) / b.For.Seconds() }
	cells := func(l latencies) string {
		return fmt.Sprintf("%.0f\t%s\t%s", rate(l), rounded(l.at(.5)), rounded(l.at(.99)))
	}
	_, err = fmt.Fprintf(w, "%d\t%s\t%s\t%.2f\n", lots, cells(limit), cells(earns), rate(earns)/rate(limit))
	return err
}

// time lets every client do something over and over for a while.
func (b *benchLedger) time(ctx context.Context, do func(context.Context, *rand.Rand) error) (latencies, error) {
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
func (b *benchLedger) earn(ctx context.Context, random *rand.Rand) error {
	id := db.NewID()
	answer, err := b.loyalty.Do(ctx, b.owner, b.owner.Brand, id, b.purchase(id, random.IntN(b.members)))
	if err == nil && answer.Refused != nil {
		err = answer.Refused
	}
	return err
}

func (b *benchLedger) purchase(source string, member int) loyalty.Earn {
	return loyalty.Earn{Member: benchMember(member), Rule: "purchase", SourceID: source, Amount: 1234}
}

// benchBatch is how many earns one request of the filling has.
const benchBatch = 1000

// fill makes lots until there are as many as asked for, as shops report whole days.
func (b *benchLedger) fill(ctx context.Context, progress *progress) error {
	defer progress.clear()
	for b.n < b.Lots {
		requests := make([]loyalty.Request, 0, benchBatch)
		for i := b.n; i < min(b.n+benchBatch, b.Lots); i++ {
			id := db.NewID()
			requests = append(requests, loyalty.Request{Key: id, Op: b.purchase(id, i%b.members)})
		}
		if _, err := b.loyalty.DoAll(ctx, b.owner, b.owner.Brand, requests); err != nil {
			return err
		}
		b.n += len(requests)
		progress.show(int64(b.n), int64(b.Lots))
	}
	return nil
}
