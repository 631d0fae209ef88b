package loyalty_test

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty"
	"kermesse/loyalty/loyaltytest"
)

// ear is an announcer that keeps what it was told.
type ear struct {
	deaf   bool
	events []loyalty.Event
}

func (e *ear) Listening(context.Context, *db.DB, account.BrandID) (bool, error) { return !e.deaf, nil }

func (e *ear) AnnouncePoints(_ context.Context, tx *db.DB, events []loyalty.Event) error {
	e.events = append(e.events, events...)
	return tx.RequireTx()
}

// kinds empties what was told.
func (e *ear) kinds() []loyalty.EventKind {
	var kinds []loyalty.EventKind
	for _, event := range e.events {
		kinds = append(kinds, event.Kind)
	}
	e.events = nil
	return kinds
}

func TestWhatTheBooksTakeIsTold(t *testing.T) {
	h, heard := newHouse(t), &ear{}
	h.Service = loyalty.New(loyalty.Options{DB: h.db, Clock: h.clock, Random: rand.Reader, Secret: testSecret(t), Announcer: heard})
	brand := h.open("r1", "r2")
	expect := func(what string, want ...loyalty.EventKind) {
		t.Helper()
		if got := heard.kinds(); !slices.Equal(got, want) {
			t.Errorf("%s told %v, want %v", what, got, want)
		}
	}
	h.must(brand, "a", loyalty.Adjust{Member: "r1", Points: 500, Reason: "welcome"})
	if e := heard.events[0]; e.Member != "r1" || e.Points != 500 || e.Balances.Available != 500 || !e.Expires.IsZero() {
		t.Errorf("%+v", e)
	}
	expect("an adjustment", loyalty.EventAdjusted)
	voucher := h.must(brand, "v", loyalty.Redeem{Member: "r1", Reward: "coupon"})
	if e := heard.events[1]; e.Rule != "coupon" || !e.Expires.Equal(voucher.ExpiresAt) || e.Txn != voucher.Txn {
		t.Errorf("%+v", e)
	}
	expect("a redemption", loyalty.EventRedeemed, loyalty.EventIssued)
	h.must(brand, "use", loyalty.VoucherUse{Ref: voucher.Txn})
	if e := heard.events[0]; e.Txn != voucher.Txn {
		t.Errorf("the use tells of %s, not of %s", e.Txn, voucher.Txn)
	}
	expect("a use", loyalty.EventUsed)
	h.must(brand, "t", loyalty.Transfer{From: "r1", To: "r2", Points: 10})
	if e := heard.events[0]; e.Member != "r1" || e.To != "r2" || e.Points != 10 {
		t.Errorf("%+v", e)
	}
	expect("a gift", loyalty.EventTransferred)
	if again := h.must(brand, "t", loyalty.Transfer{From: "r1", To: "r2", Points: 10}); !again.Replayed {
		t.Error("not a replay")
	}
	expect("a replay")
	if a := h.try(brand, "much", loyalty.Spend{Member: "r1", Points: 10_000}); a.Refused == nil {
		t.Error("too much was spent")
	}
	expect("a refusal")
	h.must(brand, "x", loyalty.Adjust{Member: "r2", Points: 7, Reason: "for a day", ExpiryDays: new(1)})
	heard.kinds()
	h.clock.Advance(72 * time.Hour)
	if _, err := h.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if e := heard.events[0]; e.Member != "r2" || e.Points != 7 || e.Balances.Available != 10 {
		t.Errorf("%+v", e)
	}
	expect("the end of points", loyalty.EventExpired)
	h.must(brand, "erase", loyalty.Erase{Member: "r2"})
	if e := heard.events[0]; e.Member != "r2" || e.Fan != "" {
		t.Errorf("%+v", e)
	}
	expect("an erasure", loyalty.EventErased)
	heard.deaf = true
	h.must(brand, "b", loyalty.Adjust{Member: "r1", Points: 1, Reason: "quiet"})
	expect("a change that nobody listens to")
}

// The whole workload is told without a mistake, and what is told adds up: what the members
// have afterwards is what the last event about each said.
func TestEventsOfTheWorkloadAddUp(t *testing.T) {
	h, heard := newHouse(t), &ear{}
	h.Service = loyalty.New(loyalty.Options{DB: h.db, Clock: h.clock, Random: rand.Reader, Secret: testSecret(t), Announcer: heard})
	loyaltytest.Replay(t, loyaltytest.Load(t, loyaltytest.Files(t)[0]), h)
	last := map[string]loyalty.Event{}
	for _, e := range heard.events {
		if e.Kind == "" || e.Member == "" || e.Txn == "" || e.At.IsZero() {
			t.Fatalf("half an event: %+v", e)
		}
		last[string(e.Brand)+e.Member] = e
		if e.To != "" {
			delete(last, string(e.Brand)+e.To) // whose balance the event does not tell
		}
		if (e.Kind == loyalty.EventTierReached || e.Kind == loyalty.EventTierLost) && (e.Tier == "" || e.Former == "" || e.Tier == e.Former) {
			t.Errorf("a tier that did not change: %+v", e)
		}
	}
	for _, e := range last {
		// Holds are not told, nor is what pays a debt when one ends: neither changes this sum.
		want := e.Balances.Available + e.Balances.Held - e.Balances.Debt
		if h.count(`SELECT count(*) FROM ly_wallet w JOIN ly_member m ON m.id = w.member
			WHERE m.brand = ? AND m.ref = ? AND w.available + w.held - w.debt <> ?`, e.Brand, e.Member, want) != 0 {
			t.Errorf("the last event about %s says %+v", e.Member, e.Balances)
		}
	}
	if len(last) == 0 {
		t.Error("nothing was told")
	}
}
