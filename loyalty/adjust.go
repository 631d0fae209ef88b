package loyalty

import (
	"cmp"
	"context"
	"strings"

	"kermesse/internal/account"
	"kermesse/loyalty/ledger"
)

// Adjust corrects a member's points by hand.
type Adjust struct {
	Member     string
	Points     int64 // signed
	Reason     string
	Actor      string // who asked for it; empty: who signs in
	ExpiryDays *int   // of points given; nil: never
}

// maxAdjustment bounds a correction, so that a slip of the hand cannot overflow a balance.
const maxAdjustment = 1_000_000_000

func (Adjust) kind() ledger.Kind              { return ledger.Adjust }
func (Adjust) permission() account.Permission { return account.AdjustPoints }
func (op Adjust) subject() subject            { return subject{members: []string{op.Member}} }

func (op Adjust) check() error {
	var c checker
	c.text(op.Reason, 500, "reason")
	c.text(op.Actor, 80, "actor")
	return c.err()
}

func (op Adjust) apply(ctx context.Context, a *act) (Answer, error) {
	reason := strings.TrimSpace(op.Reason)
	if reason == "" {
		return Answer{}, ErrReasonRequired
	}
	if op.Points == 0 || op.Points > maxAdjustment || op.Points < -maxAdjustment {
		return Answer{}, ErrInvalidAmount
	}
	if err := a.alone(ctx, op.Points); err != nil {
		return Answer{}, err
	}
	a.note.reason, a.note.actor = reason, cmp.Or(a.note.actor, op.author(a.actor))
	if op.Points < 0 {
		w, err := a.wallet(ctx)
		if err != nil {
			return Answer{}, err
		}
		return Answer{Points: op.Points}, w.Spend(a.entry, -op.Points, ledger.Adjusted)
	}
	days := ledger.Never
	if op.ExpiryDays != nil {
		days = *op.ExpiryDays
	}
	a.wallets[0].Grant(a.entry, ledger.Grant{Lot: ledger.LotAdjusted, Points: op.Points, ExpiryDays: days})
	return Answer{Points: op.Points}, nil
}

// author is who the books name: where somebody else is said to have asked for the correction,
// both.
func (op Adjust) author(actor account.Actor) string {
	if op.Actor == "" || op.Actor == actor.Name || actor.Kind != account.KindStaff {
		return cmp.Or(op.Actor, actor.Name)
	}
	return op.Actor + " · " + actor.Name
}

// Transfer gives points of one member to another.
type Transfer struct {
	From, To string
	Points   int64
}

func (Transfer) kind() ledger.Kind              { return ledger.Transfer }
func (Transfer) permission() account.Permission { return account.PostPoints }
func (op Transfer) subject() subject            { return subject{members: []string{op.From, op.To}} }

func (op Transfer) apply(ctx context.Context, a *act) (Answer, error) {
	from, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Points: op.Points}, ledger.Send(a.entry, from.Wallet, a.wallets[1].Wallet, op.Points)
}
