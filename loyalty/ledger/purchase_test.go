package ledger

import (
	"testing"

	"pgregory.net/rapid"
)

// Any sequence of partial refunds ends at the same points: those of what is kept.
func TestPartialRefundsEndAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := Rule{
			Num: rapid.Int64Range(1, 50).Draw(t, "num"), Den: rapid.Int64Range(1, 300).Draw(t, "den"),
			TierMultiplier: rapid.Bool().Draw(t, "tier"), MaxPerOp: rapid.SampledFrom([]int64{0, 0, 40}).Draw(t, "cap"),
		}
		tier, campaign := rapid.Int64Range(One, 3*One).Draw(t, "tier bp"), rapid.Int64Range(One, 3*One).Draw(t, "campaign bp")
		amount := rapid.Int64Range(1, 100_000).Draw(t, "amount")
		p := rule.Bought(amount, tier, campaign)
		p.Points = rule.Cut(rule.Worth(amount, tier, campaign))
		if p.Worth(amount) != p.Points || p.Worth(0) != 0 {
			t.Fatalf("kept all: %d of %d; kept nothing: %d", p.Worth(amount), p.Points, p.Worth(0))
		}
		kept, reversed := amount, int64(0)
		for kept > 0 && rapid.Bool().Draw(t, "refund more") {
			kept -= rapid.Int64Range(1, kept).Draw(t, "refund")
			back := p.Points - reversed - p.Worth(kept)
			if back < 0 {
				t.Fatalf("a refund would give %d points", -back)
			}
			reversed += back
		}
		if left := p.Points - reversed; left != p.Worth(kept) {
			t.Fatalf("%d points are left of %d for %d kept, want %d", left, p.Points, kept, p.Worth(kept))
		}
	})
}
