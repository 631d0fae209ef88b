package main

import (
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestHalfOpenLines opens some thousands of connections that say nothing, and some that say things very
// slowly, in a request's head, in its body, and in taking the answer. Others are served meanwhile, the
// memory holds, and the server lets go of all of them by itself.
func TestHalfOpenLines(t *testing.T) {
	k := &killedCrowd{killed: newKilled(t), told: map[int]voteTold{}}
	k.start()
	k.openPoll()
	voters := k.cookies(20)
	before := k.memory()

	lines := k.openLines(min(tortured(2000), 100_000))
	slow := k.slowLines(20)
	for voter, cookie := range voters {
		if _, err := k.voteOnce(voter%4, cookie); err != nil {
			t.Errorf("voter %d among %d silent connections: %v", voter, len(lines), err)
		}
		if status, code := k.shows("/p/crowd"); status != http.StatusOK {
			t.Errorf("the page is %d %s", status, code)
		}
	}
	open, grown := k.figure("kermesse_connections"), k.memory()-before
	t.Logf("%d silent connections and %d slow ones, %.0f open at the server; its memory has grown by %d MB", len(lines), len(slow), open, grown>>20)
	if most := int64(len(lines))*64<<10 + 128<<20; grown > most {
		t.Errorf("the memory has grown by %d MB", grown>>20)
	}
	k.awaits("the server lets go of all of them", func() bool { return k.figure("kermesse_connections") < 20 })
}

// openLines opens connections that say nothing, as many as this machine lets us.
func (k *killed) openLines(n int) (lines []net.Conn) {
	k.t.Helper()
	for i := range n {
		from := &net.TCPAddr{IP: net.IPv4(127, 0, byte(1+i/20_000), 1)} // an address has 28,000 ports here
		conn, err := (&net.Dialer{LocalAddr: from, Timeout: 10 * time.Second}).Dial("tcp", k.addr)
		if err != nil {
			k.t.Logf("%d connections are what was reached of %d: %v", i, n, err)
			break
		}
		k.t.Cleanup(func() { _ = conn.Close() })
		lines = append(lines, conn)
	}
	return lines
}

// slowLines opens connections of each slow kind, and keeps each at it until the server lets go.
func (k *killed) slowLines(n int) (lines []net.Conn) {
	k.t.Helper()
	var busy sync.WaitGroup
	k.t.Cleanup(busy.Wait)
	open := func(words string) net.Conn {
		conn, err := net.Dial("tcp", k.addr)
		if err == nil {
			_, err = io.WriteString(conn, words)
		}
		if err != nil {
			k.t.Fatal(err)
		}
		k.t.Cleanup(func() { _ = conn.Close() })
		lines = append(lines, conn)
		return conn
	}
	drip := func(conn net.Conn, what string) {
		busy.Go(func() {
			for {
				if _, err := io.WriteString(conn, what); err != nil {
					return
				}
				time.Sleep(200 * time.Millisecond)
			}
		})
	}
	for range n {
		drip(open("GET /p/crowd HTTP/1.1\r\nHost: fete.example\r\n"), "X-A: b\r\n")
		drip(open("POST /api/v1/polls/crowd/votes HTTP/1.1\r\nHost: fete.example\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"), " ")
		// Answers of hundreds of kilobytes, one after the other, of which nothing is taken.
		conn := open("")
		_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
		busy.Go(func() {
			for range 200 {
				if _, err := io.WriteString(conn, "GET /api/openapi.json HTTP/1.1\r\nHost: fete.example\r\n\r\n"); err != nil {
					return
				}
			}
		})
	}
	return lines
}

// TestFilesRunOut gives the server few files and opens more connections than these: it lives, says what
// it lacks, keeps what its database needs, and serves others as soon as it has let go of the silent ones.
func TestFilesRunOut(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell to limit the files of a process with")
	}
	k := &killedCrowd{killed: newKilled(t), told: map[int]voteTold{}}
	k.within = []string{shell, "-c", `ulimit -n 200 && exec "$0" "$@"`}
	k.flags = []string{"--log-level", "warn"}
	k.start()
	k.openPoll()
	cookies := k.cookies(5)
	lines := k.openLines(220) // those that are not taken wait in the system's own queue
	if len(lines) < 220 {
		t.Fatalf("%d connections", len(lines))
	}
	k.awaits("the log says that others wait", func() bool { return strings.Contains(k.log.String(), "others wait outside") })
	http.DefaultClient.CloseIdleConnections() // the voters come by new ones
	for voter, cookie := range cookies {
		if _, err := k.voteOnce(voter%4, cookie); err != nil {
			t.Errorf("voter %d: %v", voter, err)
		}
	}
	if strings.Contains(k.log.String(), "level=ERROR") {
		t.Errorf("the server lacks files for itself:\n%s", linesWith(k.log.String(), "level=ERROR"))
	}
}
