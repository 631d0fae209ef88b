package webhook_test

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
	"kermesse/internal/webhook"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("::1/128")}

// house is the webhooks of a brand on a fresh database, with a clock that the test sets.
type house struct {
	t      testing.TB
	db     *db.DB
	clock  *clock.Settable
	outbox *mail.Outbox
	fans   *fan.Service
	brand  account.Brand
	owner  account.Actor
	*webhook.Service
}

func newHouse(t testing.TB) *house {
	t.Helper()
	d, c := dbtest.Open(t), clock.NewSettable(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	key, err := secret.New(strings.Repeat("k", 32))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: d, clock: c, outbox: mail.NewOutbox(d, c)}
	accounts := account.New(account.Options{DB: d, Clock: c, Random: rand.Reader, Outbox: h.outbox, Secret: key, BaseURL: "https://fete.example"})
	h.brand, err = accounts.OpenBrand(t.Context(), account.Brand{Slug: "port", Name: "Glaces du Port", TimeZone: "UTC", Currency: "EUR", Locale: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = accounts.AddUser(t.Context(), account.NewUser{Email: "awa@port.example", Name: "Awa", Password: "a long enough password", Locale: "fr"}, "port", account.Owner)
	if err != nil {
		t.Fatal(err)
	}
	h.owner = account.Actor{Name: "Awa", Brand: h.brand.ID, Role: account.Owner, Kind: account.KindStaff}
	h.fans = fan.New(fan.Options{DB: d, Clock: c, Random: rand.Reader, Outbox: h.outbox, Secret: key, BaseURL: "https://fete.example"})
	h.Service = h.node(loopback)
	h.fans.Register("webhooks", h.Holder())
	return h
}

// node is another server on the same database.
func (h *house) node(networks []netip.Prefix) *webhook.Service {
	key, err := secret.New(strings.Repeat("k", 32))
	if err != nil {
		h.t.Fatal(err)
	}
	return webhook.New(webhook.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Secret: key, Contacts: h.fans, Outbox: h.outbox,
		BaseURL: "https://fete.example", Networks: networks,
	})
}

func (h *house) add(url string, change ...func(*webhook.Settings)) webhook.Endpoint {
	h.t.Helper()
	in := webhook.Settings{URL: url, Events: webhook.Selection{webhook.All}}
	for _, fn := range change {
		fn(&in)
	}
	e, err := h.Add(h.t.Context(), h.owner, in)
	if err != nil {
		h.t.Fatal(err)
	}
	return e
}

func (h *house) happen(events ...webhook.Event) {
	h.t.Helper()
	for i := range events {
		events[i].Brand, events[i].At = h.brand.ID, h.clock.Now()
	}
	err := h.db.InTx(h.t.Context(), func(tx *db.DB) error { return h.Announce(h.t.Context(), tx, events...) })
	if err != nil {
		h.t.Fatal(err)
	}
}

func earned(member string) webhook.Event {
	return webhook.Event{Type: webhook.PointsEarned, Data: webhook.Points{Member: member, Points: 5, Operation: "earn"}}
}

func (h *house) deliver() {
	h.t.Helper()
	if err := h.DeliverDue(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) log(id webhook.EndpointID) []webhook.Delivery {
	h.t.Helper()
	list, _, err := h.ListDeliveries(h.t.Context(), h.owner, webhook.DeliveryFilter{Endpoint: id, Size: 1000})
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// receiver is a system of the brand's.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []received
	answer func(http.ResponseWriter)
}

type received struct {
	header http.Header
	body   string
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, received{q.Header.Clone(), string(body)})
		if r.answer != nil {
			r.answer(w)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = func(w http.ResponseWriter) { w.WriteHeader(status) }
}

func (r *receiver) all() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]received(nil), r.got...)
}

func (got received) read(t testing.TB) (m map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(got.body), &m); err != nil {
		t.Fatalf("%v: %s", err, got.body)
	}
	return m
}
