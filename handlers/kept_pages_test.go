package handlers

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"kermesse/polls"
)

// keeping is a town whose pages are kept for as long as a test runs.
func keeping(t testing.TB) *town {
	w := newTown(t)
	w.app.Config.PageAge = time.Hour
	return w
}

// made is how many pages have been made to be kept.
func (w *town) made() int64 { return w.app.pages.Figures().Made }

// publicAddresses are all addresses that answer GET to anybody, filled in with what there is
// in a town.
func (w *town) publicAddresses(fill map[string]string) []string {
	parameter := regexp.MustCompile(`:(\w+)(<[^>]*>)?`)
	var all []string
	for _, route := range w.app.fiber.GetRoutes(true) {
		private := strings.HasPrefix(route.Path, "/admin") || strings.HasPrefix(route.Path, "/till") || isAPI(route.Path) || strings.Contains(route.Path, "*") || strings.HasSuffix(route.Path, "/cues") // a stream
		if route.Method != http.MethodGet || private || slices.Contains(all, route.Path) {
			continue
		}
		all = append(all, route.Path)
	}
	var out []string
	for _, path := range all {
		kind, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(path, "/embed"), "/kiosk"), "/"), "/")
		out = append(out, parameter.ReplaceAllStringFunc(path, func(found string) string {
			name := parameter.FindStringSubmatch(found)[1]
			if value := fill[kind+" "+name]; value != "" {
				return value
			}
			return fill[name]
		}))
	}
	return slices.Compact(out)
}

// festive fills a town with one of everything that has public pages.
func festive(t testing.TB) (*town, []string) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.drawnContest(staff, "tire", 3, nil)
	w.clock.Set(townNoon)
	w.openContest(staff, "ouvert", map[string]any{"slug": "ouvert"})
	w.openPoll(staff, "gout", map[string]any{"comments": "after", "shuffle": true})
	w.openPoll(staff, "ordre", map[string]any{"method": "irv"})
	w.openSurvey(staff, nil)
	w.app.Config.PageAge = time.Hour
	var paths []string
	for _, fill := range []map[string]string{
		{"c slug": "ouvert", "p slug": "gout", "s slug": "visite", "brand": "glaces", "key": "none", "code": "NONE", "index": "0", "name": "none.jpg"},
		{"c slug": "tire", "p slug": "ordre", "s slug": "visite", "brand": "thes", "key": "none", "code": "NONE", "index": "0", "name": "none.jpg"},
	} {
		for _, path := range w.publicAddresses(fill) {
			paths = append(paths, "/fr"+path, "/en"+path, path)
		}
	}
	return w, paths
}

// marked is a browser that says something of itself wherever a browser can.
func (w *town) marked(sign string) *visitor {
	v := w.visitor()
	v.header.Set("Referer", "https://"+sign+".example/from")
	v.header.Set("User-Agent", "Mozilla/5.0 "+sign)
	v.header.Set("Accept-Language", "fr, x-"+sign+";q=0.1")
	for _, name := range []string{"X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For", "Forwarded", "X-Original-URL", "X-Request-Id", "X-Real-Ip", "Origin"} {
		v.header.Set(name, sign+".example")
	}
	v.header.Set("Cookie", "other="+sign)
	return v
}

var ofVisitor = []*regexp.Regexp{
	csrfField, formKey, regexp.MustCompile(`name="via" value="([^"]+)"`), regexp.MustCompile(`data-begun="([^"]+)"`), regexp.MustCompile(`kermesse_\w+=([^;]{8,})`),
}

// What one visitor sends, and what one visitor was given, reaches no other, on any public
// page: by no header, no query and no cookie.
func TestNothingOfOneVisitorReachesAnother(t *testing.T) {
	w, paths := festive(t)
	w.visitor().get("/fr/").wants(200)
	shown := 0
	for _, path := range paths {
		first, second := w.marked("erste"), w.marked("zweite")
		query := "?via=ig&utm_source=erste&utm_campaign=%22%3Eerste"
		given := []string{"erste.example", "utm_source=erste", "utm-erste", "Mozilla/5.0 erste", "other=erste"}
		for _, address := range []string{path, path + query} {
			a := first.get(address)
			if a.status == http.StatusOK && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
				shown++
			}
			whole := a.body + "\n" + strings.Join(a.header.Values("Set-Cookie"), "\n")
			for _, own := range ofVisitor {
				for _, found := range own.FindAllStringSubmatch(whole, -1) {
					given = append(given, found[1])
				}
			}
		}
		for _, address := range []string{path, path + "?via=ig"} {
			b := second.get(address)
			whole := b.body + fmt.Sprint(b.header)
			for _, theirs := range given {
				if kindOfWay := len(theirs) < 8; strings.Contains(whole, theirs) && !kindOfWay && !strings.HasPrefix(theirs, "/c/") {
					t.Errorf("%s: %q of one visitor was sent to another", address, theirs)
				}
			}
			if strings.Contains(whole, w.app.mark) {
				t.Errorf("%s: a mark was sent", address)
			}
			if strings.Contains(b.body, "zweite") && !strings.Contains(address, "?") {
				t.Errorf("%s repeats a header of the visitor", address)
			}
		}
	}
	if figures := w.app.pages.Figures(); shown < 60 || figures.Found < 60 {
		t.Errorf("%d pages were seen, %d of them kept: the walk is too short to prove anything", shown, figures.Found)
	}
}

// A page that is kept says to a newcomer what one says that is made for them.
func TestKeptPageIsTheOneThatIsMade(t *testing.T) {
	w, paths := festive(t)
	ballot := regexp.MustCompile(`/p/(gout|ordre)/?$`)
	compared := 0
	for _, path := range paths {
		if ballot.MatchString(path) {
			continue // whose options are in another order for each
		}
		w.app.Config.PageAge = 0
		fresh := w.visitor().get(path)
		w.app.Config.PageAge = time.Hour
		before := w.made()
		w.visitor().get(path)
		if w.made() == before {
			continue
		}
		kept := w.visitor().get(path)
		if got, want := own.ReplaceAllString(kept.body, ""), own.ReplaceAllString(fresh.body, ""); got != want || kept.status != fresh.status {
			t.Errorf("%s: kept %d\n%s\nmade %d\n%s", path, kept.status, got, fresh.status, want)
		}
		for _, name := range []string{"Content-Type", "Content-Language", "Content-Security-Policy", "Cache-Control", "X-Robots-Tag", "Vary", "Referrer-Policy", "X-Content-Type-Options"} {
			if got, want := kept.header.Values(name), fresh.header.Values(name); !slices.Equal(got, want) {
				t.Errorf("%s: %s kept %q, made %q", path, name, got, want)
			}
		}
		compared++
	}
	if compared < 30 {
		t.Errorf("%d pages were compared", compared)
	}
}

// Whoever is known by a cookie is answered for themselves, and what they see is not kept.
func TestPersonalAnswersAreNotKept(t *testing.T) {
	w := keeping(t)
	staff := w.staff("glaces")
	w.openContest(staff, "ete", nil)
	w.openPoll(staff, "gout", nil)
	entrant := w.visitor()
	receipt := entrant.submit("/fr/c/ete", "/fr/c/ete", entryFields("awa@exemple.sn")).leadsTo("/fr/c/ete/receipt/")
	entrant.get("/fr/c/ete").holds("C’est noté", receipt) // the notice is shown once
	voter := w.visitor()
	voter.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}}).leadsTo("/fr/p/gout/results")
	voter.get("/fr/p/gout/results").holds("Merci")
	for range 2 {
		entrant.get("/fr/c/ete").holds(receipt).lacks("C’est noté")
		voter.get("/fr/p/gout").holds(`value="coco" checked`)
		w.visitor().get("/fr/c/ete").holds(`name="email"`).lacks(receipt)
		w.visitor().get("/fr/p/gout").lacks(`" checked>`, "Votre vote")
		w.visitor().get("/fr/p/gout/results").lacks("Merci", "receipt/")
	}
	desk := w.desk("glaces")
	for _, v := range []*visitor{entrant, desk} {
		if tag := v.get("/fr/c/ete").header.Get("ETag"); tag != "" {
			t.Errorf("a personal page was answered with the tag %s", tag)
		}
	}
}

// Forms on a kept page work, and each visitor's are theirs.
func TestFormsOfAKeptPage(t *testing.T) {
	w := keeping(t)
	w.openContest(w.staff("glaces"), "ete", nil)
	page := "/fr/c/ete"
	awa, binta := w.visitor(), w.visitor()
	if awa.token(page) == binta.token(page) || awa.key(page) == binta.key(page) {
		t.Fatal("two visitors have the same token or the same key")
	}
	made := w.made()
	fields := entryFields("awa@exemple.sn")
	fields.Set("form_key", awa.key(page))
	fields.Set("csrf", awa.token(page))
	send := func() string {
		return awa.do(http.MethodPost, page, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode())).leadsTo("/fr/c/ete/receipt/")
	}
	if first, again := send(), send(); first != again {
		t.Errorf("the same form led to %s and %s", first, again)
	}
	other := entryFields("awa@exemple.sn")
	other.Set("form_key", binta.key(page))
	binta.submit(page, page, other).leadsTo("/fr/c/ete") // no receipt of somebody else
	stolen := url.Values{"csrf": {w.visitor().token(page)}, "email": {"c@exemple.sn"}, "rules": {"yes"}, "first_name": {"C"}}
	binta.do(http.MethodPost, page, "application/x-www-form-urlencoded", strings.NewReader(stolen.Encode())).wants(403)
	w.visitor().do(http.MethodPost, page, "application/x-www-form-urlencoded", strings.NewReader(stolen.Encode())).wants(403)
	if w.made() > made+1 { // the one behind awa's own answers is not counted
		t.Errorf("%d pages were made for visitors", w.made()-made)
	}
}

// What staff do is on the page for the next who asks; what the clock does, on the dot.
func TestKeptPageIsNeverBehindItsHouse(t *testing.T) {
	w := keeping(t)
	staff := w.staff("glaces")
	opens, closes := townNoon.Add(time.Minute), townNoon.Add(2*time.Minute)
	w.openContest(staff, "bientot", map[string]any{"opens_at": opens.Format(time.RFC3339), "closes_at": closes.Format(time.RFC3339)})
	w.openPoll(staff, "gout", map[string]any{"closes_at": closes.Format(time.RFC3339)})
	see := func() (contest, vote, brand answer) {
		return w.visitor().get("/fr/c/bientot"), w.visitor().get("/fr/p/gout"), w.visitor().get("/glaces")
	}
	form := func(a answer) bool { return strings.Contains(a.body, `method="post"`) }
	for _, step := range []struct {
		at                time.Time
		entering, choices bool
	}{
		{townNoon, false, true}, {opens.Add(-time.Millisecond), false, true}, {opens, true, true}, {closes.Add(-time.Millisecond), true, true}, {closes, false, false},
	} {
		w.clock.Set(step.at)
		for range 2 {
			contest, vote, _ := see()
			if form(contest) != step.entering || form(vote) != step.choices {
				t.Errorf("at %s: entry form %v, ballot %v", step.at.Format(time.TimeOnly+".000"), form(contest), form(vote))
			}
		}
	}
	w.clock.Set(opens)
	see()
	staff.json(http.MethodPost, "/api/v1/contests/bientot/cancel", map[string]string{"reason": "Grêle"}).wants(200)
	staff.json(http.MethodPost, "/api/v1/polls/gout/cancel", map[string]string{"reason": "Panne du congélateur"}).wants(200)
	contest, vote, brand := see()
	contest.holds("Grêle")
	vote.holds("Panne du congélateur")
	brand.lacks("/fr/p/gout\"")
	made := w.made()
	staff.json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("autre", nil)).wants(201)
	w.visitor().get("/thes")
	thes := w.made()
	w.visitor().get("/thes")
	if w.made() != thes || thes > made+1 {
		t.Error("a page of one brand was made anew for a change of another")
	}
}

// Figures may be as old as the house says, and no older.
func TestKeptFiguresGrowOld(t *testing.T) {
	w := keeping(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	look := func() answer { return w.visitor().get("/fr/p/gout/results") }
	look().holds("0\u00a0vote")
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"choices": []string{"coco"}}).wants(201)
	w.clock.Advance(time.Hour - time.Second)
	look().holds("0\u00a0vote")
	w.clock.Advance(time.Second)
	look().holds("1\u00a0vote")
}

// Each newcomer has an order of options of their own on the kept page, the one that their
// browser is shown ever after.
func TestOptionsTakeTurnsOnAKeptPage(t *testing.T) {
	w := keeping(t)
	staff := w.staff("glaces")
	options := make([]map[string]any, 6)
	for i := range options {
		options[i] = map[string]any{"id": fmt.Sprintf("o%d", i), "label": fmt.Sprintf("Parfum %d", i)}
	}
	value := regexp.MustCompile(`(?:value="|name="(?:place|score)\.)(o\d)"`)
	for _, method := range []string{"plurality", "approval", "irv", "score", "dots"} {
		w.openPoll(staff, "m-"+method, map[string]any{"shuffle": true, "options": options, "method": method, "points": 10})
		path, orders := "/fr/p/m-"+method, map[string]bool{}
		for range 12 {
			v := w.visitor()
			read := func() string {
				var order []string
				for _, found := range value.FindAllStringSubmatch(v.get(path).wants(200).body, -1) {
					order = append(order, found[1])
				}
				return strings.Join(order, " ")
			}
			shown := read()
			if again := read(); again != shown || len(strings.Fields(shown)) != 6 {
				t.Errorf("%s: shown %q, then %q", method, shown, again)
			}
			orders[shown] = true
		}
		if len(orders) < 6 {
			t.Errorf("%s: 12 visitors saw %d orders", method, len(orders))
		}
	}
	if w.made() == 0 {
		t.Error("no page was kept")
	}
}

// A crowd of newcomers costs the database one page, and each page few questions.
func TestACrowdCostsOnePage(t *testing.T) {
	w := keeping(t)
	staff := w.staff("glaces")
	w.openContest(staff, "ete", nil)
	w.openPoll(staff, "gout", map[string]any{"shuffle": true})
	asked := w.reads()
	for _, path := range []string{"/fr/c/ete", "/fr/p/gout", "/fr/p/gout/results", "/fr/glaces"} {
		made := w.made()
		cold, _ := asked.during(t, w.db, func() {
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() { w.visitor().get(path).wants(200) })
			}
			wg.Wait()
		})
		if w.made() != made+1 {
			t.Errorf("%s was made %d times", path, w.made()-made)
		}
		warm, _ := asked.during(t, w.db, func() { w.visitor().get(path).wants(200) })
		t.Logf("%s: %d reads cold, %d warm", path, len(cold), len(warm))
		if len(warm) > 0 {
			t.Errorf("%s asks the database although it is kept: %q", path, warm)
		}
	}
}

func TestKeptPageIsAskedAbout(t *testing.T) {
	w := keeping(t)
	w.openContest(w.staff("glaces"), "ete", nil)
	for _, path := range []string{"/fr/glaces", "/fr/c/ete", "/fr/c/ete/rules"} {
		v := w.visitor()
		first := v.get(path).wants(200)
		tag := first.header.Get("ETag")
		if tag == "" || first.header.Get("Cache-Control") != "private, no-cache" {
			t.Fatalf("%s: ETag %q, Cache-Control %q", path, tag, first.header.Get("Cache-Control"))
		}
		for _, match := range []string{tag, `"x", ` + tag, "*"} {
			v.header.Set("If-None-Match", match)
			again := v.get(path).wants(304)
			if again.body != "" || again.header.Get("ETag") != tag || again.header.Get("Content-Security-Policy") != first.header.Get("Content-Security-Policy") {
				t.Errorf("%s: 304 with %q, %v", path, again.body, again.header)
			}
		}
		v.header.Set("If-None-Match", `W/"other"`)
		v.get(path).wants(200)
		v.header.Del("If-None-Match")
		head := v.do(http.MethodHead, path, "", nil).wants(200)
		if head.body != "" || head.header.Get("ETag") != tag || head.header.Get("Content-Type") != first.header.Get("Content-Type") {
			t.Errorf("%s: HEAD %v", path, head.header)
		}
		if path == "/fr/c/ete" { // whose form has a token: another browser's page is of no use
			other := w.visitor()
			other.header.Set("If-None-Match", tag)
			other.get(path).wants(200)
		}
	}
}

// In every encoding a kept page says the same, and each is said to be what it is.
func TestKeptPageIsCompressed(t *testing.T) {
	w := keeping(t)
	w.openContest(w.staff("glaces"), "ete", nil)
	for path, encodings := range map[string]map[string]string{
		"/fr/glaces": {"": "", "identity": "", "gzip": "gzip", "br": "br", "gzip, br": "br", "br;q=0, gzip": "gzip", "*": "br", "*;q=0": "", "br;q=0.1, gzip;q=0.8": "gzip", "deflate": "", "gzip;q=0": "", "BR": "br"},
		"/fr/c/ete":  {"": "", "gzip": "gzip", "gzip, br": "gzip", "br": "gzip"},
	} {
		plain := own.ReplaceAllString(w.visitor().get(path).body, "")
		for accept, want := range encodings {
			if path == "/fr/c/ete" && accept == "br" {
				want = ""
			}
			v := w.visitor()
			v.header.Set("Accept-Encoding", accept)
			if accept == "" {
				v.header.Set("Accept-Encoding", "identity")
			}
			a := v.get(path).wants(200)
			if got := a.header.Get("Content-Encoding"); got != want || !slices.Contains(a.header.Values("Vary"), "Accept-Encoding") {
				t.Errorf("%s, %q: %q, want %q; Vary %q", path, accept, got, want, a.header.Values("Vary"))
			}
			if got := own.ReplaceAllString(unpacked(t, a), ""); got != plain {
				t.Errorf("%s in %q is another page", path, accept)
			}
		}
	}
}

var own = regexp.MustCompile(`(name="(csrf|form_key)" value=")[^"]*"`)

func unpacked(t *testing.T, a answer) string {
	t.Helper()
	var text []byte
	var err error
	switch a.header.Get("Content-Encoding") {
	case "gzip":
		var zip *gzip.Reader
		if zip, err = gzip.NewReader(strings.NewReader(a.body)); err == nil {
			text, err = io.ReadAll(zip)
		}
	case "br":
		text, err = fasthttp.AppendUnbrotliBytes(nil, []byte(a.body))
	default:
		text = []byte(a.body)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What strangers type into addresses and headers makes no second copy of a page, and no page
// that others are shown.
func TestStrangersDoNotFillTheShelf(t *testing.T) {
	w := keeping(t)
	w.openContest(w.staff("glaces"), "ete", nil)
	w.visitor().get("/fr/c/ete").wants(200)
	for i := range 50 {
		v := w.marked(fmt.Sprintf("fremd%d", i))
		v.get(fmt.Sprintf("/fr/c/ete?utm_source=x%d&fbclid=%d", i, i)).wants(200).holds(fmt.Sprintf("fbclid=%d", i))
		v.get(fmt.Sprintf("/fr/c/ete?x%d=1", i)).wants(200)
		v.get(fmt.Sprintf("/fr/c/keiner%d", i)).wants(404)
		v.get(fmt.Sprintf("/wp-%d", i)).wants(404)
	}
	if figures := w.app.pages.Figures(); figures.Kept > 2 {
		t.Errorf("%d pages are kept: %+v", figures.Kept, figures)
	}
	w.visitor().get("/fr/c/ete?utm_source=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&via=%22%3E%3Cb").wants(200).lacks("<script>alert", `"><b`)
}

// A visitor of a kept page is counted as one of a page that is made.
func TestVisitorsOfAKeptPageAreCounted(t *testing.T) {
	w := keeping(t)
	w.openContest(w.staff("glaces"), "ete", nil)
	for range 3 {
		v := w.visitor()
		v.header.Set("User-Agent", "Mozilla/5.0")
		v.get("/fr/c/ete?utm_source=plakat").wants(200).holds(`name="via" value="utm-plakat"`)
	}
	bot := w.visitor()
	bot.header.Set("User-Agent", "Googlebot/2.1")
	bot.get("/fr/c/ete?utm_source=plakat").wants(200)
	if err := w.contests.KeepTraffic(t.Context()); err != nil {
		t.Fatal(err)
	}
	var views int
	if err := w.db.Gorm(t.Context()).Raw("SELECT COALESCE(SUM(n), 0) FROM contest_traffic WHERE step = 'view' AND via = 'utm-plakat'").Scan(&views).Error; err != nil || views != 3 {
		t.Errorf("%d views, %v", views, err)
	}
}

// The order that a kept page shows is the one that the ballot says it was shown.
func TestBallotKnowsTheOrderOfTheKeptPage(t *testing.T) {
	w := keeping(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"shuffle": true})
	poll, err := w.app.Polls.Find(t.Context(), "gout")
	if err != nil {
		t.Fatal(err)
	}
	v := w.visitor()
	page := v.get("/fr/p/gout").wants(200)
	base, _ := url.Parse(w.base)
	for _, c := range v.http.Jar.Cookies(base) {
		id, ok := w.app.Fans.Device(c.Value)
		if c.Name != cookieDevice || !ok {
			continue
		}
		at := 0
		for _, o := range w.app.Polls.Offered(poll, polls.Voter{Device: string(id)}) {
			next := strings.Index(page.body, `value="`+string(o.ID)+`"`)
			if next < at {
				t.Errorf("%s stands elsewhere than the voter is said to see it", o.ID)
			}
			at = next
		}
		return
	}
	t.Error("the newcomer got no cookie")
}
