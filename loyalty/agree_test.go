package loyalty_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// limited is a shop where corrections above 100 points take two people.
func limited(t *testing.T) (h *house, brand account.BrandID, ana, ben account.Actor) {
	h = newHouse(t)
	brand = h.open("r1", "r2")
	h.programme(brand, func(p *loyalty.Programme) { p.Desk.FourEyes = 100 })
	ana, ben = staff(brand)
	return h, brand, ana, ben
}

func (h *house) ask(actor account.Actor, key string, points int64) loyalty.AdjustRequest {
	h.t.Helper()
	r, err := h.AskAdjust(h.t.Context(), actor, actor.Brand, key, loyalty.Adjust{Member: "r1", Points: points, Reason: "parcel lost"})
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func TestAboveTheLimitOnePersonIsNotEnough(t *testing.T) {
	h, brand, ana, _ := limited(t)
	adjust := func(key string, points int64) loyalty.Answer {
		a, err := h.Service.Do(t.Context(), ana, brand, key, loyalty.Adjust{Member: "r1", Points: points, Reason: "sorry"})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := adjust("at", 100); a.Refused != nil {
		t.Errorf("at the limit: %v", a.Refused)
	}
	if a := adjust("over", 101); !errors.Is(a.Refused, loyalty.ErrNeedsApproval) {
		t.Errorf("over it: %v", a.Refused)
	}
	if a := adjust("under", -101); !errors.Is(a.Refused, loyalty.ErrNeedsApproval) {
		t.Errorf("taking as much: %v", a.Refused)
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: 100})
}

func TestTwoPeopleAgreeOnACorrection(t *testing.T) {
	h, brand, ana, ben := limited(t)
	r := h.ask(ana, "k", 500)
	if again := h.ask(ana, "k", 500); again.ID != r.ID {
		t.Error("the same key asked twice")
	}
	if _, err := h.ApproveAdjust(t.Context(), ana, brand, r.ID); !errors.Is(err, loyalty.ErrSecondPerson) {
		t.Errorf("who asked approved: %v", err)
	}
	nameless := ben
	nameless.User = ""
	if _, err := h.ApproveAdjust(t.Context(), nameless, brand, r.ID); !errors.Is(err, loyalty.ErrSecondPerson) {
		t.Errorf("nobody approved: %v", err)
	}
	till := ben
	till.Role = account.Till
	if _, err := h.ApproveAdjust(t.Context(), till, brand, r.ID); !errors.Is(err, account.ErrNotAllowed) {
		t.Errorf("the till approved: %v", err)
	}
	done, err := h.ApproveAdjust(t.Context(), ben, brand, r.ID)
	if err != nil || done.State != loyalty.RequestApproved || done.Decider != "Ben" || done.Txn == "" {
		t.Fatalf("%+v, %v", done, err)
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: 500})
	lines, _, err := h.ListHistory(t.Context(), ana, brand, "r1", loyalty.Page{Size: 5})
	if err != nil || lines[0].Reason != "parcel lost" || lines[0].Actor != "Ana + Ben" {
		t.Errorf("history %+v, %v", lines, err)
	}
	for _, act := range []string{"points.second_asked", "points.second_approved", "points.adjusted"} {
		if n := h.count("SELECT count(*) FROM journal WHERE action = ?", act); n != 1 {
			t.Errorf("%s: %d lines in the journal", act, n)
		}
	}
	if _, err := h.RefuseAdjust(t.Context(), ben, brand, r.ID, "no"); !errors.Is(err, loyalty.ErrRequestDecided) {
		t.Errorf("decided again: %v", err)
	}
	h.verify()
}

// What the books refuse leaves the request as it was.
func TestARefusalOfTheBooksLeavesTheRequest(t *testing.T) {
	h, brand, ana, ben := limited(t)
	r := h.ask(ana, "k", -500)
	if _, err := h.ApproveAdjust(t.Context(), ben, brand, r.ID); !errors.Is(err, loyalty.ErrInsufficientPoints) {
		t.Fatalf("%v", err)
	}
	h.give(brand, 600, "r1")
	if done, err := h.ApproveAdjust(t.Context(), ben, brand, r.ID); err != nil || done.State != loyalty.RequestApproved {
		t.Errorf("%+v, %v", done, err)
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: 100})
	h.verify()
}

func TestRequestsLapse(t *testing.T) {
	h, brand, ana, ben := limited(t)
	r := h.ask(ana, "k", 500)
	h.later(7 * 24 * time.Hour)
	if _, err := h.ApproveAdjust(t.Context(), ben, brand, r.ID); !errors.Is(err, loyalty.ErrRequestDecided) {
		t.Errorf("after its time: %v", err)
	}
	if err := h.LapseTask().Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := h.FindAdjustRequest(t.Context(), ana, brand, r.ID); err != nil || got.State != loyalty.RequestLapsed {
		t.Errorf("%+v, %v", got, err)
	}
	h.wantBalances(brand, "r1", ledger.Balances{})
}

func TestErasingTakesTheReason(t *testing.T) {
	h, brand, ana, ben := limited(t)
	r := h.ask(ana, "k", 500)
	h.must(brand, "e", loyalty.Erase{Member: "r1"})
	got, err := h.FindAdjustRequest(t.Context(), ana, brand, r.ID)
	if err != nil || got.State != loyalty.RequestLapsed || got.Reason != "" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := h.ApproveAdjust(t.Context(), ben, brand, r.ID); !errors.Is(err, loyalty.ErrRequestDecided) {
		t.Errorf("approved: %v", err)
	}
	h.verify()
}

// Ten people decide at once: one of them does, and the points move once or not at all.
func TestDecidingAtOnce(t *testing.T) {
	h, brand, ana, ben := limited(t)
	for round := range 5 {
		r := h.ask(ana, fmt.Sprint("k", round), 200)
		before := h.available(brand, "r1")
		var all sync.WaitGroup
		var mu sync.Mutex
		approved, refused, late := 0, 0, 0
		for i := range 10 {
			all.Go(func() {
				who := ben
				who.User = account.UserID(fmt.Sprint("user", i))
				var err error
				if i%2 == 0 {
					_, err = h.ApproveAdjust(t.Context(), who, brand, r.ID)
				} else {
					_, err = h.RefuseAdjust(t.Context(), who, brand, r.ID, "")
				}
				mu.Lock()
				defer mu.Unlock()
				switch {
				case errors.Is(err, loyalty.ErrRequestDecided):
					late++
				case err != nil:
					t.Error(err)
				case i%2 == 0:
					approved++
				default:
					refused++
				}
			})
		}
		all.Wait()
		if approved+refused != 1 || late != 9 {
			t.Errorf("%d approved, %d refused, %d came late", approved, refused, late)
		}
		if got, want := h.available(brand, "r1")-before, int64(approved)*200; got != want {
			t.Errorf("the points moved by %d, want %d", got, want)
		}
	}
	h.verify()
}

func (h *house) available(brand account.BrandID, member string) int64 {
	h.t.Helper()
	v, err := h.FindMember(h.t.Context(), account.SystemActor(brand), brand, member)
	if err != nil {
		h.t.Fatal(err)
	}
	return v.Available
}
