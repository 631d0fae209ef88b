package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"kermesse/internal/db"
)

const (
	nodesVoters  = 160
	nodesClients = 16
)

// TestThreeNodes lets a crowd vote through the load balancer while something breaks. Each voter
// sends their vote until it is answered. Whatever breaks: every vote that was answered is in the
// box as it was answered, nobody is in it twice, the tallies say what the box says, and who
// watches at any node comes to see all of it. Who is not answered is told when to come again.
func TestThreeNodes(t *testing.T) {
	n := findNodes(t)
	t.Run("a session ended at one node is over at the others", func(t *testing.T) { n.in(t).sessions() })
	for _, trouble := range []struct {
		name        string
		slug        string
		breaks      func(n *threeNodes) // is over when the trouble is seen
		mends       func(n *threeNodes)
		losesAnswer bool // an answer may be cut off on its way, which the balancer tells as 502 or by hanging up
	}{
		{"a node is killed", "killed", func(n *threeNodes) {
			n.do("node-kill", "2")
			n.until("the others serve", func() bool { return n.answers("balancer", "/readyz") == 200 && n.answers("node2", "/healthz") == 0 })
		}, func(n *threeNodes) { n.do("node-start", "2") }, true},
		{"NATS is cut", "cut", func(n *threeNodes) {
			n.do("nats-stop")
			n.until("all nodes are ready without it", func() bool { return n.allAnswer("/readyz", 200) })
		}, func(n *threeNodes) { n.do("nats-start") }, false},
		{"the pooler restarts", "pooler", func(n *threeNodes) { n.do("pooler-restart") }, func(*threeNodes) {}, false},
		{"no connection is left", "pool", (*threeNodes).exhaust, func(*threeNodes) {}, false},
		{"the primary restarts", "restart", func(n *threeNodes) {
			n.do("primary-stop")
			n.until("no node is ready, and all live", func() bool { return n.allAnswer("/readyz", 503) && n.allAnswer("/healthz", 200) })
		}, func(n *threeNodes) { n.do("primary-start") }, false},
		{"the replica takes over", "promote", func(n *threeNodes) {
			n.do("primary-stop")
			n.until("no node is ready, and all live", func() bool { return n.allAnswer("/readyz", 503) && n.allAnswer("/healthz", 200) })
		}, func(n *threeNodes) { n.do("promote") }, false},
	} {
		t.Run(trouble.name, func(t *testing.T) {
			c := &nodesCrowd{threeNodes: n.in(t), slug: trouble.slug, told: map[int]voteTold{}, broken: make(chan struct{}), losesAnswer: trouble.losesAnswer}
			c.openPoll(c.slug)
			ctx, leave := context.WithCancel(t.Context())
			var watching sync.WaitGroup
			var watchers []*watcher
			for _, node := range nodeNames {
				watchers = append(watchers, c.watch(ctx, &watching, node, c.slug))
			}
			voting := c.vote()
			c.until("a quarter has voted", func() bool { return c.answered() >= nodesVoters/4 })
			trouble.breaks(c.threeNodes)
			close(c.broken)
			time.Sleep(500 * time.Millisecond) // for the others to run into it
			trouble.mends(c.threeNodes)
			voting.Wait()
			for i, w := range watchers {
				c.until(nodeNames[i]+" shows all votes", func() bool { _, ballots := w.last(); return ballots == nodesVoters })
			}
			leave()
			watching.Wait()
			c.until("all nodes are ready again", func() bool { return c.allAnswer("/readyz", 200) })
			c.compare()
			t.Logf("%d votes, %d answers to come again", len(c.told), c.turnedAway)
		})
	}
}

// in is the same nodes for a subtest.
func (n *threeNodes) in(t *testing.T) *threeNodes {
	c := *n
	c.sandboxAPI = &sandboxAPI{t: t, base: n.base, token: n.token}
	return &c
}

// nodesCrowd votes in one poll.
type nodesCrowd struct {
	*threeNodes
	slug        string
	broken      chan struct{} // closed when the trouble is there: half of the crowd waits for it
	losesAnswer bool

	mu         sync.Mutex
	told       map[int]voteTold
	turnedAway int
}

func (c *nodesCrowd) answered() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.told)
}

func (c *nodesCrowd) vote() *sync.WaitGroup {
	var wg sync.WaitGroup
	for client := range nodesClients {
		random := rand.New(rand.NewPCG(uint64(client), 17))
		wg.Go(func() {
			for voter := client; voter < nodesVoters; voter += nodesClients {
				if voter >= nodesVoters/2 {
					<-c.broken
				}
				c.voteUntilAnswered(voter, random.IntN(4))
			}
		})
	}
	return &wg
}

func (c *nodesCrowd) voteUntilAnswered(voter, choice int) {
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if told, ok := c.voteOnce(voter, choice); ok {
			c.mu.Lock()
			c.told[voter] = told
			c.mu.Unlock()
			return
		}
		if time.Now().After(deadline) {
			c.t.Errorf("voter %d was never answered", voter)
			return
		}
	}
}

// voteOnce reports false where there was no answer, or one to come again.
func (c *nodesCrowd) voteOnce(voter, choice int) (voteTold, bool) {
	body := fmt.Appendf(nil, `{"choices":["o%d"]}`, choice)
	req, err := http.NewRequest(http.MethodPost, c.base+"/api/v1/polls/"+c.slug+"/votes", bytes.NewReader(body))
	if err != nil {
		c.t.Error(err)
		return voteTold{}, false
	}
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(&http.Cookie{Name: "kermesse_device", Value: c.cookies[voter]})
	resp, err := nodesClient.Do(req)
	if err != nil {
		if !c.losesAnswer {
			c.t.Errorf("the balancer does not answer: %v", err)
		}
		return voteTold{}, false
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	told := voteTold{choice: choice}
	switch {
	case err != nil && c.losesAnswer:
		return told, false
	case err != nil:
		c.t.Errorf("the balancer cut an answer off: %v", err)
		return told, false
	case resp.StatusCode < http.StatusBadRequest:
		if err := json.Unmarshal(text, &told); err != nil || told.ID == "" || told.Status == "changed" {
			c.t.Errorf("voter %d was told %s", voter, text)
		}
		return told, true
	case resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != "":
	case resp.StatusCode == http.StatusBadGateway && c.losesAnswer:
	default:
		c.t.Errorf("voter %d was answered %d, Retry-After %q: %s", voter, resp.StatusCode, resp.Header.Get("Retry-After"), text)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turnedAway++
	return told, false
}

// compare holds the box against what voters were told.
func (c *nodesCrowd) compare() {
	c.t.Helper()
	box, voters, differ := c.boxOf(c.slug)
	for voter, told := range c.told {
		if want := fmt.Sprintf(`["o%d"]`, told.choice); box[told.ID] != want {
			c.t.Errorf("voter %d was told that %s is in the box, which holds %q under %s", voter, want, box[told.ID], told.ID)
		}
	}
	if voters != nodesVoters || len(c.told) != nodesVoters {
		c.t.Errorf("%d ballots of %d voters, %d of whom were answered", voters, nodesVoters, len(c.told))
	}
	if len(differ) > 0 {
		c.t.Errorf("the tallies differ from the box for %v", differ)
	}
}

// exhaust holds a table that every request wants, until each node has no connection left to ask
// its database with.
func (n *threeNodes) exhaust() {
	d, err := db.Connect(n.t.Context(), n.cfg)
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	var waiting sync.WaitGroup
	err = d.InTx(n.t.Context(), func(tx *db.DB) error {
		if err := tx.Gorm(n.t.Context()).Exec("LOCK TABLE polls IN ACCESS EXCLUSIVE MODE").Error; err != nil {
			return err
		}
		for _, node := range nodeNames {
			for i := range 24 {
				waiting.Go(func() {
					if status := n.answers(node, fmt.Sprint("/api/v1/polls/nobody-", i)); status != http.StatusNotFound && status != http.StatusServiceUnavailable {
						n.t.Errorf("%s answers %d", node, status)
					}
				})
			}
		}
		n.until("no node is ready, and all live", func() bool { return n.allAnswer("/readyz", 503) && n.allAnswer("/healthz", 200) })
		return nil
	})
	if err != nil {
		n.t.Fatal(err)
	}
	waiting.Wait()
}

// sessions signs in at one node and out at another: what is revoked is refused at once at the
// third, by access token, by refresh token, and in the panel.
func (n *threeNodes) sessions() {
	at := func(node, token string) *sandboxAPI { return &sandboxAPI{t: n.t, base: n.at[node], token: token} }
	var session struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	at("node1", "").must("POST", "/sessions", map[string]any{"email": sandboxEmail, "password": sandboxPassword}, &session)
	mine := "/brands/" + sandboxBrand + "/polls"
	for _, node := range nodeNames {
		if resp, text, err := at(node, session.Access).send("GET", mine, "", nil); err != nil || resp.StatusCode != http.StatusOK {
			n.t.Fatalf("%s does not know who signed in at node1: %v %s", node, err, text)
		}
	}
	at("node2", session.Access).must("DELETE", "/sessions", nil, nil)
	for _, node := range nodeNames {
		if resp, _, err := at(node, session.Access).send("GET", mine, "", nil); err != nil || resp.StatusCode != http.StatusUnauthorized {
			n.t.Errorf("%s lets in who signed out at node2: %v, %v", node, resp, err)
		}
		body := map[string]any{"refresh_token": session.Refresh}
		if resp, _, err := at(node, "").send("POST", "/sessions/refresh", "", body); err != nil || resp.StatusCode != http.StatusUnauthorized {
			n.t.Errorf("%s renews a session that ended at node2: %v, %v", node, resp, err)
		}
	}
}
