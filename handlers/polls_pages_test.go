package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A vote by the page alone, without a line of JavaScript.
func TestVoteByThePage(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	v := w.visitor()
	v.get("/fr/p/gout").wants(200).holds("Quel goût", "Mangue piment", `value="coco"`, "Maison glaces").lacks("Votre vote est")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{}).wants(422).holds("Choisissez au moins une option", "Erreur")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"fraise"}}).wants(422).holds("n’est pas dans ce vote")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "website": {"http://spam.example"}}).wants(422).holds(`value="coco" checked`)
	results := v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}}).leadsTo("/fr/p/gout/results")
	v.get(results).wants(200).holds("data-stream=", "1\u00a0vote", "Coco")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}}).leadsTo("/fr/p/gout/results")
	v.get("/fr/p/gout").holds(`value="coco" checked`)
	v.submit("/en/p/gout", "/en/p/gout", url.Values{"choice": {"mangue"}}).leadsTo("/en/p/gout/results")
	v.get("/en/p/gout/results").wants(200).holds("1 vote<", "/en/p/gout/receipt/").lacks("2 votes")
	v.submit("/fr/p/gout", "/fr/p/gout/withdraw", nil).leadsTo("/fr/p/gout")
	v.get("/fr/p/gout").wants(200).holds("Votre vote est retiré").lacks("Retirer mon vote")
	v.submit("/fr/p/gout", "/fr/p/gout/withdraw", nil).wants(404)
}

func TestRankingByThePage(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "ordre", map[string]any{"method": "irv"})
	w.openPoll(staff, "duels", map[string]any{"method": "schulze"})
	v := w.visitor()
	v.get("/fr/p/ordre").wants(200).holds(`name="place.coco"`)
	equal := url.Values{"place.coco": {"1"}, "place.mangue": {"1"}, "place.letchi": {""}}
	v.submit("/fr/p/ordre", "/fr/p/ordre", equal).wants(422).holds("la même place", `<option value="1" selected>`)
	v.submit("/fr/p/ordre", "/fr/p/ordre", url.Values{"place.coco": {"première"}}).wants(422).holds("nombre entier")
	v.submit("/fr/p/ordre", "/fr/p/ordre", url.Values{"place.fraise": {"1"}}).wants(422).holds("n’est pas dans ce vote")
	v.submit("/fr/p/ordre", "/fr/p/ordre", url.Values{"place.coco": {"7"}, "place.mangue": {"2"}}).leadsTo("/fr/p/ordre/results")
	v.get("/fr/p/ordre").holds("Mangue piment › Coco")
	v.submit("/fr/p/duels", "/fr/p/duels", equal).leadsTo("/fr/p/duels/results")
	v.get("/fr/p/duels/results").wants(200).holds("Les duels")
}

func TestOtherFormsByThePage(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "plusieurs", map[string]any{"method": "approval"})
	w.openPoll(staff, "notes", map[string]any{"method": "score"})
	w.openPoll(staff, "points", map[string]any{"method": "dots", "points": 10})
	v := w.visitor()
	v.get("/fr/p/plusieurs").holds(`type="checkbox" name="choice"`)
	v.submit("/fr/p/plusieurs", "/fr/p/plusieurs", url.Values{"choice": {"coco", "mangue"}}).leadsTo("/fr/p/plusieurs/results")
	v.submit("/fr/p/notes", "/fr/p/notes", url.Values{"score.coco": {"6"}}).wants(422).holds("entre 0 et 5")
	v.submit("/fr/p/notes", "/fr/p/notes", url.Values{"score.coco": {"5"}, "score.mangue": {"2"}, "score.letchi": {""}}).leadsTo("/fr/p/notes/results")
	v.submit("/fr/p/points", "/fr/p/points", url.Values{"score.coco": {"6"}, "score.mangue": {"6"}}).wants(422).holds("10 points")
	for _, slug := range []string{"plusieurs", "notes", "points"} {
		v.get("/fr/p/" + slug + "/results").wants(200)
		v.get("/en/p/" + slug).wants(200)
	}
}

func TestVotePageInEveryState(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", map[string]any{"opens_at": townNoon.Add(time.Hour).Format(time.RFC3339)})
	w.openPoll(staff, "annule", nil)
	v := w.visitor()
	token := v.token("/fr/p/annule")
	staff.json(http.MethodPost, "/api/v1/polls/annule/cancel", map[string]string{"reason": "Étiquette fausse <b>"}).wants(200)
	late := func(slug string) answer {
		return v.do(http.MethodPost, "/fr/p/"+slug, "application/x-www-form-urlencoded", strings.NewReader(url.Values{
			"choice": {"coco"}, "csrf": {token},
		}.Encode()))
	}
	v.get("/fr/p/gout").wants(200).lacks("<form method=\"post\" action=\"/fr/p/gout\"")
	late("gout").wants(409).holds("pas encore ouvert")
	v.get("/fr/p/annule").wants(200).holds("Étiquette fausse &lt;b&gt;").lacks("<b>")
	late("annule").wants(410)
	w.clock.Set(townNoon.Add(24 * time.Hour))
	late("gout").wants(409).holds("n’est pas compté")
	v.get("/fr/p/gout").wants(200)
	v.get("/fr/p/gout/results").wants(200).holds("/api/v1/polls/gout/ballots", "kermesse verify poll gout.json").lacks("data-stream")
	v.get("/fr/p/nulle-part").wants(404)
	v.get("/fr/p/gout/receipt/" + strings.Repeat("0", 32)).wants(404)
}

func TestBrowserWithoutCookiesIsTold(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	v := w.visitor()
	token := v.token("/fr/p/gout")
	kept := v.http.Jar.Cookies(mustURL(t, v.base))
	bare := w.visitor() // only the cookie of the form is kept
	bare.http.Jar.SetCookies(mustURL(t, v.base), slices.DeleteFunc(kept, func(c *http.Cookie) bool { return c.Name == cookieDevice }))
	bare.do(http.MethodPost, "/fr/p/gout", "application/x-www-form-urlencoded",
		strings.NewReader(url.Values{"choice": {"coco"}, "csrf": {token}}.Encode())).wants(403).holds("refuse les cookies")
}

func mustURL(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

var (
	pendingField = regexp.MustCompile(`name="pending" value="([^"]+)"`)
	tokenField   = regexp.MustCompile(`name="token" value="([^"]+)"`)
)

func TestVoteByMailByThePage(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"access": "email"})
	v := w.visitor()
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "email": {"awa"}}).wants(422).holds("adresse e-mail complète", `value="awa"`)
	next := v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "email": {"awa@exemple.sn"}, "newsletter": {"yes"}}).leadsTo("/fr/p/gout/confirm")
	page := v.get(next).wants(200).holds("a•••@exemple.sn").lacks("awa@")
	pending := pendingField.FindStringSubmatch(page.body)[1]
	v.submit(next, "/fr/p/gout/confirm", url.Values{"pending": {pending}, "code": {"nope"}}).wants(422).holds("bon code")
	again := v.submit(next, "/fr/p/gout/confirm", url.Values{"pending": {pending}, "resend": {"yes"}}).leadsTo("/fr/p/gout/confirm")
	pending = pendingField.FindStringSubmatch(v.get(again).body)[1]
	code, link := w.mailed()
	landed := v.get(link).wants(200) // following the link alone confirms nothing
	v.get("/api/v1/polls/gout/results").holds(`"ballots":0`)
	receipt := v.submit(again, "/fr/p/gout/confirm", url.Values{"pending": {pending}, "code": {code}}).leadsTo("/fr/p/gout/receipt/")
	v.get(receipt).wants(200).holds("Coco", "compté")
	token := tokenField.FindStringSubmatch(landed.body)[1]
	v.submit("/fr/p/gout", "/fr/p/gout/confirm", url.Values{"token": {token}}).wants(410).holds("déjà confirmé")
	v.submit("/fr/p/gout", "/fr/p/gout/confirm", url.Values{"token": {token + "x"}}).wants(404)
	v.get("/fr/p/gout/confirm?token=%00%ff").wants(400)
	v.get("/api/v1/polls/gout/results").holds(`"ballots":1`)
}

func TestMemberIsSentToSignIn(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"access": "member"})
	v := w.visitor()
	to := v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}}).leadsTo("/fr/m/glaces/sign-in?next=")
	back, err := url.QueryUnescape(strings.TrimPrefix(to, "/fr/m/glaces/sign-in?next="))
	if err != nil || !strings.HasPrefix(back, "/fr/p/gout?") {
		t.Fatalf("comes back to %q, %v", back, err)
	}
	v.get(back).wants(200).holds(`value="coco" checked`)
}

func TestVotePageShowsPictures(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	var kept pictureAnswer
	staff.do(http.MethodPost, "/api/v1/brands/glaces/pictures", "image/png", strings.NewReader(string(pngFile(t, 800, 600)))).wants(201).into(&kept)
	w.openPoll(staff, "gout", map[string]any{"options": []map[string]any{
		{"id": "a", "label": "A", "image": map[string]any{"picture": kept.Picture, "alt": "Un cornet \"double\""}}, {"id": "b", "label": "B"},
	}})
	v := w.visitor()
	v.get("/fr/p/gout").wants(200).holds("/pictures/"+kept.Picture+"-360.jpg", "Un cornet", `height="270"`)
	file := v.get("/pictures/" + kept.Picture + "-800.jpg").wants(200)
	if file.header.Get("Content-Type") != "image/jpeg" || !strings.Contains(file.header.Get("Cache-Control"), "immutable") {
		t.Errorf("headers %v", file.header)
	}
	for _, name := range []string{kept.Picture + "-9999.jpg", kept.Picture + ".jpg", "..%2f..%2fetc%2fpasswd", strings.Repeat("0", 32) + "-360.jpg"} {
		v.get("/pictures/" + name).wants(404)
	}
	send := func(v *visitor, brand, body string) answer {
		return v.do(http.MethodPost, "/api/v1/brands/"+brand+"/pictures", "image/png", strings.NewReader(body))
	}
	send(staff, "glaces", "<svg onload=alert(1)>").code(422, "picture_unreadable")
	send(staff, "glaces", strings.Repeat("x", 11<<20)).wants(413)
	send(staff, "thes", "x").wants(404)
	send(v, "glaces", "x").code(401, "sign_in_required")
}
