package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// benchStartCmd times this program from its start to its first page, and looks at what it
// takes of memory when nobody asks for anything.
type benchStartCmd struct {
	Runs        int           `help:"How often; medians are printed." default:"5" placeholder:"N"`
	Idle        time.Duration `help:"How long nobody asks before the memory is looked at." default:"5s"`
	DatabaseURL string        `help:"Empty PostgreSQL to use. Default: SQLite in a temporary folder." placeholder:"URL"`
	JSON        bool          `help:"Print JSON."`
}

// startLine is what was seen.
type startLine struct {
	Fresh      time.Duration // to the first page, the database made on the way
	Again      time.Duration // to the first page, on a database that is there
	IdleBytes  int64         // resident memory after a while without requests
	BinaryByte int64         // size of the program's file
}

// Run measures and prints the figures.
func (c *benchStartCmd) Run(rc *runContext) (err error) {
	if c.Runs < 1 || c.Idle < 0 {
		return &exitError{exitUsage, errNoBench}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	file, err := os.Stat(self)
	if err != nil {
		return err
	}
	line := startLine{BinaryByte: file.Size()}
	fresh, again := []time.Duration{}, []time.Duration{}
	for i := range c.Runs {
		err := inFolder(func(dir string) error {
			if c.DatabaseURL == "" || i == 0 { // a database of the server is only new once
				took, _, err := c.start(rc.Ctx, self, dir)
				if err != nil {
					return err
				}
				fresh = append(fresh, took)
			}
			took, idle, err := c.start(rc.Ctx, self, dir)
			again, line.IdleBytes = append(again, took), max(line.IdleBytes, idle)
			return err
		})
		if err != nil {
			return err
		}
	}
	slices.Sort(fresh)
	slices.Sort(again)
	line.Fresh, line.Again = fresh[len(fresh)/2], again[len(again)/2]
	if c.JSON {
		return json.NewEncoder(rc.Stdout).Encode(line)
	}
	return c.print(rc.Stdout, line)
}

// inFolder runs fn with a folder that is removed behind it.
func inFolder(fn func(dir string) error) (err error) {
	dir, err := os.MkdirTemp("", "kermesse-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return fn(dir)
}

// start serves until the first page has come, looks at the memory, and stops.
func (c *benchStartCmd) start(ctx context.Context, self, dir string) (took time.Duration, idle int64, err error) {
	addr, err := unusedAddr()
	if err != nil {
		return 0, 0, err
	}
	args := []string{"serve", "--data", dir, "--addr", addr, "--log-level", "error", "--secret", strings.Repeat("benchmark", 5)}
	if c.DatabaseURL != "" {
		args = append(args, "--database-url", c.DatabaseURL)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	if err = firstPage(ctx, addr); err == nil {
		took = time.Since(begun)
		err = sleep(ctx, c.Idle)
		idle = residentOf(cmd.Process.Pid, "VmRSS:")
	}
	err = errors.Join(err, cmd.Process.Signal(syscall.SIGTERM), cmd.Wait())
	if err != nil {
		err = fmt.Errorf("serve: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	return took, idle, err
}

// startTimeout is after how long a server will not start any more.
const startTimeout = time.Minute

// firstPage asks until it is answered.
func firstPage(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/en/", nil)
		if err != nil {
			return err
		}
		if resp, err := http.DefaultClient.Do(r); err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			if err = errors.Join(err, resp.Body.Close()); err == nil && resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		if err := sleep(ctx, time.Millisecond); err != nil {
			return err
		}
	}
}

func unusedAddr() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

func (c *benchStartCmd) print(w io.Writer, l startLine) error {
	database := "sqlite"
	if c.DatabaseURL != "" {
		database = "postgres"
	}
	_, _ = fmt.Fprintf(w, "%s, %s, medians of %d runs\n\n", machine(), database, c.Runs)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, "first page, new database\tfirst page, again\tidle memory\tbinary") // kept by the writer, see Flush
	_, _ = fmt.Fprintf(table, "%s\t%s\t%.1f MiB\t%.1f MiB\n", rounded(l.Fresh), rounded(l.Again), float64(l.IdleBytes)/(1<<20), float64(l.BinaryByte)/(1<<20))
	_, _ = fmt.Fprint(table, "\nThe file is in the kernel’s cache. Idle memory is the greatest of all runs.\n")
	return table.Flush()
}
