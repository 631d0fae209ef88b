package handlers

import (
	"archive/zip"
	"bytes"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"kermesse/contests/instant"
)

// TestCodesFromPanelToEntry: a batch is made, its file goes out once, a code enters, another
// adds tickets, and the panel counts them.
func TestCodesFromPanelToEntry(t *testing.T) {
	w := newTown(t)
	owner := w.staff("glaces")
	w.openContest(owner, "pots", map[string]any{"entry": map[string]any{
		"confirm": false, "max_tickets": 9, "codes": map[string]any{"required": true, "tickets": 2, "where": "Sous le couvercle"},
	}})
	desk := "/fr/admin/b/glaces/contests/pots/codes"
	owner = w.desk("glaces")
	owner.submit(desk, desk, url.Values{"label": {"Pots"}, "size": {"0"}}).wants(422).reads().holds("de 1 à 1 000 000")
	owner.submit(desk, desk, url.Values{"label": {"Pots"}, "size": {"3"}}).wants(303)
	file := owner.submit(desk, desk+"/1/export", nil).wants(200)
	lines := strings.Split(strings.TrimSpace(strings.TrimPrefix(file.body, "\ufeff")), "\r\n")
	if len(lines) != 4 || lines[0] != "code,address" {
		t.Fatalf("%q", lines)
	}
	owner.submit(desk, desk+"/1/export", nil).wants(410)
	code := func(i int) string { c, _, _ := strings.Cut(lines[i], ","); return c }

	fan, page := w.visitor(), "/fr/c/pots"
	fan.get(page+"?code="+code(1)).wants(200).reads().holds("Sous le couvercle", `value="`+code(1)+`"`)
	form := entryFields("awa@exemple.sn")
	fan.submit(page, page, form).wants(422).reads().holds("il en faut un pour participer")
	form.Set("code", strings.ToLower(strings.ReplaceAll(code(1), "-", " ")))
	receipt := fan.submit(page, page, form).leadsTo("/fr/c/pots/receipt/")
	fan.get(receipt).wants(200).reads().holds("2 tickets", "1 code utilisé")
	fan.submit(receipt, receipt+"/codes", url.Values{"code": {code(1)[:5]}}).wants(422).reads().holds("n’est pas juste")
	fan.submit(receipt, receipt+"/codes", url.Values{"code": {code(2)}}).wants(303)
	fan.get(receipt).wants(200).reads().holds("4 tickets", "2 codes utilisés")
	owner.get(desk).wants(200).reads().holds("Pots", "Fichier pris").lacks(code(1), code(3))
	owner.submit(desk+"/1/revoke", desk+"/1/revoke", nil).wants(422)
	owner.submit(desk+"/1/revoke", desk+"/1/revoke", url.Values{"reason": {"Le fichier a été perdu"}}).wants(303)
	w.visitor().get("/fr/c/pots/rules").wants(200).holds("Le fichier a été perdu", "La série de codes n°")
	fan.submit(receipt, receipt+"/codes", url.Values{"code": {code(3)}}).wants(422).reads().holds("a annulé la série")
	w.visitor().get(desk).wants(303)
}

// TestPlayWithoutScript: the result is on the page that follows the button, the same however
// often it is sent, and at the end everybody can check the game.
func TestPlayWithoutScript(t *testing.T) {
	w := newTown(t)
	owner := w.staff("glaces")
	w.openContest(owner, "roue", map[string]any{"entry": map[string]any{"confirm": false, "instant": map[string]any{
		"mode": "everyone", "dress": "wheel", "prizes": []map[string]any{{"name": "Un cornet", "units": 1}},
	}}})
	owner = w.desk("glaces")
	first, second := w.visitor(), w.visitor()
	won := first.submit("/fr/c/roue", "/fr/c/roue", entryFields("awa@exemple.sn")).leadsTo("/fr/c/roue/receipt/")
	lost := second.submit("/fr/c/roue", "/fr/c/roue", entryFields("priya@exemple.sn")).leadsTo("/fr/c/roue/receipt/")
	first.get(won).wants(200).reads().holds("Jouer", "1 lot reste à gagner").lacks("Gagné")
	if to := first.submit(won, won+"/play", nil).leadsTo(won); !strings.Contains(to, "played=yes") {
		t.Errorf("it leads to %s", to)
	}
	first.get(won+"?played=yes").wants(200).reads().holds("Gagné : Un cornet", `data-dress="wheel"`, "Tous les lots à gagner tout de suite ont été gagnés")
	if to := first.submit("/fr/c/roue?person=new", won+"/play", nil).leadsTo(won); strings.Contains(to, "played=yes") {
		t.Errorf("sent again it leads to %s", to)
	}
	second.submit(lost, lost+"/play", nil).wants(303)
	second.get(lost).wants(200).reads().holds("Pas cette fois").lacks("Gagné :", "data-dress")
	owner.get("/fr/admin/b/glaces/contests/roue/instant").wants(200).reads().holds("Un cornet", "0 sur 1")
	w.visitor().get("/fr/c/roue/instant").wants(200).reads().holds("Tous les lots à gagner tout de suite ont été gagnés", "scellé", "Chaque partie gagne").lacks("instant.zip")
	w.visitor().get("/api/v1/contests/roue/instant.zip").wants(409)

	w.clock.Advance(400 * 24 * time.Hour)
	if err := w.contests.RevealDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.visitor().get("/fr/c/roue/instant").wants(200).reads().holds("Révélé le", "kermesse verify instant")
	packed := w.visitor().get("/api/v1/contests/roue/instant.zip").wants(200).body
	opened, err := zip.NewReader(bytes.NewReader([]byte(packed)), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range opened.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	_, report, err := instant.Verify(files["rules.json"], files["schedule.txt"], files["plays.txt"], files["reveal.txt"])
	if err != nil || report.Plays != 2 || report.Won[0] != 1 {
		t.Errorf("%+v, %v", report, err)
	}
}
