package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"kermesse/contests"
	"kermesse/internal/account"
	"kermesse/internal/clock"
)

// benchCloseCmd runs a whole house, fills a contest, and closes and draws it while
// people read and enter another one.
type benchCloseCmd struct {
	Entries     int           `help:"How many entries the contest has." default:"100000" placeholder:"N"`
	DatabaseURL string        `help:"Empty PostgreSQL to use. Default: SQLite in a temporary folder." placeholder:"URL"`
	PageEvery   time.Duration `help:"Time from one page to the next." default:"20ms"`
	EntryEvery  time.Duration `help:"Time from one entry of the other contest to the next." default:"100ms"`
	For         time.Duration `help:"How long pages and entries are timed before the close." default:"10s"`
}

// The contests of the benchmark.
const (
	benchLarge = "large"
	benchOther = "other"
)

// Run measures and prints the figures.
func (c *benchCloseCmd) Run(rc *runContext) (err error) {
	if c.Entries < 1 || c.PageEvery <= 0 || c.EntryEvery <= 0 || c.For <= 0 {
		return &exitError{exitUsage, errNoBench}
	}
	dir, err := os.MkdirTemp("", "kermesse-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	h, err := c.open(rc, dir, "http://"+ln.Addr().String())
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	ctx, stop := context.WithCancel(rc.Ctx)
	served := make(chan error, 1)
	go func() { served <- h.app.Serve(ctx, ln) }()
	defer func() { stop(); err = errors.Join(err, <-served) }()

	b := &benchClose{benchCloseCmd: c, house: h, base: "http://" + ln.Addr().String(), out: rc.Stdout}
	if err := b.prepare(rc.Ctx); err != nil {
		return err
	}
	return b.run(rc.Ctx)
}

// open builds a house as serve would, but for the clock and the beacon. Commits reach the
// disk.
func (c *benchCloseCmd) open(rc *runContext, dir, baseURL string) (*house, error) {
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	settings := serverSettings{secretSettings: secretSettings{databaseSettings: databaseSettings{DatabaseURL: c.DatabaseURL, Data: dir}}}
	return newHouse(rc.Ctx, plan{
		db: settings.database(), secret: key, clock: clock.NewSettable(time.Now().Truncate(time.Second)),
		log: slog.New(slog.DiscardHandler), baseURL: baseURL, testBeacon: true,
	})
}

// benchClose is a running benchmark of a close.
type benchClose struct {
	*benchCloseCmd
	*house
	base  string
	out   io.Writer
	large contests.Contest
}

// prepare publishes both contests and fills the large one.
func (b *benchClose) prepare(ctx context.Context) error {
	if err := b.furnishSandbox(ctx); err != nil {
		return err
	}
	brand, err := b.accounts.FindBrandBySlug(ctx, sandboxBrand)
	if err != nil {
		return err
	}
	owner := account.Actor{Name: "Benchmark", Brand: brand.ID, Role: account.Owner, Kind: account.KindStaff}
	publish := func(slug string, closesIn time.Duration) (contests.Contest, error) {
		now := b.clock.Now()
		_, err := b.contests.Create(ctx, owner, contests.Form{
			Slug: slug, Title: slug, Source: contests.SourceTest,
			OpensAt: now.Format(time.RFC3339), ClosesAt: now.Add(closesIn).Format(time.RFC3339),
			Prizes: []contests.Prize{{Name: "Prize", Winners: 100}}, Entry: contests.EntryRules{Contact: contests.ContactEmail},
		})
		if err != nil {
			return contests.Contest{}, err
		}
		return b.contests.Publish(ctx, owner, slug, 0)
	}
	if _, err := publish(benchOther, 24*time.Hour); err != nil {
		return err
	}
	if b.large, err = publish(benchLarge, time.Hour); err != nil {
		return err
	}
	return fillContest(ctx, b.db, b.large.ID, b.Entries)
}

// run times pages and entries alone, then while the large contest is closed, drawn and
// its proof written.
func (b *benchClose) run(ctx context.Context) error {
	_, err := fmt.Fprintf(b.out, "A contest of %d entries on %s, beside a page of another one each %s and an entry each %s; %s\n\n",
		b.Entries, b.db.Dialect(), b.PageEvery, b.EntryEvery, machine())
	if err != nil {
		return err
	}
	loadCtx, stop := context.WithCancel(ctx)
	defer stop()
	pages, entries := newLoad(b.PageEvery, b.page), newLoad(b.EntryEvery, b.entry)
	go pages.run(loadCtx)
	go entries.run(loadCtx)
	table := tabwriter.NewWriter(b.out, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, "meanwhile\ttook\tpages\tp50\tp99\tmax\tentries\tp50\tp99\tmax\tfailed") // kept by the writer, see Flush
	for _, act := range []struct {
		name string
		do   func() error
	}{
		{"(warming up)", func() error { return sleep(ctx, time.Second) }},
		{"nothing", func() error { return sleep(ctx, b.For) }},
		{"close", func() error { return b.due(ctx, b.large.ClosesAt, b.contests.SealDue) }},
		{"draw", func() error { return b.due(ctx, b.large.DrawAt, b.contests.DrawDue) }},
		{"proof", func() error { return b.contests.WriteProof(ctx, benchLarge, io.Discard) }},
		{"nothing, after", func() error { return sleep(ctx, b.For) }},
	} {
		start := time.Now()
		if err := act.do(); err != nil {
			return fmt.Errorf("%s: %w", act.name, err)
		}
		took := time.Since(start)
		p, e := pages.take(), entries.take()
		if act.name != "(warming up)" {
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\n", act.name, rounded(took), p, e, p.failed+e.failed)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(b.out, "\nPeak memory of the server and of who asks it: %d MiB\n", peakMemory()>>20)
	return err
}

// due sets the clock to a moment and does what is due.
func (b *benchClose) due(ctx context.Context, at time.Time, job func(context.Context) error) error {
	led, ok := b.clock.(*clock.Settable)
	if !ok {
		return errors.New("the clock of this house cannot be set")
	}
	led.Set(at)
	return job(ctx)
}

// page asks for the page of the other contest.
func (b *benchClose) page(ctx context.Context, _ int) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, b.base+"/fr/c/"+benchOther, nil)
}

// entry enters somebody new in the other contest.
func (b *benchClose) entry(ctx context.Context, n int) (*http.Request, error) {
	body := fmt.Sprintf(`{"email":"fan%d@example.com","alias":"Fan %d","consents":{"rules":true}}`, n, n)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+"/api/v1/contests/"+benchOther+"/entries", strings.NewReader(body))
	if err == nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, err
}
