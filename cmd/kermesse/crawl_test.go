package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestEveryLinkAndFormLeadsSomewhere follows every link of the demo, as a fan and as
// each role of the staff, in both languages, and sends every form without its fields:
// a form may refuse, but its address must exist.
func TestEveryLinkAndFormLeadsSomewhere(t *testing.T) {
	h := demoHouse(t)
	base := startHouse(t, h)
	t.Run("fan", func(t *testing.T) {
		newCrawler(t, base).crawl("/fr/", "/en/", "/fr/"+demoBrand, "/fr/m/"+demoBrand, "/fr/w/"+demoBrand, "/api/docs")
	})
	for _, who := range demoStaff {
		t.Run(string(who.role), func(t *testing.T) {
			c := newCrawler(t, base)
			c.signIn(who.email, demoPassword)
			c.crawl("/fr/admin", "/en/admin")
		})
	}
}

func startHouse(t *testing.T, h *house) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- h.serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return "http://" + ln.Addr().String()
}

type crawler struct {
	t     *testing.T
	base  string
	http  *http.Client
	seen  map[string]bool // addresses without query: one example of each is enough
	rooms map[string]int  // pages visited of each kind, such as members
	queue []string
	forms map[string]string // action → token
	pages int
}

const (
	crawlLimit = 600
	roomLimit  = 4 // one member's page is like another's
)

func newCrawler(t *testing.T, base string) *crawler {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &crawler{t: t, base: base, http: &http.Client{Jar: jar}, seen: map[string]bool{}, rooms: map[string]int{}, forms: map[string]string{}}
}

func (c *crawler) signIn(email, password string) {
	c.t.Helper()
	_, page := c.get("/fr/admin/sign-in")
	resp, err := c.http.PostForm(c.base+"/fr/admin/sign-in", url.Values{"csrf": {tokenOf(page)}, "email": {email}, "password": {password}})
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK || strings.HasSuffix(resp.Request.URL.Path, "sign-in") {
		c.t.Fatalf("%s cannot sign in: %d at %s", email, resp.StatusCode, resp.Request.URL)
	}
}

func (c *crawler) crawl(from ...string) {
	c.queue = append(c.queue, from...)
	for len(c.queue) > 0 && c.pages < crawlLimit {
		next := c.queue[0]
		c.queue = c.queue[1:]
		c.visit(next)
	}
	if c.pages < len(from) || c.pages == crawlLimit {
		c.t.Errorf("%d pages visited", c.pages)
	}
	for action, token := range c.forms {
		c.send(action, token)
	}
}

// leaks are signs of a template that was given less than it needs.
var leaks = []string{"<no value>", "ZgotmplZ", "%!d(", "%!s(", "0001-01-01", "undefined"}

func (c *crawler) visit(path string) {
	// One query of each page is enough: a filter leads to the same page.
	room, _, _ := strings.Cut(path, "?")
	if c.seen[room] {
		return
	}
	c.seen[room] = true
	kind := room[:strings.LastIndex(room, "/")+1]
	if c.rooms[kind]++; c.rooms[kind] > roomLimit {
		return
	}
	c.pages++
	status, page := c.get(path)
	if status != http.StatusOK {
		c.t.Errorf("%s answers %d", path, status)
		return
	}
	for _, leak := range leaks {
		if strings.Contains(page, leak) {
			c.t.Errorf("%s shows %q", path, leak)
		}
	}
	if strings.HasPrefix(strings.TrimSpace(page), "<!doctype html>") {
		c.read(path, page)
	}
}

// read queues the links of a page and notes its forms.
func (c *crawler) read(path, page string) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		c.t.Errorf("%s is not HTML: %v", path, err)
		return
	}
	at, _ := url.Parse(c.base + path)
	for n := range doc.Descendants() {
		switch n.Data {
		case "a", "img", "link", "script":
			c.follow(at, attribute(n, "href")+attribute(n, "src"))
		case "form":
			if strings.EqualFold(attribute(n, "method"), "post") {
				action, err := at.Parse(attribute(n, "action"))
				if err == nil && !destructive(action.Path) {
					c.forms[action.Path] = tokenOf(page)
				}
			}
		}
	}
}

func (c *crawler) follow(at *url.URL, ref string) {
	if ref == "" {
		return
	}
	to, err := at.Parse(ref)
	if err != nil {
		c.t.Errorf("%s links to %q: %v", at.Path, ref, err)
		return
	}
	if to.Host != at.Host || to.Scheme != "http" {
		return
	}
	c.queue = append(c.queue, to.RequestURI())
}

// destructive are the forms that would end the crawl or its house.
func destructive(path string) bool {
	for _, word := range []string{"sign-out", "sessions", "remove", "erase", "cancel", "unpublish", "publish", "discard", "password"} {
		if strings.Contains(path, word) {
			return true
		}
	}
	return false
}

func (c *crawler) send(action, token string) {
	resp, err := c.http.PostForm(c.base+action, url.Values{"csrf": {token}})
	if err != nil {
		c.t.Error(err)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Error(err)
	}
	if resp.StatusCode >= 500 || strings.Contains(string(body), "Cette page n’existe pas, ou") || strings.Contains(string(body), "There is no such page, or") {
		c.t.Errorf("the form to %s gets %d", action, resp.StatusCode)
	}
}

func (c *crawler) get(path string) (int, string) {
	c.t.Helper()
	resp, err := c.http.Get(c.base + path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(fmt.Errorf("%s: %w", path, err))
	}
	return resp.StatusCode, string(body)
}

func tokenOf(page string) string {
	_, rest, _ := strings.Cut(page, `name="csrf" value="`)
	token, _, _ := strings.Cut(rest, `"`)
	return token
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
