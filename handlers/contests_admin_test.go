package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// contestFields is the panel's form of a contest that can be published.
func contestFields(slug string) url.Values {
	return url.Values{
		"slug": {slug}, "title": {"Un an de glaces"}, "intro": {"Gagnez."}, "opens_at": {"2026-11-21T16:00"}, "closes_at": {"2026-11-21T18:00"},
		"prize_name": {"Un an de glaces", "Un cornet", ""}, "prize_winners": {"1", "2", "1"}, "prize_alternates": {"2", "1", "1"},
		"prize_value": {"12 000,50", "", ""}, "contact": {"email"}, "question": {"Votre parfum ?"}, "min_age": {"18"}, "countries": {"mu, FR"},
		"fold_aliases": {"yes"}, "mode": {"one-win"}, "source": {"test"}, "rules": {"## Divers\n\nBon appétit."}, "act": {"save"},
	}
}

func with(fields url.Values, pairs ...string) url.Values {
	fields = cloneValues(fields)
	for i := 0; i+1 < len(pairs); i += 2 {
		fields.Set(pairs[i], pairs[i+1])
	}
	return fields
}

const contestDesk = "/fr/admin/b/glaces/contests/"

func TestContestIsMadeInThePanel(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.get(contestDesk + "new").wants(200).holds(`name="prize_name"`)
	wrong := with(contestFields("panneau"), "title", "", "closes_at", "demain", "prize_winners", "beaucoup")
	desk.submit(contestDesk+"new", contestDesk+"new", wrong).wants(422).reads().
		holds("nombre entier", `value="panneau"`, "Gagnez.", "12 000,50", "Votre parfum ?")
	wrong = with(contestFields("panneau"), "title", "", "closes_at", "demain", "prize_value", "cher")
	desk.submit(contestDesk+"new", contestDesk+"new", wrong).wants(422).reads().holds("valeur positive")
	wrong = with(contestFields("panneau"), "title", "", "closes_at", "demain", "source", "dé")
	desk.submit(contestDesk+"new", contestDesk+"new", wrong).wants(422).reads().
		holds("Ce champ ne peut pas rester vide", "Indiquez une date et une heure", "Choisissez la source de hasard")
	desk.submit(contestDesk+"new", contestDesk+"new", with(contestFields("panneau"), "act", "add_prize")).wants(200).holds("f-prize_name-2")

	desk.submit(contestDesk+"new", contestDesk+"new", contestFields("panneau")).leadsTo(contestDesk + "panneau/edit")
	desk.get(contestDesk+"panneau/edit").wants(200).reads().holds(`value="12000,50"`, "Votre parfum ?", "2026-11-21T16:00", "FR, MU", `name="max_tickets"`)
	desk.submit(contestDesk+"panneau/edit", contestDesk+"panneau/edit", with(contestFields("panneau"), "max_tickets", "9999999", "form_key", versionOf(t, desk, contestDesk+"panneau/edit"))).
		wants(422).reads().holds("tickets par participation", `href="#f-max_tickets"`)
	desk.submit(contestDesk+"panneau/edit", contestDesk+"panneau/edit", with(contestFields("panneau"), "max_tickets", "4", "form_key", versionOf(t, desk, contestDesk+"panneau/edit"))).wants(303)
	if body := desk.get(contestDesk + "panneau/edit").body; !regexp.MustCompile(`name="max_tickets"[^>]* value="4"`).MatchString(body) {
		t.Error("the cap of tickets is not kept")
	}
	desk.get(contestDesk+"panneau").wants(200).holds("panneau/publish", "panneau/cancel")
	w.visitor().get("/fr/c/panneau").wants(404)
	desk.submit(contestDesk+"new", contestDesk+"new", contestFields("panneau")).wants(409).reads().holds("déjà prise")

	desk.get(contestDesk+"panneau/publish").wants(200).reads().holds("heure de Maurice", "pas équitable", "1 gagnant, 2 suppléants")
	desk.submit(contestDesk+"panneau/publish", contestDesk+"panneau/publish", nil).leadsTo(contestDesk + "panneau")
	desk.get(contestDesk+"panneau").wants(200).reads().holds("Publié.", "panneau/draw").lacks("panneau/edit")
	desk.get(contestDesk + "panneau/edit").wants(303)
	fan := w.visitor()
	fan.get("/fr/c/panneau").wants(200).reads().holds("Votre parfum ?", "12 000,50", "18 ans")
	fan.get("/fr/c/panneau/rules").wants(200).reads().holds("Bon appétit", "Maison glaces", "18 ans", "FR, MU")
	fan.submit("/fr/c/panneau", "/fr/c/panneau", with(entryFields("awa@exemple.sn"), "answer.question", "Mangue")).wants(303)
}

var versionField = regexp.MustCompile(`name="form_key" value="(\d+)"`)

func TestTwoTabsOfThePanelDoNotOverwriteEachOther(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	edit := contestDesk + "onglets/edit"
	desk.submit(contestDesk+"new", contestDesk+"new", contestFields("onglets")).wants(303)
	version := versionField.FindStringSubmatch(desk.get(edit).body)
	if version == nil {
		t.Fatal("the form does not say which version it edits")
	}
	first := with(contestFields("onglets"), "title", "Premier onglet", "form_key", version[1])
	desk.submit(edit, edit, first).wants(303)
	second := with(contestFields("onglets"), "title", "Second onglet", "form_key", version[1])
	desk.submit(edit, edit, second).wants(409).reads().holds("modifié entre-temps", "Second onglet")
	desk.get(edit).reads().holds("Premier onglet").lacks("Second onglet")
}

func TestPanelOfAnotherBrandDoesNotSeeTheContest(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "a-nous", nil)
	w.visitor().json(http.MethodPost, "/api/v1/contests/a-nous/entries", entryBodyFor("awa@exemple.sn")).wants(201)
	stranger := w.desk("thes")
	for _, under := range []string{"", "/edit", "/publish", "/cancel", "/entries", "/entries.csv", "/entries/import", "/draw", "/disqualify?prize=0&slot=0"} {
		stranger.get("/fr/admin/b/thes/contests/a-nous"+under).wants(404).lacks("awa@exemple.sn", "Un an de glaces")
		stranger.get(contestDesk+"a-nous"+under).wants(404).lacks("awa@exemple.sn", "Un an de glaces")
		w.visitor().get(contestDesk + "a-nous" + under).wants(303)
	}
	stranger.submit("/fr/admin/b/thes/contests/new", "/fr/admin/b/thes/contests/a-nous/cancel", url.Values{"reason": {"x"}}).wants(404)
}

func TestEntriesInThePanel(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "liste", nil)
	for _, email := range []string{"awa@exemple.sn", "x@mailinator.com", "zoe@exemple.sn"} {
		w.visitor().json(http.MethodPost, "/api/v1/contests/liste/entries", entryBodyFor(email)).wants(201)
	}
	desk, list := w.desk("glaces"), contestDesk+"liste/entries"
	desk.get(list).wants(200).reads().holds("awa@exemple.sn", "zoe@exemple.sn", "Adresse jetable")
	desk.get(list + "?q=awa@exemple.sn").wants(200).holds("awa@exemple.sn").lacks("zoe@exemple.sn</span>")
	desk.get(list + "?flag=yes").wants(200).holds("x@mailinator.com")
	desk.get(list + "?q=personne").wants(200).lacks("awa@exemple.sn</span>")
	exclude := regexp.MustCompile(`/entries/[0-9a-f-]{36}/exclude`).FindString(desk.get(list + "?q=x@mailinator.com").body)
	act := contestDesk + "liste" + exclude
	desk.submit(act, act, url.Values{"reason": {""}}).wants(422)
	desk.submit(act, act, url.Values{"reason": {"fraud"}}).leadsTo(list)
	desk.get(list+"?status=excluded").wants(200).holds("x@mailinator.com", "Participation frauduleuse.")
	back := strings.Replace(act, "/exclude", "/include", 1)
	desk.submit(back, back, nil).leadsTo(list)
	csv := desk.get(list+".csv").wants(200).holds("awa@exemple.sn", "x@mailinator.com")
	if !strings.HasPrefix(csv.header.Get("Content-Type"), "text/csv") || !strings.Contains(csv.header.Get("Content-Disposition"), "liste-entries.csv") {
		t.Errorf("%v", csv.header)
	}
	desk.get("/fr/admin/b/glaces/journal").wants(200).reads().holds("liste")
}

func TestImportInThePanel(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "import", nil)
	desk, page := w.desk("glaces"), contestDesk+"import/entries/import"
	file := "COMMENT_ID,AUTHOR,CONTENT,CLASS\n1,Awa,bravo,0\n2,Bob,spam,1\n3,Awa,encore,0\n4,,vide,0\n"
	fields := url.Values{"csrf": {desk.token(page)}, "per": {"author"}, "column.filter": {"CLASS"}, "filter_value": {"1"}}
	desk.upload(page, file, fields).wants(200).reads().holds("comments.csv", "Ligne écartée par le filtre CLASS=1", "Déjà compté à la ligne 2", "pas d’auteur")
	desk.upload(page, "a,b\n1,2\n", fields).wants(422).reads().holds("Dites quelle colonne contient l’auteur", "a, b")
	desk.upload(page, "", fields).wants(422).reads().holds("Ce fichier est vide")
	desk.get(contestDesk + "import/entries").wants(200).holds("Awa").lacks("Bob</span>")
}

func TestDrawConsole(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "console", nil)
	desk, console := w.desk("glaces"), contestDesk+"console/draw"
	desk.get(console).wants(200).lacks("proof.zip")
	for _, email := range []string{"a@exemple.sn", "b@exemple.sn", "c@exemple.sn", "d@exemple.sn"} {
		w.visitor().json(http.MethodPost, "/api/v1/contests/console/entries", entryBodyFor(email)).wants(201)
	}
	w.runContestJobs(townNoon.Add(time.Hour))
	desk.get(console).wants(200).lacks("proof.zip", "exemple.sn")
	w.runContestJobs(townNoon.Add(2 * time.Hour))
	desk.get(console).wants(200).holds("proof.zip", "exemple.sn", "disqualify?act=disqualify&amp;attempt=1&amp;prize=0&amp;slot=0")
	act := contestDesk + "console/disqualify"
	ask := act + "?act=disqualify&prize=0&slot=0"
	desk.get(ask).wants(200).reads().holds("Pas de réponse dans le délai.")
	desk.submit(ask, act, url.Values{"act": {"disqualify"}, "prize": {"0"}, "slot": {"0"}, "reason": {"moche"}}).wants(422).reads().holds("liste fermée")
	desk.submit(ask, act, url.Values{"act": {"disqualify"}, "prize": {"0"}, "slot": {"0"}, "reason": {"no-answer"}}).leadsTo(console)
	desk.get(console).wants(200).reads().holds("Pas de réponse dans le délai.", "act=reinstate")
	w.visitor().get("/fr/c/console/draw").wants(200).reads().holds("Pas de réponse dans le délai.").lacks("exemple.sn")
	again := url.Values{"act": {"reinstate"}, "prize": {"0"}, "slot": {"0"}, "reason": {"appeal-upheld"}}
	desk.submit(act+"?act=reinstate&prize=0&slot=0", act, again).leadsTo(console)
	keep := url.Values{"act": {"accept"}, "prize": {"0"}, "slot": {"0"}, "reason": {"claimed"}}
	desk.submit(act+"?act=accept&prize=0&slot=0", act, keep).leadsTo(console)
	desk.get(console).wants(200).reads().holds("Confirmé").lacks("act=accept&amp;attempt=1&amp;prize=0&amp;slot=0\"")
	for _, nowhere := range []string{"?act=disqualify&prize=9&slot=0", "?act=disqualify&prize=x&slot=0", "?prize=0&slot=0", "?act=crown&prize=0&slot=0"} {
		desk.get(act + nowhere).wants(404)
	}
}

func TestCancelInThePanel(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.submit(contestDesk+"new", contestDesk+"new", contestFields("brouillon")).wants(303)
	cancel := contestDesk + "brouillon/cancel"
	desk.submit(cancel, cancel, nil).leadsTo("/fr/admin/b/glaces/campaigns")
	desk.get(contestDesk + "brouillon").wants(404)
	w.openContest(w.staff("glaces"), "public", nil)
	cancel = contestDesk + "public/cancel"
	desk.submit(cancel, cancel, url.Values{"reason": {" "}}).wants(422)
	desk.submit(cancel, cancel, url.Values{"reason": {"Rupture de stock"}}).leadsTo(contestDesk + "public")
	w.visitor().get("/fr/c/public").wants(200).reads().holds("Rupture de stock")
}
