package handlers

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// person adds somebody with a role in a brand.
func (w *town) person(email, brand string, role account.Role) account.User {
	w.t.Helper()
	u, err := w.app.Accounts.AddUser(w.t.Context(), account.NewUser{Email: email, Name: "Nom " + email, Password: townPassword}, brand, role)
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

// api is a program signed in as somebody.
func (w *town) api(email string) *visitor {
	v := w.visitor()
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	v.json(http.MethodPost, "/api/v1/sessions", map[string]string{"email": email, "password": townPassword}).wants(201).into(&tokens)
	v.header.Set("Authorization", "Bearer "+tokens.AccessToken)
	return v
}

// panel is a browser signed in as somebody.
func (w *town) panel(email string) *visitor {
	v := w.visitor()
	v.submit("/fr/admin/sign-in", "/fr/admin/sign-in", url.Values{"email": {email}, "password": {townPassword}}).wants(303)
	return v
}

func TestSignInPageTellsNothing(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	wrong := func(email string) answer {
		return v.submit("/fr/admin/sign-in", "/fr/admin/sign-in", url.Values{"email": {email}, "password": {"pas le bon mot de passe"}}).
			wants(422).holds("ne vont pas ensemble", `value="`+email+`"`).lacks("pas le bon mot de passe")
	}
	known, unknown := wrong("glaces@fete.example"), wrong("nobody@fete.example")
	plain := func(a answer, email string) string {
		return csrfField.ReplaceAllString(strings.ReplaceAll(a.body, email, ""), "")
	}
	if plain(known, "glaces@fete.example") != plain(unknown, "nobody@fete.example") {
		t.Error("the page tells whether the account exists")
	}
	v.get("/fr/admin/b/glaces").leadsTo("/fr/admin/sign-in?next=")
	in := v.submit("/fr/admin/sign-in", "/fr/admin/sign-in", url.Values{
		"email": {"glaces@fete.example"}, "password": {townPassword}, "next": {"https://evil.example/"},
	})
	if to := in.leadsTo("/fr/admin"); strings.Contains(to, "evil") {
		t.Errorf("signing in leads to %s", to)
	}
	for _, part := range []string{"HttpOnly", "SameSite=Lax", cookieStaff} {
		if !strings.Contains(strings.Join(in.header.Values("Set-Cookie"), "\n"), part) {
			t.Errorf("the session's cookie lacks %s", part)
		}
	}
	v.get("/fr/admin/b/glaces").wants(200).holds("Maison glaces").lacks(townPassword)
	v.submit("/fr/admin/account", "/fr/admin/sign-out", url.Values{}).leadsTo("/fr/admin/sign-in")
	v.get("/fr/admin/b/glaces").leadsTo("/fr/admin/sign-in")
}

func TestGuessingIsSlowedDown(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	guess := map[string]string{"email": "glaces@fete.example", "password": "pas le bon mot de passe"}
	for range 8 {
		v.json(http.MethodPost, "/api/v1/sessions", guess).code(401, "credentials_wrong")
	}
	slowed := v.json(http.MethodPost, "/api/v1/sessions", guess).code(429, "sign_in_limited")
	if slowed.header.Get("Retry-After") == "" {
		t.Error("nothing tells when to try again")
	}
	v.submit("/en/admin/sign-in", "/en/admin/sign-in", url.Values{"email": {guess["email"]}, "password": {townPassword}}).
		wants(429).holds("Try again in")
	w.clock.Advance(15 * time.Minute)
	v.json(http.MethodPost, "/api/v1/sessions", map[string]string{"email": guess["email"], "password": townPassword}).wants(201)
}

func TestForgedTokensAreRefused(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	var tokens struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresIn    int    `json:"expires_in"`
	}
	v.json(http.MethodPost, "/api/v1/sessions", map[string]string{"email": "glaces@fete.example", "password": townPassword}).wants(201).into(&tokens)
	if tokens.ExpiresIn < 600 || tokens.ExpiresIn > 900 {
		t.Errorf("an access token is good for %d s", tokens.ExpiresIn)
	}
	parts := strings.Split(tokens.AccessToken, ".")
	raw := base64.RawURLEncoding.EncodeToString
	last := parts[2]
	flipped := string(last[0]^1) + last[1:]
	ask := func(header string) answer {
		v.header.Set("Authorization", header)
		return v.get("/api/v1/brands")
	}
	ask("Bearer " + tokens.AccessToken).wants(200).holds(`"slug":"glaces"`).lacks(`"slug":"thes"`)
	for name, header := range map[string]string{
		"alg none":            "Bearer " + raw([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + ".",
		"alg none, signature": "Bearer " + raw([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "." + parts[2],
		"tampered claims":     "Bearer " + parts[0] + "." + raw([]byte(`{"sub":"somebody","exp":9999999999}`)) + "." + parts[2],
		"tampered signature":  "Bearer " + parts[0] + "." + parts[1] + "." + flipped,
		"no signature":        "Bearer " + parts[0] + "." + parts[1] + ".",
		"refresh token":       "Bearer " + tokens.RefreshToken,
		"garbage":             "Bearer é.é.é",
	} {
		if a := ask(header); a.status != 401 || problemOf(t, a.body).Code != "token_invalid" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		ask(header).lacks("signature", "signing method", "segments")
	}
	for _, header := range []string{"", "Bearer", "Bearer ", "Basic Z2xhY2VzOng=", tokens.AccessToken} {
		ask(header).code(401, "sign_in_required")
	}
	w.clock.Advance(account.AccessLife)
	ask("Bearer "+tokens.AccessToken).code(401, "token_expired")
}

func TestRefreshTokensByAPI(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	var first, second struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
	}
	v.json(http.MethodPost, "/api/v1/sessions", map[string]string{"email": "glaces@fete.example", "password": townPassword}).wants(201).into(&first)
	refresh := func(token string) answer {
		return v.json(http.MethodPost, "/api/v1/sessions/refresh", map[string]string{"refresh_token": token})
	}
	refresh(first.RefreshToken).wants(200).into(&second)
	refresh(first.RefreshToken).code(401, "refresh_reused").lacks("access_token")
	refresh(second.RefreshToken).code(401, "signed_out")
	v.header.Set("Authorization", "Bearer "+second.AccessToken)
	v.get("/api/v1/brands").code(401, "signed_out")
	refresh("").wants(401)

	out := w.api("glaces@fete.example")
	out.json(http.MethodDelete, "/api/v1/sessions", nil).wants(204)
	out.get("/api/v1/brands").code(401, "signed_out")
}

// The panel's cookie is no key to the API, where a form of another site could use it.
func TestCookieIsNoKeyToTheAPI(t *testing.T) {
	w := newTown(t)
	v := w.desk("glaces")
	v.get("/api/v1/brands").code(401, "sign_in_required")
	v.header.Set("Sec-Fetch-Site", "cross-site")
	v.json(http.MethodPost, "/api/v1/brands", map[string]string{}).code(403, "form_expired")
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	w := newTown(t)
	w.person("owner@fete.example", "glaces", account.Owner)
	v := w.panel("owner@fete.example")
	post := func(values url.Values) answer {
		return v.do(http.MethodPost, "/fr/admin/b/glaces/team", "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
	}
	invite := url.Values{"email": {"x@fete.example"}, "role": {"owner"}}
	post(invite).wants(403).holds("a expiré")
	other := w.panel("owner@fete.example")
	invite.Set("csrf", other.token("/fr/admin/b/glaces/team"))
	post(invite).wants(403)
	invite.Set("csrf", "x."+strings.Repeat("A", 43))
	post(invite).wants(403)
	// The token of before somebody signed in is worth nothing afterwards.
	fresh := w.visitor()
	before := fresh.token("/fr/admin/sign-in")
	fresh.submit("/fr/admin/sign-in", "/fr/admin/sign-in", url.Values{"email": {"owner@fete.example"}, "password": {townPassword}}).wants(303)
	invite.Set("csrf", before)
	fresh.do(http.MethodPost, "/fr/admin/b/glaces/team", "application/x-www-form-urlencoded", strings.NewReader(invite.Encode())).wants(403)
	invite.Set("csrf", v.token("/fr/admin/b/glaces/team"))
	for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		v.header.Set(header, value)
		post(invite).wants(403)
		v.header.Del(header)
	}
	v.get("/fr/admin/b/glaces/team").wants(200).lacks("x@fete.example")
	post(invite).wants(200).holds("x@fete.example")
}

// Another brand does not exist: its pages and its data answer like those of nobody.
func TestOtherBrandsDoNotExist(t *testing.T) {
	w := newTown(t)
	owner := w.person("owner@thes.example", "thes", account.Owner)
	api, panel := w.api("glaces@fete.example"), w.desk("glaces")
	for _, under := range []string{"", "/team", "/invitations", "/journal", "/fans/x/data"} {
		theirs := api.get("/api/v1/brands/thes"+under).code(404, "brand_not_found").lacks("Maison thes", "owner@thes.example")
		nobodys := api.get("/api/v1/brands/nowhere" + under)
		if id := regexp.MustCompile(`"request_id":"[^"]*"`); id.ReplaceAllString(theirs.body, "") != id.ReplaceAllString(nobodys.body, "") {
			t.Errorf("%s: %s differs from %s", under, theirs.body, nobodys.body)
		}
	}
	for _, under := range []string{"", "/team", "/journal", "/settings", "/campaigns"} {
		panel.get("/fr/admin/b/thes" + under).wants(404).lacks("Maison thes")
	}
	api.json(http.MethodPut, "/api/v1/brands/thes/team/"+string(owner.ID), map[string]string{"role": "till"}).code(404, "brand_not_found")
	w.person("owner@glaces.example", "glaces", account.Owner)
	mine := w.api("owner@glaces.example")
	mine.json(http.MethodPut, "/api/v1/brands/glaces/team/"+string(owner.ID), map[string]string{"role": "till"}).code(404, "user_not_found")
	mine.json(http.MethodDelete, "/api/v1/brands/glaces/team/"+string(owner.ID), nil).code(404, "user_not_found")
	if staff := w.api("owner@thes.example").get("/api/v1/brands/thes").wants(200); !strings.Contains(staff.body, `"role":"owner"`) {
		t.Error("a stranger changed a role")
	}
}

func TestRolesAtTheDoor(t *testing.T) {
	w := newTown(t)
	w.person("till@fete.example", "glaces", account.Till)
	w.person("witness@fete.example", "glaces", account.Witness)
	till, witness := w.api("till@fete.example"), w.api("witness@fete.example")
	till.get("/api/v1/brands/glaces/journal").code(403, "not_allowed")
	till.get("/api/v1/brands/glaces/team").code(403, "not_allowed")
	till.json(http.MethodPost, "/api/v1/brands/glaces/invitations", map[string]string{"email": "x@fete.example", "role": "owner"}).code(403, "not_allowed")
	witness.get("/api/v1/brands/glaces/journal").wants(200).holds("brand.created")
	w.panel("till@fete.example").get("/fr/admin/b/glaces").wants(200).lacks("/journal", "/team", "/settings")
	w.panel("till@fete.example").get("/fr/admin/b/glaces/settings").wants(403).holds("Votre rôle")
}

func TestBrandByAPI(t *testing.T) {
	w := newTown(t)
	w.person("owner@fete.example", "glaces", account.Owner)
	v := w.api("owner@fete.example")
	brand := map[string]any{"slug": "savons", "name": "Savons <b>", "time_zone": "Europe/Paris", "currency": "EUR", "locale": "fr"}
	v.header.Set("Idempotency-Key", "brand-1")
	created := v.json(http.MethodPost, "/api/v1/brands", brand).wants(201).holds(`"role":"owner"`)
	again := v.json(http.MethodPost, "/api/v1/brands", brand).wants(201)
	if again.body != created.body || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("a repeat got %s", again.body)
	}
	brand["name"] = "Autre"
	v.json(http.MethodPost, "/api/v1/brands", brand).code(422, "idempotency_conflict")
	v.header.Del("Idempotency-Key")
	v.json(http.MethodPost, "/api/v1/brands", brand).code(409, "brand_slug_taken").field("slug", "brand_slug_taken")
	brand["contact_email"] = "bonjour@savons.example"
	v.json(http.MethodPut, "/api/v1/brands/savons", brand).wants(200).holds(`"name":"Autre"`)
	v.get("/api/v1/brands/savons/journal").wants(200).holds("brand.edited", "bonjour@savons.example", `"before":"Savons \u003cb\u003e"`)

	for name, body := range map[string]string{
		"not JSON": `{`, "a list": `[]`, "unknown field": `{"slug":"a","name":"b","time_zone":"UTC","currency":"EUR","locale":"fr","admin":true}`,
		"wrong type": `{"slug":1}`, "NUL": `{"slug":"nul","name":"a\u0000b","time_zone":"UTC","currency":"EUR","locale":"fr"}`,
		"a name of a megabyte": `{"slug":"mega","name":"` + strings.Repeat("x", 1<<20) + `","time_zone":"UTC","currency":"EUR","locale":"fr"}`,
		"right-to-left":        `{"slug":"rtl","name":"\u202eabc","time_zone":"UTC","currency":"EUR","locale":"fr"}`,
	} {
		a := v.json(http.MethodPost, "/api/v1/brands", body)
		if a.status < 400 || a.status >= 500 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		a.lacks("goroutine", "SQL", "/go/", "internal_")
	}
}

func TestTeamByThePanel(t *testing.T) {
	w := newTown(t)
	w.person("owner@fete.example", "glaces", account.Owner)
	v := w.panel("owner@fete.example")
	const team = "/fr/admin/b/glaces/team"
	v.submit(team, team, url.Values{"email": {"pas une adresse"}, "role": {"till"}}).wants(422).holds("adresse e-mail complète", `value="pas une adresse"`)
	page := v.submit(team, team, url.Values{"email": {"moussa@fete.example"}, "role": {"moderator"}}).wants(200)
	link := regexp.MustCompile(`http://fete\.example(/fr/admin/join\?token=[\w-]+)`).FindStringSubmatch(page.body)
	if link == nil {
		t.Fatalf("no link in %s", page.body)
	}
	v.get(team).wants(200).holds("moussa@fete.example").lacks(link[1])

	guest := w.visitor()
	guest.get(link[1]).wants(200).holds("Maison glaces", "moussa@fete.example")
	token := strings.SplitN(link[1], "token=", 2)[1]
	guest.submit(link[1], "/fr/admin/join", url.Values{"token": {token}, "name": {"Moussa"}, "password": {"court"}}).
		wants(422).holds("12 à 200", `value="Moussa"`).lacks("court\"")
	guest.submit(link[1], "/fr/admin/join", url.Values{"token": {token}, "name": {"Moussa"}, "password": {townPassword}}).leadsTo("/fr/admin")
	guest.get("/fr/admin/b/glaces").wants(200)
	w.visitor().get(link[1]).wants(410).holds("déjà servi")

	members, err := w.app.Accounts.ListTeam(t.Context(), account.CommandActor(brandID(w, "glaces")))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		id := string(m.User.ID)
		switch m.User.Email {
		case "owner@fete.example":
			v.submit(team, team+"/"+id, url.Values{"role": {"viewer"}}).wants(422).holds("dernière personne propriétaire")
		case "moussa@fete.example":
			v.submit(team, team+"/"+id, url.Values{"role": {"viewer"}}).leadsTo(team)
			v.get(team+"/"+id+"/remove").wants(200).holds("Moussa", "moussa@fete.example")
			v.submit(team+"/"+id+"/remove", team+"/"+id+"/remove", url.Values{}).leadsTo(team)
			v.submit(team, team+"/"+id+"/remove", url.Values{}).wants(404)
		}
	}
	guest.get("/fr/admin/b/glaces").wants(404)
	journal := v.get("/fr/admin/b/glaces/journal").wants(200).holds("Invitation envoyée", "Rôle changé", "Retrait de l’équipe", "moderator")
	if raw := regexp.MustCompile(`>[a-z]+\.[a-z_]+ed<`).FindString(journal.body); raw != "" {
		t.Errorf("the journal says %s", raw)
	}
}

func brandID(w *town, slug string) account.BrandID {
	w.t.Helper()
	b, err := w.app.Accounts.FindBrandBySlug(w.t.Context(), slug)
	if err != nil {
		w.t.Fatal(err)
	}
	return b.ID
}

// Whoever invites sees the link; it must not lead into an account that exists.
func TestInvitationOfAKnownPersonAsksThemToSignIn(t *testing.T) {
	w := newTown(t)
	w.person("owner@fete.example", "glaces", account.Owner)
	w.person("victim@fete.example", "thes", account.Owner)
	actor := account.CommandActor(brandID(w, "glaces"))
	link, err := w.app.Accounts.Invite(t.Context(), actor, "victim@fete.example", account.Viewer)
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(link, "http://fete.example")
	token := strings.SplitN(path, "token=", 2)[1]
	thief := w.visitor()
	thief.get(path).leadsTo("/fr/admin/sign-in?next=")
	thief.submit("/fr/admin/sign-in", "/fr/admin/join", url.Values{"token": {token}, "name": {"X"}, "password": {"un autre mot de passe"}})
	thief.get("/fr/admin/b/thes").leadsTo("/fr/admin/sign-in")
	inviter := w.panel("owner@fete.example")
	inviter.submit("/fr/admin/account", "/fr/admin/join", url.Values{"token": {token}}).wants(403)
	inviter.get("/fr/admin/b/thes").wants(404)

	victim := w.panel("victim@fete.example")
	victim.submit(path, "/fr/admin/join", url.Values{"token": {token}}).leadsTo("/fr/admin")
	victim.get("/fr/admin/b/glaces").wants(200)
}

func TestFirstUserByTheLink(t *testing.T) {
	w := newTown(t)
	w.inTx(func(exec func(string) error) error {
		for _, table := range []string{"staff_tokens", "staff_sessions", "memberships", "users"} {
			if err := exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		return nil
	})
	link, err := w.app.Accounts.SetupLink(t.Context())
	if err != nil || link == "" {
		t.Fatal(link, err)
	}
	path := strings.TrimPrefix(link, "http://fete.example")
	token := strings.SplitN(path, "token=", 2)[1]
	v := w.visitor()
	v.get("/admin/setup?token=x").wants(410)
	form := url.Values{
		"token": {token}, "name": {"Awa Diop"}, "email": {"awa@exemple.sn"}, "password": {townPassword},
		"brand_name": {"Glaces du Port"}, "brand_slug": {"Glaces du Port"}, "time_zone": {"Indian/Mauritius"}, "currency": {"MUR"}, "locale": {"fr"},
	}
	v.submit("/fr"+path, "/fr/admin/setup", form).wants(422).holds("Awa Diop", "minuscules").lacks(townPassword)
	form.Set("brand_slug", "glaces-du-port")
	v.submit("/fr"+path, "/fr/admin/setup", form).leadsTo("/fr/admin")
	v.get("/fr/admin/b/glaces-du-port").wants(200).holds("Glaces du Port")
	w.visitor().get(path).wants(409)
}

func TestLostPassword(t *testing.T) {
	w := newTown(t)
	v := w.visitor()
	known := v.submit("/fr/admin/forgotten", "/fr/admin/forgotten", url.Values{"email": {"glaces@fete.example"}}).wants(200).holds("Si cette adresse")
	unknown := v.submit("/fr/admin/forgotten", "/fr/admin/forgotten", url.Values{"email": {"nobody@fete.example"}}).wants(200)
	if known.body != unknown.body {
		t.Error("the page tells whether the account exists")
	}
	mails, err := w.outbox.Recent(t.Context(), 5)
	if err != nil || len(mails) != 1 {
		t.Fatalf("%d mails, %v", len(mails), err)
	}
	link := mailedLink.FindStringSubmatch(mails[0].Text)
	token := strings.SplitN(link[1], "token=", 2)[1]
	v.get(link[1]).wants(200)
	v.submit(link[1], "/fr/admin/reset", url.Values{"token": {token}, "password": {"aaaaaaaaaaaaaaa"}}).wants(422).lacks("aaaaaaaa")
	v.submit(link[1], "/fr/admin/reset", url.Values{"token": {token}, "password": {"une toute autre phrase"}}).leadsTo("/fr/admin/sign-in")
	v.get(link[1]).wants(410)
	v.submit("/fr/admin/sign-in", "/fr/admin/sign-in", url.Values{"email": {"glaces@fete.example"}, "password": {"une toute autre phrase"}}).leadsTo("/fr/admin")
}

func TestAccountPages(t *testing.T) {
	w := newTown(t)
	v, elsewhere := w.desk("glaces"), w.desk("glaces")
	v.submit("/fr/admin/account", "/fr/admin/account", url.Values{"name": {"<script>alert(1)</script>"}, "lang": {"en"}}).leadsTo("/fr/admin/account")
	v.get("/fr/admin/account").wants(200).holds("&lt;script&gt;").lacks("<script>alert")
	v.submit("/fr/admin/account", "/fr/admin/account/password", url.Values{"current_password": {"faux"}, "new_password": {"une toute autre phrase"}}).
		wants(422).holds("mot de passe actuel").lacks("une toute autre phrase")
	v.submit("/fr/admin/account", "/fr/admin/account/sessions", url.Values{}).leadsTo("/fr/admin/account")
	elsewhere.get("/fr/admin/account").leadsTo("/fr/admin/sign-in")
	v.get("/fr/admin/account").wants(200)
}

func (w *town) inTx(fn func(exec func(string) error) error) {
	w.t.Helper()
	err := w.db.InTx(w.t.Context(), func(tx *db.DB) error {
		return fn(func(statement string) error { return tx.Gorm(w.t.Context()).Exec(statement).Error })
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
