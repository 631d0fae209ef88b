package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db/dbtest"
)

// sandboxAPI is a running sandbox, spoken to by its API alone.
type sandboxAPI struct {
	t     testing.TB
	base  string
	token string
}

// newSandbox serves a sandbox until the test ends, on the database that the tests are
// run on.
func newSandbox(t testing.TB) *sandboxAPI {
	t.Helper()
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	api := &sandboxAPI{t: t, base: "http://" + ln.Addr().String()}
	h, err := newHouse(t.Context(), plan{
		db: dbtest.Config(t), secret: key, clock: clock.NewSettable(time.Now()), baseURL: api.base,
		log: slog.New(slog.DiscardHandler), setClock: true, readMails: true, testBeacon: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.furnishSandbox(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.app.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	api.signIn()
	return api
}

func (s *sandboxAPI) signIn() {
	s.t.Helper()
	var session struct {
		AccessToken string `json:"access_token"`
	}
	s.must("POST", "/sessions", map[string]any{"email": sandboxEmail, "password": sandboxPassword}, &session)
	s.token = session.AccessToken
}

// send performs one request of the API. What comes back is a value or a problem.
func (s *sandboxAPI) send(method, path, key string, body any) (*http.Response, []byte, error) {
	return s.sendWith(method, path, key, body)
}

func (s *sandboxAPI) sendWith(method, path, key string, body any, cookies ...*http.Cookie) (*http.Response, []byte, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, nil, err
		}
		content = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.base+"/api/v1"+path, content)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	return resp, answer, err
}

// ask is send for a request that has to succeed.
func (s *sandboxAPI) ask(method, path string, body, into any) error {
	resp, answer, err := s.send(method, path, "", body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: %d %s", method, path, resp.StatusCode, answer)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}

func (s *sandboxAPI) must(method, path string, body, into any) {
	s.t.Helper()
	if err := s.ask(method, path, body, into); err != nil {
		s.t.Fatal(err)
	}
}
