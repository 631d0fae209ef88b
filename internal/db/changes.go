package db

import "sync"

// changes numbers the transactions that have touched what others keep a copy of.
type changes struct {
	mu   sync.RWMutex
	last uint64
	of   map[string]uint64
	tell []func(subject string)
}

// Touch says of a transaction that it changes what a subject shows: a brand, by its id.
// Whoever keeps a copy learns of it by Touched, once the transaction is committed and before
// InTx returns.
func (d *DB) Touch(subject string) { d.touched = append(d.touched, subject) }

// Touched is the number of the last committed change of a subject that this process knows
// of; empty: of any. Numbers only grow, and one that was read before a copy was made and is
// not exceeded since says that the copy is as good as new. Changes of other processes are
// known as far as they are told by HearTouch.
func (d *DB) Touched(subject string) uint64 {
	d.changes.mu.RLock()
	defer d.changes.mu.RUnlock()
	if subject == "" {
		return d.changes.last
	}
	return d.changes.of[subject]
}

// OnTouch has fn called after each commit of this process that touched a subject.
func (d *DB) OnTouch(fn func(subject string)) {
	d.changes.mu.Lock()
	defer d.changes.mu.Unlock()
	d.changes.tell = append(d.changes.tell, fn)
}

// HearTouch takes note of a change that another process has committed.
func (d *DB) HearTouch(subject string) { d.changes.note(subject) }

func (c *changes) note(subject string) []func(string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	if c.of == nil {
		c.of = map[string]uint64{}
	}
	c.of[subject] = c.last
	return c.tell
}

// committed notes what a transaction has touched, and tells it.
func (c *changes) committed(subjects []string) {
	for _, subject := range subjects {
		for _, tell := range c.note(subject) {
			tell(subject)
		}
	}
}
