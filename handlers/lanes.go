package handlers

import (
	"context"
	"sync"
	"time"

	"kermesse/internal/fault"
)

// Files of strangers that are received at once: each takes up to a dozen megabytes, in memory or
// on the disk, for as long as its sender's line needs.
const (
	filesAtOnce    = 200
	filesOfNetwork = 32 // a mobile operator puts a town behind one; the others of it wait for a moment
)

var errManyFiles = fault.New(fault.Unavailable, "too_many_files",
	"Beaucoup de fichiers arrivent en même temps. Réessayez dans un instant\u00a0: rien n’a été enregistré.",
	"Many files are arriving at once. Try again in a moment: nothing was saved.")

const filesRetry = 10 * time.Second

// lanes lets so many through at once, of which no network has more than its share: whoever sends
// slowly, on purpose or not, keeps a place. It is safe for concurrent use.
type lanes struct {
	all   chan struct{}
	share int
	mu    sync.Mutex
	of    map[string]*lane
}

// lane is the places of one network, as long as somebody there has or wants one.
type lane struct {
	places chan struct{}
	users  int
}

func newLanes(atOnce, share int) *lanes {
	return &lanes{all: make(chan struct{}, atOnce), share: share, of: map[string]*lane{}}
}

// enter returns once there is a place, which leave gives back; errManyFiles where ctx ends first.
func (l *lanes) enter(ctx context.Context, network string) (leave func(), err error) {
	own := l.join(network)
	for _, places := range []chan struct{}{own.places, l.all} {
		select {
		case places <- struct{}{}:
			continue
		case <-ctx.Done():
		}
		if places == l.all {
			<-own.places
		}
		l.part(network)
		return nil, errManyFiles.After(filesRetry)
	}
	return func() {
		<-l.all
		<-own.places
		l.part(network)
	}, nil
}

func (l *lanes) join(network string) *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	own := l.of[network]
	if own == nil {
		own = &lane{places: make(chan struct{}, l.share)}
		l.of[network] = own
	}
	own.users++
	return own
}

func (l *lanes) part(network string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if own := l.of[network]; own.users > 1 {
		own.users--
	} else {
		delete(l.of, network)
	}
}
