package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty/ledger"
)

// Reverse takes back what an earn or a positive adjustment granted, or gives back what a
// spend, a capture, a reward or a negative adjustment took. It adds to the books; it
// removes nothing from them.
type Reverse struct {
	Ref    TxnID
	Points *int64 // nil: all that is left
}

func (Reverse) kind() ledger.Kind              { return ledger.Reverse }
func (Reverse) permission() account.Permission { return account.AdjustPoints }
func (op Reverse) subject() subject {
	return subject{ref: op.Ref, wrong: ErrNotReversible, kinds: []ledger.Kind{
		ledger.Earn, ledger.Adjust, ledger.Spend, ledger.Redeem, ledger.Capture,
	}}
}

func (op Reverse) apply(ctx context.Context, a *act) (Answer, error) {
	w, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	switch {
	case a.origin.kind == ledger.Redeem:
		return a.reverseRedeem(ctx, w, op)
	case a.origin.kind == ledger.Earn || a.origin.kind == ledger.Adjust && a.origin.points > 0:
		return a.clawBack(ctx, w, op.Points)
	}
	return a.restore(ctx, w, op.Points)
}

// clawBack takes points back that the origin granted: all that is left if points is nil.
func (a *act) clawBack(ctx context.Context, w *wallet, points *int64) (Answer, error) {
	lot, err := a.lotOf(ctx, w, a.origin.id)
	if err != nil {
		return Answer{}, err
	}
	n := lot.Points - lot.Reversed
	left := n
	if points != nil {
		n = *points
	}
	if 0 < n && n <= left {
		if err := a.alone(ctx, n); err != nil {
			return Answer{}, err
		}
	}
	back, err := w.Clawback(a.entry, lot, n)
	return Answer{Points: n, Clawback: &back}, err
}

// restore gives points back that the origin took: all that is left if points is nil.
func (a *act) restore(ctx context.Context, w *wallet, points *int64) (Answer, error) {
	if err := a.loadSlices(ctx, w, a.origin); err != nil {
		return Answer{}, err
	}
	var n int64
	for _, slice := range a.origin.slices {
		n += slice.Points - slice.Restored
	}
	left := n
	if points != nil {
		n = *points
	}
	if 0 < n && n <= left {
		if err := a.alone(ctx, n); err != nil {
			return Answer{}, err
		}
	}
	from := ledger.Burned
	if a.origin.kind == ledger.Adjust {
		from = ledger.Adjusted
	}
	back, err := w.Restore(a.entry, a.origin.slices, n, from)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Points: n, Restored: &back}, a.saveSlices(ctx, a.origin)
}

// reverseRedeem gives the points of a reward back, all of them, and returns the reward
// to the stock and to the member's limit.
func (a *act) reverseRedeem(ctx context.Context, w *wallet, op Reverse) (Answer, error) {
	r, err := a.redemption(ctx, op.Ref)
	switch {
	case err != nil:
		return Answer{}, err
	case r.Status == VoucherUsed:
		return Answer{}, ErrVoucherUsed
	case op.Points != nil:
		return Answer{}, ErrInvalidAmount
	case r.Status == VoucherVoid:
		return Answer{}, ErrAlreadyReversed
	}
	a.rule = r.Reward
	if err := a.takeBack(ctx, r); err != nil {
		return Answer{}, err
	}
	if err := a.setVoucher(ctx, op.Ref, VoucherVoid, time.Time{}); err != nil {
		return Answer{}, err
	}
	a.last = append(a.last, func(ctx context.Context) error { return a.returnStock(ctx, r.Reward) })
	return a.restore(ctx, w, nil)
}
