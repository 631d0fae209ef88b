package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/contests/beacon/relay"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
)

type drawCmd struct {
	Entries  string `help:"List of names or comments, in CSV; - reads standard input." placeholder:"FILE.csv" xor:"list"`
	Continue string `help:"Folder of a draw that was waiting for its round." placeholder:"FOLDER" xor:"list"`
	Out      string `help:"Folder to write to; it must not exist. By default draw-DATE-TIME." placeholder:"FOLDER"`

	Title  string   `help:"Title of the draw." default:"Tirage"`
	Prize  []string `help:"A prize: its name, its winners and, after +, its alternates. Once for each prize, in order." placeholder:"NAME:1+2" sep:"none"`
	Mode   string   `help:"one-win: an entry wins once at most; many-wins: once for each prize." enum:"one-win,many-wins" default:"one-win"`
	Source string   `help:"Random number: drand, a public round ten minutes after the list is frozen; operator, this computer's own; test, for trying out." enum:"drand,operator,test" default:"drand"`

	listFlags

	Beacon string        `help:"With --continue: the round as JSON, from any relay, in place of asking them; - reads standard input." placeholder:"FILE"`
	Relay  []string      `help:"Relay to ask, in place of the public ones; may be given several times." placeholder:"ADDRESS" sep:"none"`
	Wait   time.Duration `help:"How long to wait for the round once it is due; 0: do not wait, only freeze." default:"30m"`
	langFlag
}

// outside is what a draw takes of the world besides files.
type outside struct {
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	random io.Reader
	chain  beacon.Chain // of source drand
	rounds contests.Rounds
}

// Run freezes a list and draws from it, or takes up a draw that was frozen.
func (c *drawCmd) Run(rc *runContext) error {
	relays := c.Relay
	if len(relays) == 0 {
		relays = relay.Public
	}
	return c.run(rc, outside{
		now: time.Now, sleep: sleep, random: rand.Reader, chain: beacon.Quicknet(), rounds: relay.New(relays, 0),
	})
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func (c *drawCmd) run(rc *runContext, o outside) error {
	var d *listDraw
	var err error
	switch {
	case c.Entries == "" && c.Continue == "":
		return &exitError{exitUsage, errors.New("give a list with --entries, or a waiting draw with --continue")}
	case c.Continue != "":
		d, err = loadDraw(c.Continue)
	case c.Beacon != "":
		return &exitError{exitUsage, errors.New("--beacon goes with --continue: the round of a new draw does not exist yet")}
	default:
		d, err = c.freeze(rc, o)
	}
	if err == nil && c.Wait == 0 && c.Continue == "" && d.waits() {
		_, err = fmt.Fprintln(rc.Stdout, c.howToContinue(d))
		return err
	}
	if err == nil {
		err = c.decide(rc, o, d)
	}
	if err != nil {
		return c.said(err)
	}
	return c.conclude(rc, d)
}

// freeze reads the list, fixes everything that decides the draw, and writes it down
// before any random number is looked at.
func (c *drawCmd) freeze(rc *runContext, o outside) (*listDraw, error) {
	prizes, err := parsePrizes(c.Prize)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	brought, err := c.readList(rc)
	if err != nil {
		return nil, err
	}
	d, err := newListDraw(c, prizes, brought, o)
	if err != nil {
		return nil, err
	}
	if d.folder = c.Out; d.folder == "" {
		d.folder = "draw-" + o.now().Format("20060102-150405")
	}
	if err := d.save(); err != nil {
		return nil, err
	}
	return d, c.printFrozen(rc.Stdout, d, brought.report)
}

// parsePrizes reads "Bicycle:1+2". The name may hold colons.
func parsePrizes(texts []string) ([]draw.RulesPrize, error) {
	if len(texts) == 0 {
		return nil, errors.New(`give at least one prize, such as --prize "Bicycle:1+2"`)
	}
	var prizes []draw.RulesPrize
	for _, text := range texts {
		at := strings.LastIndexByte(text, ':')
		winners, alternates, both := strings.Cut(text[at+1:], "+")
		if !both {
			alternates = "0"
		}
		w, errW := strconv.Atoi(winners)
		a, errA := strconv.Atoi(alternates)
		name := ""
		if at > 0 {
			name = strings.TrimSpace(text[:at])
		}
		if errW != nil || errA != nil || name == "" || w < 1 || a < 0 {
			return nil, fmt.Errorf(`%q is not a prize: write its name, its winners and its alternates, as in "Bicycle:1+2"`, text)
		}
		prizes = append(prizes, draw.RulesPrize{Name: name, Prize: draw.Prize{Winners: w, Alternates: a}})
	}
	return prizes, nil
}

// conclude writes the proof, verifies it as anybody would, and says who won.
func (c *drawCmd) conclude(rc *runContext, d *listDraw) error {
	if err := d.writeProof(); err != nil {
		return err
	}
	path := filepath.Join(d.folder, proofName)
	bundle, done, err := openBundle(rc.Ctx, path, 0)
	if err != nil {
		return err
	}
	report, err := proof.Verify(bundle, proof.Options{})
	if err := errors.Join(err, done()); err != nil {
		return fmt.Errorf("%s does not verify: %w", path, err)
	}
	if err := (reportPage{report: report, langFlag: c.langFlag}).print(rc.Stdout); err != nil {
		return err
	}
	_, err = fmt.Fprintf(rc.Stdout, c.in(proof.Text{
		FR: "\nLa preuve, à publier\u00a0: %s\nQui a gagné, à garder pour vous\u00a0: %s\n",
		EN: "\nThe proof, to publish: %s\nWho won, to keep to yourself: %s\n",
	}), path, filepath.Join(d.folder, winnersName))
	return err
}
