package handlers

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"

	"kermesse/internal/kept"
)

// line is a connection on which a client has sent something and sends nothing more.
type line struct {
	in  *bytes.Reader
	out bytes.Buffer
}

func (l *line) Read(p []byte) (int, error)  { return l.in.Read(p) }
func (l *line) Write(p []byte) (int, error) { return l.out.Write(p) }
func (l *line) Close() error                { return nil }
func (l *line) LocalAddr() net.Addr         { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (l *line) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 4000} }
func (l *line) SetDeadline(time.Time) error      { return nil }
func (l *line) SetReadDeadline(time.Time) error  { return nil }
func (l *line) SetWriteDeadline(time.Time) error { return nil }

// FuzzRequests sends bytes to the edge as they come from a socket: whatever they are, no answer
// is a defect of ours, and each begins like one.
func FuzzRequests(f *testing.F) {
	a := newEdge(f, io.Discard, func(a *App) {
		a.fiber.All("/api/echo", func(c *fiber.Ctx) error { return c.Send(c.Body()) })
		a.fiber.All("/echo", func(c *fiber.Ctx) error { return c.JSON(formValues(c)) })
		a.fiber.All("/c/:slug", func(c *fiber.Ctx) error { // takes pictures, of anybody
			file, err := c.FormFile("photo")
			if err != nil {
				return errMalformed.With("photo")
			}
			return c.SendString(file.Filename)
		})
	})
	a.fiber.Handler() // makes the tree of routes
	server := a.fiber.Server()
	for _, seed := range []string{
		"GET / HTTP/1.1\r\nHost: fete.example\r\n\r\n",
		"POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
		"POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"POST /c/ete HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 98\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"../../x\"\r\n\r\nGIF89a\r\n--b--\r\n\r\n\r\n\r\n",
		"POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08",
		"GET /fr/assets/../../etc/passwd?a=%00 HTTP/1.1\r\nHost: x\r\nAccept-Language: fr;q=NaN,*\r\nX-Forwarded-For: a, b\r\nRange: bytes=0-\r\n\r\n",
		"GET http://evil.example/en/ HTTP/1.1\r\nHost: x\r\nCookie: kermesse_form=\xff; kermesse_notice=a\r\n\r\n", "HEAD * HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		l := &line{in: bytes.NewReader(sent)}
		_ = server.ServeConn(l) // says why the connection ended
		said := l.out.String()
		if said != "" && !strings.HasPrefix(said, "HTTP/1.1 ") {
			t.Errorf("%q is answered %.200q", sent, said)
		}
		if strings.HasPrefix(said, "HTTP/1.1 500") || strings.Contains(said, "\r\nHTTP/1.1 500") {
			t.Errorf("%q is answered %.2000q", sent, said)
		}
	})
}

// What is let pass is as deep and as wide as is said, by the account of encoding/json.
func FuzzIntricate(f *testing.F) {
	for _, seed := range []string{`{"a":["\"[",{"b":[]}]}`, strings.Repeat("[", mostJSONDepth+1), strings.Repeat("[1,", 40) + "1" + strings.Repeat("]", 40), `"\\"[`, "]]]]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !json.Valid(text) {
			_ = intricate(text)
			return
		}
		depth, deepest, values := 0, 0, 0
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber() // some are too long for any other
		for {
			token, err := d.Token()
			if err != nil {
				break
			}
			switch token {
			case json.Delim('['), json.Delim('{'):
				depth++
			case json.Delim(']'), json.Delim('}'):
				depth--
			}
			values++
			deepest = max(deepest, depth)
		}
		if got := intricate(text); got != (deepest > mostJSONDepth) && values < mostJSONValues/2 {
			t.Errorf("%q is %d deep: %v", text, deepest, got)
		}
	})
}

// FuzzNext follows an address as browsers do: they drop tabs and line ends, take \ for /, and go
// elsewhere by //. Nothing that is let pass leads away.
func FuzzNext(f *testing.F) {
	for _, seed := range []string{"/fr/admin", "//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "/%09/evil", "/a?b=//c", "\x00/", "/.//evil", "javascript:alert(1)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, next string) {
		safe := safeNext(next, "")
		if safe == "" {
			return
		}
		seen := strings.NewReplacer("\t", "", "\r", "", "\n", "", "\\", "/").Replace(strings.TrimFunc(safe, func(r rune) bool { return r <= ' ' }))
		base := url.URL{Scheme: "https", Host: "fete.example", Path: "/fr/admin"}
		to, err := base.Parse(seen)
		if !strings.HasPrefix(seen, "/") || strings.HasPrefix(seen, "//") || err == nil && to.Host != base.Host || strings.ContainsAny(safe, "\r\n\x00") {
			t.Errorf("%q leads to %q", next, seen)
		}
	})
}

// The address of a client is one that a proxy of ours has seen, whatever the client writes.
func FuzzForwarded(f *testing.F) {
	a := newEdge(f, io.Discard, nil)
	for _, seed := range []string{"203.0.113.9", "6.6.6.6, 203.0.113.9", "::ffff:10.0.0.9", "fe80::1%eth0", "unknown", ", ,"} {
		f.Add("10.0.0.1:1", seed, "fr-FR,fr;q=0.9,en;q=0.8", "br;q=1, gzip")
		f.Add("203.0.113.1:1", seed, strings.Repeat("a,", 4000), "*;q=NaN")
	}
	f.Fuzz(func(t *testing.T, peer, forwarded, language, encodings string) {
		from, err := netip.ParseAddrPort(peer)
		if err != nil {
			return
		}
		ctx := requestCtxFrom(t, from.String())
		c := a.fiber.AcquireCtx(ctx)
		defer a.fiber.ReleaseCtx(c)
		c.Request().Header.Set("X-Forwarded-For", forwarded)
		c.Request().Header.Set("Accept-Language", language)
		c.Request().Header.Set("Accept-Encoding", encodings)
		if got := a.clientAddr(c); !a.trusted(peerAddr(c)) && got != peerAddr(c) || !got.IsValid() {
			t.Errorf("%s, which says %q, is taken for %s", peer, forwarded, got)
		}
		_ = a.clientNetwork(c)
		if lang := negotiate(c, pageLanguages, langFR, langEN); lang != langFR && lang != langEN {
			t.Errorf("%q is answered in %q", language, lang)
		}
		if got := accepted(c, kept.Brotli); !slices.Contains([]kept.Encoding{kept.Brotli, kept.Gzip, kept.Identity}, got) {
			t.Errorf("%q is answered in %q", encodings, got)
		}
	})
}

// Rules are written by brands and read by everybody: no script, no style and no form is among
// what is made of them.
func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{
		"# A\n[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "<a href='java\nscript:x'>", "![x](data:text/html,x)", "<svg/onload=x>", "[a]: x 'y'\n[a]", "`</script>`", "<h2 style='x'>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		made, err := markdown(typed)
		if err != nil {
			t.Fatal(err)
		}
		for z := html.NewTokenizer(strings.NewReader(string(made))); z.Next() != html.ErrorToken; {
			token := z.Token()
			if slices.Contains([]string{"script", "style", "iframe", "object", "embed", "form", "input", "svg", "math", "base", "meta", "link"}, token.Data) && token.Type != html.TextToken {
				t.Fatalf("%q becomes %q", typed, made)
			}
			for _, attribute := range token.Attr {
				value := strings.ToLower(strings.Map(func(r rune) rune {
					if r <= ' ' {
						return -1
					}
					return r
				}, attribute.Val))
				if strings.HasPrefix(attribute.Key, "on") || attribute.Key == "style" || strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "vbscript:") {
					t.Fatalf("%q becomes %q", typed, made)
				}
			}
		}
	})
}

// FuzzAPI sends JSON to every operation that reads some, as the manager of a brand: what it does
// not take it refuses, and none is a defect of ours.
func FuzzAPI(f *testing.F) {
	w := newTown(f)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	w.openContest(staff, "ete", nil)
	var paths []string
	for _, route := range w.app.fiber.GetRoutes(true) {
		if strings.HasPrefix(route.Path, "/api/v1/") && slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, route.Method) {
			path := strings.NewReplacer(":brand", "glaces", ":slug", "ete").Replace(route.Path)
			if strings.Contains(path, "/polls/") {
				path = strings.ReplaceAll(path, "/ete", "/gout")
			}
			paths = append(paths, route.Method+" "+routeParameter.ReplaceAllString(path, "0198c5f4-0000-7000-8000-000000000000"))
		}
	}
	slices.Sort(paths)
	for i, body := range []string{
		`{}`, `{"choices":["mangue"]}`, `{"email":"awa@exemple.sn","rules":true,"name":"Awa"}`, `{"title":{"fr":"A"},"opens_at":"x"}`, `[]`, `null`, `{"a":`, `{"points":-9223372036854775808}`,
		`{"members":[{"member":"M1","points":1e400}]}`, `{"operations":[{"seq":1,"op":"earn","at":"2026-11-22T10:00:00Z","member":"M1","points":1}]}`,
	} {
		for at := i; at < len(paths); at += 10 {
			f.Add(uint16(at), []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, operation uint16, body []byte) {
		method, path, _ := strings.Cut(paths[int(operation)%len(paths)], " ")
		if strings.HasPrefix(path, "/api/v1/sessions") {
			return // ends the one that is used here
		}
		v := *staff
		v.t = t
		got := v.do(method, path, "application/json", bytes.NewReader(body))
		if got.status >= 500 && got.status != http.StatusServiceUnavailable {
			t.Errorf("%s %s, %q: %d\n%.300s", method, path, body, got.status, got.body)
		}
	})
}
