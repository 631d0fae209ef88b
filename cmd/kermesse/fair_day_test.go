package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/secret"
)

// fairDay is a server in a process of its own at which people vote, enter a contest and gather points,
// all at once, while something happens to it. Everybody sends theirs until it is answered.
type fairDay struct {
	*killedCrowd
	voters, entrants, writers int

	closes  time.Time
	cookies []string
	entered map[int]string // what each entrant was told: the number of their entry
	people  sync.WaitGroup
	rest    chan struct{} // closed when the second half may come; nil: they come with the first
}

// newFairDay opens a fair for some people on a fresh database.
func newFairDay(t *testing.T, people int) *fairDay {
	t.Helper()
	return newFairDayOn(t, dbtest.Config(t), people)
}

func newFairDayOn(t *testing.T, cfg db.Config, people int, flags ...string) *fairDay {
	t.Helper()
	f := emptyFair(t, cfg, people)
	f.flags = flags
	f.start()
	f.open()
	return f
}

// emptyFair is a fair without a server.
func emptyFair(t *testing.T, cfg db.Config, people int) *fairDay {
	t.Helper()
	return &fairDay{
		killedCrowd: &killedCrowd{killed: newKilledOn(t, cfg), told: map[int]voteTold{}},
		voters:      people, entrants: people / 2, writers: 4, entered: map[int]string{},
	}
}

func (f *fairDay) open() {
	f.t.Helper()
	f.prepare()
	f.openPoll()
	now := time.Now().UTC().Truncate(time.Second)
	f.closes = now.Add(24 * time.Hour)
	f.must("POST", "/brands/"+sandboxBrand+"/contests", map[string]any{
		"slug": "fair", "title": "A year of ices", "opens_at": now.Add(-time.Minute), "closes_at": f.closes,
		"draw": map[string]any{"source": "operator"}, "prizes": []map[string]any{{"name": "A year of ices", "winners": 3, "alternates": 3}},
		"entry": map[string]any{"contact": "email", "confirm": false},
	}, nil)
	f.must("POST", "/contests/fair/publish", nil, nil)
	f.cookies = f.killedCrowd.cookies(f.voters)
}

// inTwoParts has the second half of the voters and entrants wait until rest is called: however quick the
// server is, somebody is left for what happens to it in between.
func (f *fairDay) inTwoParts() (rest func()) {
	f.rest = make(chan struct{})
	return func() { close(f.rest) }
}

// mayCome waits for the part that the nth of so many comes with.
func (f *fairDay) mayCome(n, of int) {
	if f.rest == nil || n < of/2 {
		return
	}
	select {
	case <-f.rest:
	case <-f.t.Context().Done():
	}
}

// come lets everybody in; done is closed when all have been answered.
func (f *fairDay) come() (done <-chan struct{}) {
	const clients = 8
	for client := range clients {
		random := rand.New(rand.NewPCG(uint64(client), 19))
		f.people.Go(func() {
			for voter := client; voter < f.voters; voter += clients {
				f.mayCome(voter, f.voters)
				f.voteUntilAnswered(voter, f.cookies[voter], random)
			}
		})
		f.people.Go(func() {
			for n := client; n < f.entrants; n += clients {
				f.mayCome(n, f.entrants)
				f.enterUntilAnswered(n)
			}
		})
	}
	for client := range f.writers {
		random := rand.New(rand.NewPCG(uint64(client), 20))
		f.people.Go(func() { f.write(client, random) })
	}
	answered := make(chan struct{})
	go func() { f.people.Wait(); close(answered) }()
	return answered
}

func (f *fairDay) enterUntilAnswered(n int) {
	for f.t.Context().Err() == nil {
		number, err := f.enterOnce(n)
		if err == nil {
			f.mu.Lock()
			f.entered[n] = number
			f.mu.Unlock()
			f.settled.Add(1)
			return
		}
		time.Sleep(time.Duration(10+rand.IntN(40)) * time.Millisecond)
	}
}

// enterOnce sends the form of an entrant. An error means that it is not known whether they are in.
func (f *fairDay) enterOnce(n int) (number string, err error) {
	resp, text, err := f.send("POST", "/contests/fair/entries", "", map[string]any{
		"email": fmt.Sprintf("fan%d@fans.example", n), "name": "Awa", "consents": map[string]any{"rules": true},
	})
	if err != nil {
		return "", err
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		return "", f.putOff(resp, text)
	}
	var told struct{ Number, Status string }
	if err := json.Unmarshal(text, &told); err != nil || resp.StatusCode >= http.StatusMultipleChoices {
		f.t.Errorf("entrant %d was told %d %.300s", n, resp.StatusCode, text)
	}
	return told.Number, nil
}

// awaits waits for something that must come.
func (k *killed) awaits(what string, is func() bool) {
	k.t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			k.t.Fatalf("it never came that %s; the server says:\n%.4000s", what, k.log.String())
		}
	}
}

// shows is the status of a page, and the code of the problem where it is one; 0: nobody answered.
func (k *killed) shows(path string) (status int, code string) {
	resp, err := (&http.Client{Timeout: 30 * time.Second}).Get(k.base + path)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = resp.Body.Close() }()
	var told struct{ Code string }
	_ = json.NewDecoder(resp.Body).Decode(&told) // a page is none
	if resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") == "" {
		k.t.Errorf("%s: 503 without Retry-After", path)
	}
	return resp.StatusCode, told.Code
}

// proves asks for everything once more, stops the server and has its database prove itself.
func (f *fairDay) proves() {
	f.t.Helper()
	f.askAgain()
	f.stop(os.Interrupt)
	f.provesStored()
}

// provesStored compares what is stored with what people were told. Then the contest is closed and
// drawn, a day later, and the draw and the books have to prove themselves.
func (f *fairDay) provesStored() {
	f.t.Helper()
	f.compare(f.voters)
	f.count()
	f.compareEntries()
	f.t.Logf("%d answers, %d of them after a retry, %d answers to come again", f.settled.Load(), f.retried.Load(), f.turnedAway.Load())
	later := f.later()
	later.must("PUT", "/sandbox/clock", map[string]any{"now": f.closes.Add(time.Hour)}, nil)
	if report := later.verifiedProof("fair"); report.Entries != uint64(f.entrants) {
		f.t.Errorf("%d entries were drawn from, %d were told that they are in", report.Entries, f.entrants)
	}
	later.wantProof(sandboxBrand)
}

func (f *fairDay) compareEntries() {
	f.t.Helper()
	ctx := context.WithoutCancel(f.t.Context())
	d, err := db.Open(ctx, f.cfg)
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	var numbers []string
	if err := d.Gorm(ctx).Raw("SELECT number FROM entries").Scan(&numbers).Error; err != nil {
		f.t.Fatal(err)
	}
	stored := map[string]bool{}
	for _, number := range numbers {
		stored[number] = true
	}
	for n, number := range f.entered {
		if !stored[number] {
			f.t.Errorf("entrant %d was told that %q is in, and it is not", n, number)
		}
	}
	if len(numbers) != f.entrants || len(stored) != f.entrants {
		f.t.Errorf("%d entries, %d of them different, of %d entrants", len(numbers), len(stored), f.entrants)
	}
}

// later serves the same database in this process, with a clock that can be set.
func (f *fairDay) later() *sandboxAPI {
	f.t.Helper()
	api := &sandboxAPI{t: f.t, base: "http://" + freeAddr(f.t)}
	_, stop := f.serveHere(strings.TrimPrefix(api.base, "http://"), clock.NewSettable(time.Now()))
	f.t.Cleanup(stop)
	api.signIn()
	return api
}

// serveHere serves the database in this process until stop is called.
func (f *fairDay) serveHere(addr string, led *clock.Settable) (h *house, stop func()) {
	f.t.Helper()
	key, err := secret.New(f.secret)
	if err != nil {
		f.t.Fatal(err)
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		f.t.Fatal(err)
	}
	h, err = newHouse(f.t.Context(), plan{
		db: f.cfg, secret: key, clock: led, baseURL: f.base, log: slog.New(slog.DiscardHandler), setClock: true, readMails: true,
	})
	if err != nil {
		f.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(f.t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- h.app.Serve(ctx, ln) }()
	return h, func() {
		cancel()
		if err := errors.Join(<-ended, h.Close()); err != nil {
			f.t.Error(err)
		}
	}
}

// TestFairIsKilled kills the server with SIGKILL now and then.
func TestFairIsKilled(t *testing.T) {
	f := newFairDay(t, tortured(120))
	kills := f.killEvery(100, f.come())
	t.Logf("killed %d times", kills)
	if kills < 1 {
		t.Error("never killed")
	}
	f.proves()
}
