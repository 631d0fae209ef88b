package draw

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Close is the close record: the one text that fixes the list, the prizes, the mode and
// the source of randomness of an attempt, written before the randomness exists.
type Close struct {
	Draw     ID
	Attempt  int  // from 1
	Rules    Hash // of the bytes of rules.json
	Mode     Mode
	Prizes   []Prize
	Entries  uint64
	Tickets  uint64
	Root     Hash
	Source   Source
	ClosedAt time.Time // UTC, whole seconds
}

// Encode writes the record. It refuses what the grammar cannot hold.
func (c Close) Encode() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	var w recordWriter
	w.line("vdraw1/close")
	w.line("draw", c.Draw.String())
	w.int("attempt", c.Attempt)
	w.line("rules", c.Rules.String())
	w.line("mode", string(c.Mode))
	for j, p := range c.Prizes {
		w.line("prize", strconv.Itoa(j), strconv.Itoa(p.Winners), strconv.Itoa(p.Alternates))
	}
	w.uint("entries", c.Entries)
	w.uint("tickets", c.Tickets)
	w.line("root", c.Root.String())
	w.line("source", c.Source.String())
	w.time("closed", c.ClosedAt)
	return w.Bytes(), nil
}

// ParseClose accepts exactly what Encode writes.
func ParseClose(text []byte) (Close, error) {
	r := newRecordReader(text, "vdraw1/close")
	c := Close{
		Draw:    r.id("draw"),
		Attempt: r.int("attempt"),
		Rules:   r.hash("rules"),
		Mode:    Mode(r.value("mode")),
	}
	for r.has("prize") && len(c.Prizes) <= MaxPrizes {
		words := r.words("prize", 3)
		if words[0] != strconv.Itoa(len(c.Prizes)) {
			r.fail("line %d should be prize %d", r.number, len(c.Prizes))
		}
		c.Prizes = append(c.Prizes, Prize{
			Winners:    check(r, parseNumber, words[1]),
			Alternates: check(r, parseNumber, words[2]),
		})
	}
	c.Entries = r.uint("entries", MaxTickets)
	c.Tickets = r.uint("tickets", MaxTickets)
	c.Root = r.hash("root")
	c.Source = r.source("source")
	c.ClosedAt = r.time("closed")
	if err := r.end(); err != nil {
		return Close{}, fmt.Errorf("close record: %w", err)
	}
	if err := canonical(text, c.Encode); err != nil {
		return Close{}, fmt.Errorf("close record: %w", err)
	}
	return c, nil
}

// check holds what both directions require.
func (c Close) check() error {
	if c.Attempt < 1 || c.Attempt > 1<<31-1 {
		return fmt.Errorf("%w: attempts count from 1", ErrGrammar)
	}
	if c.Mode != OneWin && c.Mode != ManyWins {
		return fmt.Errorf("%w: no mode %q", ErrGrammar, c.Mode)
	}
	if c.Entries > c.Tickets || c.Tickets > MaxTickets || (c.Entries == 0) != (c.Tickets == 0) {
		return fmt.Errorf("%w: %d entries cannot hold %d tickets", ErrGrammar, c.Entries, c.Tickets)
	}
	if err := c.checkPrizes(); err != nil {
		return err
	}
	if err := c.Source.check(); err != nil {
		return err
	}
	return checkTime(c.ClosedAt)
}

func (c Close) checkPrizes() error {
	if c.Attempt == 1 {
		return checkPrizes(c.Prizes)
	}
	return checkUnits(c.Prizes)
}

// ErrOtherList says that a list is not the one that a close record commits to.
var ErrOtherList = errors.New("the list is not the one of the close record")

// Matches tells whether a list of that many entries and tickets, with that root, is the
// one that the record commits to; it is ErrOtherList if not.
func (c Close) Matches(entries, tickets uint64, root Hash) error {
	if entries == c.Entries && tickets == c.Tickets && root == c.Root {
		return nil
	}
	return fmt.Errorf("%w: %d entries, %d tickets, root %s; it says %d, %d, %s",
		ErrOtherList, entries, tickets, root, c.Entries, c.Tickets, c.Root)
}

// CommitOf is the hash of a close record's bytes: what is announced before the draw and
// what the seed is made of.
func CommitOf(closeText []byte) Hash { return sha256.Sum256(closeText) }
