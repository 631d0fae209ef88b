package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
)

const listDesk = "/fr/admin/b/glaces/lists/"

const postComments = "id,author,text,date\n1,Awa,@zoe @noor #Fête,2026-11-20T10:00:00Z\n2,Bob,je joue,2026-11-20T10:01:00Z\n" +
	"3,Awa,encore #fete,2026-11-20T10:02:00Z\n4,Chloé,=1+1 #fete,2026-11-20T10:03:00Z\n5,,#fete,2026-11-20T10:04:00Z\n6,Équipe,#fete,2026-11-20T10:05:00Z\n"

// TestDrawFromAListInThePanel is the journey of a community manager, from the paste to
// the proof.
func TestDrawFromAListInThePanel(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	desk.get("/fr/admin/b/glaces/campaigns").wants(200).holds("/lists/new")
	desk.get(listDesk+"new").wants(200).reads().holds("Tirer au sort dans une liste", "Mo au plus").lacks("comments.csv")
	desk.submit(listDesk+"new", listDesk+"new", url.Values{"pasted": {" \n"}}).wants(422).reads().holds("Choisissez un fichier, ou collez une liste.")
	desk.upload(listDesk+"new", "PK\x03\x04", url.Values{"csrf": {desk.token(listDesk + "new")}}).wants(422).reads().holds("n’est pas un fichier CSV")

	long := url.Values{"csrf": {desk.token(listDesk + "new")}, "pasted": {strings.Repeat("Personne de la liste\n", maxTypedBytes/20)}}
	desk.upload(listDesk+"new", "", long).wants(413).lacks("expiré")
	long.Set("pasted", strings.Repeat("Personne de la liste\n", 5<<20/21))
	desk.upload(listDesk+"new", "", long).leadsTo(listDesk)

	list := desk.upload(listDesk+"new", postComments, url.Values{"csrf": {desk.token(listDesk + "new")}}).leadsTo(listDesk)
	desk.get(list).wants(200).reads().
		holds("4 participations", "6 lignes lues", "1 ligne refusée", "une seule participation par personne : 1 ligne écartée", "pas d’auteur", "Chloé", "comments.csv")
	desk.get(listDesk + "new").holds("comments.csv")
	filter := url.Values{"act": {"count"}, "one_per_author": {"yes"}, "contains": {"#fête"}, "exclude": {"équipe\n"}, "before": {"2026-11-21T00:00"}, "drop": {"text~spam"}, "shown": {"8"}}
	wrong := with(filter, "mentions", "beaucoup", "drop", "rien")
	desk.submit(list, list, wrong).wants(422).reads().holds("nombre entier", "Écrivez un filtre comme", `value="#fête"`, "équipe")
	desk.submit(list, list, with(filter, "column.date", "heure")).wants(422).reads().holds("Dites quelle colonne contient la date", `value="heure"`, `href="#f-column.date"`)
	desk.submit(list, list, filter).leadsTo(list)
	desk.get(list).wants(200).reads().holds("2 participations", "contient « #fête » : 1 ligne écartée", "ne figure pas dans la liste d’exclusion : 1 ligne écartée",
		"1 personne est écartée", `value="2026-11-21T00:00"`, `value="text~spam"`, "Le réseau affiche 8 commentaires ; 2 manquent à la liste")
	desk.submit(list, list, with(filter, "shown", "-1")).wants(422).reads().holds(`href="#f-shown"`)
	desk.submit(list, list, with(filter, "shown", "5")).leadsTo(list)
	desk.get(list).wants(200).reads().holds("la liste en a davantage, de 1 ligne")
	desk.submit(list, list, with(filter, "shown", "6")).leadsTo(list)
	desk.get(list).wants(200).reads().holds("autant de commentaires que la liste a de lignes")
	desk.submit(list, list, filter).leadsTo(list)
	csv := desk.get(list+"/left-out.csv").wants(200).holds("\n3,Bob,row_word_missing", "row_excluded").lacks("Chloé")
	if !strings.HasPrefix(csv.body, "\ufeff") || csv.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("%q %v", csv.body[:3], csv.header)
	}

	draw := list + "/draw"
	desk.submit(list, list, with(filter, "act", "draw")).leadsTo(draw)
	fields := url.Values{
		"title": {""}, "slug": {"du-post"}, "prize_name": {"Un panier"}, "prize_winners": {"zéro"}, "prize_alternates": {"1"},
		"mode": {"one-win"}, "source": {"test"}, "act": {"freeze"}, "form_key": {versionOf(t, desk, draw)},
	}
	desk.get(draw).wants(200).reads().holds("Figer la liste : 2 participations")
	desk.submit(draw, draw, fields).wants(422).reads().holds("nombre entier", `value="du-post"`)
	fields.Set("prize_winners", "1")
	desk.submit(draw, draw, fields).wants(422).reads().holds("Ce champ ne peut pas rester vide", "Un panier")
	fields.Set("title", "Tirage du post")
	desk.submit(draw, draw, with(fields, "closes_at", "2026-11-20T10:00")).wants(422).reads().holds("clôture")
	desk.submit(draw, draw, with(fields, "act", "add_prize")).wants(200).holds("f-prize_name-1")

	// The filters change in another tab: the figures that were seen are no longer those.
	desk.submit(list, list, with(filter, "contains", "fete")).leadsTo(list)
	desk.submit(draw, draw, fields).wants(409).reads().holds("relisez-les", "Tirage du post")
	fields.Set("form_key", versionOf(t, desk, draw))
	console := desk.submit(draw, draw, fields).leadsTo(contestDesk + "du-post/draw")
	desk.get(list).leadsTo(console)
	desk.submit(listDesk+"new", draw, fields).wants(303)
	desk.get(listDesk + "new").lacks("comments.csv")

	fan := w.visitor()
	fan.get("/fr/c/du-post").wants(200).reads().lacks("Bob", "Chloé", `name="email"`)
	fan.get("/fr/c/du-post/rules").wants(200).reads().holds("liste constituée par l’organisation", "contient « fete »", "2 manquent à la liste").lacks("Bob", "équipe")
	fan.json(http.MethodPost, "/api/v1/contests/du-post/entries", entryBodyFor("awa@exemple.sn")).code(409, "contest_from_list")
	w.runContestJobs(townNoon)
	w.runContestJobs(townNoon.Add(time.Hour))
	desk.get(console).wants(200).holds("proof.zip")
	fan.get("/api/v1/contests/du-post/proof.zip").wants(200)

	// The same file again: the panel warns, and the two draws lead to each other.
	again := desk.upload(listDesk+"new", postComments, url.Values{"csrf": {desk.token(listDesk + "new")}}).leadsTo(listDesk)
	desk.get(again+"/draw").wants(200).reads().holds("Cette liste a déjà servi à un tirage", "/c/du-post/draw")
	fields.Set("slug", "encore")
	fields.Set("form_key", versionOf(t, desk, again+"/draw"))
	desk.submit(again+"/draw", again+"/draw", fields).leadsTo(contestDesk + "encore/draw")
	fan.get("/fr/c/encore/draw").wants(200).reads().holds("La même liste a servi", "/fr/c/du-post/draw")
	fan.get("/en/c/du-post/draw").wants(200).reads().holds("The same list was drawn from elsewhere", "/en/c/encore/draw")
	fan.get("/api/v1/contests/du-post/draw").wants(200).holds(`"same_list":[{"slug":"encore"`)
}

var keyField = regexp.MustCompile(`name="form_key" value="(\d+)"`)

func versionOf(t *testing.T, v *visitor, page string) string {
	t.Helper()
	found := keyField.FindStringSubmatch(v.get(page).body)
	if found == nil {
		t.Fatalf("no version on %s", page)
	}
	return found[1]
}

func TestListsByTheAPI(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	const lists = "/api/v1/brands/glaces/lists"
	var list listAnswer
	staff.upload(lists, postComments, nil).wants(201).into(&list)
	if list.Rows != 6 || list.Entries != 4 || list.Refused != 1 || len(list.SHA256) != 64 || !list.Filter.OnePerAuthor {
		t.Errorf("%+v", list)
	}
	path := lists + "/" + list.ID
	staff.json(http.MethodPut, path+"/filter", `{"contains":"#fete","exclude":["Équipe","a \"b\",c"],"drop":["nonsense"]}`).code(422, "invalid").field("drop", "import_filter_invalid")
	staff.json(http.MethodPut, path+"/filter", `{"contains":"#fete","mentions":99}`).wants(422).field("mentions", "mentions_out_of_range")
	staff.json(http.MethodPut, path+"/filter", `{"contains":"#fete","exclude":["Équipe","a \"b\",c"]}`).wants(200).into(&list)
	if list.Entries != 3 || list.Excluded != 2 || list.Removed[0].Rows != 1 || list.Removed[1].Filter != "excluded" {
		t.Errorf("%+v", list)
	}
	staff.get(path + "/left-out.csv").wants(200).holds("row_excluded")
	draw := map[string]any{"version": list.Version - 1, "title": "Tirage", "slug": "api-liste", "draw": map[string]any{"source": "test"}, "prizes": []map[string]any{{"name": "Un panier", "winners": 1}}}
	staff.json(http.MethodPost, path+"/draw", draw).code(409, "list_edited_elsewhere")
	draw["version"] = list.Version
	staff.json(http.MethodPost, path+"/draw", draw).wants(201).into(&list)
	if !list.Frozen || list.Contest != "api-liste" {
		t.Errorf("%+v", list)
	}
	staff.json(http.MethodPost, path+"/draw", draw).code(409, "list_frozen")
	staff.json(http.MethodDelete, path, nil).code(409, "list_frozen")
	staff.get("/api/v1/contests/api-liste").wants(200).holds(`"status":"closed"`, `"entries":3`)

	for _, who := range []*visitor{w.visitor(), w.staff("thes")} {
		for _, a := range []answer{who.get(path), who.get(path + "/left-out.csv"), who.json(http.MethodPost, path+"/draw", draw), who.upload(lists, postComments, nil)} {
			if a.status != 401 && a.status != 404 || strings.Contains(a.body, "Awa") {
				t.Errorf("%s: %d %s", a.what, a.status, a.body)
			}
		}
	}
	other := w.staff("thes")
	var theirs listAnswer
	other.upload("/api/v1/brands/thes/lists", "Awa\nBob\n", nil).wants(201).into(&theirs)
	staff.get(lists+"/"+theirs.ID).code(404, "list_not_found")
}

func TestOnlyThoseWhoEditSeeLists(t *testing.T) {
	w := newTown(t)
	desk := w.desk("glaces")
	list := desk.upload(listDesk+"new", postComments, url.Values{"csrf": {desk.token(listDesk + "new")}}).leadsTo(listDesk)
	for _, role := range []account.Role{account.Moderator, account.Till, account.Viewer, account.Witness} {
		email := string(role) + "@fete.example"
		w.person(email, "glaces", role)
		v := w.panel(email)
		v.get("/fr/admin/b/glaces").wants(200).lacks("/lists/")
		for _, page := range []string{listDesk + "new", list, list + "/draw", list + "/left-out.csv"} {
			v.get(page).wants(403).lacks("Awa", "Chloé")
		}
		v.submit("/fr/admin/b/glaces", list, url.Values{"act": {"discard"}}).wants(403)
		v.submit("/fr/admin/b/glaces", list+"/draw", url.Values{"act": {"freeze"}, "title": {"x"}}).wants(403)
	}
	w.visitor().get(list).wants(303)
	w.desk("thes").get(list).wants(404)
	w.desk("thes").get(strings.Replace(list, "/glaces/", "/thes/", 1)).wants(404)
	desk.submit(list, list, url.Values{"act": {"discard"}}).leadsTo(listDesk + "new")
	desk.get(list).wants(404)
}
