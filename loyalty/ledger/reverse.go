package ledger

import "slices"

// Clawback says where points taken back from a member came from. The parts sum to Points.
type Clawback struct {
	Points        int64
	FromPending   int64 // of the lot itself, not yet available
	FromLot       int64 // of the lot itself, available
	FromExpired   int64 // of the lot itself: the member had lost them already
	FromOtherLots int64 // available elsewhere, in the order of consumption
	ToDebt        int64 // owed from now on
	WrittenOff    int64 // lost to the brand
}

// Clawback takes back n of the points a lot was granted. Points that a hold has are not
// touched. The lot must be one of the wallet's, which must be wholly loaded.
func (w *Wallet) Clawback(e *Entry, lot *PointLot, n int64) (Clawback, error) {
	switch {
	case lot.Reversed == lot.Points:
		return Clawback{}, ErrAlreadyReversed
	case n <= 0:
		return Clawback{}, ErrInvalidAmount
	case n > lot.Points-lot.Reversed:
		return Clawback{}, ErrExceedsRemaining
	}
	wasActive := !lot.ActivatedAt.IsZero()
	back := w.collect(e, lot, n)
	lot.Reversed += n
	lot.Changed = true
	w.ClawedBack += n
	if wasActive {
		lot.ReversedAfter += n
		if lot.Qualifying {
			w.Activations = append(w.Activations, Activated{At: lot.ActivatedAt, Points: -n})
			w.fall(e)
		}
	}
	return back, nil
}

// collect finds n points to take back: first where the lot has them, then elsewhere.
func (w *Wallet) collect(e *Entry, lot *PointLot, n int64) Clawback {
	c := Clawback{Points: n}
	to := brand(Issuance)
	if lot.Kind == LotAdjusted {
		to = brand(Adjusted)
	}
	left := n
	from := func(side Side, has int64) int64 {
		part := min(left, has)
		e.move(side, to, part)
		left -= part
		return part
	}
	c.FromPending = from(w.side(Pending, lot), lot.Pending)
	c.FromLot = from(w.side(Available, lot), lot.Available)
	c.FromExpired = from(w.side(Expired, lot), lot.Expired)
	for _, slice := range w.take(e, left, func(*PointLot, int64) Side { return to }) {
		c.FromOtherLots += slice.Points
		left -= slice.Points
	}
	if w.Terms.Clawback == ToDebt {
		c.ToDebt = from(w.side(Debt, nil), left)
	} else {
		c.WrittenOff = from(brand(WrittenOff), left)
	}
	return c
}

// Restored says where points given back to a member went. The parts sum to Points.
type Restored struct {
	Points        int64
	ToLots        int64 // to the lots they came from, with their old expiry
	ToGraceLot    int64 // to a new lot, because theirs had ended
	ExpiredAtOnce int64 // their lot had ended, and the brand gives no grace
}

// Restore gives back n of the points that a debit took, last taken first. From is the
// account the debit moved them to; slices are that debit's, their lots all of this wallet,
// which must be wholly loaded.
func (w *Wallet) Restore(e *Entry, taken []*Slice, n int64, from Account) (Restored, error) {
	if err := restorable(taken, n); err != nil {
		return Restored{}, err
	}
	r := Restored{Points: n}
	left := n
	for _, slice := range slices.Backward(taken) {
		part := min(left, slice.Points-slice.Restored)
		slice.Restored += part
		left -= part
		switch {
		case part == 0:
		case !slice.Lot.deadAt(e.At):
			e.move(brand(from), w.side(Available, slice.Lot), part)
			r.ToLots += part
		case w.Terms.GraceDays > 0:
			r.ToGraceLot += part
		default:
			e.move(brand(from), w.side(Expired, slice.Lot), part)
			r.ExpiredAtOnce += part
		}
	}
	if r.ToGraceLot > 0 {
		w.giveGrace(e, r.ToGraceLot, from)
	}
	w.Lifetime.Restored += n
	w.repay(e)
	return r, nil
}

// restorable reports why n points of a debit cannot be given back.
func restorable(taken []*Slice, n int64) error {
	var left int64
	for _, slice := range taken {
		left += slice.Points - slice.Restored
	}
	switch {
	case left == 0:
		return ErrAlreadyReversed
	case n <= 0:
		return ErrInvalidAmount
	case n > left:
		return ErrExceedsRemaining
	}
	return nil
}

// giveGrace makes one new lot of points whose own lots have ended.
func (w *Wallet) giveGrace(e *Entry, n int64, from Account) {
	lot := w.addLot(LotGrace, n)
	lot.ExpiryDays = w.Terms.GraceDays
	lot.AvailableAt, lot.ActivatedAt, lot.Activated = e.At, e.At, n
	lot.ExpiresAt = w.Terms.Expires(e.At, w.Terms.GraceDays)
	e.move(brand(from), w.side(Available, lot), n)
}

// Erased says what an erasure ended.
type Erased struct {
	Points     int64 // pending and available points, which count as expired
	WrittenOff int64 // debt nobody will pay
}

// Erase closes a member's books: open holds are released, points are forfeited, debt is
// written off, the tier is gone. The wallet stays, with its history and without a person.
func (w *Wallet) Erase(e *Entry) Erased {
	for _, hold := range w.Holds {
		if hold.Open {
			w.release(e, hold)
		}
	}
	var end Erased
	for _, lot := range w.consumptionOrder() {
		end.Points += lot.Pending + lot.Available
		e.move(w.side(Pending, lot), w.side(Expired, lot), lot.Pending)
		e.move(w.side(Available, lot), w.side(Expired, lot), lot.Available)
	}
	end.WrittenOff = w.Debt
	e.move(brand(WrittenOff), w.side(Debt, nil), w.Debt)
	w.setTier(e, 0, e.At)
	w.Erased = true
	return end
}
