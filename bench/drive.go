// Package bench asks a server as a crowd would, from many connections at once, and keeps
// how long each answer took. It guarantees that what it prints is what it saw: an answer
// that did not come, or came with another status, is counted and not left out.
package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Drive is a load: one request over and over, from many connections.
type Drive struct {
	Addr        string        // host:port
	Request     []byte        // as it goes over the wire, see Mark; the answer must have a Content-Length
	Connections int           // kept open; each has one request under way
	Warm        time.Duration // asked before the figures begin
	For         time.Duration // how long figures are taken
	// Rate is requests a second of an open loop: each is timed from when it was due, whether the
	// server keeps up or not. 0: a closed loop, in which each connection asks again at once.
	Rate float64
}

// Mark stands in a request for what is another in each: a number of as many digits.
const Mark = "################"

// Seen is what a load saw while figures were taken.
type Seen struct {
	Statuses map[int]int64 // answers by status
	Failed   int64         // connections that broke, which were opened again
	Late     int64         // requests of an open loop that were due and never sent
	Took     []time.Duration
	For      time.Duration
}

// Run asks until the time is over.
func (d Drive) Run(ctx context.Context) (Seen, error) {
	if d.Connections < 1 || d.For <= 0 {
		return Seen{}, errors.New("bench: a load needs a connection and some time")
	}
	start := time.Now()
	from, until := start.Add(d.Warm), start.Add(d.Warm+d.For)
	var turn, mark atomic.Int64
	mark.Store(start.UnixMicro() % 1e10 * 1e6) // another range in each run
	seen := make([]Seen, d.Connections)
	var wg sync.WaitGroup
	for i := range seen {
		wg.Go(func() { seen[i] = d.ask(ctx, start, from, until, &turn, &mark) })
	}
	wg.Wait()
	all := Seen{Statuses: map[int]int64{}, For: d.For}
	for _, s := range seen {
		for status, n := range s.Statuses {
			all.Statuses[status] += n
		}
		all.Failed += s.Failed
		all.Took = append(all.Took, s.Took...)
	}
	if d.Rate > 0 {
		all.Late = max(0, int64(d.Rate*(d.Warm+d.For).Seconds())-turn.Load())
	}
	slices.Sort(all.Took)
	return all, ctx.Err()
}

// ask is one connection.
func (d Drive) ask(ctx context.Context, start, from, until time.Time, turn, mark *atomic.Int64) Seen {
	request, at := slices.Clone(d.Request), bytes.Index(d.Request, []byte(Mark))
	seen := Seen{Statuses: map[int]int64{}}
	var conn *wire
	defer func() { conn.close() }()
	for ctx.Err() == nil {
		due := time.Now()
		if d.Rate > 0 {
			due = start.Add(time.Duration(float64(turn.Add(1)-1) / d.Rate * float64(time.Second)))
			time.Sleep(time.Until(due))
		}
		if !due.Before(until) {
			break
		}
		var err error
		if conn == nil {
			if conn, err = dial(ctx, d.Addr); err != nil {
				seen.Failed++
				time.Sleep(10 * time.Millisecond) // a server that is away is not buried when it is back
				continue
			}
		}
		if at >= 0 {
			copy(request[at:], fmt.Sprintf("%0*d", len(Mark), mark.Add(1)))
		}
		status, err := conn.ask(request)
		if err != nil {
			seen.Failed++
			conn.close()
			conn = nil
			continue
		}
		if end := time.Now(); !due.Before(from) && end.Before(until) {
			seen.Statuses[status]++
			seen.Took = append(seen.Took, end.Sub(due))
		}
	}
	return seen
}

// At is the time that a share of the answers did not exceed.
func (s Seen) At(share float64) time.Duration {
	if len(s.Took) == 0 {
		return 0
	}
	return s.Took[min(int(share*float64(len(s.Took))), len(s.Took)-1)]
}

// Rate is how many answers a second came with a status.
func (s Seen) Rate(status int) float64 { return float64(s.Statuses[status]) / s.For.Seconds() }

// wire is a connection that speaks as much HTTP as a load needs.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
}

// answerTimeout is after how long an answer will not come any more.
const answerTimeout = 30 * time.Second

func dial(ctx context.Context, addr string) (*wire, error) {
	dialer := net.Dialer{Timeout: answerTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &wire{conn: conn, in: bufio.NewReaderSize(conn, 8<<10)}, nil
}

func (w *wire) close() {
	if w != nil {
		_ = w.conn.Close()
	}
}

// ask sends a request and returns the status of the answer, whose body it passes over.
func (w *wire) ask(request []byte) (int, error) {
	if err := w.conn.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return 0, err
	}
	if _, err := w.conn.Write(request); err != nil {
		return 0, err
	}
	line, err := w.in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < len("HTTP/1.1 200") {
		return 0, fmt.Errorf("bench: answered %q", line)
	}
	status, err := strconv.Atoi(string(line[9:12]))
	if err != nil {
		return 0, fmt.Errorf("bench: answered %q", line)
	}
	length := 0
	for {
		if line, err = w.in.ReadSlice('\n'); err != nil {
			return 0, err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			break
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		}
	}
	_, err = io.CopyN(io.Discard, w.in, int64(length))
	return status, err
}

// Post is a request with a JSON body as it goes over the wire.
func Post(host, path, body string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: %d\r\n\r\n%s",
		path, host, len(body), body)
}

// Encodings are those that Get accepts.
const Encodings = "gzip, deflate, br"

// Get is a request for a page as it goes over the wire.
func Get(host, path string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\nAccept-Encoding: %s\r\n\r\n", path, host, Encodings)
}
