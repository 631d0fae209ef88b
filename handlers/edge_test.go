package handlers

import (
	"bytes"
	"context"
	"crypto/rand"
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
	"github.com/valyala/fasthttp"
	"golang.org/x/time/rate"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

func newEdge(t testing.TB, logs io.Writer, add func(*App)) *App {
	t.Helper()
	pages, err := frontend.New()
	if err != nil {
		t.Fatal(err)
	}
	key, err := secret.New(strings.Repeat("s", secret.MinLength))
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(Deps{
		Config: Config{
			BaseURL: "http://fete.example", Version: "test",
			TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		},
		Accounts: account.New(account.Options{Clock: clock.System, Random: rand.Reader, Secret: key}),
		Pages:    pages, Clock: clock.System,
		Log:   slog.New(slog.NewTextHandler(logs, nil)),
		Ready: func(context.Context) (bool, error) { return false, nil },
	})
	if add != nil {
		add(a)
	}
	a.operatorRoutes()
	a.fiber.Use(noRoute)
	return a
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

func problemOf(t testing.TB, body string) problem {
	t.Helper()
	var p problem
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatalf("not a problem: %v in %q", err, body)
	}
	return p
}

func TestInternalErrorsShowOnlyARequestID(t *testing.T) {
	var logs bytes.Buffer
	a := newEdge(t, &logs, func(a *App) {
		a.fiber.Get("/api/boom", func(*fiber.Ctx) error { return errors.New("password is hunter2") })
		a.fiber.Get("/boom", func(*fiber.Ctx) error { panic("hunter2") })
	})
	for _, path := range []string{"/api/boom", "/boom"} {
		resp, body := do(t, a, httptest.NewRequest(http.MethodGet, path, nil))
		if resp.StatusCode != 500 || strings.Contains(body, "hunter2") {
			t.Fatalf("%s: %d %s", path, resp.StatusCode, body)
		}
		id := resp.Header.Get(headerRequestID)
		if id == "" || !strings.Contains(body, id) || !strings.Contains(logs.String(), id) {
			t.Fatalf("%s: request id %q must be in the answer and in the log", path, id)
		}
	}
	if strings.Count(logs.String(), "hunter2") < 2 {
		t.Fatal("the causes were not logged")
	}
}

func TestFaultsBecomeProblemsInTheClientsLanguage(t *testing.T) {
	errFull := fault.New(fault.Limited, "full", "Complet.", "Full.").After(90 * time.Second)
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.Get("/api/full", func(*fiber.Ctx) error { return fault.Invalids(errFull.At("seats")) })
		a.fiber.Get("/api/later", func(*fiber.Ctx) error { return errFull })
	})
	r := httptest.NewRequest(http.MethodGet, "/api/full", nil)
	r.Header.Set("Accept-Language", "fr-FR,fr;q=0.9")
	resp, body := do(t, a, r)
	p := problemOf(t, body)
	if resp.StatusCode != 422 || resp.Header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("%d %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	if p.Code != "invalid" || len(p.Errors) != 1 || p.Errors[0].Detail != "Complet." || p.Errors[0].Field != "seats" {
		t.Fatalf("%+v", p)
	}
	resp, body = do(t, a, httptest.NewRequest(http.MethodGet, "/api/later", nil))
	if resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "90" || problemOf(t, body).Detail != "Full." {
		t.Fatalf("%d %s %s", resp.StatusCode, resp.Header.Get("Retry-After"), body)
	}
}

func TestUnknownAddresses(t *testing.T) {
	a := newEdge(t, io.Discard, nil)
	resp, body := do(t, a, httptest.NewRequest(http.MethodGet, "/api/v1/nothing", nil))
	if resp.StatusCode != 404 || problemOf(t, body).Code != "not_found" {
		t.Fatalf("%d %s", resp.StatusCode, body)
	}
	resp, body = do(t, a, httptest.NewRequest(http.MethodGet, "/en/nothing", nil))
	if resp.StatusCode != 404 || !strings.Contains(body, "There is no such page") || resp.Header.Get("Content-Language") != "en" {
		t.Fatalf("%d %s", resp.StatusCode, body)
	}
}

// The API takes tokens and pages take cookies: no spelling of an address makes one the other.
func TestAddressesHaveOneSpelling(t *testing.T) {
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.Get("/api/v1/mine", func(c *fiber.Ctx) error { return c.SendString("reached") })
	})
	for _, path := range []string{"/API/v1/mine", "/api/V1/mine", "/Api/v1/mine", "/%61pi/v1/mine"} {
		resp, body := do(t, a, httptest.NewRequest(http.MethodGet, path, nil))
		if resp.StatusCode != 404 || body == "reached" {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
}

func TestLanguage(t *testing.T) {
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.Get("/where", func(c *fiber.Ctx) error { return c.SendString(lang(c) + " " + c.Path()) })
	})
	for _, tc := range []struct{ path, accept, want, vary string }{
		{"/where", "", "fr /where", "Accept-Language"},
		{"/where", "de", "fr /where", "Accept-Language"},
		{"/where", "en-GB,fr;q=0.5", "en /where", "Accept-Language"},
		{"/fr/where", "en", "fr /where", ""},
		{"/en/where", "fr", "en /where", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, tc.path, nil)
		r.Header.Set("Accept-Language", tc.accept)
		resp, body := do(t, a, r)
		if body != tc.want || resp.Header.Get("Vary") != tc.vary {
			t.Errorf("%s, Accept-Language %q: %q (Vary %q), want %q (%q)", tc.path, tc.accept, body, resp.Header.Get("Vary"), tc.want, tc.vary)
		}
	}
}

func TestForgedFormsAreRefused(t *testing.T) {
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.Get("/form", func(c *fiber.Ctx) error { return c.SendString(a.frame(c).CSRF) })
		a.fiber.Post("/form", func(c *fiber.Ctx) error { return c.SendString("done") })
	})
	resp, token := do(t, a, httptest.NewRequest(http.MethodGet, "/form", nil))
	cookie := resp.Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
		t.Fatalf("the form cookie is too open: %+v", cookie)
	}
	post := func(token, cookie, origin, site string) int {
		r := httptest.NewRequest(http.MethodPost, "/form", strings.NewReader("csrf="+token))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Cookie", cookieCSRF+"="+cookie)
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		if site != "" {
			r.Header.Set("Sec-Fetch-Site", site)
		}
		resp, _ := do(t, a, r)
		return resp.StatusCode
	}
	for _, tc := range []struct {
		name                        string
		token, cookie, origin, site string
		want                        int
	}{
		{"honest", token, cookie.Value, "", "same-origin", 200},
		{"old browser", token, cookie.Value, "", "", 200},
		{"honest origin", token, cookie.Value, "http://fete.example", "", 200},
		{"no token", "", cookie.Value, "", "same-origin", 403},
		{"no cookie", token, "", "", "same-origin", 403},
		{"someone else's token", token, "otherotherotherotherother", "", "", 403},
		{"another site", token, cookie.Value, "http://evil.example", "", 403},
		{"cross-site", token, cookie.Value, "", "cross-site", 403},
		{"neighbour site", token, cookie.Value, "", "same-site", 403},
	} {
		if got := post(tc.token, tc.cookie, tc.origin, tc.site); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestClientAddressIsNotTheClientsChoice(t *testing.T) {
	a := newEdge(t, io.Discard, nil)
	a.fiber = fiber.New()
	for _, tc := range []struct{ peer, forwarded, want string }{
		{"203.0.113.9:1", "6.6.6.6", "203.0.113.9"},
		{"10.0.0.1:1", "6.6.6.6, 203.0.113.9", "203.0.113.9"},
		{"10.0.0.1:1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"},
		{"10.0.0.1:1", "6.6.6.6\n203.0.113.9", "203.0.113.9"}, // two headers, as HAProxy leaves them
		{"10.0.0.1:1", "garbage", "10.0.0.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
	} {
		c := a.fiber.AcquireCtx(requestCtxFrom(t, tc.peer))
		for line := range strings.SplitSeq(tc.forwarded, "\n") {
			c.Request().Header.Add("X-Forwarded-For", line)
		}
		if got := a.clientAddr(c).String(); got != tc.want {
			t.Errorf("peer %s, X-Forwarded-For %q: %s, want %s", tc.peer, tc.forwarded, got, tc.want)
		}
		a.fiber.ReleaseCtx(c)
	}
}

func TestFiguresStayOnThisMachine(t *testing.T) {
	a := newEdge(t, io.Discard, nil)
	base := serve(t, a)
	ask := func(header string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		if header != "" {
			r.Header.Set(header, "203.0.113.9")
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	if got := ask(""); got != 200 {
		t.Errorf("this machine: %d, want 200", got)
	}
	for _, header := range []string{"X-Forwarded-For", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Proto"} {
		if got := ask(header); got != 404 {
			t.Errorf("through a proxy that adds %s: %d, want 404", header, got)
		}
	}
}

func TestLargeBodiesAreRefused(t *testing.T) {
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.Post("/api/echo", func(c *fiber.Ctx) error { return c.Send(c.Body()) })
	})
	base := serve(t, a)
	resp, err := http.Post(base+"/api/echo", "text/plain", strings.NewReader(strings.Repeat("x", maxBodyBytes+1)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != 413 {
		t.Fatalf("%d, want 413", resp.StatusCode)
	}
}

// Fiber reuses the memory of a request for the next one. What a handler keeps must stay
// what it was.
func TestTwoBodiesAtOnceAreNotMixed(t *testing.T) {
	type echo struct{ Path, Query, Header, Body string }
	var mu sync.Mutex
	kept := map[string]echo{}
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.Post("/api/keep/:name", func(c *fiber.Ctx) error {
			e := echo{c.Params("name"), c.Query("q"), c.Get("X-Name"), string(c.Body())}
			mu.Lock()
			defer mu.Unlock()
			kept[c.Query("q")] = e
			return nil
		})
	})
	base := serve(t, a)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 50 {
				name := fmt.Sprintf("w%d-%d", w, i)
				r, err := http.NewRequest(http.MethodPost, base+"/api/keep/"+name+"?q="+name, strings.NewReader(name))
				if err != nil {
					t.Error(err)
					return
				}
				r.Header.Set("X-Name", name)
				resp, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Error(err)
					return
				}
				_ = resp.Body.Close()
			}
		})
	}
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	if len(kept) != 400 {
		t.Fatalf("%d requests kept, want 400", len(kept))
	}
	for name, e := range kept {
		if e != (echo{name, name, name, name}) {
			t.Fatalf("%q was mixed up: %+v", name, e)
		}
	}
}

func TestStopLetsRequestsEnd(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.Post("/api/slow", func(c *fiber.Ctx) error {
			close(entered)
			<-leave
			return c.SendString("stored")
		})
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, ln) }()
	answer := make(chan string, 1)
	go func() {
		resp, err := http.Post("http://"+ln.Addr().String()+"/api/slow", "text/plain", nil)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer func() { _ = resp.Body.Close() }()
		body, _ := io.ReadAll(resp.Body)
		answer <- string(body)
	}()
	<-entered
	stop()
	<-a.closing // the stop is under way while the request still runs
	close(leave)
	if got := <-answer; got != "stored" {
		t.Fatalf("the request under way got %q", got)
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
}

func TestReadiness(t *testing.T) {
	a := newEdge(t, io.Discard, nil)
	a.Ready = func(context.Context) (bool, error) { return false, errors.New("database is gone") }
	resp, body := do(t, a, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if resp.StatusCode != 503 || strings.Contains(body, "database") || resp.Header.Get("Retry-After") == "" {
		t.Fatalf("%d %s", resp.StatusCode, body)
	}
	if resp, _ := do(t, a, httptest.NewRequest(http.MethodGet, "/healthz", nil)); resp.StatusCode != 200 {
		t.Fatalf("healthz: %d", resp.StatusCode)
	}
	a.Ready = func(context.Context) (bool, error) { return true, nil }
	if resp, body := do(t, a, httptest.NewRequest(http.MethodGet, "/readyz", nil)); resp.StatusCode != 200 || !strings.Contains(body, `"schema":"newer"`) {
		t.Fatalf("beside a newer program: %d %s", resp.StatusCode, body)
	}
}

// TestDatabaseAwayIsNoDefect: what fails because the database is away is answered 503, with when
// to come again, and anything else 500.
func TestDatabaseAwayIsNoDefect(t *testing.T) {
	gone := errors.New("it restarts")
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.Get("/api/v1/away", func(*fiber.Ctx) error { return fmt.Errorf("polls: %w", gone) })
		a.fiber.Get("/away", func(*fiber.Ctx) error { return fmt.Errorf("polls: %w", gone) })
		a.fiber.Get("/api/v1/slow", func(*fiber.Ctx) error { return context.DeadlineExceeded })
		a.fiber.Get("/api/v1/broken", func(*fiber.Ctx) error { return errors.New("a defect") })
	})
	a.Away = func(err error) bool { return errors.Is(err, gone) }
	for path, status := range map[string]int{"/api/v1/away": 503, "/away": 503, "/api/v1/slow": 503, "/api/v1/broken": 500} {
		resp, body := do(t, a, httptest.NewRequest(http.MethodGet, path, nil))
		if resp.StatusCode != status || (resp.Header.Get("Retry-After") != "") != (status == 503) || strings.Contains(body, "restarts") {
			t.Errorf("%s: %d, Retry-After %q: %s", path, resp.StatusCode, resp.Header.Get("Retry-After"), body)
		}
	}
}

func serve(t *testing.T, a *App) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + ln.Addr().String()
}

func requestCtxFrom(t testing.TB, peer string) *fasthttp.RequestCtx {
	t.Helper()
	addr, err := net.ResolveTCPAddr("tcp", peer)
	if err != nil {
		t.Fatal(err)
	}
	ctx := &fasthttp.RequestCtx{}
	ctx.Init(&fasthttp.Request{}, addr, nil)
	return ctx
}

func TestWhatIsNoTextIsRefused(t *testing.T) {
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.All("/api/echo/:name?", func(c *fiber.Ctx) error { return c.SendString(c.Params("name") + c.Query("q") + c.FormValue("f")) })
	})
	form := func(body string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/api/echo", strings.NewReader(body))
		r.Header.Set("Content-Type", fiber.MIMEApplicationForm)
		return r
	}
	for name, r := range map[string]*http.Request{
		"NUL in the path": httptest.NewRequest(http.MethodGet, "/api/echo/a%00b", nil), "half a letter in the path": httptest.NewRequest(http.MethodGet, "/api/echo/a%C3", nil),
		"NUL in the query": httptest.NewRequest(http.MethodGet, "/api/echo?q=%00", nil), "half a letter in the query": httptest.NewRequest(http.MethodGet, "/api/echo?q=%C3", nil),
		"NUL in a form": form("f=%00"), "half a letter in a form": form("f=%C3"),
	} {
		if resp, body := do(t, a, r); resp.StatusCode != 400 {
			t.Errorf("%s: %d %s, want 400", name, resp.StatusCode, body)
		}
	}
	if resp, body := do(t, a, form("f=%C3%A9")); resp.StatusCode != 200 || body != "é" {
		t.Errorf("a whole letter: %d %q", resp.StatusCode, body)
	}
}

// Under a crowd the log gets some lines a second, which tell how many there were between them; what
// the server failed at is said each time, and the figures leave nothing out.
func TestACrowdDoesNotFillTheLog(t *testing.T) {
	var logs bytes.Buffer
	const crowd, failures = 3 * linesAtOnce, 5
	a := newEdge(t, &logs, func(a *App) {
		a.fiber.Get("/fails", func(*fiber.Ctx) error { return errors.New("no") })
	})
	a.lines = rate.NewLimiter(0, linesAtOnce)
	get := func(path string) {
		do(t, a, httptest.NewRequest(http.MethodGet, path, nil))
	}
	for range crowd {
		get("/nothing/here")
	}
	for range failures {
		get("/fails")
	}
	lines := strings.Count(logs.String(), "msg=request ")
	if lines != linesAtOnce+failures {
		t.Errorf("%d lines", lines)
	}
	if want := fmt.Sprintf("unsaid=%d", crowd-linesAtOnce); strings.Count(logs.String(), want) != 1 {
		t.Errorf("the log does not say %s once", want)
	}
	figures := httptest.NewRecorder()
	a.MetricsHandler().ServeHTTP(figures, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if want := fmt.Sprintf(`status="404"} %d`, crowd); !strings.Contains(figures.Body.String(), want) {
		t.Errorf("the figures do not say %s", want)
	}
}
