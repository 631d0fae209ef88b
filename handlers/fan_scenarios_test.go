package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// member is a browser whose owner has signed in to the brand glaces with an address.
func (w *town) member(email string) *visitor {
	w.t.Helper()
	v := w.visitor()
	v.submit("/fr/m/glaces", "/fr/m/glaces/sign-in", url.Values{"email": {email}}).leadsTo("/fr/m/glaces/code?")
	_, link := w.mailed()
	v.submit(link, "/fr/m/glaces/code", url.Values{"token": {tokenOf(link)}}).leadsTo("/fr/m/glaces")
	return v
}

func tokenOf(link string) string {
	_, token, _ := strings.Cut(link, "token=")
	text, err := url.QueryUnescape(token)
	if err != nil {
		return ""
	}
	return text
}

// consent records an act of consent as a contest's form would.
func (w *town) consent(email string, c fan.Consent) fan.Fan {
	w.t.Helper()
	contact, err := fan.ParseContact(email, "", "")
	if err != nil {
		w.t.Fatal(err)
	}
	var f fan.Fan
	err = w.db.InTx(w.t.Context(), func(tx *db.DB) (err error) {
		if f, err = w.app.Fans.Ensure(w.t.Context(), tx, brandID(w, "glaces"), contact, false); err != nil {
			return err
		}
		return w.app.Fans.RecordConsent(w.t.Context(), tx, f.ID, c)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

func TestFanSignsInByCode(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	v.get("/fr/m/glaces/data").leadsTo("/fr/m/glaces?next=")
	v.submit("/fr/m/glaces", "/fr/m/glaces/sign-in", url.Values{"email": {"pas une adresse"}}).
		wants(422).holds("adresse e-mail complète", `value="pas une adresse"`)
	waiting := v.submit("/fr/m/glaces", "/fr/m/glaces/sign-in", url.Values{"email": {"Awa@Exemple.sn"}, "next": {"/m/glaces/data"}}).
		leadsTo("/fr/m/glaces/code?")
	v.get(waiting).wants(200).holds("A•••@Exemple.sn", `autocomplete="one-time-code"`).lacks("Awa@")
	code, _ := w.mailed()
	at, err := url.Parse(waiting)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"pending": {at.Query().Get("pending")}, "next": {at.Query().Get("next")}, "code": {"000000"}}
	if code == "000000" {
		form.Set("code", "000001")
	}
	v.submit(waiting, "/fr/m/glaces/code", form).wants(422).holds("pas le bon code")
	form.Set("code", code[:3]+" "+code[3:])
	v.submit(waiting, "/fr/m/glaces/code", form).leadsTo("/fr/m/glaces/data")
	v.get("/fr/m/glaces/data").wants(200).holds("Awa@Exemple.sn")
	// The same form again, a double tap, leads on.
	v.submit(waiting, "/fr/m/glaces/code", form).leadsTo("/fr/m/glaces")
	// In another browser it is over.
	w.visitor().submit("/fr/m/glaces", "/fr/m/glaces/code", form).wants(410).holds("déjà confirmé")

	v.submit("/fr/m/glaces/data/erase", "/fr/m/glaces/sign-out", url.Values{}).leadsTo("/fr/glaces")
	v.get("/fr/m/glaces/data").leadsTo("/fr/m/glaces?next=")
}

func TestCodesAreNotGuessed(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	var challenge struct{ Challenge string }
	v.json(http.MethodPost, "/api/v1/brands/glaces/fans/challenges", map[string]string{"email": "awa@exemple.sn"}).wants(202).into(&challenge)
	code, _ := w.mailed()
	for i := range fan.MaxGuesses {
		wrong := string("123456789"[i]) + code[1:]
		if wrong == code {
			wrong = "0" + code[1:]
		}
		v.json(http.MethodPost, "/api/v1/brands/glaces/fans/sessions", map[string]string{"challenge": challenge.Challenge, "code": wrong}).code(422, "code_wrong")
	}
	v.json(http.MethodPost, "/api/v1/brands/glaces/fans/sessions", map[string]string{"challenge": challenge.Challenge, "code": code}).
		code(429, "code_spent").lacks("fan_id")
}

// What looks into mails follows links: looking signs nobody in.
func TestMailScannersConfirmNothing(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	v.submit("/fr/m/glaces", "/fr/m/glaces/sign-in", url.Values{"email": {"awa@exemple.sn"}}).wants(303)
	_, link := w.mailed()
	scanner := w.visitor()
	for range 3 {
		scanner.get(link).wants(200).holds("<form")
		scanner.do(http.MethodHead, link, "", nil)
	}
	scanner.get("/fr/m/glaces/data").leadsTo("/fr/m/glaces?next=")
	scanner.do(http.MethodPost, "/fr/m/glaces/code", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"token": {tokenOf(link)}}.Encode())).wants(403)

	var won, lost int
	var mu sync.Mutex
	var wg sync.WaitGroup
	clients, forms := make([]*visitor, 10), make([]string, 10)
	for i := range clients {
		clients[i] = w.visitor()
		forms[i] = url.Values{"token": {tokenOf(link)}, "csrf": {clients[i].token(link)}}.Encode()
	}
	for i, client := range clients {
		wg.Go(func() {
			a := client.do(http.MethodPost, "/fr/m/glaces/code", "application/x-www-form-urlencoded", strings.NewReader(forms[i]))
			mu.Lock()
			defer mu.Unlock()
			switch a.status {
			case 303:
				won++
			case 410:
				lost++
			default:
				t.Errorf("%d", a.status)
			}
		})
	}
	wg.Wait()
	if won != 1 || lost != 9 {
		t.Errorf("one link signed %d in and refused %d, want 1 and 9", won, lost)
	}
	w.visitor().get(link).wants(410).holds("déjà confirmé")
}

func TestTamperedAndExpiredLinks(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	v.submit("/fr/m/glaces", "/fr/m/glaces/sign-in", url.Values{"email": {"awa@exemple.sn"}}).wants(303)
	_, link := w.mailed()
	token := tokenOf(link)
	for _, bad := range []string{"x", token + "x", token[1:], strings.ToUpper(token), "../../etc/passwd", "<script>alert(1)</script>"} {
		v.get("/fr/m/glaces/code?token=" + url.QueryEscape(bad)).wants(404).lacks("<script>alert")
		v.submit("/fr/m/glaces", "/fr/m/glaces/code", url.Values{"token": {bad}}).wants(404)
	}
	v.submit("/fr/m/thes", "/fr/m/thes/code", url.Values{"token": {token}}).wants(404)
	w.clock.Advance(fan.ChallengeLife)
	v.get(link).wants(410).holds("ne sont plus valables")
	v.submit("/fr/m/glaces", "/fr/m/glaces/code", url.Values{"token": {token}}).wants(410)
}

func TestAddressesAreNotTold(t *testing.T) {
	w := newTown(t)
	w.member("known@exemple.sn")
	answers := map[string]string{}
	for _, email := range []string{"known@exemple.sn", "unknown@exemple.sn"} {
		v := w.visitor()
		a := v.json(http.MethodPost, "/api/v1/brands/glaces/fans/challenges", map[string]string{"email": email}).wants(202)
		var fields map[string]any
		a.into(&fields)
		delete(fields, "challenge")
		text, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		answers[email] = string(text)
	}
	if answers["known@exemple.sn"] != answers["unknown@exemple.sn"] {
		t.Errorf("%v", answers)
	}
	// A stranger cannot fill a mailbox, and is not told when it is full.
	v := w.visitor()
	for range 20 {
		v.json(http.MethodPost, "/api/v1/brands/glaces/fans/challenges", map[string]string{"email": "victim@exemple.sn"}).wants(202).holds("challenge")
	}
	mails, err := w.outbox.Recent(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range mails {
		if m.To == "victim@exemple.sn" {
			n++
		}
	}
	if n != fan.MailsPerHour {
		t.Errorf("%d mails to one address in an hour, want %d", n, fan.MailsPerHour)
	}
}

func TestDataPage(t *testing.T) {
	w := newTown(t)
	const hostile = "Je veux <script>alert(1)</script>"
	w.consent("awa@exemple.sn", fan.Consent{Purpose: "newsletter", Granted: true, Text: hostile, Locale: "fr", Source: "contest:ete"})
	w.consent("awa@exemple.sn", fan.Consent{Purpose: "rules:ete", Granted: true, Text: "J’accepte le règlement.", Locale: "fr", Source: "contest:ete"})
	w.consent("moussa@exemple.sn", fan.Consent{Purpose: "newsletter", Granted: true, Text: "secret de Moussa", Locale: "fr", Source: "x"})
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"access": "email"})
	v := w.member("awa@exemple.sn")
	page := v.get("/fr/m/glaces/data").wants(200).
		holds("awa@exemple.sn", "&lt;script&gt;", "J’accepte le règlement", "Retirer mon accord", "Le règlement").
		lacks("<script>alert", "moussa", "secret de Moussa")
	if page.header.Get("Cache-Control") != "no-store" {
		t.Error("the page may be kept by a shared browser")
	}
	v.get("/en/m/glaces/data").wants(200).holds("The rules", "Codes and links")

	file := v.get("/fr/m/glaces/data/export").wants(200).holds("awa@exemple.sn", "rules:ete", "verification").lacks("moussa")
	if !json.Valid([]byte(file.body)) || !strings.Contains(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the export: %v\n%s", file.header, file.body)
	}
	consents := func(purpose, granted string) answer {
		return v.submit("/fr/m/glaces/data", "/fr/m/glaces/data/consents", url.Values{"purpose": {purpose}, "granted": {granted}})
	}
	consents("newsletter", "no").leadsTo("/fr/m/glaces/data")
	v.get("/fr/m/glaces/data").wants(200).holds("Refusé", "Donner mon accord")
	consents("rules:ete", "no").wants(409).holds("vaut tant que")
	consents("profiling", "yes").wants(404)
	v.do(http.MethodPost, "/fr/m/glaces/data/consents", "application/x-www-form-urlencoded", strings.NewReader("purpose=newsletter&granted=yes")).wants(403)
	// The session of one brand is none at another.
	v.get("/fr/m/thes/data").leadsTo("/fr/m/thes?next=")
}

func TestErasureTakesTwoSteps(t *testing.T) {
	w := newTown(t)
	f := w.consent("awa@exemple.sn", fan.Consent{Purpose: "newsletter", Granted: true, Text: "Oui.", Locale: "fr", Source: "x"})
	v := w.member("awa@exemple.sn")
	other := w.member("awa@exemple.sn")
	const erase = "/fr/m/glaces/data/erase"
	v.get(erase).wants(200).holds("sans retour")
	v.submit(erase, erase, url.Values{}).wants(422).holds("Cochez la case")
	v.get("/fr/m/glaces/data").wants(200).holds("awa@exemple.sn")
	v.submit(erase, erase, url.Values{"confirm": {"yes"}}).wants(200).holds("C’est effacé").lacks("awa@exemple.sn")
	for _, browser := range []*visitor{v, other} {
		browser.get("/fr/m/glaces/data").leadsTo("/fr/m/glaces?next=")
	}
	gone, err := w.app.Fans.Find(t.Context(), brandID(w, "glaces"), f.ID)
	if err != nil || gone.ErasedAt.IsZero() || gone.Contact.Value != "" {
		t.Errorf("left: %+v, %v", gone, err)
	}
	w.desk("glaces").get("/fr/admin/b/glaces/journal").wants(200).holds("Données d’un fan effacées").lacks("awa@exemple.sn")
}

func TestErasureByAPI(t *testing.T) {
	w := newTown(t)
	w.member("awa@exemple.sn")
	v := w.visitor()
	const fans = "/api/v1/brands/glaces/fans"
	v.get(fans+"/me/data").code(401, "fan_signed_out")
	var challenge struct{ Challenge string }
	v.json(http.MethodPost, fans+"/challenges", map[string]string{"email": "awa@exemple.sn"}).wants(202).into(&challenge)
	code, _ := w.mailed()
	v.json(http.MethodPost, fans+"/sessions", map[string]string{"challenge": challenge.Challenge, "code": code}).wants(201).holds("fan_id")
	v.get(fans + "/me/data").wants(200).holds("awa@exemple.sn")
	v.json(http.MethodPut, fans+"/me/consents/newsletter", map[string]bool{"granted": true}).code(404, "consent_not_found")
	v.json(http.MethodDelete, fans+"/me", map[string]string{"confirm": "yes"}).code(422, "invalid").field("confirm", "erasure_unconfirmed")
	v.header.Set("Sec-Fetch-Site", "cross-site")
	v.json(http.MethodDelete, fans+"/me", map[string]string{"confirm": "erase"}).code(403, "form_expired")
	v.header.Del("Sec-Fetch-Site")
	v.json(http.MethodDelete, fans+"/me", map[string]string{"confirm": "erase"}).wants(204)
	v.get(fans+"/me/data").code(401, "fan_signed_out")
}

func TestStaffAnswersRightsRequests(t *testing.T) {
	w := newTown(t)
	w.member("awa@exemple.sn")
	contact, err := fan.ParseContact("awa@exemple.sn", "", "")
	if err != nil {
		t.Fatal(err)
	}
	f, err := w.app.Fans.LookUp(t.Context(), brandID(w, "glaces"), contact)
	if err != nil {
		t.Fatal(err)
	}
	path := "/fans/" + string(f.ID)
	w.person("moderator@fete.example", "glaces", account.Moderator)
	moderator, manager, stranger := w.api("moderator@fete.example"), w.staff("glaces"), w.staff("thes")
	moderator.get("/api/v1/brands/glaces"+path+"/data").code(403, "not_allowed").lacks("awa@")
	stranger.get("/api/v1/brands/thes"+path+"/data").code(404, "fan_not_found").lacks("awa@")
	stranger.json(http.MethodDelete, "/api/v1/brands/thes"+path, nil).code(404, "fan_not_found")
	manager.get("/api/v1/brands/glaces" + path + "/data").wants(200).holds("awa@exemple.sn")
	manager.json(http.MethodDelete, "/api/v1/brands/glaces"+path, nil).wants(204)
	manager.get("/api/v1/brands/glaces"+path+"/data").code(404, "fan_not_found")
	manager.json(http.MethodDelete, "/api/v1/brands/glaces"+path, nil).wants(204) // again changes nothing
}

func TestFanSessionsLastAndEnd(t *testing.T) {
	w := newTown(t)
	v := w.member("awa@exemple.sn")
	w.clock.Advance(fan.SessionLife - time.Hour)
	v.get("/fr/m/glaces/data").wants(200)
	w.clock.Advance(fan.SessionLife)
	v.get("/fr/m/glaces/data").leadsTo("/fr/m/glaces?next=")
}
