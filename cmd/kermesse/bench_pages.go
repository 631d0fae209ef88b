package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/pprof"
	"slices"
	"text/tabwriter"
	"time"

	"kermesse/bench"
)

// benchPagesCmd times public pages as newcomers ask for them: without a cookie, so that each
// gets a token of their own where the page has a form. Beside each page stands what Fiber
// answers with as many bytes that are always the same, asked in the same way in the same
// run, and the page as it is made for one visitor alone.
type benchPagesCmd struct {
	Connections []int         `help:"From how many connections pages are asked for." default:"64" placeholder:"N"`
	For         time.Duration `help:"How long each step is timed." default:"5s"`
	Runs        int           `help:"How often; medians are printed." default:"3" placeholder:"N"`
	Stored      int64         `help:"How many ballots the poll holds, and entries the contest." default:"1000" placeholder:"N"`
	DatabaseURL string        `help:"Empty PostgreSQL to use. Default: SQLite in a temporary folder." placeholder:"URL"`
	JSON        bool          `help:"Print JSON."`
	Profile     string        `help:"Write a CPU profile of the server to this file." placeholder:"FILE"`
}

// pageTurns is in how many turns a page and its limit are asked for: neighbours on the machine
// come and go, and do less harm to the ratio the nearer both are.
const pageTurns = 5

// benchPages are the pages that are timed.
var benchPages = []string{"/en/c/" + benchPoll, "/en/p/" + benchPoll, "/en/p/" + benchPoll + "/results"}

// pagesLine is one line of the table.
type pagesLine struct {
	Page        string
	Connections int
	Bytes       int     // of the answer's body, as it is sent
	Hello       float64 // answers a second of a server that always says the same, as long
	Pages       float64 // a second
	Ratio       float64
	P50, P99    time.Duration
	Made        float64       // pages a second that are made for one visitor alone
	Refused     int64         // answered otherwise, or not at all
	HelloCPU    time.Duration // of the server, for an answer that always says the same
	PageCPU     time.Duration // and for a page
	Server      float64       // processors' time while pages were asked for
	Load        float64
	Other       float64
}

// Run measures and prints the figures.
func (c *benchPagesCmd) Run(rc *runContext) error {
	if c.For <= 0 || c.Runs < 1 || len(c.Connections) == 0 || slices.Min(c.Connections) < 1 {
		return &exitError{exitUsage, errNoBench}
	}
	return withBenchHouse(rc, c.DatabaseURL, func(h *house, addr string) error {
		if err := h.openBenchContest(rc.Ctx, int(c.Stored)); err != nil {
			return err
		}
		if err := h.openBenchPoll(rc.Ctx, c.Stored); err != nil {
			return err
		}
		var lines []pagesLine
		err := profiled(c.Profile, func() (err error) {
			lines, err = c.measure(rc.Ctx, addr)
			return err
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(rc.Stdout).Encode(lines)
		}
		return c.print(rc.Stdout, string(h.db.Dialect()), lines)
	})
}

// profiled writes a profile of what fn computes; an empty path: none.
func profiled(path string, fn func() error) (err error) {
	if path == "" {
		return fn()
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return fn()
}

func (c *benchPagesCmd) measure(ctx context.Context, addr string) ([]pagesLine, error) {
	var lines []pagesLine
	for _, page := range benchPages {
		for _, connections := range c.Connections {
			var runs []pagesLine
			for range c.Runs {
				line, err := c.once(ctx, addr, page, connections)
				if err != nil {
					return nil, err
				}
				runs = append(runs, line)
			}
			slices.SortFunc(runs, func(a, b pagesLine) int { return int(1e6 * (a.Ratio - b.Ratio)) })
			lines = append(lines, runs[len(runs)/2])
		}
	}
	return lines, nil
}

// once measures the limit and the page in turns, and the page without what is kept.
func (c *benchPagesCmd) once(ctx context.Context, addr, page string, connections int) (pagesLine, error) {
	line := pagesLine{Page: page, Connections: connections}
	var err error
	if line.Bytes, err = answerBytes(ctx, addr, page); err != nil {
		return line, err
	}
	ask := benchDriveCmd{Addr: addr, Path: page, Connections: connections, For: c.For / pageTurns, Warm: benchWarm / pageTurns}
	var p50, p99 []time.Duration
	for range pageTurns {
		measured := splitter()
		said, err := hello(ctx, ask, line.Bytes)
		if err != nil {
			return line, err
		}
		line.Hello += said.rate(http.StatusOK) / pageTurns
		line.HelloCPU += perAnswer(measured(said.CPU), said) / pageTurns
		measured = splitter()
		seen, err := ask.run(ctx)
		if err != nil {
			return line, err
		}
		where := measured(seen.CPU)
		line.note(seen, where)
		line.PageCPU += perAnswer(where, seen) / pageTurns
		p50, p99 = append(p50, seen.P50), append(p99, seen.P99)
	}
	slices.Sort(p50)
	slices.Sort(p99)
	line.P50, line.P99, line.Ratio = p50[pageTurns/2], p99[pageTurns/2], line.Pages/line.Hello
	ask.Path = page + "?made=alone" // a query that no page is kept for
	seen, err := ask.run(ctx)
	line.Made = seen.rate(http.StatusOK)
	return line, err
}

// note adds one turn of a page.
func (l *pagesLine) note(seen driven, where split) {
	l.Pages += seen.rate(http.StatusOK) / pageTurns
	l.Server, l.Load, l.Other = l.Server+where.server/pageTurns, l.Load+where.load/pageTurns, l.Other+where.other/pageTurns
	l.Refused += seen.Failed
	for status, n := range seen.Statuses {
		if status != http.StatusOK {
			l.Refused += n
		}
	}
}

// perAnswer is what the server computed for each answer. What it was asked while it warmed up
// is counted by time.
func perAnswer(where split, seen driven) time.Duration {
	return time.Duration(where.server / max(1, seen.rate(http.StatusOK)) * float64(time.Second))
}

// answerBytes is how long a page is as the load gets it.
func answerBytes(ctx context.Context, addr, page string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+page, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Accept-Encoding", bench.Encodings)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s was answered %q", page, resp.Status)
	}
	return len(body), errors.Join(err, resp.Body.Close())
}

// hello is what Fiber answers when it always says the same.
func hello(ctx context.Context, ask benchDriveCmd, size int) (driven, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return driven{}, err
	}
	go func() { _ = bench.Echo(ln, make([]byte, size)) }()
	ask.Addr = ln.Addr().String()
	seen, err := ask.run(ctx)
	return seen, errors.Join(err, ln.Close())
}

func (c *benchPagesCmd) print(w io.Writer, database string, lines []pagesLine) error {
	_, _ = fmt.Fprintf(w, "%s, %s, %d ballots and entries, medians of %d runs of %s by their ratio\n\n", machine(), database, c.Stored, c.Runs, c.For)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, "page\tconnections\tbytes\thello/s\tpages/s\tof hello\tp50\tp99\tCPU/hello\tCPU/page\tmade alone/s\tnot answered\tserver\tload\tother CPUs") // kept by the writer, see Flush
	for _, l := range lines {
		_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%.0f\t%.0f\t%.2f\t%s\t%s\t%s\t%s\t%.0f\t%d\t%.2f\t%.2f\t%.2f\n", l.Page, l.Connections, l.Bytes, l.Hello, l.Pages, l.Ratio,
			rounded(l.P50), rounded(l.P99), rounded(l.HelloCPU), rounded(l.PageCPU), l.Made, l.Refused, l.Server, l.Load, l.Other)
	}
	_, _ = fmt.Fprint(table, "\nNot shown: logs on a disk (they are written to nowhere), TLS, a network, browsers that ask with cookies or are answered 304, pages of many campaigns at once.\n")
	return table.Flush()
}
