package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

// Reopening and voiding a vote, by API and panel; fans are told of both for ever.
func TestReopenAndVoid(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", choice("coco")).wants(201)
	reopen := map[string]any{"reason": "Panne <b>", "closes_at": townNoon.Add(72 * time.Hour).Format(time.RFC3339)}
	staff.json(http.MethodPost, "/api/v1/polls/gout/reopen", reopen).code(409, "poll_not_closed")
	w.clock.Set(townNoon.Add(25 * time.Hour))
	staff = w.staff("glaces")
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/reopen", reopen).wants(401)
	w.staff("thes").json(http.MethodPost, "/api/v1/polls/gout/reopen", reopen).code(404, "poll_not_found")
	staff.json(http.MethodPost, "/api/v1/polls/gout/reopen", map[string]any{"reason": "", "closes_at": townNoon.Format(time.RFC3339)}).
		wants(422).field("reason", "reason_missing").field("closes_at", "time_past")
	staff.json(http.MethodPost, "/api/v1/polls/gout/reopen", reopen).wants(200).holds(`"status":"open"`)
	w.visitor().get("/fr/p/gout").wants(200).holds("rouvert après sa clôture", "Panne &lt;b&gt;", "déjà publics").lacks("<b>")
	w.visitor().get("/en/p/gout/results").wants(200).holds("reopened after closing")
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", choice("mangue")).wants(201)

	w.clock.Set(townNoon.Add(73 * time.Hour))
	cm := w.desk("glaces")
	const void = "/fr/admin/b/glaces/polls/gout/void"
	cm.get("/fr/admin/b/glaces/polls/gout").holds("/polls/gout/reopen", "/polls/gout/void")
	cm.submit(void, void, url.Values{"reason": {""}}).wants(422).holds("la raison est publiée")
	cm.submit(void, void, url.Values{"reason": {"Des codes ont circulé"}}).leadsTo("/fr/admin/b/glaces/polls/gout")
	cm.get("/fr/admin/b/glaces/polls/gout").wants(200).holds("Des codes ont circulé").lacks("/polls/gout/void")
	w.visitor().get("/fr/p/gout/results").wants(200).holds("déclaré nul", "Des codes ont circulé").lacks("Le choix gagnant", `class="tag">Gagne`)
	w.visitor().get("/api/v1/polls/gout/results").wants(200).holds(`"winners":[]`, `"no_winner":"void"`)
	w.visitor().get("/api/v1/polls/gout").wants(200).holds(`"status":"void"`, `"void_reason"`)
	w.visitor().get("/api/v1/polls/gout/notices").wants(200).holds(`"kind":"reopened"`, `"figures_known":true`, `"kind":"voided"`)
	w.visitor().get("/api/v1/polls/gout/ballots").wants(200).holds(`"total_ballots":2`)
	w.visitor().get("/fr/glaces").wants(200).holds("Résultat nul")
}

func TestReopenByThePanel(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"time_zone": "Europe/Paris", "closes_at": "2027-03-20T12:00:00Z"})
	w.clock.Set(time.Date(2027, 3, 21, 12, 0, 0, 0, time.UTC))
	cm := w.desk("glaces")
	const reopen = "/fr/admin/b/glaces/polls/gout/reopen"
	cm.submit(reopen, reopen, url.Values{"reason": {"Panne"}, "closes_at": {"2027-03-28T02:30"}}).wants(422).holds("les montres avancent", `value="2027-03-28T02:30"`)
	cm.submit(reopen, reopen, url.Values{"reason": {"Panne"}}).wants(422).holds("Dites quand le vote se termine")
	cm.submit(reopen, reopen, url.Values{"reason": {"Panne"}, "closes_at": {"2027-03-28T03:30"}}).leadsTo("/fr/admin/b/glaces/polls/gout")
	w.visitor().get("/api/v1/polls/gout").holds(`"closes_at":"2027-03-28T01:30:00Z"`, `"status":"open"`)
}

// The panel says which of two equal hours is meant, and keeps the one that the API was given.
func TestHourThatComesTwice(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	second := map[string]any{"time_zone": "Europe/Paris", "closes_at": "2027-10-31T01:30:00Z"}
	staff.json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("gout", second)).wants(201)
	cm := w.desk("glaces")
	cm.get(editPoll).wants(200).holds("cette heure vient deux fois", `value="2027-10-31T02:30"`)
	form := pollForm(url.Values{"closes_at": {"2027-10-31T02:30"}, "option_id": {"mangue", "letchi"}})
	cm.sendForm(editPoll, editPoll, form, nil).leadsTo(editPoll)
	staff.get("/api/v1/polls/gout").holds(`"closes_at":"2027-10-31T01:30:00Z"`)
	form.Set("closes_at", "2027-10-31T02:31")
	cm.sendForm(editPoll, editPoll, form, nil).leadsTo(editPoll)
	staff.get("/api/v1/polls/gout").holds(`"closes_at":"2027-10-31T00:31:00Z"`)
}

// All that makes a result can be set in the panel.
func TestPanelSetsWhatMakesAResult(t *testing.T) {
	w := newTown(t)
	cm := w.desk("glaces")
	form := pollForm(url.Values{"minimum_share": {"40,5"}, "none": {"yes"}, "tie": {"declare"}, "method": {"approval"}, "max_choices": {"2"}})
	cm.sendForm(newPoll, newPoll, form, nil).leadsTo(editPoll)
	w.staff("glaces").get("/api/v1/polls/gout").wants(200).
		holds(`"minimum_share":0.405`, `"none_option":"aucun"`, `"en":"None of these"`, `"tie":"declare"`, `"max_choices":2`)
	form.Set("minimum_share", "beaucoup")
	cm.sendForm(editPoll, editPoll, form, nil).wants(422).holds("entre 0 et 100")
}

// What a voter's link shows depends on who opens it.
func TestReceiptByThePage(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	v := w.visitor()
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}}).wants(303)
	link := regexp.MustCompile(`/fr/p/gout/receipt/[0-9a-f]+`).FindString(v.get("/fr/p/gout").body)
	v.get(link).wants(200).holds("<p>Coco</p>").lacks("à la ligne")
	w.visitor().get(link).wants(200).holds("Un vote est compté sous ce numéro").lacks("Coco")
	w.clock.Set(townNoon.Add(24 * time.Hour))
	tracker := regexp.MustCompile(`[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}`)
	lines := tracker.FindAllString(v.get(link).wants(200).holds("à la ligne").body, -1)
	box := w.visitor().get("/api/v1/polls/gout/ballots").wants(200)
	if !strings.Contains(box.body, `"tracker":"`+lines[len(lines)-1]+`","choices":["coco"]`) {
		t.Errorf("the line %s is not in %s", lines[len(lines)-1], box.body)
	}
	w.visitor().get(link).wants(200).lacks("à la ligne")
}

// What an export tells of notices is what the log holds hashes of: a reason that is changed
// afterwards, or left out, shows.
func TestExportHoldsTheNotices(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", map[string]any{"write_ins": true})
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"write_in": "Pistache"}).wants(201)
	var ideas struct{ Items []struct{ ID string } }
	staff.get("/api/v1/polls/gout/proposals").wants(200).into(&ideas)
	staff.json(http.MethodPost, "/api/v1/polls/gout/proposals/"+ideas.Items[0].ID+"/decline", map[string]string{"reason": "Ne se \"mange\" <pas>"}).wants(200)
	w.clock.Set(townNoon.Add(25 * time.Hour))
	w.staff("glaces").json(http.MethodPost, "/api/v1/polls/gout/void", map[string]string{"reason": "Fraude"}).wants(200)
	file := w.visitor().get("/api/v1/polls/gout/ballots").wants(200).holds(`"kind":"voided"`).body
	for what, change := range map[string][2]string{
		"": {"", ""}, "notices[1]": {`"reason":"Fraude"`, `"reason":"Rien"`}, "notices[0]": {`"kind":"idea_declined"`, `"kind":"idea_merged"`},
	} {
		election, err := ballotfile.Read(strings.NewReader(strings.Replace(file, change[0], change[1], 1)), tally.Rankings)
		if err != nil {
			t.Fatal(err)
		}
		counted, err := ballotfile.Verify(election, tally.Plurality)
		if err == nil {
			err = ballotfile.VerifyFrozen(election, counted, nil)
		}
		var mismatch *ballotfile.Mismatch
		if what == "" && err != nil || what != "" && (!errors.As(err, &mismatch) || mismatch.What != what) {
			t.Errorf("%q: %v", what, err)
		}
	}
}
