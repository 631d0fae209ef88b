package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
)

// plainPages shows only the struct it was given: these tests are about the edge.
type plainPages struct{}

func (plainPages) RenderBytes(p frontend.Page) ([]byte, error) {
	return fmt.Appendf(nil, "<html>%+v", p), nil
}
func (plainPages) ContentSecurityPolicy() string { return "default-src 'self'" }

func newEdge(t *testing.T, logs io.Writer, add func(*App)) *App {
	t.Helper()
	a := New(Deps{
		Config: Config{
			BaseURL: "http://fete.example", Secret: bytes.Repeat([]byte{7}, 32), Version: "test",
			TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		},
		Pages: plainPages{}, Clock: clock.System,
		Log:   slog.New(slog.NewTextHandler(logs, nil)),
		Ready: func(context.Context) error { return nil },
	})
	if add != nil {
		add(a)
	}
	return a
}

// probe adds a route in front of the table's last line, which answers everything else.
func probe(a *App, method, path string, h fiber.Handler) {
	last := a.fiber.Stack()
	_ = last
	a.fiber.Add(method, path, h)
}

func do(t *testing.T, a *App, r *http.Request) (*http.Response, string) {
	t.Helper()
	resp, err := a.fiber.Test(r, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}
