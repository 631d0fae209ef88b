package loyalty_test

import (
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/loyaltytest"
)

// TestPurchases replays two years of a shop: one point per dollar, ending after a year.
// What the books say at the end is compared with sums made from the file alone.
func TestPurchases(t *testing.T) {
	days := loyaltytest.Purchases(t)
	h := newHouse(t)
	h.SetClock(days[0].Date)
	brand := h.openShop(days)
	actor := account.SystemActor(brand)
	var issued int64
	for _, day := range days {
		h.SetClock(day.Date.Add(12 * time.Hour))
		requests := make([]loyalty.Request, len(day.Purchases))
		for i, p := range day.Purchases {
			requests[i] = loyalty.Request{Key: p.ID, Op: loyalty.Earn{
				Member: p.Customer, Rule: "purchase", SourceID: p.ID, Amount: p.Cents,
			}}
			issued += p.Cents / 100
		}
		if _, err := h.DoAll(t.Context(), actor, brand, requests); err != nil {
			t.Fatal(err)
		}
	}
	totals, err := h.FindTotals(t.Context(), actor, brand)
	if err != nil {
		t.Fatal(err)
	}
	if totals["issuance"] != -issued {
		t.Errorf("issued %d points, the file says %d", -totals["issuance"], issued)
	}
	h.verify()
}

func (h *house) openShop(days []loyaltytest.Day) account.BrandID {
	h.t.Helper()
	err := h.Configure("shop", loyaltytest.Brand{
		Clawback: "debt", TierWindow: 365, TierRetention: 365,
		Rules: map[string]loyaltytest.Rule{
			"purchase": {Type: "per_amount", Num: 1, Den: 100, ExpiryDays: new(365), Dedupe: "brand"},
		},
		Members: loyaltytest.Customers(days),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.brands["shop"]
}
