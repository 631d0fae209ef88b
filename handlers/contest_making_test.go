package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestTemplateLeavesOnlyThePrizeToSay(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.get(contestDesk+"new").wants(200).reads().holds("Jeu-concours simple", "lists/new", `name="also_title"`)
	for _, template := range []string{"giveaway", "question", "codes", "event"} {
		slug := "gagnez-" + template
		to := desk.submit(contestDesk+"new", contestDesk+"new", url.Values{"template": {template}, "title": {"Gagnez " + template}, "also_title": {"Win " + template}}).
			leadsTo(contestDesk + slug + "/edit/prizes")
		desk.get(to).wants(200).reads().holds("prize_also", "Français", "English", "rehearsal/c/"+slug)
		desk.edits(slug, "prizes", url.Values{"prize_name": {"Un litre"}, "prize_also": {"A litre"}, "prize_winners": {"1"}, "prize_alternates": {"2"}}).wants(303)
		desk.get(contestDesk+slug+"/publish").wants(200).reads().holds("Publier maintenant", "Tout ce qu’il faut est là")
		desk.submit(contestDesk+slug+"/publish", contestDesk+slug+"/publish", nil).leadsTo(contestDesk + slug + "/share")
		fan := w.visitor()
		fan.get("/fr/c/"+slug).wants(200).reads().holds("Gagnez "+template, "Un litre")
		fan.get("/en/c/"+slug).wants(200).reads().holds("Win "+template, "A litre").lacks("Un litre", "Gagnez")
	}
	w.visitor().get("/en/glaces").wants(200).reads().holds("Win giveaway").lacks("Gagnez giveaway")
}

func TestRehearsalKeepsNothingAndSaysSo(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.makesContest("essai")
	page := "/fr/admin/b/glaces/rehearsal/c/essai"
	desk.get(page).wants(200).reads().holds("RÉPÉTITION", "Un an de glaces", `action="/fr/admin/b/glaces/rehearsal/c/essai"`).lacks(`action="/fr/c/essai"`)
	desk.submit(page, page, url.Values{"email": {"pas une adresse"}}).wants(422).reads().holds("RÉPÉTITION", "adresse e-mail complète")
	before := w.mailCount()
	desk.submit(page, page, with(entryFields("awa@exemple.sn"), "answer.q2", "M")).wants(200).reads().holds("RÉPÉTITION", "Le formulaire serait accepté")
	if n := w.mailCount(); n != before {
		t.Errorf("a rehearsal sent %d mails", n-before)
	}
	desk.get(page+"/rules").wants(200).reads().holds("RÉPÉTITION", "Bon appétit")
	first := desk.get(page+"/draw").wants(200).reads().holds("RÉPÉTITION", "Un an de glaces", "Gagnant 1", "Suppléant 2", "R-")
	if again := desk.get(page + "/draw").reads(); strings.Count(again.body, "R-0") != strings.Count(first.body, "R-0") {
		t.Error("a rehearsal gives something else each time")
	}
	desk.get(page + "/draw?entries=0").wants(422).reads().holds("RÉPÉTITION")
	desk.get(page + "/draw?entries=2").wants(200).reads().holds("il n’y a plus de participation")
	file := desk.get(page + "/draw.csv").wants(200)
	for _, line := range strings.Split(strings.TrimSpace(strings.TrimPrefix(file.body, "\ufeff")), "\n") {
		if !strings.HasPrefix(line, "RÉPÉTITION,") {
			t.Errorf("a line of the file does not say what it is: %q", line)
		}
	}
	desk.get(contestDesk + "essai").wants(200)
	w.desk("thes").get(page).wants(404)
	w.visitor().get(page).wants(303)
	w.staff("glaces").get("/api/v1/contests/essai").wants(200).holds(`"entries":0`)
}

// mailCount is how many mails are in the outbox.
func (w *town) mailCount() int {
	w.t.Helper()
	const all = 100
	mails, err := w.outbox.Recent(w.t.Context(), all)
	if err != nil {
		w.t.Fatal(err)
	}
	return len(mails)
}

func TestScheduleInThePanelAndByTheAPI(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.makesContest("plus-tard")
	publish, schedule := contestDesk+"plus-tard/publish", contestDesk+"plus-tard/schedule"
	desk.submit(publish, schedule, url.Values{"act": {"schedule"}, "publish_at": {""}}).wants(422)
	desk.submit(publish, schedule, url.Values{"act": {"schedule"}, "publish_at": {"2026-11-21T16:30"}}).leadsTo(publish)
	desk.get(publish).wants(200).reads().holds("Publication prévue le samedi 21 novembre 2026 à 16 h 30")
	desk.submit(publish, schedule, url.Values{"act": {"unschedule"}}).leadsTo(publish)
	desk.get(publish).wants(200).reads().lacks("Publication prévue")
	staff := w.staff("glaces")
	staff.json(http.MethodPut, "/api/v1/contests/plus-tard/schedule", map[string]any{"publish_at": "2026-11-21T16:30"}).wants(200).holds(`"publish_at":"2026-11-21T12:30:00Z"`)
	w.visitor().get("/fr/c/plus-tard").wants(404)
	w.runContestJobs(townNoon.Add(31 * time.Minute))
	w.visitor().get("/fr/c/plus-tard").wants(200)
}

func TestDuplicateInThePanelAndByTheAPI(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "deja", nil)
	w.visitor().json(http.MethodPost, "/api/v1/contests/deja/entries", entryBodyFor("awa@exemple.sn")).wants(201)
	desk := w.desk("glaces")
	to := desk.submit(contestDesk+"deja", contestDesk+"deja/duplicate", nil).leadsTo(contestDesk)
	desk.get(to).wants(200).lacks("awa@exemple.sn")
	w.staff("glaces").json(http.MethodPost, "/api/v1/contests/deja/duplicate", nil).wants(201).holds(`"status":"draft"`, `"entries":0`)
	w.staff("thes").json(http.MethodPost, "/api/v1/contests/deja/duplicate", nil).wants(404)
}

func TestShareTextsAndTheirLint(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "partage", nil)
	desk, page := w.desk("glaces"), contestDesk+"partage/share"
	desk.get(page).wants(200).reads().holds("Facebook", "wa.me", "/fr/c/partage", "ni sponsorisé")
	desk.submit(page, page, url.Values{"network": {"facebook"}, "text": {"Taguez deux amis pour participer !"}}).wants(200).reads().
		holds("Interdit :", "<q>Taguez deux amis pour participer</q>", "sponsorise pas", "ajoutez l’adresse")
	staff := w.staff("glaces")
	staff.get("/api/v1/contests/partage/share").wants(200).holds(`"network":"whatsapp"`, `"url":"https://wa.me/`)
	staff.json(http.MethodPost, "/api/v1/contests/partage/share/lint", map[string]any{"network": "x", "text": "Gagnez http://fete.example/fr/c/partage"}).
		wants(200).holds(`"findings":[]`)
	staff.json(http.MethodPost, "/api/v1/contests/partage/share/lint", map[string]any{"network": "x", "text": "RT to win"}).wants(200).holds(`"rule":"share_post"`, `"rule":"no_rules"`, `"detail"`)
	w.staff("thes").get("/api/v1/contests/partage/share").wants(404)
}

func TestRehearsalByTheAPI(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	staff.json(http.MethodPost, "/api/v1/brands/glaces/contests/begin", map[string]any{"template": "giveaway", "title": "Été"}).wants(201).
		holds(`"slug":"ete"`, `"status":"draft"`, `"field":"prizes"`)
	staff.json(http.MethodPost, "/api/v1/contests/ete/rehearsal/draw", map[string]any{}).wants(422)
	staff.json(http.MethodPost, "/api/v1/contests/ete/rehearsal/entries", map[string]any{"email": "awa@exemple.sn", "consents": map[string]any{"rules": true}}).
		wants(200).holds("RÉPÉTITION", `"confirm":true`)
	w.openContest(staff, "plein", nil)
	staff.json(http.MethodPost, "/api/v1/contests/plein/rehearsal/draw", map[string]any{"entries": 20}).wants(200).holds("RÉPÉTITION", `"entry":"R-00`)
	w.staff("thes").json(http.MethodPost, "/api/v1/contests/ete/rehearsal/draw", map[string]any{}).wants(404)
}
