package loyalty_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
	"kermesse/loyalty/loyaltytest"
)

// Whatever time does it does at its second: not the second before, and not a second late,
// though no job ever ran.
func TestEveryEdgeIsAtItsSecond(t *testing.T) {
	const noon = 1772366400 // Sunday 1 March 2026, 12:00 UTC
	to := int64(4_000_000_000)
	config := loyaltytest.Brand{
		Clawback: "debt", GraceDays: 7, TierWindow: 10, TierRetention: 5, Members: []string{"m"},
		Tiers: []loyaltytest.Tier{{Name: "base", EarnBP: 10000}, {Name: "gold", Min: 100, EarnBP: 20000}},
		Rules: map[string]loyaltytest.Rule{
			"short": {Type: "fixed", Points: 100, Dedupe: "none", ExpiryDays: new(2)},
			"later": {Type: "fixed", Points: 100, Dedupe: "none", PendingDays: 3},
			"gold":  {Type: "fixed", Points: 100, Dedupe: "none", Qualifying: true},
			"sale":  {Type: "per_amount", Num: 1, Den: 1, Dedupe: "none"},
			"daily": {Type: "fixed", Points: 1, Dedupe: "none", MaxPerDay: 1},
			"year":  {Type: "fixed", Points: 1, Dedupe: "none", MaxPerYear: 1},
		},
		Campaigns:  []loyaltytest.Campaign{{Rule: "sale", From: noon + 3600, To: noon + 7200, BP: 30000}},
		Rewards:    map[string]loyaltytest.Reward{"mug": {Cost: 10, From: noon + 3600, To: noon + 7200, VoucherDays: 1}},
		PromoCodes: map[string]loyaltytest.Code{"TEN": {Kind: "fixed", Value: 10, From: noon + 3600, To: noon + 7200}, "ALL": {Kind: "fixed", Value: 1, From: 1, To: to}},
	}
	midnight := int64(1772409600) // 2 March
	available := func(v loyaltytest.View, _ string) any { return v.Available }
	code := func(_ loyaltytest.View, code string) any { return code }
	earn := func(rule string) loyalty.Operation { return loyalty.Earn{Member: "m", Rule: rule, Amount: 7} }
	tests := []struct {
		name          string
		before        []loyalty.Operation // at noon; the last one's transaction is $
		edge          int64
		op            func(of loyalty.TxnID) loyalty.Operation // at the moments around the edge; nil: only look
		look          func(loyaltytest.View, string) any
		earlier, then any
	}{
		{"points end", []loyalty.Operation{earn("short")}, midnight + 2*86400, nil, available, int64(100), int64(0)},
		{
			"points cannot be spent at their end",
			[]loyalty.Operation{earn("short")},
			midnight + 2*86400,
			func(loyalty.TxnID) loyalty.Operation { return loyalty.Spend{Member: "m", Points: 100} }, code, "ok", "insufficient_points",
		},
		{"pending points become available", []loyalty.Operation{earn("later")}, noon + 3*86400, nil, available, int64(0), int64(100)},
		{
			"pending points can be spent from their second",
			[]loyalty.Operation{earn("later")},
			noon + 3*86400,
			func(loyalty.TxnID) loyalty.Operation { return loyalty.Spend{Member: "m", Points: 1} }, code, "insufficient_points", "ok",
		},
		{"a hold runs out", []loyalty.Operation{earn("gold"), loyalty.Hold{Member: "m", Points: 60, TTL: 900}}, noon + 900, nil, available, int64(40), int64(100)},
		{
			"a hold that ran out cannot be captured",
			[]loyalty.Operation{earn("gold"), loyalty.Hold{Member: "m", Points: 60, TTL: 900}},
			noon + 900,
			func(of loyalty.TxnID) loyalty.Operation { return loyalty.Capture{Ref: of} }, code, "ok", "hold_not_open",
		},
		{
			"a tier lasts and is renewed while its points count",
			[]loyalty.Operation{earn("gold")},
			noon + 5*86400, nil,
			func(v loyaltytest.View, _ string) any { return fmt.Sprint(v.Tier, " ", *v.TierUntil-noon) }, "gold 432000", "gold 864000",
		},
		{
			"a tier ends at its review",
			[]loyalty.Operation{earn("gold")},
			noon + 10*86400, nil,
			func(v loyaltytest.View, _ string) any { return v.Tier }, "gold", "base",
		},
		{
			"a campaign begins", nil, noon + 3600, func(loyalty.TxnID) loyalty.Operation { return earn("sale") }, available, int64(7), int64(21),
		},
		{
			"a campaign ends", nil, noon + 7200, func(loyalty.TxnID) loyalty.Operation { return earn("sale") }, available, int64(21), int64(7),
		},
		{
			"a reward is on offer",
			[]loyalty.Operation{earn("gold")},
			noon + 3600,
			func(loyalty.TxnID) loyalty.Operation { return loyalty.Redeem{Member: "m", Reward: "mug"} }, code, "reward_inactive", "ok",
		},
		{
			"a reward is over",
			[]loyalty.Operation{earn("gold")},
			noon + 7200,
			func(loyalty.TxnID) loyalty.Operation { return loyalty.Redeem{Member: "m", Reward: "mug"} }, code, "ok", "reward_inactive",
		},
		{
			"a code begins", nil, noon + 3600,
			func(loyalty.TxnID) loyalty.Operation {
				return loyalty.PromoRedeem{Member: "m", Code: "TEN", Amount: 100}
			}, code, "not_started", "ok",
		},
		{
			"a code ends", nil, noon + 7200,
			func(loyalty.TxnID) loyalty.Operation {
				return loyalty.PromoRedeem{Member: "m", Code: "TEN", Amount: 100}
			}, code, "ok", "expired_code",
		},
		{
			"a limit of a day begins anew at midnight",
			[]loyalty.Operation{earn("daily")},
			midnight,
			func(loyalty.TxnID) loyalty.Operation { return earn("daily") }, code, "limit_reached", "ok",
		},
		{
			"a limit of a year begins anew with the year",
			[]loyalty.Operation{earn("year")},
			time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).Unix(),
			func(loyalty.TxnID) loyalty.Operation { return earn("year") }, code, "limit_reached", "ok",
		},
	}
	h := newHouse(t)
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for at, want := range map[int64]any{tt.edge - 1: tt.earlier, tt.edge: tt.then, tt.edge + 1: tt.then} {
				h.SetClock(loyaltytest.At(noon))
				slug := fmt.Sprintf("edge-%d-%d", i, at-tt.edge+1)
				if err := h.Configure(slug, config); err != nil {
					t.Fatal(err)
				}
				brand := h.brands[slug]
				var last loyalty.TxnID
				for n, op := range tt.before {
					last = h.must(brand, fmt.Sprint("before-", n), op).Txn
				}
				h.SetClock(loyaltytest.At(at))
				got := "ok"
				if tt.op != nil {
					if answer := h.try(brand, "at", tt.op(last)); answer.Refused != nil {
						got = answer.Refused.Code
					}
				}
				v, err := h.View(slug, "m")
				if err != nil {
					t.Fatal(err)
				}
				if look := tt.look(v, got); look != want {
					t.Errorf("%+d s: %v, want %v", at-tt.edge, look, want)
				}
			}
		})
	}
	h.verify()
}

// A voucher is worth something until the second of its end.
func TestAVoucherEndsAtItsSecond(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	h.give(brand, 100, "r1", "r2")
	one, other := h.must(brand, "v1", loyalty.Redeem{Member: "r1", Reward: "coupon"}), h.must(brand, "v2", loyalty.Redeem{Member: "r2", Reward: "coupon"})
	h.clock.Set(one.ExpiresAt.Add(-time.Second))
	h.must(brand, "in time", loyalty.VoucherUse{Ref: one.Txn})
	h.clock.Set(other.ExpiresAt)
	if got := h.try(brand, "late", loyalty.VoucherUse{Ref: other.Txn}); got.Refused == nil || got.Refused.Code != "voucher_expired" {
		t.Errorf("at the second of its end: %v", got.Refused)
	}
}

// Days are the brand's: they have 23 or 25 hours when its clocks change, and where the
// clocks skip midnight they begin when it is over.
func TestPointsEndWithTheBrandsDay(t *testing.T) {
	tests := []struct {
		zone, earned string
		days, months int
		ends         string
	}{
		{"Europe/Paris", "2026-03-28T12:00:00Z", 0, 0, "2026-03-28T23:00:00Z"},
		{"Europe/Paris", "2026-03-28T12:00:00Z", 1, 0, "2026-03-29T22:00:00Z"}, // a day of 23 hours
		{"Europe/Paris", "2026-10-24T12:00:00Z", 1, 0, "2026-10-25T23:00:00Z"}, // a day of 25 hours
		{"Europe/Paris", "2026-10-24T21:59:59Z", 0, 0, "2026-10-24T22:00:00Z"},
		{"Europe/Paris", "2026-10-24T22:00:00Z", 0, 0, "2026-10-25T23:00:00Z"},
		{"America/Santiago", "2026-09-05T12:00:00Z", 0, 0, "2026-09-06T04:00:00Z"}, // midnight is skipped
		{"America/Santiago", "2026-04-04T12:00:00Z", 0, 0, "2026-04-05T04:00:00Z"}, // 23:00 comes twice
		{"Indian/Mauritius", "2026-01-31T19:59:59Z", 0, 1, "2026-02-28T20:00:00Z"}, // 31 January and a month
		{"Indian/Mauritius", "2026-01-31T20:00:00Z", 0, 1, "2026-03-01T20:00:00Z"}, // 1 February there
		{"UTC", "2028-01-31T00:00:00Z", 0, 1, "2028-03-01T00:00:00Z"},              // a leap year
		{"UTC", "2026-01-31T23:59:59Z", 0, 1, "2026-03-01T00:00:00Z"},
		{"UTC", "2026-01-31T12:00:00Z", 0, 3, "2026-05-01T00:00:00Z"}, // 30 April
		{"UTC", "2026-12-31T12:00:00Z", 0, 2, "2027-03-01T00:00:00Z"},
		{"UTC", "2028-02-29T12:00:00Z", 0, 12, "2029-03-01T00:00:00Z"},
		{"Europe/Paris", "2026-02-28T12:00:00Z", 0, 1, "2026-03-28T23:00:00Z"},
	}
	h := newHouse(t)
	for i, tt := range tests {
		earned, ends := moment(t, tt.earned), moment(t, tt.ends)
		h.clock.Set(earned)
		slug := fmt.Sprint("zone-", i)
		if err := h.Configure(slug, loyaltytest.Brand{
			Zone: tt.zone, Clawback: "debt", TierWindow: 1, TierRetention: 1, Members: []string{"m"}, Tiers: []loyaltytest.Tier{{Name: "base", EarnBP: 10000}},
		}); err != nil {
			t.Fatal(err)
		}
		brand := h.brands[slug]
		rule := loyalty.Rule{Name: "Earn", Active: true, Rule: ledger.Rule{
			ID: "earn", Fixed: 5, Dedupe: ledger.NoDedupe, ExpiryDays: tt.days, ExpiryMonths: tt.months,
		}}
		if err := h.SaveRule(t.Context(), account.SystemActor(brand), brand, rule); err != nil {
			t.Fatal(err)
		}
		h.must(brand, "e", loyalty.Earn{Member: "m", Rule: "earn"})
		for _, at := range []time.Time{ends.Add(-time.Second), ends, ends.Add(time.Second)} {
			h.clock.Set(at)
			v, err := h.View(slug, "m")
			if err != nil {
				t.Fatal(err)
			}
			if left := v.Available > 0; left != at.Before(ends) {
				t.Errorf("%s, earned %s for %d days and %d months: at %s there are %d points", tt.zone, tt.earned, tt.days, tt.months, at.UTC(), v.Available)
			}
		}
	}
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// A month of pending points counts from the day they are confirmed.
func TestConfirmingCountsTheMonthsAnew(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	rule := loyalty.Rule{Name: "Slow", Active: true, Rule: ledger.Rule{ID: "slow", Fixed: 5, Dedupe: ledger.NoDedupe, PendingDays: 60, ExpiryDays: ledger.Never, ExpiryMonths: 1}}
	if err := h.SaveRule(t.Context(), account.SystemActor(brand), brand, rule); err != nil {
		t.Fatal(err)
	}
	h.clock.Set(moment(t, "2027-01-01T12:00:00Z"))
	earn := h.must(brand, "e", loyalty.Earn{Member: "r1", Rule: "slow"})
	h.clock.Set(moment(t, "2027-01-31T12:00:00Z"))
	h.must(brand, "c", loyalty.Confirm{Ref: earn.Txn})
	v, err := h.View("shop", "r1")
	if err != nil {
		t.Fatal(err)
	}
	if want := moment(t, "2027-03-01T00:00:00Z").Unix(); v.NextExpiry == nil || v.NextExpiry.At != want {
		t.Errorf("the points end at %+v, want %d", v.NextExpiry, want)
	}
}

// Two servers' clocks differ, and one may be set back: what a wallet has seen stays seen,
// and what was due does not come back.
func TestAClockThatGoesBackChangesNothing(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	h.must(brand, "a", loyalty.Adjust{Member: "r1", Points: 100, Reason: "seed", ExpiryDays: new(1)})
	h.must(brand, "b", loyalty.Adjust{Member: "r2", Points: 100, Reason: "seed"})
	noon := h.clock.Now()
	h.later(72 * time.Hour)
	if got := h.try(brand, "late", loyalty.Spend{Member: "r1", Points: 1}); got.Refused == nil {
		t.Fatal("points were spent after their end")
	}
	h.clock.Set(noon)
	if got := h.try(brand, "back", loyalty.Spend{Member: "r1", Points: 1}); got.Refused == nil {
		t.Error("points came back with the clock")
	}
	h.wantBalances(brand, "r1", ledger.Balances{})
	hold := h.must(brand, "h", loyalty.Hold{Member: "r2", Points: 30, TTL: 3600})
	if hold.At.Before(noon) {
		t.Errorf("a hold of %s", hold.At)
	}
	// A transfer touches both: it counts from the later of what they have seen.
	gift := h.must(brand, "t", loyalty.Transfer{From: "r2", To: "r1", Points: 10})
	if want := noon.Add(72 * time.Hour); !gift.At.Equal(want) {
		t.Errorf("the gift is of %s, want %s", gift.At, want)
	}
	h.verify()
}

// A year without the sweeper leaves the same books as a year with it, to the last lot:
// what has happened does not depend on when it is written down.
func TestAYearWithoutTheSweeper(t *testing.T) {
	swept, never := yearOf(t, true), yearOf(t, false)
	if diff := cmp.Diff(swept, never); diff != "" {
		t.Errorf("books of a year (-swept +never swept):\n%s", diff)
	}
	if swept.Totals["expired"] == 0 || len(swept.Lots["r1"]) < 20 {
		t.Errorf("nothing happened in that year: %v", swept.Totals)
	}
}

type year struct {
	Views  map[string]loyaltytest.View
	Lots   map[string][]loyaltytest.Lot
	Totals map[string]int64
}

// yearOf lets members do a little now and then for a year.
func yearOf(t *testing.T, sweeps bool) year {
	t.Helper()
	h := newHouse(t)
	brand := h.open("r1", "r2", "idle")
	h.must(brand, "idle", loyalty.Adjust{Member: "idle", Points: 70, Reason: "seed", ExpiryDays: new(100)})
	for week := range 52 {
		for _, m := range []string{"r1", "r2"} {
			key := fmt.Sprint(m, "-", week)
			h.must(brand, "p-"+key, loyalty.Earn{Member: m, Rule: "purchase", SourceID: "p-" + key, Amount: int64(1000 * (1 + week%9))})
			h.must(brand, "l-"+key, loyalty.Earn{Member: m, Rule: "later", SourceID: "l-" + key, Amount: 3000})
			h.must(brand, "a-"+key, loyalty.Adjust{Member: m, Points: int64(5 + week), Reason: "seed", ExpiryDays: new(week % 30)})
			h.try(brand, "h-"+key, loyalty.Hold{Member: m, Points: int64(10 * (week % 7)), TTL: int64(86400 * (week % 11))})
			h.try(brand, "s-"+key, loyalty.Spend{Member: m, Points: int64(3 * week)})
		}
		for range 7 {
			h.later(24 * time.Hour)
			if sweeps {
				if _, err := h.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	y := year{Views: map[string]loyaltytest.View{}, Lots: map[string][]loyaltytest.Lot{}}
	for _, m := range []string{"r1", "r2", "idle"} {
		var err error
		if y.Views[m], err = h.View("shop", m); err != nil {
			t.Fatal(err)
		}
		if y.Lots[m], err = h.Lots("shop", m); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if y.Totals, err = h.Totals("shop"); err != nil {
		t.Fatal(err)
	}
	h.verify()
	return y
}
