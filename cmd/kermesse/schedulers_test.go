package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// TestThreeSchedulersDoItOnce lets the schedulers of three servers run beside each other on one
// database while a contest closes and is drawn and a poll closes: one list is sealed, one draw is
// held, one final count is made, each public record is there once, and nobody gets a letter twice.
func TestThreeSchedulersDoItOnce(t *testing.T) {
	d, err := db.Open(t.Context(), dbtest.Config(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	api := &sandboxAPI{t: t, base: "http://" + ln.Addr().String()}
	led := clock.NewSettable(time.Now())
	servers := make([]*house, 3)
	for i := range servers {
		servers[i], err = wire(t.Context(), d, plan{
			secret: key, clock: led, baseURL: api.base, log: slog.New(slog.DiscardHandler), setClock: true, readMails: true, testBeacon: true,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := servers[0].furnishSandbox(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- servers[0].app.Serve(ctx, ln) }()
	t.Cleanup(func() { stop(); <-ended })
	api.signIn()

	closes := api.openContest("fair")
	led.Set(time.Now())
	for i := range 12 {
		api.must("POST", "/contests/fair/entries", map[string]any{
			"email": fmt.Sprintf("a%d@exemple.sn", i), "alias": "Awa", "consents": map[string]any{"rules": true},
		}, nil)
	}
	api.must("POST", "/brands/"+sandboxBrand+"/polls", map[string]any{
		"slug": "flavour", "title": map[string]any{"fr": "Quel goût ?"}, "method": "plurality", "closes_at": closes, "access": "open",
		"options": []map[string]any{{"id": "a", "label": map[string]any{"fr": "A"}}, {"id": "b", "label": map[string]any{"fr": "B"}}},
	}, nil)
	api.must("POST", "/polls/flavour/publish", nil, nil)

	for _, at := range []time.Time{closes, closes.Add(time.Minute), closes.Add(time.Hour)} {
		led.Set(at)
		var running sync.WaitGroup
		for _, h := range servers {
			for range 2 { // what one look has found is due, the next does
				running.Go(func() { _ = h.runner.RunOnce(ctx) }) // who comes second may be told so
			}
		}
		running.Wait()
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM contest_closes":                              1,
		"SELECT count(*) FROM contest_draws":                               1,
		"SELECT count(*) FROM draw_slots":                                  6,
		"SELECT count(*) FROM poll_snapshots WHERE final":                  1,
		"SELECT count(*) FROM polls WHERE state = 'closed'":                1,
		"SELECT count(*) - count(DISTINCT log_index) FROM contest_records": 0,
		"SELECT count(*) FROM (SELECT 1 AS one FROM contest_records WHERE kind <> 'entries' GROUP BY contest_id, attempt, kind HAVING count(*) > 1) AS twice": 0,
		"SELECT count(*) FROM (SELECT 1 AS one FROM mail_outbox GROUP BY recipient, kind, subject HAVING count(*) > 1) AS twice":                              0,
	} {
		var got int
		if err := d.Gorm(t.Context()).Raw(query).Scan(&got).Error; err != nil || got != want {
			t.Errorf("%s: %d (%v), want %d", query, got, err, want)
		}
	}
}
