package contests

import (
	"context"
	"fmt"
	"sync"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// maxOutlines bounds how many outlines are kept. That of ten million entries takes five
// megabytes.
const maxOutlines = 100

// outlines keeps the outlines of sealed lists, which never change, so that a page that
// everybody may ask for does not read a whole list each time. An outline is made once,
// however many ask for it at the same moment.
type outlines struct {
	mu   sync.Mutex
	made map[list]*sealedOutline
}

// sealedOutline is being made until ready is closed.
type sealedOutline struct {
	ready   chan struct{}
	outline *draw.Outline
	err     error
}

// of returns the outline of a sealed list. Whoever has not the time to wait for it
// leaves; it is made all the same, for those who ask again.
func (o *outlines) of(ctx context.Context, d *db.DB, l list) (*draw.Outline, error) {
	s := o.find(l, func(s *sealedOutline) {
		s.outline, s.err = readOutline(context.WithoutCancel(ctx), d, l)
	})
	select {
	case <-s.ready:
		return s.outline, s.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// find returns the outline of a list, which read makes where there is none yet. A failure
// is not kept: the next one tries again.
func (o *outlines) find(l list, read func(*sealedOutline)) *sealedOutline {
	o.mu.Lock()
	defer o.mu.Unlock()
	if s, known := o.made[l]; known {
		return s
	}
	if o.made == nil || len(o.made) >= maxOutlines {
		o.made = map[list]*sealedOutline{}
	}
	s := &sealedOutline{ready: make(chan struct{})}
	o.made[l] = s
	go func() {
		defer close(s.ready)
		if read(s); s.err != nil {
			o.forget(l, s)
		}
	}()
	return s
}

func (o *outlines) forget(l list, failed *sealedOutline) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.made[l] == failed {
		delete(o.made, l)
	}
}

// readOutline refuses a list that is not the sealed one any more.
func readOutline(ctx context.Context, d *db.DB, l list) (*draw.Outline, error) {
	seal, sealed, err := selectSeal(ctx, d, l.contest, l.attempt)
	if err != nil {
		return nil, err
	}
	if !sealed {
		return nil, fmt.Errorf("contests: the list of %s has no seal", l.contest)
	}
	record, err := draw.ParseClose(seal.Record)
	if err != nil {
		return nil, err
	}
	outline, err := draw.NewOutline(l.entries(ctx, d))
	if err != nil {
		return nil, err
	}
	return outline, record.Matches(outline.Entries(), outline.Tickets(), outline.Root())
}
