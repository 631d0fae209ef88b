package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// TestCrowdIsKilled kills a server with SIGKILL, again and again, while a crowd votes, and on
// PostgreSQL its connections, too. Each voter sends their vote until it is answered. In the end
// every vote that was answered is in the box as it was answered, nobody is in it twice, and
// the tallies say what the box says.
func TestCrowdIsKilled(t *testing.T) {
	k := &killedCrowd{killed: newKilled(t), told: map[int]voteTold{}}
	k.start()
	k.openPoll()
	voters := tortured(400)
	cookies := k.cookies(voters)
	var clients sync.WaitGroup
	for client := range killClients {
		random := rand.New(rand.NewPCG(uint64(client), 16))
		clients.Go(func() {
			for voter := client; voter < voters; voter += killClients {
				k.voteUntilAnswered(voter, cookies[voter], random)
			}
		})
	}
	done := make(chan struct{})
	go func() { clients.Wait(); close(done) }()
	kills := k.killNowAndThen(done)
	t.Logf("%d votes, %d of them after a retry, %d were in the box already then; killed %d times", len(k.told), k.retried.Load(), k.repeated, kills)
	if kills < 3 {
		t.Errorf("killed %d times, want 3 at least", kills)
	}
	k.stop(os.Interrupt)
	k.compare(voters)
}

// killedCrowd is a server that is killed, and what its voters were told.
type killedCrowd struct {
	*killed
	told     map[int]voteTold
	repeated int
}

type voteTold struct {
	choice int
	ID     string `json:"vote_id"`
	Status string `json:"status"`
}

func (k *killedCrowd) openPoll() {
	k.t.Helper()
	k.signIn()
	options := make([]map[string]any, 4)
	for i := range options {
		options[i] = map[string]any{"id": fmt.Sprint("o", i), "label": map[string]any{"fr": fmt.Sprint("Goût ", i)}}
	}
	k.must("POST", "/brands/"+sandboxBrand+"/polls", map[string]any{
		"slug": "crowd", "title": map[string]any{"fr": "Quel goût ?"}, "method": "plurality", "options": options,
		"closes_at": time.Now().Add(24 * time.Hour), "access": "cookie",
	}, nil)
	k.must("POST", "/polls/crowd/publish", nil, nil)
}

// cookies are those of browsers that have been here before.
func (k *killedCrowd) cookies(n int) []string {
	k.t.Helper()
	key, err := secret.New(k.secret)
	if err != nil {
		k.t.Fatal(err)
	}
	h, err := newHouse(k.t.Context(), plan{db: db.Config{Dir: k.t.TempDir(), Unsafe: true}, secret: key, clock: clock.System, log: slog.New(slog.DiscardHandler), baseURL: k.base})
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = h.Close() }()
	cookies := make([]string, n)
	for i := range cookies {
		if _, cookies[i], err = h.fans.NewDevice(); err != nil {
			k.t.Fatal(err)
		}
	}
	return cookies
}

func (k *killedCrowd) voteUntilAnswered(voter int, cookie string, random *rand.Rand) {
	choice := random.IntN(4)
	for attempt := 0; k.t.Context().Err() == nil; attempt++ {
		told, err := k.voteOnce(choice, cookie)
		if err != nil {
			time.Sleep(time.Duration(5+rand.IntN(20)) * time.Millisecond)
			continue
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		if attempt > 0 {
			k.retried.Add(1)
		}
		if told.Status == "repeated" {
			k.repeated++
		}
		if told.Status == "repeated" && attempt == 0 || told.Status == "changed" {
			k.t.Errorf("voter %d was told %q at the first try", voter, told.Status)
		}
		k.told[voter] = told
		k.settled.Add(1)
		return
	}
}

func (k *killedCrowd) voteOnce(choice int, cookie string) (voteTold, error) {
	body := fmt.Appendf(nil, `{"choices":["o%d"]}`, choice)
	req, err := http.NewRequest(http.MethodPost, k.base+"/api/v1/polls/crowd/votes", bytes.NewReader(body))
	if err != nil {
		return voteTold{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(&http.Cookie{Name: "kermesse_device", Value: cookie})
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return voteTold{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return voteTold{}, err
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		return voteTold{}, k.putOff(resp, text)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return voteTold{}, fmt.Errorf("%d %s", resp.StatusCode, text)
	}
	told := voteTold{choice: choice}
	return told, json.Unmarshal(text, &told)
}

// compare holds the box against what voters were told.
func (k *killedCrowd) compare(voters int) {
	k.t.Helper()
	ctx := context.WithoutCancel(k.t.Context())
	d, err := db.Open(ctx, k.cfg)
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	var rows []struct{ ID, Content string }
	if err := d.Gorm(ctx).Raw("SELECT id, content FROM ballots").Scan(&rows).Error; err != nil {
		k.t.Fatal(err)
	}
	box := map[string]string{}
	for _, r := range rows {
		box[r.ID] = r.Content
	}
	for voter, told := range k.told {
		if want := fmt.Sprintf(`["o%d"]`, told.choice); box[told.ID] != want {
			k.t.Errorf("voter %d was told that %s is in the box, which holds %q under it", voter, want, box[told.ID])
		}
	}
	if len(rows) != voters || len(k.told) != voters {
		k.t.Errorf("%d ballots of %d voters, %d of whom were answered", len(rows), voters, len(k.told))
	}
	var differ []string
	err = d.Gorm(ctx).Raw(`SELECT content FROM (SELECT content, n FROM ballot_tallies UNION ALL SELECT content, -1 AS n FROM ballots) AS both_sides
		GROUP BY content HAVING SUM(n) <> 0`).Scan(&differ).Error
	if err != nil || len(differ) > 0 {
		k.t.Errorf("tallies differ from the box for %v, %v", differ, err)
	}
}
