package handlers

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/agenda"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/evlog"
	"kermesse/internal/fan"
	"kermesse/internal/idem"
	"kermesse/internal/mail"
	"kermesse/internal/picture"
	"kermesse/internal/secret"
	"kermesse/internal/webhook"
	"kermesse/loyalty"
	"kermesse/loyalty/till"
	"kermesse/places"
	"kermesse/polls"
	"kermesse/polls/survey"
)

const townPassword = "kermesse en plein air"

// town is a whole server on a fresh database, with two brands and somebody who manages each.
type town struct {
	t      testing.TB
	db     *db.DB
	clock  *clock.Settable
	outbox *mail.Outbox
	log    *evlog.Log
	app    *App

	contests *contests.Service

	base string
	stop func() // ends the server and waits for it; the test's end does as well
}

var townNoon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func newTown(t testing.TB) *town {
	t.Helper()
	key, err := secret.New(strings.Repeat("s", secret.MinLength))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := frontend.New()
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, db: dbtest.Open(t), clock: clock.NewSettable(townNoon)}
	w.outbox = mail.NewOutbox(w.db, w.clock)
	const baseURL = "http://fete.example"
	accounts := account.New(account.Options{
		DB: w.db, Clock: w.clock, Random: rand.Reader, Outbox: w.outbox, Secret: key, BaseURL: baseURL,
		Hashing: account.Hashing{MemoryKiB: 64, Passes: 1, AtOnce: 4}, // real work is for real passwords
	})
	fans := fan.New(fan.Options{DB: w.db, Clock: w.clock, Random: rand.Reader, Outbox: w.outbox, Secret: key, BaseURL: baseURL})
	album := picture.NewAlbum(w.db)
	log, err := evlog.Open(t.Context(), evlog.Options{DB: w.db, Clock: w.clock, Random: rand.Reader, Secret: key, Origin: "fete.example/log"})
	if err != nil {
		t.Fatal(err)
	}
	w.contests = contests.New(contests.Options{
		DB: w.db, Clock: w.clock, Random: rand.Reader, Secret: key, Fans: fans, Outbox: w.outbox, Album: album, BaseURL: baseURL, Log: log,
		Beacons: map[contests.SourceKind]contests.Beacon{contests.SourceTest: contests.NewTestBeacon(testChain(t), w.clock)},
	})
	fans.Register("contests", w.contests)
	fans.Register("photos", w.contests.Photos())
	points := loyalty.New(loyalty.Options{DB: w.db, Clock: w.clock, Random: rand.Reader, Secret: key, Letters: fans, BaseURL: baseURL})
	fans.Register("loyalty", points.Holder())
	if w.log, err = evlog.Open(t.Context(), evlog.Options{
		DB: w.db, Clock: w.clock, Random: rand.Reader, Secret: key, Origin: "fete.example/log",
	}); err != nil {
		t.Fatal(err)
	}
	hooks := webhook.New(webhook.Options{
		DB: w.db, Clock: w.clock, Random: rand.Reader, Secret: key, Contacts: fans, Outbox: w.outbox, BaseURL: baseURL,
		Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	w.app = New(Deps{
		Config: Config{BaseURL: baseURL, Version: "test", PageAge: time.Nanosecond}, Accounts: accounts, Fans: fans, Album: album,
		Idem: idem.New(w.db, w.clock, key), Contests: w.contests, Loyalty: points, Webhooks: hooks, Evlog: w.log,
		Polls: polls.New(polls.Options{DB: w.db, Clock: w.clock, Random: rand.Reader, Fans: fans, Album: album, Secret: key, Log: w.log}),
		Tills: till.New(till.Options{
			DB: w.db, Clock: w.clock, Random: rand.Reader, Secret: key, Points: points, Team: accounts,
			Hashing: account.Hashing{MemoryKiB: 64, Passes: 1, AtOnce: 4},
		}),
		Places:  places.New(places.Options{DB: w.db, Clock: w.clock, Random: rand.Reader, Secret: key}),
		Surveys: survey.New(survey.Options{DB: w.db, Clock: w.clock, Random: rand.Reader, Secret: key}),
		Agenda:  agenda.New(agenda.Options{DB: w.db, Clock: w.clock, Random: rand.Reader, Outbox: w.outbox, Album: album, Team: accounts, BaseURL: baseURL}),
		Pages:   pages, Clock: w.clock, Log: slog.New(slog.DiscardHandler), Ready: w.db.Ahead,
	})
	for _, slug := range []string{"glaces", "thes"} {
		_, err := accounts.OpenBrand(t.Context(), account.Brand{
			Slug: slug, Name: "Maison " + slug, TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr",
		})
		if err == nil {
			_, err = accounts.AddUser(t.Context(), account.NewUser{Email: slug + "@fete.example", Name: "Awa", Password: townPassword}, slug, account.Manager)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.serve()
	return w
}

func testChain(t testing.TB) beacon.TestChain {
	t.Helper()
	chain, err := beacon.NewTestChain([32]byte{1}, townNoon.AddDate(-1, 0, 0), 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

func (w *town) serve() {
	w.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.app.Serve(ctx, ln) }()
	w.stop = sync.OnceFunc(func() {
		stop()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	})
	w.t.Cleanup(w.stop)
	w.base = "http://" + ln.Addr().String()
}

// visitor is one browser or program, with its cookies.
type visitor struct {
	t      testing.TB
	base   string
	http   *http.Client
	header http.Header
}

func (w *town) visitor() *visitor {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return &visitor{t: w.t, base: w.base, header: http.Header{}, http: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// staff is a program signed in as the manager of a brand.
func (w *town) staff(brand string) *visitor {
	v := w.visitor()
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	v.json(http.MethodPost, "/api/v1/sessions", map[string]string{"email": brand + "@fete.example", "password": townPassword}).wants(201).into(&tokens)
	v.header.Set("Authorization", "Bearer "+tokens.AccessToken)
	return v
}

// desk is a browser signed in to the panel as the manager of a brand.
func (w *town) desk(brand string) *visitor {
	v := w.visitor()
	v.submit("/fr/admin/sign-in", "/fr/admin/sign-in", url.Values{"email": {brand + "@fete.example"}, "password": {townPassword}}).wants(303)
	return v
}

// answer is what came back.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   string
}

func (v *visitor) do(method, path, contentType string, body io.Reader) answer {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header = v.header.Clone()
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	resp, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{t: v.t, what: method + " " + path, status: resp.StatusCode, header: resp.Header, body: string(text)}
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.do(http.MethodGet, path, "", nil)
}

func (v *visitor) json(method, path string, body any) answer {
	v.t.Helper()
	if text, ok := body.(string); ok {
		return v.do(method, path, "application/json", strings.NewReader(text))
	}
	var out bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&out).Encode(body); err != nil {
			v.t.Fatal(err)
		}
	}
	return v.do(method, path, "application/json", &out)
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// submit opens a page for its form token and sends a form.
func (v *visitor) submit(page, action string, values url.Values) answer {
	v.t.Helper()
	values = cloneValues(values)
	values.Set("csrf", v.token(page))
	return v.do(http.MethodPost, action, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

func (v *visitor) token(page string) string {
	v.t.Helper()
	found := csrfField.FindStringSubmatch(v.get(page).body)
	if found == nil {
		v.t.Fatalf("no form on %s", page)
	}
	return found[1]
}

func cloneValues(values url.Values) url.Values {
	out := url.Values{}
	for name, v := range values {
		out[name] = v
	}
	return out
}

// wants fails the test unless the answer has that status.
func (a answer) wants(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: %d, want %d\n%.600s", a.what, a.status, status, a.body)
	}
	return a
}

// code fails unless the answer is a problem of that code.
func (a answer) code(status int, code string) answer {
	a.t.Helper()
	a.wants(status)
	if got := problemOf(a.t, a.body); got.Code != code {
		a.t.Fatalf("%s: %s, want %s\n%s", a.what, got.Code, code, a.body)
	}
	return a
}

// field fails unless the answer is a problem that says so about a field.
func (a answer) field(name, code string) answer {
	a.t.Helper()
	for _, f := range problemOf(a.t, a.body).Errors {
		if f.Field == name && (code == "" || f.Code == code) {
			return a
		}
	}
	a.t.Errorf("%s: no %s at %s in %s", a.what, code, name, a.body)
	return a
}

func (a answer) holds(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			a.t.Errorf("%s: %q is not in\n%s", a.what, text, a.body)
		}
	}
	return a
}

func (a answer) lacks(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			a.t.Errorf("%s: %q is in\n%s", a.what, text, a.body)
		}
	}
	return a
}

func (a answer) into(v any) answer {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		a.t.Fatalf("%s: %v in %s", a.what, err, a.body)
	}
	return a
}

// leadsTo fails unless the answer sends the browser there.
func (a answer) leadsTo(path string) string {
	a.t.Helper()
	a.wants(303)
	if got := a.header.Get("Location"); !strings.HasPrefix(got, path) {
		a.t.Fatalf("%s: leads to %s, want %s", a.what, got, path)
	}
	return a.header.Get("Location")
}

var mailedLink = regexp.MustCompile(`http://fete\.example(/\S+\?token=\S+)`)

// mailed returns the newest mail: its code and the path of its link.
func (w *town) mailed() (code, path string) {
	w.t.Helper()
	mails, err := w.outbox.Recent(w.t.Context(), 1)
	if err != nil || len(mails) == 0 {
		w.t.Fatalf("no mail (%v)", err)
	}
	link := mailedLink.FindStringSubmatch(mails[0].Text)
	digits := regexp.MustCompile(`(?m)^ {4}(\d{6})$`).FindStringSubmatch(mails[0].Text)
	if link == nil || digits == nil {
		w.t.Fatalf("no link or code in\n%s", mails[0].Text)
	}
	return digits[1], link[1]
}

// toldResults is what tests read of an answer with figures.
type toldResults struct {
	Version int64    `json:"version"`
	Final   bool     `json:"final"`
	Ballots int64    `json:"ballots"`
	Winners []string `json:"winners"`
}

// flavourPoll is a poll that can be published, changed as a test wants it.
func flavourPoll(slug string, change map[string]any) map[string]any {
	poll := map[string]any{
		"slug": slug, "title": map[string]string{"fr": "Quel goût ?", "en": "Which flavour?"}, "method": "plurality",
		"options": []map[string]any{
			{"id": "mangue", "label": "Mangue piment"}, {"id": "letchi", "label": "Letchi"}, {"id": "coco", "label": "Coco"},
		},
		"closes_at": townNoon.Add(24 * time.Hour).Format(time.RFC3339),
	}
	for name, value := range change {
		poll[name] = value
	}
	return poll
}

// openPoll publishes a poll of the brand glaces.
func (w *town) openPoll(staff *visitor, slug string, change map[string]any) {
	w.t.Helper()
	staff.json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll(slug, change)).wants(201)
	staff.json(http.MethodPost, fmt.Sprintf("/api/v1/polls/%s/publish", slug), nil).wants(200)
}
