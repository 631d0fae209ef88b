package loyalty_test

import (
	"fmt"
	"testing"

	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/loyaltytest"
)

func BenchmarkEarn(b *testing.B) {
	h := newHouse(b)
	if err := h.Configure("shop", loyaltytest.Brand{
		Clawback: "debt", TierWindow: 365, TierRetention: 90,
		Rules:   map[string]loyaltytest.Rule{"purchase": {Type: "per_amount", Num: 1, Den: 100, ExpiryDays: new(365), Dedupe: "brand"}},
		Members: []string{"m1"},
	}); err != nil {
		b.Fatal(err)
	}
	brand := h.brands["shop"]
	i := 0
	for b.Loop() {
		i++
		a, err := h.Service.Do(b.Context(), account.SystemActor(brand), brand, fmt.Sprint("k", i), loyalty.Earn{Member: "m1", Rule: "purchase", SourceID: fmt.Sprint("o", i), Amount: 1000})
		if err != nil || a.Refused != nil {
			b.Fatal(err, a.Refused)
		}
	}
}

func BenchmarkEarnBatch(b *testing.B) {
	h := newHouse(b)
	if err := h.Configure("shop", loyaltytest.Brand{
		Clawback: "debt", TierWindow: 365, TierRetention: 90,
		Rules:   map[string]loyaltytest.Rule{"purchase": {Type: "per_amount", Num: 1, Den: 100, ExpiryDays: new(365), Dedupe: "brand"}},
		Members: []string{"m1"},
	}); err != nil {
		b.Fatal(err)
	}
	brand := h.brands["shop"]
	i := 0
	for b.Loop() {
		var rs []loyalty.Request
		for range 100 {
			i++
			rs = append(rs, loyalty.Request{Key: fmt.Sprint("k", i), Op: loyalty.Earn{Member: "m1", Rule: "purchase", SourceID: fmt.Sprint("o", i), Amount: 1000}})
		}
		_, err := h.DoAll(b.Context(), account.SystemActor(brand), brand, rs)
		if err != nil {
			b.Fatal(err)
		}
	}
}
