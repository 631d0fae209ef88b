package handlers

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// visitSurvey is a survey that can be published: who was not satisfied is asked why.
func visitSurvey(change map[string]any) map[string]any {
	s := map[string]any{
		"slug": "visite", "title": map[string]string{"fr": "Votre visite", "en": "Your visit"},
		"closes_at": townNoon.Add(24 * time.Hour).Format(time.RFC3339), "thanks": "Merci mille fois.",
		"questions": []map[string]any{
			{
				"id": "boutique", "kind": "choice", "label": map[string]string{"fr": "Quelle boutique ?", "en": "Which shop?"}, "required": true, "other": true,
				"options": []map[string]any{{"id": "nord", "label": "Le Nord"}, {"id": "sud", "label": "Le Sud"}},
			},
			{"id": "reco", "kind": "nps", "label": map[string]string{"fr": "Recommanderiez-vous {boutique} ?", "en": "Would you recommend {boutique}?"}, "required": true},
			{
				"id": "pourquoi", "kind": "text", "label": "Pourquoi ?", "required": true, "most": 200,
				"show_if": []map[string]any{{"question": "reco", "op": "at_most", "values": []string{"6"}}},
			},
		},
	}
	maps.Copy(s, change)
	return s
}

func (w *town) openSurvey(staff *visitor, change map[string]any) {
	w.t.Helper()
	s := visitSurvey(change)
	staff.json(http.MethodPost, "/api/v1/brands/glaces/surveys", s).wants(201)
	staff.json(http.MethodPost, fmt.Sprintf("/api/v1/surveys/%s/publish", s["slug"]), nil).wants(200).holds(`"status":"open"`)
}

// A survey by its pages, one question at a time, without a line of JavaScript.
func TestSurveyOneQuestionAtATime(t *testing.T) {
	w := newTown(t)
	w.openSurvey(w.staff("glaces"), nil)
	v := w.visitor()
	v.get("/glaces").holds("/fr/s/visite")
	v.get("/fr/s/visite?from=affiche").wants(200).holds("Quelle boutique", "Question 1 sur 2", `name="from" value="affiche"`).lacks("Recommanderiez", "Pourquoi")
	send := func(values url.Values) answer {
		return v.submit("/fr/s/visite", "/fr/s/visite", values)
	}
	send(url.Values{"at": {"boutique"}, "shown": {"boutique"}, "act": {"next"}, "q.boutique": {"est"}, "from": {"affiche"}}).wants(422).holds("pas proposée", `value="affiche"`)
	next := send(url.Values{"at": {"boutique"}, "shown": {"boutique"}, "act": {"next"}, "q.boutique.other": {"Le marché"}, "from": {"affiche"}}).leadsTo("/fr/s/visite?q=reco")
	v.get(next).wants(200).holds("Recommanderiez-vous Le marché", "Question 2 sur 2")
	next = send(url.Values{"at": {"reco"}, "shown": {"reco"}, "act": {"finish"}, "q.reco": {"4"}}).wants(200).holds("une question de plus", "Pourquoi").body
	if strings.Contains(next, "Merci mille fois") {
		t.Error("thanked before the end")
	}
	send(url.Values{"at": {"pourquoi"}, "shown": {"pourquoi"}, "act": {"back"}}).leadsTo("/fr/s/visite?q=reco")
	v.get("/fr/s/visite").wants(200).holds("Pourquoi", "encore là", "Question 3 sur 3")
	send(url.Values{"at": {"pourquoi"}, "shown": {"pourquoi"}, "act": {"finish"}}).wants(422).holds("attend une réponse")
	send(url.Values{"at": {"pourquoi"}, "shown": {"pourquoi"}, "act": {"finish"}, "q.pourquoi": {"=1+1"}}).wants(200).holds("Merci mille fois")
	v.get("/fr/s/visite").wants(200).holds("Merci mille fois").lacks("<form")
	w.staff("glaces").get("/api/v1/surveys/visite/responses").wants(200).holds("other,Le marché,4,'=1+1", "affiche").lacks("\n=1")
}

func TestSurveyOnOnePage(t *testing.T) {
	w := newTown(t)
	w.openSurvey(w.staff("glaces"), map[string]any{"one_by_one": false})
	v := w.visitor()
	v.get("/en/s/visite").wants(200).holds("Which shop?", "Would you recommend …?").lacks("Pourquoi")
	form := url.Values{"shown": {"boutique", "reco"}, "act": {"finish"}, "q.boutique": {"nord"}, "q.reco": {"3"}}
	v.submit("/en/s/visite", "/en/s/visite", form).wants(200).holds("one more question", "Pourquoi", `value="nord" checked`, `value="3" checked`)
	form["shown"] = append(form["shown"], "pourquoi")
	form.Set("q.pourquoi", "cold")
	v.submit("/en/s/visite", "/en/s/visite", form).wants(200).holds("Merci mille fois")
	// The same once more, as a double tap sends it.
	again := cloneValues(form)
	again.Set("csrf", "x")
	if got := v.do(http.MethodPost, "/en/s/visite", "application/x-www-form-urlencoded", strings.NewReader(again.Encode())); got.status != 403 {
		t.Errorf("a forged form: %d", got.status)
	}
}

func TestSurveyInEveryState(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openSurvey(staff, nil)
	staff.json(http.MethodPost, "/api/v1/brands/glaces/surveys", visitSurvey(map[string]any{"slug": "brouillon"})).wants(201)
	v := w.visitor()
	v.get("/fr/s/brouillon").wants(404)
	staff.get("/api/v1/surveys/brouillon").wants(200).holds(`"status":"draft"`)
	v.get("/api/v1/surveys/brouillon").code(404, "survey_not_found")
	w.staff("thes").get("/api/v1/surveys/brouillon").code(404, "survey_not_found")
	w.staff("thes").get("/api/v1/surveys/visite/report").code(404, "survey_not_found")
	v.get("/api/v1/surveys/visite/report").wants(401)
	v.get("/api/v1/surveys/visite/responses").wants(401)
	w.clock.Set(townNoon.Add(24 * time.Hour))
	v.get("/fr/s/visite").wants(200).holds("Cette enquête est terminée").lacks("<form")
	v.json(http.MethodPost, "/api/v1/surveys/visite/responses/mine", map[string]any{"answers": map[string]any{}}).code(409, "survey_closed")
}

func TestMembersSurveyAsksToSignIn(t *testing.T) {
	w := newTown(t)
	w.openSurvey(w.staff("glaces"), map[string]any{"access": "member"})
	v := w.visitor()
	v.get("/fr/s/visite").wants(200).holds("/fr/m/glaces/sign-in?next=%2Ffr%2Fs%2Fvisite").lacks("<form method")
	v.json(http.MethodPost, "/api/v1/surveys/visite/responses/mine", map[string]any{"answers": map[string]any{}}).code(401, "survey_sign_in")
}

func TestSurveyByTheAPI(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	bad := visitSurvey(map[string]any{"slug": "mauvais", "questions": []map[string]any{{"id": "a", "kind": "choice", "label": "A ?"}}})
	staff.json(http.MethodPost, "/api/v1/brands/glaces/surveys", bad).wants(201)
	staff.json(http.MethodPost, "/api/v1/surveys/mauvais/publish", nil).code(422, "survey_incomplete").field("questions.a", "form_options_missing")
	w.openSurvey(staff, nil)
	staff.json(http.MethodPost, "/api/v1/surveys/visite/publish", nil).code(409, "survey_already_published")
	staff.json(http.MethodPut, "/api/v1/surveys/visite", visitSurvey(map[string]any{"access": "member"})).code(409, "survey_frozen")
	v := w.visitor()
	mine := "/api/v1/surveys/visite/responses/mine"
	say := func(answers map[string]any, finish bool) answer {
		return v.json(http.MethodPost, mine, map[string]any{"answers": answers, "finish": finish})
	}
	say(map[string]any{"boutique": map[string]any{"options": []string{"nord"}}}, false).wants(200).holds(`"next":"reco"`, `"done":false`)
	say(map[string]any{"prix": map[string]any{"number": 3}}, false).code(404, "survey_question_not_found")
	say(map[string]any{"reco": map[string]any{"number": 10.5}}, true).code(422, "invalid").field("reco", "answer_number")
	say(map[string]any{"reco": map[string]any{"number": 9}}, true).wants(200).holds(`"done":true`)
	say(map[string]any{"reco": map[string]any{"number": 2}}, true).code(409, "survey_done")
	v.get(mine).wants(200).holds(`"boutique":{"options":["nord"]}`)
	staff.get("/api/v1/surveys/visite/report?cross=reco&by=boutique").wants(200).holds(`"taken":1`, `"hidden":true`, `"score":{"value":100`)
	staff.get("/api/v1/surveys/visite/report?question=boutique&value=sud").wants(200).holds(`"hidden":true`, `"questions":[]`)
}

// A survey by the panel, from the empty form to its figures.
func TestSurveyByThePanel(t *testing.T) {
	w := newTown(t)
	d := w.desk("glaces")
	const edit = "/fr/admin/b/glaces/surveys/votre-avis/edit"
	form := url.Values{"title": {"Votre avis"}, "access": {"cookie"}, "one_by_one": {"yes"}, "closes_at": {"2026-11-30T20:00"}, "act": {"add.choice"}}
	d.submit("/fr/admin/b/glaces/surveys/new", "/fr/admin/b/glaces/surveys/new", url.Values{"title": {""}, "access": {"cookie"}, "act": {"save"}}).wants(422)
	first := d.submit("/fr/admin/b/glaces/surveys/new", "/fr/admin/b/glaces/surveys/new", form).leadsTo("/fr/admin/b/glaces/surveys/votre-avis/questions/q1")
	d.submit(first, first, url.Values{"id": {"boutique"}, "label": {"Quelle boutique ?"}, "options": {"Le Nord\nLe Sud\n\n"}, "required": {"yes"}, "act": {"save"}}).leadsTo(edit)
	second := d.submit(edit, edit, with(form, "act", "add.text")).leadsTo("/fr/admin/b/glaces/surveys/votre-avis/questions/q2")
	condition := url.Values{"id": {"mot"}, "label": {"Un mot sur {boutique} ?"}, "most": {"300"}, "if": {"boutique"}, "act": {"stay"}}
	renamed := d.submit(second, second, condition).leadsTo("/fr/admin/b/glaces/surveys/votre-avis/questions/mot")
	renamed, _, _ = strings.Cut(renamed, "#")
	d.get(renamed).wants(200).holds("Le Nord", `name="if_option"`)
	d.submit(renamed, renamed, with(with(condition, "op", "is"), "if_option", "le-sud")).leadsTo(renamed)
	d.submit(renamed, renamed, with(condition, "most", "beaucoup")).wants(422).holds("nombre entier", "Un mot sur")
	d.submit(renamed, renamed, with(condition, "id", "boutique")).wants(422).holds("déjà cet identifiant")
	// The name of a question changes wherever it is spoken of.
	box := "/fr/admin/b/glaces/surveys/votre-avis/questions/boutique"
	d.submit(box, box, url.Values{"id": {"magasin"}, "label": {"Quelle boutique ?"}, "options": {"Le Nord\nLe Sud"}, "required": {"yes"}, "act": {"save"}}).leadsTo(edit)
	d.get(renamed).holds("{magasin}", `value="le-sud" checked`)
	d.submit(edit, edit, with(form, "act", "up.1")).leadsTo(edit)
	d.get(edit).holds("ne vient pas avant") // its condition looks forward now
	d.submit(edit, edit, with(form, "act", "publish")).leadsTo("/fr/admin/b/glaces/surveys/votre-avis/publish")
	d.get("/fr/admin/b/glaces/surveys/votre-avis/publish").holds("Des questions complètes").lacks(`action="/fr/admin/b/glaces/surveys/votre-avis/publish"`)
	d.submit(edit, edit, with(form, "act", "down.0")).leadsTo(edit)
	d.submit("/fr/admin/b/glaces/surveys/votre-avis/publish", "/fr/admin/b/glaces/surveys/votre-avis/publish", nil).leadsTo("/fr/admin/b/glaces/surveys/votre-avis")
	for i := range 12 {
		shop := []string{"le-nord", "le-sud"}[min(i/10, 1)]
		v := w.visitor()
		v.get("/fr/s/votre-avis").wants(200)
		v.submit("/fr/s/votre-avis", "/fr/s/votre-avis", url.Values{"shown": {"magasin"}, "at": {"magasin"}, "q.magasin": {shop}, "act": {"next"}}).wants(303)
		v.submit("/fr/s/votre-avis", "/fr/s/votre-avis", url.Values{"shown": {"mot"}, "at": {"mot"}, "act": {"finish"}}).wants(200)
	}
	desk := "/fr/admin/b/glaces/surveys/votre-avis"
	d.get(desk).wants(200).holds("Quelle boutique", "83,3", "Chiffres de 12", "responses.csv")
	d.get(desk + "?only=magasin%3Dle-sud").wants(200).holds("Ce filtre laisse moins").lacks("83,3")
	d.get(desk + "?cross=magasin&by=magasin").wants(200)
	d.get(desk+"/responses.csv").wants(200).holds("magasin,mot", "le-nord")
	d.get("/fr/admin/b/glaces/campaigns?kind=survey").wants(200).holds("Votre avis")
	d.submit(desk+"/cancel", desk+"/cancel", url.Values{"reason": {""}}).wants(422).holds("Dites pourquoi")
	d.submit(desk+"/cancel", desk+"/cancel", url.Values{"reason": {"Boutique fermée"}}).leadsTo(desk)
	w.visitor().get("/fr/s/votre-avis").wants(200).holds("Boutique fermée")
}
