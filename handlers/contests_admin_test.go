package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// contestParts are what is typed into the parts of the editor for a contest that can be
// published.
var contestParts = map[string]url.Values{
	"basics": {"title": {"Un an de glaces"}, "intro": {"Gagnez."}, "opens_at": {"2026-11-21T16:00"}, "closes_at": {"2026-11-21T18:00"}, "locale": {"fr"}, "time_zone": {"Indian/Mauritius"}},
	"prizes": {
		"prize_name": {"Un an de glaces", "Un cornet", ""}, "prize_winners": {"1", "2", "1"}, "prize_alternates": {"2", "1", "1"}, "prize_value": {"12 000,50", "", ""},
	},
	"entry": {
		"contact": {"email"}, "question_label": {"Votre parfum ?", "Votre taille ?"}, "question_id": {"", ""}, "question_choices": {"", "S\nM"}, "question_required": {"no", "yes"},
	},
	"who":   {"min_age": {"18"}, "countries": {"FR"}, "countries_more": {"île Maurice"}, "fold_aliases": {"yes"}},
	"draw":  {"mode": {"one-win"}, "source": {"test"}, "claim_days": {"10"}},
	"rules": {"rules": {"## Divers\n\nBon appétit."}},
}

// edits saves one part of a draft by its button, with the key that the part shows now.
func (v *visitor) edits(slug, section string, fields url.Values) answer {
	v.t.Helper()
	page := contestDesk + slug + "/edit/" + section
	fields = cloneValues(fields)
	if fields.Get("form_key") == "" {
		fields.Set("form_key", v.editKey(slug, section))
	}
	if fields.Get("act") == "" {
		fields.Set("act", "save")
	}
	return v.submit(page, page, fields)
}

var editKey = regexp.MustCompile(`name="form_key" value="([0-9a-f]{16})"`)

func (v *visitor) editKey(slug, section string) string {
	v.t.Helper()
	found := editKey.FindStringSubmatch(v.get(contestDesk + slug + "/edit/" + section).body)
	if found == nil {
		v.t.Fatalf("part %s of %s does not say what it shows", section, slug)
	}
	return found[1]
}

// makesContest makes a draft in the panel that can be published.
func (v *visitor) makesContest(slug string) {
	v.t.Helper()
	v.submit(contestDesk+"new", contestDesk+"new", url.Values{"title": {slug}}).leadsTo(contestDesk + slug + "/edit/prizes")
	for _, section := range []string{"basics", "prizes", "entry", "who", "draw", "rules"} {
		v.edits(slug, section, with(contestParts[section], "slug", slug)).leadsTo(contestDesk + slug + "/edit/" + section)
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
	desk.submit(contestDesk+"new", contestDesk+"new", url.Values{"title": {" "}}).wants(422).reads().holds("Donnez un titre")
	desk.makesContest("panneau")
	edit := contestDesk + "panneau/edit/"
	desk.get(contestDesk + "panneau/edit").leadsTo(edit + "basics")
	desk.get(edit+"basics").wants(200).reads().holds("2026-11-21T16:00", `value="panneau"`, "Gagnez.").lacks("à compléter")
	desk.get(edit+"prizes").wants(200).reads().holds(`value="12000,50"`, "Un cornet", "f-prize_name-1").lacks("f-prize_name-2")
	desk.get(edit+"entry").wants(200).reads().holds("Votre parfum ?", "Votre taille ?", "S\nM", `<option value="yes" selected>`)
	desk.get(edit+"who").wants(200).reads().holds(`value="FR" checked`, `value="MU" checked`, `value="18"`).lacks(`value="BE" checked`)
	desk.get(edit + "draw").wants(200).reads().holds(`value="10"`)
	desk.get(edit + "nothing").wants(404)

	desk.get(contestDesk+"panneau").wants(200).holds("panneau/publish", "panneau/cancel")
	w.visitor().get("/fr/c/panneau").wants(404)
	desk.get(contestDesk+"panneau/publish").wants(200).reads().holds("heure de Maurice", "pas équitable", "1 gagnant, 2 suppléants")
	desk.submit(contestDesk+"panneau/publish", contestDesk+"panneau/publish", nil).leadsTo(contestDesk + "panneau")
	desk.get(contestDesk+"panneau").wants(200).reads().holds("Publié.", "panneau/draw").lacks("panneau/edit")
	desk.get(edit + "prizes").leadsTo(contestDesk + "panneau")
	fan := w.visitor()
	fan.get("/fr/c/panneau").wants(200).reads().holds("Votre parfum ?", "12 000,50", "18 ans")
	fan.get("/fr/c/panneau/rules").wants(200).reads().holds("Bon appétit", "Maison glaces", "18 ans", "France, Maurice", "10 jours")
	fan.submit("/fr/c/panneau", "/fr/c/panneau", with(entryFields("awa@exemple.sn"), "answer.q1", "Mangue", "answer.q2", "M")).wants(303)
}

func TestUnfinishedDraftIsKeptAndSaysWhatIsMissing(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.submit(contestDesk+"new", contestDesk+"new", url.Values{"title": {"Été"}}).leadsTo(contestDesk + "ete/edit/prizes")
	desk.submit(contestDesk+"new", contestDesk+"new", url.Values{"title": {"Été"}}).leadsTo(contestDesk + "ete-2/edit/prizes")
	desk.edits("ete", "basics", url.Values{"title": {"Été"}, "slug": {"ete"}, "opens_at": {""}, "closes_at": {""}, "locale": {"fr"}, "time_zone": {"Indian/Mauritius"}}).wants(303)
	desk.get(contestDesk+"ete/publish").wants(200).reads().holds("Un lot", "Les dates d’ouverture", "edit/prizes#f-prize_name-0").lacks("Publier maintenant")
	desk.submit(contestDesk+"ete/edit/basics", contestDesk+"ete/publish", nil).wants(422)
	desk.edits("ete", "basics", url.Values{"title": {""}, "opens_at": {"2026-11-21T16:00"}, "locale": {"fr"}, "time_zone": {"Indian/Mauritius"}}).
		leadsTo(contestDesk + "ete/edit/basics")
	desk.get(contestDesk+"ete/edit/basics").wants(200).reads().holds("2026-11-21T16:00", "Un titre")
	desk.edits("ete", "entry", url.Values{"contact": {"email"}, "question_label": {""}, "question_choices": {"Une seule"}, "question_required": {"no"}}).wants(303)
	desk.get(contestDesk+"ete/publish").wants(200).reads().holds("Un titre", "Des questions complètes")
	desk.get("/fr/admin/b/glaces/campaigns").wants(200)
	desk.get("/fr/admin/b/glaces").wants(200)
	desk.get(contestDesk + "ete").wants(200)
	desk.get("/fr/admin/b/glaces/calendar").wants(200)
}

func TestWhatIsWrongIsSaidAtItsFieldAndNothingTypedIsLost(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.makesContest("fautes")
	desk.edits("fautes", "basics", url.Values{"title": {"Autre titre"}, "slug": {"Été"}, "opens_at": {"demain"}, "locale": {"fr"}, "time_zone": {"Indian/Mauritius"}}).wants(422).reads().
		holds("Autre titre", `value="Été"`, `href="#f-slug"`, `href="#f-opens_at"`, "lettres minuscules")
	desk.edits("fautes", "prizes", url.Values{"prize_name": {"Un an", "Un cornet"}, "prize_winners": {"1", "beaucoup"}, "prize_alternates": {"1", "1"}, "prize_value": {"cher", ""}}).
		wants(422).reads().holds("valeur positive", "nombre entier", `href="#f-prize_name-1"`, `value="beaucoup"`, `value="cher"`)
	desk.edits("fautes", "actions", url.Values{"max_tickets": {"9999999"}}).wants(422).reads().holds("tickets par participation", `href="#f-max_tickets"`)
	desk.edits("fautes", "who", url.Values{"countries": {"MU"}, "countries_more": {"Atlantide"}, "min_age": {"200"}}).wants(422).reads().holds(`href="#f-countries_more"`, `href="#f-min_age"`, "Atlantide")
	desk.edits("fautes", "draw", url.Values{"mode": {"one-win"}, "source": {"dé"}, "claim_days": {"1000"}, "margin_minutes": {"9999999"}}).wants(422).reads().
		holds("Choisissez la source de hasard", `href="#f-claim_days"`)
	desk.get(contestDesk + "fautes/edit/basics").wants(200).reads().holds("Un an de glaces").lacks("Autre titre")
}

func TestLinesAreAddedMovedAndTakenAway(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.makesContest("lignes")
	page := contestDesk + "lignes/edit/prizes"
	where := desk.edits("lignes", "prizes", with(contestParts["prizes"], "act", "add")).leadsTo(page)
	desk.get(where).wants(200).holds("f-prize_name-2")
	first := regexp.MustCompile(`id="f-prize_name-0"[^>]* value="([^"]*)"`)
	for _, step := range []struct{ act, want string }{{"down-0", "Un cornet"}, {"up-1", "Un an de glaces"}, {"drop-0", "Un cornet"}, {"drop-9", "Un cornet"}, {"up-0", "Un cornet"}} {
		fields := url.Values{"act": {step.act}}
		body := desk.get(page).body
		for _, name := range []string{"prize_name", "prize_winners", "prize_alternates", "prize_value"} {
			for _, found := range regexp.MustCompile(`name="`+name+`"[^>]* value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
				fields.Add(name, found[1])
			}
		}
		desk.edits("lignes", "prizes", fields).wants(303)
		if found := first.FindStringSubmatch(desk.get(page).body); found == nil || found[1] != step.want {
			t.Errorf("after %s the first prize is %q, want %q", step.act, found, step.want)
		}
	}
}

// How a prize is handed over is typed in a part of its own, for what is won at once as well;
// what is wrong is said there, and other parts leave it alone.
func TestHowPrizesAreHandedOverIsKeptByOtherParts(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.makesContest("remise")
	instant := url.Values{
		"instant": {"everyone"}, "dress": {"plain"}, "plays": {"once"}, "winners": {"stay"}, "from_hour": {"9"}, "to_hour": {"21"},
		"instant_name": {"Un biscuit"}, "instant_units": {"10"}, "instant_value": {""},
	}
	desk.edits("remise", "instant", instant).wants(303)
	page := contestDesk + "remise/edit/claims"
	desk.get(page).wants(200).reads().holds(`id="f-pickup-0"`, `id="f-pickup-i0"`, "Un biscuit", "gagné tout de suite")
	how := url.Values{"prize-0": {"Un an de glaces"}, "prize-1": {"Un cornet"}, "prize-i0": {"Un biscuit"}, "pickup-0": {"Curepipe"}, "pickup-i0": {"Port-Louis"}}
	desk.edits("remise", "claims", with(how, "options-0", "S", "options-i0", "M, M")).wants(422).reads().holds(`href="#f-options-0"`, `href="#f-options-i0"`)
	desk.edits("remise", "claims", how).wants(303)
	desk.edits("remise", "instant", with(instant, "instant_units", "12")).wants(303)
	desk.edits("remise", "prizes", contestParts["prizes"]).wants(303)
	desk.get(page).wants(200).reads().holds("Curepipe", "Port-Louis")
	if got := sectionOf("prizes[2].handing.pickup").key + " " + sectionOf("entry.instant.prizes[0].handing.asks").key + " " + sectionOf("prizes[0].name").key; got != "claims claims prizes" {
		t.Errorf("parts: %s", got)
	}
}

// Whoever makes a simple contest is not led through what it does without, and finds it apart.
func TestPartsThatAContestDoesWithoutStandApart(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.makesContest("simple")
	edit := contestDesk + "simple/edit/"
	desk.get(edit+"entry").wants(200).reads().holds("Partie 4 sur 8", "En plus, si vous voulez", "simple/share", `value="check"`)
	desk.edits("simple", "entry", with(contestParts["entry"], "act", "next")).leadsTo(edit + "who")
	desk.edits("simple", "who", with(contestParts["who"], "act", "check")).leadsTo(contestDesk + "simple/publish")
	desk.edits("simple", "codes", url.Values{"codes": {"extra"}, "codes_tickets": {"1"}}).wants(422) // there is no cap yet
	desk.edits("simple", "actions", url.Values{"max_tickets": {"10"}, "again": {"none"}}).wants(303)
	desk.edits("simple", "codes", url.Values{"codes": {"extra"}, "codes_tickets": {"1"}}).wants(303)
	desk.edits("simple", "entry", with(contestParts["entry"], "act", "next")).leadsTo(edit + "codes")
	desk.get(edit + "codes").wants(200).reads().holds("Partie 5 sur 9")
}

// What the editor saves by itself while somebody types is one line of the journal.
func TestSavesOfOneSittingAreOneLineOfTheJournal(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.makesContest("journal")
	before := strings.Count(desk.get("/fr/admin/b/glaces/journal?action=contest.edited").body, "Jeu-concours modifié")
	for _, intro := range []string{"U", "Un", "Un mot", "Un mot de plus"} {
		desk.edits("journal", "basics", with(contestParts["basics"], "slug", "journal", "intro", intro, "act", "auto")).wants(303)
	}
	page := desk.get("/fr/admin/b/glaces/journal?action=contest.edited").wants(200).holds("Un mot de plus")
	if after := strings.Count(page.body, "Jeu-concours modifié"); after != before {
		t.Errorf("%d lines of the journal, %d before four saves of the same part", after, before)
	}
}

// A page that saves by itself sends the lines of a table again and again as they were made,
// without the names that the server gave them meanwhile.
func TestQuestionKeepsItsNameWhenItIsSentAgain(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.makesContest("encore")
	page := contestDesk + "encore/edit/entry"
	desk.edits("encore", "entry", with(contestParts["entry"], "act", "auto")).wants(303)
	again := url.Values{"contact": {"email"}, "question_id": {"", ""}, "question_label": {"Votre parfum préféré ?", "Votre taille ?"}, "question_choices": {"", "S\nM"}, "question_required": {"no", "yes"}}
	desk.edits("encore", "entry", again).wants(303)
	desk.get(page).wants(200).reads().holds(`value="q1"`, `value="q2"`, "préféré").lacks(`value="q3"`)
}

func TestTwoTabsOfThePanelDoNotOverwriteEachOther(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.makesContest("onglets")
	key, prizes := desk.editKey("onglets", "basics"), desk.editKey("onglets", "prizes")
	first := with(contestParts["basics"], "slug", "onglets", "title", "Premier onglet", "form_key", key)
	desk.edits("onglets", "basics", first).wants(303)
	desk.edits("onglets", "basics", first).wants(303) // sent again: it is stored already
	second := with(contestParts["basics"], "slug", "onglets", "title", "Second onglet", "form_key", key)
	said := desk.edits("onglets", "basics", second).wants(409).reads().holds("modifié entre-temps", "Second onglet", "<q>Premier onglet</q>")
	desk.get(contestDesk + "onglets/edit/basics").reads().holds("Premier onglet").lacks("Second onglet")
	desk.edits("onglets", "prizes", with(contestParts["prizes"], "form_key", prizes, "prize_alternates", "3")).wants(303) // another part is not in the way
	seen := editKey.FindStringSubmatch(said.body)
	desk.edits("onglets", "basics", with(second, "form_key", seen[1])).wants(303) // having seen what there is, the person decides
	desk.get(contestDesk + "onglets/edit/basics").reads().holds("Second onglet")
}

func TestPanelOfAnotherBrandDoesNotSeeTheContest(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "a-nous", nil)
	w.visitor().json(http.MethodPost, "/api/v1/contests/a-nous/entries", entryBodyFor("awa@exemple.sn")).wants(201)
	stranger := w.desk("thes")
	for _, under := range []string{"", "/edit", "/edit/prizes", "/publish", "/cancel", "/entries", "/entries.csv", "/entries/import", "/draw", "/disqualify?prize=0&slot=0"} {
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
	desk.makesContest("brouillon")
	cancel := contestDesk + "brouillon/cancel"
	desk.submit(cancel, cancel, nil).leadsTo("/fr/admin/b/glaces/campaigns")
	desk.get(contestDesk + "brouillon").wants(404)
	w.openContest(w.staff("glaces"), "public", nil)
	cancel = contestDesk + "public/cancel"
	desk.submit(cancel, cancel, url.Values{"reason": {" "}}).wants(422)
	desk.submit(cancel, cancel, url.Values{"reason": {"Rupture de stock"}}).leadsTo(contestDesk + "public")
	w.visitor().get("/fr/c/public").wants(200).reads().holds("Rupture de stock")
}
