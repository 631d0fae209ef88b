package handlers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestLawByTheAPI(t *testing.T) {
	w := newTown(t)
	staff, anybody := w.staff("glaces"), w.visitor()
	const at = "/api/v1/contests/dakar"
	staff.json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("dakar", map[string]any{
		"law": map[string]any{"profiles": []string{"sn"}, "networks": []string{"facebook"}, "retention": map[string]int{"losers_days": 40}},
	})).wants(201).holds(`"losers_days":40`, `"winners_days":365`)
	staff.json(http.MethodPost, at+"/publish", nil).code(409, "contest_law_blocks").field("law.sn.permit", "contest_law_blocks")
	staff.get(at+"/law").wants(200).holds(`"rule":"sn.permit"`, `"stops":true`, `"publishes":false`, "LONASE")
	w.visitor().get(at + "/law").wants(401)
	staff.json(http.MethodPost, at+"/law/overrides", map[string]string{"rule": "sn.permit", "reason": "ok"}).code(422, "invalid").field("reason", "override_reason_short")
	staff.json(http.MethodPost, at+"/law/overrides", map[string]string{"rule": "sn.permit", "reason": "Accord oral de la LONASE"}).
		wants(201).holds(`"publishes":true`, "Accord oral")
	staff.json(http.MethodPost, at+"/publish", nil).wants(200).holds(`"organiser"`)

	staff.json(http.MethodPost, at+"/amendments", map[string]any{"reason": "vite", "claim_days": 3}).code(422, "invalid").field("claim_days", "amendment_claim_shorter")
	staff.json(http.MethodPost, at+"/amendments", map[string]any{"reason": "vite", "closes_at": "2030-01-01T00:00:00Z"}).wants(422)
	w.visitor().json(http.MethodPost, at+"/amendments", map[string]any{"reason": "moi", "claim_days": 20}).wants(401)
	staff.json(http.MethodPost, at+"/amendments", map[string]any{"reason": "Les fêtes", "claim_days": 20}).wants(201).holds(`"code":"longer-claims"`, `"version":2`)
	anybody.get(at+"/amendments").wants(200).holds("Les fêtes", `"never"`)
	anybody.get(at+"/rules").wants(200).holds(`"version":2`, "Amendment no. 1")
	anybody.get(at + "/rules?version=1").wants(200).holds(`"version":1`).lacks("Amendment no. 1")
	anybody.get(at + "/rules.json?version=2").wants(200).holds(`"amendments"`)
	anybody.get(at+"/rules?version=9").code(404, "rules_version_not_found")
	anybody.get(at+"/retention").wants(200).holds(`"class":"losers"`, `"days":40`)
	anybody.get("/api/v1/law/profiles").wants(200).holds("no legal advice", `"code":"mu"`, `"read":"2026-11-22"`, `"checked":false`)
}

func TestAmendmentIsSeenByFans(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "ete", nil)
	fan := w.visitor()
	fan.get("/fr/c/ete").wants(200).lacks("avenant").holds(`value="yes"`, `value="no"`, "90").lacks(`value="yes" checked`, `value="no" checked`)
	first := fan.get("/fr/c/ete/rules.pdf").wants(200)
	desk := w.desk("glaces")
	desk.submit("/fr/admin/b/glaces/contests/ete/amend", "/fr/admin/b/glaces/contests/ete/amend", url.Values{"reason": {"Plus clair"}, "clarification": {"Retrait à Curepipe."}}).
		wants(422).holds("n’enlève rien")
	desk.submit("/fr/admin/b/glaces/contests/ete/amend", "/fr/admin/b/glaces/contests/ete/amend", url.Values{
		"reason": {"Plus clair"}, "clarification": {"Retrait à Curepipe."}, "harmless": {"yes"},
	}).leadsTo("/fr/admin/b/glaces/contests/ete")
	fan.get("/fr/c/ete").wants(200).holds("avenant", "Plus clair")
	fan.get("/en/c/ete/rules").wants(200).holds("Amendment no. 1", "Retrait à Curepipe.", "version=1")
	fan.get("/fr/c/ete/rules?version=1").wants(200).holds("ancienne version").lacks("Retrait à Curepipe.")
	if paper := fan.get("/fr/c/ete/rules.pdf?version=1").wants(200); paper.body != first.body || !strings.HasPrefix(paper.body, "%PDF-") {
		t.Error("the paper of the first version is another one by now")
	}
	if paper := fan.get("/fr/c/ete/rules.pdf").wants(200); paper.body == first.body {
		t.Error("the amended rules are printed as they were")
	}
}

func TestPublishPageOverrides(t *testing.T) {
	w := newTown(t)
	w.staff("glaces").json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("abidjan", map[string]any{"law": map[string]any{"profiles": []string{"ci"}}})).wants(201)
	desk := w.desk("glaces")
	const page = "/fr/admin/b/glaces/contests/abidjan/publish"
	desk.get(page).wants(200).holds("ARJH", "Bloque la publication", "pas un conseil juridique").lacks(`action="` + page + `"`)
	override := func(reason string) answer {
		return desk.submit(page, "/fr/admin/b/glaces/contests/abidjan/override", url.Values{"rule": {"ci.permit"}, "reason": {reason}})
	}
	override("non").wants(422)
	override("Autorisation demandée le 2 novembre").leadsTo(page)
	desk.get(page).wants(200).holds("Outrepassé", "Autorisation demandée", `action="`+page+`"`)
	desk.submit(page, page, nil).leadsTo("/fr/admin/b/glaces/contests/abidjan")
	desk.get("/fr/admin/b/glaces/journal").wants(200).holds("Point de droit outrepassé")
}

func TestEditorHasLaw(t *testing.T) {
	w := newTown(t)
	w.staff("glaces").json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("droit", nil)).wants(201)
	desk := w.desk("glaces")
	const page = "/fr/admin/b/glaces/contests/droit/edit/rules"
	desk.get(page).wants(200).holds("Belgique", "à vérifier", `lu le <time datetime="2026-11-22`, "Droit applicable")
	token := desk.get(page).body
	key := between(token, `name="form_key" value="`, `"`)
	desk.submit(page, page, url.Values{
		"form_key": {key}, "profiles": {"mu", "fr"}, "networks": {"instagram"}, "linked": {"yes"}, "acknowledged": {"yes"}, "free_way": {"yes"},
		"authority": {"GRA"}, "number": {"17"}, "date": {"2026-11-02"}, "losers_days": {"60"}, "rules": {"Une clause."}, "act": {"save"},
	}).leadsTo(page)
	desk.get(page).wants(200).holds("Instagram", "Autorisation", "GRA", "60", "On peut participer par un achat", "Une clause.")
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

func TestRequestsAboutData(t *testing.T) {
	w := newTown(t)
	v, desk := w.member("awa@exemple.sn"), w.desk("glaces")
	v.submit("/fr/m/glaces/data", "/fr/m/glaces/data/requests", url.Values{"kind": {"correction"}, "words": {""}}).wants(422)
	v.submit("/fr/m/glaces/data", "/fr/m/glaces/data/requests", url.Values{"kind": {"correction"}, "words": {"Mon prénom est Awa."}}).leadsTo("/fr/m/glaces/data")
	v.get("/fr/m/glaces/data").wants(200).holds("Mon prénom est Awa.", "Réponse avant le")
	page := desk.get("/fr/admin/b/glaces/requests").wants(200).holds("Mon prénom est Awa.", "awa@exemple.sn")
	w.visitor().get("/fr/admin/b/glaces/requests").lacks("Mon prénom")
	id := between(page.body, `/requests/`, `"`)
	desk.submit("/fr/admin/b/glaces/requests", "/fr/admin/b/glaces/requests/"+id, url.Values{"granted": {"yes"}, "answer": {"C’est corrigé."}}).leadsTo("/fr/admin/b/glaces/requests")
	desk.submit("/fr/admin/b/glaces/requests", "/fr/admin/b/glaces/requests/"+id, url.Values{"granted": {"no"}, "answer": {"Encore."}}).wants(422).holds("déjà reçu")
	v.get("/fr/m/glaces/data").wants(200).holds("C’est corrigé.")
	v.get("/fr/m/glaces/data/export").wants(200).holds("Mon prénom est Awa.", "C’est corrigé.")

	staff := w.staff("glaces")
	staff.json(http.MethodPost, "/api/v1/brands/glaces/requests", map[string]string{"email": "awa@exemple.sn", "kind": "access", "words": "Par courrier"}).wants(201).holds(`"by_staff":true`)
	w.clock.Advance(32 * 24 * time.Hour)
	w.staff("glaces").get("/api/v1/brands/glaces/requests").wants(200).holds(`"late":true`, "Par courrier")
}

// No page sets a cookie that nobody has accounted for: every one that the code names, and
// every one that pages of fans are seen to set, has its purpose on the privacy page.
func TestEveryCookieHasAPurpose(t *testing.T) {
	for name, value := range cookieConstants(t) {
		if _, known := purposeOfCookie(value); !known {
			t.Errorf("%s (%s) has no purpose", name, value)
		}
	}
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "ete", nil)
	w.openPoll(staff, "gout", nil)
	privacy := w.visitor().get("/fr/m/glaces/privacy").wants(200)
	v := w.visitor()
	seen := map[string]bool{}
	look := func(a answer) {
		for _, set := range a.header.Values("Set-Cookie") {
			name, _, _ := strings.Cut(set, "=")
			p, known := purposeOfCookie(name)
			if !known || p.staff {
				t.Errorf("a page of fans sets %s", name)
				continue
			}
			seen[p.name] = true
			if !strings.Contains(privacy.body, strings.TrimSuffix(p.name, "_")) {
				t.Errorf("the privacy page does not tell of %s", p.name)
			}
			if !strings.Contains(strings.ToLower(set), "httponly") || !strings.Contains(strings.ToLower(set), "samesite") {
				t.Errorf("scripts or other sites can have %s", set)
			}
		}
	}
	for _, page := range []string{
		"/fr/glaces", "/fr/c/ete", "/fr/c/ete/rules", "/fr/c/ete/draw", "/fr/p/gout", "/fr/p/gout/results", "/fr/m/glaces", "/fr/m/glaces/privacy",
		"/fr/w/glaces", "/fr/how-we-draw", "/embed/c/ete", "/embed/p/gout",
	} {
		look(v.get(page))
	}
	look(v.submit("/fr/c/ete", "/fr/c/ete", url.Values{"first_name": {"Awa"}, "email": {"awa@exemple.sn"}, "rules": {"yes"}, "newsletter": {"no"}}))
	look(v.submit("/fr/p/gout", "/fr/p/gout", url.Values{"choice": {"coco"}}))
	look(v.submit("/fr/m/glaces", "/fr/m/glaces/sign-in", url.Values{"email": {"awa@exemple.sn"}}))
	for _, want := range []string{cookieCSRF, cookieEntry, cookieSentTo} {
		if !seen[want] {
			t.Errorf("%s was not met: the journey has changed", want)
		}
	}
}

// cookieConstants are the names of cookies in the source.
func cookieConstants(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if i >= len(spec.Values) {
					continue
				}
				literal, ok := spec.Values[i].(*ast.BasicLit)
				if ok && literal.Kind == token.STRING {
					if value, err := strconv.Unquote(literal.Value); err == nil && strings.HasPrefix(value, ourCookies) && value != ourCookies {
						found[name.Name] = value
					}
				}
			}
			return true
		})
	}
	return found
}
