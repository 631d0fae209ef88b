package db

import (
	"cmp"
	"context"
	"sync"
	"time"
)

// Shared lets those who ask for the same thing at the same moment ask once. An answer is
// never older than the question: whoever comes while a read is under way does not get that
// one, which may have missed what was just committed, but the next, together with all who
// have come meanwhile. A caller alone reads as if there were no Shared.
//
// What is handed out belongs to several callers: nobody may change it.
type Shared[K comparable, V any] struct {
	Timeout time.Duration // of a read, whose time belongs to no caller alone; 0: ten seconds

	mu    sync.Mutex
	reads map[K]*read[V] // under way
}

type read[V any] struct {
	done chan struct{}
	next *read[V] // that begins when this one ends; nil: nobody waits
	v    V
	err  error
}

const sharedTimeout = 10 * time.Second

// Find returns what find does, called once for all who wait. It may be called with the
// context of another caller, without that one's deadline.
func (s *Shared[K, V]) Find(ctx context.Context, key K, find func(context.Context) (V, error)) (V, error) {
	s.mu.Lock()
	if s.reads == nil {
		s.reads = map[K]*read[V]{}
	}
	current := s.reads[key]
	if current == nil {
		mine := &read[V]{done: make(chan struct{})}
		s.reads[key] = mine
		s.mu.Unlock()
		return s.run(ctx, key, mine, find)
	}
	if current.next != nil {
		r := current.next
		s.mu.Unlock()
		return r.wait(ctx)
	}
	mine := &read[V]{done: make(chan struct{})}
	current.next = mine
	s.mu.Unlock()
	<-current.done // bounded by Timeout; the others count on this caller
	return s.run(ctx, key, mine, find)
}

func (r *read[V]) wait(ctx context.Context) (V, error) {
	select {
	case <-r.done:
		return r.v, r.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

func (s *Shared[K, V]) run(ctx context.Context, key K, r *read[V], find func(context.Context) (V, error)) (V, error) {
	defer func() {
		s.mu.Lock()
		if r.next != nil {
			s.reads[key] = r.next
		} else {
			delete(s.reads, key)
		}
		s.mu.Unlock()
		close(r.done)
	}()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cmp.Or(s.Timeout, sharedTimeout))
	defer cancel()
	r.err = errReadPanicked // stays where find panics: whoever waits must not take a zero value for an answer
	r.v, r.err = find(ctx)
	return r.v, r.err
}
