package loyalty_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// by does something as a person and returns why the books refused it.
func (h *house) by(actor account.Actor, key string, op loyalty.Operation) error {
	h.t.Helper()
	a, err := h.Service.Do(h.t.Context(), actor, actor.Brand, key, op)
	if err != nil {
		h.t.Fatal(err)
	}
	if a.Refused == nil {
		return nil
	}
	return a.Refused
}

func sorry(member string, points int64) loyalty.Adjust {
	return loyalty.Adjust{Member: member, Points: points, Reason: "sorry"}
}

// A correction that is too large for one person is as large in portions.
func TestPortionsCountTogether(t *testing.T) {
	h, _, ana, ben := limited(t)
	for i, points := range []int64{60, -40} {
		if err := h.by(ana, fmt.Sprint("portion", i), sorry("r1", points)); err != nil {
			t.Fatalf("%d: %v", points, err)
		}
	}
	if err := h.by(ana, "one more", sorry("r1", 1)); !errors.Is(err, loyalty.ErrNeedsApproval) {
		t.Errorf("the 101st point: %v", err)
	}
	if err := h.by(ana, "another", sorry("r2", 100)); err != nil {
		t.Errorf("for another member: %v", err)
	}
	if err := h.by(ben, "a colleague", sorry("r1", 100)); err != nil {
		t.Errorf("by another person: %v", err)
	}
	h.later(24*time.Hour - time.Millisecond)
	if err := h.by(ana, "too soon", sorry("r1", 1)); !errors.Is(err, loyalty.ErrNeedsApproval) {
		t.Errorf("a moment before a day is over: %v", err)
	}
	h.later(time.Millisecond)
	if err := h.by(ana, "tomorrow", sorry("r1", 100)); err != nil {
		t.Errorf("a day later: %v", err)
	}
	h.verify()
}

// Friends do not help: a person moves no more than ten times the limit in a day.
func TestManyMembersCountTogether(t *testing.T) {
	h, brand, ana, _ := limited(t)
	var members []string
	for i := range 12 {
		members = append(members, fmt.Sprint("f", i))
	}
	if _, err := h.CreateMembers(t.Context(), account.SystemActor(brand), brand, members); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for _, m := range members {
		all.Go(func() {
			a, err := h.Service.Do(t.Context(), ana, brand, "k"+m, sorry(m, 100))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				t.Error(err)
			case a.Refused == nil:
				done++
			case !errors.Is(a.Refused, loyalty.ErrNeedsApproval):
				t.Error(a.Refused)
			}
		})
	}
	all.Wait()
	if done != 10 {
		t.Errorf("%d corrections at the limit went through at once, want 10", done)
	}
	h.verify()
}

// What undoes a large operation takes two people as well, whole or in portions.
func TestReversalsTakeTwoPeople(t *testing.T) {
	h, brand, ana, ben := limited(t)
	h.give(brand, 500, "r1")
	spent := h.must(brand, "spend", loyalty.Spend{Member: "r1", Points: 300}).Txn
	if err := h.by(ana, "whole", loyalty.Reverse{Ref: spent}); !errors.Is(err, loyalty.ErrNeedsApproval) {
		t.Errorf("the whole: %v", err)
	}
	part := int64(100)
	if err := h.by(ana, "part", loyalty.Reverse{Ref: spent, Points: &part}); err != nil {
		t.Errorf("a part at the limit: %v", err)
	}
	if err := h.by(ana, "next part", loyalty.Reverse{Ref: spent, Points: &part}); !errors.Is(err, loyalty.ErrNeedsApproval) {
		t.Errorf("the next part: %v", err)
	}
	more := int64(201)
	if err := h.by(ana, "too many", loyalty.Reverse{Ref: spent, Points: &more}); !errors.Is(err, loyalty.ErrExceedsRemaining) {
		t.Errorf("more than there is: %v", err)
	}
	r, err := h.AskReverse(t.Context(), ana, brand, "ask", loyalty.Reverse{Ref: spent}, "order cancelled")
	if err != nil || r.Kind != ledger.Reverse || r.Points != 200 || r.Member != "r1" || r.Ref != spent {
		t.Fatalf("%+v, %v", r, err)
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: 300})
	if _, err := h.ApproveAdjust(t.Context(), ana, brand, r.ID); !errors.Is(err, loyalty.ErrSecondPerson) {
		t.Errorf("who asked approved: %v", err)
	}
	if done, err := h.ApproveAdjust(t.Context(), ben, brand, r.ID); err != nil || done.State != loyalty.RequestApproved || done.Txn == "" {
		t.Fatalf("%+v, %v", done, err)
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: 500})
	lines, _, err := h.ListHistory(t.Context(), ana, brand, "r1", loyalty.Page{Size: 1})
	if err != nil || lines[0].Actor != "Ana + Ben" || lines[0].Reason != "order cancelled" {
		t.Errorf("%+v, %v", lines, err)
	}
	if _, err := h.AskReverse(t.Context(), ana, brand, "again", loyalty.Reverse{Ref: spent}, ""); !errors.Is(err, loyalty.ErrAlreadyReversed) {
		t.Errorf("asked for what is undone: %v", err)
	}
	h.verify()
}

func TestRefundsTakeTwoPeople(t *testing.T) {
	h, brand, ana, ben := limited(t)
	bought := h.must(brand, "buy", loyalty.Earn{Member: "r1", Rule: "purchase", SourceID: "o1", Amount: 50_000}).Txn
	held := h.available(brand, "r1")
	refund := loyalty.Refund{Ref: bought, Amount: 40_000}
	if err := h.by(ana, "refund", refund); !errors.Is(err, loyalty.ErrNeedsApproval) {
		t.Errorf("%v", err)
	}
	r, err := h.AskRefund(t.Context(), ana, brand, "ask", refund, "")
	if err != nil || r.Kind != ledger.Refund || r.Points != -held*4/5 || r.Amount != 40_000 {
		t.Fatalf("%+v, %v; %d held", r, err, held)
	}
	if again, err := h.AskRefund(t.Context(), ana, brand, "ask", refund, ""); err != nil || again.ID != r.ID {
		t.Errorf("the same key: %+v, %v", again, err)
	}
	refund.Amount--
	if _, err := h.AskRefund(t.Context(), ana, brand, "ask", refund, ""); !errors.Is(err, loyalty.ErrIdempotencyConflict) {
		t.Errorf("the same key for another amount: %v", err)
	}
	if _, err := h.ApproveAdjust(t.Context(), ben, brand, r.ID); err != nil {
		t.Fatal(err)
	}
	h.wantBalances(brand, "r1", ledger.Balances{Available: held / 5})
	h.verify()
}

// Whoever the limit is for cannot lift it; to lower it is anybody's.
func TestOnlyAnOwnerLiftsTheLimit(t *testing.T) {
	h, brand, ana, ben := limited(t)
	set := func(actor account.Actor, limit int64) error {
		p, err := h.FindProgramme(t.Context(), brand)
		if err != nil {
			t.Fatal(err)
		}
		p.Desk.FourEyes = limit
		return h.SetProgramme(t.Context(), actor, brand, *p)
	}
	owner := ben
	ana.Role, owner.Role = account.Manager, account.Owner
	for _, limit := range []int64{101, 0} {
		if err := set(ana, limit); !errors.Is(err, account.ErrNotAllowed) {
			t.Errorf("a manager set %d: %v", limit, err)
		}
	}
	for _, c := range []struct {
		who   account.Actor
		limit int64
	}{{ana, 50}, {owner, 100}, {owner, 0}, {ana, 70}} {
		if err := set(c.who, c.limit); err != nil {
			t.Errorf("%s set %d: %v", c.who.Role, c.limit, err)
		}
	}
}

// An import is a correction, too: many small files are one large one.
func TestSmallImportsCountTogether(t *testing.T) {
	h, _, brand := bringing(t)
	h.programme(brand, func(p *loyalty.Programme) { p.Desk.FourEyes = 100 })
	ana, _ := staff(brand)
	states := map[loyalty.ImportState]int{}
	for i := range 12 {
		m := h.bring(ana, fmt.Sprintf("member,points\nn%d,100\n", i), true)
		states[m.State]++
	}
	if states[loyalty.ImportDone] != 10 || states[loyalty.ImportChecked] != 2 {
		t.Errorf("%v, want ten done and two waiting for a second person", states)
	}
}

func TestWhatWaitsIsCounted(t *testing.T) {
	h, brand, ana, ben := limited(t)
	h.ask(ana, "one", 500)
	lapsing := h.ask(ana, "two", 600)
	h.ask(ben, "three", 700)
	want := loyalty.Waiting{Corrections: 1, Own: 2}
	if got, err := h.CountWaiting(t.Context(), ana, brand); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if _, err := h.RefuseAdjust(t.Context(), ana, brand, lapsing.ID, ""); err != nil {
		t.Fatal(err)
	}
	want = loyalty.Waiting{Corrections: 1, Own: 1}
	if got, err := h.CountWaiting(t.Context(), ben, brand); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	viewer := ana
	viewer.Role = account.Viewer
	if _, err := h.CountWaiting(t.Context(), viewer, brand); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a viewer: %v", err)
	}
	h.later(7 * 24 * time.Hour)
	if got, err := h.CountWaiting(t.Context(), ana, brand); err != nil || got != (loyalty.Waiting{}) {
		t.Errorf("after their time: %+v, %v", got, err)
	}
}

// A correction cannot be signed with somebody else's name alone.
func TestACorrectionNamesWhoMadeIt(t *testing.T) {
	h, brand, ana, _ := limited(t)
	op := sorry("r1", 10)
	op.Actor = "Ben"
	if err := h.by(ana, "k", op); err != nil {
		t.Fatal(err)
	}
	lines, _, err := h.ListHistory(t.Context(), ana, brand, "r1", loyalty.Page{Size: 1})
	if err != nil || lines[0].Actor != "Ben · Ana" {
		t.Errorf("%+v, %v", lines, err)
	}
}
