package handlers

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// quizContest has an action of most kinds, in both languages.
func quizContest() map[string]any {
	also := func(label string, choices ...string) map[string]any {
		return map[string]any{"label": label, "choices": choices}
	}
	return map[string]any{
		"title": "Un an de glaces",
		"also":  map[string]any{"title": "A year of ice cream"},
		"prizes": []map[string]any{
			{"name": "Un an de glaces", "also": "A year of ice cream", "winners": 1}, {"name": "Un cornet", "also": "A cone", "winners": 2},
		},
		"entry": map[string]any{"confirm": false, "max_tickets": 20, "actions": []map[string]any{
			{"id": "fruit", "kind": "quiz", "label": "Quel fruit ?", "tickets": 2, "accept": []string{"Mangue"}, "choices": []string{"Coco", "Mangue"}, "also": also("Which fruit?", "Coconut", "Mango")},
			{"id": "carte", "kind": "visit", "label": "Notre carte", "tickets": 1, "url": "https://exemple.sn/carte", "also": also("Our menu")},
			{"id": "photo", "kind": "proof", "proof": "picture", "label": "Votre glace en photo", "tickets": 3, "also": also("A photo of your ice cream")},
			{"id": "lien", "kind": "proof", "proof": "link", "label": "Votre avis en ligne", "tickets": 1, "also": also("Your review online")},
			{"id": "amis", "kind": "referral", "label": "Vos amis", "tickets": 1, "friends_at_most": 2, "also": also("Your friends")},
			{"id": "apres", "kind": "bonus", "label": "Encore un", "tickets": 1, "after": []string{"carte"}, "also": also("One more")},
		}},
	}
}

// TestActionsByTheAPI: what an entrant does and sends, what staff decide, what nobody else
// reads; and the right answer is told to nobody.
func TestActionsByTheAPI(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	staff.json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("jeu", quizContest())).wants(201).holds(`"also":{"label":"Which fruit?","choices":["Coconut","Mango"]}`).lacks(`"accept"`)
	staff.json(http.MethodPost, "/api/v1/contests/jeu/publish", nil).wants(200)
	fan := w.visitor()
	receipt := fan.takesPart("jeu", "awa@exemple.sn")
	api := "/api/v1/contests/jeu/receipts/" + receipt[strings.LastIndexByte(receipt, '/')+1:] + "/actions"
	do := func(action string, body any) answer { return fan.json(http.MethodPost, api+"/"+action, body) }

	fan.get(api).wants(200).holds(`"id":"fruit"`, `"state":"locked"`, `"friend_url":"http`, `"all":1`).lacks(`"accept"`, "awa@exemple.sn")
	do("fruit", map[string]any{"answer": "Coco"}).code(409, "quiz_lost").lacks("Mangue")
	do("fruit", map[string]any{"answer": "Mangue"}).code(409, "quiz_lost") // the rules allow one answer
	do("apres", map[string]any{}).wants(409)
	do("rien", map[string]any{}).wants(404)
	do("amis", map[string]any{}).wants(404) // a friend counts by entering, and by nothing else
	do("carte", map[string]any{}).wants(200).holds(`"tickets":2`)
	do("carte", map[string]any{}).wants(200).holds(`"tickets":2`)
	do("apres", map[string]any{}).wants(200).holds(`"tickets":3`)
	do("lien", map[string]any{"answer": "javascript:alert(1)"}).wants(422).field("answer", "")
	do("lien", map[string]any{"answer": "https://avis.example/1?<script>"}).wants(200).holds(`"sent":"review"`)
	do("photo", map[string]any{}).wants(422).field("picture", "")
	do("photo", map[string]any{"picture": "bm8gcGljdHVyZQ=="}).wants(422)
	do("photo", map[string]any{"picture": base64.StdEncoding.EncodeToString(snapshot(t))}).wants(200).holds(`"sent":"review"`, `"tickets":3`)
	fan.json(http.MethodPost, strings.Replace(api, "/actions", "x/actions", 1)+"/carte", map[string]any{}).wants(404)

	proofs := "/api/v1/contests/jeu/proofs"
	fan.get(proofs).wants(401)
	w.staff("thes").get(proofs).wants(404)
	var list struct {
		Items []struct {
			ID, Action, Text string
			URL              string `json:"picture_url"`
		}
	}
	staff.get(proofs).wants(200).lacks("GPS").into(&list)
	if len(list.Items) != 2 || list.Items[0].Action != "lien" || list.Items[1].Action != "photo" {
		t.Fatalf("%+v", list)
	}
	path := strings.TrimPrefix(list.Items[1].URL, "http://fete.example")
	if got := staff.get(path).wants(200); got.header.Get("Content-Type") != "image/jpeg" || strings.Contains(got.body, "GPS") {
		t.Errorf("%v", got.header)
	}
	fan.get(path).wants(401)
	w.staff("thes").get(path).wants(404)
	review := func(v *visitor, i int, body any) answer {
		return v.json(http.MethodPost, proofs+"/"+list.Items[i].ID+"/review", body)
	}
	review(w.staff("thes"), 0, map[string]any{"accept": true}).wants(404)
	review(staff, 0, map[string]any{"accept": false}).wants(422).field("reason", "")
	review(staff, 0, map[string]any{"accept": false, "reason": "Ce n’est pas votre avis"}).wants(204)
	review(staff, 0, map[string]any{"accept": true}).wants(404)
	review(staff, 1, map[string]any{"accept": true}).wants(204)
	fan.get(api).wants(200).holds(`"sent":"refused"`, "Ce n’est pas votre avis", `"tickets":6`)
	staff.get(proofs).wants(200).holds(`"items":[]`)
}

// TestActionsInBothLanguages: whoever reads English is asked in English, answers in English
// words, and is right; a tablet offers the quiz and says where the rest is done.
func TestActionsInBothLanguages(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "jeu", quizContest())
	fan := w.visitor()
	fan.get("/en/c/jeu").wants(200).reads().holds("Which fruit?", "Mango", `value="Mangue"`).lacks("Quel fruit ?", ">Mangue<")
	fan.get("/fr/c/jeu").wants(200).reads().holds("Quel fruit ?", ">Mangue<").lacks("Which fruit?")
	fan.get("/en/c/jeu/rules").wants(200).reads().holds("“Which fruit?”", "once “Our menu” is done").lacks("Quel fruit ?")
	form := entryFields("awa@exemple.sn")
	form.Set("play.fruit", "Mangue")
	receipt := fan.submit("/en/c/jeu", "/en/c/jeu", form).leadsTo("/en/c/jeu/receipt/")
	fan.get(receipt).wants(200).reads().holds("3 tickets", "A photo of your ice cream", "Your friends").lacks("Votre glace en photo")

	tablet, _ := w.kiosk(staff, "contests", "jeu", false)
	tablet.get("/fr/kiosk/c/jeu").wants(200).reads().holds("Quel fruit ?").lacks("Votre glace en photo")
	thanks := tablet.submit("/fr/kiosk/c/jeu", "/fr/kiosk/c/jeu", entryFields("priya@exemple.sn")).leadsTo("/fr/kiosk/c/jeu/thanks")
	tablet.get(thanks).wants(200).reads().holds("sur votre téléphone", "Votre glace en photo", "Vos amis").lacks("Quel fruit ?", "/receipt/")
	w.desk("glaces").get("/fr/admin/b/glaces/contests/jeu/places").wants(200).reads().
		holds("Ce qu’une tablette ne propose pas", "ce que l’on envoie est sur son propre téléphone", "le lien à envoyer est personnel").lacks("« Quel fruit ? »")
}

// TestActionsAreTypedInBothLanguages: the editor keeps choices and their words together,
// whatever the order they are offered in, and asks for the words that are missing.
func TestActionsAreTypedInBothLanguages(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.makesContest("jeu")
	desk.edits("jeu", "actions", url.Values{
		"again": {"none"}, "max_tickets": {"5"}, "action_label": {"Quel fruit ?"}, "action_id": {""}, "action_kind": {"quiz"},
		"action_detail": {"Mangue\n- Coco\n- Ananas"}, "action_also": {"Which fruit?"}, "action_also_choices": {"Mango\nCoconut\nPineapple"},
		"action_tickets": {"1"}, "action_must": {"no"}, "action_every": {"once"}, "action_after": {"none"},
	}).wants(303)
	w.staff("glaces").get("/api/v1/contests/jeu").wants(200).
		holds(`"choices":["Ananas","Coco","Mangue"]`, `"also":{"label":"Which fruit?","choices":["Pineapple","Coconut","Mango"]}`)
	desk.get("/fr/admin/b/glaces/contests/jeu/edit/actions").wants(200).reads().holds("Mangue\n- Ananas\n- Coco", "Mango\nPineapple\nCoconut")
}

// TestHandingOfInstantPrizes: how a prize that is won at once gets to its winner is written
// and read by the API; what is wrong is told at its own field, and in the part where it is typed.
func TestHandingOfInstantPrizes(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	instant := func(handing map[string]any) map[string]any {
		return map[string]any{"entry": map[string]any{"confirm": false, "instant": map[string]any{
			"mode": "everyone", "prizes": []map[string]any{{"name": "Un cornet", "units": 1, "handing": handing}},
		}}}
	}
	staff.json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("roue", instant(map[string]any{"pickup": []string{"Port", "Port"}, "options": []string{"un"}}))).
		wants(422).field("entry.instant.prizes[0].handing.pickup", "").field("entry.instant.prizes[0].handing.options", "")
	staff.json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("roue", instant(map[string]any{"delivery": true, "pickup": []string{"Port"}, "asks": "Parfum", "options": []string{"Coco", "Mangue"}}))).
		wants(201).holds(`"handing":{"delivery":true,"pickup":["Port"],"asks":"Parfum","options":["Coco","Mangue"]}`)
	staff.get("/api/v1/contests/roue").wants(200).holds(`"asks":"Parfum"`)

	wrong := iceContest("lots", nil)
	wrong["prizes"] = []map[string]any{{"name": "Un an de glaces", "winners": 1, "handing": map[string]any{"pickup": []string{"Port", "Port"}}}}
	staff.json(http.MethodPost, "/api/v1/brands/glaces/contests", wrong).wants(422).field("prizes[0].handing.pickup", "")
	if s := sectionOf("prizes[0].handing.pickup"); s.key != "claims" || s.fieldOf("prizes[0].handing.pickup") != "pickup-0" {
		t.Errorf("told in %s at %s", s.key, s.fieldOf("prizes[0].handing.pickup"))
	}
	for path, key := range map[string]string{"prizes[0].name": "prizes", "entry.claims.keep_days": "claims", "entry.instant.prizes[0].name": "instant", "entry.instant.prizes[0].handing.pickup": "claims"} {
		if got := sectionOf(path).key; got != key {
			t.Errorf("%s is told in %s", path, got)
		}
	}
	desk := w.desk("glaces")
	desk.makesContest("main")
	desk.edits("main", "claims", url.Values{"pickup-0": {"Port\nPort"}}).wants(422).reads().holds(`id="f-pickup-0"`, `href="#f-pickup-0"`)
}
