package webhook_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/secret"
	"kermesse/internal/trace"
	"kermesse/internal/trace/tracetest"
	"kermesse/internal/webhook"
)

// A webhook is part of the trace of what it tells, though it is sent later by a job, and its
// receiver is told so; where nothing is traced it is told nothing.
func TestWebhooksArePartOfWhatTheyTell(t *testing.T) {
	c := tracetest.New(t)
	tracer, err := trace.Open(t.Context(), trace.Collector{Endpoint: c.URL, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h, r := newHouse(t), newReceiver(t)
	key, err := secret.New(strings.Repeat("k", 32))
	if err != nil {
		t.Fatal(err)
	}
	h.Service = webhook.New(webhook.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Secret: key, Contacts: h.fans, Outbox: h.outbox,
		BaseURL: "https://fete.example", Networks: loopback, Tracer: tracer,
	})
	h.add(r.URL)
	ctx, request := tracer.Request(t.Context(), "POST", "", "", false)
	cause := trace.Parent(ctx)
	event := earned("1")
	event.Brand, event.At = h.brand.ID, h.clock.Now()
	if err := h.db.InTx(ctx, func(tx *db.DB) error { return h.Announce(ctx, tx, event) }); err != nil {
		t.Fatal(err)
	}
	request.Answered("POST", "/points", 201)
	h.deliver()

	got := r.all()
	if len(got) != 1 {
		t.Fatalf("%d calls", len(got))
	}
	id := strings.Split(cause, "-")[1]
	sent := got[0].header.Get(trace.HeaderParent)
	if !strings.HasPrefix(sent, "00-"+id+"-") || sent == cause {
		t.Errorf("the receiver is told %q, of what was caused by %q", sent, cause)
	}
	if err := tracer.Close(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	span := c.Wait("the webhook", func(s tracetest.Span) bool { return s.Name == "webhook" })
	if span.Trace != id || span.Said["http.response.status_code"] != "200" || span.Said["kermesse.webhook.type"] != string(webhook.PointsEarned) || span.Failed {
		t.Errorf("%+v", span)
	}
	for key, value := range span.Said {
		if strings.Contains(value, "127.0.0.1") {
			t.Errorf("%s tells the address: %s", key, value)
		}
	}

	quiet, other := newHouse(t), newReceiver(t)
	quiet.add(other.URL)
	quiet.happen(earned("2"))
	quiet.deliver()
	if calls := other.all(); len(calls) != 1 || calls[0].header.Get(trace.HeaderParent) != "" {
		t.Errorf("without traces: %+v", calls)
	}
}
