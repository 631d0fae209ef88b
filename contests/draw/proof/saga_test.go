package proof

import (
	"testing"
	"time"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
)

// saga tells the life of a draw on a test chain, record by record, and keeps it in a log.
// Its list closes at 24 h after opensAt; the round is due ten minutes later.
type saga struct {
	t        testing.TB
	o        *organiser
	chain    beacon.TestChain
	s        *staged
	records  []Record
	attempts []Attempt
	content  Content
}

// newSaga stages a draw among n people whose life begins, after a record of somebody
// else's in the log.
func newSaga(t testing.TB, n int, change func(*draw.Rules)) *saga {
	t.Helper()
	chain, err := beacon.NewTestChain([32]byte{9}, time.Unix(1_700_000_000, 0), 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	g := &saga{t: t, o: newOrganiser(t, "example.org/draws"), chain: chain}
	closesAt := opensAt.Add(24 * time.Hour)
	g.s = stage(t, n, closesAt, g.roundAt(closesAt.Add(draw.MinMargin)), change)
	return g
}

// roundAt names the first round that is due at a time.
func (g *saga) roundAt(at time.Time) draw.Source {
	return draw.Drand(g.chain.Hash(), g.chain.FirstRoundAt(at))
}

// log puts a record into the log, witnessed at those times.
func (g *saga) log(text []byte, seen ...time.Time) *saga {
	g.records = append(g.records, Record{Text: text, Proof: g.o.append(text, seen...)})
	return g
}

// foreign puts a record of somebody else into the log.
func (g *saga) foreign(text string) *saga {
	g.o.append([]byte(text))
	g.records = append(g.records, Record{Text: []byte(text)})
	return g
}

// event logs an event of the draw.
func (g *saga) event(e draw.Event, seen ...time.Time) *saga {
	g.t.Helper()
	e.Draw = g.s.rules.Draw
	return g.log(encodeEvent(g.t, e), seen...)
}

func (g *saga) publish() *saga {
	return g.event(draw.Event{
		Kind: draw.EventPublish, Rules: draw.RulesDigest(g.s.rulesText), Source: g.s.rules.Source, At: opensAt,
	})
}

// counted logs how far the list has grown.
func (g *saga) counted(at time.Time, seen ...time.Time) *saga {
	l := g.s.list
	return g.event(draw.Event{Kind: draw.EventEntries, Entries: uint64(l.Len()), Tickets: l.Tickets(), Root: l.Root(), At: at}, seen...)
}

// seal closes the list under an attempt and logs it.
func (g *saga) seal(attempt int, at time.Time, source draw.Source, seen ...time.Time) *saga {
	g.t.Helper()
	g.s.closeAs(g.t, attempt, at, source)
	return g.log(g.s.closeText, seen...)
}

// hold draws from a round of the chain and logs the result.
func (g *saga) hold(number uint64) *saga {
	g.t.Helper()
	g.decide(number)
	return g.log(g.content.Result)
}

// decide draws without telling the log.
func (g *saga) decide(number uint64) {
	g.t.Helper()
	round, err := g.chain.Sign(number)
	if err != nil {
		g.t.Fatal(err)
	}
	g.content = g.s.content(g.t, draw.DrandRandomness(round.Signature), draw.Hash{})
	if g.content.Beacon, err = beacon.EncodeRound(g.chain.Chain, round); err != nil {
		g.t.Fatal(err)
	}
}

// about tells of the slot that was picked as the i-th.
func (g *saga) about(kind draw.EventKind, i int, reason string) draw.Event {
	d := g.content.Disclosures[i]
	return draw.Event{
		Kind: kind, Attempt: g.s.close.Attempt, Prize: d.Prize, Slot: d.Slot, Entry: d.Commitment, Reason: reason,
		At: g.s.close.ClosedAt.Add(time.Hour),
	}
}

// giveUp cancels the attempt that was sealed last, which from then on is another one.
func (g *saga) giveUp(reason string, at time.Time) *saga {
	c := g.content
	g.attempts = append(g.attempts, Attempt{
		Number: g.s.close.Attempt, Close: g.s.closeText, List: g.s.list, Beacon: c.Beacon, Result: c.Result,
	})
	return g.event(draw.Event{Kind: draw.EventCancel, Attempt: g.s.close.Attempt, Reason: reason, At: at})
}

// restart announces the next attempt and returns its source, of the round due at a time.
func (g *saga) restart(attempt int, at, due time.Time) draw.Source {
	source := g.roundAt(due)
	g.event(draw.Event{Kind: draw.EventRestart, Attempt: attempt, Previous: attempt - 1, Reason: "wrong-list", Source: source, At: at})
	return source
}

// bundle is the content of the whole log, or of the draw's own records only.
func (g *saga) bundle(whole bool) Content {
	c := g.content
	c.Attempts = g.attempts
	c.Log = &Log{Checkpoint: g.o.checkpoint(g.s.close.ClosedAt.Add(2 * time.Hour)), Keys: Keys{Log: g.o.vkey, Witnesses: g.o.vkeys()}}
	for _, r := range g.records {
		if whole || names(r.Text, g.s.rules.Draw) {
			c.Log.Records = append(c.Log.Records, r)
		}
	}
	return c
}

// told is a draw with everything that usually happens: published, counted twice, an entry
// excluded, sealed before two witnesses, drawn, one winner disqualified and one confirmed.
func told(t testing.TB, change func(*draw.Rules)) *saga {
	t.Helper()
	g := newSaga(t, 25, change)
	closes := g.s.rules.ClosesAt
	g.foreign("kermesse/poll/open\n").publish().counted(closes.Add(-time.Hour), closes.Add(-time.Hour))
	g.event(draw.Event{Kind: draw.EventExclude, Entry: draw.Hash{1}, Reason: "fraud", At: closes.Add(-time.Minute)})
	g.counted(closes.Add(-time.Minute), closes)
	g.seal(1, closes, g.s.rules.Source, closes.Add(time.Second), closes.Add(2*time.Second))
	g.foreign("vdraw1/publish\ndraw of another contest\n").hold(g.s.close.Source.Round)
	g.event(g.about(draw.EventDisqualify, 0, "no-answer"))
	g.event(g.about(draw.EventAccept, 1, "claimed"))
	return g
}
