package bench_test

import (
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/bench"
)

// Every answer is counted, by its status, and none is counted twice.
func TestDriveCountsWhatItSaw(t *testing.T) {
	var asked atomic.Int64
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1)%4 == 0 {
			w.WriteHeader(http.StatusConflict)
		}
		_, _ = w.Write([]byte("ok"))
	})}
	go func() { _ = server.Serve(ln) }()
	t.Cleanup(func() { _ = server.Close() })
	seen, err := bench.Drive{
		Addr: ln.Addr().String(), Request: bench.Post("x", "/", "{}"), Connections: 3, For: 200 * time.Millisecond,
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	total := seen.Statuses[200] + seen.Statuses[409]
	// Up to one answer of each connection came after the end.
	if total == 0 || total > asked.Load() || total < asked.Load()-3 || seen.Failed > 0 || int64(len(seen.Took)) != total {
		t.Errorf("%d asked, seen %v, %d failed, %d times", asked.Load(), seen.Statuses, seen.Failed, len(seen.Took))
	}
	if seen.Statuses[409] == 0 || seen.At(.5) > seen.At(.99) {
		t.Errorf("%v, p50 %s, p99 %s", seen.Statuses, seen.At(.5), seen.At(.99))
	}
}

func TestDriveKeepsAPace(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = bench.Echo(ln, nil) }()
	t.Cleanup(func() { _ = ln.Close() })
	seen, err := bench.Drive{
		Addr: ln.Addr().String(), Request: bench.Post("x", "/", "{}"), Connections: 4, For: time.Second, Rate: 100,
	}.Run(t.Context())
	if n := seen.Statuses[200]; err != nil || n > 101 {
		t.Errorf("%d answers of 100 a second, %v", n, err)
	}
}
