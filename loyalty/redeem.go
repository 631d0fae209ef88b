package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty/ledger"
)

// Redeem takes a reward for points and issues a voucher for it.
type Redeem struct {
	Member string
	Reward string
}

func (Redeem) kind() ledger.Kind              { return ledger.Redeem }
func (Redeem) permission() account.Permission { return account.PostPoints }
func (op Redeem) subject() subject            { return subject{members: []string{op.Member}} }

func (op Redeem) apply(ctx context.Context, a *act) (Answer, error) {
	w, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	reward, err := a.reward(ctx, op.Reward)
	if err != nil {
		return Answer{}, err
	}
	taken, err := a.countRedemptions(ctx, w.id, reward.ID)
	if err != nil {
		return Answer{}, err
	}
	if err := reward.refuse(w.Wallet, taken, a.entry.At); err != nil {
		return Answer{}, err
	}
	if err := w.Spend(a.entry, reward.Cost, ledger.Burned); err != nil {
		return Answer{}, err
	}
	issued, err := a.issueVoucher()
	if err != nil {
		return Answer{}, err
	}
	given, err := a.deliver(ctx, reward)
	if err != nil {
		return Answer{}, err
	}
	a.given = given
	until := reward.voucherEnd(a.entry.At)
	a.rule, a.voucherUntil = reward.ID, until
	a.last = append(a.last,
		func(ctx context.Context) error {
			return a.insertRedemption(ctx, a.txn, w.id, reward.ID, issued, given, a.entry.At, until)
		},
		func(ctx context.Context) error { return a.takeStock(ctx, reward.ID) })
	return Answer{Points: reward.Cost, ExpiresAt: until, Voucher: issued.shown}, nil
}

// refuse says why a member may not take the reward at t, points aside.
func (r Reward) refuse(w *ledger.Wallet, taken int64, t time.Time) error {
	switch {
	case !r.Active || t.Before(r.From) || r.Ended(t):
		return ErrRewardInactive
	case w.Tier < r.MinTier:
		return ErrTierRequired
	case r.PerMember > 0 && taken >= r.PerMember:
		return ErrMemberLimit
	case r.StockLeft != nil && *r.StockLeft == 0:
		return ErrOutOfStock
	}
	return nil
}

// VoucherUse hands the reward over, once.
type VoucherUse struct {
	Ref TxnID
}

func (VoucherUse) kind() ledger.Kind              { return ledger.VoucherUse }
func (VoucherUse) permission() account.Permission { return account.UseTill }
func (op VoucherUse) subject() subject {
	return subject{ref: op.Ref, kinds: []ledger.Kind{ledger.Redeem}}
}

func (op VoucherUse) apply(ctx context.Context, a *act) (Answer, error) {
	r, err := a.redemption(ctx, op.Ref)
	if err != nil {
		return Answer{}, err
	}
	switch {
	case r.Status == VoucherVoid:
		return Answer{}, ErrVoucherVoid
	case r.Status == VoucherUsed:
		return Answer{}, ErrVoucherUsed
	case !a.entry.At.Before(r.ExpiresAt):
		return Answer{}, ErrVoucherExpired
	case r.Kind == RewardCode:
		return Answer{}, ErrVoucherIsCode
	}
	a.rule = r.Reward
	return Answer{}, a.setVoucher(ctx, op.Ref, VoucherUsed, a.entry.At)
}
