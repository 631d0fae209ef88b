package polls

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// Limits of live streams, per process. A stream costs about 30 kB.
const (
	maxWatchers       = 20_000
	maxWatchersOfPoll = 10_000
)

// hub hands snapshots to those who watch a poll live. What a watcher has not taken yet is
// replaced by what is newer, so a slow one costs one snapshot and holds up nobody.
type hub struct {
	mu    sync.Mutex
	polls map[ID]map[*watcher]struct{}
	shown map[ID]time.Time // when this server last spread figures
	total int
}

type watcher struct {
	snapshots chan Snapshot // holds at most one
	seen      int64         // version of the last one put in; hub.mu is held
}

func newHub() *hub { return &hub{polls: map[ID]map[*watcher]struct{}{}, shown: map[ID]time.Time{}} }

// Watch streams the snapshots of a poll: the present one at once, then whole newer ones, at
// most four in a second, until stop is called. After the final one no more will come.
// Faults: ErrHidden, ErrTooManyWatchers.
func (s *Service) Watch(ctx context.Context, p Poll, reader Reader) (snapshots <-chan Snapshot, stop func(), err error) {
	now, err := s.Results(ctx, p, reader)
	if err != nil {
		return nil, nil, err
	}
	w, err := s.hub.join(p.ID)
	if err != nil {
		return nil, nil, err
	}
	s.hub.offer(p.ID, now, w)
	return w.snapshots, sync.OnceFunc(func() { s.hub.leave(p.ID, w) }), nil
}

func (h *hub) join(id ID) (*watcher, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.total >= maxWatchers || len(h.polls[id]) >= maxWatchersOfPoll {
		return nil, ErrTooManyWatchers
	}
	if h.polls[id] == nil {
		h.polls[id] = map[*watcher]struct{}{}
	}
	w := &watcher{snapshots: make(chan Snapshot, 1)}
	h.polls[id][w] = struct{}{}
	h.total++
	return w, nil
}

func (h *hub) leave(id ID, w *watcher) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.polls[id], w)
	if len(h.polls[id]) == 0 {
		delete(h.polls, id)
	}
	h.total--
}

// offer puts a snapshot before some watchers of a poll, or before all of them.
func (h *hub) offer(id ID, snap Snapshot, some ...*watcher) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(some) == 0 {
		some = slices.Collect(maps.Keys(h.polls[id])) // may be none: they left meanwhile
	}
	for _, w := range some {
		if snap.Version <= w.seen {
			continue
		}
		w.seen = snap.Version
		select {
		case <-w.snapshots: // not taken yet, and old now
		default:
		}
		w.snapshots <- snap // room is certain: only this method sends, and under the lock
	}
}

// mayShow reports whether a poll's figures stood long enough, and notes that they move now.
func (h *hub) mayShow(id ID, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if since := now.Sub(h.shown[id]); since >= 0 && since < showPause {
		return false
	}
	h.shown[id] = now
	return true
}

func (h *hub) forget(id ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.shown, id)
}

func (h *hub) isWatched(id ID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.polls[id]) > 0
}

// watched tells, for each watched poll, the oldest version that one of its watchers is at.
func (h *hub) watched() map[ID]int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	oldest := make(map[ID]int64, len(h.polls))
	for id, watchers := range h.polls {
		for w := range watchers {
			if seen, ok := oldest[id]; !ok || w.seen < seen {
				oldest[id] = w.seen
			}
		}
	}
	return oldest
}

// push offers each watched poll's last snapshot where it is newer, whichever node made it.
func (s *Service) push(ctx context.Context) error {
	oldest := s.hub.watched()
	if len(oldest) == 0 {
		return nil
	}
	ids := make([]string, 0, len(oldest))
	for id := range oldest {
		ids = append(ids, string(id))
	}
	versions, err := selectVersions(ctx, s.db, ids)
	if err != nil {
		return err
	}
	for id, version := range versions {
		if version <= oldest[id] {
			continue
		}
		snap, err := s.lastSnapshot(ctx, id)
		if err != nil {
			return err
		}
		s.hub.offer(id, snap)
	}
	return nil
}
