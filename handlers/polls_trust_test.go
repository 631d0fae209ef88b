package handlers

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kermesse/internal/altcha"
	"kermesse/internal/altcha/altchatest"
	"kermesse/polls"
)

// makeVoteCodes has codes made by the panel and reads the file.
func (v *visitor) makeVoteCodes(slug string, n int) []string {
	v.t.Helper()
	page := "/fr/admin/b/glaces/polls/" + slug + "/codes"
	file := v.submit(page, page, url.Values{"count": {fmt.Sprint(n)}, "label": {"=Pack"}}).wants(200)
	if file.header.Get("Cache-Control") != "no-store" || !strings.Contains(file.header.Get("Content-Disposition"), slug+"-codes-") {
		v.t.Errorf("headers %v", file.header)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != n+1 {
		v.t.Fatalf("%d rows, %v", len(rows), err)
	}
	codes := make([]string, n)
	for i, row := range rows[1:] {
		codes[i] = row[0]
		if row[1] != "http://fete.example/p/"+slug+"?code="+row[0] {
			v.t.Errorf("address %s", row[1])
		}
	}
	return codes
}

func TestVoteByCodeOnThePage(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"access": "code"})
	cm := w.desk("glaces")
	codes := cm.makeVoteCodes("gout", 3)
	cm.get("/fr/admin/b/glaces/polls/gout/codes").wants(200).holds("=Pack").lacks(codes[0], codes[1])
	v := w.visitor()
	v.get("/fr/p/gout?code="+strings.ToLower(codes[0])).wants(200).
		holds(`name="code"`, `value="`+strings.ToLower(codes[0])+`"`, "Niveau 5 sur 6", "3 codes sont en circulation", "une personne, une voix")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "code": {"AAAA-BBBB-CCCC"}}).wants(422).
		holds("Ce code n’est pas bon", `value="AAAA-BBBB-CCCC"`, `value="coco" checked`)
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "code": {strings.ToLower(strings.ReplaceAll(codes[0], "-", ""))}}).leadsTo("/fr/p/gout/results")
	v.get("/fr/p/gout").holds("Votre vote est compté", "Retirer mon vote")
	other := w.visitor()
	other.get("/fr/p/gout").lacks("Votre vote est compté")
	other.json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"choices": []string{"mangue"}, "code": codes[0]}).wants(200).holds(`"status":"changed"`)
	v.get("/api/v1/polls/gout/votes/mine").wants(200).holds(`"choices":["mangue"]`)

	void := "/fr/admin/b/glaces/polls/gout/codes/1"
	cm.get(void).wants(200).holds("2 codes non utilisés")
	cm.submit(void, void, url.Values{"reason": {"Fichier perdu"}}).leadsTo("/fr/admin/b/glaces/polls/gout/codes")
	other.json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"choices": []string{"mangue"}, "code": codes[1]}).
		wants(422).field("code", "code_not_valid")
	w.visitor().get("/fr/p/gout").holds("Nouveaux codes de vote", "Codes non utilisés annulés", "Fichier perdu", "1 code est en circulation")
	cm.get("/fr/admin/b/glaces/polls/gout/codes/7").wants(404)
}

func TestCodesByTheAPI(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", map[string]any{"access": "code"})
	w.openPoll(staff, "cookie", nil)
	staff.json(http.MethodPost, "/api/v1/polls/cookie/codes", map[string]any{"count": 1}).code(409, "poll_not_by_code")
	staff.json(http.MethodPost, "/api/v1/polls/gout/codes", map[string]any{"count": 100_001}).wants(422)
	w.staff("thes").json(http.MethodPost, "/api/v1/polls/gout/codes", map[string]any{"count": 1}).code(404, "poll_not_found")
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/codes", map[string]any{"count": 1}).wants(401)
	staff.header.Set(headerIdempotencyKey, "codes-1")
	one := staff.json(http.MethodPost, "/api/v1/polls/gout/codes", map[string]any{"count": 2}).wants(201)
	two := staff.json(http.MethodPost, "/api/v1/polls/gout/codes", map[string]any{"count": 2}).wants(201)
	if one.body == two.body || one.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("a file of codes is kept: %s, %v", two.body, one.header)
	}
	staff.get("/api/v1/polls/gout/codes").wants(200).holds(`"number":2`, `"size":2`, `"used":0`)
	staff.json(http.MethodPost, "/api/v1/polls/gout/codes/1/void", map[string]any{"reason": "Perdus"}).wants(204)
	w.visitor().get("/api/v1/polls/gout").wants(200).holds(`"codes":2`, `"access_level":5`)
	w.visitor().get("/api/v1/polls/gout/notices").holds(`"kind":"codes_voided"`, `"count":2`)
}

func TestGuessesByThePage(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"access": "code"})
	good := w.desk("glaces").makeVoteCodes("gout", 1)[0]
	wrong := anotherPollsCode(t, w)
	v := w.visitor()
	for range 10 {
		v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "code": {wrong}}).wants(422)
	}
	limited := v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "code": {good}}).wants(429).holds("il reste bon", "Trop d’essais")
	if limited.header.Get("Retry-After") == "" {
		t.Error("nothing says until when")
	}
	w.visitor().submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "code": {good}}).wants(303)
}

// anotherPollsCode is well-formed, and good for another poll.
func anotherPollsCode(t *testing.T, w *town) string {
	t.Helper()
	w.openPoll(w.staff("glaces"), "autre", map[string]any{"access": "code"})
	return w.desk("glaces").makeVoteCodes("autre", 1)[0]
}

// A puzzle is solved as a browser does, and its solution is good for one ballot.
func TestVoteWithWork(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"access": "proof_of_work"})
	v := w.visitor()
	v.get("/fr/p/gout").wants(200).holds(`data-work="/assets/work.`, `data-puzzle="/api/v1/polls/gout/puzzle"`, `name="email"`, "Niveau 3 sur 6", "Sans JavaScript")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}}).wants(422).holds("un petit calcul", `value="coco" checked`)
	work := solvePuzzle(t, v, "gout")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "work": {work}}).leadsTo("/fr/p/gout/results")
	other := w.visitor()
	body := map[string]any{"choices": []string{"mangue"}, "altcha": work}
	other.json(http.MethodPost, "/api/v1/polls/gout/votes", body).wants(422).field("work", "work_used")
	body["altcha"] = solvePuzzle(t, other, "gout")
	other.json(http.MethodPost, "/api/v1/polls/gout/votes", body).wants(201)

	third := w.visitor()
	third.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "email": {"awa@exemple.sn"}}).leadsTo("/fr/p/gout/confirm")
	_, link := w.mailed()
	token := link[strings.Index(link, "token=")+len("token="):]
	third.submit(link, "/fr/p/gout/confirm", url.Values{"token": {token}}).leadsTo("/fr/p/gout/receipt/")
	w.visitor().get("/api/v1/polls/gout/results").holds(`"ballots":3`)
}

func solvePuzzle(t *testing.T, v *visitor, slug string) string {
	t.Helper()
	var told altcha.Puzzle
	if err := json.Unmarshal([]byte(v.get("/api/v1/polls/"+slug+"/puzzle").wants(200).body), &told); err != nil {
		t.Fatal(err)
	}
	return altchatest.Solve(t, told)
}

// Votes over a network's cap: taken, told why, appealed, decided, counted.
func TestVotesUnderReview(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", map[string]any{"access": "network", "network_cap": 2})
	var last *visitor
	for i := range 4 {
		last = w.visitor()
		got := last.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}})
		if i < 2 {
			got.leadsTo("/fr/p/gout/results")
			continue
		}
		last.get(got.leadsTo("/fr/p/gout/receipt/")).wants(200).
			holds("Votre vote est à l’examen", "plafond de votes de votre réseau", "Dites-nous pourquoi").lacks("Merci, votre vote est compté")
	}
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", choice("mangue")).wants(201).holds(`"status":"quarantined"`, `"signals":["network_cap"]`)
	last.get("/fr/p/gout").holds("Votre vote est à l’examen", "Plafond", "2\u00a0votes par réseau")
	link := regexp.MustCompile(`/fr/p/gout/receipt/[0-9a-f]+`).FindString(last.get("/fr/p/gout").body)
	last.submit(link, "/fr/p/gout/appeal", url.Values{"appeal": {""}}).wants(422).holds("ne peut pas rester vide")
	last.submit(link, "/fr/p/gout/appeal", url.Values{"appeal": {"Une classe <b>entière</b>"}}).leadsTo("/fr/p/gout/receipt/")
	w.visitor().get(link).wants(200).lacks("classe", "Coco")
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes/mine/appeal", map[string]string{"appeal": "x"}).code(404, "ballot_not_found")

	w.visitor().get("/fr/p/gout/results").wants(200).holds("3\u00a0votes sont à l’examen", "Avec les votes à l’examen", "le résultat serait le même")
	w.visitor().get("/api/v1/polls/gout/results").holds(`"ballots":2`, `"quarantined":3`, `"with_quarantined":{"counted":5`)

	cm := w.desk("glaces")
	const review = "/fr/admin/b/glaces/polls/gout/review"
	cm.get("/fr/admin/b/glaces").holds("3\u00a0votes mis de côté", "/polls/gout/review")
	page := cm.get(review).wants(200).holds("Une classe &lt;b&gt;entière", "Plafond du réseau").lacks("Coco", "Mangue", "127.0.0", "<b>")
	ids := regexp.MustCompile(`name="ballot" value="([^"]+)"`).FindAllStringSubmatch(page.body, -1)
	network := regexp.MustCompile(`<option value="([^"]+)"`).FindAllStringSubmatch(page.body, -1)
	cm.submit(review, review, url.Values{"ballot": {ids[1][1]}, "decision": {"kept"}}).wants(422).holds("la raison est publiée", `value="`+ids[1][1]+`" checked`)
	cm.submit(review, review, url.Values{"ballot": {ids[1][1]}, "decision": {"kept"}, "reason": {"Trois fois le même appareil"}}).leadsTo(review)
	cm.submit(review, review, url.Values{"network": {network[len(network)-1][1]}, "decision": {"released"}, "reason": {"Une classe, vérifiée"}}).leadsTo(review)
	last.get("/fr/p/gout").holds("Votre vote est compté")
	last.get(link).holds("il compte", "Une classe, vérifiée")
	w.visitor().get("/fr/p/gout").holds("Votes examinés, puis comptés", "laissés hors du résultat")
	w.visitor().get("/api/v1/polls/gout/results").holds(`"ballots":5`, `"quarantined":0`).lacks("with_quarantined")
	w.staff("thes").get("/api/v1/polls/gout/quarantine").code(404, "poll_not_found")
	staff.get("/api/v1/polls/gout/quarantine").wants(200).holds(`"decision":"released"`).lacks("coco", "mangue")
	staff.json(http.MethodPost, "/api/v1/polls/gout/quarantine", map[string]any{"decision": "kept", "reason": "Après tout non", "ballots": []string{ids[0][1]}}).
		wants(200).holds(`"settled":1`)
}

func TestEveryLevelIsStatedOnThePage(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	for level, access := range polls.Accesses() {
		slug := strings.ReplaceAll(string(access), "_", "-")
		w.openPoll(staff, slug, map[string]any{"access": string(access)})
		w.visitor().get("/fr/p/"+slug).wants(200).holds(fmt.Sprintf("Niveau %d sur 6", level), "Aucun niveau n’assure")
		w.visitor().get("/en/p/"+slug).wants(200).holds(fmt.Sprintf("Level %d of 6", level), "No level ensures")
		w.visitor().get("/api/v1/polls/" + slug).holds(fmt.Sprintf(`"access_level":%d`, level))
	}
}

// A network from which many have asked for mails is not refused: its mails leave later.
func TestMailPutOffByThePage(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"access": "email"})
	v := w.visitor()
	for i := range 500 {
		v.json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"choices": []string{"coco"}, "email": fmt.Sprintf("fan%d@exemple.sn", i)}).wants(202)
	}
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"choices": []string{"coco"}, "email": "tard@exemple.sn"}).
		wants(202).holds(`"mail_at":"` + townNoon.Add(time.Hour).Format(time.RFC3339))
	next := v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "email": {"encore@exemple.sn"}}).leadsTo("/fr/p/gout/confirm")
	v.get(next).wants(200).holds("partira un peu plus tard")
}
