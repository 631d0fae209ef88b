package handlers

import (
	"archive/zip"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
)

// watched is a drawn contest of five people, and a witness at its door.
func (w *town) watched(slug string) (panel, api *visitor) {
	w.t.Helper()
	w.openContest(w.staff("glaces"), slug, nil)
	for _, email := range []string{"awa", "bob", "chloe", "dina", "emi"} {
		w.visitor().json(http.MethodPost, "/api/v1/contests/"+slug+"/entries", entryBodyFor(email+"@exemple.sn")).wants(201)
	}
	w.runContestJobs(townNoon.Add(time.Hour))
	w.runContestJobs(townNoon.Add(2 * time.Hour))
	w.person("huissier@fete.example", "glaces", account.Witness)
	return w.panel("huissier@fete.example"), w.api("huissier@fete.example")
}

const witnessSeat = contestDesk + "temoin/evidence"

func TestSeatOfAWitness(t *testing.T) {
	w := newTown(t)
	panel, _ := w.watched("temoin")
	panel.get(contestDesk+"temoin").wants(200).holds("temoin/evidence").lacks("exemple.sn", "/entries")
	seat := panel.get(witnessSeat).wants(200).reads()
	seat.holds("Règlement publié", "Liste scellée", "Tirage effectué", "vdraw1/close", "vdraw1/result", "/log/proof/", "evidence.zip", "Échantillon de contrôle", "désigne 5 participations").
		lacks("exemple.sn", "Priya Sharma")

	opened := panel.submit(witnessSeat, witnessSeat+"/sample", nil).wants(200).reads().holds("awa@exemple.sn", "emi@exemple.sn", "identity salt")
	if opened.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the opened sample may be kept: %v", opened.header)
	}
	panel.get("/fr/admin/b/glaces/journal").wants(200).reads().holds("Échantillon de contrôle ouvert").lacks("exemple.sn")

	audit := witnessSeat + "/audit"
	panel.submit(witnessSeat, audit, url.Values{"auditor": {"Étude Kumar"}}).wants(422).reads().
		holds("64 chiffres hexadécimaux", "sans accent", `value="Étude Kumar"`, `href="#f-statement"`)
	panel.submit(witnessSeat, audit, url.Values{"auditor": {"Etude Kumar, Port-Louis"}, "statement_hash": {strings.Repeat("AB", 32)}}).leadsTo(witnessSeat)
	panel.get(witnessSeat).wants(200).reads().holds("Échantillon ouvert par un auditeur", "Etude Kumar, Port-Louis")
	w.visitor().get("/fr/log/").wants(200).reads().holds("Échantillon ouvert par un auditeur").lacks("exemple.sn")
}

func TestWitnessByTheAPI(t *testing.T) {
	w := newTown(t)
	_, api := w.watched("api")
	const contest = "/api/v1/contests/api"
	api.get(contest + "/audit-sample").wants(200).holds(`"commitment"`).lacks("exemple.sn")
	opened := api.json(http.MethodPost, contest+"/audit-sample/open", nil).wants(200).holds("awa@exemple.sn", "identity_salt")
	if opened.header.Get("Cache-Control") != "no-store" {
		t.Error("the opened sample may be kept")
	}
	api.json(http.MethodPost, contest+"/audit", `{"auditor":"","statement":"x"}`).wants(422).field("auditor", "required").field("statement", "statement_hash_invalid")
	api.json(http.MethodPost, contest+"/audit", `{"auditor":"Etude Kumar","statement":"`+strings.Repeat("ab", 32)+`"}`).wants(201).holds(`"kind":"audit"`, "vdraw1/audit")
	pack := api.get(contest + "/evidence.zip").wants(200)
	z, err := zip.NewReader(strings.NewReader(pack.body), int64(len(pack.body)))
	if err != nil || len(z.File) < 20 || pack.header.Get("Content-Type") != "application/zip" {
		t.Errorf("%v %v", err, pack.header)
	}
	manager := w.staff("glaces")
	manager.get(contest + "/evidence.zip").wants(200)
	manager.json(http.MethodPost, contest+"/audit", `{"auditor":"Etude Kumar","statement":"`+strings.Repeat("ab", 32)+`"}`).code(403, "not_allowed")
	for _, role := range []account.Role{account.Viewer, account.Moderator, account.Till} {
		email := string(role) + "@fete.example"
		w.person(email, "glaces", role)
		v := w.api(email)
		v.get(contest+"/evidence.zip").code(403, "not_allowed")
		v.json(http.MethodPost, contest+"/audit-sample/open", nil).code(403, "not_allowed")
		w.panel(email).get(contestDesk + "api/evidence.zip").wants(403)
	}
	w.visitor().get(contest + "/evidence.zip").wants(401)
	w.staff("thes").get(contest+"/evidence.zip").code(404, "contest_not_found")
	w.staff("thes").json(http.MethodPost, contest+"/audit-sample/open", nil).code(404, "contest_not_found")
	w.desk("thes").get(contestDesk + "api/evidence").wants(404)
}

var routeParameter = regexp.MustCompile(`:[a-z]+(<[^/]*>)?|\{[a-z]+\}`)

// fill puts this town's names into the pattern of a route.
func fillRoute(pattern, slug string) string {
	return routeParameter.ReplaceAllStringFunc(pattern, func(name string) string {
		switch {
		case strings.HasPrefix(name, ":brand"):
			return "glaces"
		case strings.HasPrefix(name, ":slug"):
			return slug
		case strings.HasPrefix(name, ":act"):
			return "exclude"
		}
		return "0198c5f4-0000-7000-8000-000000000000"
	})
}

// TestAWitnessWritesNothingAndSeesNobody walks every route of the panel and of the API
// that there is, also those that come later: a witness is refused every write but their
// own, and no page but the opened sample shows them an entrant.
func TestAWitnessWritesNothingAndSeesNobody(t *testing.T) {
	w := newTown(t)
	panel, api := w.watched("mur")
	token := panel.token("/fr/admin/b/glaces")
	own := []string{"/evidence/sample", "/evidence/audit", "/audit-sample/open", "/audit"}
	// Everybody may do these, staff or not, or they concern the witness alone.
	everybodys := regexp.MustCompile(`/beacon$|^/api/v1/(brands/:brand/(fans/|loyalty/me(/|$)|loyalty/gifts/:token/claim$)|sessions|account|sandbox|password|setup|fan|invitations|members|receipt|polls/:slug/votes|polls/:slug/ballots|contests/:slug/(entries|entries/confirm|receipts/:key)$|surveys/)`)
	writes, reads := 0, 0
	for _, route := range w.app.fiber.GetRoutes(true) {
		inPanel := strings.HasPrefix(route.Path, "/admin/b/:brand")
		if !inPanel && !strings.HasPrefix(route.Path, "/api/v1/") || slices.ContainsFunc(own, func(end string) bool { return strings.HasSuffix(route.Path, end) }) {
			continue
		}
		v, path := api, fillRoute(route.Path, "mur")
		if inPanel {
			v, path = panel, "/fr"+path
		}
		var got answer
		switch {
		case route.Method == http.MethodGet && !strings.Contains(path, "stream"):
			got = v.get(path)
			reads++
		case route.Method == http.MethodHead || route.Method == http.MethodGet || everybodys.MatchString(route.Path):
			continue
		case inPanel:
			got = v.do(route.Method, path, "application/x-www-form-urlencoded", strings.NewReader(url.Values{"csrf": {token}}.Encode()))
			writes++
		default:
			got = v.json(route.Method, path, "{}")
			writes++
		}
		if route.Method != http.MethodGet && got.status != 403 && got.status != 404 && got.status != 422 && got.status != 400 && got.status != 415 {
			t.Errorf("%s %s: %d\n%.300s", route.Method, route.Path, got.status, got.body)
		}
		for _, private := range []string{"awa@exemple.sn", "bob@exemple.sn", "Priya Sharma"} {
			if strings.Contains(got.body, private) {
				t.Errorf("%s %s shows %s", route.Method, route.Path, private)
			}
		}
	}
	// Also with nothing else wrong about them.
	api.json(http.MethodPost, "/api/v1/contests/mur/disqualify", `{"prize":0,"slot":0,"reason":"fraud"}`).code(403, "not_allowed")
	api.json(http.MethodPost, "/api/v1/contests/mur/cancel", `{"reason":"Rupture de stock"}`).code(403, "not_allowed")
	api.json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("sien", nil)).code(403, "not_allowed")
	panel.submit("/fr/admin/b/glaces", contestDesk+"mur/disqualify", url.Values{"act": {"disqualify"}, "attempt": {"1"}, "prize": {"0"}, "slot": {"0"}, "reason": {"fraud"}}).wants(403)
	if writes < 40 || reads < 40 {
		t.Errorf("only %d writes and %d reads were tried", writes, reads)
	}
}
