package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kermesse/contests/beacon"
)

// TestRestartByAPI: a draw that was given up is held again by a number that does not exist
// yet, and what the first would have given stays there.
func TestRestartByAPI(t *testing.T) {
	w := newTown(t)
	w.drawnContest(w.staff("glaces"), "encore", 6, nil)
	staff := w.staff("glaces") // two hours have passed: the token has expired
	path := "/api/v1/contests/encore/restart"
	w.visitor().json(http.MethodPost, path, map[string]any{}).code(401, "sign_in_required")
	w.staff("thes").json(http.MethodPost, path, map[string]any{}).code(404, "contest_not_found")
	staff.json(http.MethodPost, path, map[string]any{}).code(409, "contest_restart_nothing")
	staff.json(http.MethodPost, "/api/v1/contests/encore/cancel", map[string]any{"reason": "Lot volé", "code": "prize-unavailable"}).wants(200)
	far := w.clock.Now().AddDate(1, 0, 0)
	staff.json(http.MethodPost, path, map[string]any{"draw_at": far}).wants(422).field("draw_at", "draw_at_too_far")
	later := w.clock.Now().Add(24 * time.Hour)
	var drawn drawAnswer
	staff.json(http.MethodPost, path, map[string]any{"draw_at": later}).wants(200).into(&drawn)
	if drawn.Attempt != 2 || drawn.State != "sealed" || drawn.Reason != "cancelled" || drawn.DrawAt.Before(later) || drawn.Close == nil || len(drawn.Attempts) != 2 {
		t.Errorf("%+v", drawn)
	}
	staff.json(http.MethodPost, path, map[string]any{}).code(409, "contest_restart_early")
	w.runContestJobs(drawn.DrawAt)
	w.visitor().get("/api/v1/contests/encore/draw").wants(200).into(&drawn)
	first := drawn.Attempts[0]
	if drawn.State != "drawn" || len(drawn.Slots) != 6 || !first.Shadow || first.Cancelled.Reason != "Lot volé" || first.Result == "" {
		t.Errorf("%+v", drawn)
	}
	report := verifyProof(t, w.visitor().get("/api/v1/contests/encore/proof.zip").wants(200).body)
	if report.Attempt != 2 || len(report.OtherAttempts) != 1 {
		t.Errorf("%+v", report)
	}
}

// TestBeaconByAPI: anybody may bring the number that a draw waits for, and no other.
func TestBeaconByAPI(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "nombre", nil)
	for i := range 3 {
		w.visitor().json(http.MethodPost, "/api/v1/contests/nombre/entries", entryBodyFor(fmt.Sprintf("fan%d@exemple.sn", i))).wants(201)
	}
	w.runContestJobs(townNoon.Add(time.Hour))
	var draw drawAnswer
	fan := w.visitor()
	fan.get("/api/v1/contests/nombre/draw").wants(200).into(&draw)
	chain := testChain(t)
	written := func(number uint64) string {
		t.Helper()
		round, err := chain.Sign(number)
		if err != nil {
			t.Fatal(err)
		}
		text, err := beacon.EncodeRound(chain.Chain, round)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	path := "/api/v1/contests/nombre/beacon"
	fan.json(http.MethodPost, path, written(draw.Round)).code(409, "beacon_not_wanted") // the list is sealed; the round is not due
	w.clock.Set(draw.DrawAt)
	fan.json(http.MethodPost, "/api/v1/contests/rien/beacon", written(draw.Round)).code(404, "contest_not_found")
	fan.json(http.MethodPost, path, `{"round":1}`).code(422, "beacon_shape")
	fan.json(http.MethodPost, path, written(draw.Round+1)).code(422, "beacon_wrong")
	fan.json(http.MethodPost, path, strings.Repeat(" ", beacon.MaxRoundBytes+1)).code(413, "beacon_too_large")
	fan.json(http.MethodPost, path, written(draw.Round)).wants(200).into(&draw)
	if draw.State != "drawn" || len(draw.Slots) != 6 {
		t.Errorf("%+v", draw)
	}
	fan.json(http.MethodPost, path, written(draw.Round)).code(409, "beacon_not_wanted")
	verifyProof(t, fan.get("/api/v1/contests/nombre/proof.zip").wants(200).body)
}

// TestTicketsByAPI: staff raise the tickets of an entry, never above the rules' cap and
// never down, and not once the list is sealed.
func TestTicketsByAPI(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openContest(staff, "bonus", map[string]any{"entry": map[string]any{"confirm": false, "max_tickets": 5}})
	var entry struct {
		EntryID string `json:"entry_id"`
		Number  string
	}
	w.visitor().json(http.MethodPost, "/api/v1/contests/bonus/entries", entryBodyFor("awa@exemple.sn")).wants(201).into(&entry)
	path := "/api/v1/contests/bonus/entries/" + entry.EntryID + "/tickets"
	give := func(v *visitor, tickets int) answer {
		return v.json(http.MethodPost, path, map[string]any{"tickets": tickets})
	}
	give(w.visitor(), 3).code(401, "sign_in_required")
	give(w.staff("thes"), 3).code(404, "contest_not_found")
	staff.json(http.MethodPost, "/api/v1/contests/bonus/entries/nobody/tickets", map[string]any{"tickets": 3}).wants(404)
	give(staff, 6).wants(422).field("tickets", "tickets_out_of_range")
	give(staff, 3).wants(204)
	give(staff, 2).wants(422).field("tickets", "tickets_out_of_range")
	w.visitor().get("/api/v1/contests/bonus/check?number=" + entry.Number).wants(200).holds(`"tickets":3`)
	w.runContestJobs(townNoon.Add(time.Hour))
	late := w.staff("glaces")
	if answer := give(late, 4); answer.status != http.StatusConflict {
		t.Errorf("%d %s once the list is sealed", answer.status, answer.body)
	}
	var draw drawAnswer
	w.visitor().get("/api/v1/contests/bonus/draw").wants(200).into(&draw)
	if draw.Close == nil || draw.Close.Tickets != 3 {
		t.Errorf("%+v", draw.Close)
	}
}

// TestRecordsByAPI: every public record is there, word for word, in the order of the log.
func TestRecordsByAPI(t *testing.T) {
	w := newTown(t)
	w.drawnContest(w.staff("glaces"), "registre", 4, nil)
	w.staff("glaces").json(http.MethodPost, "/api/v1/contests/registre/disqualify", map[string]any{"prize": 0, "slot": 0, "reason": "no-answer"}).wants(200)
	var found struct{ Items []recordAnswer }
	body := w.visitor().get("/api/v1/contests/registre/records").wants(200).lacks("exemple.sn", "Priya").body
	if err := json.Unmarshal([]byte(body), &found); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	last := int64(-1)
	for _, r := range found.Items {
		kinds = append(kinds, r.Kind)
		if !strings.HasPrefix(r.Record, "vdraw1/"+r.Kind+"\n") || r.LogIndex == nil || *r.LogIndex <= last || r.LoggedAt.IsZero() {
			t.Errorf("%+v", r)
			continue
		}
		last = *r.LogIndex
		if logged := w.visitor().get(fmt.Sprintf("/log/record/%d", last)).wants(200).body; logged != r.Record {
			t.Errorf("record %d of the log is\n%s, not\n%s", last, logged, r.Record)
		}
	}
	if got := strings.Join(kinds, " "); got != "publish entries close result disqualify" && got != "publish close result disqualify" {
		t.Errorf("records %s", got)
	}
	w.visitor().get("/api/v1/contests/rien/records").code(404, "contest_not_found")
}

// TestManyPlacesArePaged: a prize of more places than a page has is read page by page.
func TestManyPlacesArePaged(t *testing.T) {
	w := newTown(t)
	w.drawnContest(w.staff("glaces"), "foule", 5, map[string]any{"prizes": []map[string]any{
		{"name": "Cornets", "winners": 150, "alternates": 60}, {"name": "Vélo", "winners": 1, "alternates": 1},
	}})
	fan := w.visitor()
	fan.get("/fr/c/foule/draw").wants(200).reads().holds("Cornets", "Vélo", "1 à 100 sur 210", "page=2").lacks("page=3")
	fan.get("/fr/c/foule/draw?page=2").wants(200).reads().holds("Cornets", "101 à 200 sur 210", "page=1", "page=3").lacks("Vélo", "Priya S.")
	fan.get("/fr/c/foule/draw?page=3").wants(200).reads().holds("201 à 210 sur 210").lacks("page=4")
	fan.get("/fr/c/foule/draw?page=9").wants(200)
	fan.get("/fr/c/foule/draw?page=-1").wants(200).holds("page=2")
}

// TestConsoleHasWhatToPost: once the list is sealed the console has its fingerprint in
// words to post, in both languages.
func TestConsoleHasWhatToPost(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "annonce", nil)
	w.visitor().json(http.MethodPost, "/api/v1/contests/annonce/entries", entryBodyFor("awa@exemple.sn")).wants(201)
	desk := w.desk("glaces")
	desk.get(contestDesk + "annonce/draw").wants(200).lacks(`id="post"`)
	w.runContestJobs(townNoon.Add(time.Hour))
	var draw drawAnswer
	w.visitor().get("/api/v1/contests/annonce/draw").wants(200).into(&draw)
	desk.get(contestDesk+"annonce/draw").wants(200).reads().holds(`id="post"`, "Son empreinte : "+draw.Close.Commit, "Its fingerprint: "+draw.Close.Commit, "/en/c/annonce/draw")
}
