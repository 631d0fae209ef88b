package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/pprof"
	"slices"
	"text/tabwriter"
	"time"

	"kermesse/bench"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// benchVotesCmd times votes that are durable when they are answered, through the API, each of
// a voter of its own: the check for a former ballot, the signed cookie, the closing time and
// the tally included. The limit stands beside it: what a server that stores nothing answers
// (E) and what the database stores alone (B), composed as if each vote needed one of each:
// L = 1 / (1/E + 1/B).
type benchVotesCmd struct {
	Connections []int         `help:"From how many connections votes come." default:"64,256" placeholder:"N"`
	For         time.Duration `help:"How long each step is timed." default:"5s"`
	Runs        int           `help:"How often; medians are printed." default:"3" placeholder:"N"`
	Stored      int64         `help:"How many ballots the poll holds before." default:"0" placeholder:"N"`
	DatabaseURL string        `help:"Empty PostgreSQL to use. Default: SQLite in a temporary folder." placeholder:"URL"`
	JSON        bool          `help:"Print JSON."`
	Profile     string        `help:"Write a CPU profile of the server to this file." placeholder:"FILE"`
}

const (
	benchPoll = "bench"
	benchBody = `{"choices":["o1"]}`
	benchWarm = time.Second
)

// Run measures and prints the figures.
func (c *benchVotesCmd) Run(rc *runContext) (err error) {
	if c.For <= 0 || c.Runs < 1 || len(c.Connections) == 0 || slices.Min(c.Connections) < 1 {
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
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	settings := databaseSettings{DatabaseURL: c.DatabaseURL, Data: dir}
	h, err := newHouse(rc.Ctx, plan{
		db: settings.database(), secret: key, clock: clock.System, log: slog.New(slog.NewTextHandler(io.Discard, nil)), baseURL: "http://" + ln.Addr().String(),
	})
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	ctx, stop := context.WithCancel(rc.Ctx)
	served := make(chan error, 1)
	go func() { served <- h.serve(ctx, ln) }()
	defer func() { stop(); err = errors.Join(err, <-served) }()

	b := &benchVotes{benchVotesCmd: c, house: h, addr: ln.Addr().String()}
	if err := b.prepare(rc.Ctx); err != nil {
		return err
	}
	return b.run(rc)
}

// benchVotes is a running benchmark of votes.
type benchVotes struct {
	*benchVotesCmd
	*house
	addr string
	poll polls.Poll
	raw  *rawBox
}

// prepare opens a poll and fills it.
func (b *benchVotes) prepare(ctx context.Context) error {
	if err := b.furnishSandbox(ctx); err != nil {
		return err
	}
	brand, err := b.accounts.FindBrandBySlug(ctx, sandboxBrand)
	if err != nil {
		return err
	}
	actor := account.SystemActor(brand.ID)
	terms := polls.Terms{
		Slug: benchPoll, Title: polls.Text{EN: "Which flavour?"}, Method: tally.Plurality, Seats: 1, Tie: polls.TieByLot,
		ClosesAt: b.clock.Now().Add(24 * time.Hour), TimeZone: "UTC", Access: polls.AccessCookie, Visibility: polls.AfterClose,
	}
	for i := range 4 {
		terms.Options = append(terms.Options, polls.Option{ID: tally.OptionID(fmt.Sprint("o", i)), Label: polls.Text{EN: fmt.Sprint("Flavour ", i)}})
	}
	if _, err := b.polls.Create(ctx, actor, terms); err != nil {
		return err
	}
	if b.poll, err = b.polls.Publish(ctx, actor, benchPoll); err != nil {
		return err
	}
	b.raw = newRawBox(b.db)
	return b.raw.fill(ctx, string(b.poll.ID), b.Stored)
}

// votesLine is one line of the table.
type votesLine struct {
	Connections int
	Echo        float64 // answers a second of a server that stores nothing: E
	Rows        float64 // rows a second that the database stores, by the hundred: B
	Limit       float64 // L = 1 / (1/E + 1/B)
	Votes       float64 // durable and answered, a second
	Ratio       float64 // of the limit
	P50, P99    time.Duration
	Refused     int64 // answered otherwise, or not at all
	Batch       float64
	Server      float64 // processors' time: of the server with SQLite, of the load, of PostgreSQL and all others
	Load        float64
	Other       float64
}

func (b *benchVotes) run(rc *runContext) error {
	var lines []votesLine
	for _, connections := range b.Connections {
		var runs []votesLine
		for range b.Runs {
			line, err := b.once(rc.Ctx, connections)
			if err != nil {
				return err
			}
			runs = append(runs, line)
		}
		slices.SortFunc(runs, func(a, b votesLine) int { return int(1e6 * (a.Ratio - b.Ratio)) })
		lines = append(lines, runs[len(runs)/2])
	}
	if b.JSON {
		return json.NewEncoder(rc.Stdout).Encode(lines)
	}
	return b.print(rc.Stdout, lines)
}

func (b *benchVotes) print(w io.Writer, lines []votesLine) error {
	_, _ = fmt.Fprintf(w, "%s, %s, %d ballots before, medians of %d runs of %s by their ratio\n\n", machine(), b.db.Dialect(), b.Stored, b.Runs, b.For)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, "connections\techo/s (E)\trows/s (B)\tlimit/s (L)\tvotes/s\tof L\tp50\tp99\tin a batch\tnot taken\tserver\tload\tother CPUs") // kept by the writer, see Flush
	for _, l := range lines {
		_, _ = fmt.Fprintf(table, "%d\t%.0f\t%.0f\t%.0f\t%.0f\t%.2f\t%s\t%s\t%.1f\t%d\t%.2f\t%.2f\t%.2f\n", l.Connections, l.Echo, l.Rows, l.Limit, l.Votes, l.Ratio,
			rounded(l.P50), rounded(l.P99), l.Batch, l.Refused, l.Server, l.Load, l.Other)
	}
	return table.Flush()
}

// once measures the limits and the votes one after the other, nothing else running.
func (b *benchVotes) once(ctx context.Context, connections int) (votesLine, error) {
	line := votesLine{Connections: connections}
	var err error
	if line.Echo, err = b.echo(ctx, connections); err != nil {
		return line, err
	}
	if line.Rows, err = b.raw.time(ctx, b.For); err != nil {
		return line, err
	}
	line.Limit = 1 / (1/line.Echo + 1/line.Rows)
	before := b.polls.Figures()
	stored, err := b.raw.count(ctx, string(b.poll.ID))
	if err != nil {
		return line, err
	}
	profiled, err := b.profile()
	if err != nil {
		return line, err
	}
	measured := splitter()
	seen, err := (&benchDriveCmd{
		Addr: b.addr, Path: "/api/v1/polls/" + benchPoll + "/votes", Body: benchBody, Connections: connections, For: b.For, Warm: benchWarm,
	}).run(ctx)
	if err != nil {
		return line, err
	}
	where := measured(seen.CPU)
	if err := profiled(); err != nil {
		return line, err
	}
	line.Votes, line.P50, line.P99 = seen.rate(http.StatusCreated), seen.P50, seen.P99
	line.Ratio = line.Votes / line.Limit
	line.Server, line.Load, line.Other = where.server, where.load, where.other
	for status, n := range seen.Statuses {
		if status != http.StatusCreated {
			line.Refused += n
		}
	}
	line.Refused += seen.Failed
	after := b.polls.Figures()
	line.Batch = float64(after.Items-before.Items) / float64(max(1, after.Batches-before.Batches))
	now, err := b.raw.count(ctx, string(b.poll.ID))
	if err == nil && now-stored < seen.Statuses[http.StatusCreated] {
		err = fmt.Errorf("%d votes were acknowledged and %d stored", seen.Statuses[http.StatusCreated], now-stored)
	}
	return line, err
}

// profile begins a CPU profile of the server under votes, if one was asked for; the last run's
// stays in the file. What it returns ends it.
func (b *benchVotes) profile() (end func() error, err error) {
	if b.Profile == "" {
		return func() error { return nil }, nil
	}
	file, err := os.Create(b.Profile)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() error { pprof.StopCPUProfile(); return file.Close() }, nil
}

// echo is what Fiber answers when nothing is asked of it.
func (b *benchVotes) echo(ctx context.Context, connections int) (float64, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	go func() { _ = bench.Echo(ln, nil) }()
	seen, err := (&benchDriveCmd{
		Addr: ln.Addr().String(), Path: "/votes", Body: benchBody, Connections: connections, For: b.For, Warm: benchWarm,
	}).run(ctx)
	return seen.rate(http.StatusOK), errors.Join(err, ln.Close())
}
