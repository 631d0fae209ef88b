package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db/dbtest"
)

// TestPagesOfTwoServers changes a brand on one server and asks the other, which keeps pages, for
// them: without NATS they are new a second later, with NATS as soon as it tells, however long
// pages may be kept.
func TestPagesOfTwoServers(t *testing.T) {
	if os.Getenv(dbtest.EnvURL) == "" {
		t.Skip("SQLite is one node: there is no other server")
	}
	for name, how := range map[string]struct {
		nats bool
		age  time.Duration
	}{
		"without NATS": {age: pageAge},
		"with NATS":    {nats: true, age: time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t, how.nats, how.age)
			pages := []string{"/fr/" + sandboxBrand, "/fr/c/fair", "/fr/p/crowd", "/fr/p/crowd/results"}
			for _, page := range pages {
				for range 2 {
					if body := p.get(page); !strings.Contains(body, p.brand.Name) {
						t.Fatalf("%s does not name the brand", page)
					}
				}
			}
			made := p.made(p.b)
			for _, page := range pages[:3] {
				p.get(page)
			}
			if how.nats && p.made(p.b) != made {
				t.Fatal("the pages are not kept, and this test says nothing")
			}
			p.rename("Les Nouvelles Glaces")
			if !how.nats {
				time.Sleep(how.age) // what was made before is older than that now
			}
			for _, page := range pages {
				isNew := func() bool { return strings.Contains(p.get(page), "Les Nouvelles Glaces") }
				for deadline := time.Now().Add(time.Minute); how.nats && !isNew() && time.Now().Before(deadline); {
					time.Sleep(10 * time.Millisecond)
				}
				if !isNew() {
					t.Errorf("%s of the other server is what it was", page)
				}
			}
		})
	}
}

// pair is two servers on one database.
type pair struct {
	t     *testing.T
	a, b  *house
	brand account.Brand
	at    string // where b answers
}

func newPair(t *testing.T, nats bool, age time.Duration) *pair {
	t.Helper()
	natsURL := ""
	if nats {
		s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, NoLog: true, NoSigs: true})
		if err != nil {
			t.Fatal(err)
		}
		go s.Start()
		t.Cleanup(s.Shutdown)
		if !s.ReadyForConnections(time.Minute) {
			t.Fatal("NATS does not start")
		}
		natsURL = s.ClientURL()
	}
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	cfg, p := dbtest.Config(t), &pair{t: t}
	for _, h := range []**house{&p.a, &p.b} {
		*h, err = newHouse(t.Context(), plan{
			db: cfg, secret: key, clock: clock.System, baseURL: "http://fete.example", log: slog.New(slog.DiscardHandler),
			natsURL: natsURL, nodes: 2, testBeacon: true, pageAge: age,
		})
		if err != nil {
			t.Fatal(err)
		}
		closing := *h
		t.Cleanup(func() { _ = closing.Close() })
	}
	if err := p.a.furnishSandbox(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p.brand, err = p.a.accounts.FindBrandBySlug(t.Context(), sandboxBrand); err != nil {
		t.Fatal(err)
	}
	api := &sandboxAPI{t: t, base: p.serve(p.a)}
	api.signIn()
	api.openContest("fair")
	k := &killedCrowd{killed: &killed{sandboxAPI: api}}
	k.openPoll()
	p.at = p.serve(p.b)
	if nats {
		for deadline := time.Now().Add(time.Minute); !p.a.bus.Connected() || !p.b.bus.Connected(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("the servers do not reach NATS")
			}
		}
	}
	return p
}

func (p *pair) serve(h *house) string {
	p.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(p.t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- h.app.Serve(ctx, ln) }()
	p.t.Cleanup(func() { stop(); <-ended })
	return "http://" + ln.Addr().String()
}

// get asks the second server as a newcomer does.
func (p *pair) get(path string) string {
	p.t.Helper()
	resp, err := http.Get(p.at + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %s, %v", path, resp.Status, err)
	}
	return string(body)
}

// made is how many pages a server has made to be kept.
func (p *pair) made(h *house) float64 {
	p.t.Helper()
	return figureOf(p.t, h, "kermesse_pages_made_total")
}

// rename changes the name of the brand on the first server.
func (p *pair) rename(name string) {
	p.t.Helper()
	b := p.brand
	b.Name = name
	actor := account.Actor{Name: "Awa", Brand: b.ID, Role: account.Owner, Kind: account.KindStaff}
	if _, err := p.a.accounts.EditBrand(p.t.Context(), actor, b); err != nil {
		p.t.Fatal(err)
	}
}
