package main

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db/dbtest"
	"kermesse/loyalty/till"
)

// fetchable draws a contest whose prize is fetched, and returns the code that its winner shows.
func fetchable(t *testing.T, h *house, led *clock.Settable, owner account.Actor) string {
	t.Helper()
	ctx, now := t.Context(), led.Now()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := h.contests.Create(ctx, owner, contests.Form{
		Slug: "lot", Title: "Un lot", Source: contests.SourceTest,
		OpensAt: now.Format(time.RFC3339), ClosesAt: now.Add(time.Hour).Format(time.RFC3339),
		Prizes: []contests.Prize{{Name: "Une glacière", Winners: 1, Handing: claims.Handing{Pickup: []string{"Curepipe"}}}},
		Entry:  contests.EntryRules{Contact: contests.ContactEmail},
	})
	check(err)
	c, err := h.contests.Publish(ctx, owner, "lot", 0)
	check(err)
	for i := range 3 {
		_, err := h.contests.AddEntry(ctx, owner, "lot", contests.EntryForm{
			Email: fmt.Sprintf("fan%d@fans.example", i), Name: "Awa", Rules: contests.Tick{Given: true}, Locale: "fr",
		})
		check(err)
	}
	for _, at := range []time.Time{c.ClosesAt, c.DrawAt.Add(time.Minute), c.DrawAt.Add(2 * time.Minute)} {
		led.Set(at)
		check(h.runner.RunOnce(ctx))
	}
	page, err := h.contests.Claims().List(ctx, owner, claims.Filter{Contest: "lot"})
	check(err)
	won := page.Lines[0]
	hand, err := h.contests.Claims().MakeHandCode(ctx, owner, won.ID)
	check(err)
	pass, err := h.contests.Claims().ProveByHand(ctx, owner.Brand, won.Code, hand)
	check(err)
	key := claims.Key{Brand: owner.Brand, Code: won.Code, Pass: pass}
	check(h.contests.Claims().Accept(ctx, key, claims.Answer{Method: claims.Pickup, Place: "Curepipe"}))
	own, err := h.contests.Claims().Mine(ctx, key)
	check(err)
	return own.Pickup
}

// A prize of a contest is handed over at a till, once: a till that asks again after a lost answer
// is told the same, and another one when and by whom it was.
func TestATillHandsAPrizeOver(t *testing.T) {
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	led := clock.NewSettable(time.Now().Truncate(time.Second))
	h, err := newHouse(t.Context(), plan{
		db: dbtest.Config(t), secret: key, clock: led, log: slog.New(slog.DiscardHandler), baseURL: "http://fete.example", testBeacon: true, setClock: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	if err := h.furnishSandbox(t.Context()); err != nil {
		t.Fatal(err)
	}
	brand, err := h.accounts.FindBrandBySlug(t.Context(), sandboxBrand)
	if err != nil {
		t.Fatal(err)
	}
	owner := account.Actor{Name: "Awa", Brand: brand.ID, Role: account.Owner, Kind: account.KindStaff}
	code := fetchable(t, h, led, owner)

	counter, ctx := counter{h.contests.Claims()}, t.Context()
	here := account.Actor{Name: "Fatou · Comptoir", Brand: brand.ID, Role: account.Till, Kind: account.KindStaff}
	there := account.Actor{Name: "Jean · Plage", Brand: brand.ID, Role: account.Till, Kind: account.KindStaff}
	if p, err := counter.FindPrize(ctx, here, brand.ID, code); err != nil || p.Name != "Une glacière" || !p.HandedAt.IsZero() {
		t.Fatalf("%+v, %v", p, err)
	}
	for range 2 {
		if _, err := counter.HandOver(ctx, here, brand.ID, "k", code); err != nil {
			t.Error(err)
		}
	}
	if _, err := counter.HandOver(ctx, there, brand.ID, "k2", code); !errors.Is(err, claims.ErrHandedOver) {
		t.Errorf("a second till: %v", err)
	}
	if p, err := counter.FindPrize(ctx, there, brand.ID, code); err != nil || p.HandedBy != here.Name {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := counter.FindPrize(ctx, there, brand.ID, "NOSUCH"); !errors.Is(err, till.ErrScan) {
		t.Errorf("an unknown code: %v", err)
	}
	viewer := account.Actor{Name: "Nobody", Brand: "another", Role: account.Till, Kind: account.KindStaff}
	if _, err := counter.HandOver(ctx, viewer, "another", "k", code); err == nil {
		t.Error("another brand handed it over")
	}
}
