package webhook_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/webhook"
)

// gate is a receiver that takes its time: it says who calls, and answers when it is told to.
type gate struct {
	*httptest.Server
	called chan string // what the message says of its member
	open   chan struct{}
}

func newGate(t *testing.T) *gate {
	g := &gate{called: make(chan string, 100), open: make(chan struct{})}
	g.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		var body bytes.Buffer
		_, _ = body.ReadFrom(q.Body)
		g.called <- memberIn(body.String())
		<-g.open
	}))
	t.Cleanup(g.Close)
	return g
}

func memberIn(body string) string {
	_, rest, _ := strings.Cut(body, `"member":"`)
	member, _, _ := strings.Cut(rest, `"`)
	return member
}

// at runs a server's lane until it has nothing left to do.
func lane(t *testing.T, wg *sync.WaitGroup, node *webhook.Service) {
	wg.Go(func() {
		if err := node.DeliverDue(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// A replay ends the rest that an endpoint has after failures. It does not let a second server in
// beside the one that talks to it: messages would overtake each other.
func TestAReplayLetsNoSecondServerIn(t *testing.T) {
	h, g := newHouse(t), newGate(t)
	e := h.add(g.URL)
	h.happen(earned("1"), earned("2"))
	var wg sync.WaitGroup
	lane(t, &wg, h.node(loopback))
	if first := <-g.called; first != "1" {
		t.Fatalf("%s came first", first)
	}
	if _, err := h.Replay(t.Context(), h.owner, h.log(e.ID)[1].ID); err != nil {
		t.Fatal(err)
	}
	if err := h.node(loopback).DeliverDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(g.called) != 0 {
		t.Errorf("a second server told it %s meanwhile", <-g.called)
	}
	close(g.open)
	wg.Wait()
	h.deliver()
	if got := []string{<-g.called, <-g.called}; !slices.Equal(got, []string{"2", "1"}) || len(g.called) != 0 {
		t.Errorf("then came %v and %d more", got, len(g.called))
	}
}

// A secret that is replaced while a server tells an endpoint one message after the other signs
// nothing from the next message on; with an overlap both sign.
func TestASecretIsReplacedBetweenTwoMessages(t *testing.T) {
	for overlap, want := range map[time.Duration]int{0: 1, time.Hour: 2} {
		h := newHouse(t)
		var e webhook.Endpoint
		var signatures []string
		receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		t.Cleanup(receiver.Close)
		receiver.Config.Handler = http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
			signatures = append(signatures, q.Header.Get(webhook.HeaderSignature))
			if len(signatures) == 1 {
				if _, err := h.Rotate(context.Background(), h.owner, e.ID, overlap); err != nil {
					t.Error(err)
				}
			}
		})
		e = h.add(receiver.URL)
		before := secretOf(t, h, e.ID)
		h.happen(earned("1"), earned("2"))
		h.deliver()
		if len(signatures) != 2 || secretOf(t, h, e.ID) == before {
			t.Fatalf("%d messages", len(signatures))
		}
		for _, d := range h.log(e.ID) {
			if d.State != webhook.Delivered {
				t.Errorf("with an overlap of %v: %+v", overlap, d)
			}
		}
		if n := len(strings.Fields(signatures[1])); n != want {
			t.Errorf("with an overlap of %v the second message has %d signatures, want %d", overlap, n, want)
		}
	}
}

func secretOf(t *testing.T, h *house, id webhook.EndpointID) string {
	t.Helper()
	s, err := h.Secret(t.Context(), h.owner, id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Who answers slowly is left after a few seconds, so that the others get their turn.
func TestSlowReceiversTakeTurns(t *testing.T) {
	h := newHouse(t)
	var mu sync.Mutex
	var order []string
	for _, name := range []string{"a", "b"} {
		receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, name)
			h.clock.Advance(6 * time.Second)
		}))
		t.Cleanup(receiver.Close)
		h.add(receiver.URL)
	}
	for i := range 4 {
		h.happen(earned(strconv.Itoa(i)))
	}
	h.deliver()
	if want := strings.Split("a a b b a a b b", " "); !slices.Equal(order, want) {
		t.Errorf("told in the order %v, want %v", order, want)
	}
}

// The slow endpoints of one brand do not take every lane while another brand waits.
func TestABrandDoesNotTakeAllLanes(t *testing.T) {
	h, slow, quick := newHouse(t), newGate(t), newGate(t)
	close(quick.open)
	h.add(slow.URL)
	h.add(slow.URL)
	h.happen(earned("slow"))
	other := *h
	other.brand.ID = account.BrandID(db.NewID())
	other.owner.Brand = other.brand.ID
	err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("INSERT INTO brands (id, slug, name, time_zone, currency, locale, created_at) VALUES (?, 'thes', 'Thés', 'UTC', 'EUR', 'fr', 1)", other.brand.ID).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	other.add(quick.URL)
	other.happen(earned("quick"))
	var wg sync.WaitGroup
	node := h.node(loopback)
	lane(t, &wg, node)
	<-slow.called
	lane(t, &wg, node)
	select {
	case <-quick.called:
	case <-slow.called:
		t.Error("the second lane went to the brand that has one already")
	}
	close(slow.open)
	wg.Wait()
}

// An answer is read as far as the log shows it, however much a receiver sends.
func TestAnEndlessAnswerIsCutOff(t *testing.T) {
	h := newHouse(t)
	cut := make(chan error, 1)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		for {
			if _, err := w.Write(bytes.Repeat([]byte("x"), 1<<16)); err != nil {
				cut <- err
				return
			}
		}
	}))
	t.Cleanup(receiver.Close)
	e := h.add(receiver.URL)
	h.happen(earned("1"))
	h.deliver()
	<-cut
	full, err := h.FindDelivery(t.Context(), h.owner, h.log(e.ID)[0].ID)
	if err != nil || full.State != webhook.Delivered || len(full.Log) != 1 || len(full.Log[0].Answer) != 1000 {
		t.Errorf("%v: %s after %d attempts", err, full.State, len(full.Log))
	}
}
