package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// A browser that keeps no cookies within other sites still votes: the form carries its key.
func TestVoteInAFrameWithoutCookies(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	w.openPoll(staff, "libre", map[string]any{"access": "open"})
	v := w.visitor()
	v.http.Jar = nil
	page := v.get("/fr/embed/p/gout").wants(200)
	page.holds("Quel goût", `action="/fr/embed/p/gout"`, `href="/fr/p/gout" target="_blank" rel="noopener"`, "within.").lacks("Retour", "oembed")
	for _, cookie := range page.header.Values("Set-Cookie") {
		if !strings.Contains(cookie, "Partitioned") || !strings.Contains(cookie, "SameSite=None") || !strings.Contains(strings.ToLower(cookie), "secure") {
			t.Errorf("a frame sets %s", cookie)
		}
	}
	receipt := v.submit("/fr/embed/p/gout", "/fr/embed/p/gout", url.Values{"choice": {"coco"}}).leadsTo("/fr/embed/p/gout/receipt/")
	v.get(receipt).wants(200).holds("votez-y", "Coco", `target="_blank"`, "/fr/embed/p/gout/appeal?stub=")
	v.get(strings.Split(receipt, "?")[0]).wants(200).lacks("Coco")
	_, stub, _ := strings.Cut(receipt, "?")
	v.submit(receipt, "/fr/embed/p/gout/appeal?"+stub, url.Values{"appeal": {"J’ai voté une fois."}}).leadsTo("/fr/embed/p/gout/receipt/")
	receipt = v.submit("/fr/embed/p/libre", "/fr/embed/p/libre", url.Values{"choice": {"coco"}}).leadsTo("/fr/embed/p/libre/receipt/")
	v.get(receipt).wants(200).holds("Merci, votre vote est compté", "Coco").lacks("votez-y")
	var told struct{ Ballots int64 }
	v.get("/api/v1/polls/gout/results").wants(200).into(&told)
	if told.Ballots != 0 {
		t.Errorf("%d ballots counted that nothing tells apart", told.Ballots)
	}
	v.get("/api/v1/polls/libre/results").wants(200).into(&told)
	if told.Ballots != 1 {
		t.Errorf("%d ballots", told.Ballots)
	}
}

var frameCookie = regexp.MustCompile(`kermesse_frame=([^;]+)`)

// A browser with partitioned cookies is one voter on each site that shows the vote.
func TestVoteInAFrameWithItsCookie(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	v := w.visitor()
	cookie := frameCookie.FindString(strings.Join(v.get("/fr/embed/p/gout").header.Values("Set-Cookie"), "\n"))
	if cookie == "" {
		t.Fatal("no cookie")
	}
	v.http.Jar = nil
	v.header.Set("Cookie", cookie)
	v.submit("/fr/embed/p/gout", "/fr/embed/p/gout", url.Values{"choice": {"coco"}}).leadsTo("/fr/embed/p/gout/results")
	v.get("/fr/embed/p/gout/results").wants(200).holds("1\u00a0vote", `href="/fr/embed/p/gout"`)
	v.submit("/fr/embed/p/gout", "/fr/embed/p/gout", url.Values{"choice": {"letchi"}}).leadsTo("/fr/embed/p/gout/results")
	v.get("/fr/embed/p/gout").holds(`value="letchi" checked`)
	var told struct {
		Ballots int64
		Winners []string
	}
	v.get("/api/v1/polls/gout/results").wants(200).into(&told)
	if told.Ballots != 1 {
		t.Errorf("%d ballots", told.Ballots)
	}
	if row := w.sourceOfBallots("gout"); row != "embed" {
		t.Errorf("the ballot came by %q", row)
	}
}

// A form of a frame is worth nothing but there, and another site sends none.
func TestForgedFormsOfFrames(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	v := w.visitor()
	send := func(action, csrf string, headers map[string]string) answer {
		t.Helper()
		for name, value := range headers {
			v.header.Set(name, value)
			defer v.header.Del(name)
		}
		form := url.Values{"choice": {"coco"}, "csrf": {csrf}}
		return v.do(http.MethodPost, action, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	}
	ofFrame, ofPage := v.token("/fr/embed/p/gout"), v.token("/fr/p/gout")
	key, token, _ := strings.Cut(ofFrame, "~")
	send("/fr/embed/p/gout", ofPage, nil).wants(403)
	send("/fr/p/gout", ofFrame, nil).wants(403)
	send("/fr/embed/p/gout", token, nil).wants(403)
	send("/fr/embed/p/gout", key+"~"+ofPage, nil).wants(403)
	send("/fr/embed/p/gout", "x"+ofFrame, nil).wants(403)
	send("/fr/embed/p/gout", ofFrame, map[string]string{"Sec-Fetch-Site": "cross-site"}).wants(403)
	send("/fr/embed/p/gout", ofFrame, map[string]string{"Origin": "https://evil.example"}).wants(403)
	send("/fr/embed/p/gout", ofFrame, map[string]string{"Sec-Fetch-Site": "same-origin"}).wants(303)
}

// Only the sites that a brand names may show a campaign, and nothing else is shown anywhere.
func TestWhoMayShowACampaign(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	w.openContest(staff, "jeu", nil)
	v := w.visitor()
	ancestors := func(path string) string {
		t.Helper()
		_, after, _ := strings.Cut(v.get(path).wants(200).header.Get("Content-Security-Policy"), "frame-ancestors ")
		return after
	}
	for _, path := range []string{"/fr/embed/p/gout", "/fr/embed/c/jeu", "/fr/p/gout", "/fr/c/jeu"} {
		if got := ancestors(path); got != "'self'" {
			t.Errorf("%s is shown by %s", path, got)
		}
	}
	staff.json(http.MethodPut, "/api/v1/brands/glaces/sites", map[string]any{"sites": []string{"http://insecure.example", "not a site"}}).
		wants(422).field("sites", "site_not_https").field("sites", "site_invalid")
	staff.json(http.MethodPut, "/api/v1/brands/glaces/sites", map[string]any{"sites": []string{"www.exemple.mu"}}).wants(200)
	staff.json(http.MethodPut, "/api/v1/contests/jeu/sites", map[string]any{"own": true, "sites": []string{"https://*.jeux.example"}}).wants(200)
	w.staff("thes").json(http.MethodPut, "/api/v1/contests/jeu/sites", map[string]any{"own": false}).wants(404)
	if got := ancestors("/fr/embed/p/gout"); got != "'self' https://www.exemple.mu" {
		t.Error(got)
	}
	if got := ancestors("/en/embed/c/jeu"); got != "'self' https://*.jeux.example" {
		t.Error(got)
	}
	for _, path := range []string{"/fr/p/gout", "/fr/c/jeu", "/fr/p/gout/results", "/fr/glaces", "/fr/admin/sign-in"} {
		if got := ancestors(path); got != "'self'" {
			t.Errorf("%s is shown by %s", path, got)
		}
	}
	if got := v.get("/fr/embed/p/rien").wants(404).header.Get("Content-Security-Policy"); strings.Contains(got, "exemple.mu") {
		t.Error(got)
	}
}

func TestEntryInAFrame(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "jeu", nil)
	v := w.visitor()
	v.get("/fr/embed/c/jeu").wants(200).holds(`action="/fr/embed/c/jeu"`, `href="/fr/embed/c/jeu/rules"`)
	form := url.Values{"email": {"awa@fans.example"}, "first_name": {"Awa"}}
	v.submit("/fr/embed/c/jeu", "/fr/embed/c/jeu", form).wants(422).holds("Erreur", `value="awa@fans.example"`)
	form.Set("rules", "yes")
	next := v.submit("/fr/embed/c/jeu", "/fr/embed/c/jeu", form).leadsTo("/fr/embed/c/jeu/")
	v.get(next).wants(200)
}

func TestOEmbed(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	v := w.visitor()
	v.get("/fr/p/gout").holds(`type="application/json+oembed" href="http://fete.example/oembed?url=http%3A%2F%2Ffete.example%2Ffr%2Fp%2Fgout"`)
	ask := "/oembed?url=" + url.QueryEscape("http://fete.example/en/p/gout")
	var told oembedAnswer
	v.get(ask).wants(200).into(&told)
	if told.Type != "link" || told.HTML != "" || told.Title != "Which flavour?" {
		t.Errorf("no site may show it, and it is told as %+v", told)
	}
	staff.json(http.MethodPut, "/api/v1/brands/glaces/sites", map[string]any{"sites": []string{"*"}}).wants(200)
	v.get(ask + "&maxwidth=320&maxheight=500").wants(200).into(&told)
	if told.Type != "rich" || told.Version != "1.0" || told.Width != 320 || told.Height != 500 ||
		!strings.Contains(told.HTML, `src="http://fete.example/en/embed/p/gout"`) || !strings.Contains(told.HTML, `height="500"`) {
		t.Errorf("%+v", told)
	}
	v.get(ask + "&format=xml").wants(400)
	for _, address := range []string{"", "http://evil.example/p/gout", "http://fete.example/", "http://fete.example/x/gout", "http://fete.example/p/rien", ":"} {
		v.get("/oembed?url=" + url.QueryEscape(address)).wants(404)
	}
}

func TestLoader(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	got := v.get("/embed.js").wants(200).holds("iframe", "sandbox")
	if len(got.body) > 1500 || !strings.HasPrefix(got.header.Get("Content-Type"), "text/javascript") {
		t.Errorf("%d bytes of %s", len(got.body), got.header.Get("Content-Type"))
	}
	v.header.Set("If-None-Match", got.header.Get("ETag"))
	v.get("/embed.js").wants(304)
}

func (w *town) sourceOfBallots(slug string) string {
	w.t.Helper()
	var sources []string
	err := w.db.Gorm(w.t.Context()).Raw("SELECT DISTINCT source FROM ballots JOIN polls ON polls.id = ballots.poll_id WHERE slug = ?", slug).Scan(&sources).Error
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(sources, " ")
}
