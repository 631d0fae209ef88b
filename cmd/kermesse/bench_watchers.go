package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// benchWatchersCmd has many readers follow the figures of a poll, then votes, and looks at
// what each costs and when the last one has the new figures. The readers are a process of
// their own, from addresses of this machine (127.0.0.0/8), since an address has too few ports
// and may have no more than so many streams.
type benchWatchersCmd struct {
	Watchers    int    `help:"How many follow." default:"10000" placeholder:"N"`
	Runs        int    `help:"How many votes are waited for; medians are printed." default:"5" placeholder:"N"`
	DatabaseURL string `help:"Empty PostgreSQL to use. Default: SQLite in a temporary folder." placeholder:"URL"`
	JSON        bool   `help:"Print JSON."`
}

// watchersLine is what was seen.
type watchersLine struct {
	Watchers   int
	Connecting time.Duration // all of them
	BytesEach  int64         // of the server's resident memory, more than before they came
	HeapEach   int64         // of it, in use on Go's heap and stacks
	Goroutines float64       // of the server, each
	First      time.Duration // from the answer to the vote to the first who knows
	Last       time.Duration // and to the last
	Spread     time.Duration // between the two
	Lost       int           // streams that ended before
	Server     float64       // processors' time from the votes to the last reader
	Load       float64
	Other      float64
}

// Run measures and prints the figures.
func (c *benchWatchersCmd) Run(rc *runContext) error {
	if c.Watchers < 1 || c.Runs < 1 {
		return &exitError{exitUsage, errNoBench}
	}
	return withBenchHouse(rc, c.DatabaseURL, func(h *house, addr string) error {
		if err := h.openBenchPoll(rc.Ctx, 0); err != nil {
			return err
		}
		line, err := c.measure(rc.Ctx, addr)
		if err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(rc.Stdout).Encode(line)
		}
		return c.print(rc.Stdout, string(h.db.Dialect()), line)
	})
}

// memory is what the process has now, after what it no longer uses was given back.
type memory struct {
	resident, inUse int64
	goroutines      int
}

func memoryNow() memory {
	debug.FreeOSMemory()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return memory{resident: residentMemory("VmRSS:"), inUse: int64(stats.HeapInuse + stats.StackInuse), goroutines: runtime.NumGoroutine()}
}

// measure starts the readers, which write a line each time they have done what they were
// told by a line.
func (c *benchWatchersCmd) measure(ctx context.Context, addr string) (watchersLine, error) {
	line := watchersLine{Watchers: c.Watchers}
	if _, err := answerBytes(ctx, addr, benchPages[2]); err != nil { // what is made once is made
		return line, err
	}
	before := memoryNow()
	readers, err := startReaders(ctx, addr, c.Watchers)
	if err != nil {
		return line, err
	}
	defer readers.stop()
	came, err := readers.wait()
	if err != nil {
		return line, err
	}
	line.Connecting = came.Took
	after := memoryNow()
	each := func(n int64) int64 { return n / int64(c.Watchers) }
	line.BytesEach, line.HeapEach = each(after.resident-before.resident), each(after.inUse-before.inUse)
	line.Goroutines = float64(after.goroutines-before.goroutines) / float64(c.Watchers)
	var seen []watched
	measured := splitter()
	for range c.Runs {
		if err := readers.tell("vote"); err != nil {
			return line, err
		}
		w, err := readers.wait()
		if err != nil {
			return line, err
		}
		seen = append(seen, w)
	}
	where := measured(seen[len(seen)-1].CPU - came.CPU)
	line.Server, line.Load, line.Other, line.Lost = where.server, where.load, where.other, seen[len(seen)-1].Lost
	slices.SortFunc(seen, func(a, b watched) int { return int(a.Last - b.Last) })
	middle := seen[len(seen)/2]
	line.First, line.Last, line.Spread = middle.First, middle.Last, middle.Last-middle.First
	return line, nil
}

func (c *benchWatchersCmd) print(w io.Writer, database string, l watchersLine) error {
	_, _ = fmt.Fprintf(w, "%s, %s, medians of %d votes by when the last reader knew\n\n", machine(), database, c.Runs)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, "watchers\tconnected in\tmemory each\tof it in use\tgoroutines each\tfirst knows\tlast knows\tspread\tlost\tserver\tload\tother CPUs") // kept by the writer, see Flush
	_, _ = fmt.Fprintf(table, "%d\t%s\t%.1f KiB\t%.1f KiB\t%.1f\t%s\t%s\t%s\t%d\t%.2f\t%.2f\t%.2f\n", l.Watchers, rounded(l.Connecting), float64(l.BytesEach)/1024, float64(l.HeapEach)/1024,
		l.Goroutines, rounded(l.First), rounded(l.Last), rounded(l.Spread), l.Lost, l.Server, l.Load, l.Other)
	_, _ = fmt.Fprint(table, "\nFigures are sent at most every two seconds, which is in both times and not in the spread. Not shown: the kernel’s buffers, TLS, slow lines.\n")
	return table.Flush()
}

// readers are a process that follows.
type readers struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *json.Decoder
	errors *bytes.Buffer
}

func startReaders(ctx context.Context, addr string, n int) (*readers, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r := &readers{cmd: exec.CommandContext(ctx, self, "bench", "watch", "--addr", addr, "--watchers", strconv.Itoa(n)), errors: &bytes.Buffer{}}
	r.cmd.Stderr = r.errors
	if r.in, err = r.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	r.out = json.NewDecoder(out)
	return r, r.cmd.Start()
}

func (r *readers) tell(what string) error {
	_, err := fmt.Fprintln(r.in, what)
	return err
}

func (r *readers) wait() (w watched, err error) {
	if err = r.out.Decode(&w); err != nil {
		err = fmt.Errorf("the readers: %w: %s", err, strings.TrimSpace(r.errors.String()))
	}
	return w, err
}

// stop ends the process; how it ends says nothing any more.
func (r *readers) stop() {
	_ = r.in.Close()
	_ = r.cmd.Wait()
}
