package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// benchCmd measures this program on this machine. What it prints is English: figures to
// paste into docs/benchmarks.md and into reports of trouble.
type benchCmd struct {
	Votes    benchVotesCmd    `cmd:"" help:"Time a crowd that votes in one poll, beside what the machine could do at most."`
	Entries  benchEntriesCmd  `cmd:"" help:"Time a crowd that enters one contest."`
	Pages    benchPagesCmd    `cmd:"" help:"Time public pages beside what a server could do at most that always says the same."`
	Watchers benchWatchersCmd `cmd:"" help:"Have many readers follow a poll: memory of each, and when the last one knows."`
	Start    benchStartCmd    `cmd:"" help:"Time the start of this program, and look at its memory and its size."`
	Drive    benchDriveCmd    `cmd:"" hidden:"" help:"Ask a server from many connections, and print what came back."`
	Watch    benchWatchCmd    `cmd:"" hidden:"" help:"Follow a poll from many connections."`
	Draw     benchDrawCmd     `cmd:"" help:"Time a draw among many entries: close, select, bundle, verify."`
	Close    benchCloseCmd    `cmd:"" help:"Time the close of a large contest, and other requests meanwhile."`
	Earns    benchEarnsCmd    `cmd:"" help:"Time earns of many clients on one brand, beside the rows alone, without and with many point lots."`
}

// measure is what one run of one step took.
type measure struct {
	took      time.Duration
	peakBytes int64 // greatest resident size of its process; 0 where the system does not tell
}

// print writes a measure for the process that asked for it.
func (m measure) print(w io.Writer) error {
	_, err := fmt.Fprintln(w, m.took.Nanoseconds(), m.peakBytes)
	return err
}

func parseMeasure(line []byte) (measure, error) {
	var took, peak int64
	if _, err := fmt.Sscan(string(line), &took, &peak); err != nil {
		return measure{}, fmt.Errorf("a step answered %q: %w", line, err)
	}
	return measure{time.Duration(took), peak}, nil
}

// ownProcess runs a step of a benchmark in a process of its own, so that its memory is
// its own, too.
func ownProcess(ctx context.Context, args ...string) (measure, error) {
	self, err := os.Executable()
	if err != nil {
		return measure{}, err
	}
	cmd := exec.CommandContext(ctx, self, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return measure{}, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return parseMeasure(stdout.Bytes())
}

// median is the middle one by time, with the greatest memory of all.
func median(runs []measure) measure {
	sorted := slices.SortedFunc(slices.Values(runs), func(a, b measure) int { return int(a.took - b.took) })
	m := sorted[len(sorted)/2]
	for _, r := range runs {
		m.peakBytes = max(m.peakBytes, r.peakBytes)
	}
	return m
}

// peakMemory is the greatest resident size of this process so far, or 0 where the system
// does not tell as Linux does.
func peakMemory() int64 { return residentMemory("VmHWM:") }

// residentMemory is one of the sizes of this process that Linux tells, in bytes; 0 elsewhere.
func residentMemory(size string) int64 { return residentOf(os.Getpid(), size) }

func residentOf(pid int, size string) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), size)
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kib, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}

// machine describes where figures come from.
func machine() string {
	load := "unknown"
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load, _, _ = strings.Cut(string(text), " ")
	}
	return fmt.Sprintf("%s %s/%s, %d CPUs, load average %s, %s",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), load, time.Now().UTC().Format(time.DateOnly))
}

// step is a line of a table of figures.
type step struct {
	name string
	measure
}

// printSteps writes a table; the first step is the yardstick of the others.
func printSteps(w io.Writer, steps []step) error {
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintf(table, "step\ttime\t× %s\tpeak memory\n", steps[0].name) // kept by the writer, see Flush
	for _, s := range steps {
		memory := "?"
		if s.peakBytes > 0 {
			memory = fmt.Sprintf("%d MiB", s.peakBytes>>20)
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%.1f\t%s\n", s.name, rounded(s.took), float64(s.took)/float64(steps[0].took), memory)
	}
	return table.Flush()
}

// rounded leaves three digits.
func rounded(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit)
}

var errNoBench = errors.New("a benchmark needs at least one entry, one run and some time")
