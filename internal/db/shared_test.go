package db_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/db"
)

// An answer is never older than its question, however many share it.
func TestSharedReadIsNeverOlderThanItsQuestion(t *testing.T) {
	var shared db.Shared[string, int64]
	var truth, reads atomic.Int64
	find := func(context.Context) (int64, error) {
		reads.Add(1)
		v := truth.Load()
		time.Sleep(time.Millisecond)
		return v, nil
	}
	const askers, times = 32, 40
	var wg sync.WaitGroup
	for range askers {
		wg.Go(func() {
			for range times {
				least := truth.Add(1)
				if v, err := shared.Find(t.Context(), "k", find); err != nil || v < least {
					t.Errorf("%d, %v, want at least %d", v, err, least)
				}
			}
		})
	}
	wg.Wait()
	if reads.Load() >= askers*times {
		t.Errorf("%d reads: nobody shared", reads.Load())
	}
}

func TestSharedReadsOfDifferentThings(t *testing.T) {
	var shared db.Shared[int, int]
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			v, err := shared.Find(t.Context(), i%5, func(context.Context) (int, error) { return i % 5, nil })
			if err != nil || v != i%5 {
				t.Errorf("%d: %d, %v", i%5, v, err)
			}
		})
	}
	wg.Wait()
}

// A read that fails, or panics, fails for those who shared it; the next one is a new one.
func TestSharedReadFails(t *testing.T) {
	var shared db.Shared[string, int]
	boom := errors.New("boom")
	if _, err := shared.Find(t.Context(), "k", func(context.Context) (int, error) { return 0, boom }); !errors.Is(err, boom) {
		t.Error(err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = shared.Find(t.Context(), "k", func(context.Context) (int, error) { panic("as told") })
	}()
	if v, err := shared.Find(t.Context(), "k", func(context.Context) (int, error) { return 7, nil }); v != 7 || err != nil {
		t.Errorf("%d, %v", v, err)
	}
}
