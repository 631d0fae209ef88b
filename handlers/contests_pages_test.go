package handlers

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

func entryFields(email string) url.Values {
	return url.Values{"first_name": {"Priya Sharma"}, "email": {email}, "rules": {"yes"}}
}

var (
	formKey     = regexp.MustCompile(`name="form_key" value="([^"]+)"`)
	entryNumber = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}`)
)

// key reads the one-time key of the form on a page.
func (v *visitor) key(page string) string {
	v.t.Helper()
	found := formKey.FindStringSubmatch(v.get(page).body)
	if found == nil {
		v.t.Fatalf("no one-time key on %s", page)
	}
	return found[1]
}

// reads is the answer's text as a reader sees it.
func (a answer) reads() answer {
	a.body = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(html.UnescapeString(a.body))
	return a
}

func TestEnterOnThePageWithoutScript(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "page", map[string]any{"entry": map[string]any{}})
	fan, page := w.visitor(), "/fr/c/page"
	fan.get(page).wants(200).reads().holds("Un an de glaces", `name="email"`, `name="rules"`, "pas équitable", "12 000").lacks("Priya")

	fan.submit(page, page, url.Values{"first_name": {"Priya"}, "email": {"awa@"}}).wants(422).reads().
		holds("Indiquez une adresse e-mail complète", "Cochez la case du règlement", `value="awa@"`, `value="Priya"`, "Erreur")
	fan.submit(page, page, url.Values{"email": {"a@exemple.sn"}, "rules": {"yes"}, "website": {"http://spam"}}).wants(422)

	confirm := fan.submit(page, page, entryFields("awa@exemple.sn")).leadsTo("/fr/c/page/confirm?pending=")
	fan.get(confirm).wants(200).reads().holds("a•••@exemple.sn").lacks("awa@exemple.sn")
	fan.submit(confirm, "/fr/c/page/confirm", url.Values{"pending": {pendingIn(t, confirm)}, "code": {"000000"}}).wants(422)
	code, link := w.mailed()
	// The link alone confirms nothing: programs that look into mails follow it.
	w.visitor().get(link).wants(200)
	fan.get("/api/v1/contests/page").holds(`"entries":0`)
	receipt := fan.submit(confirm, "/fr/c/page/confirm", url.Values{"pending": {pendingIn(t, confirm)}, "code": {code}}).leadsTo("/fr/c/page/receipt/")
	fan.get(receipt).wants(200).reads().holds("Priya Sharma", "vdraw1/receipt", "secret ", "awa@exemple.sn", "C’est confirmé")
	fan.get(page).wants(200).holds("page/receipt/").lacks(`name="email"`)
	fan.get(page + "?person=new").wants(200).holds(`name="email"`)
	w.visitor().get(page).wants(200).lacks("receipt/", "Priya")
	w.visitor().submit(page, link, url.Values{"token": {tokenIn(t, link)}}).wants(410)
}

func pendingIn(t *testing.T, address string) string { return parameterIn(t, address, "pending") }
func tokenIn(t *testing.T, address string) string   { return parameterIn(t, address, "token") }

func parameterIn(t *testing.T, address, name string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get(name)
}

func TestLinkConfirmsByOneButton(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "lien", map[string]any{"entry": map[string]any{}})
	w.visitor().submit("/fr/c/lien", "/fr/c/lien", entryFields("awa@exemple.sn")).wants(303)
	_, link := w.mailed()
	phone := w.visitor() // the mail is read on another device
	phone.get(link).wants(200).holds(`name="token"`)
	receipt := phone.submit(link, "/fr/c/lien/confirm", url.Values{"token": {tokenIn(t, link)}}).leadsTo("/fr/c/lien/receipt/")
	phone.get(receipt).wants(200)
	phone.get("/fr/c/lien/confirm?token=x.y").wants(404)
}

func TestTheSameFormTwiceShowsTheSameReceipt(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "double", nil)
	fan, page := w.visitor(), "/fr/c/double"
	fields := entryFields("awa@exemple.sn")
	fields.Set("form_key", fan.key(page))
	fields.Set("csrf", fan.token(page))
	receipts := make([]string, 6)
	var wg sync.WaitGroup
	for i := range receipts {
		wg.Go(func() {
			answer := fan.do(http.MethodPost, page, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode()))
			receipts[i] = answer.header.Get("Location")
		})
	}
	wg.Wait()
	for _, receipt := range receipts {
		if receipt != receipts[0] || !strings.HasPrefix(receipt, "/fr/c/double/receipt/") {
			t.Errorf("%q", receipts)
		}
	}
	fan.get("/api/v1/contests/double").holds(`"entries":1`)
	// Another form with the same address: nothing new, and no receipt for a stranger.
	stranger := w.visitor()
	stranger.submit(page, page, entryFields("awa@exemple.sn")).leadsTo("/fr/c/double")
	stranger.get(page).wants(200).reads().holds("participe déjà").lacks("receipt/", "Priya")
}

func TestContestPageInEveryState(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "etats", map[string]any{"opens_at": townNoon.Add(time.Minute).Format(time.RFC3339)})
	page := "/fr/c/etats"
	fan := w.visitor()
	fan.get(page).wants(200).reads().holds("21 novembre 2026").lacks(`name="email"`)
	fan.submit("/fr/w/glaces", page, entryFields("awa@exemple.sn")).wants(409).reads().holds("pas encore ouvert")
	w.clock.Set(townNoon.Add(time.Minute))
	for i := range 5 {
		w.visitor().submit(page, page, entryFields(string(rune('a'+i))+"@exemple.sn")).wants(303)
	}
	token := fan.token(page)
	w.clock.Set(townNoon.Add(time.Hour))
	fields := entryFields("late@exemple.sn")
	fields.Set("csrf", token)
	fan.do(http.MethodPost, page, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode())).wants(409).reads().
		holds("terminé depuis", "n’a pas été enregistrée").lacks(`name="email"`)
	w.runContestJobs(townNoon.Add(time.Hour))
	fan.get(page).wants(200).holds("etats/draw")
	fan.get("/fr/c/etats/draw").wants(200).reads().holds("vdraw1/close").lacks("proof.zip", "Priya")
	w.runContestJobs(townNoon.Add(2 * time.Hour))
	fan.get(page).wants(200).reads().holds("Priya S.").lacks("exemple.sn", "Sharma")
	fan.get("/en/c/etats/draw").wants(200).reads().holds("Priya S.", "Demo beacon: not fair", "proof.zip", "kermesse verify draw").lacks("exemple.sn", "Sharma", "K7QM")
	fan.get("/fr/c/etats/rules").wants(200).reads().holds("Organisation", "Un an de glaces", "rules.json")
	fan.get("/c/nulle-part").wants(404)

	w.openContest(w.staff("glaces"), "annule", map[string]any{"closes_at": townNoon.Add(30 * time.Hour).Format(time.RFC3339)})
	w.staff("glaces").json(http.MethodPost, "/api/v1/contests/annule/cancel", map[string]any{"reason": "Panne <b>du</b> congélateur"}).wants(200)
	fan.get("/fr/c/annule").wants(200).holds("Panne &lt;b&gt;du&lt;/b&gt; congélateur").lacks("<b>du", `name="email"`)
}

func TestEntryIsCheckedOnTheDrawPage(t *testing.T) {
	w := newTown(t)
	w.drawnContest(w.staff("glaces"), "verif", 5, nil)
	mails, err := w.outbox.Recent(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	number := ""
	for _, m := range mails {
		if m.Kind == "entry-receipt" {
			number = entryNumber.FindString(m.Text)
		}
	}
	fan := w.visitor()
	fan.get("/fr/c/verif/draw?entry=" + number).wants(200).holds(number).lacks("exemple.sn")
	fan.get("/fr/c/verif/draw?entry=" + url.QueryEscape("<script>alert(1)</script>")).wants(200).lacks("<script>alert(1)")
}

func TestHostileNamesStayText(t *testing.T) {
	w := newTown(t)
	const script = "<script>alert(1)</script>"
	w.openContest(w.staff("glaces"), "hostile", map[string]any{
		"title": script, "description": script + "\n\n" + script, "rules": "[x](javascript:alert(1)) " + script + ` <img src=x onerror=alert(1)>`,
		"prizes": []map[string]any{{"name": script, "winners": 2}},
	})
	page := "/fr/c/hostile"
	fields := entryFields("awa@exemple.sn")
	fields.Set("first_name", "<b>Awa</b>")
	fan := w.visitor()
	receipt := fan.submit(page, page, fields).leadsTo(page + "/receipt/")
	w.visitor().submit(page, page, url.Values{"first_name": {"a\u202eb"}, "email": {`"><script>`}, "rules": {"yes"}}).wants(422).lacks(`"><script>`)
	w.runContestJobs(townNoon.Add(time.Hour))
	w.runContestJobs(townNoon.Add(2 * time.Hour))
	for _, address := range []string{page, page + "/rules", page + "/draw", receipt, "/fr/", "/fr/glaces"} {
		fan.get(address).wants(200).lacks("<script>alert", "<b>Awa", "javascript:alert", "onerror=alert")
	}
	desk := w.desk("glaces")
	for _, under := range []string{"", "/entries", "/draw"} {
		desk.get("/fr/admin/b/glaces/contests/hostile"+under).wants(200).lacks("<script>alert", "<b>Awa")
	}
}

func TestWinnersMessageIsCheckedOnThePage(t *testing.T) {
	w := newTown(t)
	w.drawnContest(w.staff("glaces"), "gagne", 5, nil)
	mails, err := w.outbox.Recent(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	code := ""
	for _, m := range mails {
		if m.Kind == "prize-won" {
			code = strings.TrimSpace(regexp.MustCompile(`(?m)^ {4}(\S+)$`).FindString(m.Text))
		}
	}
	fan := w.visitor()
	fan.submit("/fr/w/glaces", "/fr/w/glaces", url.Values{"code": {strings.ToLower(code)}}).wants(200).reads().
		holds("Un an de glaces").lacks("exemple.sn", "Priya", "n’est pas de nous")
	fan.submit("/fr/w/thes", "/fr/w/thes", url.Values{"code": {code}}).wants(200).lacks("Un an de glaces")
	fan.submit("/fr/w/glaces", "/fr/w/glaces", url.Values{"code": {"xyz"}}).wants(422).reads().holds("Recopiez le code")
	fan.get("/fr/w/nulle-part").wants(404)
}

func TestFormsOfAnotherSiteDoNotEnter(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "csrf", nil)
	fan := w.visitor()
	fan.get("/fr/c/csrf")
	fan.do(http.MethodPost, "/fr/c/csrf", "application/x-www-form-urlencoded", strings.NewReader(entryFields("awa@exemple.sn").Encode())).wants(403)
	fan.get("/api/v1/contests/csrf").holds(`"entries":0`)
}
