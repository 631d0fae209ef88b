package handlers

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// panelForms says of every form of the panel about contests, draws, entries, claims, prizes,
// lists, codes, receipts, photos, the calendar, events and sharing by which operations of the
// API the same is done. What begins with a dash is the reason why there is none.
var panelForms = map[string][]string{
	"contests/new":                       {"begin-contest", "create-contest"},
	"contests/:slug/edit/:section":       {"edit-contest", "add-picture", "discard-contest"},
	"contests/:slug/duplicate":           {"duplicate-contest"},
	"contests/:slug/schedule":            {"schedule-contest"},
	"contests/:slug/share":               {"contest-share-texts", "lint-share-text"},
	"rehearsal/c/:slug":                  {"rehearse-entry", "rehearse-draw"},
	"contests/:slug/publish":             {"publish-contest"},
	"contests/:slug/override":            {"override-law"},
	"contests/:slug/permit":              {"keep-permit", "show-permit", "remove-permit"},
	"contests/:slug/amend":               {"amend-rules"},
	"contests/:slug/cancel":              {"cancel-contest"},
	"contests/:slug/restart":             {"restart-draw"},
	"contests/:slug/disqualify":          {"disqualify", "reinstate", "accept-winner"},
	"contests/:slug/beacon":              {"paste-beacon"},
	"contests/:slug/show":                {"hold-names", "publish-names", "cue-stage"},
	"contests/:slug/evidence/sample":     {"open-audit-sample"},
	"contests/:slug/evidence/audit":      {"record-audit"},
	"contests/:slug/entries/import":      {"import-comments"},
	"contests/:slug/entries/:entry/:act": {"exclude-entry", "include-entry"},
	"contests/:slug/review":              {"include-entry", "exclude-entry", "bar-entry", "dismiss-appeal", "undo-review", "lift-block"},
	"contests/:slug/review/wave/:entry":  {"settle-wave"},
	"contests/:slug/proofs":              {"review-proof"},
	"contests/:slug/contacts/:list":      {"set-contacts"},
	"blocks":                             {"add-block", "lift-block"},
	"contests/:slug/codes":               {"issue-contest-codes"},
	"contests/:slug/codes/import":        {"import-contest-codes"},
	"contests/:slug/codes/:batch/export": {"export-contest-codes"},
	"contests/:slug/codes/:batch/revoke": {"revoke-contest-codes"},
	"contests/:slug/receipts":            {"review-slip"},
	"contests/:slug/photos":              {"review-photo"},
	"contests/:slug/photos/votes":        {"settle-votes-aside"},
	"contests/:slug/photos/jury":         {"invite-juror", "dismiss-juror"},
	"contests/:slug/claims":              {"act-on-claims"},
	"claims":                             {"act-on-claims"},
	"claims/:id":                         {"act-on-claims", "make-hand-code", "assist-winner"},
	"handover":                           {"hand-over"},
	"lists/new":                          {"add-list"},
	"lists/:list":                        {"sift-list", "discard-list"},
	"lists/:list/draw":                   {"draw-from-list"},
	"calendar/countries":                 {"set-calendar-countries"},
	"calendar/feed":                      {"make-calendar-feed", "end-calendar-feed"},
	"calendar/posts/new":                 {"plan-post"},
	"calendar/posts/:id":                 {"edit-post", "move-post", "delete-post"},
	"sites":                              {"set-sites"},
	"contests/:slug/places":              {"add-contest-link", "set-contest-sites", "open-contest-kiosk", "close-contest-kiosk"},
}

// constraint is what a route asks of a parameter: <int>, <regex(…)>.
var constraint = regexp.MustCompile(`<[^/]*>`)

// aboutContests are the rooms of the panel that panelForms accounts for.
var aboutContests = []string{"contests", "rehearsal", "claims", "handover", "blocks", "lists", "calendar", "sites"}

// TestTheAPIDoesWhatThePanelDoes walks the forms of the panel: each has its operations, which
// there are, or a reason.
func TestTheAPIDoesWhatThePanelDoes(t *testing.T) {
	w := newTown(t)
	var operations []string
	for _, path := range w.app.api.OpenAPI().Paths {
		for _, o := range []*huma.Operation{path.Get, path.Put, path.Post, path.Delete, path.Patch} {
			if o != nil {
				operations = append(operations, o.OperationID)
			}
		}
	}
	seen := map[string]bool{}
	for _, route := range w.app.fiber.GetRoutes(true) {
		form, inPanel := strings.CutPrefix(route.Path, "/admin/b/:brand/")
		if form = constraint.ReplaceAllString(form, ""); route.Method != http.MethodPost || !inPanel || !slices.Contains(aboutContests, strings.SplitN(form, "/", 2)[0]) {
			continue
		}
		seen[form] = true
		ids, known := panelForms[form]
		if !known {
			t.Errorf("the form %s has no operation of the API, and no reason", form)
		}
		for _, id := range ids {
			if !strings.HasPrefix(id, "-") && !slices.Contains(operations, id) {
				t.Errorf("the form %s: there is no operation %s", form, id)
			}
		}
	}
	for form := range panelForms {
		if !seen[form] {
			t.Errorf("there is no form %s", form)
		}
	}
}

// TestWhatTheConsoleDoesByTheAPI: the stage is led, an entrant barred and the calendar set up by a
// program, for those who may.
func TestWhatTheConsoleDoesByTheAPI(t *testing.T) {
	w := newTown(t)
	staff, stranger := w.staff("glaces"), w.staff("thes")
	w.openContest(staff, "scene", nil)
	const at = "/api/v1/contests/scene"
	var entry struct {
		EntryID string `json:"entry_id"`
	}
	w.visitor().json(http.MethodPost, at+"/entries", entryBodyFor("mal@exemple.sn")).wants(201).into(&entry)
	w.visitor().json(http.MethodPost, at+"/entries", entryBodyFor("awa@exemple.sn")).wants(201)
	bar := at + "/entries/" + entry.EntryID + "/bar"
	stranger.json(http.MethodPost, bar, map[string]string{"reason": "fraud"}).wants(404)
	staff.json(http.MethodPost, bar, map[string]string{"reason": "fraud"}).wants(200).holds(`"block":"`)
	staff.get("/api/v1/brands/glaces/blocks").wants(200).holds("m•••@exemple.sn")
	stranger.json(http.MethodPut, at+"/show/names", map[string]int{"hours": 2}).wants(404)
	staff.json(http.MethodPut, at+"/show/names", map[string]int{"hours": 2}).wants(204)
	staff.json(http.MethodPut, at+"/show/names", map[string]int{"hours": 1 << 40}).wants(422)
	staff.json(http.MethodPost, at+"/show/cues", map[string]any{"phase": "title"}).wants(409)
	w.runContestJobs(townNoon.Add(time.Hour))
	w.runContestJobs(townNoon.Add(2 * time.Hour))
	staff = w.staff("glaces")
	w.visitor().get(at + "/draw").wants(200).lacks("Priya S.")
	staff.json(http.MethodPost, at+"/show/cues", map[string]any{"phase": "prize", "step": 99}).wants(404)
	staff.json(http.MethodPost, at+"/show/cues", map[string]any{"phase": "title"}).wants(204)
	staff.json(http.MethodPost, at+"/show/names/publish", nil).wants(204)
	w.visitor().get(at + "/draw").wants(200).holds("Priya S.")

	const calendar = "/api/v1/brands/glaces/calendar"
	staff.json(http.MethodPut, calendar+"/countries", map[string]any{"countries": []string{"FR", "MU"}}).wants(204)
	var feed struct{ URL string }
	staff.json(http.MethodPost, calendar+"/feed", nil).wants(201).into(&feed)
	path := strings.TrimPrefix(feed.URL, "http://fete.example")
	w.visitor().get(path).wants(200).holds("BEGIN:VCALENDAR")
	staff.json(http.MethodDelete, calendar+"/feed", nil).wants(204)
	w.visitor().get(path).wants(404)
	w.staff("thes").json(http.MethodPost, calendar+"/feed", nil).wants(404)
}
