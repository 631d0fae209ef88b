// Package clock is the time that services are given, so that a test, the demo and the
// sandbox can decide what time it is. Only cmd chooses which clock runs.
package clock

import (
	"sync"
	"time"
)

// Clock tells the present time.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock, in UTC.
var System Clock = systemClock{}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now().UTC() }

// Settable is a clock that stands still until it is set. It is safe for concurrent use.
type Settable struct {
	mu  sync.RWMutex
	now time.Time
}

// NewSettable returns a clock that stands at t.
func NewSettable(t time.Time) *Settable {
	return &Settable{now: t.UTC()}
}

// Now returns the time the clock was last set to.
func (s *Settable) Now() time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.now
}

// Set moves the clock to t, which may lie in the past: services must bear that.
func (s *Settable) Set(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = t.UTC()
}

// Advance moves the clock by d and returns the new time.
func (s *Settable) Advance(d time.Duration) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
	return s.now
}

// OrNil is t, or nil where t is the zero time: JSON then has no time instead of one in the
// year 1.
func OrNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}
