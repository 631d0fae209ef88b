package loyalty

import (
	"context"
	"errors"

	"kermesse/internal/account"
	"kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/loyalty/ledger"
)

// RewardKind is what a reward is.
type RewardKind string

// The kinds of rewards.
const (
	RewardProduct  RewardKind = ""         // handed over for its voucher
	RewardSeat     RewardKind = "seat"     // at an event, for its voucher
	RewardDiscount RewardKind = "discount" // taken off a bill, for its voucher
	RewardCode     RewardKind = "code"     // a promo code of the brand's own, which is used once
	RewardPool     RewardKind = "pool"     // a code of a partner
	RewardTickets  RewardKind = "tickets"  // in a contest, at once
)

// Gives is what a reward gives beside its voucher.
type Gives struct {
	Kind        RewardKind
	Discount    CodeKind // of a discount and of a code
	Value       int64    // basis points or minor units
	MaxDiscount int64    // minor units; 0: no limit
	MinAmount   int64    // minor units
	Pool        string
	Contest     string // slug
	Tickets     int
	Event       string // of a seat, in the words of the brand
}

// asCode is what a discount is as a promo code.
func (g Gives) asCode() Code {
	return Code{Kind: g.Discount, Value: g.Value, MaxDiscount: g.MaxDiscount, MinAmount: g.MinAmount, ExpiryDays: ledger.Never}
}

// Tickets is where points buy tickets in a contest. It holds them to the contest's cap.
type Tickets interface {
	BuyTickets(ctx context.Context, tx *db.DB, brand account.BrandID, who fan.ID, contest string, n int) error
}

// ErrTicketsRefused is the answer of a contest that takes no tickets.
var ErrTicketsRefused = fault.New(fault.Conflict, "tickets_refused",
	"Ce jeu-concours ne prend pas ces tickets : il n’est pas ouvert, il vous manque une participation, ou le plafond du règlement est atteint. Aucun point n’a été pris.",
	"This contest does not take these tickets: it is not open, you have no entry in it, or the cap of its rules is reached. No point was taken.")

// delivery is what a redemption hands over at once.
type delivery struct {
	kind   RewardKind
	shown  string
	sealed []byte
	hash   []byte
	done   bool // nothing is left to hand over
}

// deliver prepares what a reward gives, and leaves to a.last what others may want too.
func (a *act) deliver(ctx context.Context, reward Reward) (*delivery, error) {
	d := &delivery{kind: reward.Gives.Kind}
	switch reward.Gives.Kind {
	case RewardCode:
		return d, a.deliverCode(d, reward)
	case RewardPool:
		a.last = append(a.last, func(ctx context.Context) error { return a.deliverPooled(ctx, d, reward.Gives.Pool) })
	case RewardTickets:
		d.done = true
		return d, a.deliverTickets(ctx, reward.Gives)
	}
	return d, nil
}

// deliverCode makes a promo code for this member alone.
func (a *act) deliverCode(d *delivery, reward Reward) error {
	drawn, err := codes.Letters32.Draw(a.random, 1, voucherLetters)
	if err != nil {
		return err
	}
	d.shown, d.hash = codes.Group(drawn[0], voucherGroup), a.vault.codeHash(a.brand, generatedCode, drawn[0])
	if d.sealed, err = a.vault.seal(a.random, d.shown, string(a.txn)); err != nil {
		return err
	}
	a.last = append(a.last, func(ctx context.Context) error {
		return a.insertOwnKey(ctx, rewardCode(a.brand, reward.ID), d.hash, reward.voucherEnd(a.entry.At))
	})
	return nil
}

// rewardCode is the promo code that all codes of a reward are of.
func rewardCode(brand account.BrandID, reward string) CodeID {
	return CodeID("reward-" + string(brand) + "-" + reward)
}

func (a *act) deliverPooled(ctx context.Context, d *delivery, pool string) error {
	sealed, hash, err := a.takePooled(ctx, pool, a.txn)
	if err != nil {
		return err
	}
	if d.shown, err = a.vault.open(sealed, pooledRow(a.brand, pool, hash)); err != nil {
		return err
	}
	d.hash = hash
	d.sealed, err = a.vault.seal(a.random, d.shown, string(a.txn))
	return err
}

func (a *act) deliverTickets(ctx context.Context, g Gives) error {
	m, err := a.member(ctx, a.wallets[0].id)
	if err != nil {
		return err
	}
	if a.tickets == nil || m.Fan == "" {
		return ErrTicketsRefused
	}
	a.last = append(a.last, func(ctx context.Context) error {
		err := a.tickets.BuyTickets(ctx, a.tx, a.brand, m.Fan, g.Contest, g.Tickets)
		var no *fault.Error
		if errors.As(err, &no) && no.Kind != fault.Internal && no.Kind != fault.Unavailable {
			return ErrTicketsRefused
		}
		return err
	})
	return nil
}

// takeBack undoes what a redemption handed over, as far as it can be: a code of the brand's
// own that is not used is worth nothing any more, and one of a partner, which the member has
// seen, is given to nobody else.
func (a *act) takeBack(ctx context.Context, r Redemption) error {
	if r.Kind != RewardCode {
		return nil
	}
	gone, err := a.deleteKey(ctx, r.codeHash)
	if err == nil && !gone {
		return ErrVoucherUsed
	}
	return err
}
