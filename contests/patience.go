package contests

import (
	"sync"
	"time"
)

// patience spreads the questions to relays that do not answer: an eighth of the time
// that has passed, from a second up to five minutes. A number that is late for days is
// asked for until it comes, without a question each second.
type patience struct {
	mu   sync.Mutex
	next map[list]time.Time
}

const maxPatience = 5 * time.Minute

// over reports whether an attempt's number may be asked for.
func (p *patience) over(c Contest, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	next, waits := p.next[c.listOf(c.Attempt)]
	// A clock that was set back by far does not make anybody wait.
	return !waits || !now.Before(next) || next.Sub(now) > maxPatience
}

// lost notes that the number of an attempt was not to be had.
func (p *patience) lost(c Contest, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next == nil {
		p.next = map[list]time.Time{}
	}
	wait := now.Sub(c.DrawAt) / 8
	p.next[c.listOf(c.Attempt)] = now.Add(max(time.Second, min(wait, maxPatience)))
}
