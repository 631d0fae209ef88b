package ledger

import "time"

// Grant is points given to a member.
type Grant struct {
	Lot         LotKind
	Points      int64 // > 0
	Rule        string
	Qualifying  bool
	PendingDays int // 0: available at once
	ExpiryDays  int // Never

	ExpiryMonths int // 0: days count

	ExpiresAt time.Time // the end itself, of points that had one before they came here; zero: their life counts
}

// Grant makes a lot of the points, pending or available at once. A wallet loaded in part
// is enough, but for the activations where the points qualify and are not pending.
func (w *Wallet) Grant(e *Entry, g Grant) *PointLot {
	lot := w.addLot(g.Lot, g.Points)
	lot.Rule, lot.Qualifying, lot.ExpiryDays, lot.ExpiryMonths = g.Rule, g.Qualifying, g.ExpiryDays, g.ExpiryMonths
	lot.AvailableAt = e.At.Add(time.Duration(g.PendingDays) * day)
	lot.ExpiresAt = w.endOf(lot)
	if !g.ExpiresAt.IsZero() {
		lot.ExpiresAt = g.ExpiresAt
	}

	from := brand(Issuance)
	if g.Lot == LotAdjusted {
		from = brand(Adjusted)
	} else {
		w.Earned += g.Points
	}
	if g.PendingDays > 0 {
		e.move(from, w.side(Pending, lot), g.Points)
		return lot
	}
	e.move(from, w.side(Available, lot), g.Points)
	w.activated(e, lot, g.Points)
	return lot
}

// endOf is when a lot's points end, counted from when they are available.
func (w *Wallet) endOf(lot *PointLot) time.Time {
	if lot.ExpiryMonths > 0 {
		return w.Terms.ExpiresIn(lot.AvailableAt, lot.ExpiryMonths)
	}
	return w.Terms.Expires(lot.AvailableAt, lot.ExpiryDays)
}

// Confirm makes a lot's pending points available now; their expiry counts again from now.
func (w *Wallet) Confirm(e *Entry, lot *PointLot) (int64, error) {
	if lot.Pending == 0 {
		return 0, ErrNotPending
	}
	lot.AvailableAt = e.At
	lot.ExpiresAt = w.endOf(lot)
	return w.activate(e, lot), nil
}

// activate moves a lot's pending points to available.
func (w *Wallet) activate(e *Entry, lot *PointLot) int64 {
	n := lot.Pending
	e.move(w.side(Pending, lot), w.side(Available, lot), n)
	w.activated(e, lot, n)
	return n
}

// activated is what follows when n points of a lot have become available for the first
// time: they may lift the tier, then they pay the member's debt.
func (w *Wallet) activated(e *Entry, lot *PointLot, n int64) {
	lot.ActivatedAt, lot.Activated, lot.Changed = e.At, n, true
	if lot.Qualifying {
		w.Activations = append(w.Activations, Activated{At: e.At, Points: n})
		w.rise(e)
	}
	w.repay(e)
}
