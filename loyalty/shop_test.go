package loyalty_test

import (
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
	"kermesse/loyalty/loyaltytest"
)

// open makes a brand "shop" with a small programme and some members.
func (h *house) open(members ...string) account.BrandID { return h.openAs("shop", members...) }

func (h *house) openAs(slug string, members ...string) account.BrandID {
	h.t.Helper()
	from, to := int64(1767225600), int64(2631139200) // 2026 to 2053
	err := h.Configure(slug, loyaltytest.Brand{
		Clawback: "debt", GraceDays: 7, TierWindow: 365, TierRetention: 120,
		Tiers:  []loyaltytest.Tier{{Name: "base", EarnBP: 10000}, {Name: "silver", Min: 400, EarnBP: 11000}},
		Groups: map[string]loyaltytest.Group{"play": {PointsPerDay: 40}},
		Rules: map[string]loyaltytest.Rule{
			"purchase":           {Type: "per_amount", Num: 1, Den: 100, ExpiryDays: new(365), Dedupe: "brand", Qualifying: true},
			"later":              {Type: "per_amount", Num: 1, Den: 100, PendingDays: 14, ExpiryDays: new(365), Dedupe: "brand"},
			loyalty.ContestEntry: {Type: "fixed", Points: 10, ExpiryDays: new(60), Dedupe: "member", Group: "play", MaxPerDay: 3},
			loyalty.Vote:         {Type: "fixed", Points: 15, Dedupe: "member", Group: "play"},
		},
		Rewards: map[string]loyaltytest.Reward{
			"ten_left": {Cost: 100, Stock: new(int64(10)), From: from, To: to, VoucherDays: 30},
			"one_each": {Cost: 100, PerMember: 1, From: from, To: to, VoucherDays: 30},
			"coupon":   {Cost: 50, From: from, To: to, VoucherDays: 20},
		},
		PromoCodes: map[string]loyaltytest.Code{
			"TWENTYFIVE": {Kind: "fixed", Value: 500, Total: new(int64(25)), From: from, To: to},
			"WELCOME10":  {Kind: "percent", Value: 1000, PerMember: 1, From: from, To: to},
			"POINTS50":   {Kind: "points", Value: 50, ExpiryDays: new(45), From: from, To: to},
		},
		Members: members,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.brands[slug]
}

// numbered names members r1 to rN.
func numbered(n int) []string {
	members := make([]string, n)
	for i := range members {
		members[i] = fmt.Sprint("r", i+1)
	}
	return members
}

// try performs an operation as the house itself.
func (h *house) try(brand account.BrandID, key string, op loyalty.Operation) loyalty.Answer {
	h.t.Helper()
	answer, err := h.Service.Do(h.t.Context(), account.SystemActor(brand), brand, key, op)
	if err != nil {
		h.t.Fatalf("%s: %v", key, err)
	}
	return answer
}

// must is try for an operation that has to be accepted.
func (h *house) must(brand account.BrandID, key string, op loyalty.Operation) loyalty.Answer {
	h.t.Helper()
	answer := h.try(brand, key, op)
	if answer.Refused != nil {
		h.t.Fatalf("%s: %v", key, answer.Refused)
	}
	return answer
}

// give adjusts members' points up.
func (h *house) give(brand account.BrandID, points int64, members ...string) {
	h.t.Helper()
	for _, member := range members {
		h.must(brand, "seed-"+member, loyalty.Adjust{Member: member, Points: points, Reason: "seed"})
	}
}

// wantBalances compares a member's balances.
func (h *house) wantBalances(brand account.BrandID, member string, want ledger.Balances) {
	h.t.Helper()
	v, err := h.FindMember(h.t.Context(), account.SystemActor(brand), brand, member)
	if err != nil {
		h.t.Fatal(err)
	}
	if v.Balances != want {
		h.t.Errorf("%s has %+v, want %+v", member, v.Balances, want)
	}
}

// count returns what a query counts.
func (h *house) count(query string, args ...any) (n int64) {
	h.t.Helper()
	if err := h.db.Gorm(h.t.Context()).Raw(query, args...).Scan(&n).Error; err != nil {
		h.t.Fatal(err)
	}
	return n
}

// exec writes into the tables behind the domain's back.
func (h *house) exec(query string, args ...any) error {
	return h.db.InTx(h.t.Context(), func(tx *db.DB) error { return tx.Gorm(h.t.Context()).Exec(query, args...).Error })
}

// tomorrow moves the clock.
func (h *house) later(d time.Duration) { h.clock.Advance(d) }
