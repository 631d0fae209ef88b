package rulebook

import (
	"maps"
	"slices"
	"time"
)

// endOfDay is the first moment after x at which another day has begun in the zone: the
// next midnight, or where the clocks skip midnight the moment they skip it.
func endOfDay(x int64, zone *time.Location) int64 {
	today := time.Unix(x, 0).In(zone).Format(time.DateOnly)
	const quarter = 15 * 60 // every offset and every change of clocks is on one
	for next := (x/quarter + 1) * quarter; ; next += quarter {
		if time.Unix(next, 0).In(zone).Format(time.DateOnly) > today {
			return next
		}
	}
}

const day = 86400

// event is something that time does to a member.
type event struct {
	at   int64
	kind int // 1 hold runs out, 2 lot becomes available, 3 lot ends, 4 tier review
	seq  int
}

func (e event) before(f event) bool {
	if e.at != f.at {
		return e.at < f.at
	}
	if e.kind != f.kind {
		return e.kind < f.kind
	}
	return e.seq < f.seq
}

// settle lets everything happen to a member that is due by t, each at its second.
func (br *brand) settle(m *member, t int64) {
	for {
		e, due := br.next(m, t)
		if !due {
			return
		}
		switch e.kind {
		case 1:
			br.release(m, m.holds[e.seq], e.at)
		case 2:
			br.activate(m, e.seq, e.at)
		case 3:
			br.expire(m, e.seq, m.lots[e.seq].available)
		case 4:
			br.review(m)
		}
	}
}

func (br *brand) next(m *member, t int64) (first event, due bool) {
	consider := func(e event) {
		if e.at <= t && (!due || e.before(first)) {
			first, due = e, true
		}
	}
	for i, id := range m.holds {
		consider(event{br.txns[id].until, 1, i})
	}
	for i, l := range m.lots {
		if l.pending > 0 {
			consider(event{l.availableAt, 2, i})
		}
		if l.available > 0 {
			consider(event{l.expiresAt, 3, i})
		}
	}
	if m.tierUntil != 0 {
		consider(event{m.tierUntil, 4, 0})
	}
	return first, due
}

// activate makes a lot's pending points available.
func (br *brand) activate(m *member, i int, t int64) {
	l := &m.lots[i]
	l.activatedAt, l.activated = t, l.pending
	l.available += l.pending
	l.pending = 0
	if l.qualifying {
		br.tierUp(m, t)
	}
	br.payDebt(m)
}

// expire ends n available points of a lot.
func (br *brand) expire(m *member, i int, n int64) {
	m.lots[i].available -= n
	br.expireTaken(m, i, n)
}

// expireTaken ends n points of a lot that are not available.
func (br *brand) expireTaken(m *member, i int, n int64) {
	m.lots[i].expired += n
	m.expired += n
	br.system["expired"] += n
}

// release gives what a hold has to its lots.
func (br *brand) release(m *member, id string, t int64) {
	br.giveBack(m, br.txns[id].parts, t)
	br.closeHold(m, id)
	br.payDebt(m)
}

// giveBack turns held points into available ones; those whose lot has ended are gone.
func (br *brand) giveBack(m *member, parts []part, t int64) {
	for _, p := range parts {
		l := &m.lots[p.lot]
		l.held -= p.n
		if t >= l.expiresAt {
			br.expireTaken(m, p.lot, p.n)
		} else {
			l.available += p.n
		}
	}
}

func (br *brand) closeHold(m *member, id string) {
	br.txns[id].open = false
	var open []string
	for _, h := range m.holds {
		if h != id {
			open = append(open, h)
		}
	}
	m.holds = open
}

// Edges lists the moments after now, and within the time given, at which something may
// change by itself in a brand: what a test should look at, a second before and after.
func (b *Books) Edges(brandName string, within time.Duration) (edges []time.Time) {
	br := b.brands[brandName]
	note := func(at int64) {
		if b.now < at && at <= b.now+int64(within/time.Second) {
			edges = append(edges, time.Unix(at, 0).UTC())
		}
	}
	note(endOfDay(b.now, br.zone))
	for _, name := range slices.Sorted(maps.Keys(br.members)) {
		m := br.members[name]
		note(m.tierUntil)
		for _, l := range m.lots {
			note(l.availableAt)
			note(l.expiresAt)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(br.txns)) {
		note(br.txns[id].until)
	}
	for _, c := range br.config.Campaigns {
		note(c.From)
		note(c.To)
	}
	for _, id := range slices.Sorted(maps.Keys(br.config.Rewards)) {
		note(br.config.Rewards[id].From)
		note(br.config.Rewards[id].To)
	}
	for _, code := range slices.Sorted(maps.Keys(br.config.PromoCodes)) {
		note(br.config.PromoCodes[code].From)
		note(br.config.PromoCodes[code].To)
	}
	return edges
}
