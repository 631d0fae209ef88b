package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
)

type benchDrawCmd struct {
	Entries int    `help:"How many entries." default:"100000" placeholder:"N"`
	Runs    int    `help:"How often each step runs; the medians are printed." default:"3" placeholder:"N"`
	Step    string `hidden:"" help:"Run one step, in a folder, and print its figures."`
	Folder  string `hidden:""`
}

// benchSteps are the steps of a draw. Each one works on the files that those before it
// have left, and the first one that reads the list is the yardstick.
var benchSteps = []struct {
	name string // of the line in the table
	step string // of the command; makes what the others need, if it comes first
	take func(*benchDraw) (time.Duration, error)
}{
	{"hash the list's file once", "hash", (*benchDraw).hash},
	{"close: sort, root, record", "close", (*benchDraw).closeList},
	{"root of a sorted list as it is read", "root", (*benchDraw).root},
	{"select 100", "select", (*benchDraw).selectWinners},
	{"write the bundle", "bundle", (*benchDraw).bundle},
	{"verify the bundle", "verify", (*benchDraw).verify},
}

// benchOrder is the order in which steps must run for their files to be there.
var benchOrder = []string{"close", "hash", "root", "select", "bundle", "verify"}

// Run measures all steps, each in a process of its own, or is such a process.
func (c *benchDrawCmd) Run(rc *runContext) error {
	if c.Entries < 1 || c.Runs < 1 {
		return &exitError{exitUsage, errNoBench}
	}
	if c.Step != "" {
		return c.runStep(rc.Stdout)
	}
	dir, err := os.MkdirTemp("", "kermesse-bench-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	figures := map[string][]measure{}
	for _, name := range benchOrder {
		for range c.Runs {
			m, err := ownProcess(rc.Ctx, "bench", "draw", "--step", name, "--folder", dir, "--entries", strconv.Itoa(c.Entries))
			if err != nil {
				return err
			}
			figures[name] = append(figures[name], m)
		}
	}
	if _, err := fmt.Fprintf(rc.Stdout, "A draw among %d entries, medians of %d runs; %s\n\n", c.Entries, c.Runs, machine()); err != nil {
		return err
	}
	steps := make([]step, len(benchSteps))
	for i, s := range benchSteps {
		steps[i] = step{s.name, median(figures[s.step])}
	}
	return printSteps(rc.Stdout, steps)
}

func (c *benchDrawCmd) runStep(stdout io.Writer) error {
	d, err := newBenchDraw(c.Folder, c.Entries)
	if err != nil {
		return err
	}
	for _, s := range benchSteps {
		if s.step == c.Step {
			took, err := s.take(d)
			if err != nil {
				return err
			}
			return measure{took, peakMemory()}.print(stdout)
		}
	}
	return &exitError{exitUsage, fmt.Errorf("no step %q", c.Step)}
}

// benchDraw is a draw that is the same each time it is made: a hundred winners, by a
// test chain.
type benchDraw struct {
	folder  string
	entries int
	chain   beacon.TestChain
	rules   draw.Rules
	text    []byte // of the rules
}

func newBenchDraw(folder string, entries int) (*benchDraw, error) {
	opens := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	chain, err := beacon.NewTestChain([32]byte{1}, opens, testPeriod)
	if err != nil {
		return nil, err
	}
	d := &benchDraw{folder: folder, entries: entries, chain: chain, rules: draw.Rules{
		Title: "Benchmark", OpensAt: opens, ClosesAt: opens.Add(time.Hour), Mode: draw.OneWin, Margin: draw.MinMargin,
		Prizes: []draw.RulesPrize{{Name: "Prize", Prize: draw.Prize{Winners: 100}}},
	}}
	d.rules.Source = draw.Drand(chain.Hash(), chain.FirstRoundAt(d.rules.ClosesAt.Add(d.rules.Margin)))
	d.text, err = d.rules.Encode()
	return d, err
}

func (d *benchDraw) path(name string) string { return filepath.Join(d.folder, name) }

// closeList makes the entries, in no order, and closes the list.
func (d *benchDraw) closeList() (time.Duration, error) {
	entries := make([]draw.Entry, d.entries)
	for i := range entries {
		c := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("bench"), uint64(i)))
		entries[i] = draw.Entry{Commitment: c, Tickets: 1 + uint64(c[31]%8)}
	}
	start := time.Now()
	list, err := draw.Freeze(entries)
	if err != nil {
		return 0, err
	}
	text, err := draw.Close{
		Attempt: 1, Rules: draw.RulesDigest(d.text), Mode: d.rules.Mode, Prizes: d.rules.Counts(),
		Entries: uint64(list.Len()), Tickets: list.Tickets(), Root: list.Root(), Source: d.rules.Source, ClosedAt: d.rules.ClosesAt,
	}.Encode()
	took := time.Since(start)
	if err != nil {
		return 0, err
	}
	return took, errors.Join(
		os.WriteFile(d.path(proof.CloseFile), text, 0o600),
		d.create(proof.EntriesFile, func(w io.Writer) error { _, err := list.WriteTo(w); return err }))
}

// create writes a file.
func (d *benchDraw) create(name string, write func(io.Writer) error) error {
	file, err := os.Create(d.path(name))
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}

// read opens the list's file.
func (d *benchDraw) read(take func(io.Reader) error) (time.Duration, error) {
	file, err := os.Open(d.path(proof.EntriesFile))
	if err != nil {
		return 0, err
	}
	start := time.Now()
	err = take(file)
	return time.Since(start), errors.Join(err, file.Close())
}

func (d *benchDraw) hash() (time.Duration, error) {
	return d.read(func(file io.Reader) error {
		_, err := io.Copy(sha256.New(), bufio.NewReaderSize(file, 1<<16))
		return err
	})
}

func (d *benchDraw) root() (time.Duration, error) {
	return d.read(func(file io.Reader) error {
		_, err := draw.ReadEntries(file).Hash()
		return err
	})
}

// decided returns the close record, the round and the randomness.
func (d *benchDraw) decided() (draw.Close, beacon.Round, draw.Hash, error) {
	text, err := os.ReadFile(d.path(proof.CloseFile))
	if err != nil {
		return draw.Close{}, beacon.Round{}, draw.Hash{}, err
	}
	record, err := draw.ParseClose(text)
	if err != nil {
		return draw.Close{}, beacon.Round{}, draw.Hash{}, err
	}
	round, err := d.chain.Sign(record.Source.Round)
	return record, round, draw.DrandRandomness(round.Signature), err
}

// selectWinners times the selection alone: that the list is in memory is told by its
// peak.
func (d *benchDraw) selectWinners() (time.Duration, error) {
	record, _, randomness, err := d.decided()
	if err != nil {
		return 0, err
	}
	var list *draw.List
	if _, err := d.read(func(file io.Reader) (err error) {
		list, err = draw.ReadList(file, d.entries)
		return err
	}); err != nil {
		return 0, err
	}
	start := time.Now()
	result, _, err := draw.Decide(record, list, randomness, draw.Hash{})
	took := time.Since(start)
	if err != nil {
		return 0, err
	}
	text, err := result.Encode()
	if err != nil {
		return 0, err
	}
	return took, os.WriteFile(d.path(proof.ResultFile), text, 0o600)
}

const benchProof = "proof.zip"

// bundle writes the bundle as a server does: from a list that is read meanwhile.
func (d *benchDraw) bundle() (time.Duration, error) {
	record, round, _, err := d.decided()
	if err != nil {
		return 0, err
	}
	c := proof.Content{Rules: d.text}
	if c.Close, err = record.Encode(); err != nil {
		return 0, err
	}
	if c.Beacon, err = beacon.EncodeRound(d.chain.Chain, round); err != nil {
		return 0, err
	}
	if c.Result, err = os.ReadFile(d.path(proof.ResultFile)); err != nil {
		return 0, err
	}
	return d.read(func(file io.Reader) error {
		c.List = draw.ReadEntries(file)
		return d.create(benchProof, c.WriteZip)
	})
}

func (d *benchDraw) verify() (time.Duration, error) {
	file, err := os.Open(d.path(benchProof))
	if err != nil {
		return 0, err
	}
	start := time.Now()
	bundle, done, err := openZip(file, file.Close)
	if err != nil {
		return 0, err
	}
	_, err = proof.Verify(bundle, proof.Options{})
	return time.Since(start), errors.Join(err, done())
}
