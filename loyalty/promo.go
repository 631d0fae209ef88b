package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty/ledger"
)

// PromoRedeem uses a promo code, for an order or for points.
type PromoRedeem struct {
	Member string
	Code   string
	Amount int64 // of the order, minor units, ≥ 0
}

func (PromoRedeem) kind() ledger.Kind              { return ledger.PromoRedeem }
func (PromoRedeem) permission() account.Permission { return account.UseTill }
func (op PromoRedeem) subject() subject            { return subject{members: []string{op.Member}} }
func (op PromoRedeem) veiled(v *vault) Operation   { op.Code = v.veil(op.Code); return op }

func (op PromoRedeem) apply(ctx context.Context, a *act) (Answer, error) {
	return a.usePromo(ctx, op.Code, op.Amount, time.Time{})
}

// PromoReserve sets one use of a promo code aside while an order is paid. Nobody else gets
// that use; PromoConfirm makes it count, PromoRollback or time frees it.
type PromoReserve struct {
	Member string
	Code   string
	Amount int64 // of the order, minor units, ≥ 0
	TTL    int64 // seconds, > 0
}

func (PromoReserve) kind() ledger.Kind              { return PromoReserved }
func (PromoReserve) permission() account.Permission { return account.UseTill }
func (op PromoReserve) subject() subject            { return subject{members: []string{op.Member}} }
func (op PromoReserve) veiled(v *vault) Operation   { op.Code = v.veil(op.Code); return op }

func (op PromoReserve) apply(ctx context.Context, a *act) (Answer, error) {
	return a.usePromo(ctx, op.Code, op.Amount, a.entry.At.Add(time.Duration(op.TTL)*time.Second))
}

// Kinds of operations on codes that move no points.
const (
	PromoReserved  ledger.Kind = "promo_reserve"
	PromoConfirmed ledger.Kind = "promo_confirm"
)

// usePromo takes one use of a code: for good, or where until is not zero only reserved.
func (a *act) usePromo(ctx context.Context, typed string, amount int64, until time.Time) (Answer, error) {
	w := a.wallets[0]
	code, err := a.guess(ctx, w.id, typed)
	if err != nil {
		return Answer{}, err
	}
	uses, err := a.countCodeUses(ctx, w.id, code.ID, a.entry.At)
	if err != nil {
		return Answer{}, err
	}
	if err := code.refuse(amount, uses, a.entry.At); err != nil {
		return Answer{}, err
	}
	answer := Answer{Discount: code.discount(amount), ExpiresAt: until}
	if until.IsZero() {
		answer.Points = a.grantPromo(w, code.Code)
	}
	a.rule = string(code.ID)
	use := codeUse{txn: a.txn, member: w.id, code: code.ID, hash: code.hash, reservedUntil: until}
	a.last = append(a.last,
		func(ctx context.Context) error { return a.insertCodeUse(ctx, use) },
		func(ctx context.Context) error { return a.takeCode(ctx, code.hash, a.entry.At) })
	return answer, nil
}

// grantPromo gives the points of a code, if that is what it gives.
func (a *act) grantPromo(w *wallet, code Code) int64 {
	points := code.points()
	if points > 0 {
		w.Grant(a.entry, ledger.Grant{Lot: ledger.LotPromo, Points: points, ExpiryDays: code.ExpiryDays})
	}
	return points
}

// PromoConfirm makes a reserved use count, once, as long as it has not lapsed.
type PromoConfirm struct {
	Ref TxnID
}

func (PromoConfirm) kind() ledger.Kind              { return PromoConfirmed }
func (PromoConfirm) permission() account.Permission { return account.UseTill }
func (op PromoConfirm) subject() subject {
	return subject{ref: op.Ref, kinds: []ledger.Kind{PromoReserved}}
}

func (op PromoConfirm) apply(ctx context.Context, a *act) (Answer, error) {
	w := a.wallets[0]
	use, err := a.codeUse(ctx, op.Ref)
	if err != nil {
		return Answer{}, err
	}
	code, err := a.codeByID(ctx, use.code)
	if err != nil {
		return Answer{}, err
	}
	if err := a.confirmCodeUse(ctx, op.Ref, a.txn, a.entry.At); err != nil {
		return Answer{}, err
	}
	a.rule = string(code.ID)
	return Answer{Points: a.grantPromo(w, code)}, nil
}

// PromoRollback undoes the use of a code, or frees a reserved one, and takes back the points
// it gave. Ref is the redeem, the reservation or its confirmation: once it is confirmed, both
// stand for the use and for its points.
type PromoRollback struct {
	Ref TxnID
}

func (PromoRollback) kind() ledger.Kind              { return ledger.PromoRollback }
func (PromoRollback) permission() account.Permission { return account.UseTill }
func (op PromoRollback) subject() subject {
	return subject{ref: op.Ref, kinds: []ledger.Kind{ledger.PromoRedeem, PromoReserved, PromoConfirmed}}
}

func (op PromoRollback) apply(ctx context.Context, a *act) (Answer, error) {
	w, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	use, err := a.codeUse(ctx, op.Ref)
	if err != nil {
		return Answer{}, err
	}
	a.rule = string(use.code)
	if use.confirmed != "" && use.confirmed != a.origin.id { // what it gave, it gave when it was confirmed
		if a.origin, err = a.findTxn(ctx, use.confirmed); err != nil {
			return Answer{}, err
		}
	}
	if err := a.rollBackCodeUse(ctx, use.txn); err != nil {
		return Answer{}, err
	}
	a.last = append(a.last, func(ctx context.Context) error { return a.returnCode(ctx, use.hash, 1) })
	if a.origin.points == 0 {
		return Answer{}, nil
	}
	return a.clawBack(ctx, w, nil)
}
