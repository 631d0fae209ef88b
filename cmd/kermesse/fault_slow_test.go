package main

import (
	"context"
	"database/sql"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// TestDatabaseIsSlow makes the database wait for its disk: on PostgreSQL each of its answers comes late,
// on SQLite somebody else holds the file. Nobody is told anything wrong, who waits too long is told
// to come again, the memory holds no more than those who wait, and afterwards all of it goes on.
func TestDatabaseIsSlow(t *testing.T) {
	f, slow, quick := newSlowFair(t)
	rest := f.inTwoParts()
	done := f.come()
	f.awaits("a few were answered", func() bool { return f.settled.Load() > 40 })
	before := f.memory()
	slow()
	rest()
	turnedAway := f.turnedAway.Load()
	f.awaits("some were told to come again", func() bool { return f.turnedAway.Load() > turnedAway+10 })
	if status, _ := f.shows("/healthz"); status != 200 {
		t.Errorf("/healthz is %d: whoever asks it would restart the server for nothing", status)
	}
	if grown := f.memory() - before; grown > 200<<20 {
		t.Errorf("the memory has grown by %d MB", grown>>20)
	}
	quick()
	<-done
	f.proves()
}

// newSlowFair is a fair whose database becomes slow, and quick again.
func newSlowFair(t *testing.T) (f *fairDay, slow, quick func()) {
	t.Helper()
	cfg := dbtest.Empty(t)
	if cfg.URL == "" {
		f = newFairDayOn(t, cfg, 160)
		var release func()
		return f, func() { release = f.holdFile() }, func() { release() }
	}
	line := newSlowLine(t, cfg.URL)
	f = newFairDayOn(t, db.Config{URL: line.url}, 160)
	return f, func() { line.delay.Store(int64(6 * time.Second)) }, func() { line.delay.Store(0) }
}

// holdFile keeps every other writer off the SQLite file until release is called.
func (f *fairDay) holdFile() (release func()) {
	f.t.Helper()
	ctx := context.WithoutCancel(f.t.Context())
	other, err := sql.Open("sqlite", "file:"+filepath.Join(f.cfg.Dir, db.FileName)+"?_txlock=immediate&_pragma=busy_timeout(60000)")
	if err != nil {
		f.t.Fatal(err)
	}
	tx, err := other.BeginTx(ctx, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(); err != nil {
			f.t.Error(err)
		}
		if err := other.Close(); err != nil {
			f.t.Error(err)
		}
	}
}

// memory is what the server takes of it, as it says itself.
func (k *killed) memory() int64 {
	k.t.Helper()
	return int64(k.figure("process_resident_memory_bytes"))
}

// figure is one of those for Prometheus.
func (k *killed) figure(name string) float64 {
	k.t.Helper()
	resp, err := http.Get(k.base + "/metrics")
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		k.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, name+" "); found {
			v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				k.t.Fatal(err)
			}
			return v
		}
	}
	k.t.Fatalf("no figure %s", name)
	return 0
}

// slowLine stands between a server and its PostgreSQL, and hands its answers on with a delay.
type slowLine struct {
	url   string
	delay atomic.Int64 // nanoseconds
}

func newSlowLine(t *testing.T, server string) *slowLine {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	network, address := "tcp", u.Host
	if host := u.Query().Get("host"); strings.HasPrefix(host, "/") {
		network, address = "unix", filepath.Join(host, ".s.PGSQL.5432")
	}
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	q := u.Query()
	q.Set("host", "127.0.0.1")
	q.Set("port", port)
	u.RawQuery = q.Encode()
	l := &slowLine{url: u.String()}
	go l.serve(ln, network, address)
	return l
}

func (l *slowLine) serve(ln net.Listener, network, address string) {
	for {
		near, err := ln.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial(network, address)
		if err != nil {
			_ = near.Close()
			continue
		}
		go func() {
			_, _ = io.Copy(far, near)
			_ = far.Close()
		}()
		go l.handBack(near, far)
	}
}

func (l *slowLine) handBack(near, far net.Conn) {
	defer func() { _ = near.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := far.Read(buf)
		time.Sleep(time.Duration(l.delay.Load()))
		if _, failed := near.Write(buf[:n]); err != nil || failed != nil {
			return
		}
	}
}

// TestTwoServersOnOneFile refuses the second, and says why.
func TestTwoServersOnOneFile(t *testing.T) {
	if os.Getenv(dbtest.EnvURL) != "" {
		t.Skip("several servers share a PostgreSQL")
	}
	k := newKilled(t)
	k.start()
	wantCommand(t, exitFailed, "another Kermesse already uses this data folder", "serve", "--addr", freeAddr(t), "--data", k.cfg.Dir)
	if status, _ := k.shows("/readyz"); status != 200 {
		t.Errorf("the first server is no longer ready: %d", status)
	}
}
