package handlers

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/valyala/fasthttp"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/kept"
	"kermesse/internal/trace"
	"kermesse/polls"
)

// Pages that are the same for everybody are made once and kept. They are made by asking the
// app itself, with a request that holds nothing of any visitor: an address, a language, and
// neither cookie nor header. What is not in that request cannot be in the page, so nothing
// of one visitor reaches another. What belongs to each (the token of a form, the key of an
// entry form, the way somebody came) is left out by own as the page is made, and put in as
// it is sent. docs/adr/0025 tells why.

// shelf is where they are kept.
type shelf = kept.Shelf[keptKey, *keptPage]

// keptBytes is how much memory they may take, all together.
const keptBytes = 64 << 20

func newShelf() *shelf {
	return kept.NewShelf[keptKey](keptBytes, func(p *keptPage) int64 {
		if p.body == nil {
			return 512
		}
		return p.body.Weight() + 2048
	})
}

// keptKey names a page: all on which it may depend.
type keptKey struct {
	path, lang string
	asked      bool // with a query that says where somebody comes from, and nothing else
}

// keptPage is a page that is kept.
type keptPage struct {
	body    *kept.Page // nil: it is not the same for everybody
	headers [][2]string
	fills   []func(*fiber.Ctx) kept.Fill // by the number of what is missing
	sent    []func(*fiber.Ctx)           // what follows from its being sent

	brand  account.BrandID // whose changes it shows; empty: everybody's
	change uint64          // the last one before it was made
	at     time.Time       // when it was made, by the clock of the house
	until  time.Time       // when it says something else by itself; zero: never
}

// kept answers with the page that is kept for everybody, where this visitor is anybody.
func (a *App) kept(h fiber.Handler) fiber.Handler {
	return a.keptFor(h, func(string) bool { return false })
}

// keptForNewcomers is kept for pages that know a browser again.
func (a *App) keptForNewcomers(h fiber.Handler) fiber.Handler {
	return a.keptFor(h, func(cookie string) bool { return cookie == cookieDevice })
}

func (a *App) keptFor(h fiber.Handler, personal func(cookie string) bool) fiber.Handler {
	return func(c *fiber.Ctx) error {
		key, ok := a.keyFor(c, personal)
		if !ok {
			return h(c)
		}
		page, err := a.pages.Find(c.UserContext(), key, a.fresh, func() (*keptPage, error) { return a.makePage(trace.CauseOf(c.UserContext()), key) })
		if err != nil || page.body == nil {
			return h(c) // whose answer or error it is
		}
		return a.sendKept(c, page)
	}
}

// keyFor names the page that is asked for; false where the answer may be for this visitor alone.
func (a *App) keyFor(c *fiber.Ctx, personal func(cookie string) bool) (keptKey, bool) {
	if a.Config.PageAge <= 0 || makingOf(c) != nil || len(c.Request().Header.Peek(fiber.HeaderAuthorization)) > 0 {
		return keptKey{}, false
	}
	for name := range c.Request().Header.Cookies() {
		name := string(name)
		if strings.HasPrefix(name, ourCookies) && name != cookieCSRF && (name != cookieDevice || personal(name)) {
			return keptKey{}, false
		}
	}
	asked := false
	for name := range c.Context().QueryArgs().All() {
		if !toldByLinks(string(name)) {
			return keptKey{}, false
		}
		asked = true
	}
	return keptKey{path: c.Path(), lang: lang(c), asked: asked}, true
}

// ourCookies is how the names of all our cookies begin.
const ourCookies = "kermesse_"

// toldByLinks holds for what an address carries of where its reader comes from. No page is
// another for it.
func toldByLinks(query string) bool {
	return query == fieldVia || query == "fbclid" || query == "gclid" || strings.HasPrefix(query, "utm_")
}

// fresh holds for a page that says what it would say if it were made now, but for figures,
// which may be as old as Config.PageAge.
func (a *App) fresh(p *keptPage, age time.Duration) bool {
	now := a.Clock.Now()
	return age < a.Config.PageAge && !now.Before(p.at) && now.Sub(p.at) < a.Config.PageAge &&
		(p.until.IsZero() || now.Before(p.until)) && a.Accounts.LastChange(p.brand) <= p.change
}

// making is a page that is being made for everybody. What its handler finds out about it
// stands here.
type making struct {
	cause trace.Cause // whose request has it made
	mark  string
	asked bool
	page  *keptPage
	shown bool // a page was rendered
	own   bool // it turned out to be somebody's own
}

const localMaking = "making"

// makingOf is the page that is being made for everybody; nil in an answer to a visitor.
func makingOf(c *fiber.Ctx) *making {
	m, _ := c.Locals(localMaking).(*making)
	return m
}

var errNotKept = errors.New("handlers: this is no page to keep")

// makePage asks the app for a page as nobody in particular.
func (a *App) makePage(cause trace.Cause, key keptKey) (*keptPage, error) {
	m := &making{cause: cause, mark: a.mark, asked: key.asked, page: &keptPage{change: a.Accounts.LastChange(""), at: a.Clock.Now()}}
	var request fasthttp.Request
	request.SetRequestURI(frontend.LocalPath(key.lang, key.path))
	request.Header.SetHost(a.host)
	var ctx fasthttp.RequestCtx
	ctx.Init(&request, nil, nil)
	ctx.SetUserValue(localMaking, m)
	a.answer(&ctx)
	response := &ctx.Response
	if response.StatusCode() != fiber.StatusOK || !m.shown {
		return nil, errNotKept
	}
	for range response.Header.Cookies() {
		m.own = true // of nobody
	}
	if m.own {
		return m.page, nil
	}
	for name, value := range response.Header.All() {
		if name := string(name); pageHeaders[name] {
			m.page.headers = append(m.page.headers, [2]string{name, string(value)})
		}
	}
	var err error
	m.page.body, err = kept.Cut(bytes.Clone(response.Body()), m.mark)
	return m.page, err
}

// pageHeaders are the headers of a page that belong to the page, and not to the request.
var pageHeaders = map[string]bool{
	fiber.HeaderContentType: true, fiber.HeaderContentSecurityPolicy: true, fiber.HeaderContentLanguage: true, fiber.HeaderCacheControl: true,
	fiber.HeaderLink: true, "X-Robots-Tag": true,
}

// own is a text of a page that belongs to one visitor. In a page that is being made for
// everybody a mark stands for it, and find is called each time the page is sent. The page
// must show it as text or in the value of an attribute.
func (a *App) own(c *fiber.Ctx, find func(*fiber.Ctx) string) string {
	m := makingOf(c)
	if m == nil {
		return find(c)
	}
	return m.leaveOut(func(c *fiber.Ctx) kept.Fill { return kept.Fill{Text: []byte(html.EscapeString(find(c)))} })
}

func (m *making) leaveOut(find func(*fiber.Ctx) kept.Fill) string {
	if len(m.page.fills) == kept.MaxGaps {
		m.own = true
		return ""
	}
	m.page.fills = append(m.page.fills, find)
	return kept.Mark(m.mark, len(m.page.fills)-1)
}

// takeTurns leaves the order of the options, in a page that is being made for everybody, to
// whom it is sent.
func (a *App) takeTurns(c *fiber.Ctx, b booth, view *frontend.PollView) {
	m := makingOf(c)
	if m == nil || !b.poll.Shuffle || len(view.Options) < 2 {
		return
	}
	place := make(map[string]int, len(view.Options))
	for i, o := range view.Options {
		place[o.ID] = i
	}
	view.Turns = m.leaveOut(func(c *fiber.Ctx) kept.Fill {
		var order []int
		for _, o := range a.Polls.Offered(b.poll, polls.Voter{Device: string(a.device(c))}) {
			order = append(order, place[string(o.ID)])
		}
		return kept.Fill{Order: order}
	})
	for i := range view.Options {
		view.Options[i].Turn = view.Turns
	}
}

// whenSent does what follows from a page being shown to a visitor: now, or each time one
// that is being made for everybody is sent.
func (a *App) whenSent(c *fiber.Ctx, do func(*fiber.Ctx)) {
	if m := makingOf(c); m != nil {
		m.page.sent = append(m.page.sent, do)
		return
	}
	do(c)
}

// shows says of a page whose it is, and when it will say something else by itself.
func (a *App) shows(c *fiber.Ctx, brand account.BrandID, turns ...time.Time) {
	m := makingOf(c)
	if m == nil {
		return
	}
	m.page.brand = brand
	m.page.turns(turns...)
}

// turns notes moments at which a page says something else by itself.
func (p *keptPage) turns(at ...time.Time) {
	for _, turn := range at {
		if turn.After(p.at) && (p.until.IsZero() || turn.Before(p.until)) {
			p.until = turn
		}
	}
}

// measureShelf tells operators how the pages that are kept do.
func (a *App) measureShelf() {
	figure := func(name, help string, value func(kept.Figures) float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return value(a.pages.Figures()) })
	}
	a.metrics.registry.MustRegister(
		figure("kermesse_pages_kept_total", "Pages answered from those that are kept.", func(f kept.Figures) float64 { return float64(f.Found) }),
		figure("kermesse_pages_made_total", "Pages made to be kept.", func(f kept.Figures) float64 { return float64(f.Made) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kermesse_pages_kept_bytes", Help: "Memory of the pages that are kept."},
			func() float64 { return float64(a.pages.Figures().Weight) }),
	)
}

// sendKept sends a page to a visitor, with what is theirs.
func (a *App) sendKept(c *fiber.Ctx, p *keptPage) error {
	for _, do := range p.sent {
		do(c)
	}
	for _, h := range p.headers {
		c.Set(h[0], h[1])
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	tag := p.tag(c.Cookies(cookieCSRF))
	if tag != "" && matches(c, tag) {
		c.Set(fiber.HeaderETag, tag)
		c.Status(fiber.StatusNotModified)
		return nil
	}
	fill := make([]kept.Fill, len(p.fills))
	for i, find := range p.fills {
		if p.body.Lacks(i) {
			fill[i] = find(c)
		}
	}
	encoding := accepted(c)
	if p.body.Whole() {
		encoding = accepted(c, kept.Brotli)
	}
	if encoding != kept.Identity {
		c.Set(fiber.HeaderContentEncoding, string(encoding))
	}
	given, _ := c.Locals(cookieCSRF).(string)
	if tag = p.tag(cmp.Or(c.Cookies(cookieCSRF), given)); tag != "" {
		c.Set(fiber.HeaderETag, tag)
	}
	return p.body.Send(c.Context(), encoding, fill)
}

// tag is the entity tag of a page for one visitor: weak, since no two have the same token of
// forms. A browser whose token is still good may show the page that it has.
func (p *keptPage) tag(binding string) string {
	if p.body.Whole() {
		return `W/"` + p.body.Tag() + `"`
	}
	if binding == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(binding))
	return `W/"` + p.body.Tag() + "." + base64.RawURLEncoding.EncodeToString(sum[:6]) + `"`
}

// query is what stands behind the address of a page: where its links to itself keep it.
func (a *App) query(c *fiber.Ctx) string {
	if m := makingOf(c); m != nil && !m.asked {
		return ""
	}
	return a.own(c, func(c *fiber.Ctx) string { return string(c.Request().URI().QueryString()) })
}
