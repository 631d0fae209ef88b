package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
)

// deskOfTwo is the brand glaces with a limit of 100 points, a manager besides its first one,
// and a member r1 who has bought something.
func (w *town) deskOfTwo() (ana, ben *visitor) {
	w.t.Helper()
	w.person("ana@fete.example", "glaces", account.Manager)
	w.person("ben@fete.example", "glaces", account.Manager)
	ana, ben = w.api("ana@fete.example"), w.api("ben@fete.example")
	ana.json(http.MethodPut, glacesAPI+"/programme", map[string]any{
		"four_eyes": 100, "point_cost": 50, "tiers": []map[string]any{{"name": "Cornet", "min": 0}, {"name": "Coupe", "min": 10_000}},
		"rules": []map[string]any{{"id": "purchase", "name": "Achat", "num": 1, "den": 100, "expiry_days": 30, "qualifying": true}},
		"campaigns": []map[string]any{{
			"id": "ete", "name": "Été", "rule": "purchase", "bp": 20_000,
			"from": w.clock.Now().Add(-time.Hour), "to": w.clock.Now().Add(time.Hour),
		}},
	}).wants(200)
	ana.json(http.MethodPost, glacesAPI+"/members", map[string]any{"members": []string{"r1", "r2"}}).wants(200)
	return ana, ben
}

// op sends an operation of the books under a key.
func (v *visitor) op(name, key string, body map[string]any) answer {
	v.t.Helper()
	return keyed(v, key).json(http.MethodPost, glacesAPI+"/"+name, body)
}

type adjustmentTold struct {
	ID, Kind, Member, State, Undoes, Transaction string
	Points                                       int64
	AskedBy                                      string `json:"asked_by"`
	DecidedBy                                    string `json:"decided_by"`
}

func TestTwoPeopleDecideByTheAPI(t *testing.T) {
	w := newTown(t)
	ana, ben := w.deskOfTwo()
	const desk = glacesAPI + "/adjustments"
	sorry := map[string]any{"member": "r1", "points": 500, "reason": "Colis perdu"}
	ana.op("adjust", "direct", sorry).code(409, "approval_required")
	var asked adjustmentTold
	ana.json(http.MethodPost, desk, sorry).wants(201).into(&asked)
	if asked.State != "waiting" || asked.Kind != "adjust" || asked.Points != 500 || !strings.Contains(asked.AskedBy, "ana@") {
		t.Errorf("%+v", asked)
	}
	own := desk + "/" + asked.ID
	ana.json(http.MethodPost, own+"/approve", nil).code(403, "second_person_needed")

	// Nobody else's: another brand, another role, nobody.
	w.staff("thes").json(http.MethodPost, own+"/approve", nil).wants(404)
	w.staff("thes").json(http.MethodPost, "/api/v1/brands/thes/loyalty/adjustments/"+asked.ID+"/approve", nil).code(404, "adjustment_request_not_found")
	w.staff("thes").json(http.MethodPost, "/api/v1/brands/thes/loyalty/adjustments/"+asked.ID+"/refuse", nil).code(404, "adjustment_request_not_found")
	for _, role := range []account.Role{account.Moderator, account.Till, account.Viewer, account.Witness} {
		email := string(role) + "@fete.example"
		w.person(email, "glaces", role)
		v := w.api(email)
		v.json(http.MethodPost, own+"/approve", nil).wants(403)
		v.json(http.MethodPost, desk, sorry).wants(403)
		v.get(desk).wants(403)
	}
	w.visitor().json(http.MethodPost, own+"/approve", nil).wants(401)

	var done adjustmentTold
	ben.json(http.MethodPost, own+"/approve", nil).wants(200).into(&done)
	if done.State != "approved" || done.Transaction == "" || !strings.Contains(done.DecidedBy, "ben@") {
		t.Errorf("%+v", done)
	}
	ben.json(http.MethodPost, own+"/approve", nil).code(409, "adjustment_request_decided")
	ana.get(glacesAPI + "/members/r1").wants(200).holds(`"available":500`)

	// To undo it takes two people again.
	ana.op("reverse", "undo", map[string]any{"ref": done.Transaction}).code(409, "approval_required")
	var undo adjustmentTold
	ana.json(http.MethodPost, desk, map[string]any{"transaction": done.Transaction, "reason": "Retrouvé"}).wants(201).into(&undo)
	if undo.Kind != "reverse" || undo.Points != -500 || undo.Undoes != done.Transaction || undo.Member != "r1" {
		t.Errorf("%+v", undo)
	}
	ana.json(http.MethodPost, desk, map[string]any{"transaction": "019b0000-0000-7000-8000-000000000000"}).code(404, "not_found")
	ben.json(http.MethodPost, desk+"/"+undo.ID+"/refuse", map[string]any{"words": "Laissez"}).wants(200).holds(`"refused"`, "Laissez")

	bought := ana.op("earn", "buy", map[string]any{"member": "r2", "rule": "purchase", "source_id": "o1", "amount": 50_000}).wants(200)
	var earned struct{ Transaction string }
	bought.into(&earned)
	ana.op("refund", "money", map[string]any{"ref": earned.Transaction, "amount": 40_000}).code(409, "approval_required")
	var refund adjustmentTold
	ana.json(http.MethodPost, desk, map[string]any{"transaction": earned.Transaction, "amount": 40_000}).wants(201).into(&refund)
	if refund.Kind != "refund" || refund.Points != -800 || refund.Member != "r2" {
		t.Errorf("%+v", refund)
	}
	ben.json(http.MethodPost, desk+"/"+refund.ID+"/approve", nil).wants(200)
	ana.get(glacesAPI + "/members/r2").wants(200).holds(`"available":200`)

	var list struct{ Items []adjustmentTold }
	ben.get(desk).wants(200).into(&list)
	if len(list.Items) != 3 {
		t.Errorf("%d requests, want 3", len(list.Items))
	}
	// A manager cannot lift the limit, nor leave it out.
	ana.json(http.MethodPut, glacesAPI+"/programme", map[string]any{"four_eyes": 1_000_000}).wants(403)
	ana.json(http.MethodPut, glacesAPI+"/programme", map[string]any{}).wants(403)
}

// The panel asks by itself, and says which kind of correction waits.
func TestAReversalWaitsInThePanel(t *testing.T) {
	w := newTown(t)
	ana, ben := w.deskOfTwo()
	var asked adjustmentTold
	ana.json(http.MethodPost, glacesAPI+"/adjustments", map[string]any{"member": "r1", "points": 500, "reason": "Colis perdu"}).wants(201).into(&asked)
	ben.json(http.MethodPost, glacesAPI+"/adjustments/"+asked.ID+"/approve", nil).wants(200).into(&asked)
	cm := w.panel("ana@fete.example")
	undo := "/fr/admin/b/glaces/members/r1/reverse/" + asked.Transaction
	cm.submit(undo, undo, url.Values{"form_key": {"u"}}).leadsTo("/fr/admin/b/glaces/adjustments")
	cm.get("/fr/admin/b/glaces/adjustments").wants(200).holds("Annulation", "−500", "Retirer ma demande")
	w.panel("ben@fete.example").get("/en/admin/b/glaces/adjustments").wants(200).holds("Reversal", "Approve")
}

func TestReportByTheAPI(t *testing.T) {
	w := newTown(t)
	ana, _ := w.deskOfTwo()
	ana.op("earn", "a", map[string]any{"member": "r1", "rule": "purchase", "source_id": "o1", "amount": 5_000}).wants(200).holds(`"points":100`)
	ana.op("spend", "b", map[string]any{"member": "r1", "points": 30}).wants(200)
	ana.op("adjust", "c", map[string]any{"member": "r2", "points": 70, "reason": "Geste", "expiry_days": 1}).wants(200)
	w.clock.Advance(3 * 24 * time.Hour)
	ana, ben := w.api("ana@fete.example"), w.api("ben@fete.example") // tokens are short-lived
	today := w.clock.Now().UTC().Format(time.DateOnly)
	from := w.clock.Now().UTC().AddDate(0, 0, -10).Format(time.DateOnly)
	if _, err := w.app.Loyalty.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	ask := glacesAPI + "/report?from=" + from + "&to=" + today
	var r struct {
		From, To  string
		Flows     map[string]int64
		Breakage  float64
		Owed      int64
		Days      []struct{ Day string }
		Liability []struct{ Points int64 }
		Rules     []map[string]any
		Tiers     []map[string]any
		Months    []struct{ Active, Joined int64 }
		Cohorts   []struct{ Size int64 }
		Campaigns []struct {
			Extra int64 `json:"extra_points"`
			Cost  int64
			ROI   *float64
		}
	}
	ana.get(ask).wants(200).into(&r)
	want := map[string]int64{"issued": 100, "taken_back": 0, "burned": 30, "expired": 70, "adjusted": 70, "turnover": 5_000, "purchases": 1}
	for name, n := range want {
		if r.Flows[name] != n {
			t.Errorf("%s: %d, want %d", name, r.Flows[name], n)
		}
	}
	if r.Breakage != 0.7 || r.Owed != 70 || len(r.Days) != 11 || len(r.Rules) != 1 || len(r.Tiers) != 2 || len(r.Months) != 12 || r.Months[11].Joined != 2 || len(r.Cohorts) != 1 {
		t.Errorf("%+v", r)
	}
	if c := r.Campaigns[0]; c.Extra != 50 || c.Cost != 25 || c.ROI == nil || *c.ROI != float64(5000-25)/25 {
		t.Errorf("the campaign: %+v", c)
	}

	var back struct {
		Events  int
		Points  int64
		Cost    int64
		Unknown []string
	}
	rule := map[string]any{"id": "double", "name": "Double", "on": "purchase", "num": 2, "den": 100}
	ben.json(http.MethodPost, glacesAPI+"/backtest", map[string]any{"rule": rule, "from": from, "to": today}).wants(200).into(&back)
	if back.Events != 1 || back.Points != 100 || back.Cost != 50 || !strings.Contains(strings.Join(back.Unknown, " "), "lines") {
		t.Errorf("%+v", back)
	}
	ben.json(http.MethodPost, glacesAPI+"/backtest", map[string]any{"rule": map[string]any{"name": "x", "num": 1}}).wants(422)

	// Figures are for whoever may see the programme, and name nobody.
	w.person("vue@fete.example", "glaces", account.Viewer)
	w.api("vue@fete.example").get(ask).wants(200).lacks("r1", "ana@")
	w.person("caisse@fete.example", "glaces", account.Till)
	w.api("caisse@fete.example").get(ask).wants(403)
	w.staff("thes").get(ask).wants(404)
	w.visitor().get(ask).wants(401)
	for _, period := range []string{"?from=hier", "?from=2026-02-01&to=2026-01-01", "?from=2020-01-01&to=2026-01-01"} {
		ana.get(glacesAPI + "/report" + period).wants(422)
	}
	cm := w.panel("ana@fete.example")
	cm.get("/fr/admin/b/glaces/points/report?from="+from+"&to="+today).wants(200).holds("70", "Cornet")
	cm.get("/fr/admin/b/glaces/points/report.csv?from=" + from + "&to=" + today).wants(200).holds("70")
}
