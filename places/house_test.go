package places_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
	"kermesse/places"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// house is what a test of places runs in: two brands, a clock that stands still.
type house struct {
	*places.Service
	db    *db.DB
	clock *clock.Settable
	key   secret.Secret
	brand account.Brand
	owner account.Actor
	other account.Actor // owner of another brand
}

func newHouse(t *testing.T) *house {
	t.Helper()
	key, err := secret.New(strings.Repeat("s", 40))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{db: dbtest.Open(t), clock: clock.NewSettable(noon), key: key}
	h.Service = h.node()
	h.brand, h.owner = h.open(t, "glaces")
	_, h.other = h.open(t, "thes")
	return h
}

// node is one more server on the same database.
func (h *house) node() *places.Service {
	return places.New(places.Options{DB: h.db, Clock: h.clock, Random: rand.Reader, Secret: h.key})
}

func (h *house) open(t *testing.T, slug string) (account.Brand, account.Actor) {
	t.Helper()
	accounts := account.New(account.Options{
		DB: h.db, Clock: h.clock, Outbox: mail.NewOutbox(h.db, h.clock), Secret: h.key, BaseURL: "https://fete.example",
	})
	brand, err := accounts.OpenBrand(t.Context(), account.Brand{Slug: slug, Name: slug, TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	return brand, account.Actor{User: "u1", Name: "Awa", Brand: brand.ID, Role: account.Owner, Kind: account.KindStaff}
}

// campaign is a poll of the brand.
func (h *house) campaign(id string) places.Campaign {
	return places.Campaign{Kind: places.Poll, ID: id, Brand: h.brand.ID, Slug: "gout-" + id}
}

func (h *house) journal(t *testing.T) []account.JournalLine {
	t.Helper()
	page, err := account.ListJournal(t.Context(), h.db, h.owner, account.JournalFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return page.Lines
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t *testing.T, err error, want *fault.Error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %s", err, want.Code)
	}
}

// wantsField fails unless err says want about a field.
func wantsField(t *testing.T, err error, name string, want *fault.Error) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want %s at %s", err, want.Code, name)
	}
	for _, field := range f.Fields {
		if field.Name == name && errors.Is(field.Fault, want) {
			return
		}
	}
	t.Fatalf("got %v, want %s at %s", err, want.Code, name)
}
