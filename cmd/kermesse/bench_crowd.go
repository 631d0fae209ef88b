package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"kermesse/bench"
	"kermesse/internal/db"
)

// crowdSettings are those of the benchmarks in which many write at the same moment.
type crowdSettings struct {
	Connections []int         `help:"From how many connections requests come." default:"64,256" placeholder:"N"`
	For         time.Duration `help:"How long each step is timed." default:"5s"`
	Runs        int           `help:"How often; medians are printed." default:"3" placeholder:"N"`
	Rate        float64       `help:"Requests a second of an open loop, each timed from when it was due. Default: a closed loop." default:"0" placeholder:"N"`
	DatabaseURL string        `help:"Empty PostgreSQL to use. Default: SQLite in a temporary folder." placeholder:"URL"`
	JSON        bool          `help:"Print JSON."`
	Profile     string        `help:"Write a CPU profile of the server under the last load to this file." placeholder:"FILE"`
}

const benchWarm = time.Second

// open runs fn beside a house as serve would open it.
func (c *crowdSettings) open(rc *runContext, fn func(h *house, addr string) error) error {
	if c.For <= 0 || c.Runs < 1 || c.Rate < 0 || len(c.Connections) == 0 || slices.Min(c.Connections) < 1 {
		return &exitError{exitUsage, errNoBench}
	}
	return withBenchHouse(rc, c.DatabaseURL, fn)
}

// crowd writes through the API of a running server.
type crowd struct {
	*crowdSettings
	*house
	addr       string
	path, body string // in which bench.Mark stands for what no two requests share
	figures    func() db.GroupFigures
}

// crowdLine is what one load saw.
type crowdLine struct {
	Connections int
	Echo        float64 // answers a second of a server that stores nothing: E
	PerSecond   float64 // durable and answered
	Stored      int64   // the same, in all
	P50, P99    time.Duration
	Refused     int64 // answered otherwise, not at all, or never asked
	Batch       float64
	Server      float64 // processors' time: of the server with SQLite, of the load, of PostgreSQL and all others
	Load        float64
	Other       float64
}

func (l crowdLine) rank() float64 { return l.PerSecond }

func crowdColumns(what string) string {
	return "connections\techo/s (E)\t" + what + "/s\tp50\tp99\tin a batch\tnot taken\tserver\tload\tother CPUs"
}

func (l crowdLine) columns() string {
	return fmt.Sprintf("%d\t%.0f\t%.0f\t%s\t%s\t%.1f\t%d\t%.2f\t%.2f\t%.2f", l.Connections, l.Echo, l.PerSecond,
		rounded(l.P50), rounded(l.P99), l.Batch, l.Refused, l.Server, l.Load, l.Other)
}

// medians runs a measurement so many times for each number of connections, and keeps the middle one.
func medians[L interface{ rank() float64 }](ctx context.Context, connections []int, runs int, once func(context.Context, int) (L, error)) ([]L, error) {
	var lines []L
	for _, n := range connections {
		var seen []L
		for range runs {
			line, err := once(ctx, n)
			if err != nil {
				return nil, err
			}
			seen = append(seen, line)
		}
		slices.SortFunc(seen, func(a, b L) int { return cmp.Compare(a.rank(), b.rank()) })
		lines = append(lines, seen[len(seen)/2])
	}
	return lines, nil
}

// drive lets the crowd in.
func (b *crowd) drive(ctx context.Context, connections int) (crowdLine, error) {
	line := crowdLine{Connections: connections}
	profiled, err := b.profile()
	if err != nil {
		return line, err
	}
	before, measured := b.figures(), splitter()
	seen, err := (&benchDriveCmd{
		Addr: b.addr, Path: b.path, Body: b.body, Connections: connections, For: b.For, Warm: benchWarm, Rate: b.Rate,
	}).run(ctx)
	if err = errors.Join(err, profiled()); err != nil {
		return line, err
	}
	where, after := measured(seen.CPU), b.figures()
	line.PerSecond, line.Stored = seen.rate(http.StatusCreated), seen.Statuses[http.StatusCreated]
	line.P50, line.P99 = seen.P50, seen.P99
	line.Server, line.Load, line.Other = where.server, where.load, where.other
	for status, n := range seen.Statuses {
		if status != http.StatusCreated {
			line.Refused += n
		}
	}
	line.Refused += seen.Failed + seen.Late
	line.Batch = float64(after.Items-before.Items) / float64(max(1, after.Batches-before.Batches))
	return line, nil
}

// profile begins a CPU profile of the server, if one was asked for. What it returns ends it.
func (b *crowd) profile() (end func() error, err error) {
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
func (b *crowd) echo(ctx context.Context, connections int) (float64, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	go func() { _ = bench.Echo(ln, nil) }()
	seen, err := (&benchDriveCmd{
		Addr: ln.Addr().String(), Path: "/" + strings.Repeat("x", len(b.path)-1), Body: b.body, Connections: connections, For: b.For, Warm: benchWarm,
	}).run(ctx)
	return seen.rate(http.StatusOK), errors.Join(err, ln.Close())
}
