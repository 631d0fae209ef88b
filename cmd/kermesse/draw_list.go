package main

import (
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/contests/draw"
)

// listDraw is a draw from a list: what was frozen and, once it is decided, its number.
type listDraw struct {
	folder    string
	rulesText []byte
	rules     draw.Rules
	closeText []byte
	close     draw.Close
	list      *draw.List
	people    []person
	testKey   draw.Hash   // source test: the secret of its chain
	seed      draw.Hash   // source operator: what the rules commit to
	salt      draw.Secret // opens what the rules commit to of the file

	round      *beacon.Round // decided, from a chain
	chain      beacon.Chain
	randomness draw.Hash
	extra      draw.Hash
}

// person is an entry and who is behind it.
type person struct {
	draw.Opening
	Row int // line of the file
}

// newListDraw fixes the rules, the list and the source of a draw that closes now.
func newListDraw(c *drawCmd, prizes []draw.RulesPrize, b brought, o outside) (*listDraw, error) {
	id, err := uuid.NewRandomFromReader(o.random)
	if err != nil {
		return nil, err
	}
	now := o.now().UTC().Truncate(time.Second)
	salt, err := draw.NewSecret(o.random)
	if err != nil {
		return nil, err
	}
	terms := contests.TermsOf(b.report)
	terms.Excluded, terms.File = b.excluded, contests.CommitFile(salt, b.report.Hash)
	d := &listDraw{salt: salt, rules: draw.Rules{
		Draw: draw.ID(id), Title: c.Title, OpensAt: now, ClosesAt: now, Mode: draw.Mode(c.Mode), Prizes: prizes,
		Terms: map[string]any{"list": terms.Terms()},
	}}
	for _, reason := range contests.Reasons() {
		d.rules.Reasons = append(d.rules.Reasons, string(reason))
	}
	if err := d.nameSource(c.Source, o); err != nil {
		return nil, err
	}
	if d.rulesText, err = d.rules.Encode(); err != nil {
		return nil, err
	}
	if err := d.enter(b.listed, o.random); err != nil {
		return nil, err
	}
	return d, d.closeNow()
}

// testMargin is the least that lets the round of a test come after the closing.
const testMargin = time.Second

// nameSource names the random number, which nobody has seen yet.
func (d *listDraw) nameSource(kind string, o outside) error {
	var secret draw.Hash
	if _, err := io.ReadFull(o.random, secret[:]); err != nil {
		return fmt.Errorf("drawing a secret: %w", err)
	}
	chain := o.chain
	switch kind {
	case "operator":
		d.seed, d.rules.Source = secret, draw.Operator(draw.OperatorDigest(secret))
		return nil
	case "test":
		test, err := beacon.NewTestChain(secret, d.rules.ClosesAt, time.Second)
		if err != nil {
			return err
		}
		d.testKey, chain, d.rules.Margin = secret, test.Chain, testMargin
	default:
		d.rules.Margin = draw.MinMargin
	}
	d.rules.Source = draw.Drand(chain.Hash(), chain.FirstRoundAt(d.rules.ClosesAt.Add(d.rules.Margin)))
	return nil
}

// enter gives everybody on the list a blinded entry.
func (d *listDraw) enter(listed []contests.Listed, random io.Reader) error {
	entries := make([]draw.Entry, len(listed))
	for i, l := range listed {
		id, err := uuid.NewRandomFromReader(random)
		if err != nil {
			return err
		}
		secret, err := draw.NewSecret(random)
		if err != nil {
			return err
		}
		p := person{Row: l.Row, Opening: draw.Opening{
			Draw: d.rules.Draw, Entry: draw.ID(id), Secret: secret,
			Alias: norm.NFC.String(contests.MaskHandle(l.Author)), Identity: norm.NFC.String(l.Author),
		}}
		d.people = append(d.people, p)
		entries[i] = draw.Entry{Commitment: p.Commitment(), Tickets: 1}
	}
	var err error
	d.list, err = draw.Freeze(entries)
	return err
}

func (d *listDraw) closeNow() error {
	d.close = draw.Close{
		Draw: d.rules.Draw, Attempt: 1, Rules: draw.RulesDigest(d.rulesText), Mode: d.rules.Mode, Prizes: d.rules.Counts(),
		Entries: uint64(d.list.Len()), Tickets: d.list.Tickets(), Root: d.list.Root(), Source: d.rules.Source, ClosedAt: d.rules.ClosesAt,
	}
	var err error
	d.closeText, err = d.close.Encode()
	return err
}
