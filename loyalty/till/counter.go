package till

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
)

// Sale is a bill that a member gets points for.
type Sale struct {
	Member string // number
	Amount int64  // minor units, > 0
	At     time.Time
}

// Preview says what a bill would give a member now, and gives nothing.
func (s *Service) Preview(ctx context.Context, c Clerk, sale Sale) (loyalty.Earned, error) {
	if sale.Amount <= 0 {
		return loyalty.Earned{}, fault.Invalids(ErrAmount.At("amount"))
	}
	return s.points.Preview(ctx, c.Actor, c.Actor.Brand, loyalty.Preview{
		Member: sale.Member, Order: earning.Event{Amount: sale.Amount, At: sale.At},
	})
}

// Earn gives a member the points of a bill. Faults: ErrLimitOperation, ErrLimitDay, those of
// loyalty.EarnAtCounter. A bill that no rule gives points for is refused in the act.
func (s *Service) Earn(ctx context.Context, c Clerk, key string, sale Sale) (Act, error) {
	if sale.Amount <= 0 {
		return Act{}, fault.Invalids(ErrAmount.At("amount"))
	}
	sale.Member = numberOf(sale.Member)
	draft := Act{Kind: Earned, Member: sale.Member, Amount: sale.Amount, At: sale.At}
	return s.once(ctx, c, key, draft, func(key string, at time.Time) (result, error) {
		earned, err := s.points.EarnAtCounter(ctx, c.hand(), c.Actor.Brand, loyalty.Purchase{
			Order: key, Member: sale.Member, Amount: sale.Amount, At: at,
		})
		return earnedAs(earned), err
	})
}

// Visit is a member whose card was seen where something takes place.
type Visit struct {
	Member string // number
	At     time.Time
}

// CheckIn notes that a member is present, which earns once a day what the brand's rules say.
// What earns nothing, a second time say, is refused in the act.
func (s *Service) CheckIn(ctx context.Context, c Clerk, key string, v Visit) (Act, error) {
	v.Member = numberOf(v.Member)
	draft := Act{Kind: Earned, Member: v.Member, About: loyalty.CheckIn, At: v.At}
	return s.once(ctx, c, key, draft, func(key string, at time.Time) (result, error) {
		earned, err := s.points.CheckInAtCounter(ctx, c.hand(), c.Actor.Brand, key, v.Member, at)
		return earnedAs(earned), err
	})
}

// ChecksIn reports whether the brand gives anything for being present.
func (s *Service) ChecksIn(ctx context.Context, brand account.BrandID) (bool, error) {
	p, err := s.points.FindProgramme(ctx, brand)
	if errors.Is(err, loyalty.ErrNoProgramme) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(p.Rules, func(r loyalty.Rule) bool { return r.Active && r.Event() == loyalty.CheckIn }), nil
}

// earnedAs sums what all rules gave. Where none did, the first reason is told.
func earnedAs(e loyalty.Earned) result {
	r := result{points: e.Points}
	for _, o := range e.Outcomes {
		if o.Txn != "" {
			r.txns = append(r.txns, o.Txn)
		} else if r.refused == nil {
			r.refused = o.Refused
		}
	}
	if len(r.txns) > 0 {
		r.refused = nil
	} else if r.refused == nil {
		r.refused = ErrEarnedNothing
	}
	return r
}

// Spending is points that a member spends by the code on their card: so many, or those of a
// reward, which is handed over at once.
type Spending struct {
	Member string // number
	Code   string // that they show
	Points int64
	Reward string // instead of Points
}

// Spend takes points for the code that a member shows. Faults: ErrLimitOperation,
// ErrLimitDay, ErrNotAtTill, loyalty.ErrCardGuesses. What the books refuse is in the act.
func (s *Service) Spend(ctx context.Context, c Clerk, key string, sp Spending) (Act, error) {
	if sp.Reward != "" {
		return s.reward(ctx, c, key, sp)
	}
	draft := Act{Kind: Spent, Member: sp.Member, Points: sp.Points}
	if sp.Points <= 0 {
		return Act{}, fault.Invalids(loyalty.ErrInvalidAmount.At("points"))
	}
	return s.once(ctx, c, key, draft, func(key string, _ time.Time) (result, error) {
		answer, err := s.points.Do(ctx, c.hand(), c.Actor.Brand, key, loyalty.CardSpend{Member: sp.Member, Code: sp.Code, Points: sp.Points})
		return resultOf(answer), err
	})
}

func resultOf(a loyalty.Answer) result {
	r := result{points: a.Points, discount: a.Discount, refused: a.Refused}
	if a.Txn != "" {
		r.txns = []loyalty.TxnID{a.Txn}
	}
	return r
}

// AtTill reports whether a reward can be taken and handed over at a counter. Others give a
// code, tickets, or something off a bill: those are taken on the member's page.
func AtTill(r loyalty.Reward) bool {
	return r.Gives.Kind == loyalty.RewardProduct || r.Gives.Kind == loyalty.RewardSeat
}

func (s *Service) reward(ctx context.Context, c Clerk, key string, sp Spending) (Act, error) {
	reward, err := s.points.FindReward(ctx, c.Actor.Brand, sp.Reward)
	if err != nil {
		return Act{}, err
	}
	if !AtTill(reward) {
		return Act{}, ErrNotAtTill
	}
	draft := Act{Kind: Rewarded, Member: sp.Member, About: reward.ID, Points: reward.Cost}
	return s.once(ctx, c, key, draft, func(key string, _ time.Time) (result, error) {
		taken, err := s.points.Do(ctx, c.hand(), c.Actor.Brand, key, loyalty.CardRedeem{Member: sp.Member, Code: sp.Code, Reward: reward.ID})
		if err != nil || taken.Refused != nil {
			return resultOf(taken), err
		}
		_, err = s.points.Do(ctx, c.hand(), c.Actor.Brand, key+":hand", loyalty.VoucherUse{Ref: taken.Txn})
		return resultOf(taken), err
	})
}

// Bill is what a voucher is taken for.
type Bill struct {
	Voucher string // as it was scanned or typed
	Amount  int64  // minor units, for a voucher that takes something off
	At      time.Time
}

// UseVoucher hands over what a voucher is for, once. A voucher that another till has taken
// is told with when and by whom: ErrVoucherTaken. Faults: loyalty.ErrVoucherUnknown,
// loyalty.ErrTooManyGuesses.
func (s *Service) UseVoucher(ctx context.Context, c Clerk, key string, bill Bill) (Act, error) {
	found, err := s.points.FindVoucher(ctx, c.Actor, c.Actor.Brand, voucherOf(bill.Voucher))
	if err != nil {
		return Act{}, err
	}
	draft := Act{Kind: Redeemed, About: found.Reward, of: string(found.Txn), Amount: bill.Amount, At: bill.At}
	a, err := s.once(ctx, c, key, draft, func(key string, _ time.Time) (result, error) {
		answer, err := s.points.UseVoucher(ctx, c.hand(), c.Actor.Brand, key, found.Voucher, bill.Amount)
		return resultOf(answer), err
	})
	if err == nil && a.Refused != nil && errors.Is(a.Refused, loyalty.ErrVoucherUsed) {
		a.Refused, err = s.taken(ctx, c.Actor, found.Txn)
	}
	return a, err
}

// taken says when and by whom a voucher was used.
func (s *Service) taken(ctx context.Context, actor account.Actor, redeem loyalty.TxnID) (*fault.Error, error) {
	use, err := s.points.FindVoucherUse(ctx, actor, actor.Brand, redeem)
	if errors.Is(err, loyalty.ErrTxnNotFound) || err == nil && use.By == "" {
		return loyalty.ErrVoucherUsed, nil
	}
	if err != nil {
		return nil, err
	}
	zone, err := s.zone(ctx, actor.Brand)
	at := use.At.In(zone)
	told := *ErrVoucherTaken
	told.Message = fault.Text{
		FR: fmt.Sprintf(told.Message.FR, at.Format("02/01/2006 à 15\u00a0h\u00a004"), use.By),
		EN: fmt.Sprintf(told.Message.EN, at.Format("2 January 2006 at 15:04"), use.By),
	}
	return &told, err
}

// Undo takes back what a person did today: by the rules of the books, which say what
// becomes of points that are spent already. Faults: ErrActNotFound, ErrNotUndoable,
// ErrUndone.
func (s *Service) Undo(ctx context.Context, c Clerk, id string) (Act, error) {
	a, err := s.FindAct(ctx, c, id)
	switch {
	case err != nil:
		return Act{}, err
	case a.State == StateUndone:
		return Act{}, ErrUndone
	case !a.Undoable():
		return Act{}, ErrNotUndoable
	}
	for _, txn := range a.txns {
		answer, err := s.points.Do(ctx, c.hand(), a.Brand, "till:undo:"+string(txn), loyalty.Undo{Ref: txn})
		if err == nil && answer.Refused != nil && !errors.Is(answer.Refused, loyalty.ErrAlreadyReversed) {
			err = answer.Refused
		}
		if err != nil {
			return Act{}, err
		}
		if back := answer.Clawback; back != nil {
			a.lost += back.WrittenOff
		}
	}
	a.State = StateUndone
	return a, s.settle(ctx, a)
}
