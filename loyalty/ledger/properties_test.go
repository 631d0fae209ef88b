package ledger

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// model performs the same operations on wallets that are settled at different times.
type model struct {
	wallets [2]*Wallet
	holds   []*Hold
	holder  []int
	lots    []*PointLot
	owner   []int
	debits  []*Entry
	payer   []int
}

func newModel(terms *Terms) *model {
	m := &model{}
	for i := range m.wallets {
		m.wallets[i] = &Wallet{Member: fmt.Sprint("m", i), Terms: terms}
	}
	return m
}

// step is one operation, by numbers that mean the same whatever the state is.
type step struct {
	op, wallet, pick int
	points           int64
	pending, expiry  int
	at               time.Time
}

// do performs a step; what is refused changes nothing.
func (m *model) do(s step) {
	for _, w := range m.wallets {
		w.Settle(s.at)
	}
	w, other := m.wallets[s.wallet], m.wallets[1-s.wallet]
	e := w.Begin(Adjust, s.at)
	switch s.op {
	case 0, 1:
		lot := w.Grant(e, Grant{Lot: LotEarned, Points: s.points, PendingDays: s.pending, ExpiryDays: s.expiry, Qualifying: s.op == 0})
		m.lots, m.owner = append(m.lots, lot), append(m.owner, s.wallet)
	case 2:
		if w.Spend(e, s.points, Burned) == nil {
			m.debits, m.payer = append(m.debits, e), append(m.payer, s.wallet)
		}
	case 3:
		if hold, err := w.Hold(e, s.points, time.Duration(s.pending+1)*day); err == nil {
			m.holds, m.holder = append(m.holds, hold), append(m.holder, s.wallet)
		}
	case 4:
		_ = Send(e, w, other, s.points)
	default:
		m.later(e, s)
	}
}

// later performs a step that is about an earlier one.
func (m *model) later(e *Entry, s step) {
	switch {
	case s.op == 5 && len(m.holds) > 0:
		i := s.pick % len(m.holds)
		_ = m.wallets[m.holder[i]].Capture(e, m.holds[i], s.points)
	case s.op == 6 && len(m.holds) > 0:
		i := s.pick % len(m.holds)
		_ = m.wallets[m.holder[i]].Release(e, m.holds[i])
	case s.op == 7 && len(m.lots) > 0:
		i := s.pick % len(m.lots)
		_, _ = m.wallets[m.owner[i]].Clawback(e, m.lots[i], s.points)
	case s.op == 8 && len(m.debits) > 0:
		i := s.pick % len(m.debits)
		_, _ = m.wallets[m.payer[i]].Restore(e, m.debits[i].Slices, s.points, Burned)
	case s.op == 9 && len(m.lots) > 0:
		i := s.pick % len(m.lots)
		_, _ = m.wallets[m.owner[i]].Confirm(e, m.lots[i])
	}
}

var steps = rapid.Custom(func(t *rapid.T) []step {
	now := start
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		now = now.Add(time.Duration(rapid.IntRange(0, 10*24).Draw(t, "hours")) * time.Hour)
		return step{
			op: rapid.IntRange(0, 9).Draw(t, "op"), wallet: rapid.IntRange(0, 1).Draw(t, "wallet"), pick: rapid.IntRange(0, 50).Draw(t, "pick"),
			points: rapid.Int64Range(1, 300).Draw(t, "points"), pending: rapid.IntRange(0, 9).Draw(t, "pending"),
			expiry: rapid.IntRange(Never, 20).Draw(t, "expiry"), at: now,
		}
	}), 1, 60).Draw(t, "steps")
})

var anyTerms = rapid.Custom(func(t *rapid.T) *Terms {
	return &Terms{
		Clawback:  rapid.SampledFrom([]Policy{ToDebt, Clamp}).Draw(t, "policy"),
		GraceDays: rapid.IntRange(0, 5).Draw(t, "grace"), TierWindow: 30, TierRetention: 11, Zone: time.UTC,
		Tiers: []Tier{{"base", 0, One}, {"silver", 100, One}, {"gold", 400, One}},
	}
})

// Whatever happens, lots and balances agree, nothing is below zero, nobody both owes and
// holds, every point a member has came from a posting, and all accounts sum to zero.
func TestBooksAlwaysBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(anyTerms.Draw(t, "terms"))
		for _, s := range steps.Draw(t, "steps") {
			m.do(s)
			for _, w := range m.wallets {
				if err := w.Check(); err != nil {
					t.Fatalf("after %+v: %v", s, err)
				}
			}
		}
		checkPostings(t, m)
	})
}

func checkPostings(t *rapid.T, m *model) {
	total, held := map[Account]int64{}, map[*Wallet]map[Account]int64{m.wallets[0]: {}, m.wallets[1]: {}}
	for _, w := range m.wallets {
		for _, e := range w.Entries {
			for _, p := range e.Postings {
				for side, sign := range map[Side]int64{p.Debit: -p.Points, p.Credit: p.Points} {
					total[side.Account] += sign
					if side.Wallet != nil {
						held[side.Wallet][side.Account] += sign
					}
				}
			}
		}
	}
	var sum int64
	for _, points := range total {
		sum += points
	}
	if sum != 0 {
		t.Fatalf("all accounts sum to %d: %v", sum, total)
	}
	for w, accounts := range held {
		got := Balances{accounts[Available], accounts[Pending], accounts[Held], -accounts[Debt]}
		if got != w.Balances || accounts[Expired] != w.Expired {
			t.Fatalf("postings say %+v and %d expired, the wallet %+v and %d", got, accounts[Expired], w.Balances, w.Expired)
		}
	}
}

// It does not matter whether time's work is done every hour, or only when an operation
// comes.
func TestSettlingEarlyOrLateIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := anyTerms.Draw(t, "terms")
		lazy, eager := newModel(terms), newModel(terms)
		now := start
		for _, s := range steps.Draw(t, "steps") {
			for ; now.Before(s.at); now = now.Add(7 * time.Hour) {
				for _, w := range eager.wallets {
					w.Settle(now)
				}
			}
			lazy.do(s)
			eager.do(s)
		}
		for i := range lazy.wallets {
			if a, b := describe(lazy.wallets[i]), describe(eager.wallets[i]); a != b {
				t.Fatalf("wallet %d settled late:\n%s\nand early:\n%s", i, a, b)
			}
		}
	})
}

// describe writes a wallet and its history as text.
func describe(w *Wallet) string {
	text := fmt.Sprintln(w.Balances, w.Lifetime, w.Tier, w.TierUntil)
	lots := slices.SortedFunc(slices.Values(w.Lots), func(a, b *PointLot) int { return int(a.No - b.No) })
	for _, l := range lots {
		text += fmt.Sprintln("lot", l.No, l.Points, l.Pending, l.Available, l.Held, l.Expired, l.Reversed, l.ExpiresAt)
	}
	for _, e := range w.Entries {
		text += fmt.Sprintln(e.Kind, e.At)
		for _, p := range e.Postings {
			text += fmt.Sprintln(" ", p.Debit.Account, p.Credit.Account, p.Points)
		}
	}
	return text
}
