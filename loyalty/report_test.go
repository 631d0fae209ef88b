package loyalty_test

import (
	"fmt"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

// month makes a month of purchases, spending, refunds and a campaign, and returns its brand.
func (h *house) month() account.BrandID {
	brand := h.open("r1", "r2", "r3")
	actor := account.SystemActor(brand)
	h.programme(brand, func(p *loyalty.Programme) {
		p.Desk.PointCost = 50
		p.Campaigns = []ledger.Campaign{{ID: "spring", Name: "Spring", Rule: "purchase", From: day(3, 10), To: day(3, 15), BP: 20_000}}
	})
	for d := 5; d < 20; d++ {
		h.clock.Set(day(3, d).Add(9 * time.Hour))
		for i, member := range []string{"r1", "r2"} {
			_, err := h.RecordPurchase(h.t.Context(), actor, brand, loyalty.Purchase{
				Order: fmt.Sprintf("o-%d-%d", d, i), Member: member, Amount: 2000, Store: "port", Lines: []earning.Line{{SKU: "tub", Quantity: 2, Amount: 2000}},
			})
			if err != nil {
				h.t.Fatal(err)
			}
		}
	}
	h.must(brand, "spend", loyalty.Spend{Member: "r1", Points: 30})
	h.must(brand, "take", loyalty.Redeem{Member: "r2", Reward: "coupon"})
	h.must(brand, "adjust", loyalty.Adjust{Member: "r3", Points: 70, Reason: "sorry", ExpiryDays: new(2)})
	h.must(brand, "code", loyalty.PromoRedeem{Member: "r3", Code: "POINTS50"})
	h.later(10 * 24 * time.Hour)
	if _, err := h.Sweep(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return brand
}

func TestReportTellsWhatTheBooksSay(t *testing.T) {
	h := newHouse(t)
	brand := h.month()
	actor := account.SystemActor(brand)
	period := loyalty.Period{First: day(3, 1), Last: day(3, 31)}
	for _, folded := range []string{"nothing", "all", "all, and more after it"} {
		if folded != "nothing" {
			if err := h.FoldAll(t.Context(), brand); err != nil {
				t.Fatal(err)
			}
		}
		r, err := h.Report(t.Context(), actor, brand, period)
		if err != nil {
			t.Fatal(err)
		}
		// 15 days of two purchases of 20 points, 5 of them doubled; and a code of 50.
		want := loyalty.Flows{Issued: 15*2*20 + 5*2*20 + 50, Burned: 80, Expired: 70, Adjusted: 70, Turnover: 30 * 2000, Purchases: 30}
		if r.Now != want {
			t.Errorf("%s folded: %+v, want %+v", folded, r.Now, want)
		}
		if r.Was != (loyalty.Flows{}) || len(r.Days) != 31 || r.Days[9].Issued != 80 || r.Days[4].Issued != 40 {
			t.Errorf("%s folded: was %+v, days %+v", folded, r.Was, r.Days)
		}
		if len(r.Rules) != 1 || r.Rules[0] != (loyalty.RuleFlows{Rule: "purchase", Events: 30, Points: 800, Turnover: 60_000}) {
			t.Errorf("%s folded: rules %+v", folded, r.Rules)
		}
		if len(r.Rewards) != 1 || r.Rewards[0] != (loyalty.RewardFlows{Reward: "coupon", Taken: 1, Points: 50}) {
			t.Errorf("%s folded: rewards %+v", folded, r.Rewards)
		}
		c := r.Campaigns[0]
		if c.Points != 400 || c.Extra != 200 || c.Turnover != 20_000 || c.Before != 20_000 || c.Cost != 100 {
			t.Errorf("%s folded: campaign %+v", folded, c)
		}
		if roi, known := c.ROI(); !known || roi != -1 {
			t.Errorf("%s folded: ROI %v %v, want -1: no more was sold than before", folded, roi, known)
		}
		if last := r.Months[len(r.Months)-1]; last.Active != 3 || last.Joined != 3 || len(r.Cohorts) != 1 || r.Cohorts[0].Active[0] != 3 {
			t.Errorf("%s folded: months %+v, cohorts %+v", folded, last, r.Cohorts)
		}
		if r.Tiers[1].Up != 2 || r.Tiers[1].Members != 0 && r.Tiers[1].Members != 2 {
			t.Errorf("%s folded: tiers %+v", folded, r.Tiers)
		}
		totals, err := h.FindTotals(t.Context(), actor, brand)
		if err != nil || totals[ledger.Burned] != 80 || totals.Outstanding() != r.Owed || totals[ledger.Issuance] != -850 {
			t.Errorf("%s folded: totals %v, owed %d, %v", folded, totals, r.Owed, err)
		}
		h.verify()
		if folded == "all" {
			h.must(brand, "later", loyalty.Spend{Member: "r1", Points: 5})
			h.must(brand, "back", loyalty.Reverse{Ref: h.must(brand, "again", loyalty.Spend{Member: "r1", Points: 7}).Txn})
			if r, err = h.Report(t.Context(), actor, brand, period); err != nil || r.Now.Burned != 85 {
				t.Errorf("after the fold: burned %d, want 85", r.Now.Burned)
			}
			h.must(brand, "undo", loyalty.Adjust{Member: "r1", Points: 5, Reason: "undone"})
			h.must(brand, "undone", loyalty.Adjust{Member: "r1", Points: -5, Reason: "undone"})
			break
		}
	}
}

// A back-test of the rule that was in force says what it gave.
func TestBackTestOfARuleThatWasThereSaysWhatItGave(t *testing.T) {
	h := newHouse(t)
	brand := h.month()
	actor := account.SystemActor(brand)
	p, err := h.FindProgramme(t.Context(), brand)
	if err != nil {
		t.Fatal(err)
	}
	rule, _ := p.Rule("purchase")
	period := loyalty.Period{First: day(3, 1), Last: day(3, 31)}
	got, err := h.BackTest(t.Context(), actor, brand, rule, period)
	if err != nil || got.Events != 30 || got.Earning != 30 || got.Members != 2 || got.Points != 800 || got.Given != 800 || got.Cost != 400 {
		t.Errorf("%+v, %v", got, err)
	}
	// Another rule: three points a tub in the port, at most 10 a day, for first orders.
	other := loyalty.Rule{
		Name: "Tubs", Active: true, Rule: ledger.Rule{ID: "tubs", ExpiryDays: ledger.Never, Dedupe: ledger.PerBrand, MaxPerDay: 1},
		Terms: earning.Terms{On: loyalty.EventPurchase, Products: []string{"tub"}, PerUnit: 3, When: earning.Condition{FirstOrder: true, Stores: []string{"port"}}},
	}
	got, err = h.BackTest(t.Context(), actor, brand, other, period)
	if err != nil || got.Earning != 2 || got.Points != 12 || got.Refused["earn_first_order"] != 28 {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = h.BackTest(t.Context(), actor, brand, other, loyalty.Period{First: day(3, 10), Last: day(3, 31)})
	if err != nil || got.Points != 0 || got.Events != 20 {
		t.Errorf("orders before the period count as earlier ones: %+v, %v", got, err)
	}
	if n := h.count("SELECT count(*) FROM ly_rule WHERE id = 'tubs'"); n != 0 {
		t.Error("the rule was saved")
	}
	caps := rule
	caps.Cap = earning.Cap{Points: 100, Per: earning.Month}
	if got, err = h.BackTest(t.Context(), actor, brand, caps, period); err != nil || got.Points != 200 {
		t.Errorf("with a cap of 100 a month for each: %+v, %v", got, err)
	}
	unknown := caps
	unknown.On, unknown.Den, unknown.Num, unknown.Fixed = "picnic", 0, 0, 5
	if got, err = h.BackTest(t.Context(), actor, brand, unknown, period); err != nil || got.Events != 0 || len(got.Unknown) != 2 {
		t.Errorf("events that nobody kept: %+v, %v", got, err)
	}
}

// A seat is a voucher with the event's name, handed over once, and its stock is the room's.
func TestASeatIsTakenOnceAndHandedOverOnce(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	actor := account.SystemActor(brand)
	seat := loyalty.Reward{
		ID: "evening", Name: "Tasting", Active: true, Cost: 40, StockLeft: new(int64(1)), VoucherDays: 10,
		Gives: loyalty.Gives{Kind: loyalty.RewardSeat, Event: "Tasting of 4 April"},
	}
	if err := h.SaveReward(t.Context(), actor, brand, seat); err != nil {
		t.Fatal(err)
	}
	nameless := seat
	nameless.Gives.Event = ""
	if err := h.SaveReward(t.Context(), actor, brand, nameless); err == nil {
		t.Error("a seat at nothing was taken")
	}
	h.give(brand, 100, "r1", "r2")
	taken := h.must(brand, "a", loyalty.Redeem{Member: "r1", Reward: "evening"})
	if a := h.try(brand, "b", loyalty.Redeem{Member: "r2", Reward: "evening"}); a.Refused != loyalty.ErrOutOfStock {
		t.Errorf("the room is full: %v", a.Refused)
	}
	found, err := h.FindVoucher(t.Context(), actor, brand, taken.Voucher)
	if err != nil || found.Kind != loyalty.RewardSeat || found.Reward != "evening" {
		t.Errorf("%+v, %v", found, err)
	}
	use := func(key string) loyalty.Answer {
		a, err := h.UseVoucher(t.Context(), actor, brand, key, taken.Voucher, 0)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := use("in"); a.Refused != nil {
		t.Errorf("at the door: %v", a.Refused)
	}
	if a := use("in again"); a.Refused != loyalty.ErrVoucherUsed {
		t.Errorf("a second person with it: %v", a.Refused)
	}
	back := h.try(brand, "back", loyalty.Reverse{Ref: taken.Txn})
	if back.Refused != loyalty.ErrVoucherUsed {
		t.Errorf("given back after the evening: %v", back.Refused)
	}
	h.verify()
}

// A seat that is given up can be taken by somebody else.
func TestASeatGivenUpIsFreeAgain(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	err := h.SaveReward(t.Context(), account.SystemActor(brand), brand, loyalty.Reward{
		ID: "evening", Name: "Tasting", Active: true, Cost: 40, StockLeft: new(int64(1)), VoucherDays: 10,
		Gives: loyalty.Gives{Kind: loyalty.RewardSeat, Event: "Tasting of 4 April"},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.give(brand, 100, "r1", "r2")
	taken := h.must(brand, "a", loyalty.Redeem{Member: "r1", Reward: "evening"})
	h.must(brand, "back", loyalty.Reverse{Ref: taken.Txn})
	h.must(brand, "b", loyalty.Redeem{Member: "r2", Reward: "evening"})
	h.wantBalances(brand, "r1", ledger.Balances{Available: 100})
	if a := h.try(brand, "use", loyalty.VoucherUse{Ref: taken.Txn}); a.Refused != loyalty.ErrVoucherVoid {
		t.Errorf("the seat that was given up: %v", a.Refused)
	}
	h.verify()
}
