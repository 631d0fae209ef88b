package handlers

import (
	"kermesse/contests"
	"kermesse/contests/claims"
)

// handingBody is how one prize is handed over.
type handingBody struct {
	Delivery bool     `json:"delivery,omitempty" doc:"It is sent: its winner is asked for an address, and nobody else."`
	Pickup   []string `json:"pickup,omitempty" doc:"Places where it can be fetched, with a QR code that is scanned once."`
	Asks     string   `json:"asks,omitempty" doc:"What its winner chooses, such as a size."`
	Options  []string `json:"options,omitempty" doc:"Of asks."`
}

func (b *handingBody) handing() claims.Handing {
	if b == nil {
		return claims.Handing{}
	}
	return claims.Handing{Delivery: b.Delivery, Pickup: b.Pickup, Asks: b.Asks, Options: b.Options}
}

func tellHanding(h claims.Handing) *handingBody {
	if h.IsZero() {
		return nil
	}
	return &handingBody{Delivery: h.Delivery, Pickup: h.Pickup, Asks: h.Asks, Options: h.Options}
}

// claimRulesBody is what a contest promises about handing its prizes over.
type claimRulesBody struct {
	KeepDays     int  `json:"keep_days,omitempty" doc:"How long an address is kept after the hand-over. Left out: 60."`
	AskPublicity bool `json:"ask_publicity,omitempty" doc:"Ask winners, apart, whether their win may be shown with their first name."`
}

func (b *claimRulesBody) rules() contests.ClaimRules {
	if b == nil {
		return contests.ClaimRules{}
	}
	return contests.ClaimRules{KeepDays: b.KeepDays, AskPublicity: b.AskPublicity}
}

func tellClaimRules(r contests.ClaimRules) *claimRulesBody {
	if r == (contests.ClaimRules{}) {
		return nil
	}
	return &claimRulesBody{KeepDays: r.KeepDays, AskPublicity: r.AskPublicity}
}
