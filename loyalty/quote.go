package loyalty

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Quote is what a promo code would give a member now.
type Quote struct {
	Code     CodeID // empty where the code is unknown
	Name     string // label or pattern; never another's code
	Kind     CodeKind
	Discount int64
	Points   int64
	Until    time.Time    // when the code ends; zero: never
	Refused  *fault.Error // why the member may not use it now; nil: they may
}

// CheckCode says what a code would give a member for an order of that amount in minor units,
// and takes nothing. Faults: ErrUnknownMember, ErrTooManyGuesses.
func (s *Service) CheckCode(
	ctx context.Context, actor account.Actor, brand account.BrandID, member, typed string, amount int64,
) (quote Quote, err error) {
	if err := actor.Require(account.UseTill, brand); err != nil {
		return Quote{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		b := books{tx: tx, brand: brand}
		w, err := b.findWallet(ctx, byRef, member)
		if err != nil {
			return err
		}
		now := later(s.clock.Now().Truncate(time.Millisecond), w.lastAt)
		g := b.guesser(s.vault, actor, string(w.id))
		if err := g.allowed(ctx, now); err != nil {
			return err
		}
		code, err := b.heldCode(ctx, s.vault, typed, now)
		if errors.Is(err, ErrUnknownCode) {
			quote = Quote{Refused: ErrUnknownCode}
			return g.count(ctx, now)
		}
		if err != nil {
			return err
		}
		uses, err := b.countCodeUses(ctx, w.id, code.ID, now)
		quote = quoteOf(code, amount, uses, now)
		return err
	})
	return quote, err
}

func quoteOf(code heldCode, amount, uses int64, now time.Time) Quote {
	q := Quote{
		Code: code.ID, Name: code.Name(), Kind: code.Kind, Discount: code.discount(amount), Points: code.points(), Until: code.To,
	}
	q.Refused, _ = refused(code.refuse(amount, uses, now))
	return q
}
