package loyalty_test

import (
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
)

func TestBooksAreProvedOnceANight(t *testing.T) {
	h := newHouse(t)
	brand := h.busy()
	actor := account.SystemActor(brand)
	prove := func(at string) []loyalty.Proof {
		t.Helper()
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		h.clock.Set(moment)
		if err := h.ProveDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		proofs, err := h.ListProofs(t.Context(), actor, brand, 30)
		if err != nil {
			t.Fatal(err)
		}
		return proofs
	}
	for _, step := range []struct {
		at   string
		want int
	}{
		{"2026-03-01T12:00:01Z", 1}, // books that were never proved are proved at once
		{"2026-03-01T23:00:00Z", 1},
		{"2026-03-02T02:59:59Z", 1},
		{"2026-03-02T03:00:00Z", 2},
		{"2026-03-02T03:10:00Z", 2},
		{"2026-03-05T09:00:00Z", 3}, // after three days off: once
	} {
		proofs := prove(step.at)
		if len(proofs) != step.want || proofs[0].First != nil || proofs[0].Members != 3 {
			t.Errorf("at %s there are %d proofs, want %d; the last: %+v", step.at, len(proofs), step.want, proofs[0])
		}
	}
}

func TestAWrongBookIsToldEveryNight(t *testing.T) {
	h := newHouse(t)
	brand := h.busy()
	if err := h.exec("UPDATE ly_wallet SET available = available + 1 WHERE member = (SELECT id FROM ly_member WHERE ref = 'r2')"); err != nil {
		t.Fatal(err)
	}
	err := h.ProveDue(t.Context())
	if err == nil || !strings.Contains(err.Error(), "ly_wallet") {
		t.Fatalf("the task says %v, want the wrong wallet", err)
	}
	proofs, err := h.ListProofs(t.Context(), account.SystemActor(brand), brand, 1)
	if err != nil {
		t.Fatal(err)
	}
	if p := proofs[0]; p.Wrong == 0 || p.First == nil || p.First.Table != "ly_wallet" || p.First.Check.FR == "" {
		t.Errorf("kept: %+v (%+v)", p, p.First)
	}
}
