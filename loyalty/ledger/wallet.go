package ledger

import (
	"fmt"
	"slices"
	"time"
)

// PointLot is points that were granted together and end together. Available, pending,
// held and expired are where its points are now; the rest were spent, moved or taken back.
type PointLot struct {
	No         int64 // order of creation among the member's lots and holds
	Txn        string
	Kind       LotKind
	Rule       string
	Qualifying bool

	Points    int64
	Pending   int64
	Available int64
	Held      int64
	Expired   int64
	Reversed  int64 // taken back, wherever it was taken from; ≤ Points

	AvailableAt   time.Time
	ActivatedAt   time.Time // zero while nothing was activated
	Activated     int64     // points that were activated
	ReversedAfter int64     // taken back after activation; ≤ Activated
	ExpiresAt     time.Time // zero: never
	ExpiryDays    int       // as granted, to count again on confirmation; Never
	ExpiryMonths  int       // instead of days; 0: days count

	New     bool // made since the wallet was loaded
	Changed bool // changed since the wallet was loaded
}

// LotKind says where a lot's points come from.
type LotKind string

// The kinds of lots.
const (
	LotEarned   LotKind = "earn"
	LotPromo    LotKind = "promo"
	LotAdjusted LotKind = "adjust"
	LotReceived LotKind = "transfer"
	LotGrace    LotKind = "grace" // restored to points whose own lot had ended
)

// deadAt reports whether the lot's points are gone at t: at the very second of expiry.
func (l *PointLot) deadAt(t time.Time) bool { return !l.ExpiresAt.IsZero() && !t.Before(l.ExpiresAt) }

// Hold is points set aside until captured, released or timed out.
type Hold struct {
	No        int64
	Txn       string
	Points    int64
	ExpiresAt time.Time
	Slices    []*Slice
	Open      bool

	New     bool // made since the wallet was loaded
	Changed bool // changed since the wallet was loaded
}

// Activated is qualifying points that became available at a time; negative where they
// were taken back since.
type Activated struct {
	At     time.Time
	Points int64
}

// Balances are what a member holds. Debt and available are never both above zero.
type Balances struct {
	Available, Pending, Held, Debt int64
}

// Lifetime is what a member's points came to over the years. Expired is net of refunds
// that found the points expired already; the others are gross.
type Lifetime struct {
	Earned, Spent, Restored, Expired, ClawedBack int64
}

// Wallet is one member's side of the books.
//
// A wallet may be loaded in part: an operation that only adds points needs none of the old
// lots. What it then needs is stated there; Settle needs all.
type Wallet struct {
	Member string
	Terms  *Terms
	Balances
	Lifetime
	Tier      int
	TierUntil time.Time // when the tier is reviewed; zero: never
	Erased    bool
	LastNo    int64 // the number last given to a lot or hold

	Lots        []*PointLot // at least those with points pending, available or held
	Holds       []*Hold     // the open ones
	Activations []Activated // qualifying points of the tier window

	Entries []*Entry // what happened since the wallet was loaded, in order
}

// Begin opens an entry, to be given to the operation that fills it.
func (w *Wallet) Begin(kind Kind, at time.Time) *Entry {
	e := &Entry{Kind: kind, At: at}
	w.Entries = append(w.Entries, e)
	return e
}

// addLot makes an empty lot; the caller moves its points in.
func (w *Wallet) addLot(kind LotKind, points int64) *PointLot {
	w.LastNo++
	l := &PointLot{No: w.LastNo, Kind: kind, Points: points, ExpiryDays: Never, New: true}
	w.Lots = append(w.Lots, l)
	return l
}

// consumptionOrder sorts the lots as debits take them: what ends soonest first, what never
// ends last, and among equals the oldest.
func (w *Wallet) consumptionOrder() []*PointLot {
	slices.SortFunc(w.Lots, func(a, b *PointLot) int {
		if c := earliest(a.ExpiresAt, b.ExpiresAt); c != 0 {
			return c
		}
		return int(a.No - b.No)
	})
	return w.Lots
}

// take moves up to n available points to the side that to names for each lot, in the
// order of consumption, and returns what it took from where.
func (w *Wallet) take(e *Entry, n int64, to func(lot *PointLot, part int64) Side) []*Slice {
	var taken []*Slice
	for _, lot := range w.consumptionOrder() {
		if n == 0 {
			break
		}
		part := min(n, lot.Available)
		if part == 0 {
			continue
		}
		e.move(w.side(Available, lot), to(lot, part), part)
		taken = append(taken, &Slice{Lot: lot, Points: part})
		n -= part
	}
	return taken
}

// repay pays the member's debt from what is available. It follows everything that makes
// points available, so that nobody both owes and holds.
func (w *Wallet) repay(e *Entry) {
	due := min(w.Debt, w.Available)
	if due > 0 {
		w.take(e, due, func(*PointLot, int64) Side { return w.side(Debt, nil) })
	}
}

// NextDue is the earliest moment at which time alone changes this wallet; zero if never.
// It is exact when all open lots and holds are loaded, and else tells only of those.
func (w *Wallet) NextDue() time.Time {
	due := w.TierUntil
	for _, hold := range w.Holds {
		if hold.Open {
			due = Sooner(due, hold.ExpiresAt)
		}
	}
	for _, lot := range w.Lots {
		if lot.Pending > 0 {
			due = Sooner(due, lot.AvailableAt)
		}
		if lot.Available > 0 {
			due = Sooner(due, lot.ExpiresAt)
		}
	}
	return due
}

// Sooner is the earlier of two times, of which zero means never.
func Sooner(a, b time.Time) time.Time {
	if earliest(a, b) <= 0 {
		return a
	}
	return b
}

// LotsLeft returns the lots that have points left, in the order they are consumed.
func (w *Wallet) LotsLeft() []*PointLot {
	return slices.DeleteFunc(slices.Clone(w.consumptionOrder()), func(l *PointLot) bool {
		return l.Pending+l.Available+l.Held == 0
	})
}

// Check reports the first rule that a wholly loaded wallet breaks. It is a net for
// mistakes in this program, not for wrong input.
func (w *Wallet) Check() error {
	if err := w.checkBalances(); err != nil {
		return err
	}
	var sum Balances
	for _, lot := range w.Lots {
		if err := lot.check(); err != nil {
			return fmt.Errorf("member %s: %w", w.Member, err)
		}
		sum.Available += lot.Available
		sum.Pending += lot.Pending
		sum.Held += lot.Held
	}
	sum.Debt = w.Debt
	if sum != w.Balances {
		return fmt.Errorf("ledger: member %s: the lots hold %+v, the wallet says %+v", w.Member, sum, w.Balances)
	}
	return nil
}

func (w *Wallet) checkBalances() error {
	if min(w.Available, w.Pending, w.Held, w.Debt, w.Expired) < 0 {
		return fmt.Errorf("ledger: member %s: a balance is below zero: %+v", w.Member, w.Balances)
	}
	if w.Debt > 0 && w.Available > 0 {
		return fmt.Errorf("ledger: member %s owes %d and holds %d", w.Member, w.Debt, w.Available)
	}
	return nil
}

func (l *PointLot) check() error {
	low := min(l.Points, l.Pending, l.Available, l.Held, l.Expired, l.Reversed, l.ReversedAfter)
	if low < 0 || l.Pending+l.Available+l.Held+l.Expired > l.Points || l.Reversed > l.Points || l.ReversedAfter > l.Activated {
		return fmt.Errorf("ledger: point lot %d is out of range: %+v", l.No, *l)
	}
	return nil
}
