package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"kermesse/internal/db"
)

// TestStopInABatch stops a server with SIGTERM in the middle of a flood of votes, while others hold
// connections on which they send next to nothing or take nothing. Every vote gets its whole answer or
// is not in the box, the process ends by itself with exit code 0, and no sooner asked it takes no more.
func TestStopInABatch(t *testing.T) {
	k := &stopped{killedCrowd: &killedCrowd{killed: newKilled(t), told: map[int]voteTold{}}}
	k.start()
	k.openPoll()
	for range tortured(1) {
		if k.server == nil {
			k.start()
		}
		k.flood()
		k.compareStopped()
	}
}

// stopped is a server that is stopped, and what each voter knows of their vote.
type stopped struct {
	*killedCrowd
	flooded int // how often

	answers  atomic.Int64
	mu       sync.Mutex
	counted  []string       // ids of votes that were answered
	notTaken map[string]int // how many were answered otherwise, by what
	cutOff   int            // were not answered
}

const stopClients = 32

func (k *stopped) flood() {
	k.flooded++
	k.notTaken = map[string]int{}
	cookies := k.cookies(40 * stopClients)
	for range 4 {
		k.holdLine("POST /api/v1/polls/crowd/votes HTTP/1.1\r\nHost: fete.example\r\n") // and no end of it
		k.holdLine("POST /api/v1/polls/crowd/votes HTTP/1.1\r\nHost: fete.example\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{\"choices\"")
		k.holdLine("GET /api/v1/polls/crowd/results/stream HTTP/1.1\r\nHost: fete.example\r\n\r\n")
		k.holdLine("")
	}
	goal := k.answers.Load() + 200
	var voters sync.WaitGroup
	for client := range stopClients {
		voters.Go(func() {
			line := &http.Client{Transport: &http.Transport{}}
			random := rand.New(rand.NewPCG(uint64(client), uint64(k.flooded)))
			for _, cookie := range cookies[client*40 : client*40+40] {
				if !k.voteAlong(line, cookie, random.IntN(4)) {
					return
				}
			}
		})
	}
	k.awaits("votes pour in", func() bool { return k.answers.Load() >= goal })
	began := time.Now()
	if err := k.server.Process.Signal(syscall.SIGTERM); err != nil {
		k.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- k.server.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			k.t.Errorf("the server ended with %v:\n%.3000s", err, k.log.String())
		}
	case <-time.After(time.Minute):
		k.t.Error("the server does not end")
		_ = k.server.Process.Kill()
		<-ended
	}
	k.server = nil
	voters.Wait()
	k.t.Logf("stopped after %v: %d votes answered, %d cut off, others %v", time.Since(began).Round(time.Millisecond), len(k.counted), k.cutOff, k.notTaken)
}

// holdLine opens a connection, says something and no more.
func (k *stopped) holdLine(words string) {
	k.t.Helper()
	conn, err := net.Dial("tcp", k.addr)
	if err == nil {
		_, err = io.WriteString(conn, words)
	}
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() { _ = conn.Close() })
}

// voteAlong votes once; false: the server is gone.
func (k *stopped) voteAlong(line *http.Client, cookie string, choice int) bool {
	req, err := http.NewRequestWithContext(context.WithoutCancel(k.t.Context()), http.MethodPost, k.base+"/api/v1/polls/crowd/votes", bytes.NewReader(fmt.Appendf(nil, `{"choices":["o%d"]}`, choice)))
	if err != nil {
		k.t.Error(err)
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(&http.Cookie{Name: "kermesse_device", Value: cookie})
	resp, err := line.Do(req)
	if err != nil {
		if neverSent(err) {
			return false
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		k.cutOff++
		return false
	}
	defer func() { _ = resp.Body.Close() }()
	var told voteTold
	err = json.NewDecoder(resp.Body).Decode(&told)
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case err != nil:
		k.t.Errorf("an answer of %d was cut off: %v", resp.StatusCode, err)
		return false
	case resp.StatusCode == http.StatusCreated && told.ID != "":
		k.counted = append(k.counted, told.ID)
		k.answers.Add(1)
		return true
	}
	k.notTaken[resp.Status]++
	if resp.StatusCode != http.StatusServiceUnavailable {
		k.t.Errorf("a voter was answered %s", resp.Status)
	}
	return false
}

// compareStopped holds the box against what voters know.
func (k *stopped) compareStopped() {
	k.t.Helper()
	ctx := context.WithoutCancel(k.t.Context())
	d, err := db.Open(ctx, k.cfg)
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	var ids []string
	if err := d.Gorm(ctx).Raw("SELECT id FROM ballots").Scan(&ids).Error; err != nil {
		k.t.Fatal(err)
	}
	box := map[string]bool{}
	for _, id := range ids {
		box[id] = true
	}
	for _, id := range k.counted {
		if !box[id] {
			k.t.Errorf("vote %s was answered and is not in the box", id)
		}
	}
	if len(box) > len(k.counted) {
		k.t.Errorf("%d votes are in the box of people who were not told so", len(box)-len(k.counted))
	}
}
