package handlers

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/internal/mail"
)

// wire sends text over a connection of its own and returns what came back until the server
// closed it, or until an answer was whole.
func wire(t *testing.T, base, text string) (status int, body string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	go func() { _, _ = io.WriteString(conn, text) }() // the server may hang up before it has all
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	sent, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(sent)
}

// echoing is an edge at which anything that was let pass is answered.
func echoing(t *testing.T) string {
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.All("/api/echo", func(c *fiber.Ctx) error { return c.SendString(fmt.Sprint(len(c.Body()))) })
		a.fiber.All("/c/:slug", func(c *fiber.Ctx) error { return c.JSON(formValues(c)) })
	})
	return serve(t, a)
}

// TestRequestsAreBounded sends what is too long, too deep, too wide or framed in two ways, over a
// socket: each is refused, none is a defect of ours, and the server answers the next one.
func TestRequestsAreBounded(t *testing.T) {
	base := echoing(t)
	head := "POST /api/echo HTTP/1.1\r\nHost: fete.example\r\nConnection: close\r\n"
	sized := func(kind, body string) string {
		return head + fmt.Sprintf("Content-Type: %s\r\nContent-Length: %d\r\n\r\n", kind, len(body)) + body
	}
	chunk := fmt.Sprintf("%x\r\n%s\r\n", 32<<10, strings.Repeat("x", 32<<10))
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, _ = zip.Write(make([]byte, 1<<20))
	_ = zip.Close()
	const form, plain, js = "application/x-www-form-urlencoded", "text/plain", "application/json"
	for _, tc := range []struct {
		name, text string
		want       []int // 0: the connection is closed without an answer
	}{
		{"honest", sized(js, `{"a":[1]}`), []int{200}},
		{"honest, in chunks", head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", []int{200}},
		{"long", sized(plain, strings.Repeat("x", maxBodyBytes+1)), []int{413}},
		{"long, in chunks", head + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat(chunk, 9) + "0\r\n\r\n", []int{413}},
		{"a chunk without end", head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx", []int{0, 400}},
		{"a chunk of nobody knows", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n", []int{0, 400}},
		{"packed", head + fmt.Sprintf("Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n", packed.Len()) + packed.String(), []int{400}},
		{"packed twice", head + "Content-Encoding: br, gzip\r\nContent-Length: 1\r\n\r\nx", []int{400}},
		{"two lengths", head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", []int{0, 400}},
		{"a length below nothing", head + "Content-Length: -1\r\n\r\n", []int{0, 400}},
		{"two framings of the body", head + "Transfer-Encoding: gzip, chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", []int{0, 400, 501}},
		{"many headers", "GET /healthz HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("a: b\r\n", 4000) + "\r\n", []int{400, 431}},
		{"a long header", "GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("b", 20_000) + "\r\n\r\n", []int{400, 431}},
		{"a long address", "GET /" + strings.Repeat("a", 20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", []int{400, 414, 431}},
		{"many parameters", "GET /healthz?" + strings.Repeat("a&", mostQueryFields+1) + "b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", []int{413}},
		{"many fields", sized(form, strings.Repeat("a=&", mostFormFields+1)+"b="), []int{413}},
		{"deep", sized(js, strings.Repeat("[", 10_000)), []int{413}},
		{"deep and whole", sized(js, strings.Repeat(`{"a":`, 1000)+"1"+strings.Repeat("}", 1000)), []int{413}},
		{"deep, of no kind", head + fmt.Sprintf("Content-Length: %d\r\n\r\n", 2000) + strings.Repeat("[", 2000), []int{413}},
		{"wide", sized(js, "["+strings.Repeat("1,", mostJSONValues+1)+"1]"), []int{413}},
		{"wide, of another kind of JSON", sized("application/merge-patch+JSON", "["+strings.Repeat("1,", mostJSONValues+1)+"1]"), []int{413}},
		{"brackets in a text", sized(js, `"`+strings.Repeat("[", 1000)+`"`), []int{200}},
	} {
		status, body := wire(t, base, tc.text)
		ok := false
		for _, want := range tc.want {
			ok = ok || status == want
		}
		if !ok {
			t.Errorf("%s: %d %.200s, want one of %v", tc.name, status, body, tc.want)
		}
	}
	if status, _ := wire(t, base, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); status != 200 {
		t.Errorf("afterwards: %d", status)
	}
}

// What follows a request that is framed in two ways is no request of its own.
func TestNoRequestIsSmuggled(t *testing.T) {
	base := echoing(t)
	const smuggled = "GET /api/v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, framing := range map[string]string{
		"both":            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
		"length first":    "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"blank in a name": "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
		"twice":           "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
		"folded":          "Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(time.Minute))
		_, _ = io.WriteString(conn, "POST /api/echo HTTP/1.1\r\nHost: x\r\n"+framing+smuggled+"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		all, _ := io.ReadAll(conn)
		_ = conn.Close()
		// A server that reads chunks answers the request behind them, which is right: no proxy that passes both on
		// would send it. One that reads the length as well would take its rest for another request.
		if answers := strings.Count(string(all), "HTTP/1.1 "); answers > 3 || strings.Contains(string(all), "HTTP/1.1 500") {
			t.Errorf("%s: %d answers\n%.600s", name, answers, all)
		}
	}
}

// Forms with files are bounded in their parts, in what is typed and in the heads of parts.
func TestPartsOfFormsAreBounded(t *testing.T) {
	base := echoing(t)
	token, cookie := formTokenOf(t, base)
	send := func(write func(w *multipart.Writer)) (int, string) {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		_ = w.WriteField(fieldCSRF, token)
		write(w)
		_ = w.Close()
		r, err := http.NewRequest(http.MethodPost, base+"/c/ete", &body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", w.FormDataContentType())
		r.AddCookie(cookie)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			return 0, err.Error()
		}
		defer func() { _ = resp.Body.Close() }()
		text, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(text)
	}
	if status, body := send(func(w *multipart.Writer) { _ = w.WriteField("name", "Awa") }); status != 200 || !strings.Contains(body, "Awa") {
		t.Fatalf("an honest form: %d %s", status, body)
	}
	for name, write := range map[string]func(w *multipart.Writer){
		"many parts": func(w *multipart.Writer) {
			for range 2000 {
				_ = w.WriteField("a", "")
			}
		},
		"long names": func(w *multipart.Writer) { _ = w.WriteField(strings.Repeat("n", 12<<20), "") },
		"much typed": func(w *multipart.Writer) { _ = w.WriteField("a", strings.Repeat("a", maxTypedBytes+1<<20)) },
		"too heavy":  func(w *multipart.Writer) { _ = w.WriteField("a", strings.Repeat("a", maxFanBytes)) },
	} {
		if status, body := send(write); status < 400 || status >= 500 {
			t.Errorf("%s: %d %.200s", name, status, body)
		}
	}
	status, body := send(func(w *multipart.Writer) { // a form within a form is a file, and nobody looks into it
		part, _ := w.CreateFormFile("inner", "../../etc/passwd")
		_, _ = io.WriteString(part, strings.Repeat("--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n", 2000))
	})
	if status != 200 || strings.Contains(body, "multipart") {
		t.Errorf("a form within a form: %d %.200s", status, body)
	}
}

func formTokenOf(t *testing.T, base string) (string, *http.Cookie) {
	t.Helper()
	resp, err := http.Get(base + "/fr/nothing")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	page, _ := io.ReadAll(resp.Body)
	found := csrfField.FindStringSubmatch(string(page))
	if found == nil || len(resp.Cookies()) == 0 {
		t.Skip("the page of an unknown address has no form")
	}
	return found[1], resp.Cookies()[0]
}

// A body of ordinary size that is wrong in fifty thousand places is told a few of them.
func TestFewFindingsAreTold(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	body := `{"choices":[` + strings.Repeat("1,", mostJSONValues-10) + `1]}`
	got := w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", body).wants(422)
	if told := len(problemOf(t, got.body).Errors); told == 0 || told > mostFindings {
		t.Errorf("%d findings are told, want a few", told)
	}
}

// Every write has its deadline, however large the answer, and none is for more than a piece.
func TestReadersWhoTakeNothingAreNotWaitedForLong(t *testing.T) {
	near, far := net.Pipe()
	defer func() { _ = near.Close() }()
	seen := &watchedConn{Conn: near}
	go func() { _, _ = io.Copy(io.Discard, far) }()
	if n, err := (patientConn{seen}).Write(make([]byte, 5*pieceBytes+1)); n != 5*pieceBytes+1 || err != nil {
		t.Fatalf("%d written, %v", n, err)
	}
	if seen.deadlines != 6 || seen.largest > pieceBytes || time.Until(seen.last) > patience {
		t.Errorf("%d deadlines, pieces of up to %d bytes, the last in %v", seen.deadlines, seen.largest, time.Until(seen.last))
	}
	_ = far.Close()
	if _, err := (patientConn{near}).Write([]byte("x")); err == nil {
		t.Error("nobody reads, and nothing is said")
	}
}

type watchedConn struct {
	net.Conn
	mu        sync.Mutex
	deadlines int
	largest   int
	last      time.Time
}

func (c *watchedConn) SetWriteDeadline(at time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadlines++
	c.last = at
	return c.Conn.SetWriteDeadline(at)
}

func (c *watchedConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	c.largest = max(c.largest, len(b))
	c.mu.Unlock()
	return c.Conn.Write(b)
}

// A client that begins and does not go on is hung up on: with half a head, and with half a body.
func TestSlowClientsAreHungUpOn(t *testing.T) {
	base := echoing(t)
	var wg sync.WaitGroup
	for name, half := range map[string]string{
		"half a head": "GET /healthz HTTP/1.1\r\nHost: x\r\nA: ", "half a body": "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
		"half a chunk": "POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc",
	} {
		wg.Go(func() {
			conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = conn.Close() }()
			_, _ = io.WriteString(conn, half)
			_ = conn.SetReadDeadline(time.Now().Add(2 * time.Minute)) // far beyond the server's ten seconds
			if _, err := io.ReadAll(conn); err != nil {
				t.Errorf("%s: the connection is still open: %v", name, err)
			}
		})
	}
	wg.Wait()
}

// sound are the headers that every answer has, whatever answers.
func sound(t *testing.T, what string, header http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin",
		"Permissions-Policy": "microphone=()", "Cross-Origin-Resource-Policy": "-origin", "Content-Security-Policy": "default-src 'none'",
	} {
		if !strings.Contains(header.Get(name), want) || len(header.Values(name)) != 1 {
			t.Errorf("%s: %s is %q", what, name, header.Values(name))
		}
	}
	if policy := header.Get("Referrer-Policy"); policy != "strict-origin-when-cross-origin" && policy != "no-referrer" {
		t.Errorf("%s: Referrer-Policy is %q", what, policy)
	}
	policy := header.Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || wildSource.MatchString(policy) {
		t.Errorf("%s: the policy is %q", what, policy)
	}
	if kind := header.Get("Content-Type"); strings.HasPrefix(kind, "text/html") && !strings.Contains(policy, "frame-ancestors") {
		t.Errorf("%s: any site may show it: %q", what, policy)
	}
	for _, line := range header.Values("Set-Cookie") {
		if !strings.Contains(line, "HttpOnly") || !strings.Contains(line, "SameSite=") || !strings.Contains(line, "path=/") {
			t.Errorf("%s: cookie %q", what, line)
		}
	}
	if server := header.Get("Server"); strings.ContainsAny(server, "0123456789/") {
		t.Errorf("%s: the server says that it is %q", what, server)
	}
}

// A source of a policy may be a site that a brand has named, and not any site or scheme.
var wildSource = regexp.MustCompile(`(script|style|connect|default|form|base)[a-z-]* [^;]*(\*|https?:|data:|blob:|eval)`)

// TestEveryAnswerIsSound walks every route that answers GET, and every other one with a request
// that it refuses: as nobody, as a program and in the panel.
func TestEveryAnswerIsSound(t *testing.T) {
	w, public := festive(t)
	anybody := w.visitor()
	for _, path := range public {
		got := anybody.get(path)
		sound(t, got.what, got.header)
	}
	w.inhabited("mur")
	api, panel := w.staff("glaces"), w.desk("glaces")
	pages := 0
	for _, route := range w.app.fiber.GetRoutes(true) {
		if route.Method == http.MethodHead || strings.HasSuffix(route.Path, "/cues") || strings.HasSuffix(route.Path, "/stream") || strings.HasSuffix(route.Path, "/live") && isAPI(route.Path) {
			continue
		}
		path := fillRoute(route.Path, "mur")
		var got answer
		switch {
		case route.Method != http.MethodGet:
			got = anybody.do(route.Method, path, "application/json", strings.NewReader("["))
		case isAPI(route.Path):
			got = api.get(path)
		default:
			got = panel.get("/fr" + path)
		}
		sound(t, got.what, got.header)
		if got.status == http.StatusOK && strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
			pages++
		}
		if got.status >= 500 {
			t.Errorf("%s: %d\n%.300s", got.what, got.status, got.body)
		}
	}
	if pages < 60 {
		t.Errorf("only %d pages were seen", pages)
	}
}

// Over https a browser is told to stay there, and cookies travel no other way.
func TestHTTPSIsForGood(t *testing.T) {
	a := newEdge(t, io.Discard, nil)
	for base, secure := range map[string]bool{"https://fete.example": true, "http://fete.example": false} {
		a.Config.BaseURL = base
		resp, err := a.fiber.Test(mustRequest(t, http.MethodGet, "/fr/nothing"), 10_000)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if got := resp.Header.Get("Strict-Transport-Security"); (got == "max-age=31536000") != secure {
			t.Errorf("%s: %q", base, got)
		}
		for _, c := range resp.Cookies() {
			if c.Secure != secure || !c.HttpOnly {
				t.Errorf("%s: cookie %s", base, c)
			}
		}
	}
}

func mustRequest(t *testing.T, method, path string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, "http://fete.example"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What a client says of the host and the way reaches no page, least of all one that is kept.
func TestHeadersPoisonNothing(t *testing.T) {
	w, _ := festive(t)
	for _, path := range []string{"/fr/", "/fr/glaces", "/fr/c/ouvert", "/fr/p/gout/results", "/fr/how", "/fr/c/ouvert/rules", "/fr/nothing", "/q/NONE", "/oembed?url=http://fete.example/fr/c/ouvert"} {
		status, hostile := wire(t, w.base, "GET "+path+" HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher\r\n"+
			"X-Forwarded-For: 6.6.6.6\r\nForwarded: host=evil.example\r\nX-Original-URL: /admin\r\nX-Rewrite-URL: /admin\r\nX-HTTP-Method-Override: DELETE\r\nConnection: close\r\n\r\n")
		absolute, again := wire(t, w.base, "GET http://evil.example"+path+" HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
		honest := w.visitor().get(path)
		if status != honest.status || absolute != honest.status {
			t.Errorf("%s: %d and %d, else %d", path, status, absolute, honest.status)
		}
		for _, body := range []string{hostile, again, honest.body, fmt.Sprint(honest.header)} {
			if strings.Contains(body, "evil.example") || strings.Contains(body, "gopher") {
				t.Errorf("%s: what a client said of the host is on the page", path)
			}
		}
	}
}

// Nobody is led away from the house, by whichever address one is to come back to.
func TestNothingLeadsAway(t *testing.T) {
	w := newTown(t)
	for _, next := range []string{
		"//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "/\t/evil.example", "\t//evil.example", "/\r\nX: y", "javascript:alert(1)",
		"///evil.example", "http:evil.example", "/%0d%0aX:y\\", "data:text/html,x", " //evil.example", "@evil.example", ".evil.example",
	} {
		v := w.visitor()
		in := v.submit("/fr/admin/sign-in", "/fr/admin/sign-in", url.Values{"email": {"glaces@fete.example"}, "password": {townPassword}, "next": {next}}).wants(303)
		fan := w.visitor()
		asked := fan.submit("/fr/m/glaces", "/fr/m/glaces/sign-in", url.Values{"email": {"awa@exemple.sn"}, "next": {next}}).wants(303)
		_, link := w.mailed()
		opened := fan.submit(link, "/fr/m/glaces/code", url.Values{"token": {tokenOf(link)}, "next": {next}}).wants(303)
		w.clock.Advance(25 * time.Hour) // the mailbox has had its mails
		for _, got := range []answer{in, asked, opened} {
			to := got.header.Get("Location")
			if !strings.HasPrefix(to, "/fr/") && !strings.HasPrefix(to, "/en/") || strings.HasPrefix(to, "/fr//") || strings.Contains(to, "\\") || strings.Contains(to, "//evil") || got.header.Get("X") != "" {
				t.Errorf("%s with next=%q leads to %q", got.what, next, to)
			}
		}
		page := w.visitor().get("/fr/admin/sign-in?next=" + url.QueryEscape(next)).wants(200)
		if regexp.MustCompile(`name="next" value="[^"]`).MatchString(page.body) {
			t.Errorf("the form of next=%q takes it along", next)
		}
	}
}

// TestOneMailboxInAllForms types the address of somebody who has asked for nothing into every form
// that writes to whoever is named in it, again and again and under other spellings: together they
// leave no more mails than one form alone might.
func TestOneMailboxInAllForms(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", map[string]any{"access": "email"})
	w.openContest(staff, "ete", map[string]any{"entry": map[string]any{"contact": "email", "confirm": true}})
	w.openContest(staff, "direct", map[string]any{"entry": map[string]any{"contact": "email", "confirm": false}})
	for i := range 6 {
		address := fmt.Sprintf("vic.tim+%d@gmail.com", i)
		for path, body := range map[string]any{
			"/api/v1/contests/ete/entries":          entryBodyFor(address),
			"/api/v1/contests/direct/entries":       entryBodyFor(address),
			"/api/v1/polls/gout/votes":              map[string]any{"choices": []string{"mangue"}, "email": address},
			"/api/v1/brands/glaces/fans/challenges": map[string]any{"email": address},
			"/api/v1/brands/thes/fans/challenges":   map[string]any{"email": address},
		} {
			if got := w.visitor().json(http.MethodPost, path, body); got.status >= 300 {
				t.Fatalf("%s: %d %.300s", got.what, got.status, got.body)
			}
		}
		v := w.visitor()
		v.submit("/fr/admin/forgotten", "/fr/admin/forgotten", url.Values{"email": {address}}).wants(200)
		v.submit("/fr/p/gout/results", "/fr/p/gout/follow", url.Values{"email": {address}})
	}
	mails, err := w.outbox.Recent(t.Context(), 500)
	if err != nil {
		t.Fatal(err)
	}
	if len(mails) > mail.PerHour || len(mails) == 0 {
		t.Errorf("%d mails to one mailbox within the hour, want %d", len(mails), mail.PerHour)
	}
}

// Every request ends: what it waits for, the database among it, is given up with it.
func TestRequestsHaveADeadline(t *testing.T) {
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.Get("/api/left", func(c *fiber.Ctx) error {
			until, ok := c.UserContext().Deadline()
			if left := time.Until(until); !ok || left > requestTimeout || left <= 0 {
				t.Errorf("%v are left, %v", left, ok)
			}
			return nil
		})
	})
	if resp, _ := do(t, a, mustRequest(t, http.MethodGet, "/api/left")); resp.StatusCode != 200 {
		t.Error(resp.Status)
	}
	if c := a.fiber.Config(); c.ReadTimeout <= 0 || c.IdleTimeout <= 0 || c.ReadBufferSize > 16<<10 {
		t.Errorf("a client may take %v for a request, %v between two, %d bytes for its headers", c.ReadTimeout, c.IdleTimeout, c.ReadBufferSize)
	}
}

// What a cookie says that nobody here has set, by a site beside this one or by an older program,
// keeps no page from being shown.
func TestPlantedCookiesBreakNoPage(t *testing.T) {
	w, paths := festive(t)
	names := []string{cookieCSRF, cookieFlash, cookieFan + string(brandID(w, "glaces")), cookieStub + "x", cookieDevice, cookieFrame, cookieStaff, cookieSentTo, cookieKiosk, cookieTill, cookiePlace, cookieEntry}
	for _, value := range []string{"x", "\xff", "a.b.c", strings.Repeat("9", 300)} {
		v := w.visitor()
		var cookies []string
		for _, name := range names {
			cookies = append(cookies, name+"="+value)
		}
		v.header.Set("Cookie", strings.Join(cookies, "; "))
		for i, path := range paths {
			if i%3 != 0 {
				continue // one language shows it
			}
			if got := v.get(path); got.status >= 500 {
				t.Errorf("%s with cookies %q: %d", got.what, value, got.status)
			}
		}
	}
}
