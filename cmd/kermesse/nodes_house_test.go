package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// threeNodes are the nodes that scripts/three-nodes.sh has started, with all around them.
type threeNodes struct {
	*sandboxAPI // through the load balancer
	folder      string
	at          map[string]string // addresses by name
	cfg         db.Config
	cookies     []string
}

// findNodes waits until the three nodes serve, and furnishes them.
func findNodes(t *testing.T) *threeNodes {
	t.Helper()
	folder := os.Getenv("KERMESSE_TEST_NODES")
	if folder == "" {
		t.Skip("several nodes are not tested here: they are by `make test-nodes`, which starts them")
	}
	text, err := os.ReadFile(filepath.Join(folder, "addresses"))
	if err != nil {
		t.Fatal(err)
	}
	n := &threeNodes{folder: folder, at: map[string]string{}}
	for line := range strings.Lines(string(text)) {
		name, address, _ := strings.Cut(strings.TrimSpace(line), "=")
		n.at[name] = address
	}
	n.sandboxAPI = &sandboxAPI{t: t, base: n.at["balancer"]}
	n.cfg = db.Config{URL: n.at["database"]}
	for _, node := range nodeNames {
		n.until(node+" is ready", func() bool { return n.answers(node, "/readyz") == http.StatusOK })
	}
	n.until("the load balancer has a node", func() bool { return n.answers("balancer", "/readyz") == http.StatusOK })
	n.furnish()
	n.signIn()
	return n
}

var nodeNames = []string{"node1", "node2", "node3"}

// furnish makes the brand and the user of a sandbox, and the cookies of browsers that have
// been here before.
func (n *threeNodes) furnish() {
	n.t.Helper()
	key, err := secret.New(n.at["secret"])
	if err != nil {
		n.t.Fatal(err)
	}
	h, err := newHouse(n.t.Context(), plan{db: n.cfg, secret: key, clock: clock.System, log: slog.New(slog.DiscardHandler), baseURL: n.base})
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = h.Close() }()
	if err := h.furnishSandbox(n.t.Context()); err != nil {
		n.t.Fatal(err)
	}
	n.cookies = make([]string, nodesVoters)
	for i := range n.cookies {
		if _, n.cookies[i], err = h.fans.NewDevice(); err != nil {
			n.t.Fatal(err)
		}
	}
}

// do breaks or mends something.
func (n *threeNodes) do(what ...string) {
	n.t.Helper()
	if out, err := exec.Command(filepath.Join(n.folder, "do"), what...).CombinedOutput(); err != nil {
		n.t.Fatalf("%v: %v\n%s", what, err, out)
	}
}

// until waits for something that must come.
func (n *threeNodes) until(what string, is func() bool) {
	n.t.Helper()
	for deadline := time.Now().Add(90 * time.Second); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			n.t.Fatalf("it never came that %s", what)
		}
	}
}

var nodesClient = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// answers is the status of a page; 0: none came.
func (n *threeNodes) answers(where, path string) int {
	resp, err := nodesClient.Get(n.at[where] + path)
	if err != nil {
		return 0
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") == "" {
		n.t.Errorf("%s%s: 503 without Retry-After", where, path)
	}
	return resp.StatusCode
}

// allAnswer reports whether each node answers a page so.
func (n *threeNodes) allAnswer(path string, status int) bool {
	for _, node := range nodeNames {
		if n.answers(node, path) != status {
			return false
		}
	}
	return true
}

// watcher follows the live figures of a poll at one node, as a page does.
type watcher struct {
	mu      sync.Mutex
	version int64
	ballots int64
}

func (w *watcher) last() (version, ballots int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.version, w.ballots
}

// watch follows until ctx ends, and begins again where the line breaks. What it is sent is
// whole and never older than what it has.
func (n *threeNodes) watch(ctx context.Context, wg *sync.WaitGroup, node, slug string) *watcher {
	w := &watcher{}
	wg.Go(func() {
		for ctx.Err() == nil {
			n.stream(ctx, w, node, slug)
			select {
			case <-ctx.Done():
			case <-time.After(100 * time.Millisecond):
			}
		}
	})
	return w
}

func (n *threeNodes) stream(ctx context.Context, w *watcher, node, slug string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, n.at[node]+"/api/v1/polls/"+slug+"/results/stream", nil)
	if err != nil {
		n.t.Error(err)
		return
	}
	resp, err := (&http.Client{}).Do(req)
	if err != nil {
		return
	}
	defer func() { _ = resp.Body.Close() }()
	first := true
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		var seen struct{ Version, Ballots int64 }
		if !ok || json.Unmarshal(data, &seen) != nil || seen.Version == 0 {
			continue
		}
		w.mu.Lock()
		if seen.Version < w.version || !first && seen.Version == w.version || seen.Ballots < w.ballots {
			n.t.Errorf("%s: after version %d with %d ballots came %d with %d", node, w.version, w.ballots, seen.Version, seen.Ballots)
		}
		w.version, w.ballots, first = seen.Version, seen.Ballots, false
		w.mu.Unlock()
	}
}

// boxOf reads from the database what is in the box of a poll: ballots by their ids, and what
// the tallies hold beyond them.
func (n *threeNodes) boxOf(slug string) (box map[string]string, voters int, differ []string) {
	n.t.Helper()
	d, err := db.Connect(n.t.Context(), n.cfg)
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	g := d.Gorm(n.t.Context())
	var poll string
	if err := g.Raw("SELECT id FROM polls WHERE slug = ?", slug).Scan(&poll).Error; err != nil {
		n.t.Fatal(err)
	}
	var rows []struct{ ID, Content string }
	if err := g.Raw("SELECT id, content FROM ballots WHERE poll_id = ?", poll).Scan(&rows).Error; err != nil {
		n.t.Fatal(err)
	}
	box = map[string]string{}
	for _, r := range rows {
		box[r.ID] = r.Content
	}
	err = g.Raw(`SELECT content FROM (SELECT content, n FROM ballot_tallies WHERE poll_id = ?
		UNION ALL SELECT content, -1 AS n FROM ballots WHERE poll_id = ?) AS both_sides GROUP BY content HAVING SUM(n) <> 0`, poll, poll).Scan(&differ).Error
	if err != nil {
		n.t.Fatal(err)
	}
	return box, len(rows), differ
}

func (n *threeNodes) openPoll(slug string) {
	n.t.Helper()
	options := make([]map[string]any, 4)
	for i := range options {
		options[i] = map[string]any{"id": fmt.Sprint("o", i), "label": map[string]any{"fr": fmt.Sprint("Goût ", i)}}
	}
	n.must("POST", "/brands/"+sandboxBrand+"/polls", map[string]any{
		"slug": slug, "title": map[string]any{"fr": "Quel goût ?"}, "method": "plurality", "options": options,
		"closes_at": time.Now().Add(24 * time.Hour), "access": "cookie", "results": "always",
	}, nil)
	n.must("POST", "/polls/"+slug+"/publish", nil, nil)
}
