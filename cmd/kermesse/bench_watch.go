package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// benchWatchCmd follows the figures of the benchmark's poll from many connections, in a
// process of its own. It prints a line when all are connected; then, for each line that it
// reads, it votes and prints a line when all know.
type benchWatchCmd struct {
	Addr     string
	Watchers int
}

// watched is a line of it.
type watched struct {
	Took        time.Duration // until all were connected
	First, Last time.Duration // from the answer to the vote until a reader knew
	Lost        int           // readers whose stream has ended
	CPU         time.Duration // of the readers, since they began
}

const (
	readersEach    = 200 // of one source address, which may have 500 streams
	readersAtOnce  = 100 // that connect at the same time
	watchedTimeout = 60 * time.Second
)

// audience are those who follow.
type audience struct {
	addr  string
	knows chan int64 // the ballots that a reader has just been told of
	lost  atomic.Int64
}

// Run follows until there is nothing more to read.
func (c *benchWatchCmd) Run(rc *runContext) error {
	ctx, cancel := context.WithCancel(rc.Ctx)
	defer cancel()
	all := &audience{addr: c.Addr, knows: make(chan int64, c.Watchers)}
	start := time.Now()
	if err := all.come(ctx, c.Watchers); err != nil {
		return err
	}
	out := json.NewEncoder(rc.Stdout)
	if _, _, err := all.await(ctx, c.Watchers, 0); err != nil {
		return err
	}
	if err := out.Encode(watched{Took: time.Since(start), CPU: ownCPU()}); err != nil {
		return err
	}
	told := bufio.NewScanner(rc.Stdin)
	for n := int64(1); told.Scan(); n++ {
		if err := all.vote(ctx); err != nil {
			return err
		}
		voted := time.Now()
		left := c.Watchers - int(all.lost.Load())
		first, last, err := all.await(ctx, left, n)
		if err != nil {
			return err
		}
		if err := out.Encode(watched{First: first.Sub(voted), Last: last.Sub(voted), Lost: int(all.lost.Load()), CPU: ownCPU()}); err != nil {
			return err
		}
	}
	return told.Err()
}

// come connects all, from as many addresses of this machine as it takes.
func (w *audience) come(ctx context.Context, n int) error {
	seats := make(chan struct{}, readersAtOnce)
	failed := make(chan error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			seats <- struct{}{}
			defer func() { <-seats }()
			from := net.IPv4(127, 0, 1+byte(i/readersEach/250), 1+byte(i/readersEach%250))
			stream, err := w.open(ctx, &net.TCPAddr{IP: from})
			if err != nil {
				failed <- err
				return
			}
			go w.follow(stream)
		})
	}
	wg.Wait()
	select {
	case err := <-failed:
		return fmt.Errorf("%d of %d did not connect: %w", len(failed)+1, n, err)
	default:
		return nil
	}
}

// open asks for the stream. Its buffer is small: there are many of them.
func (w *audience) open(ctx context.Context, from net.Addr) (*bufio.Reader, error) {
	dialer := net.Dialer{LocalAddr: from, Timeout: watchedTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", w.addr)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	if _, err := fmt.Fprintf(conn, "GET /en/api/v1/polls/%s/results/stream HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n\r\n", benchPoll, w.addr); err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(conn, 1024)
	status, err := in.ReadString('\n')
	if err == nil && !strings.Contains(status, " 200 ") {
		err = fmt.Errorf("answered %q", strings.TrimSpace(status))
	}
	return in, err
}

// follow notes each snapshot that comes.
func (w *audience) follow(in *bufio.Reader) {
	defer w.lost.Add(1)
	for {
		line, err := in.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
		data, isData := bytes.CutPrefix(line, []byte("data: "))
		if !isData {
			continue
		}
		var m struct{ Ballots int64 }
		if json.Unmarshal(data, &m) == nil {
			w.knows <- m.Ballots
		}
	}
}

// await waits until so many readers know of so many ballots, and returns when the first and
// the last did.
func (w *audience) await(ctx context.Context, readers int, ballots int64) (first, last time.Time, err error) {
	timeout := time.After(watchedTimeout)
	for readers > 0 {
		select {
		case n := <-w.knows:
			if n < ballots {
				continue
			}
			if last = time.Now(); first.IsZero() {
				first = last
			}
			readers--
		case <-timeout:
			return first, last, fmt.Errorf("%d readers do not know of vote %d", readers, ballots)
		case <-ctx.Done():
			return first, last, ctx.Err()
		}
	}
	return first, last, nil
}

// vote casts one vote of somebody new.
func (w *audience) vote(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+w.addr+"/api/v1/polls/"+benchPoll+"/votes", strings.NewReader(`{"choices":["o1"]}`))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	if err == nil && resp.StatusCode != http.StatusCreated {
		err = fmt.Errorf("a vote was answered %q", resp.Status)
	}
	return errors.Join(err, resp.Body.Close())
}
