package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

const (
	resultsOfGout = "/fr/p/gout/results"
	followGout    = "/fr/p/gout/follow"
	decideOnGout  = "/fr/admin/b/glaces/polls/gout/decision"
)

var aDecision = url.Values{
	"decision": {"Coco sera à la carte.\n\nDès mai."}, "decision_en": {""}, "follows": {"yes"}, "reason": {""}, "reason_en": {""},
	"decided_on": {"2026-11-22"}, "tell": {"yes"},
}

var linkOf = regexp.MustCompile(`http://fete\.example(/\S+token=\S+)`)

// From the wish to be told to the last mail: with the code of a mail, without any account.
func TestYouSaidWeDid(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	fan := w.visitor()
	fan.json(http.MethodPost, "/api/v1/polls/gout/votes", choice("coco")).wants(201)
	fan.get(resultsOfGout).wants(200).holds("Et ensuite", `action="/fr/p/gout/follow"`)
	fan.submit(resultsOfGout, followGout, url.Values{"email": {"pas une adresse"}}).wants(422).holds("pas une adresse")
	asked := fan.submit(resultsOfGout, followGout, url.Values{"email": {"awa@exemple.sn"}}).wants(303)
	confirm := asked.header.Get("Location")
	if !strings.HasPrefix(confirm, followGout+"/confirm?pending=") {
		t.Fatalf("leads to %s", confirm)
	}
	mails, err := w.outbox.Recent(t.Context(), 1)
	if err != nil || len(mails) != 1 {
		t.Fatal(mails, err)
	}
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(mails[0].Text)
	pending := strings.Split(confirm, "pending=")[1]
	fan.submit(confirm, followGout+"/confirm", url.Values{"pending": {pending}, "code": {"000"}}).wants(422).holds("bon code")
	fan.submit(confirm, followGout+"/confirm", url.Values{"pending": {pending}, "code": {code}}).leadsTo(resultsOfGout)

	desk := w.desk("glaces")
	desk.get(decideOnGout).wants(409)
	w.clock.Set(townNoon.Add(25 * time.Hour))
	desk = w.desk("glaces")
	desk.get("/fr/admin/b/glaces/polls/gout").wants(200).holds("/polls/gout/decision")
	desk.get(decideOnGout).wants(200).holds("la personne qui l’a demandé", "Coco", "Ce que vous publiez reste")
	differs := url.Values{}
	for name, v := range aDecision {
		differs[name] = v
	}
	differs.Set("follows", "no")
	desk.submit(decideOnGout, decideOnGout, differs).wants(422).holds("Dites pourquoi", "Coco sera à la carte.")
	desk.submit(decideOnGout, decideOnGout, aDecision).leadsTo("/fr/admin/b/glaces/polls/gout")
	for _, path := range []string{resultsOfGout, "/fr/p/gout"} {
		fan.get(path).wants(200).holds("Vous l’avez dit, nous l’avons fait", "Coco sera à la carte.", "Décidé le").lacks("Et ensuite")
	}
	fan.get("/api/v1/polls/gout/announcements").wants(200).holds(`"follows_result":true`, "Coco sera")
	if err := w.app.Polls.TellFollowers(t.Context()); err != nil {
		t.Fatal(err)
	}
	told, err := w.outbox.Recent(t.Context(), 1)
	if err != nil || told[0].To != "awa@exemple.sn" || !strings.Contains(told[0].Text, "Coco sera à la carte.") {
		t.Fatalf("%+v, %v", told, err)
	}
	stopsByOnePress(w, told[0].Unsubscribe)
	later := url.Values{}
	for name, v := range aDecision {
		later[name] = v
	}
	later.Set("decision", "Coco est arrivé.")
	desk.submit(decideOnGout, decideOnGout, later).wants(303)
	if err := w.app.Polls.TellFollowers(t.Context()); err != nil {
		t.Fatal(err)
	}
	if last, _ := w.outbox.Recent(t.Context(), 1); last[0].ID != told[0].ID {
		t.Errorf("a mail left after they were stopped: %s", last[0].Text)
	}
	fan.get(resultsOfGout).wants(200).holds("Coco est arrivé.", "Ce qui était dit avant", "Coco sera à la carte.")
}

// stopsByOnePress stops mails as a mailbox does: it has seen no page and sends no cookie. A link
// that is only opened stops nothing.
func stopsByOnePress(w *town, link string) {
	w.t.Helper()
	path := linkOf.FindStringSubmatch(link)[1]
	mailbox := w.visitor()
	mailbox.get(path).wants(200).holds("Arrêter ces messages", "Écrivez-moi quand")
	mailbox.get(path).wants(200).holds("Arrêter ces messages")
	press := func(path string) answer {
		return w.visitor().do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader("List-Unsubscribe=One-Click"))
	}
	press(path[:len(path)-3]).wants(404)
	press(path).wants(200).holds("C’est fait")
	press(path).wants(200).holds("C’est fait")
	mailbox.get(path).wants(200).holds("C’est fait")
}

func TestDecisionByTheAPI(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"results": "sealed"})
	body := map[string]any{"decision": map[string]string{"fr": "Coco", "en": "Coconut"}, "follows_result": true, "decided_on": "2026-11-22"}
	w.staff("glaces").json(http.MethodPost, "/api/v1/polls/gout/announcements", body).code(409, "poll_not_closed")
	w.visitor().get("/api/v1/polls/gout/announcements").wants(200).holds(`"items":[]`)
	w.clock.Set(townNoon.Add(25 * time.Hour))
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/announcements", body).wants(401)
	w.staff("thes").json(http.MethodPost, "/api/v1/polls/gout/announcements", body).wants(404)
	body["follows_result"] = false
	w.staff("glaces").json(http.MethodPost, "/api/v1/polls/gout/announcements", body).wants(422).holds("reason")
	body["reason"] = "La récolte a manqué."
	w.staff("glaces").json(http.MethodPost, "/api/v1/polls/gout/announcements", body).wants(201).holds(`"version":1`, "récolte")
	w.visitor().get("/en/p/gout/results").wants(200).holds("Coconut", "Why it is not what the vote chose")
}
