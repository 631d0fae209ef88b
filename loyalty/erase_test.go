package loyalty_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// fan makes somebody who is not a member yet.
func (h *house) fan(account.BrandID) fan.ID { return fan.ID(db.NewID()) }

func (h *house) award(brand account.BrandID, to fan.ID, rule, source string) int64 {
	h.t.Helper()
	var points int64
	err := h.db.InTx(h.t.Context(), func(tx *db.DB) error {
		var err error
		points, err = h.Award(h.t.Context(), tx, brand, to, rule, source)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return points
}

func TestAwardBelongsToTheCallersTransaction(t *testing.T) {
	h := newHouse(t)
	brand := h.open()
	awa := h.fan(brand)
	boom := errors.New("the entry was refused")
	err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		if _, err := h.Award(t.Context(), tx, brand, awa, loyalty.ContestEntry, "entry-1"); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if n := h.count("SELECT count(*) FROM ly_txn"); n != 0 {
		t.Fatalf("%d transactions of an entry that never was", n)
	}
	if got := h.award(brand, awa, loyalty.ContestEntry, "entry-1"); got != 10 {
		t.Errorf("the entry earned %d, want 10", got)
	}
	if _, err := h.Award(t.Context(), h.db, brand, awa, loyalty.ContestEntry, "entry-2"); err == nil {
		t.Error("an award outside a transaction was taken")
	}
}

func TestAwardNeverFailsTheAct(t *testing.T) {
	h := newHouse(t)
	brand, poor := h.open(), h.brand("no-programme")
	awa := h.fan(brand)
	if got := h.award(brand, awa, loyalty.Vote, "vote-1"); got != 15 {
		t.Errorf("the vote earned %d, want 15", got)
	}
	for what, got := range map[string]int64{
		"the same vote":           h.award(brand, awa, loyalty.Vote, "vote-1"),
		"a rule nobody made":      h.award(brand, awa, "survey", "s-1"),
		"a brand without members": h.award(poor, awa, loyalty.Vote, "vote-1"),
	} {
		if got != 0 {
			t.Errorf("%s earned %d", what, got)
		}
	}
	h.award(brand, awa, loyalty.Vote, "vote-2")
	if got := h.award(brand, awa, loyalty.Vote, "vote-3"); got != 10 {
		t.Errorf("the third vote earned %d, want the 10 that the daily cap leaves", got)
	}
	if got := h.award(brand, awa, loyalty.Vote, "vote-4"); got != 0 {
		t.Errorf("beyond the cap: %d", got)
	}
	h.verify()
}

func TestErasingAFanLeavesNumbersAndNobody(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	awa := h.fan(brand)
	h.award(brand, awa, loyalty.Vote, "vote-1")
	v, err := h.FindOwn(t.Context(), brand, awa)
	if err != nil {
		t.Fatal(err)
	}
	h.must(brand, "a", loyalty.Adjust{Member: v.Ref, Points: 100, Reason: "sorry, Awa Diop, for your parcel"})
	voucher := h.must(brand, "v", loyalty.Redeem{Member: v.Ref, Reward: "coupon"})

	export := h.export(awa)
	for _, want := range []string{"sorry, Awa Diop", `"available":65`, v.Ref} {
		if !strings.Contains(export, want) {
			t.Errorf("the export lacks %q: %s", want, export)
		}
	}
	err = h.db.InTx(t.Context(), func(tx *db.DB) error { return h.Holder().Erase(t.Context(), tx, awa) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.FindOwn(t.Context(), brand, awa); !errors.Is(err, loyalty.ErrUnknownMember) {
		t.Errorf("the fan is still found: %v", err)
	}
	if n := h.count("SELECT count(*) FROM ly_txn_note"); n != 0 {
		t.Errorf("%d notes are left", n)
	}
	if a := h.try(brand, "use", loyalty.VoucherUse{Ref: voucher.Txn}); !errors.Is(a.Refused, loyalty.ErrMemberErased) {
		t.Errorf("the voucher of an erased member: %v", a.Refused)
	}
	if got := h.export(awa); got != "null" {
		t.Errorf("the export after erasure: %s", got)
	}
	h.verify()
	// Erasing again, and somebody who never was a member, is nothing to do.
	for _, id := range []fan.ID{awa, h.fan(brand)} {
		if err := h.db.InTx(t.Context(), func(tx *db.DB) error { return h.Holder().Erase(t.Context(), tx, id) }); err != nil {
			t.Error(err)
		}
	}
}

func (h *house) export(id fan.ID) string {
	h.t.Helper()
	var text []byte
	err := h.db.InTx(h.t.Context(), func(tx *db.DB) error {
		data, err := h.Holder().Export(h.t.Context(), tx, id)
		if err != nil {
			return err
		}
		text, err = json.Marshal(data)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return string(text)
}

func TestHistoryTellsEveryMovementAndItsReason(t *testing.T) {
	h := newHouse(t)
	brand := h.busy()
	actor := account.SystemActor(brand)
	var all []loyalty.Line
	page := loyalty.Page{Size: 2}
	for {
		lines, next, err := h.ListHistory(t.Context(), actor, brand, "r1", page)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, lines...)
		if next == "" {
			break
		}
		page.After = next
	}
	var sum int64
	seen := map[loyalty.TxnID]bool{}
	for _, line := range all {
		if seen[line.Txn] {
			t.Errorf("%s is on two pages", line.Txn)
		}
		seen[line.Txn] = true
		sum += line.Points
	}
	v, err := h.FindMember(t.Context(), actor, brand, "r1")
	if err != nil || sum != v.Available {
		t.Errorf("the lines sum to %d, available is %d (%v)", sum, v.Available, err)
	}
	received, _, err := h.ListHistory(t.Context(), actor, brand, "r3", loyalty.Page{Size: 10})
	if err != nil || len(received) != 1 || !received[0].Received || received[0].Points != 30 {
		t.Errorf("the receiver's history: %+v, %v", received, err)
	}
	given, _, err := h.ListHistory(t.Context(), actor, brand, "r2", loyalty.Page{Size: 10})
	if err != nil || given[len(given)-1].Reason != "goodwill" || given[len(given)-1].Actor == "" {
		t.Errorf("the reason and author of the adjustment: %+v, %v", given, err)
	}
	if _, _, err := h.ListHistory(t.Context(), actor, brand, "r1", loyalty.Page{Size: 2, After: "nonsense"}); !errors.Is(err, loyalty.ErrCursor) {
		t.Errorf("a cursor nobody gave: %v", err)
	}
}

// A vote is one act for each who votes: a rule whose ids are the brand's own, as orders' are, does
// not stop at the first of them.
func TestEverybodyIsThankedWhereIdsAreTheBrands(t *testing.T) {
	h := newHouse(t)
	brand := h.open()
	h.programme(brand, func(p *loyalty.Programme) {
		for i := range p.Rules {
			if p.Rules[i].ID == loyalty.Vote || p.Rules[i].ID == loyalty.ContestEntry {
				p.Rules[i].Dedupe = ledger.PerBrand
			}
		}
	})
	awa, moussa := h.fan(brand), h.fan(brand)
	for _, event := range []string{loyalty.Vote, loyalty.ContestEntry} {
		first, second := h.award(brand, awa, event, "the same"), h.award(brand, moussa, event, "the same")
		if first == 0 || second != first {
			t.Errorf("%s: %d for the first, %d for the second", event, first, second)
		}
		if again := h.award(brand, moussa, event, "the same"); again != 0 {
			t.Errorf("%s: %d once more", event, again)
		}
	}
	h.verify()
}
