package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kermesse/internal/clock"
	"kermesse/internal/db/dbtest"
)

// figuresOf is what Prometheus would read of a fresh house.
func figuresOf(t *testing.T) string {
	t.Helper()
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	h, err := newHouse(t.Context(), plan{
		db: dbtest.Config(t), secret: key, clock: clock.System, log: slog.New(slog.DiscardHandler),
		baseURL: "http://fete.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	rec := httptest.NewRecorder()
	operatorsHandler(h.app.MetricsHandler(), false).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text, err := io.ReadAll(rec.Body)
	if err != nil || rec.Code != http.StatusOK {
		t.Fatal(rec.Code, err)
	}
	return string(text)
}

// The dashboard, the alerts and the table of docs/operations.md name figures that exist.
func TestWatchedFiguresExist(t *testing.T) {
	text := figuresOf(t)
	// These appear with the first request, task and proof.
	text += "kermesse_http_request_seconds kermesse_task_seconds kermesse_books_proved_timestamp_seconds process_resident_memory_bytes"
	name := regexp.MustCompile(`kermesse_[a-z_]+`)
	for _, file := range []string{"grafana.json", "alerts.yml", "operations.md"} {
		said, err := os.ReadFile(filepath.Join("..", "..", "docs", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, figure := range name.FindAllString(string(said), -1) {
			base := regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(figure, "")
			if !strings.Contains(text, base) {
				t.Errorf("docs/%s: %s is no figure of ours", file, figure)
			}
		}
	}
}

func TestProfilesAreServedOnDemandOnly(t *testing.T) {
	metrics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "figures") })
	for profiles, want := range map[bool]string{false: "figures", true: "goroutine"} {
		rec := httptest.NewRecorder()
		operatorsHandler(metrics, profiles).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/debug/pprof/", nil))
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("profiles %v: %.80q", profiles, rec.Body)
		}
	}
}
