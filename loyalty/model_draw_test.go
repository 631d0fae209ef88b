package loyalty_test

import (
	"time"

	"pgregory.net/rapid"

	"kermesse/loyalty/loyaltytest"
)

// operations are drawn with these weights: what comes more than once is drawn more often.
var operations = []string{
	"earn", "earn", "earn", "earn", "spend", "spend", "hold", "hold", "redeem", "redeem", "promo_redeem",
	"adjust", "adjust", "transfer", "transfer", "reverse", "reverse", "reverse", "confirm", "capture", "release",
	"voucher_use", "promo_rollback", "refund", "refund",
}

// refersTo names the operations that another refers to.
var refersTo = map[string][]string{
	"confirm": {"earn"}, "capture": {"hold"}, "release": {"hold"}, "voucher_use": {"redeem"},
	"promo_rollback": {"promo_redeem"}, "refund": {"earn"}, "reverse": {"earn", "adjust", "spend", "redeem", "capture"},
}

// operation draws which one comes next. Erasing is rare: there is nothing to see after it.
func operation(t *rapid.T) string {
	if rapid.IntRange(0, 60).Draw(t, "erase") == 17 {
		return "erase"
	}
	return rapid.SampledFrom(operations).Draw(t, "op")
}

// args draws the arguments of an operation, most of which make sense.
func (c *comparison) args(t *rapid.T, op string) (a loyaltytest.Args, of string) {
	if kinds, refers := refersTo[op]; refers {
		a.Ref = new(int)
		of = c.ref(t, kinds)
		if (op == "capture" || op == "reverse") && rapid.Bool().Draw(t, "in part") {
			a.Points = c.points(t, c.member(t))
		}
		if op == "refund" {
			a.Amount = rapid.SampledFrom([]int64{0, 1, 999, 4_000, 9_999, 20_000}).Draw(t, "refunded")
		}
		return a, of
	}
	a.Member = c.member(t)
	switch op {
	case "earn":
		a.Rule = rapid.SampledFrom([]string{"purchase", "slow", "entry", "vote", "birthday", "referral", "nothing"}).Draw(t, "rule")
		a.SourceID = rapid.SampledFrom([]string{"s1", "s2", "s3", "s4", "s5", "s6", "anne", "bob"}).Draw(t, "source")
		a.Amount = rapid.Int64Range(0, 40_000).Draw(t, "amount")
	case "spend":
		a.Points = c.points(t, a.Member)
	case "hold":
		a.Points = c.points(t, a.Member)
		a.TTL = rapid.SampledFrom([]int64{1, 900, 86400, 20 * 86400}).Draw(t, "ttl")
	case "redeem":
		a.Reward = rapid.SampledFrom([]string{"mug", "shirt", "coupon", "summer", "nothing"}).Draw(t, "reward")
	case "promo_redeem":
		a.Code = rapid.SampledFrom([]string{"TEN", " te-n", "FIVE", "POINTS", "points\t", "LATE", "NOTHING"}).Draw(t, "code")
		a.Amount = rapid.Int64Range(0, 9000).Draw(t, "amount")
	case "adjust":
		a.Points = c.points(t, a.Member)
		if rapid.Bool().Draw(t, "negative") {
			*a.Points = -*a.Points
		}
		a.Reason = rapid.SampledFrom([]string{"sorry", "sorry", "sorry", ""}).Draw(t, "reason")
		a.Actor = "admin"
		a.ExpiryDays = anyDays(0, 40).Draw(t, "expiry")
	case "transfer":
		a.From, a.To, a.Member = a.Member, c.member(t), ""
		a.Points = c.points(t, a.From)
	}
	return a, of
}

func (c *comparison) member(t *rapid.T) string {
	if rapid.IntRange(0, 40).Draw(t, "unknown") == 17 {
		return "nobody"
	}
	return rapid.SampledFrom(c.config.Members).Draw(t, "member")
}

// points draws a number that is small, or next to all that the member has.
func (c *comparison) points(t *rapid.T, member string) *int64 {
	n := rapid.Int64Range(-1, 150).Draw(t, "points")
	if v, err := c.books.View(c.brand, member); err == nil && rapid.IntRange(0, 2).Draw(t, "all") == 0 {
		n = v.Available + rapid.Int64Range(-1, 1).Draw(t, "around")
	}
	return &n
}

// ref draws the key of an accepted operation, most often of one of these kinds.
func (c *comparison) ref(t *rapid.T, kinds []string) string {
	var keys []string
	for _, kind := range kinds {
		keys = append(keys, c.byOp[kind]...)
	}
	if len(keys) == 0 || rapid.IntRange(0, 15).Draw(t, "any") == 0 {
		keys = []string{"none"}
		for _, s := range c.sent {
			keys = append(keys, s.step.Idem)
		}
	}
	return rapid.SampledFrom(keys).Draw(t, "of")
}

func anyDays(low, high int) *rapid.Generator[*int] {
	return rapid.Custom(func(t *rapid.T) *int {
		if rapid.IntRange(0, 4).Draw(t, "for ever") == 0 {
			return nil
		}
		days := rapid.IntRange(low, high).Draw(t, "days")
		return &days
	})
}

var anyBrand = rapid.Custom(func(t *rapid.T) loyaltytest.Brand {
	optional := func(name string, n int64) int64 { return rapid.SampledFrom([]int64{0, n}).Draw(t, name) }
	days := func(name string, high int) int { return rapid.IntRange(0, high).Draw(t, name) }
	moment := func(name string) int64 {
		return time.Date(2026, 1, 1+rapid.IntRange(0, 500).Draw(t, name), 7, 0, 0, 0, time.UTC).Unix()
	}
	from := moment("from")
	always := loyaltytest.Reward{From: 1, To: 4_000_000_000}
	reward := func(cost int64, stock *int64, perMember int64, tier int) loyaltytest.Reward {
		r := always
		r.Cost, r.Stock, r.PerMember, r.MinTier, r.VoucherDays = cost, stock, perMember, tier, 1+days("voucher days", 20)
		return r
	}
	few := rapid.Int64Range(1, 3).Draw(t, "few")
	summer := reward(30, nil, 0, 0)
	summer.From, summer.To = from, from+30*86400
	b := loyaltytest.Brand{
		Zone:     rapid.SampledFrom(zones).Draw(t, "zone"),
		Clawback: rapid.SampledFrom([]string{"debt", "clamp"}).Draw(t, "policy"), GraceDays: rapid.SampledFrom([]int{0, 1, 7}).Draw(t, "grace"),
		TierWindow: 5 + days("window", 90), TierRetention: 1 + days("retention", 50),
		Tiers:  []loyaltytest.Tier{{Name: "base", EarnBP: 10000}, {Name: "silver", Min: 100, EarnBP: 11000}, {Name: "gold", Min: 400, EarnBP: 13333}},
		Groups: map[string]loyaltytest.Group{"fun": {PointsPerDay: 25}},
		Campaigns: []loyaltytest.Campaign{
			{Rule: "purchase", From: from, To: from + 20*86400, BP: 20000},
			{Rule: "purchase", From: from + 10*86400, To: from + 40*86400, BP: 15000},
		},
		Rules: map[string]loyaltytest.Rule{
			"purchase": {
				Type: "per_amount", Num: rapid.Int64Range(1, 7).Draw(t, "num"), Den: 100, TierMultiplier: true, Qualifying: true, Dedupe: "brand",
				PendingDays: rapid.SampledFrom([]int{0, 1, 14}).Draw(t, "pending"), ExpiryDays: anyDays(0, 60).Draw(t, "expiry"), MaxPerOp: optional("cut", 500),
			},
			"slow":     {Type: "fixed", Points: 120, Qualifying: true, Dedupe: "none", PendingDays: 2 + days("slow pending", 12), ExpiryDays: anyDays(0, 30).Draw(t, "slow expiry")},
			"entry":    {Type: "fixed", Points: 10, Qualifying: true, Dedupe: "member", Group: "fun", MaxPerDay: optional("per day", 2), ExpiryDays: anyDays(0, 9).Draw(t, "entry expiry")},
			"vote":     {Type: "fixed", Points: 17, Dedupe: "member", Group: "fun"},
			"birthday": {Type: "fixed", Points: 60, Dedupe: "none", MaxPerYear: 1, ExpiryDays: anyDays(0, 20).Draw(t, "birthday expiry")},
			"referral": {Type: "fixed", Points: 75, Dedupe: "brand", NoSelf: true, MaxPerYear: 2, PendingDays: days("referral pending", 3)},
		},
		Rewards: map[string]loyaltytest.Reward{
			"mug": reward(40, &few, optional("mugs each", 2), 0), "shirt": reward(90, nil, 1, 1),
			"coupon": reward(15, nil, 0, 0), "summer": summer,
		},
		PromoCodes: map[string]loyaltytest.Code{
			"TEN":    {Kind: "percent", Value: 1000, MaxDiscount: optional("max discount", 400), PerMember: optional("tens each", 1), MinAmount: 500, From: 1, To: 4_000_000_000},
			"FIVE":   {Kind: "fixed", Value: 500, Total: &few, From: 1, To: from + 90*86400},
			"POINTS": {Kind: "points", Value: 35, Total: &few, PerMember: optional("points each", 1), ExpiryDays: anyDays(0, 20).Draw(t, "code expiry"), From: 1, To: 4_000_000_000},
			"LATE":   {Kind: "fixed", Value: 100, From: from, To: from + 60*86400},
		},
	}
	b.Members = []string{"anne", "bob", "chloe"}
	return b
})

// zones are places whose days are not all alike: clocks that change at night, at midnight
// itself, by half an hour, and never.
var zones = []string{"", "Europe/Paris", "Indian/Mauritius", "America/Santiago", "Africa/Cairo", "Australia/Lord_Howe", "America/Havana"}
