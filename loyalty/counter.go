package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty/ledger"
)

// EarnAtCounter is RecordPurchase for a person at a till, who may do no more than that:
// package till holds it against their limits.
func (s *Service) EarnAtCounter(ctx context.Context, actor account.Actor, brand account.BrandID, p Purchase) (Earned, error) {
	if err := actor.Require(account.UseTill, brand); err != nil {
		return Earned{}, err
	}
	return s.recordPurchase(ctx, actor, brand, p)
}

// Undo is Reverse for a person at a till. Package till lets them undo what they did there
// themselves, on the same day, and nothing else.
type Undo struct {
	Ref TxnID
}

func (Undo) kind() ledger.Kind              { return ledger.Reverse }
func (Undo) permission() account.Permission { return account.UseTill }
func (op Undo) subject() subject            { return Reverse{Ref: op.Ref}.subject() }

func (op Undo) apply(ctx context.Context, a *act) (Answer, error) {
	a.agreed = true // to take back what one did oneself is no correction
	return Reverse{Ref: op.Ref}.apply(ctx, a)
}

// VoucherTaken is when and by whom a voucher was taken.
type VoucherTaken struct {
	At time.Time
	By string // who, and at which till; empty where the member was erased since
}

// FindVoucherUse says when and by whom the voucher of a redemption was taken. Fault:
// ErrTxnNotFound where it was not.
func (s *Service) FindVoucherUse(ctx context.Context, actor account.Actor, brand account.BrandID, redeem TxnID) (VoucherTaken, error) {
	if err := actor.Require(account.UseTill, brand); err != nil {
		return VoucherTaken{}, err
	}
	return books{tx: s.db, brand: brand}.voucherUse(ctx, redeem)
}

// RefusalOf is the answer of the books that has that code; nil: none has.
func RefusalOf(code string) *fault.Error { return refusals[code] }
