package loyalty

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty/ledger"
)

// Spend takes points of a member for good.
type Spend struct {
	Member string
	Points int64
}

func (Spend) kind() ledger.Kind              { return ledger.Spend }
func (Spend) permission() account.Permission { return account.PostPoints }
func (op Spend) subject() subject            { return subject{members: []string{op.Member}} }

func (op Spend) apply(ctx context.Context, a *act) (Answer, error) {
	w, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Points: op.Points}, w.Spend(a.entry, op.Points, ledger.Burned)
}

// Hold sets points of a member aside for a time.
type Hold struct {
	Member string
	Points int64
	TTL    int64 // seconds, > 0
}

func (Hold) kind() ledger.Kind              { return ledger.HoldPoints }
func (Hold) permission() account.Permission { return account.PostPoints }
func (op Hold) subject() subject            { return subject{members: []string{op.Member}} }

func (op Hold) apply(ctx context.Context, a *act) (Answer, error) {
	w, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	hold, err := w.Hold(a.entry, op.Points, time.Duration(op.TTL)*time.Second)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Points: hold.Points, ExpiresAt: hold.ExpiresAt}, nil
}

// Capture spends points of a hold and releases the rest.
type Capture struct {
	Ref    TxnID
	Points *int64 // nil: all
}

func (Capture) kind() ledger.Kind              { return ledger.Capture }
func (Capture) permission() account.Permission { return account.PostPoints }
func (op Capture) subject() subject            { return aboutHold(op.Ref) }

func (op Capture) apply(ctx context.Context, a *act) (Answer, error) {
	w, hold, err := a.hold(ctx)
	if err != nil {
		return Answer{}, err
	}
	points := hold.Points
	if op.Points != nil {
		points = *op.Points
	}
	return Answer{Points: points}, w.Capture(a.entry, hold, points)
}

// Release ends a hold without spending.
type Release struct {
	Ref TxnID
}

func (Release) kind() ledger.Kind              { return ledger.Release }
func (Release) permission() account.Permission { return account.PostPoints }
func (op Release) subject() subject            { return aboutHold(op.Ref) }

func (Release) apply(ctx context.Context, a *act) (Answer, error) {
	w, hold, err := a.hold(ctx)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Points: hold.Points}, w.Release(a.entry, hold)
}

func aboutHold(ref TxnID) subject { return subject{ref: ref, kinds: []ledger.Kind{ledger.HoldPoints}} }

// hold returns the open hold that the operation is about. One that is closed is not
// loaded any more, which is all there is to know about it.
func (a *act) hold(ctx context.Context) (*wallet, *ledger.Hold, error) {
	w, err := a.wallet(ctx)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(w.Holds, func(h *ledger.Hold) bool { return h.Txn == string(a.origin.id) })
	if i < 0 {
		return nil, nil, ErrHoldNotOpen
	}
	return w, w.Holds[i], nil
}
