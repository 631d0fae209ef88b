package handlers

import "kermesse/loyalty"

// EarnBody is one event that earns points.
type EarnBody struct {
	Member   string `json:"member" maxLength:"64" doc:"Member number."`
	Rule     string `json:"rule" maxLength:"60" example:"purchase"`
	SourceID string `json:"source_id,omitempty" maxLength:"200" example:"order-1042" doc:"Business id of the event, which earns once for ever. Needed unless the rule does not de-duplicate."`
	Amount   int64  `json:"amount,omitempty" minimum:"0" maximum:"1000000000000" doc:"Minor units, for rules per amount."`
}

func (b EarnBody) operation() loyalty.Operation { return loyalty.Earn(b) }

type confirmBody struct {
	Ref string `json:"ref" maxLength:"64" doc:"Transaction of the earn."`
}

func (b confirmBody) operation() loyalty.Operation { return loyalty.Confirm{Ref: loyalty.TxnID(b.Ref)} }

type spendBody struct {
	Member string `json:"member" maxLength:"64"`
	Points int64  `json:"points"`
}

func (b spendBody) operation() loyalty.Operation { return loyalty.Spend(b) }

type redeemBody struct {
	Member string `json:"member" maxLength:"64"`
	Reward string `json:"reward" maxLength:"60"`
}

func (b redeemBody) operation() loyalty.Operation { return loyalty.Redeem(b) }

type voucherUseBody struct {
	Ref string `json:"ref" maxLength:"64" doc:"Transaction of the redeem."`
}

func (b voucherUseBody) operation() loyalty.Operation {
	return loyalty.VoucherUse{Ref: loyalty.TxnID(b.Ref)}
}

type holdBody struct {
	Member string `json:"member" maxLength:"64"`
	Points int64  `json:"points"`
	TTL    int64  `json:"ttl" minimum:"1" maximum:"31536000" doc:"Seconds."`
}

func (b holdBody) operation() loyalty.Operation { return loyalty.Hold(b) }

type captureBody struct {
	Ref    string `json:"ref" maxLength:"64" doc:"Transaction of the hold."`
	Points *int64 `json:"points,omitempty" doc:"All if left out."`
}

func (b captureBody) operation() loyalty.Operation {
	return loyalty.Capture{Ref: loyalty.TxnID(b.Ref), Points: b.Points}
}

type releaseBody struct {
	Ref string `json:"ref" maxLength:"64" doc:"Transaction of the hold."`
}

func (b releaseBody) operation() loyalty.Operation { return loyalty.Release{Ref: loyalty.TxnID(b.Ref)} }

type adjustBody struct {
	Member     string `json:"member" maxLength:"64"`
	Points     int64  `json:"points" doc:"Signed."`
	Reason     string `json:"reason" maxLength:"500" doc:"The member reads it in the history."`
	Actor      string `json:"actor,omitempty" maxLength:"80" doc:"Who asked for it; whoever is signed in if left out."`
	ExpiryDays *int   `json:"expiry_days,omitempty" minimum:"0" maximum:"3650" doc:"Life of points given; for ever if left out."`
}

func (b adjustBody) operation() loyalty.Operation { return loyalty.Adjust(b) }

type transferBody struct {
	From   string `json:"from" maxLength:"64"`
	To     string `json:"to" maxLength:"64"`
	Points int64  `json:"points"`
}

func (b transferBody) operation() loyalty.Operation { return loyalty.Transfer(b) }

type reverseBody struct {
	Ref    string `json:"ref" maxLength:"64" doc:"The transaction to undo."`
	Points *int64 `json:"points,omitempty" doc:"All that is left if left out."`
}

func (b reverseBody) operation() loyalty.Operation {
	return loyalty.Reverse{Ref: loyalty.TxnID(b.Ref), Points: b.Points}
}

type refundBody struct {
	Ref      string `json:"ref,omitempty" maxLength:"64" doc:"Transaction of the earn; or give rule and source_id instead."`
	Rule     string `json:"rule,omitempty" maxLength:"60" example:"purchase"`
	SourceID string `json:"source_id,omitempty" maxLength:"200" example:"order-1042" doc:"Business id that the purchase earned under."`
	Member   string `json:"member,omitempty" maxLength:"64" doc:"With source_id, and only where the rule de-duplicates by member."`
	Amount   int64  `json:"amount" minimum:"1" maximum:"1000000000000" doc:"Given back now, minor units. Refunds of one purchase add up."`
}

func (b refundBody) operation() loyalty.Operation {
	return loyalty.Refund{Ref: loyalty.TxnID(b.Ref), Rule: b.Rule, SourceID: b.SourceID, Member: b.Member, Amount: b.Amount}
}

type promoRedeemBody struct {
	Member string `json:"member" maxLength:"64"`
	Code   string `json:"code" maxLength:"80" doc:"Small letters, blanks and hyphens do not matter."`
	Amount int64  `json:"amount,omitempty" minimum:"0" maximum:"1000000000000" doc:"Of the order, minor units."`
}

func (b promoRedeemBody) operation() loyalty.Operation { return loyalty.PromoRedeem(b) }

type promoReserveBody struct {
	Member string `json:"member" maxLength:"64"`
	Code   string `json:"code" maxLength:"80" doc:"Small letters, blanks and hyphens do not matter."`
	Amount int64  `json:"amount,omitempty" minimum:"0" maximum:"1000000000000" doc:"Of the order, minor units."`
	TTL    int64  `json:"ttl" minimum:"1" maximum:"86400" doc:"Seconds."`
}

func (b promoReserveBody) operation() loyalty.Operation { return loyalty.PromoReserve(b) }

type promoConfirmBody struct {
	Ref string `json:"ref" maxLength:"64" doc:"Transaction of the reservation."`
}

func (b promoConfirmBody) operation() loyalty.Operation {
	return loyalty.PromoConfirm{Ref: loyalty.TxnID(b.Ref)}
}

type promoRollbackBody struct {
	Ref string `json:"ref" maxLength:"64" doc:"Transaction of the use, the reservation or the confirmation."`
}

func (b promoRollbackBody) operation() loyalty.Operation {
	return loyalty.PromoRollback{Ref: loyalty.TxnID(b.Ref)}
}

type eraseBody struct {
	Member string `json:"member" maxLength:"64"`
}

func (b eraseBody) operation() loyalty.Operation { return loyalty.Erase(b) }
