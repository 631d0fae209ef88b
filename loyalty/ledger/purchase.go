package ledger

// Purchase is what a rule per amount made of an amount, with the multipliers of that day.
type Purchase struct {
	Amount     int64 // minor units
	Num, Den   int64
	TierBP     int64
	CampaignBP int64
	Points     int64 // granted, after all caps
}

// Bought is the purchase that a rule makes of an amount; its points are not set.
func (r Rule) Bought(amount, tierBP, campaignBP int64) Purchase {
	if !r.TierMultiplier {
		tierBP = One
	}
	return Purchase{Amount: amount, Num: r.Num, Den: r.Den, TierBP: tierBP, CampaignBP: campaignBP}
}

// Worth is what the purchase would have granted for the part of it that is kept. Whoever
// takes back all that exceeds it comes to the same points whatever the order and the
// size of the refunds: it depends on what is kept alone. Rounding each refund would not.
func (p Purchase) Worth(kept int64) int64 {
	rule := Rule{Num: p.Num, Den: p.Den, TierMultiplier: true}
	return min(p.Points, rule.Worth(kept, p.TierBP, p.CampaignBP))
}
