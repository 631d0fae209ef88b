package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// load asks a server at a steady pace, whether it keeps up or not: a request is timed
// from when it should have begun, so that those which had to wait count, too.
type load struct {
	every  time.Duration
	ask    func(ctx context.Context, n int) (*http.Request, error)
	client *http.Client
	seats  chan struct{} // one for each request that is under way

	mu     sync.Mutex
	took   []time.Duration
	failed int
}

const (
	loadTimeout = 30 * time.Second // after which a request has failed
	// loadSeats bounds the requests under way; one more fails at once. A server that cannot
	// keep up is shown to be one without burying it.
	loadSeats = 100
)

var errNoSeat = errors.New("too many requests are under way")

func newLoad(every time.Duration, ask func(ctx context.Context, n int) (*http.Request, error)) *load {
	return &load{every: every, ask: ask, seats: make(chan struct{}, loadSeats), client: &http.Client{
		Timeout: loadTimeout,
		// A server gives up on a connection that was opened and never used after ten seconds.
		Transport: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 5 * time.Second},
	}}
}

// run asks until ctx is done.
func (l *load) run(ctx context.Context) {
	defer l.client.CloseIdleConnections()
	start := time.Now()
	var wg sync.WaitGroup
	defer wg.Wait()
	for n := 0; ; n++ {
		due := start.Add(time.Duration(n) * l.every)
		if sleep(ctx, time.Until(due)) != nil {
			return
		}
		wg.Go(func() {
			err := l.once(ctx, n)
			if ctx.Err() == nil {
				l.note(time.Since(due), err)
			}
		})
	}
}

func (l *load) once(ctx context.Context, n int) error {
	select {
	case l.seats <- struct{}{}:
		defer func() { <-l.seats }()
	default:
		return errNoSeat
	}
	req, err := l.ask(ctx, n)
	if err != nil {
		return err
	}
	res, err := l.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("answered %q", res.Status)
	}
	return nil
}

func (l *load) note(took time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.failed++
		return
	}
	l.took = append(l.took, took)
}

// take returns the figures since they were taken last.
func (l *load) take() latencies {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.Sort(l.took)
	found := latencies{sorted: l.took, failed: l.failed}
	l.took, l.failed = nil, 0
	return found
}

// latencies are how long the requests that were answered took.
type latencies struct {
	sorted []time.Duration
	failed int
}

// at is the latency that a share of the requests did not exceed.
func (l latencies) at(share float64) time.Duration {
	if len(l.sorted) == 0 {
		return 0
	}
	return l.sorted[min(int(share*float64(len(l.sorted))), len(l.sorted)-1)]
}

// String gives the count, the median, the 99th percentile and the greatest, as cells.
func (l latencies) String() string {
	return fmt.Sprintf("%d\t%s\t%s\t%s", len(l.sorted), rounded(l.at(.5)), rounded(l.at(.99)), rounded(l.at(1)))
}
