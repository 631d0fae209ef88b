package loyalty_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// However an order comes back, the points that are left are those of what was kept, by
// the multipliers of the day it was bought.
func TestPartialRefundsEndAtTheSameNumber(t *testing.T) {
	h := newHouse(t)
	orders := [][]int64{{3333, 3333, 3334}, {3334, 3333, 3333}, {1, 9998, 1}, {9999, 1}, {10000}}
	brand := h.open(numbered(len(orders))...)
	for i := range orders {
		h.must(brand, fmt.Sprint("tier-", i), loyalty.Earn{Member: fmt.Sprint("r", i+1), Rule: "purchase", SourceID: fmt.Sprint("tier-", i), Amount: 45_000})
	}
	programme, err := h.FindProgramme(t.Context(), brand)
	if err != nil {
		t.Fatal(err)
	}
	double := *programme
	double.Rules[0].TierMultiplier = true
	for i := range double.Rules {
		double.Rules[i].TierMultiplier = double.Rules[i].Den > 0
	}
	now := h.clock.Now()
	double.Campaigns = []ledger.Campaign{{Rule: "purchase", From: now, To: now.Add(time.Hour), BP: 13_337}}
	if err := h.SetProgramme(t.Context(), account.SystemActor(brand), brand, double); err != nil {
		t.Fatal(err)
	}
	for i, refunds := range orders {
		member := fmt.Sprint("r", i+1)
		order := h.must(brand, "order-"+member, loyalty.Earn{Member: member, Rule: "purchase", SourceID: "order-" + member, Amount: 25_555})
		if want := int64(25_555 * 11_000 * 13_337 / 100 / 100_000_000); order.Points != want {
			t.Fatalf("the order earned %d, want %d", order.Points, want)
		}
		h.later(2 * time.Hour) // the campaign is over
		for n, amount := range refunds {
			h.must(brand, fmt.Sprint("back-", member, "-", n), loyalty.Refund{Rule: "purchase", SourceID: "order-" + member, Amount: amount})
		}
		v, err := h.FindMember(t.Context(), account.SystemActor(brand), brand, member)
		if err != nil {
			t.Fatal(err)
		}
		if want := int64(450 + 15_555*11_000*13_337/100/100_000_000); v.Available != want {
			t.Errorf("refunds %d leave %d points, want %d", refunds, v.Available, want)
		}
		h.clock.Set(now)
	}
	h.verify()
}

func TestRefundsThatAreRefused(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	order := h.must(brand, "o", loyalty.Earn{Member: "r1", Rule: "purchase", SourceID: "o-1", Amount: 10_000})
	entry := h.must(brand, "e", loyalty.Earn{Member: "r1", Rule: loyalty.ContestEntry, SourceID: "e-1"})
	h.must(brand, "half", loyalty.Refund{Ref: order.Txn, Amount: 5_000})
	tests := []struct {
		name string
		op   loyalty.Refund
		want error
	}{
		{"more than is left", loyalty.Refund{Ref: order.Txn, Amount: 5_001}, loyalty.ErrExceedsRemaining},
		{"nothing", loyalty.Refund{Ref: order.Txn}, loyalty.ErrInvalidAmount},
		{"points without an amount", loyalty.Refund{Ref: entry.Txn, Amount: 1}, loyalty.ErrNotRefundable},
		{"an order that earned nothing here", loyalty.Refund{Rule: "purchase", SourceID: "o-2", Amount: 1}, loyalty.ErrTxnNotFound},
		{"an id of another member", loyalty.Refund{Rule: "purchase", SourceID: "o-1", Member: "r1", Amount: 1}, loyalty.ErrTxnNotFound},
		{"no earn", loyalty.Refund{Ref: loyalty.TxnID("nothing"), Amount: 1}, loyalty.ErrTxnNotFound},
	}
	for _, tt := range tests {
		if got := h.try(brand, tt.name, tt.op); !errors.Is(got.Refused, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got.Refused, tt.want)
		}
	}
	h.must(brand, "rest", loyalty.Refund{Ref: order.Txn, Amount: 5_000})
	if got := h.try(brand, "again", loyalty.Refund{Ref: order.Txn, Amount: 1}); !errors.Is(got.Refused, loyalty.ErrAlreadyReversed) {
		t.Errorf("refunded twice: %v", got.Refused)
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: 10})
	h.verify()
}
