package loyalty_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// tilled is a shop whose till sends amounts alone: 30 of them, on 15 days, by two members.
func tilled(t *testing.T) (*house, account.BrandID) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	for d := 5; d < 20; d++ {
		h.clock.Set(day(3, d).Add(9 * time.Hour))
		for i, member := range []string{"r1", "r2"} {
			h.must(brand, fmt.Sprint("t", d, i), loyalty.Earn{Member: member, Rule: "purchase", SourceID: fmt.Sprint("ticket-", d, "-", i), Amount: 2000})
		}
	}
	return h, brand
}

func (h *house) backTest(brand account.BrandID, rule loyalty.Rule, period loyalty.Period) loyalty.BackTest {
	h.t.Helper()
	got, err := h.BackTest(h.t.Context(), account.SystemActor(brand), brand, rule, period)
	if err != nil {
		h.t.Fatal(err)
	}
	return got
}

func (h *house) ruleOf(brand account.BrandID, id string) loyalty.Rule {
	h.t.Helper()
	p, err := h.FindProgramme(h.t.Context(), brand)
	if err != nil {
		h.t.Fatal(err)
	}
	rule, _ := p.Rule(id)
	return rule
}

// threeATub is a rule about what was bought.
func threeATub() loyalty.Rule {
	return loyalty.Rule{
		Name: "Tubs", Active: true, Rule: ledger.Rule{ID: "tubs", ExpiryDays: ledger.Never, Dedupe: ledger.PerBrand},
		Terms: earning.Terms{On: loyalty.EventPurchase, Products: []string{"tub"}, PerUnit: 3},
	}
}

var march = loyalty.Period{First: day(3, 1), Last: day(3, 31)}

// Where only amounts were sent, they are replayed, and what they do not say is told.
func TestBackTestOfAmountsAlone(t *testing.T) {
	h, brand := tilled(t)
	rule := h.ruleOf(brand, "purchase")
	got := h.backTest(brand, rule, march)
	if got.Events != 30 || got.Earning != 30 || got.Members != 2 || got.Points != got.Given || got.Points != 600 || got.Turnover != 60_000 {
		t.Errorf("the rule that was there: %+v", got)
	}
	if !slices.Contains(got.Unknown, loyalty.UnknownLines) {
		t.Errorf("unknown %v: what was bought is not", got.Unknown)
	}
	double := rule
	double.ID, double.On, double.Num = "double", loyalty.EventPurchase, 2*rule.Num
	if got = h.backTest(brand, double, march); got.Points != 1200 || got.Given != 0 {
		t.Errorf("twice as much: %+v", got)
	}
	least := rule
	least.When.MinAmount = 2001
	if got = h.backTest(brand, least, march); got.Points != 0 || got.Refused["earn_min_amount"] != 30 {
		t.Errorf("above the amounts: %+v", got)
	}
	tubs := threeATub()
	if got = h.backTest(brand, tubs, march); got.Points != 0 || got.Refused["earn_products"] != 30 {
		t.Errorf("a rule about products: %+v", got)
	}
	first := rule
	first.When.FirstOrder = true
	if got = h.backTest(brand, first, march); got.Earning != 2 {
		t.Errorf("first orders: %+v", got)
	}
	daily := rule
	daily.MaxPerDay = 1
	if got = h.backTest(brand, daily, march); got.Earning != 30 {
		t.Errorf("once a day each: %+v", got)
	}
	if got = h.backTest(brand, rule, loyalty.Period{First: day(3, 10), Last: day(3, 11)}); got.Events != 4 {
		t.Errorf("two days: %+v", got)
	}
	if got = h.backTest(brand, rule, loyalty.Period{First: day(2, 1), Last: day(2, 28)}); got.Events != 0 || slices.Contains(got.Unknown, loyalty.UnknownLines) {
		t.Errorf("before anything was sold: %+v", got)
	}
}

// A shop that sends orders and a till that sends amounts are one shop: each sale counts, and once.
func TestBackTestOfOrdersAndAmounts(t *testing.T) {
	h, brand := tilled(t)
	for i := range 5 {
		_, err := h.RecordPurchase(t.Context(), account.SystemActor(brand), brand, loyalty.Purchase{
			Order: fmt.Sprint("order-", i), Member: "r1", Amount: 10_000, At: day(3, 6).Add(time.Duration(i) * time.Hour),
			Lines: []earning.Line{{SKU: "tub", Quantity: 1, Amount: 10_000}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	rule := h.ruleOf(brand, "purchase")
	got := h.backTest(brand, rule, march)
	if got.Events != 35 || got.Points != 600+500 || got.Given != got.Points || got.Turnover != 110_000 {
		t.Errorf("%+v", got)
	}
	tubs := threeATub()
	if got = h.backTest(brand, tubs, march); got.Points != 15 || got.Earning != 5 {
		t.Errorf("a rule about products: %+v", got)
	}
	capped := rule
	capped.Cap = earning.Cap{Points: 150, Per: earning.Month}
	if got = h.backTest(brand, capped, march); got.Points != 300 {
		t.Errorf("150 a month for each of two: %+v", got)
	}
}

// An order that is dated before the period and was sent in it is none of the period's.
func TestBackTestGoesByTheDayOfTheOrder(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.clock.Set(day(3, 20))
	_, err := h.RecordPurchase(t.Context(), account.SystemActor(brand), brand, loyalty.Purchase{Order: "late", Member: "r1", Amount: 2000, At: day(3, 2)})
	if err != nil {
		t.Fatal(err)
	}
	rule := h.ruleOf(brand, "purchase")
	if got := h.backTest(brand, rule, loyalty.Period{First: day(3, 10), Last: day(3, 31)}); got.Events != 0 {
		t.Errorf("after its day: %+v", got)
	}
	if got := h.backTest(brand, rule, loyalty.Period{First: day(3, 1), Last: day(3, 3)}); got.Events != 1 || got.Points != 20 {
		t.Errorf("on its day: %+v", got)
	}
}
