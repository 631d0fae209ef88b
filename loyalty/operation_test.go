package loyalty_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

func TestSameKeyGivesTheStoredAnswer(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	refused := h.try(brand, "k1", loyalty.Spend{Member: "r1", Points: 30})
	if !errors.Is(refused.Refused, loyalty.ErrInsufficientPoints) {
		t.Fatalf("spend of nothing: %v", refused.Refused)
	}
	h.give(brand, 100, "r1")
	again := h.try(brand, "k1", loyalty.Spend{Member: "r1", Points: 30})
	if !again.Replayed || !errors.Is(again.Refused, loyalty.ErrInsufficientPoints) {
		t.Errorf("the refused request again: %+v, want the same refusal", again)
	}
	first := h.must(brand, "k2", loyalty.Spend{Member: "r1", Points: 30})
	second := h.must(brand, "k2", loyalty.Spend{Member: "r1", Points: 30})
	if !second.Replayed || second.Txn != first.Txn || second.Points != 30 {
		t.Errorf("the accepted request again: %+v, want that of %+v", second, first)
	}
	_, err := h.Service.Do(t.Context(), account.SystemActor(brand), brand, "k2", loyalty.Spend{Member: "r1", Points: 31})
	if !errors.Is(err, loyalty.ErrIdempotencyConflict) {
		t.Errorf("another request under the key: %v", err)
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: 70})
}

func TestKeysAreTheBrandsOwn(t *testing.T) {
	h := newHouse(t)
	one, other := h.open("r1"), h.brand("other")
	h.give(one, 100, "r1")
	actor := account.SystemActor(other)
	if err := h.SetProgramme(t.Context(), actor, other, programmeOf(plain)); err != nil {
		t.Fatal(err)
	}
	if _, err := h.CreateMembers(t.Context(), actor, other, []string{"r1"}); err != nil {
		t.Fatal(err)
	}
	answer := h.must(other, "seed-r1", loyalty.Adjust{Member: "r1", Points: 7, Reason: "another brand"})
	if answer.Replayed {
		t.Error("a key of another brand was taken for ours")
	}
	if a := h.try(other, "x", loyalty.Reverse{Ref: h.must(one, "s", loyalty.Spend{Member: "r1", Points: 10}).Txn}); !errors.Is(a.Refused, loyalty.ErrTxnNotFound) {
		t.Errorf("reversing another brand's transaction: %v", a.Refused)
	}
}

func TestRequestsWithoutAKeyAreNotPerformed(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	for _, key := range []string{"", strings.Repeat("k", 201)} {
		_, err := h.Service.Do(t.Context(), account.SystemActor(brand), brand, key, loyalty.Adjust{Member: "r1", Points: 1, Reason: "x"})
		if !errors.Is(err, loyalty.ErrKeyRequired) {
			t.Errorf("key of %d characters: %v", len(key), err)
		}
	}
}

func TestRolesAndBrandsAreHeldToTheirOwn(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	staff := func(role account.Role, brand account.BrandID) account.Actor {
		return account.Actor{User: "u", Name: "U", Brand: brand, Role: role, Kind: account.KindStaff}
	}
	tests := []struct {
		actor account.Actor
		op    loyalty.Operation
		want  *fault.Error
	}{
		{staff(account.Till, brand), loyalty.Adjust{Member: "r1", Points: 5, Reason: "x"}, account.ErrNotAllowed},
		{staff(account.Till, brand), loyalty.Erase{Member: "r1"}, account.ErrNotAllowed},
		{staff(account.Viewer, brand), loyalty.Spend{Member: "r1", Points: 5}, account.ErrNotAllowed},
		{staff(account.Owner, "another"), loyalty.Spend{Member: "r1", Points: 5}, account.ErrBrandNotFound},
	}
	for _, test := range tests {
		_, err := h.Service.Do(t.Context(), test.actor, brand, "k", test.op)
		if !errors.Is(err, test.want) {
			t.Errorf("%s doing %T: %v, want %s", test.actor.Role, test.op, err, test.want.Code)
		}
	}
	if n := h.count("SELECT count(*) FROM ly_idem"); n != 0 {
		t.Errorf("%d keys were taken by requests that were not allowed", n)
	}
}

// The clock may be set back; a member's books do not go back with it.
func TestAWalletNeverGoesBackInTime(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 100, "r1")
	first := h.must(brand, "s1", loyalty.Spend{Member: "r1", Points: 1})
	h.later(-24 * time.Hour)
	second := h.must(brand, "s2", loyalty.Spend{Member: "r1", Points: 1})
	if second.At.Before(first.At) {
		t.Errorf("the second spend happened at %s, before the first at %s", second.At, first.At)
	}
}

func TestNothingIsSpendableAfterItsEndThoughNoJobRan(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.must(brand, "a", loyalty.Adjust{Member: "r1", Points: 100, Reason: "x", ExpiryDays: new(10)})
	h.later(12 * 24 * time.Hour)
	if a := h.try(brand, "s", loyalty.Spend{Member: "r1", Points: 1}); !errors.Is(a.Refused, loyalty.ErrInsufficientPoints) {
		t.Errorf("spending ended points: %+v", a)
	}
	h.verify()
}

// An answer of a batch does not depend on what else is in it.
func TestBatchAnswersEachRequest(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	h.must(brand, "old", loyalty.Adjust{Member: "r2", Points: 5, Reason: "x"})
	earn := loyalty.Earn{Member: "r1", Rule: "purchase", SourceID: "o1", Amount: 10_000}
	answers, err := h.DoAll(t.Context(), account.SystemActor(brand), brand, []loyalty.Request{
		{Key: "b1", Op: earn},
		{Key: "b2", Op: loyalty.Spend{Member: "r1", Points: 30}},
		{Key: "b3", Op: loyalty.Spend{Member: "r1", Points: 300}},
		{Key: "b4", Op: loyalty.Redeem{Member: "r1", Reward: "coupon"}},
		{Key: "b1", Op: earn},
		{Key: "b1", Op: loyalty.Spend{Member: "r1", Points: 1}},
		{Key: "old", Op: loyalty.Adjust{Member: "r2", Points: 5, Reason: "x"}},
		{Key: "b5", Op: loyalty.Earn{Member: "r2", Rule: "purchase", SourceID: "o1", Amount: 10_000}},
		{Key: "b6", Op: loyalty.Earn{Member: "nobody", Rule: "purchase", SourceID: "o2", Amount: 10_000}},
		{Key: "b7", Op: loyalty.Transfer{From: "r1", To: "r2", Points: 20}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"ok", "ok", "insufficient_points", "ok", "ok again", "idempotency_conflict", "ok again",
		"duplicate_source", "unknown_member", "ok",
	}
	for i, a := range answers {
		got := "ok"
		if a.Refused != nil {
			got = a.Refused.Code
		}
		if a.Replayed {
			got += " again"
		}
		if got != want[i] {
			t.Errorf("request %d: %s, want %s", i, got, want[i])
		}
	}
	h.wantBalances(brand, "r1", ledger.Balances{})
	h.wantBalances(brand, "r2", ledger.Balances{Available: 25})
	h.verify()
}

func TestARefusedRedemptionLeavesPointsAndStock(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	h.give(brand, 150, "r1", "r2")
	if err := h.exec("UPDATE ly_reward SET stock_left = 1 WHERE id = 'ten_left'"); err != nil {
		t.Fatal(err)
	}
	answers, err := h.DoAll(t.Context(), account.SystemActor(brand), brand, []loyalty.Request{
		{Key: "1", Op: loyalty.Redeem{Member: "r1", Reward: "ten_left"}},
		{Key: "2", Op: loyalty.Redeem{Member: "r2", Reward: "ten_left"}},
		{Key: "3", Op: loyalty.Spend{Member: "r2", Points: 150}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if answers[0].Refused != nil || !errors.Is(answers[1].Refused, loyalty.ErrOutOfStock) || answers[2].Refused != nil {
		t.Errorf("answers %+v", answers)
	}
	h.verify()
}
