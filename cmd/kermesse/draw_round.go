package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
)

// decide obtains the number that the frozen draw named, and no other.
func (c *drawCmd) decide(rc *runContext, o outside, d *listDraw) error {
	if d.close.Source.Kind == draw.SourceOperator {
		d.extra = d.seed
		return nil
	}
	if err := d.findChain(o); err != nil {
		return err
	}
	round, err := c.obtainRound(rc, o, d)
	if err != nil {
		return err
	}
	if d.randomness, err = round.Verify(d.chain, d.close.Source.Round); err != nil {
		return err
	}
	d.round = &round
	return nil
}

func (d *listDraw) findChain(o outside) error {
	d.chain = o.chain
	if d.testKey != (draw.Hash{}) {
		test, err := d.testChain()
		if err != nil {
			return err
		}
		d.chain = test.Chain
	}
	if d.chain.Hash() != d.close.Source.Chain {
		return fmt.Errorf("the draw waits for a round of chain %s, which is not known here", d.close.Source.Chain)
	}
	return nil
}

func (d *listDraw) testChain() (beacon.TestChain, error) {
	return beacon.NewTestChain(d.testKey, d.rules.ClosesAt, time.Second)
}

// obtainRound takes a pasted round, or waits until the round is due and asks for it.
func (c *drawCmd) obtainRound(rc *runContext, o outside, d *listDraw) (beacon.Round, error) {
	number := d.close.Source.Round
	if c.Beacon != "" {
		return readRound(rc, c.Beacon)
	}
	due, err := d.chain.TimeOf(number)
	if err != nil {
		return beacon.Round{}, err
	}
	if d.testKey != (draw.Hash{}) {
		if err := o.sleep(rc.Ctx, due.Sub(o.now())); err != nil {
			return beacon.Round{}, err
		}
		test, err := d.testChain()
		if err != nil {
			return beacon.Round{}, err
		}
		return test.Sign(number)
	}
	return c.awaitRound(rc, o, d, due)
}

func readRound(rc *runContext, name string) (beacon.Round, error) {
	file, err := openInput(rc, name)
	if err != nil {
		return beacon.Round{}, err
	}
	data, err := io.ReadAll(io.LimitReader(file, beacon.MaxRoundBytes+1))
	if err := errors.Join(err, file.Close()); err != nil {
		return beacon.Round{}, err
	}
	return beacon.ParseRound(data)
}

const (
	pollEach   = 5 * time.Second // between two questions to the relays
	tellEach   = time.Second     // between two lines of the countdown
	afterGrace = 2 * time.Second // relays need a moment to have a round
)

// awaitRound waits until the round is due and then asks the relays, again and again,
// for this very round.
func (c *drawCmd) awaitRound(rc *runContext, o outside, d *listDraw, due time.Time) (beacon.Round, error) {
	line := newProgress(rc.Stderr, "")
	defer line.clear()
	for left := due.Add(afterGrace).Sub(o.now()); left > 0; left = due.Add(afterGrace).Sub(o.now()) {
		line.say(fmt.Sprintf(c.in(proof.Text{FR: "Tour %d dans %s", EN: "Round %d in %s"}), d.close.Source.Round, left.Round(time.Second)))
		if err := o.sleep(rc.Ctx, min(left, tellEach)); err != nil {
			return beacon.Round{}, c.waiting(d, err)
		}
	}
	for {
		round, err := o.rounds.Fetch(rc.Ctx, d.chain, d.close.Source.Round)
		if err == nil {
			return round, nil
		}
		line.say(fmt.Sprintf(c.in(proof.Text{FR: "Tour %d\u00a0: aucun relais ne l’a encore", EN: "Round %d: no relay has it yet"}), d.close.Source.Round))
		if o.now().Sub(due) > c.Wait {
			return beacon.Round{}, c.waiting(d, err)
		}
		if err := o.sleep(rc.Ctx, pollEach); err != nil {
			return beacon.Round{}, c.waiting(d, err)
		}
	}
}

// waits tells whether the number is still to come.
func (d *listDraw) waits() bool {
	return d.close.Source.Kind == draw.SourceDrand && d.testKey == (draw.Hash{})
}

// waiting says why the number is not here, and how the draw goes on.
func (c *drawCmd) waiting(d *listDraw, cause error) error {
	return fmt.Errorf("%s (%w)", c.howToContinue(d), cause)
}

func (c *drawCmd) howToContinue(d *listDraw) string {
	return fmt.Sprintf(c.in(proof.Text{
		FR: "Le tirage attend le tour %d de drand. Reprenez-le avec\u00a0: kermesse draw --continue %s",
		EN: "The draw waits for round %d of drand. Take it up again with: kermesse draw --continue %s",
	}), d.close.Source.Round, d.folder)
}
