package loyalty

import (
	"context"
	"errors"
	"sync"
	"testing"

	"kermesse/internal/account"
)

// waiters starts turns that come while another is written, and returns them.
func waiters(q *queue, turns []*turn, write func([]*turn)) (first func(), all *sync.WaitGroup) {
	begun, released := make(chan struct{}), make(chan struct{})
	all = &sync.WaitGroup{}
	all.Go(func() {
		q.do(&turn{ctx: context.Background(), brand: "a"}, func([]*turn) { close(begun); <-released })
	})
	<-begun
	for _, t := range turns {
		all.Go(func() { q.do(t, write) })
	}
	for queued := 0; queued < len(turns); {
		q.mu.Lock()
		queued = len(q.waiting)
		q.mu.Unlock()
	}
	return func() { close(released) }, all
}

func TestTurnsGatherBehindTheOneThatIsWritten(t *testing.T) {
	var q queue
	var turns []*turn
	for i := range 100 {
		brand := account.BrandID("a")
		if i%4 == 0 {
			brand = "b"
		}
		turns = append(turns, &turn{ctx: t.Context(), brand: brand, errands: make([]errand, 1)})
	}
	var batches []int
	start, all := waiters(&q, turns, func(batch []*turn) {
		for _, each := range batch {
			if each.brand != batch[0].brand {
				t.Errorf("brands %s and %s in one transaction", each.brand, batch[0].brand)
			}
			each.answers = []Answer{{Points: 1}}
		}
		batches = append(batches, len(batch)) // one writer at a time
	})
	start()
	all.Wait()
	for _, each := range turns {
		if len(each.answers) != 1 {
			t.Fatal("somebody was left waiting without an answer")
		}
	}
	if len(batches) != 3 { // 64 and 11 of a, 25 of b
		t.Errorf("batches of %d, want three", batches)
	}
	if q.led || len(q.waiting) > 0 {
		t.Error("the queue is not at rest")
	}
}

// A panic is the leader's alone: the others are told that nothing was written.
func TestAPanicLeavesNobodyWaiting(t *testing.T) {
	var q queue
	turns := []*turn{
		{ctx: t.Context(), brand: "a", err: errNotWritten}, {ctx: t.Context(), brand: "a", err: errNotWritten},
	}
	var panics int
	var mu sync.Mutex
	start, all := waiters(&q, nil, nil)
	for _, each := range turns {
		all.Go(func() {
			defer func() {
				if recover() != nil {
					mu.Lock()
					panics++
					mu.Unlock()
				}
			}()
			q.do(each, func([]*turn) { panic("a mistake") })
		})
	}
	start()
	all.Wait()
	if panics == 0 || q.led {
		t.Errorf("%d panics; led: %t", panics, q.led)
	}
	for _, each := range turns {
		if !errors.Is(each.err, errNotWritten) {
			t.Errorf("told %v", each.err)
		}
	}
}
