package loyalty

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty/ledger"
)

// What one person may move by hand without a second one, where the programme has a limit: so much
// at once; as much for one member in a day, in however many corrections; and aloneInADay times as
// much in a day for all members together. A day is the last 24 hours: midnight begins nothing anew.
const (
	aloneWindow = 24 * time.Hour
	aloneInADay = 10
)

// alone lets the person who acts move points of the operation's member by hand, or returns
// ErrNeedsApproval. The house itself, and what two people agreed on, are beyond the limit.
func (a *act) alone(ctx context.Context, points int64) error {
	points = max(points, -points)
	desk := a.programme.Desk
	if a.agreed || a.actor.Kind != account.KindStaff || desk.FourEyes == 0 {
		return nil
	}
	member := a.wallets[0].id
	if err := a.mayAlone(ctx, a.actor.User, desk.FourEyes, member, points, a.entry.At); err != nil {
		return err
	}
	a.last = append(a.last, func(ctx context.Context) error {
		return a.noteAlone(ctx, string(a.txn), a.actor.User, member, points, a.entry.At)
	})
	return nil
}

// mayAlone holds points against a limit, with what the person moved in the last day; for an
// import the member is empty. What others of the team move by hand waits until the transaction
// ends, so that many at once count together, too.
func (b books) mayAlone(ctx context.Context, user account.UserID, limit int64, member MemberID, points int64, now time.Time) error {
	if points > limit {
		return ErrNeedsApproval
	}
	if err := b.lockDesk(ctx); err != nil {
		return err
	}
	moved, err := b.movedAlone(ctx, user, member, now.Add(-aloneWindow))
	if err != nil {
		return err
	}
	if member != "" && moved.Member+points > limit || moved.All+points > aloneInADay*limit {
		return ErrNeedsApproval
	}
	return nil
}

// agreed is an operation that two people agreed on.
type agreed struct {
	Operation
	Request RequestID
	reason  string // of what was asked for
	by      string // both
}

func (op agreed) apply(ctx context.Context, a *act) (Answer, error) {
	a.agreed, a.note.actor, a.note.reason = true, op.by, op.reason
	return op.Operation.apply(ctx, a)
}

// AskReverse asks a second person to undo a transaction, or part of it. The same key asks once.
// Faults: those of the books for what cannot be undone, ErrIdempotencyConflict.
func (s *Service) AskReverse(
	ctx context.Context, actor account.Actor, brand account.BrandID, key string, op Reverse, reason string,
) (AdjustRequest, error) {
	return s.askAbout(ctx, actor, brand, key, op, AdjustRequest{Kind: ledger.Reverse, Part: op.Points, Reason: reason})
}

// AskRefund asks a second person to take back the points of what was refunded of a purchase. The
// same key asks once. Faults: those of the books for what cannot be refunded,
// ErrIdempotencyConflict.
func (s *Service) AskRefund(
	ctx context.Context, actor account.Actor, brand account.BrandID, key string, op Refund, reason string,
) (AdjustRequest, error) {
	return s.askAbout(ctx, actor, brand, key, op, AdjustRequest{Kind: ledger.Refund, Amount: op.Amount, Reason: reason})
}

// askAbout asks for an operation on an earlier transaction, for as many points as it would move
// now.
func (s *Service) askAbout(
	ctx context.Context, actor account.Actor, brand account.BrandID, key string, op Operation, r AdjustRequest,
) (AdjustRequest, error) {
	if err := actor.Require(account.AdjustPoints, brand); err != nil {
		return AdjustRequest{}, err
	}
	foreseen, err := s.foresee(ctx, brand, op)
	if err != nil {
		return AdjustRequest{}, err
	}
	r.Ref, r.Member, r.Points = foreseen.ref, foreseen.member, foreseen.points
	return s.askSecond(ctx, actor, brand, key, r)
}

// foreseen is what an operation on an earlier transaction would come to.
type foreseen struct {
	ref    TxnID
	member string // number
	points int64  // signed
}

// errForeseen undoes what was only tried.
var errForeseen = errors.New("loyalty: it was only tried out")

// foresee does an operation on an earlier transaction and undoes it.
func (s *Service) foresee(ctx context.Context, brand account.BrandID, op Operation) (f foreseen, err error) {
	err = s.tryOut(ctx, brand, func(b books) error {
		a, err := s.open(ctx, b, actOf(brand), op)
		if err != nil {
			return err
		}
		answer, err := op.apply(ctx, a)
		if err != nil {
			return err
		}
		m, err := a.member(ctx, a.wallets[0].id)
		f = foreseen{ref: a.origin.id, member: m.Ref, points: answer.Points}
		if answer.Clawback != nil {
			f.points = -f.points
		}
		return err
	})
	if no, is := refused(err); is {
		err = no
	}
	return f, err
}

// operation is what a request asks for.
func (r AdjustRequest) operation() Operation {
	switch r.Kind {
	case ledger.Reverse:
		return Reverse{Ref: r.Ref, Points: r.Part}
	case ledger.Refund:
		return Refund{Ref: r.Ref, Amount: r.Amount}
	}
	return Adjust{Member: r.Member, Points: r.Points, Reason: r.Reason, ExpiryDays: r.ExpiryDays}
}

// Waiting is how much of a programme waits for people.
type Waiting struct {
	Corrections int64 // that the one who asks may decide
	Own         int64 // that they asked for, and somebody else decides
	Imports     int64 // files that are checked and were not let run
}

// CountWaiting says what waits for the one who asks, for the panel's first page.
func (s *Service) CountWaiting(ctx context.Context, actor account.Actor, brand account.BrandID) (Waiting, error) {
	if err := actor.Require(account.AdjustPoints, brand); err != nil {
		return Waiting{}, err
	}
	return books{tx: s.db, brand: brand}.countWaiting(ctx, actor.User, s.clock.Now())
}
