package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/mail"
	"kermesse/internal/mail/mailtest"
	"kermesse/internal/webhook"
)

// TestMailAndWebhooksAreDownForAnHour cuts off the mail server and the system that a brand's webhooks call.
// Meanwhile nothing that people do waits for either, operators see what piles up, and afterwards each
// mail and each event arrives, once.
func TestMailAndWebhooksAreDownForAnHour(t *testing.T) {
	receiver := mailtest.Start(t)
	smtp := newGate(t, strings.TrimPrefix(receiver.URL, "smtp://"))
	p := newPostBy(t, receiver, "smtp://"+smtp.addr)
	p.join()
	shop := newHookShop(t)
	hook := newGate(t, shop.Listener.Addr().String())
	owner := account.Actor{Brand: p.brand.ID, Role: account.Owner, Kind: account.KindStaff, Name: "test"}
	if _, err := p.webhooks.Add(t.Context(), owner, webhook.Settings{URL: "http://" + hook.addr + "/told", Events: webhook.Selection{webhook.All}}); err != nil {
		t.Fatal(err)
	}
	p.mails()
	before := len(receiver.Mails())

	smtp.shut.Store(true)
	hook.shut.Store(true)
	mails, orders := 0, 0
	for range 12 { // five minutes each
		for range 3 {
			p.buy(fmt.Sprint("order-", orders), 1000)
			orders++
		}
		p.write(mails)
		mails++
		p.clock.Advance(5 * time.Minute)
		if err := p.runner.RunOnce(t.Context()); err == nil {
			t.Error("no task says that nothing leaves")
		}
	}
	figures := p.figures()
	for name, least := range map[string]float64{
		"kermesse_mails_queued": float64(mails), "kermesse_webhooks_queued": float64(orders), "kermesse_mails_failed": 0, "kermesse_webhooks_given_up": 0,
	} {
		if got := figures[name]; got < least || least == 0 && got > 0 {
			t.Errorf("%s is %g, want %g", name, got, least)
		}
	}

	smtp.shut.Store(false)
	hook.shut.Store(false)
	for range 24 { // what has failed for long is tried at long intervals
		p.clock.Advance(5 * time.Minute)
		if err := p.runner.RunOnce(t.Context()); err != nil {
			t.Error(err)
		}
	}
	arrived := map[string]int{}
	for _, m := range receiver.Mails()[before:] {
		arrived[m.Header(t, "Subject")]++
	}
	for n := range mails {
		if got := arrived[fmt.Sprint("Mail ", n)]; got != 1 {
			t.Errorf("mail %d arrived %d times", n, got)
		}
	}
	told, doubled := shop.told()
	if told < orders || doubled > 0 {
		t.Errorf("%d events were told, %d of them more than once; want %d or more", told, doubled, orders)
	}
	figures = p.figures()
	if figures["kermesse_mails_queued"] > 0 || figures["kermesse_webhooks_queued"] > 0 {
		t.Errorf("there still wait %g mails and %g events", figures["kermesse_mails_queued"], figures["kermesse_webhooks_queued"])
	}
}

// write puts a mail into the outbox.
func (p *post) write(n int) {
	p.t.Helper()
	err := p.db.InTx(p.t.Context(), func(tx *db.DB) error {
		return p.outbox.Enqueue(p.t.Context(), tx, mail.Message{
			Brand: string(p.brand.ID), To: fmt.Sprintf("fan%d@exemple.sn", n), Subject: fmt.Sprint("Mail ", n), Text: "Bonjour.\n", Kind: "test",
		})
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

var figureLine = regexp.MustCompile(`(?m)^(kermesse_[a-z_]+) (\S+)$`)

// figures are those for Prometheus.
func (p *post) figures() map[string]float64 {
	p.t.Helper()
	rec := httptest.NewRecorder()
	operatorsHandler(p.app.MetricsHandler(), false).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	found := map[string]float64{}
	for _, m := range figureLine.FindAllStringSubmatch(rec.Body.String(), -1) {
		v, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			p.t.Fatal(err)
		}
		found[m[1]] = v
	}
	return found
}

// gate is a way to a server that can be shut: who comes then is sent away at once.
type gate struct {
	addr string
	shut atomic.Bool
}

func newGate(t *testing.T, target string) *gate {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	g := &gate{addr: ln.Addr().String()}
	go func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			go g.let(near, target)
		}
	}()
	return g
}

func (g *gate) let(near net.Conn, target string) {
	defer func() { _ = near.Close() }()
	if g.shut.Load() {
		return
	}
	far, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer func() { _ = far.Close() }()
	go func() {
		_, _ = io.Copy(far, near)
		_ = far.Close()
	}()
	_, _ = io.Copy(near, far)
}

// hookShop is a brand's own system, which counts what it is told.
type hookShop struct {
	*httptest.Server
	mu    sync.Mutex
	times map[string]int // by the id of the message
}

func newHookShop(t *testing.T) *hookShop {
	s := &hookShop{times: map[string]int{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.times[r.Header.Get(webhook.HeaderID)]++
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *hookShop) told() (messages, doubled int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.times {
		if n > 1 {
			doubled++
		}
	}
	return len(s.times), doubled
}
