package loyalty

import (
	"context"

	"kermesse/internal/account"
	"kermesse/loyalty/ledger"
)

// Refund takes back the points of the part of a purchase for which the money went back.
// What is left is what the rest of the purchase would have earned, with the multipliers
// and caps of its own day, so that it does not matter in how many refunds or in which
// order an order comes back. A purchase is named by its transaction, or by the rule and
// the business id it earned under.
type Refund struct {
	Ref      TxnID
	Rule     string
	SourceID string
	Member   string // number; only where the rule de-duplicates by member
	Amount   int64  // given back now, minor units, > 0
}

func (Refund) kind() ledger.Kind              { return ledger.Refund }
func (Refund) permission() account.Permission { return account.AdjustPoints }
func (op Refund) subject() subject {
	of := subject{ref: op.Ref, kinds: []ledger.Kind{ledger.Earn}}
	if op.Ref == "" {
		of.source = &namedSource{rule: op.Rule, member: op.Member, id: op.SourceID}
	}
	return of
}

func (op Refund) apply(ctx context.Context, a *act) (Answer, error) {
	w, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	bought, err := a.purchaseOf(ctx, a.origin.id)
	if err != nil {
		return Answer{}, err
	}
	kept := bought.Amount - bought.refunded
	switch {
	case bought.Den == 0:
		return Answer{}, ErrNotRefundable
	case kept == 0:
		return Answer{}, ErrAlreadyReversed
	case op.Amount <= 0:
		return Answer{}, ErrInvalidAmount
	case op.Amount > kept:
		return Answer{}, ErrExceedsRemaining
	}
	a.purchase = &ledger.Purchase{Amount: op.Amount}
	lot, err := a.lotOf(ctx, w, a.origin.id)
	if err != nil {
		return Answer{}, err
	}
	// Nothing to take where as much was taken back before, by a reversal in points.
	n := lot.Points - lot.Reversed - bought.Worth(kept-op.Amount)
	if n <= 0 {
		return Answer{Clawback: &ledger.Clawback{}}, nil
	}
	return a.clawBack(ctx, w, &n)
}
