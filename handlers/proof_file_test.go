package handlers

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestProofsAreQueued: some are made, some wait, and the others are asked to come back.
func TestProofsAreQueued(t *testing.T) {
	w := newTown(t)
	w.drawnContest(w.staff("glaces"), "attente", 3, nil)
	q := w.app.proofs
	for range proofsAtOnce {
		q.turns <- struct{}{}
	}
	for range proofsQueued - 1 {
		q.waiting <- struct{}{}
	}
	visitor := w.visitor()
	served := make(chan int)
	go func() { served <- visitor.get("/api/v1/contests/attente/proof.zip").status }()
	for len(q.waiting) < proofsQueued {
		time.Sleep(time.Millisecond)
	}
	busy := w.visitor().get("/api/v1/contests/attente/proof.zip")
	busy.code(503, "too_many_proofs")
	if busy.header.Get("Retry-After") != "60" {
		t.Errorf("Retry-After %q", busy.header.Get("Retry-After"))
	}
	q.leave()
	if status := <-served; status != 200 {
		t.Errorf("whoever waited got %d", status)
	}
	if len(q.turns) != proofsAtOnce-1 || len(q.waiting) != proofsQueued-1 {
		t.Errorf("%d turns and %d waiting are left", len(q.turns), len(q.waiting))
	}
}

func TestQueueEndsWithItsContext(t *testing.T) {
	q := newQueue(1, 1)
	if err := q.join(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := q.join(ctx); !errors.Is(err, context.Canceled) || len(q.waiting) != 0 {
		t.Errorf("%v, %d waiting", err, len(q.waiting))
	}
}
