package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
)

// figureKinds are all figures there are, but for those of Go and of the process. A name here is
// one that dashboards and alerts may rely on.
var figureKinds = map[string]string{
	"kermesse_http_request_seconds": "HISTOGRAM",
	"kermesse_sse_clients":          "GAUGE",
	"kermesse_connections":          "GAUGE",
	"kermesse_requests_under_way":   "GAUGE",
	"kermesse_task_seconds":         "HISTOGRAM",
	"kermesse_task_lag_seconds":     "GAUGE",

	"kermesse_votes_stored_total":        "COUNTER",
	"kermesse_vote_batch_size":           "HISTOGRAM",
	"kermesse_vote_commit_seconds":       "HISTOGRAM",
	"kermesse_votes_failed_total":        "COUNTER",
	"kermesse_votes_turned_away_total":   "COUNTER",
	"kermesse_votes_waiting":             "GAUGE",
	"kermesse_entries_stored_total":      "COUNTER",
	"kermesse_entry_batch_size":          "HISTOGRAM",
	"kermesse_entry_commit_seconds":      "HISTOGRAM",
	"kermesse_entries_failed_total":      "COUNTER",
	"kermesse_entries_turned_away_total": "COUNTER",
	"kermesse_entries_waiting":           "GAUGE",

	"kermesse_db_connections":        "GAUGE",
	"kermesse_db_connections_in_use": "GAUGE",
	"kermesse_db_waits_total":        "COUNTER",
	"kermesse_db_wait_seconds_total": "COUNTER",
	"kermesse_nats_connected":        "GAUGE",

	"kermesse_mails_queued":           "GAUGE",
	"kermesse_mails_failed":           "GAUGE",
	"kermesse_mails_late_seconds":     "GAUGE",
	"kermesse_mail_attempts_total":    "COUNTER",
	"kermesse_webhooks_queued":        "GAUGE",
	"kermesse_webhooks_given_up":      "GAUGE",
	"kermesse_webhooks_late_seconds":  "GAUGE",
	"kermesse_webhook_attempts_total": "COUNTER",

	"kermesse_books_wrong":                    "GAUGE",
	"kermesse_books_proved_timestamp_seconds": "GAUGE",
	"kermesse_verify_problems":                "GAUGE",
	"kermesse_verify_timestamp_seconds":       "GAUGE",

	"kermesse_pages_kept_total": "COUNTER",
	"kermesse_pages_made_total": "COUNTER",
	"kermesse_pages_kept_bytes": "GAUGE",
}

// gathered is what Prometheus would read of a demo that has answered a request, run its tasks
// and proved its books.
func gathered(t *testing.T) []*dto.MetricFamily {
	t.Helper()
	h := demoHouse(t)
	if err := h.runner.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.app.Serve(ctx, ln) }()
	resp, err := http.Get("http://" + ln.Addr().String() + "/healthz")
	stop()
	if err := errors.Join(err, <-ended); err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	families, err := h.app.Metrics().(prometheus.Gatherer).Gather()
	if err != nil {
		t.Fatal(err)
	}
	return families
}

// figureOf is what a server shows of a figure without labels.
func figureOf(t *testing.T, h *house, name string) float64 {
	t.Helper()
	families, err := h.app.Metrics().(prometheus.Gatherer).Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetCounter().GetValue() + f.GetMetric()[0].GetGauge().GetValue()
		}
	}
	t.Fatalf("there is no figure %s", name)
	return 0
}

// Every figure is there under its name, with a help, of its kind, and named as Prometheus asks.
func TestEveryFigureIsThere(t *testing.T) {
	found := map[string]string{}
	families := gathered(t)
	for _, f := range families {
		if strings.HasPrefix(f.GetName(), "kermesse_") {
			found[f.GetName()] = f.GetType().String()
		}
	}
	if !maps.Equal(found, figureKinds) {
		for name, kind := range figureKinds {
			if found[name] != kind {
				t.Errorf("%s is %q, want %s", name, found[name], kind)
			}
		}
		for name, kind := range found {
			if figureKinds[name] == "" {
				t.Errorf("%s %s is not listed here", name, kind)
			}
		}
	}
	problems, err := promlint.NewWithMetricFamilies(families).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "kermesse_") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

var (
	figureName = regexp.MustCompile(`\b(kermesse|process|go)_[a-z_]+[a-z]\b`)
	grouping   = regexp.MustCompile(`\b(?:by|without) \(([a-z_, ]+)\)`)
	matcher    = regexp.MustCompile(`\b(kermesse_[a-z_]+)\{([^}]*)\}`)
	matched    = regexp.MustCompile(`([a-z_]+)(?:=~|!~|!=|=)"`)
	counted    = regexp.MustCompile(`\b(?:rate|increase)\((kermesse_[a-z_]+)`)
)

// expression is a query of the dashboard or of an alert.
type expression struct{ where, text string }

func expressions(t *testing.T) (all []expression) {
	t.Helper()
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "grafana.json"))
	if err == nil {
		err = json.Unmarshal(text, &dashboard)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range dashboard.Panels {
		for _, target := range p.Targets {
			all = append(all, expression{"grafana.json: " + p.Title, target.Expr})
		}
	}
	rules, err := os.ReadFile(filepath.Join("..", "..", "docs", "alerts.yml"))
	if err != nil {
		t.Fatal(err)
	}
	name := ""
	for line := range strings.Lines(string(rules)) {
		line = strings.TrimSpace(line)
		if alert, ok := strings.CutPrefix(line, "- alert: "); ok {
			name = alert
		}
		if expr, ok := strings.CutPrefix(line, "expr: "); ok {
			all = append(all, expression{"alerts.yml: " + name, expr})
		}
	}
	return all
}

// The dashboard and the alerts ask for figures that exist, by labels that these have, and as
// their kind is asked for.
func TestQueriesAskForWhatThereIs(t *testing.T) {
	kinds, labels := map[string]string{}, map[string][]string{}
	for _, f := range gathered(t) {
		kinds[f.GetName()] = f.GetType().String()
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				labels[f.GetName()] = append(labels[f.GetName()], l.GetName())
			}
		}
	}
	kind := func(name string) (family, kind string) {
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			if base, ok := strings.CutSuffix(name, suffix); ok && kinds[base] == "HISTOGRAM" {
				return base, "COUNTER"
			}
		}
		return name, kinds[name]
	}
	all := expressions(t)
	if len(all) < 40 {
		t.Fatalf("%d queries were found", len(all))
	}
	for _, e := range all {
		if strings.Count(e.text, "(") != strings.Count(e.text, ")") || strings.Count(e.text, "{") != strings.Count(e.text, "}") || strings.Count(e.text, `"`)%2 == 1 {
			t.Errorf("%s: %s does not close", e.where, e.text)
		}
		known := []string{"instance", "job", "le"}
		names := figureName.FindAllString(e.text, -1)
		for _, name := range names {
			family, k := kind(name)
			if k == "" || k == "HISTOGRAM" {
				t.Errorf("%s: %s is no figure that can be asked for", e.where, name)
			}
			known = append(known, labels[family]...)
		}
		if len(names) == 0 && !strings.Contains(e.text, "up{") {
			t.Errorf("%s asks for nothing of ours: %s", e.where, e.text)
		}
		for _, m := range counted.FindAllStringSubmatch(e.text, -1) {
			if _, k := kind(m[1]); k != "COUNTER" {
				t.Errorf("%s: the rate of %s, which is no counter", e.where, m[1])
			}
		}
		for _, m := range grouping.FindAllStringSubmatch(e.text, -1) {
			for label := range strings.SplitSeq(m[1], ",") {
				if !slices.Contains(known, strings.TrimSpace(label)) {
					t.Errorf("%s: by %s, which no figure there has", e.where, label)
				}
			}
		}
		for _, m := range matcher.FindAllStringSubmatch(e.text, -1) {
			family, _ := kind(m[1])
			for _, label := range matched.FindAllStringSubmatch(m[2], -1) {
				if label[1] != "instance" && !slices.Contains(labels[family], label[1]) {
					t.Errorf("%s: %s has no %s", e.where, m[1], label[1])
				}
			}
		}
	}
}

// What docs/operations.md tells to watch exists, and each figure is told of there.
func TestFiguresAreDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	suffix := regexp.MustCompile(`_(bucket|sum|count)$`)
	for _, name := range regexp.MustCompile("kermesse_[a-z_]+").FindAllString(string(text), -1) {
		if figureKinds[name] == "" && figureKinds[suffix.ReplaceAllString(name, "")] == "" && !strings.HasPrefix(name, "kermesse_entr") {
			t.Errorf("docs/operations.md: %s is no figure of ours", name)
		}
	}
}

// An alert of each kind that the house promises is suggested.
func TestAlertsAreSuggested(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "alerts.yml"))
	if err != nil {
		t.Fatal(err)
	}
	alerts := strings.Split(string(text), "- alert: ")[1:]
	names := map[string]bool{}
	for _, alert := range alerts {
		name, _, _ := strings.Cut(alert, "\n")
		if names[name] {
			t.Errorf("%s is there twice", name)
		}
		names[name] = true
		for _, field := range []string{"\n        expr: ", "\n        labels: {severity: ", "\n        annotations: {summary: \""} {
			if strings.Count(alert, field) != 1 {
				t.Errorf("%s: %q stands there %d times", name, strings.TrimSpace(field), strings.Count(alert, field))
			}
		}
	}
	if len(alerts) < 15 {
		t.Errorf("%d alerts", len(alerts))
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
