package ledger

import "time"

// Spend takes n available points for good: to Burned for a spend or a reward, to Adjusted
// for a correction by staff.
func (w *Wallet) Spend(e *Entry, n int64, to Account) error {
	if err := w.affords(n); err != nil {
		return err
	}
	e.Slices = w.take(e, n, func(*PointLot, int64) Side { return brand(to) })
	if to == Burned {
		w.Spent += n
	}
	return nil
}

// affords reports why n points cannot be taken.
func (w *Wallet) affords(n int64) error {
	if n <= 0 {
		return ErrInvalidAmount
	}
	if w.Available < n {
		return ErrInsufficient
	}
	return nil
}

// Hold sets n available points aside until e.At + ttl, and remembers which.
func (w *Wallet) Hold(e *Entry, n int64, ttl time.Duration) (*Hold, error) {
	if err := w.affords(n); err != nil {
		return nil, err
	}
	e.Slices = w.take(e, n, func(lot *PointLot, _ int64) Side { return w.side(Held, lot) })
	w.LastNo++
	hold := &Hold{No: w.LastNo, Points: n, ExpiresAt: e.At.Add(ttl), Slices: e.Slices, Open: true, New: true}
	w.Holds = append(w.Holds, hold)
	return hold, nil
}

// Capture spends the first n points of a hold, in the order they were taken, and releases
// the rest. A hold is captured once.
func (w *Wallet) Capture(e *Entry, hold *Hold, n int64) error {
	switch {
	case !hold.Open:
		return ErrHoldNotOpen
	case n <= 0:
		return ErrInvalidAmount
	case n > hold.Points:
		return ErrExceedsHold
	}
	left := n
	for _, slice := range hold.Slices {
		spent := min(left, slice.Points)
		if spent > 0 {
			e.move(w.side(Held, slice.Lot), brand(Burned), spent)
			e.Slices = append(e.Slices, &Slice{Lot: slice.Lot, Points: spent})
			left -= spent
		}
		w.giveBack(e, slice.Lot, slice.Points-spent)
	}
	hold.Open, hold.Changed = false, true
	w.Spent += n
	w.repay(e)
	return nil
}

// Release ends a hold and gives its points back.
func (w *Wallet) Release(e *Entry, hold *Hold) error {
	if !hold.Open {
		return ErrHoldNotOpen
	}
	w.release(e, hold)
	return nil
}

func (w *Wallet) release(e *Entry, hold *Hold) {
	for _, slice := range hold.Slices {
		w.giveBack(e, slice.Lot, slice.Points)
	}
	hold.Open, hold.Changed = false, true
	w.repay(e)
}

// giveBack returns held points to their lot, where they end at once if the lot has.
func (w *Wallet) giveBack(e *Entry, lot *PointLot, n int64) {
	to := Available
	if lot.deadAt(e.At) {
		to = Expired
	}
	e.move(w.side(Held, lot), w.side(to, lot), n)
}

// Send moves n points of one member to another, with the expiry they have: each slice
// becomes a lot of the receiver, who pays a debt from it first. The receiver may be loaded
// in part.
func Send(e *Entry, from, to *Wallet, n int64) error {
	if from == to {
		return ErrSameWallet
	}
	if err := from.affords(n); err != nil {
		return err
	}
	e.Slices = from.take(e, n, func(lot *PointLot, part int64) Side {
		received := to.addLot(LotReceived, part)
		received.AvailableAt, received.ActivatedAt, received.Activated = e.At, e.At, part
		received.ExpiresAt = lot.ExpiresAt
		return to.side(Available, received)
	})
	to.repay(e)
	return nil
}
