package contests

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"kermesse/internal/db"
)

// Reach is how far somebody who came has got, before they enter.
type Reach string

// The steps that are counted as they happen.
const (
	StepView  Reach = "view"  // saw the form
	StepStart Reach = "start" // began to fill it in
)

// passage is one counter.
type passage struct {
	contest ID
	hour    time.Time
	via     Via
	step    Reach
}

// traffic gathers what is counted until it is written: a page costs no write.
type traffic struct {
	mu    sync.Mutex
	since map[passage]int
}

// maxPassages is how many counters wait at most. More only come of a flush that fails for
// long; what is beyond is not counted.
const maxPassages = 20_000

func (t *traffic) add(p passage, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.since == nil {
		t.since = map[passage]int{}
	}
	if _, known := t.since[p]; known || len(t.since) < maxPassages {
		t.since[p] += n
	}
}

// take empties the counters, in the order in which they are written: two servers that write
// the same ones then wait for each other and never both.
func (t *traffic) take() ([]passage, map[passage]int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	taken := t.since
	t.since = nil
	order := make([]passage, 0, len(taken))
	for p := range taken {
		order = append(order, p)
	}
	slices.SortFunc(order, func(a, b passage) int {
		return cmp.Or(cmp.Compare(a.contest, b.contest), a.hour.Compare(b.hour), cmp.Compare(a.via, b.via), cmp.Compare(a.step, b.step))
	})
	return order, taken
}

// Passed counts somebody who came to an open contest. Nothing of them is noted but the hour
// and the way; it is written within seconds, and at the end of the program.
func (s *Service) Passed(ctx context.Context, c Contest, via Via, step Reach) {
	now := s.clock.Now()
	if c.Status(now) != Open {
		return
	}
	via, err := s.vias.admit(ctx, s.db, c.ID, via)
	if err != nil {
		via = ViaOther // of a visit nothing depends on the database
	}
	s.traffic.add(passage{c.ID, now.UTC().Truncate(time.Hour), via, step}, 1)
}

// KeepTraffic writes what was counted since the last time. It is a job, and part of the end
// of a program.
func (s *Service) KeepTraffic(ctx context.Context) error {
	order, counted := s.traffic.take()
	if len(order) == 0 {
		return nil
	}
	err := s.db.InTx(ctx, func(tx *db.DB) error { return addTraffic(ctx, tx, order, counted) })
	if err != nil {
		for _, p := range order {
			s.traffic.add(p, counted[p])
		}
	}
	return err
}
