package rulebook

import (
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
)

// Clone returns a copy that shares nothing that changes.
func (b *Books) Clone() *Books {
	c := &Books{now: b.now, brands: make(map[string]*brand, len(b.brands))}
	for name, br := range b.brands {
		c.brands[name] = br.clone()
	}
	return c
}

func (br *brand) clone() *brand {
	d := *br
	d.members = make(map[string]*member, len(br.members))
	for id, m := range br.members {
		n := *m
		n.lots, n.holds, n.grants = slices.Clone(m.lots), slices.Clone(m.holds), slices.Clone(m.grants)
		n.redeemed, n.used = maps.Clone(m.redeemed), maps.Clone(m.used)
		d.members[id] = &n
	}
	d.txns = make(map[string]*txn, len(br.txns))
	for id, x := range br.txns {
		y := *x
		y.parts = slices.Clone(x.parts)
		d.txns[id] = &y
	}
	d.answers, d.sources = maps.Clone(br.answers), maps.Clone(br.sources)
	d.stock, d.uses, d.system = maps.Clone(br.stock), maps.Clone(br.uses), maps.Clone(br.system)
	return &d
}

var seed = maphash.MakeSeed()

// Sum is the same for books that will answer everything alike, and in all likelihood for
// no others. Where the order of two operations does not matter, it does not matter here:
// it adds up what stands in the books, each entry for itself.
func (b *Books) Sum() (sum uint64) {
	add := func(format string, args ...any) { sum += maphash.String(seed, fmt.Sprintf(format, args...)) }
	for name, br := range b.brands {
		for id, n := range br.stock {
			add("%s stock %s %d", name, id, n)
		}
		for id, n := range br.uses {
			add("%s uses %s %d", name, id, n)
		}
		for key, a := range br.answers {
			add("%s key %s %s %s %v %v", name, key, a.op, a.ref, a.args, a.result)
		}
		for _, m := range br.members {
			br.sumMember(m, func(format string, args ...any) { add(name+" "+m.name+" "+format, args...) })
		}
	}
	return sum
}

func (br *brand) sumMember(m *member, add func(format string, args ...any)) {
	add("%d %d %d %d %d %d %d %d %t", m.debt, m.earned, m.spent, m.restored, m.expired, m.clawedBack, m.tier, m.tierUntil, m.erased)
	for _, g := range m.grants {
		add("grant %v", g)
	}
	names := make([]string, len(m.lots))
	for i, l := range m.lots {
		// Lots that end together are consumed in the order they were made; among others
		// that order says nothing.
		rank, ordinal := 0, 0
		for _, earlier := range m.lots[:i] {
			if earlier.expiresAt == l.expiresAt {
				rank++
			}
			if earlier.txn == l.txn {
				ordinal++
			}
		}
		names[i] = fmt.Sprintf("%s#%d", l.txn, ordinal)
		life := -1
		if l.lifeDays != nil {
			life = *l.lifeDays
		}
		l.lifeDays = nil
		add("lot %s %d %d %v", names[i], rank, life, l)
	}
	for id, x := range br.txns {
		if x.member != m.name {
			continue
		}
		add("txn %s %d %d %t %s %t %v", id, x.points, x.reversed, x.open, x.voucher, x.rolledBack, x.bought)
		for ord, p := range x.parts {
			add("part %s %d %s %d %d", id, ord, names[p.lot], p.n, p.restored)
		}
	}
}
