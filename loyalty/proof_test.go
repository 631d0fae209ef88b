package loyalty_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
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

// Large books take minutes: whoever asks while a proof runs is told so, on any server, and no
// second one begins. A server that was killed does not keep the others out.
func TestOneProofAtATime(t *testing.T) {
	h := newHouse(t)
	brand := h.busy()
	actor := account.SystemActor(brand)
	now := h.clock.Now().UnixMilli()
	if err := h.exec("INSERT INTO ly_proving (brand, holder, since_at, until_at) VALUES (?, 'another server', ?, ?)", string(brand), now, now+60_000); err != nil {
		t.Fatal(err)
	}
	if since, err := h.ProvingSince(t.Context(), actor, brand); err != nil || since.UnixMilli() != now {
		t.Errorf("proving since %v, %v", since, err)
	}
	if _, err := h.Prove(t.Context(), actor, brand); !errors.Is(err, loyalty.ErrProofRunning) {
		t.Errorf("a second proof: %v", err)
	}
	if err := h.ProveDue(t.Context()); err != nil {
		t.Errorf("the night: %v", err)
	}
	if proofs, err := h.ListProofs(t.Context(), actor, brand, 9); err != nil || len(proofs) != 0 {
		t.Fatalf("%d proofs were made beside it, %v", len(proofs), err)
	}
	h.clock.Advance(time.Minute) // it said nothing for so long
	if p, err := h.Prove(t.Context(), actor, brand); err != nil || p.First != nil {
		t.Errorf("after it was given up: %+v, %v", p, err)
	}
	if since, err := h.ProvingSince(t.Context(), actor, brand); err != nil || !since.IsZero() {
		t.Errorf("after its end: proving since %v, %v", since, err)
	}
}

func TestManyAskForAProof(t *testing.T) {
	h := newHouse(t)
	brand := h.busy()
	actor := account.SystemActor(brand)
	var wg sync.WaitGroup
	var made atomic.Int64
	for range 12 {
		wg.Go(func() {
			switch _, err := h.Prove(t.Context(), actor, brand); {
			case err == nil:
				made.Add(1)
			case !errors.Is(err, loyalty.ErrProofRunning):
				t.Error(err)
			}
		})
		wg.Go(func() {
			if r, err := h.Verify(t.Context(), actor, brand); err != nil || len(r.Problems) > 0 || r.Members != 3 {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
	wg.Wait()
	if made.Load() == 0 {
		t.Error("nobody's proof was made")
	}
}

// A brand whose books cannot be read or settled keeps no other brand waiting.
func TestOneBrandsTroubleIsItsOwn(t *testing.T) {
	h := newHouse(t)
	bad, good := h.openAs("bad", "r1"), h.openAs("good", "r1")
	for _, brand := range []account.BrandID{bad, good} {
		h.must(brand, "short", loyalty.Adjust{Member: "r1", Points: 10, Reason: "x", ExpiryDays: new(1)})
	}
	if err := h.exec("UPDATE ly_programme SET time_zone = 'Nowhere/Land' WHERE brand = ?", string(bad)); err != nil {
		t.Fatal(err)
	}
	fresh := loyalty.New(loyalty.Options{DB: h.db, Clock: h.clock, Random: rand.Reader, Secret: testSecret(t)}) // it remembers no programme
	h.clock.Advance(72 * time.Hour)
	if err := fresh.ProveDue(t.Context()); err == nil || !strings.Contains(err.Error(), string(bad)) {
		t.Errorf("the night says %v", err)
	}
	if proofs, err := fresh.ListProofs(t.Context(), account.SystemActor(good), good, 9); err != nil || len(proofs) != 1 {
		t.Errorf("%d proofs of the good books, %v", len(proofs), err)
	}
	if n, err := fresh.Sweep(t.Context()); n != 1 || err == nil || !strings.Contains(err.Error(), string(bad)) {
		t.Errorf("swept %d wallets, %v", n, err)
	}
	if err := fresh.GiveBirthdays(t.Context()); err != nil {
		t.Errorf("nobody has a birthday: %v", err)
	}
}
