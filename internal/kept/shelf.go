package kept

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"
)

// Shelf keeps what was made, by name, and makes it when it is asked for and not there or not
// fresh. When its memory is full, what was not asked for longest goes. It is safe for concurrent use.
type Shelf[K comparable, V any] struct {
	most   int64
	weigh  func(V) int64
	mu     sync.Mutex
	places map[K]*list.Element
	order  list.List // of *place, the last asked for in front
	weight int64
	under  map[K]*flight[V] // under way
	found  int64
	made   int64
}

type place[K comparable, V any] struct {
	key    K
	v      V
	begun  time.Time
	weight int64
}

type flight[V any] struct {
	done  chan struct{}
	begun time.Time
	v     V
	err   error
}

func newFlight[V any]() *flight[V] {
	return &flight[V]{done: make(chan struct{}), begun: time.Now(), err: errPanicked} // stays where produce panics
}

// NewShelf returns a shelf for so many bytes; weigh tells how many something takes.
func NewShelf[K comparable, V any](most int64, weigh func(V) int64) *Shelf[K, V] {
	return &Shelf[K, V]{most: most, weigh: weigh, places: map[K]*list.Element{}, under: map[K]*flight[V]{}}
}

var errPanicked = errors.New("kept: what was asked for was never made")

// Find returns what is kept under a key as long as fresh holds for it and for how long ago it
// was begun, and else what produce gives, which is called once for all who wait. What was
// begun before somebody came is given to them only if it is fresh in their eyes. An error is
// told to all who wait, and not kept. fresh is asked under a lock and must be quick.
func (s *Shelf[K, V]) Find(ctx context.Context, key K, fresh func(v V, age time.Duration) bool, produce func() (V, error)) (V, error) {
	var none V
	for {
		s.mu.Lock()
		if e, ok := s.places[key]; ok {
			if p := e.Value.(*place[K, V]); fresh(p.v, time.Since(p.begun)) {
				s.order.MoveToFront(e)
				s.found++
				s.mu.Unlock()
				return p.v, nil
			}
		}
		f := s.under[key]
		if f == nil {
			f = newFlight[V]()
			s.under[key] = f
			s.mu.Unlock()
			return s.fly(key, f, produce)
		}
		s.mu.Unlock()
		select {
		case <-f.done:
		case <-ctx.Done():
			return none, ctx.Err()
		}
		if f.err != nil || fresh(f.v, time.Since(f.begun)) {
			return f.v, f.err
		}
	}
}

// fly makes it for all who wait.
func (s *Shelf[K, V]) fly(key K, f *flight[V], produce func() (V, error)) (V, error) {
	defer func() {
		s.mu.Lock()
		delete(s.under, key)
		if f.err == nil {
			s.put(key, f)
		}
		s.mu.Unlock()
		close(f.done)
	}()
	f.v, f.err = produce()
	return f.v, f.err
}

// put keeps something, and lets go of what there is no room for.
func (s *Shelf[K, V]) put(key K, f *flight[V]) {
	s.made++
	if e, ok := s.places[key]; ok {
		s.drop(e)
	}
	p := &place[K, V]{key: key, v: f.v, begun: f.begun, weight: s.weigh(f.v)}
	if p.weight > s.most {
		return
	}
	s.places[key] = s.order.PushFront(p)
	s.weight += p.weight
	for s.weight > s.most {
		s.drop(s.order.Back())
	}
}

func (s *Shelf[K, V]) drop(e *list.Element) {
	p := s.order.Remove(e).(*place[K, V])
	delete(s.places, p.key)
	s.weight -= p.weight
}

// Figures tell how a shelf has done since it was made.
type Figures struct {
	Found  int64 // asked for and there
	Made   int64
	Kept   int   // now
	Weight int64 // bytes, now
}

// Figures returns them.
func (s *Shelf[K, V]) Figures() Figures {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Figures{Found: s.found, Made: s.made, Kept: len(s.places), Weight: s.weight}
}
