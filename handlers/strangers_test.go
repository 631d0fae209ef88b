package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/instant"
)

// inhabited is a contest of the brand glaces with something behind every route that takes an
// id: entries, a till receipt and a proof that wait, an appeal, a claim, codes, a webhook, a
// block, a post.
func (w *town) inhabited(slug string) {
	w.t.Helper()
	staff := w.staff("glaces")
	w.openContest(staff, slug, map[string]any{"entry": map[string]any{
		"contact": "email", "confirm": false, "max_tickets": 9,
		"codes":   map[string]any{"required": false, "tickets": 1},
		"slips":   map[string]any{"per_minor": 100_000, "currency": "MUR"},
		"instant": map[string]any{"mode": "everyone", "prizes": []any{map[string]any{"name": "Cornet", "units": 2}}},
		"actions": []any{map[string]any{"id": "mot", "kind": "proof", "label": "Un souvenir", "tickets": 1, "proof": "text"}},
	}})
	staff.json(http.MethodPost, "/api/v1/contests/"+slug+"/codes", `{"label":"Lot 1","size":3}`).wants(201)
	staff.json(http.MethodPost, "/api/v1/brands/glaces/blocks", `{"target":"mal@exemple.sn","effect":"flag","reason":"Fraude","days":30}`).wants(201)
	staff.json(http.MethodPost, "/api/v1/brands/glaces/webhooks", `{"url":"http://127.0.0.1:9/x","events":["contest.closed"]}`).wants(201)
	staff.json(http.MethodPost, "/api/v1/brands/glaces/posts", `{"text":"Bientôt, Priya Sharma","at":"2026-11-25T10:00","network":"facebook"}`)
	for _, email := range []string{"mira@exemple.sn", "bob@exemple.sn", "chloe@exemple.sn"} {
		var in entryAnswer
		w.visitor().json(http.MethodPost, "/api/v1/contests/"+slug+"/entries", entryBodyFor(email)).wants(201).into(&in)
		receipt := "/api/v1/contests/" + slug + "/receipts/" + in.ReceiptURL[strings.LastIndexByte(in.ReceiptURL, '/')+1:]
		w.visitor().json(http.MethodPost, receipt+"/slips", `{"shop":"Port","number":"`+email+`","amount_minor":200000,"bought_on":"`+townNoon.Format(time.DateOnly)+`"}`).wants(201)
		w.visitor().json(http.MethodPost, receipt+"/actions/mot", `{"answer":"Priya Sharma"}`).wants(200)
		w.visitor().json(http.MethodPost, receipt+"/play", nil)
		if email == "bob@exemple.sn" {
			staff.json(http.MethodPost, "/api/v1/contests/"+slug+"/entries/"+in.EntryID+"/exclude", `{"reason":"fraud"}`).wants(204)
			w.visitor().json(http.MethodPost, receipt+"/appeal", `{"text":"Je suis Priya Sharma"}`).wants(204)
		}
	}
}

// idsOf are what stands behind the parameter of a route.
func (w *town) idsOf(parameter string) []string {
	w.t.Helper()
	tables := map[string]string{
		"entry": "entries", "slip": "entry_slips", "proof": "entry_acts", "id": "claims", "block": "contact_blocks",
		"delivery": "webhook_deliveries", "fan": "fans", "post": "posts",
	}
	name := strings.TrimLeft(parameter, ":{")
	name = strings.TrimRight(name, "}")
	var ids []string
	if table, known := tables[name]; known {
		_ = w.db.Gorm(w.t.Context()).Raw("SELECT id FROM " + table).Scan(&ids).Error
	}
	if name == "id" { // claims, and what else is called so
		var more []string
		_ = w.db.Gorm(w.t.Context()).Raw("SELECT id FROM webhook_endpoints").Scan(&more).Error
		ids = append(ids, more...)
	}
	if name == "batch" || strings.HasPrefix(name, "batch<") {
		return []string{"1"}
	}
	return ids
}

// trail is what the journal, the mails and the state of everything say: whoever changed
// something of the brand left it there.
func (w *town) traces() map[string]int {
	w.t.Helper()
	found := map[string]int{}
	for name, query := range map[string]string{
		"journal of glaces": "journal WHERE brand_id IN (SELECT id FROM brands WHERE slug = 'glaces')",
		"waiting slips":     "entry_slips WHERE state = 'waiting'", "waiting proofs": "entry_acts WHERE state = 'review'",
		"open appeals": "entry_appeals WHERE decided_at = 0", "excluded": "entries WHERE status = 'excluded'", "told claims": "claims WHERE state = 'told'",
		"blocks": "contact_blocks WHERE lifted_at = 0", "webhooks": "webhook_endpoints", "posts": "posts", "batches": "contest_code_batches WHERE exported_at = 0 AND revoked_at = 0",
		"contests": "contests", "contacts": "contest_contacts", "overrides": "contest_overrides", "amendments": "contest_amendments",
	} {
		var n int
		if err := w.db.Gorm(w.t.Context()).Raw("SELECT count(*) FROM " + query).Scan(&n).Error; err != nil {
			w.t.Fatalf("%s: %v", name, err)
		}
		found[name] = n
	}
	return found
}

// TestAnotherBrandsStaffReachNothing walks every route of the panel and of the API that takes
// an id, with the ids that there are, as the owner of another brand: under the name of the one
// that the ids belong to, and under their own.
func TestAnotherBrandsStaffReachNothing(t *testing.T) {
	w := newTown(t)
	w.inhabited("mur")
	api, panel := w.staff("thes"), w.desk("thes")
	token := panel.token("/fr/admin/b/thes")
	before := w.traces()
	tried := 0
	for _, route := range w.app.fiber.GetRoutes(true) {
		inPanel := strings.HasPrefix(route.Path, "/admin/b/:brand")
		contest := strings.Contains(route.Path, "contest") || strings.Contains(route.Path, "claim") || strings.Contains(route.Path, "handover") ||
			strings.Contains(route.Path, "block") || strings.Contains(route.Path, "webhook") || strings.Contains(route.Path, "post")
		if !contest || route.Method == http.MethodHead || strings.Contains(route.Path, "receipts/:key") || !inPanel && !strings.HasPrefix(route.Path, "/api/v1/") {
			continue
		}
		for _, path := range w.everyFill(route.Path) {
			for _, brand := range []string{"glaces", "thes"} {
				at := strings.Replace(path, ":brand", brand, 1)
				if brand == "thes" && at == path { // it names no brand
					continue
				}
				var got answer
				switch {
				case route.Method == http.MethodGet && inPanel:
					got = panel.get("/fr" + at)
				case route.Method == http.MethodGet:
					got = api.get(at)
				case inPanel:
					got = panel.do(route.Method, "/fr"+at, "application/x-www-form-urlencoded", strings.NewReader(panelActs(token).Encode()))
				default:
					got = api.json(route.Method, at, apiActs)
				}
				tried++
				for _, private := range []string{"mira@exemple.sn", "bob@exemple.sn", "Priya", "mal@exemple.sn", "127.0.0.1:9"} {
					if strings.Contains(got.body, private) {
						t.Errorf("%s: shows %s (%d)\n%.300s", got.what, private, got.status, got.body)
					}
				}
				if got.status >= 500 {
					t.Errorf("%s: %d\n%.300s", got.what, got.status, got.body)
				}
			}
		}
	}
	after := w.traces()
	for name, n := range before {
		if after[name] != n {
			t.Errorf("%s: %d, then %d", name, n, after[name])
		}
	}
	if tried < 200 {
		t.Errorf("only %d requests", tried)
	}
}

// everyFill puts every id that there is into the pattern of a route.
func (w *town) everyFill(pattern string) []string {
	paths := []string{pattern}
	for _, name := range routeParameter.FindAllString(pattern, -1) {
		var with []string
		switch {
		case name == ":brand":
			continue
		case name == ":slug":
			with = []string{"mur"}
		case strings.HasPrefix(name, ":act<"):
			with = []string{"exclude"}
		default:
			with = w.idsOf(name)
		}
		if len(with) == 0 {
			with = []string{"0198c5f4-0000-7000-8000-000000000000"}
		}
		var filled []string
		for _, path := range paths {
			for _, value := range with {
				filled = append(filled, strings.Replace(path, name, value, 1))
			}
		}
		paths = filled
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// panelActs and apiActs hold what forms and operations ask for, so that nothing else is wrong.
func panelActs(token string) url.Values {
	return url.Values{
		"csrf": {token}, "act": {"accept"}, "reason": {"fraud"}, "confirm": {"yes"}, "how": {"vue"}, "note": {"vu"}, "size": {"3"}, "label": {"Lot"},
		"publish_at": {"2026-12-01T10:00"}, "rule": {"mu.free-draws"}, "target": {"x@exemple.sn"}, "effect": {"flag"}, "days": {"3"},
	}
}

const apiActs = `{}`

// What a brand's staff may see of a game that goes on: who has won, and never when the next
// prize is to be won.
func TestStaffNeverSeeTheMoments(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "scelle", map[string]any{"entry": map[string]any{
		"contact": "email", "confirm": false, "instant": map[string]any{"mode": "moments", "prizes": []any{map[string]any{"name": "Cornet", "units": 40}}},
	}})
	panel := w.desk("glaces")
	for _, path := range []string{"/api/v1/contests/scelle", "/api/v1/contests/scelle/instant", "/api/v1/contests/scelle/rules", "/api/v1/contests/scelle/rules.json", "/api/v1/contests/scelle/records"} {
		staff.get(path).wants(200).lacks(`"moments":`, "schedule_sealed", string(instant.Moments)+" 0 ")
	}
	staff.get("/api/v1/contests/scelle/instant.zip").code(409, contests.ErrInstantEarly.Code)
	panel.get(contestDesk + "scelle/instant").wants(200).lacks("vinstant1/schedule")
	panel.get("/fr/admin/b/glaces/journal").wants(200).lacks("vinstant1/schedule")
}

// A prize that is won at once says how it is handed over, by the API and in the panel, where
// saving the part of the game does not undo it.
func TestInstantPrizesAreHandedOver(t *testing.T) {
	w := newTown(t)
	staff, desk := w.staff("glaces"), w.desk("glaces")
	staff.json(http.MethodPost, "/api/v1/brands/glaces/contests", iceContest("remise", map[string]any{"entry": map[string]any{
		"contact": "email", "confirm": false, "instant": map[string]any{"mode": "everyone", "prizes": []any{
			map[string]any{"name": "Glacière", "units": 2, "handing": map[string]any{"delivery": true}},
		}},
	}})).wants(201).holds(`"delivery":true`)
	game := url.Values{
		"instant": {"everyone"}, "dress": {"plain"}, "plays": {"once"}, "winners": {"stay"}, "from_hour": {"9"}, "to_hour": {"21"},
		"instant_name": {"Glacière"}, "instant_units": {"3"}, "instant_value": {""},
	}
	desk.edits("remise", "instant", game).wants(303)
	staff.get("/api/v1/contests/remise").wants(200).holds(`"delivery":true`, `"units":3`)
	desk.get(contestDesk+"remise/edit/claims").wants(200).reads().holds("Glacière", `name="delivery-i0"`, `name="delivery-0"`)
	desk.edits("remise", "claims", url.Values{"pickup-i0": {"Curepipe\nPort-Louis"}}).wants(303)
	staff.get("/api/v1/contests/remise").wants(200).holds(`"Curepipe"`, `"Port-Louis"`).lacks(`"delivery":true`)
	staff.json(http.MethodPost, "/api/v1/contests/remise/publish", nil).wants(200)
	w.visitor().get("/fr/c/remise/rules").wants(200).reads().holds("à retirer (Curepipe, Port-Louis)")
}
