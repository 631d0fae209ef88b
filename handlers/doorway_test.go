package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// shortListener has no file left for some connections.
type shortListener struct {
	net.Listener
	left atomic.Int32
}

// Accept implements net.Listener.
func (l *shortListener) Accept() (net.Conn, error) {
	if l.left.Add(-1) >= 0 {
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	return l.Listener.Accept()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// serveEdge serves an edge until the test, or the returned function, ends it.
func serveEdge(t *testing.T, a *App, ln net.Listener) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, ln) }()
	ended := false
	stop = func() error {
		if ended {
			return nil
		}
		ended = true
		cancel()
		return <-served
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return stop
}

// A server whose process has no file left for the next connection serves on, and says so once.
func TestOutOfFilesTheServerLives(t *testing.T) {
	var logs lockedBuffer
	ln := &shortListener{Listener: listen(t)}
	ln.left.Store(3)
	a := newEdge(t, &logs, nil)
	stop := serveEdge(t, a, ln)
	resp, err := http.Get("http://" + ln.Addr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if err := stop(); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("%d, and at the end %v", resp.StatusCode, err)
	}
	if n := strings.Count(logs.String(), "others wait outside"); n != 1 {
		t.Errorf("told %d times:\n%s", n, logs.String())
	}
}

// The one connection too many waits for another to end, and a stop does not wait for it.
func TestOnlySoManyConnections(t *testing.T) {
	ln := listen(t)
	a := newEdge(t, io.Discard, nil)
	a.Config.Connections = 2
	serveEdge(t, a, ln)
	dial := func() net.Conn {
		conn, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	answered := make(chan error, 1)
	first, _ := dial(), dial()
	waitUntil(t, "two are in", func() bool { return a.door.Load() != nil && a.door.Load().count() == 2 })
	third := dial()
	go func() {
		_, err := fmt.Fprintf(third, "GET /healthz HTTP/1.1\r\nHost: fete.example\r\n\r\n")
		if err == nil {
			_, err = io.ReadFull(third, make([]byte, 12))
		}
		answered <- err
	}()
	select {
	case <-answered:
		t.Error("a third is served beside two")
	case <-time.After(200 * time.Millisecond): // it would have been by then, as a rule
	}
	_ = first.Close()
	if err := <-answered; err != nil {
		t.Errorf("once one has left: %v", err)
	}
}

// A stop cuts off what is not over in time, and is no failure.
func TestCutLetsGo(t *testing.T) {
	d := newDoorway(listen(t), 0, slog.New(slog.DiscardHandler))
	client, err := net.Dial("tcp", d.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	conn, err := d.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if n := d.cut(); n != 1 || d.count() != 0 {
		t.Errorf("%d cut, %d left", n, d.count())
	}
	if _, err := conn.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("it goes on: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Accept(); err == nil {
		t.Error("a closed door lets in")
	}
}

// More requests than the memory holds are turned away, but for the question whether the process lives.
func TestTooManyUnderWay(t *testing.T) {
	a := newEdge(t, io.Discard, func(a *App) { a.fiber.Get("/api/x", func(c *fiber.Ctx) error { return c.SendStatus(204) }) })
	get := func(path string) int {
		r, _ := http.NewRequest(http.MethodGet, "http://fete.example"+path, nil)
		resp, _ := do(t, a, r)
		if resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") == "" {
			t.Errorf("%s: 503 without Retry-After", path)
		}
		return resp.StatusCode
	}
	a.underWay.Store(mostUnderWay)
	if x, lives := get("/api/x"), get("/healthz"); x != 503 || lives != 200 {
		t.Errorf("with %d under way: %d, /healthz %d", mostUnderWay, x, lives)
	}
	a.underWay.Store(mostUnderWay - 1)
	if x := get("/api/x"); x != 204 {
		t.Errorf("with one fewer: %d", x)
	}
}

// Who does not send in time what they began gets a short answer: a page would be made for each of
// a hundred thousand silent connections.
func TestWhoIsSilentGetsNoPage(t *testing.T) {
	ln := listen(t)
	a := newEdge(t, io.Discard, func(a *App) { a.fiber.Post("/x", func(c *fiber.Ctx) error { return c.SendStatus(204) }) })
	a.fiber.Server().ReadTimeout = 300 * time.Millisecond
	serveEdge(t, a, ln)
	for name, words := range map[string]string{
		"nothing": "", "half a head": "GET /x HTTP/1.1\r\nHost:",
		"half a body": "POST /x HTTP/1.1\r\nHost: fete.example\r\nContent-Length: 100\r\n\r\nabc",
	} {
		conn, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, words); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(conn)
		_ = conn.Close()
		if err != nil || len(answer) > 1000 || !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") {
			t.Errorf("who sends %s is answered %d bytes, %v: %.200s", name, len(answer), err, answer)
		}
	}
}

// Where the disk is full people are told when to come again, and the log says what has to be done.
func TestAFullDiskIsSaidPlainly(t *testing.T) {
	var logs bytes.Buffer
	full := errors.New("no room")
	a := newEdge(t, &logs, func(a *App) {
		a.Full = func(err error) bool { return errors.Is(err, full) }
		a.fiber.Get("/api/x", func(*fiber.Ctx) error { return fmt.Errorf("store: %w", full) })
	})
	r, _ := http.NewRequest(http.MethodGet, "http://fete.example/api/x", nil)
	resp, body := do(t, a, r)
	if p := problemOf(t, body); resp.StatusCode != 503 || p.Code != "storage_full" || resp.Header.Get("Retry-After") != "30" {
		t.Errorf("%d %s, Retry-After %q", resp.StatusCode, body, resp.Header.Get("Retry-After"))
	}
	if !strings.Contains(logs.String(), "the disk is full: nothing can be stored") {
		t.Errorf("the log says:\n%s", logs.String())
	}
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func waitUntil(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came that %s", what)
		}
	}
}
