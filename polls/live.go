package polls

import (
	"sync"
	"time"
)

// A poll with few different ballots is counted whenever it is asked; a larger one at most
// once in countPause, however many ask.
const (
	quickCount = 1000
	countPause = time.Second
)

// live remembers which polls' last snapshots may be behind the box: those in which this
// process has taken ballots since, and those it has not looked at yet, because another
// process may have stopped between taking a ballot and counting it.
type live struct {
	mu    sync.Mutex
	polls map[ID]*pulse
}

type pulse struct {
	behind bool          // the box may have changed since the last count began
	busy   chan struct{} // while a poll is counted or rests from it: closed at the end
}

func newLive() *live { return &live{polls: map[ID]*pulse{}} }

// of returns a poll's pulse; l.mu is held.
func (l *live) of(id ID) *pulse {
	p, ok := l.polls[id]
	if !ok {
		p = &pulse{behind: true}
		l.polls[id] = p
	}
	return p
}

// touch says that a poll's box has changed.
func (l *live) touch(id ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.of(id).behind = true
}

// touchAll says that the box of any poll seen here may have changed elsewhere.
func (l *live) touchAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.polls {
		p.behind = true
	}
}

// forget drops a poll that will not change any more.
func (l *live) forget(id ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p, ok := l.polls[id]; ok && p.busy == nil {
		delete(l.polls, id)
	}
}

// behind lists the polls to count.
func (l *live) behind() []ID {
	l.mu.Lock()
	defer l.mu.Unlock()
	var ids []ID
	for id, p := range l.polls {
		if p.behind && p.busy == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// begin hands a count to the caller, who calls end after it. Otherwise the snapshot is up
// to date, or, with a channel, somebody else is at it until the channel is closed.
func (l *live) begin(id ID) (mine bool, wait <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.of(id)
	switch {
	case !p.behind:
		return false, nil
	case p.busy != nil:
		return false, p.busy
	}
	p.behind, p.busy = false, make(chan struct{})
	return true, nil
}

// end gives the count back. again says that it has to be made once more.
func (l *live) end(id ID, rest time.Duration, again bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.of(id)
	p.behind = p.behind || again
	if rest == 0 {
		l.release(p)
		return
	}
	time.AfterFunc(rest, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.release(p)
	})
}

func (l *live) release(p *pulse) {
	close(p.busy)
	p.busy = nil
}
