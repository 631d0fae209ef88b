package beacon

import (
	"errors"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRoundsAndTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]Chain{Quicknet(), Default(), newTestChain(t, 7*time.Second).Chain}).Draw(t, "chain")
		at := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "unix"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		if round := c.RoundAt(at); round > 0 {
			due, err := c.TimeOf(round)
			next, err2 := c.TimeOf(round + 1)
			if err != nil || err2 != nil || due.After(at) || !next.After(at) {
				t.Fatalf("round %d at %s is due at %s, the next at %s", round, at, due, next)
			}
		}
		first := c.FirstRoundAt(at)
		due, err := c.TimeOf(first)
		if err != nil || due.Before(at) {
			t.Fatalf("the first round from %s is %d, due at %s (%v)", at, first, due, err)
		}
		if before, err := c.TimeOf(first - 1); err == nil && !before.Before(at) {
			t.Fatalf("round %d at %s is from %s as well", first-1, before, at)
		}
	})
}

// TestExampleRound is the round of the example draw: the first one at least 600 s after
// its closing.
func TestExampleRound(t *testing.T) {
	closes := time.Date(2025, 8, 21, 18, 59, 24, 0, time.UTC)
	if round := Quicknet().FirstRoundAt(closes.Add(600 * time.Second)); round != 21_000_000 {
		t.Errorf("round %d", round)
	}
	if round := Quicknet().FirstRoundAt(time.Unix(0, 0)); round != 1 {
		t.Errorf("the first round ever is %d", round)
	}
}

func TestRoundsThatDoNotExist(t *testing.T) {
	for _, round := range []uint64{0, 1 << 40, math.MaxUint64} {
		if _, err := Quicknet().TimeOf(round); !errors.Is(err, ErrRound) {
			t.Errorf("round %d: %v", round, err)
		}
		if _, err := Quicknet().Verify(round, make([]byte, 48), nil); !errors.Is(err, ErrRound) {
			t.Errorf("round %d: %v", round, err)
		}
	}
	if _, err := (Chain{}).Verify(1, make([]byte, 48), nil); err == nil {
		t.Error("a chain without a key verified something")
	}
}

func TestNewChainRefusals(t *testing.T) {
	for why, change := range map[string]func(*Facts){
		"no period":             func(f *Facts) { f.PeriodS = 0 },
		"before 1970":           func(f *Facts) { f.GenesisUnix = -1 },
		"genesis at the end":    func(f *Facts) { f.GenesisUnix = math.MaxInt64 },
		"no scheme":             func(f *Facts) { f.Scheme = "" },
		"key of other scheme":   func(f *Facts) { f.Scheme = Chained },
		"no key":                func(f *Facts) { f.PublicKey = nil },
		"key too short":         func(f *Facts) { f.PublicKey = f.PublicKey[1:] },
		"key not on the curve":  func(f *Facts) { f.PublicKey[95] ^= 1 },
		"point at infinity":     func(f *Facts) { f.PublicKey = append([]byte{0xc0}, make([]byte, 95)...) },
		"key with another flag": func(f *Facts) { f.PublicKey[0] &= 0x7f },
	} {
		f := Quicknet().Facts()
		if change(&f); f.PeriodS == 0 && why != "no period" {
			t.Fatal("the facts were not copied")
		}
		if _, err := NewChain(f); !errors.Is(err, ErrChain) {
			t.Errorf("%s: %v", why, err)
		}
	}
	if _, err := NewChain(Quicknet().Facts()); err != nil {
		t.Errorf("changing the facts of a copy changed the chain: %v", err)
	}
}

func newTestChain(t interface{ Fatal(...any) }, period time.Duration) TestChain {
	c, err := NewTestChain([32]byte{1, 2, 3}, time.Unix(1_700_000_000, 0), period)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTestChain(t *testing.T) {
	c := newTestChain(t, 3*time.Second)
	if again := newTestChain(t, 3*time.Second); again.Hash() != c.Hash() {
		t.Error("the same secret gave two chains")
	}
	other, err := NewTestChain([32]byte{1, 2, 4}, time.Unix(1_700_000_000, 0), 3*time.Second)
	if err != nil || other.Hash() == c.Hash() {
		t.Errorf("two secrets gave one chain (%v)", err)
	}
	if _, real := Pinned(c.Hash()); real {
		t.Error("a test chain is taken for a real one")
	}
	r, err := c.Sign(5)
	if err != nil {
		t.Fatal(err)
	}
	a, err := r.Verify(c.Chain, 5)
	if err != nil {
		t.Fatal(err)
	}
	if r2, _ := c.Sign(6); string(r2.Signature) == string(r.Signature) {
		t.Error("two rounds have one signature")
	}
	if _, err := other.Verify(5, r.Signature, nil); err == nil {
		t.Error("another chain accepted the round")
	}
	again, _ := c.Sign(5)
	if b, err := again.Verify(c.Chain, 5); err != nil || a != b {
		t.Errorf("signed again, the round is %x, not %x (%v)", b, a, err)
	}
	if _, err := c.Sign(0); err == nil {
		t.Error("signed round 0")
	}
	if _, err := NewTestChain([32]byte{1}, time.Unix(1, 0), time.Millisecond); err == nil {
		t.Error("a period below a second was accepted")
	}
}
