package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/loyalty"
)

// ledgerBody is the request of one operation of the books.
type ledgerBody interface {
	operation() loyalty.Operation
}

// ledgerRequest is an operation under its key. The books themselves keep the answer of a
// key, for ever, so these routes do without the edge's shorter memory.
type ledgerRequest[B ledgerBody] struct {
	BrandRequest
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128" doc:"Any text that names this write. The same key with the same body gets the first answer again, accepted or refused."`
	Body B
}

// ledgerAnswer is what an operation came to.
type ledgerAnswer struct {
	Status      string    `json:"status" enum:"ok"`
	Replayed    bool      `json:"replayed,omitempty" doc:"This answer was given before."`
	Transaction string    `json:"transaction" doc:"Reference for confirm, capture, release, reverse, voucher_use and promo_rollback."`
	At          time.Time `json:"at"`
	Points      *int64    `json:"points,omitempty" doc:"Signed for adjustments."`

	HoldExpiresAt    *time.Time `json:"hold_expires_at,omitempty"`
	VoucherExpiresAt *time.Time `json:"voucher_expires_at,omitempty"`
	Voucher          string     `json:"voucher,omitempty" doc:"What to show at the till."`
	Delivered        string     `json:"delivered,omitempty" doc:"A code that the reward gives."`
	ReservedUntil    *time.Time `json:"reserved_until,omitempty"`
	Discount         *int64     `json:"discount,omitempty" doc:"Minor units that a promo code or a voucher takes off."`

	FromPending   *int64 `json:"from_pending,omitempty" doc:"Taken back: pending points of the same lot."`
	FromLot       *int64 `json:"from_lot,omitempty" doc:"Taken back: available points of the same lot."`
	FromExpired   *int64 `json:"from_expired,omitempty" doc:"Taken back: points of the same lot that had ended."`
	FromOtherLots *int64 `json:"from_other_lots,omitempty" doc:"Taken back: other available points."`
	ToDebt        *int64 `json:"to_debt,omitempty" doc:"Taken back: owed from now on."`
	WrittenOff    *int64 `json:"written_off,omitempty" doc:"Lost to the brand."`

	ToLots        *int64 `json:"to_lots,omitempty" doc:"Given back to the lots they came from."`
	ToGraceLot    *int64 `json:"to_grace_lot,omitempty" doc:"Given back as a new lot, because theirs had ended."`
	ExpiredAtOnce *int64 `json:"expired_at_once,omitempty" doc:"Given back to lots that had ended."`
}

type ledgerResponse struct {
	Body ledgerAnswer
}

// ledgerOperations register every operation under its name.
func (a *App) ledgerOperations() {
	registerLedger[EarnBody](a, "earn", "Give points for an event, by a rule")
	registerLedger[confirmBody](a, "confirm", "Make pending points available now")
	registerLedger[spendBody](a, "spend", "Take points for good")
	registerLedger[redeemBody](a, "redeem", "Take a reward for points; issues a voucher")
	registerLedger[voucherUseBody](a, "voucher_use", "Hand a reward over, once")
	registerLedger[holdBody](a, "hold", "Set points aside for a time")
	registerLedger[captureBody](a, "capture", "Spend held points and release the rest")
	registerLedger[releaseBody](a, "release", "End a hold without spending")
	registerLedger[adjustBody](a, "adjust", "Correct points by hand, with a reason")
	registerLedger[transferBody](a, "transfer", "Give points of one member to another")
	registerLedger[reverseBody](a, "reverse", "Undo an earn, adjust, spend, redeem or capture, whole or in part")
	registerLedger[refundBody](a, "refund", "Take back the points of the part of a purchase that is refunded")
	registerLedger[promoRedeemBody](a, "promo_redeem", "Use a promo code")
	registerLedger[promoReserveBody](a, "promo_reserve", "Set one use of a promo code aside while an order is paid")
	registerLedger[promoConfirmBody](a, "promo_confirm", "Make a reserved use of a promo code count")
	registerLedger[promoRollbackBody](a, "promo_rollback", "Undo the use of a promo code, or free a reserved one")
	registerLedger[eraseBody](a, "erase", "Forget a member; the books stay valid")
}

func registerLedger[B ledgerBody](a *App, name, summary string) {
	op := operation{
		method: http.MethodPost, path: "/brands/{brand}/loyalty/" + name, id: "loyalty-" + name, summary: summary,
		tag: "loyalty", natural: true,
	}
	register(a, op, func(ctx context.Context, in *ledgerRequest[B]) (*ledgerResponse, error) {
		actor, brand, err := a.actorIn(ctx, in.Brand)
		if err != nil {
			return nil, err
		}
		op := in.Body.operation()
		answer, err := a.Loyalty.Do(ctx, actor, brand.ID, in.Key, op)
		return answerLedger(ctx, op, answer, err)
	})
}

func answerLedger(ctx context.Context, op loyalty.Operation, answer loyalty.Answer, err error) (*ledgerResponse, error) {
	if err != nil {
		return nil, err
	}
	if answer.Replayed {
		requestFrom(ctx).c.Set(headerReplayed, "true")
	}
	if answer.Refused != nil {
		return nil, answer.Refused
	}
	return &ledgerResponse{Body: tellAnswer(op, answer)}, nil
}

// tellAnswer writes the figures that mean something for the operation.
func tellAnswer(op loyalty.Operation, from loyalty.Answer) ledgerAnswer {
	to := ledgerAnswer{Status: "ok", Replayed: from.Replayed, Transaction: string(from.Txn), At: from.At, Points: &from.Points}
	switch op.(type) {
	case loyalty.VoucherUse:
		to.Points = nil
		if from.Discount > 0 {
			to.Discount = &from.Discount
		}
	case loyalty.Hold:
		to.HoldExpiresAt = &from.ExpiresAt
	case loyalty.Redeem:
		to.VoucherExpiresAt, to.Voucher, to.Delivered = &from.ExpiresAt, from.Voucher, from.Delivered
	case loyalty.PromoRedeem:
		to.Discount = &from.Discount
	case loyalty.PromoReserve:
		to.Points, to.Discount, to.ReservedUntil = nil, &from.Discount, &from.ExpiresAt
	case loyalty.Erase:
		to.WrittenOff = &from.WrittenOff
	}
	if c := from.Clawback; c != nil {
		to.FromPending, to.FromLot, to.FromExpired = &c.FromPending, &c.FromLot, &c.FromExpired
		to.FromOtherLots, to.ToDebt, to.WrittenOff = &c.FromOtherLots, &c.ToDebt, &c.WrittenOff
	}
	if r := from.Restored; r != nil {
		to.ToLots, to.ToGraceLot, to.ExpiredAtOnce = &r.ToLots, &r.ToGraceLot, &r.ExpiredAtOnce
	}
	return to
}

// earnsRequest is many earns at once, each under its own key: a day of a shop, or what a
// till kept while the network was away.
type earnsRequest struct {
	BrandRequest
	Body struct {
		Earns []keyedEarn `json:"earns" minItems:"1" maxItems:"1000"`
	}
}

type keyedEarn struct {
	Key string `json:"key" minLength:"1" maxLength:"128" doc:"Idempotency key of this earn."`
	EarnBody
}

type earnsResponse struct {
	Body struct {
		Answers []earnAnswer `json:"answers" doc:"In the order of the request."`
	}
}

type earnAnswer struct {
	Status      string `json:"status" enum:"ok,rejected"`
	Replayed    bool   `json:"replayed,omitempty"`
	Code        string `json:"code,omitempty" doc:"Why it was refused."`
	Detail      string `json:"detail,omitempty"`
	Transaction string `json:"transaction,omitempty"`
	Points      int64  `json:"points"`
}

func (a *App) earnMany(ctx context.Context, in *earnsRequest) (*earnsResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	requests := make([]loyalty.Request, len(in.Body.Earns))
	for i, e := range in.Body.Earns {
		requests[i] = loyalty.Request{Key: e.Key, Op: e.operation()}
	}
	answers, err := a.Loyalty.DoAll(ctx, actor, brand.ID, requests)
	if err != nil {
		return nil, err
	}
	out := &earnsResponse{}
	for _, answer := range answers {
		line := earnAnswer{Status: "ok", Replayed: answer.Replayed, Transaction: string(answer.Txn), Points: answer.Points}
		if no := answer.Refused; no != nil {
			line.Status, line.Code, line.Detail = "rejected", no.Code, no.Message.In(requestFrom(ctx).lang)
		}
		out.Body.Answers = append(out.Body.Answers, line)
	}
	return out, nil
}
