package loyalty

import (
	"context"
	"encoding/base64"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty/earning"
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

// earnHere is earnFrom for a person at a till.
type earnHere struct{ earnFrom }

func (earnHere) permission() account.Permission { return account.UseTill }

// CheckInAtCounter gives a member what the rules about being present say, once a day of the
// brand's: a person at a till has seen their card there. The same key gets the same answer.
func (s *Service) CheckInAtCounter(ctx context.Context, actor account.Actor, brand account.BrandID, key, member string, at time.Time) (Earned, error) {
	p, err := s.FindProgramme(ctx, brand)
	if err != nil {
		return Earned{}, err
	}
	source := "day:" + dayOf(at, p.Terms.Zone).Format(time.DateOnly)
	var requests []Request
	rules := p.on(CheckIn)
	for _, rule := range rules {
		name := base64.RawURLEncoding.EncodeToString(hashOf(key + "\x00" + rule.ID))
		requests = append(requests, Request{Key: "here:" + name, Op: earnHere{earnFrom{
			Earn: Earn{Member: member, Rule: rule.ID, SourceID: sourceFor(rule, source, member)}, Event: earning.Event{At: at},
		}}})
	}
	if len(requests) == 0 {
		return Earned{}, actor.Require(account.UseTill, brand)
	}
	answers, err := s.DoAll(ctx, actor, brand, requests)
	var all Earned
	for i, a := range answers {
		all.add(Outcome{Rule: rules[i].ID, Txn: a.Txn, Points: a.Points, Refused: a.Refused})
	}
	return all, err
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
