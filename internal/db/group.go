package db

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"kermesse/internal/trace"
)

// ErrFull is returned by Group.Commit when as many items wait as may. Nothing was stored.
var ErrFull = errors.New("db: too many writes wait")

// Group is group commit: what many callers want to store at the same moment goes into few
// transactions, and each caller is answered once theirs is committed. A commit that is
// under way is the only timer: whoever comes meanwhile waits for it, and then goes
// together. A caller alone is not delayed.
//
// There is no goroutine behind it. One of the callers stores for all that wait, so nothing
// has to be started, and a server that lets its requests end has stored what they brought.
type Group[T any] struct {
	db    *DB
	store func(ctx context.Context, tx *DB, batch []T) error
	most  int
	room  int
	lanes int // batches that are stored at the same time

	mu      sync.Mutex
	waiting []*waiter[T] // in order of arrival
	leading int          // callers that store, or were told to
	figures GroupFigures
}

// GroupFigures tell how a group has done since the start.
type GroupFigures struct {
	Waiting int           // now
	Items   int64         // committed
	Failed  int64         // refused by the database, or not stored because it was away
	Full    int64         // sent away because too many waited
	Batches int64         // transactions that were committed
	Busy    time.Duration // spent in transactions
	Sizes   Buckets       // how many items shared a commit
	Commits Buckets       // how many seconds such a transaction took
}

// waiter is an item on its way. It is told what became of it once, and before that at most once
// to lead.
type waiter[T any] struct {
	item  T
	told  chan turn
	leads bool       // it was told to lead; kept by the group's lock
	step  trace.Span // from when it came until it is committed
}

// turn is what a waiter is told: to store for all who wait, or what became of its item.
type turn struct {
	lead  bool
	err   error
	batch int // how many were stored together
}

// storeTimeout bounds one transaction of a group, whose time belongs to no caller alone.
const storeTimeout = 15 * time.Second

// NewGroup makes a group that stores at most so many items in a transaction, and lets at
// most room of them wait. store writes a batch; it may run again, for the same items or
// for some of them, so what it tells its callers through the items must be set anew each
// time. An error of store undoes the batch. Unless the database itself is in trouble the
// batch is then halved and tried again, until the error is that of one item, alone.
func NewGroup[T any](d *DB, most, room int, store func(ctx context.Context, tx *DB, batch []T) error) *Group[T] {
	figures := GroupFigures{Sizes: newBuckets(batchBounds), Commits: newBuckets(commitBounds)}
	return &Group[T]{db: d, store: store, most: most, room: room, lanes: 1, figures: figures}
}

// Lanes lets a group store so many batches at the same time, where the database can: for items
// of many statements each, which would wait for each other's way to a server and back. SQLite has
// one writer. It is for the start, before the first Commit.
func (g *Group[T]) Lanes(n int) *Group[T] {
	if g.db.Dialect() == Postgres {
		g.lanes = n
	}
	return g
}

// Commit stores an item and returns once it is committed, or why it is not. Where ctx ends
// first, its error is returned: the item is stored later or, if it was still waiting,
// never. Faults: ErrFull, and what store returns.
func (g *Group[T]) Commit(ctx context.Context, item T) (err error) {
	ctx, step := trace.Within(ctx, "group commit")
	defer func() { step.End(err) }()
	w := &waiter[T]{item: item, told: make(chan turn, 1), step: step}
	g.mu.Lock()
	if len(g.waiting) >= g.room {
		g.figures.Full++
		g.mu.Unlock()
		return ErrFull
	}
	g.waiting = append(g.waiting, w)
	if g.leading < g.lanes {
		g.leading++
		w.lead()
	}
	g.mu.Unlock()

	select {
	case told := <-w.told:
		return g.take(ctx, w, told)
	case <-ctx.Done():
	}
	if g.leave(w) {
		return ctx.Err()
	}
	select { // it was chosen to lead just now, and the others count on it
	case told := <-w.told:
		return g.take(ctx, w, told)
	default:
		return ctx.Err()
	}
}

// lead tells a waiter to lead; the caller holds the group's lock.
func (w *waiter[T]) lead() {
	w.leads = true
	w.told <- turn{lead: true}
}

func (g *Group[T]) take(ctx context.Context, w *waiter[T], told turn) error {
	if told.lead {
		g.lead(ctx)
		told = <-w.told
	}
	w.step.Int(batchSize, told.batch)
	return told.err
}

// batchSize is what is told of a step that many shared.
const batchSize = "kermesse.batch.size"

// leave takes an item back that nobody has begun to store, and reports whether it could.
// One that was told to lead stays.
func (g *Group[T]) leave(w *waiter[T]) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.waiting, w)
	if i < 0 || w.leads {
		return false
	}
	g.waiting = slices.Delete(g.waiting, i, i+1)
	return true
}

// lead stores those who have waited longest, and hands over to the first of those who have come
// since. The leader's own item is among them, unless another lane has taken it meanwhile.
func (g *Group[T]) lead(ctx context.Context) {
	g.mu.Lock()
	n := min(len(g.waiting), g.most)
	batch := slices.Clone(g.waiting[:n])
	g.waiting = slices.Delete(g.waiting, 0, n)
	g.mu.Unlock()

	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	defer g.handOver()
	if n == 0 {
		return
	}
	ctx, step := trace.Within(ctx, "batch")
	step.Int(batchSize, n)
	if step.Recording() {
		for _, w := range batch {
			step.Link(w.step.Cause())
		}
	}
	g.commit(ctx, batch)
	step.End(nil)
}

func (g *Group[T]) handOver() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, w := range g.waiting {
		if !w.leads {
			w.lead()
			return
		}
	}
	g.leading--
}

// commit stores a batch and answers for each of its items.
func (g *Group[T]) commit(ctx context.Context, batch []*waiter[T]) {
	items := make([]T, len(batch))
	for i, w := range batch {
		items[i] = w.item
	}
	start := time.Now()
	err := g.transact(ctx, items)
	g.count(len(batch), time.Since(start), err)
	if err == nil || len(batch) == 1 || g.db.inTrouble(err) {
		for _, w := range batch {
			w.told <- turn{err: err, batch: len(batch)}
		}
		return
	}
	half := len(batch) / 2
	g.commit(ctx, batch[:half])
	g.commit(ctx, batch[half:])
}

// transact stores items in one transaction. A panic of store is its error: the others of
// the batch must be answered all the same.
func (g *Group[T]) transact(ctx context.Context, items []T) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return g.db.InTx(ctx, func(tx *DB) error { return g.store(ctx, tx, items) })
}

func (g *Group[T]) count(n int, took time.Duration, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.figures.Busy += took
	switch {
	case err == nil:
		g.figures.Items += int64(n)
		g.figures.Batches++
		g.figures.Sizes.add(float64(n))
		g.figures.Commits.add(took.Seconds())
	case n == 1 || g.db.inTrouble(err):
		g.figures.Failed += int64(n)
	}
}

// Figures tell how the group has done since the start.
func (g *Group[T]) Figures() GroupFigures {
	g.mu.Lock()
	defer g.mu.Unlock()
	f := g.figures
	f.Sizes, f.Commits = f.Sizes.clone(), f.Commits.clone()
	f.Waiting = len(g.waiting)
	return f
}
