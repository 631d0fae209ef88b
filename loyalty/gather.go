package loyalty

import (
	"context"
	"errors"
	"sync"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// queue is requests that wait for the one writer of SQLite. While a transaction commits
// those that come gather behind it, and the next transaction takes them all: the disk is
// waited for once, and rows are written by the hundred. Nobody is answered before the
// commit. There is no timer: the transaction under way is the timer.
//
// PostgreSQL gathers commits by itself, and its members are locked one by one: there
// every request has its own transaction.
type queue struct {
	mu      sync.Mutex
	waiting []*turn
	led     bool // somebody is writing, and will wake the next
}

// turn is what one caller wants done.
type turn struct {
	ctx     context.Context
	brand   account.BrandID
	errands []errand
	answers []Answer
	err     error
	woken   chan wakening
}

type wakening bool

const (
	served wakening = false
	lead   wakening = true
)

// errNotWritten is what callers get whose transaction ended in a panic of another’s.
var errNotWritten = errors.New("loyalty: the transaction was given up")

// errand is a request and who sent it.
type errand struct {
	Request
	actor account.Actor
}

// Bounds of what one transaction takes together.
const (
	maxTurns   = 64
	maxErrands = 1000
	maxWriting = time.Minute // a transaction that others wait for too does not end with its leader's request
)

// do runs a turn, in a transaction of its own or with others. The caller whose turn comes
// first writes for those behind it, and wakes one of the rest to write next.
func (q *queue) do(t *turn, write func([]*turn)) {
	t.woken = make(chan wakening, 1)
	q.mu.Lock()
	q.waiting = append(q.waiting, t)
	leads := !q.led
	q.led = true
	q.mu.Unlock()
	if !leads && <-t.woken == served {
		return
	}
	batch := q.take()
	defer q.passOn(batch)
	write(batch)
}

// take removes the first turns of one brand from the queue.
func (q *queue) take() (batch []*turn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var rest []*turn
	errands := 0
	for _, t := range q.waiting {
		fits := len(batch) == 0 || len(batch) < maxTurns && errands+len(t.errands) <= maxErrands && t.brand == batch[0].brand
		if !fits {
			rest = append(rest, t)
			continue
		}
		batch, errands = append(batch, t), errands+len(t.errands)
	}
	q.waiting = rest
	return batch
}

// passOn wakes those who are served and the next to write.
func (q *queue) passOn(batch []*turn) {
	q.mu.Lock()
	if len(q.waiting) > 0 {
		q.waiting[0].woken <- lead
	} else {
		q.led = false
	}
	q.mu.Unlock()
	for _, t := range batch[1:] {
		t.woken <- served
	}
}

// writeTurns performs turns in one transaction. Where something goes wrong for any of
// them, each has a transaction of its own, so that one cannot fail the others.
func (s *Service) writeTurns(turns []*turn) {
	for _, t := range turns {
		t.err = errNotWritten // should writing panic, nobody is told that it was done
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(turns[0].ctx), maxWriting)
	defer cancel()
	if len(turns) > 1 && s.writeTogether(ctx, turns) == nil {
		return
	}
	for _, t := range turns {
		if t.err = t.ctx.Err(); t.err == nil {
			t.answers, t.err = s.writeAlone(t.ctx, t.brand, t.errands)
		}
	}
}

func (s *Service) writeTogether(ctx context.Context, turns []*turn) error {
	var all []errand
	for _, t := range turns {
		all = append(all, t.errands...)
	}
	answers, err := s.writeAlone(ctx, turns[0].brand, all)
	if err != nil {
		return err
	}
	for _, t := range turns {
		n := len(t.errands)
		t.answers, t.err = answers[:n:n], nil
		answers = answers[n:]
	}
	return nil
}

// writeAlone performs errands in one transaction.
func (s *Service) writeAlone(ctx context.Context, brand account.BrandID, errands []errand) (answers []Answer, err error) {
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		return s.write(ctx, tx, brand, func(b books) error {
			var err error
			answers, err = s.performAll(ctx, b, errands)
			return err
		})
	})
	return answers, err
}
