package main

import (
	"bytes"
	"net/http"
	"os"
	"strings"
	"testing"

	"kermesse/internal/trace"
	"kermesse/internal/trace/tracetest"
)

// TestAVoteIsTraced lets a server in a process of its own send its traces to a collector: a
// vote is told from the request to the commit that stored it, in the trace that the proxy in
// front began, and nothing of who voted or how is in it.
func TestAVoteIsTraced(t *testing.T) {
	c := tracetest.New(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", c.URL)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
	t.Setenv("KERMESSE_TRUSTED_PROXIES", "127.0.0.1/32")
	k := &killedCrowd{killed: newKilled(t), told: map[int]voteTold{}}
	k.start()
	k.openPoll()
	cookie := k.cookies(1)[0]

	const begun = "4bf92f3577b34da6a3ce929d0e0e4736"
	req, err := http.NewRequest(http.MethodPost, k.base+"/api/v1/polls/crowd/votes?utm_source=nobody-else", bytes.NewReader([]byte(`{"choices":["o2"]}`)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Forwarded-For", "198.51.100.77")
	req.Header.Set(trace.HeaderParent, "00-"+begun+"-00f067aa0ba902b7-01")
	req.AddCookie(&http.Cookie{Name: "kermesse_device", Value: cookie})
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusCreated {
		t.Fatal(resp.Status)
	}

	within := func(name string, parent tracetest.Span) tracetest.Span {
		return c.Wait(name, func(s tracetest.Span) bool {
			return s.Trace == begun && s.Name == name && (parent.ID == "" || s.Parent == parent.ID)
		})
	}
	request := within("POST /api/v1/polls/:slug/votes", tracetest.Span{})
	group := within("group commit", request)
	batch := within("batch", group)
	transaction := within("transaction", batch)
	for key, want := range map[string]string{
		"http.response.status_code": "201", "http.route": "/api/v1/polls/:slug/votes", "kermesse.request_id": resp.Header.Get("X-Request-Id"),
	} {
		if request.Said[key] != want {
			t.Errorf("the request says %s=%q, want %q", key, request.Said[key], want)
		}
	}
	if request.Parent != "00f067aa0ba902b7" || group.Said["kermesse.batch.size"] != "1" || batch.Said["kermesse.batch.size"] != "1" ||
		transaction.Said["db.system.name"] != map[bool]string{true: "sqlite", false: "postgres"}[k.cfg.URL == ""] {
		t.Errorf("%+v\n%+v\n%+v\n%+v", request, group, batch, transaction)
	}
	k.stop(os.Interrupt)
	for _, s := range c.Spans() {
		for key, value := range s.Said {
			for _, secret := range []string{cookie, "nobody-else", "198.51.100.77", "o2", "crowd", sandboxEmail, "INSERT"} {
				if strings.Contains(value, secret) || strings.Contains(s.Name, secret) {
					t.Errorf("%s: %s=%s tells %q", s.Name, key, value, secret)
				}
			}
		}
	}
}
