package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// What fans write on their ballots is nobody's to read before staff have.
func TestWriteInByThePage(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", map[string]any{"write_ins": true})
	v := w.visitor()
	v.get("/fr/p/gout").wants(200).holds(`name="write_in"`, `id="f-choice-else"`)
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {""}}).wants(422).holds("Choisissez au moins une option")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {""}, "write_in": {strings.Repeat("x", 10_000)}}).wants(422).holds("80 caractères au plus").lacks("write_in</")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {""}, "write_in": {"\u202eDub the Dew"}}).wants(422).holds("sens de lecture")
	v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {""}, "write_in": {"Dub the <b>Dew</b>"}}).leadsTo("/fr/p/gout/results")
	v.get("/fr/p/gout").wants(200).holds("Dub the &lt;b&gt;Dew", "attend d’être lu", `value="Dub the &lt;b&gt;Dew&lt;/b&gt;"`)
	// The words left beside another choice count for nothing.
	w.visitor().submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}, "write_in": {"Pistache"}}).wants(303)
	api := w.visitor()
	api.json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"write_in": "Pistache"}).wants(201).holds(`"write_in":"Pistache"`, `"write_in_state":"held"`)
	api.json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"write_in": "pistache "}).wants(200).holds(`"status":"repeated"`)
	for _, path := range []string{"/fr/p/gout", "/fr/p/gout/results", "/api/v1/polls/gout", "/api/v1/polls/gout/results", "/api/v1/polls/gout/notices", "/fr/glaces"} {
		w.visitor().get(path).wants(200).lacks("Dub the", "Pistache", "istache", "idea-")
	}
	w.visitor().get("/fr/p/gout/results").holds("2 réponses libres attendent")
	w.visitor().get("/api/v1/polls/gout/results").holds(`"write_ins_held":2`, `"blank":2`)

	cm := w.desk("glaces")
	const ideas = "/fr/admin/b/glaces/polls/gout/ideas"
	page := cm.get(ideas).wants(200).holds("Pistache", "Dub the &lt;b&gt;").lacks("<b>Dew")
	id := regexp.MustCompile(`ideas/(idea-[0-9a-f]+)"`).FindAllStringSubmatch(page.body, -1)
	dew, pistachio := ideas+"/"+id[0][1], ideas+"/"+id[1][1]
	cm.submit(ideas, dew, url.Values{"act": {"decline"}, "reason": {""}}).wants(422).holds("la raison est publiée", "<details open>")
	cm.submit(ideas, dew, url.Values{"act": {"decline"}, "reason": {"Ce n’est pas un parfum"}}).leadsTo(ideas)
	cm.submit(ideas, pistachio, url.Values{"act": {"accept"}, "label": {"Vanille"}}).wants(422).holds("on n’y change pas un nom")
	cm.submit(ideas, pistachio, url.Values{"act": {"accept"}, "label": {"Pistache"}}).leadsTo(ideas)
	w.visitor().get("/fr/p/gout").holds("Pistache", "Idée d’un fan", "Une réponse libre n’est pas retenue", "Ce n’est pas un parfum").lacks("Dub the")
	w.visitor().get("/api/v1/polls/gout/results").holds(`"write_ins_held":0`, `"counted":2`)
	api.get("/api/v1/polls/gout/votes/mine").holds(`"choices":["idea-`)
	v.get("/fr/p/gout").holds("n’a pas été retenu")
}

// Fans propose, staff choose out of sight, fans vote: one address all along.
func TestThreePhases(t *testing.T) {
	w := newTown(t)
	staff, cm := w.staff("glaces"), w.desk("glaces")
	staff.json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("gout", map[string]any{
		"options": []map[string]any{{"id": "secret", "label": "Recette secrète"}}, "closes_at": townNoon.Add(72 * time.Hour).Format(time.RFC3339),
		"proposals_until": townNoon.Add(24 * time.Hour).Format(time.RFC3339),
	})).wants(201)
	w.visitor().get("/fr/p/gout").wants(404)
	const call = "/fr/admin/b/glaces/polls/gout/call"
	cm.get("/fr/admin/b/glaces/polls/gout").holds("Lancer l’appel")
	cm.submit(call, call, nil).leadsTo("/fr/admin/b/glaces/polls/gout")
	v := w.visitor()
	v.get("/fr/p/gout").wants(200).holds("Proposez une idée", "La présélection", "Nous en sommes là").lacks("Recette secrète", `name="choice"`)
	v.get("/fr/glaces").wants(200).holds("Appel à idées")
	v.get("/api/v1/polls/gout").wants(200).holds(`"status":"calling"`, `"options":[]`).lacks("secret")
	v.get("/api/v1/polls/gout/results").code(403, "results_hidden")
	v.get("/fr/p/gout/results").wants(200).lacks("secrète")
	staff.get("/api/v1/polls/gout").holds("Recette secrète")
	v.submit("/fr/p/gout", "/fr/p/gout/proposals", url.Values{"proposal": {""}}).wants(422).holds("ne peut pas rester vide")
	v.submit("/fr/p/gout", "/fr/p/gout/proposals", url.Values{"proposal": {"Pistache"}, "website": {"x"}}).wants(422)
	v.submit("/fr/p/gout", "/fr/p/gout/proposals", url.Values{"proposal": {"Pistache <i>"}}).leadsTo("/fr/p/gout")
	v.get("/fr/p/gout").holds("Vos idées", "Pistache &lt;i&gt;")
	w.visitor().get("/fr/p/gout").lacks("Pistache")
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/proposals", map[string]string{"label": "Yuzu"}).wants(201).holds(`"state":"held"`)
	for _, idea := range []string{"Miel", "Thym"} {
		v.submit("/fr/p/gout", "/fr/p/gout/proposals", url.Values{"proposal": {idea}}).wants(303)
	}
	v.submit("/fr/p/gout", "/fr/p/gout/proposals", url.Values{"proposal": {"Une de trop"}}).wants(409).holds("3 idées par personne")
	staff.json(http.MethodPost, "/api/v1/polls/gout/publish", nil).code(409, "poll_still_calling")

	w.clock.Set(townNoon.Add(25 * time.Hour))
	staff = w.staff("glaces")
	v.get("/fr/p/gout").wants(200).holds("L’appel à idées est clos").lacks("Proposez une idée", "secrète")
	var list proposalsResponse
	staff.get("/api/v1/polls/gout/proposals").wants(200).into(&list.Body)
	for _, idea := range list.Body.Items {
		if idea.Label == "Yuzu" {
			staff.json(http.MethodPost, "/api/v1/polls/gout/proposals/"+idea.ID+"/accept", map[string]any{"label": map[string]string{"fr": "Yuzu du Japon", "en": "Japanese yuzu"}}).wants(200)
		} else {
			staff.json(http.MethodPost, "/api/v1/polls/gout/proposals/"+idea.ID+"/decline", map[string]any{"reason": "Déjà à la carte"}).wants(200)
		}
	}
	v.get("/api/v1/polls/gout").lacks("Yuzu").holds(`"status":"sifting"`)
	staff.json(http.MethodPost, "/api/v1/polls/gout/publish", nil).wants(200)
	v.get("/fr/p/gout").wants(200).holds("Yuzu du Japon", "Idée d’un fan", "Recette secrète", "Le vote")
	w.staff("thes").get("/api/v1/polls/gout/proposals").code(404, "poll_not_found")
}

func TestTemplatesInThePanel(t *testing.T) {
	w := newTown(t)
	cm := w.desk("glaces")
	cm.get(newPoll).wants(200).holds("Partir d’un modèle", "?template=scent")
	cm.get(newPoll+"?template=topic").wants(200).holds("De quoi parlons-nous", "Vos recettes", `name="write_ins" value="yes" checked`)
	cm.get(newPoll + "?template=raffle").wants(200).lacks("De quoi parlons-nous")
	form := pollForm(url.Values{
		"template": {"topic"}, "title": {"De quoi parlons-nous la prochaine fois\u00a0?"}, "method": {"plurality"}, "write_ins": {"yes"},
		"option_id": {"coulisses", "recettes"}, "option_label": {"Les coulisses de l’atelier", "Nos secrets"},
	})
	cm.sendForm(newPoll, newPoll, form, nil).leadsTo(editPoll)
	w.staff("glaces").get("/api/v1/polls/gout").wants(200).
		holds("What shall we talk about next?", "Behind the scenes", "Nos secrets", `"write_ins":true`).lacks("Your recipes")
	w.visitor().get("/api/v1/poll-templates").wants(200).holds(`"key":"destination"`, "Where does our next trip go?")
}
