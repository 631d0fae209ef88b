package polls

import (
	"sync"
	"time"
)

// recallFor is how old a poll may be that Recall tells of. Correctness does not hang on it.
const recallFor = time.Second

// recalledAtOnce is how many polls are kept: those that crowds vote in at the same time.
const recalledAtOnce = 64

// recent keeps polls that were read a moment ago.
type recent struct {
	mu    sync.RWMutex
	polls map[string]reading
}

type reading struct {
	poll Poll // with recalled set; nobody changes what it points to
	at   time.Time
}

// find returns the poll of that slug, read now or within recallFor before.
func (r *recent) find(slug string, now time.Time, read func() (Poll, error)) (Poll, error) {
	r.mu.RLock()
	kept, ok := r.polls[slug]
	r.mu.RUnlock()
	if age := now.Sub(kept.at); ok && age >= 0 && age < recallFor {
		return kept.poll, nil
	}
	p, err := read()
	if err != nil {
		return Poll{}, err
	}
	p.recalled = true
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.polls == nil || len(r.polls) >= recalledAtOnce {
		r.polls = make(map[string]reading, recalledAtOnce)
	}
	r.polls[slug] = reading{p, now}
	return p, nil
}
