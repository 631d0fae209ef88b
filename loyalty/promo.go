package loyalty

import (
	"context"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty/ledger"
)

// Code is a promo code: a discount or points for whoever types it.
type Code struct {
	Code        string // as NormaliseCode writes it
	Kind        CodeKind
	Value       int64  // basis points, minor units or points
	MaxDiscount int64  // minor units; 0: no limit
	Total       *int64 // uses by all members; nil: no limit
	Used        int64
	PerMember   int64     // 0: no limit
	MinAmount   int64     // minor units
	ExpiryDays  int       // of points given; ledger.Never
	From, To    time.Time // valid from From until before To; zero: from ever, without end
}

// CodeKind is what a promo code gives.
type CodeKind string

// The kinds of codes.
const (
	CodePercent CodeKind = "percent" // of the amount, in basis points
	CodeFixed   CodeKind = "fixed"   // minor units off the amount
	CodePoints  CodeKind = "points"
)

// NormaliseCode is a code as it is stored: people type it with blanks, hyphens and small
// letters.
func NormaliseCode(typed string) string {
	return strings.NewReplacer(" ", "", "\t", "", "-", "").Replace(strings.ToUpper(typed))
}

// discount is what the code takes off an amount, at most the amount where it is fixed.
func (c Code) discount(amount int64) int64 {
	switch c.Kind {
	case CodePercent:
		off := amount * c.Value / ledger.One
		if c.MaxDiscount > 0 {
			return min(off, c.MaxDiscount)
		}
		return off
	case CodeFixed:
		return min(c.Value, amount)
	}
	return 0
}

// refuse says why a member may not use the code at t, for an order of that amount.
func (c Code) refuse(amount, uses int64, t time.Time) error {
	switch {
	case t.Before(c.From):
		return ErrNotStarted
	case !c.To.IsZero() && !t.Before(c.To):
		return ErrExpiredCode
	case amount < c.MinAmount:
		return ErrMinAmount
	case c.PerMember > 0 && uses >= c.PerMember:
		return ErrMemberLimit
	case c.Total != nil && c.Used >= *c.Total:
		return ErrCodeExhausted
	}
	return nil
}

// PromoRedeem uses a promo code, for an order or for points.
type PromoRedeem struct {
	Member string
	Code   string
	Amount int64 // of the order, minor units, ≥ 0
}

func (PromoRedeem) kind() ledger.Kind              { return ledger.PromoRedeem }
func (PromoRedeem) permission() account.Permission { return account.UseTill }
func (op PromoRedeem) subject() subject            { return subject{members: []string{op.Member}} }

func (op PromoRedeem) apply(ctx context.Context, a *act) (Answer, error) {
	w := a.wallets[0]
	code, err := a.code(ctx, NormaliseCode(op.Code))
	if err != nil {
		return Answer{}, err
	}
	uses, err := a.countCodeUses(ctx, w.id, code.Code)
	if err != nil {
		return Answer{}, err
	}
	if err := code.refuse(op.Amount, uses, a.entry.At); err != nil {
		return Answer{}, err
	}
	answer := Answer{Discount: code.discount(op.Amount)}
	if code.Kind == CodePoints {
		answer.Points = code.Value
		w.Grant(a.entry, ledger.Grant{Lot: ledger.LotPromo, Points: code.Value, ExpiryDays: code.ExpiryDays})
	}
	a.rule = code.Code
	a.last = append(a.last,
		func(ctx context.Context) error { return a.insertCodeUse(ctx, a.txn, w.id, code.Code) },
		func(ctx context.Context) error { return a.takeCode(ctx, code.Code) })
	return answer, nil
}

// PromoRollback undoes the use of a code and takes back the points it gave.
type PromoRollback struct {
	Ref TxnID
}

func (PromoRollback) kind() ledger.Kind              { return ledger.PromoRollback }
func (PromoRollback) permission() account.Permission { return account.UseTill }
func (op PromoRollback) subject() subject {
	return subject{ref: op.Ref, kinds: []ledger.Kind{ledger.PromoRedeem}}
}

func (op PromoRollback) apply(ctx context.Context, a *act) (Answer, error) {
	w, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	code, err := a.usedCode(ctx, op.Ref)
	if err != nil {
		return Answer{}, err
	}
	a.rule = code
	if err := a.rollBackCodeUse(ctx, op.Ref); err != nil {
		return Answer{}, err
	}
	a.last = append(a.last, func(ctx context.Context) error { return a.returnCode(ctx, code) })
	if a.origin.points == 0 {
		return Answer{}, nil
	}
	return a.clawBack(ctx, w, nil)
}
