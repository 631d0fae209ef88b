package loyalty_test

import (
	"fmt"
	"maps"
	"sync"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// race performs operations at once and counts the answers by code, "ok" for accepted.
func (h *house) race(brand account.BrandID, clients int, op func(i int) (key string, op loyalty.Operation)) map[string]int {
	h.t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	codes := map[string]int{}
	for i := range clients {
		wg.Go(func() {
			key, op := op(i)
			answers, err := h.DoAll(h.t.Context(), account.SystemActor(brand), brand, []loyalty.Request{{Key: key, Op: op}})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				h.t.Errorf("%s: %v", key, err)
			case answers[0].Refused != nil:
				codes[answers[0].Refused.Code]++
			case answers[0].Replayed:
				codes["replayed"]++
			default:
				codes["ok"]++
			}
		})
	}
	wg.Wait()
	return codes
}

func wantCodes(t *testing.T, got, want map[string]int) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("answers %v, want %v", got, want)
	}
}

func TestOneBalanceManySpends(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 100, "r1")
	got := h.race(brand, 20, func(i int) (string, loyalty.Operation) {
		return fmt.Sprint("sp-", i), loyalty.Spend{Member: "r1", Points: 30}
	})
	wantCodes(t, got, map[string]int{"ok": 3, "insufficient_points": 17})
	h.wantBalances(brand, "r1", ledger.Balances{Available: 10})
	h.verify()
}

func TestSameKeyFromEveryClient(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 100, "r1")
	got := h.race(brand, 20, func(int) (string, loyalty.Operation) { return "same", loyalty.Spend{Member: "r1", Points: 7} })
	wantCodes(t, got, map[string]int{"ok": 1, "replayed": 19})
	h.wantBalances(brand, "r1", ledger.Balances{Available: 93})
	got = h.race(brand, 20, func(i int) (string, loyalty.Operation) {
		return "mixed", loyalty.Spend{Member: "r1", Points: int64(i + 1)}
	})
	wantCodes(t, got, map[string]int{"ok": 1, "idempotency_conflict": 19})
	if n := h.count("SELECT count(*) FROM ly_txn WHERE kind = 'spend'"); n != 2 {
		t.Errorf("%d spends in the books, want 2", n)
	}
}

func TestSameOrderUnderDifferentKeys(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	got := h.race(brand, 20, func(i int) (string, loyalty.Operation) {
		return fmt.Sprint("wh-", i), loyalty.Earn{Member: fmt.Sprint("r", 1+i%2), Rule: "later", SourceID: "ord-1", Amount: 10000}
	})
	wantCodes(t, got, map[string]int{"ok": 1, "duplicate_source": 19})
	totals, err := h.Totals("shop")
	if err != nil || totals["pending"] != 100 {
		t.Errorf("pending %d, want 100 (%v)", totals["pending"], err)
	}
	h.verify()
}

func TestLastItemsInStock(t *testing.T) {
	h := newHouse(t)
	brand := h.open(numbered(30)...)
	h.give(brand, 500, numbered(30)...)
	got := h.race(brand, 30, func(i int) (string, loyalty.Operation) {
		return fmt.Sprint("rd-", i), loyalty.Redeem{Member: fmt.Sprint("r", i+1), Reward: "ten_left"}
	})
	wantCodes(t, got, map[string]int{"ok": 10, "out_of_stock": 20})
	if stock, err := h.Stock("shop", "ten_left"); err != nil || *stock != 0 {
		t.Errorf("stock %d, want 0 (%v)", *stock, err)
	}
	totals, err := h.Totals("shop")
	if want := int64(30*500 - 10*100); err != nil || totals["available"] != want {
		t.Errorf("members have %d, want %d: those who lost keep their points (%v)", totals["available"], want, err)
	}
	h.verify()
}

func TestRewardLimitOfOnePerMember(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 5000, "r1")
	got := h.race(brand, 15, func(i int) (string, loyalty.Operation) {
		return fmt.Sprint("rd-", i), loyalty.Redeem{Member: "r1", Reward: "one_each"}
	})
	wantCodes(t, got, map[string]int{"ok": 1, "member_limit": 14})
}

func TestPromoCodeUses(t *testing.T) {
	h := newHouse(t)
	brand := h.open(numbered(40)...)
	got := h.race(brand, 40, func(i int) (string, loyalty.Operation) {
		return fmt.Sprint("pc-", i), loyalty.PromoRedeem{Member: fmt.Sprint("r", i+1), Code: "twenty-five", Amount: 1000}
	})
	wantCodes(t, got, map[string]int{"ok": 25, "code_exhausted": 15})
	got = h.race(brand, 10, func(i int) (string, loyalty.Operation) {
		return fmt.Sprint("once-", i), loyalty.PromoRedeem{Member: "r1", Code: "WELCOME10", Amount: 5000}
	})
	wantCodes(t, got, map[string]int{"ok": 1, "member_limit": 9})
	h.verify()
}

func TestVoucherAtTwoTills(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 500, "r1")
	voucher := h.must(brand, "v", loyalty.Redeem{Member: "r1", Reward: "coupon"})
	got := h.race(brand, 15, func(i int) (string, loyalty.Operation) {
		return fmt.Sprint("vu-", i), loyalty.VoucherUse{Ref: voucher.Txn}
	})
	wantCodes(t, got, map[string]int{"ok": 1, "voucher_used": 14})
}

func TestVoucherUsedWhileItIsReversed(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 500, "r1")
	voucher := h.must(brand, "v", loyalty.Redeem{Member: "r1", Reward: "coupon"})
	got := h.race(brand, 16, func(i int) (string, loyalty.Operation) {
		if i%2 == 0 {
			return fmt.Sprint("use-", i), loyalty.VoucherUse{Ref: voucher.Txn}
		}
		return fmt.Sprint("back-", i), loyalty.Reverse{Ref: voucher.Txn}
	})
	if got["ok"] != 1 {
		t.Errorf("answers %v, want exactly one accepted", got)
	}
	left := int64(450) // used
	if got["voucher_void"] > 0 {
		left = 500 // reversed
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: left})
	h.verify()
}

func TestHoldIsClosedOnce(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 100, "r1")
	hold := h.must(brand, "h", loyalty.Hold{Member: "r1", Points: 60, TTL: 3600})
	got := h.race(brand, 16, func(i int) (string, loyalty.Operation) {
		if i%2 == 0 {
			return fmt.Sprint("c-", i), loyalty.Capture{Ref: hold.Txn}
		}
		return fmt.Sprint("l-", i), loyalty.Release{Ref: hold.Txn}
	})
	wantCodes(t, got, map[string]int{"ok": 1, "hold_not_open": 15})
	h.verify()
}

func TestOneSpendIsReversedUpToItself(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 100, "r1")
	spend := h.must(brand, "s", loyalty.Spend{Member: "r1", Points: 90})
	got := h.race(brand, 16, func(i int) (string, loyalty.Operation) {
		return fmt.Sprint("rv-", i), loyalty.Reverse{Ref: spend.Txn, Points: new(int64(40))}
	})
	wantCodes(t, got, map[string]int{"ok": 2, "exceeds_remaining": 14})
	h.wantBalances(brand, "r1", ledger.Balances{Available: 90})
	h.verify()
}

func TestRingOfTransfers(t *testing.T) {
	h := newHouse(t)
	const members, clients, repeat = 8, 16, 5
	brand := h.open(numbered(members)...)
	h.give(brand, 1000, numbered(members)...)
	got := h.race(brand, clients*repeat, func(i int) (string, loyalty.Operation) {
		from, to := 1+i%members, 1+(i+1)%members
		return fmt.Sprint("t-", i), loyalty.Transfer{From: fmt.Sprint("r", from), To: fmt.Sprint("r", to), Points: 13}
	})
	wantCodes(t, got, map[string]int{"ok": clients * repeat})
	totals, err := h.Totals("shop")
	if err != nil || totals["available"] != members*1000 {
		t.Errorf("members have %d, want %d (%v)", totals["available"], members*1000, err)
	}
	h.verify()
}

// Batches lock many members at once, in the same order as everybody else.
func TestBatchesOfTheSameMembers(t *testing.T) {
	h := newHouse(t)
	const members, clients = 10, 8
	brand := h.open(numbered(members)...)
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			var requests []loyalty.Request
			for i := range members {
				member := numbered(members)[(i+c)%members]
				requests = append(requests, loyalty.Request{
					Key: fmt.Sprint(c, "-", i), Op: loyalty.Earn{Member: member, Rule: "purchase", SourceID: fmt.Sprint(c, "-", i), Amount: 1000},
				})
			}
			if _, err := h.DoAll(t.Context(), account.SystemActor(brand), brand, requests); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	totals, err := h.Totals("shop")
	if err != nil || totals["issuance"] != -members*clients*10 {
		t.Errorf("issued %d, want %d (%v)", -totals["issuance"], members*clients*10, err)
	}
	h.verify()
}

// A point is spent by its member or ended by the sweeper: never both, never neither.
func TestSweeperAgainstCustomers(t *testing.T) {
	h := newHouse(t)
	brand := h.open(numbered(10)...)
	for _, member := range numbered(10) {
		h.must(brand, "seed-"+member, loyalty.Adjust{Member: member, Points: 100, Reason: "seed", ExpiryDays: new(1)})
	}
	lots, err := h.ListLots(t.Context(), account.SystemActor(brand), brand, "r1")
	if err != nil {
		t.Fatal(err)
	}
	h.clock.Set(lots[0].ExpiresAt.Add(-1e6)) // a millisecond before the end
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			h.clock.Set(lots[0].ExpiresAt)
			if _, err := h.Sweep(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Go(func() {
		h.race(brand, 10, func(i int) (string, loyalty.Operation) {
			return fmt.Sprint("z-", i), loyalty.Spend{Member: fmt.Sprint("r", i+1), Points: 100}
		})
	})
	wg.Wait()
	totals, err := h.Totals("shop")
	if err != nil || totals["burned"]+totals["expired"] != 1000 || totals["available"] != 0 {
		t.Errorf("spent %d, ended %d, left %d of 1000 (%v)", totals["burned"], totals["expired"], totals["available"], err)
	}
	h.verify()
}

// The first award makes a fan a member, however many come at once.
func TestAwardsOfANewFan(t *testing.T) {
	h := newHouse(t)
	brand := h.open()
	fan := h.fan(brand)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			err := h.db.InTx(t.Context(), func(tx *db.DB) error {
				_, err := h.Award(t.Context(), tx, brand, fan, loyalty.ContestEntry, fmt.Sprint("entry-", i%4))
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	v, err := h.FindOwn(t.Context(), brand, fan)
	if err != nil {
		t.Fatal(err)
	}
	if v.Available != 30 { // four entries, three a day
		t.Errorf("the fan has %d points, want 30", v.Available)
	}
	if n := h.count("SELECT count(*) FROM ly_member"); n != 1 {
		t.Errorf("%d members, want 1", n)
	}
	h.verify()
}
