package loyalty

import (
	"context"
	"errors"

	"kermesse/internal/account"
	"kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/loyalty/ledger"
)

// A voucher is ten letters drawn at random and one that follows from them, in groups:
// 7KQA-2MNB-XR3.
const (
	voucherLetters = 11
	voucherGroup   = 4
)

// issued is a voucher on its way to its owner and into the tables.
type issued struct {
	shown  string
	hash   string
	sealed []byte
}

// issueVoucher draws a voucher for the transaction.
func (a *act) issueVoucher() (issued, error) {
	drawn, err := codes.Letters32.Draw(a.random, 1, voucherLetters)
	if err != nil {
		return issued{}, err
	}
	return a.vault.issue(a.brand, a.random, drawn[0], a.txn)
}

// ErrVoucherUnknown refuses a voucher that was never issued.
var ErrVoucherUnknown = fault.New(fault.NotFound, "voucher_unknown",
	"Ce bon n’existe pas. Vérifiez chaque lettre.", "There is no such voucher. Check each letter.")

// FindVoucher returns what was redeemed with a voucher, as it was scanned or typed: small
// letters, blanks and hyphens do not matter.
// Faults: ErrVoucherUnknown; ErrTooManyGuesses for who has tried many that are none.
func (s *Service) FindVoucher(ctx context.Context, actor account.Actor, brand account.BrandID, typed string) (Redemption, error) {
	if err := actor.Require(account.UseTill, brand); err != nil {
		return Redemption{}, err
	}
	b, now := books{tx: s.db, brand: brand}, s.clock.Now()
	if err := b.guesser(s.vault, actor, "till:"+string(actor.User)).allowed(ctx, now); err != nil {
		return Redemption{}, err
	}
	folded, ok := codes.Letters32.Fold(typed)
	if ok {
		found, err := b.redemptionOf(ctx, s.vault.voucherHash(brand, folded))
		if !errors.Is(err, ErrVoucherUnknown) {
			return s.readable(found, err)
		}
	}
	// A slip of the finger is no guess: the letters tell it themselves.
	if !ok || !codes.Letters32.Valid(folded) {
		return Redemption{}, ErrVoucherUnknown
	}
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		return books{tx: tx, brand: brand}.guesser(s.vault, actor, "till:"+string(actor.User)).count(ctx, now)
	})
	if err == nil {
		err = ErrVoucherUnknown
	}
	return Redemption{}, err
}

// UseVoucher is VoucherUse for a voucher that was scanned or typed.
// Amount is that of the bill, in minor units, for a voucher that takes something off it.
func (s *Service) UseVoucher(ctx context.Context, actor account.Actor, brand account.BrandID, key, typed string, amount int64) (Answer, error) {
	found, err := s.FindVoucher(ctx, actor, brand, typed)
	if err != nil {
		return Answer{}, err
	}
	return s.Do(ctx, actor, brand, key, voucherUseFor{VoucherUse: VoucherUse{Ref: found.Txn}, Amount: amount})
}

// voucherUseFor is VoucherUse for a bill.
type voucherUseFor struct {
	VoucherUse
	Amount int64
}

func (op voucherUseFor) apply(ctx context.Context, a *act) (Answer, error) {
	r, err := a.redemption(ctx, op.Ref)
	if err != nil {
		return Answer{}, err
	}
	if r.Kind != RewardDiscount {
		return op.VoucherUse.apply(ctx, a)
	}
	reward, err := a.reward(ctx, r.Reward)
	if err != nil {
		return Answer{}, err
	}
	if r.Status == VoucherIssued && op.Amount < reward.Gives.MinAmount {
		return Answer{}, ErrMinAmount
	}
	answer, err := op.VoucherUse.apply(ctx, a)
	answer.Discount = reward.Gives.asCode().discount(op.Amount)
	return answer, err
}

// readable opens the voucher of a redemption for its owner and the till.
func (s *Service) readable(r Redemption, err error) (Redemption, error) {
	if err == nil && r.sealed != nil {
		r.Voucher, err = s.vault.open(r.sealed, string(r.Txn))
	}
	if err == nil && r.delivered != nil {
		r.Delivered, err = s.vault.open(r.delivered, string(r.Txn))
	}
	return r, err
}

func (s *Service) allReadable(list []Redemption) (err error) {
	for i := range list {
		if list[i], err = s.readable(list[i], err); err != nil {
			return err
		}
	}
	return nil
}

// reveal completes an answer that is given again with what its key does not keep.
func (s *Service) reveal(ctx context.Context, b books, op Operation, answer *Answer) error {
	var err error
	if op.kind() == ledger.Redeem && answer.Txn != "" {
		var r Redemption
		r, err = s.readable(b.redemption(ctx, answer.Txn))
		answer.Voucher, answer.Delivered = r.Voucher, r.Delivered
	}
	return err
}
