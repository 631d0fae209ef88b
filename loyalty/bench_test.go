package loyalty_test

import (
	"fmt"
	"testing"

	"kermesse/internal/account"
	"kermesse/loyalty"
)

func BenchmarkEarn(b *testing.B) {
	h := newHouse(b)
	brand := h.open("m1")
	n := 0
	for b.Loop() {
		n++
		h.must(brand, fmt.Sprint("earn-", n), loyalty.Earn{Member: "m1", Rule: "purchase", SourceID: fmt.Sprint(n), Amount: 1000})
	}
}

func BenchmarkEarnHundredAtOnce(b *testing.B) {
	h := newHouse(b)
	brand := h.open("m1")
	n := 0
	for b.Loop() {
		requests := make([]loyalty.Request, 100)
		for i := range requests {
			n++
			requests[i] = loyalty.Request{Key: fmt.Sprint("earn-", n), Op: loyalty.Earn{Member: "m1", Rule: "purchase", SourceID: fmt.Sprint(n), Amount: 1000}}
		}
		if _, err := h.DoAll(b.Context(), account.SystemActor(brand), brand, requests); err != nil {
			b.Fatal(err)
		}
	}
}
