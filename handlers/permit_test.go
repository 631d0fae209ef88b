package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const permitPaper = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n"

// TestPermitFromPanelToRules: the checklist asks for the document, the panel takes it, staff read
// it, and once it is public the rules lead everybody to it, in both languages.
func TestPermitFromPanelToRules(t *testing.T) {
	w := newTown(t)
	api, desk, fan := w.staff("glaces"), w.desk("glaces"), w.visitor()
	api.json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("jeu", map[string]any{"law": map[string]any{
		"profiles": []string{"mu"}, "permit": map[string]string{"authority": "GRA", "number": "GRA/2026/17", "date": "2026-11-02"},
	}})).wants(201)
	at := "/fr/admin/b/glaces/contests/jeu"
	desk.get(at + "/publish").wants(200).reads().holds("son document manque")
	desk.get(at+"/edit/rules").wants(200).holds("Joindre le document de l’autorisation", at+"/permit")
	desk.get(at+"/permit").wants(200).reads().holds("GRA, n° GRA/2026/17, du 2 novembre 2026", "Aucun document pour l’instant")
	desk.sendForm(at+"/permit", at+"/permit", url.Values{"act": {"keep"}}, map[string][]byte{"file": []byte("<script>alert(1)</script>")}).
		wants(422).reads().holds("Ce fichier n’est rien de tout cela")
	desk.sendForm(at+"/permit", at+"/permit", url.Values{"act": {"keep"}}, map[string][]byte{"file": []byte(permitPaper)}).leadsTo(at + "/permit")
	got := desk.get(at + "/permit/file").wants(200)
	if got.body != permitPaper || got.header.Get("Content-Type") != "application/pdf" ||
		!strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") || got.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%v %q", got.header, got.body)
	}
	desk.get(at + "/publish").wants(200).reads().lacks("son document manque")
	w.visitor().get(at + "/permit/file").wants(303)
	w.desk("thes").get(at + "/permit/file").wants(404)
	fan.get("/c/jeu/permit").wants(404)
	desk.submit(at+"/permit", at+"/permit", url.Values{"act": {"show"}}).leadsTo(at + "/permit")
	desk.submit(at+"/publish", at+"/publish", nil).wants(303)
	fan.get("/fr/c/jeu/rules").wants(200).reads().holds("Autorisation : GRA, n° GRA/2026/17, du 2 novembre 2026", "Lire l’autorisation", "/c/jeu/permit (SHA-256")
	fan.get("/en/c/jeu/rules").wants(200).reads().holds("Permit: GRA, no. GRA/2026/17, of 2 November 2026", "Read the permit")
	if got := fan.get("/c/jeu/permit").wants(200); got.body != permitPaper {
		t.Errorf("everybody reads %q", got.body)
	}
	desk.submit(at+"/permit", at+"/permit", url.Values{"act": {"hide"}}).wants(422).reads().holds("il reste public")
	desk.get("/fr/admin/b/glaces/journal").wants(200).reads().holds("Document de l’autorisation joint", "Document de l’autorisation rendu public")
}

func TestPermitByTheAPI(t *testing.T) {
	w := newTown(t)
	staff, stranger := w.staff("glaces"), w.staff("thes")
	w.openContest(staff, "jeu", nil)
	const at = "/api/v1/contests/jeu/permit"
	staff.get(at).code(404, "permit_not_found")
	stranger.do(http.MethodPut, at+"/file", "application/pdf", strings.NewReader(permitPaper)).code(404, "contest_not_found")
	w.visitor().do(http.MethodPut, at+"/file", "application/pdf", strings.NewReader(permitPaper)).wants(401)
	staff.do(http.MethodPut, at+"/file", "application/pdf", strings.NewReader("MZ")).wants(422).field("file", "permit_file")
	staff.do(http.MethodPut, at+"/file", "application/pdf", strings.NewReader(permitPaper)).wants(200).holds(`"kind":"pdf"`, `"public":false`)
	staff.get(at).wants(200).holds(`"kind":"pdf"`)
	if got := staff.get(at + "/file").wants(200); got.body != permitPaper {
		t.Errorf("read %q", got.body)
	}
	stranger.get(at + "/file").wants(404)
	stranger.get(at).wants(404)
	w.visitor().get("/c/jeu/permit").wants(404)
	staff.json(http.MethodPut, at+"/visibility", map[string]any{"public": true}).wants(200).holds(`"public":true`)
	w.visitor().get("/c/jeu/permit").wants(200) // made public since: the page of the rules leads to it
	w.visitor().get("/fr/c/jeu/rules").wants(200).reads().holds("Lire l’autorisation")
	stranger.json(http.MethodDelete, at, nil).wants(404)
	staff.json(http.MethodDelete, at, nil).wants(204)
	staff.get(at).wants(404)
}
