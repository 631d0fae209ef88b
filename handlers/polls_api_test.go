package handlers

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

func choice(ids ...string) map[string]any { return map[string]any{"choices": ids} }

// A poll by the API, from the draft to the recount of its published ballots.
func TestPollByTheAPI(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	staff.json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("gout", map[string]any{
		"method": "irv", "opens_at": townNoon.Add(time.Hour).Format(time.RFC3339),
	})).wants(201).holds(`"status":"draft"`, `"Mangue piment"`)
	w.visitor().get("/api/v1/polls/gout").code(404, "poll_not_found")
	w.visitor().get("/p/gout").wants(404)

	var published pollAnswer
	staff.json(http.MethodPost, "/api/v1/polls/gout/publish", nil).wants(200).into(&published)
	if published.Lots.Commitment == "" || published.Lots.Seed != "" || published.Lots.Order != nil {
		t.Errorf("lots before opening: %+v", published.Lots)
	}
	early := w.visitor()
	early.json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"ranking": [][]string{{"coco"}}}).code(409, "poll_not_open_yet")
	w.clock.Set(townNoon.Add(time.Hour))
	w.visitor().get("/api/v1/polls/gout").wants(200).holds(`"status":"open"`, `"seed":"`)

	for _, ranking := range [][][]string{{{"coco"}, {"mangue"}}, {{"mangue"}, {"coco"}}, {{"letchi"}, {"coco"}}, {{"coco"}}} {
		v := w.visitor()
		var first, again voteAnswer
		body := map[string]any{"ranking": ranking}
		v.json(http.MethodPost, "/api/v1/polls/gout/votes", body).wants(201).into(&first)
		v.json(http.MethodPost, "/api/v1/polls/gout/votes", body).wants(200).into(&again)
		if first.Receipt == "" || again.Receipt != first.Receipt || again.VoteID != first.VoteID || again.Status != "repeated" {
			t.Errorf("first %+v, again %+v", first, again)
		}
		v.get("/api/v1/polls/gout/votes/mine").wants(200).holds(first.Receipt)
	}
	w.visitor().get("/api/v1/polls/gout/results").wants(200).holds(`"ballots":4`, `"winners":["coco"]`, `"self_selected"`)
	w.visitor().get("/api/v1/polls/gout/ballots").code(409, "ballots_not_yet")

	w.clock.Set(townNoon.Add(24 * time.Hour))
	early.json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"ranking": [][]string{{"coco"}}}).code(409, "poll_closed")
	var results toldResults
	w.visitor().get("/api/v1/polls/gout/results").wants(200).into(&results)
	file := w.visitor().get("/api/v1/polls/gout/ballots").wants(200).lacks("voter")
	if votes, _, _ := strings.Cut(file.body, `"records"`); strings.Contains(votes, "2026-11") {
		t.Errorf("the ballots tell when they were cast:\n%s", votes)
	}
	election, err := ballotfile.Read(strings.NewReader(file.body), tally.Rankings)
	if err != nil {
		t.Fatal(err)
	}
	recount, err := ballotfile.Verify(election, tally.IRV)
	if err != nil || election.Method != string(tally.IRV) || !results.Final || !slices.Equal(optionTexts(recount.Winners), results.Winners) || recount.Counted != results.Ballots {
		t.Errorf("recount %+v, %v; published %+v", recount.Winners, err, results)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.visitor().get("/api/v1/polls/gout/ballots?format=csv").wants(200).body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 5 || rows[0][0] != "mangue" {
		t.Errorf("table %v, %v", rows, err)
	}
}

func TestVoteIsChangedAndWithdrawnByTheAPI(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	v := w.visitor()
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", choice("coco")).wants(201).holds(`"choices":["coco"]`)
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", choice("mangue")).wants(200).holds(`"status":"changed"`, `"choices":["mangue"]`)
	v.json(http.MethodDelete, "/api/v1/polls/gout/votes/mine", nil).wants(204)
	v.get("/api/v1/polls/gout/votes/mine").code(404, "ballot_not_found")
	w.openPoll(staff, "une-fois", map[string]any{"changes": false})
	v.json(http.MethodPost, "/api/v1/polls/une-fois/votes", choice("coco")).wants(201)
	v.json(http.MethodPost, "/api/v1/polls/une-fois/votes", choice("mangue")).code(409, "already_voted")
	v.json(http.MethodDelete, "/api/v1/polls/une-fois/votes/mine", nil).code(409, "withdrawal_not_allowed")
}

// A program without cookies is kept from counting twice by its key.
func TestVoteOnceByKey(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	post := func(id string) answer {
		v := w.visitor()
		v.header.Set(headerIdempotencyKey, "key-1")
		return v.json(http.MethodPost, "/api/v1/polls/gout/votes", choice(id))
	}
	first := post("coco").wants(201)
	if again := post("coco").wants(201); again.body != first.body {
		t.Errorf("first %s, again %s", first.body, again.body)
	}
	if other := post("mangue"); other.status < 400 {
		t.Errorf("the same key with another ballot: %d", other.status)
	}
	w.visitor().get("/api/v1/polls/gout/results").holds(`"ballots":1`)
}

// Two browsers behind one address that use the same key are two voters, and neither is told
// what the other one's vote was.
func TestKeyOfOneBrowserIsNotAnothers(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	receipts := map[string]bool{}
	for range 2 {
		v := w.visitor()
		v.get("/fr/p/gout").wants(200) // gives the browser its cookie
		v.header.Set(headerIdempotencyKey, "vote")
		var told voteAnswer
		v.json(http.MethodPost, "/api/v1/polls/gout/votes", choice("coco")).wants(201).into(&told)
		receipts[told.Receipt] = true
	}
	if len(receipts) != 2 {
		t.Error("the second voter was given the first one's receipt")
	}
	w.visitor().get("/api/v1/polls/gout/results").holds(`"ballots":2`)
}

func TestVotesThatAreRefused(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	w.openPoll(staff, "ordre", map[string]any{"method": "irv"})
	w.openPoll(staff, "notes", map[string]any{"method": "score", "max_score": 5})
	v := w.visitor()
	hostile := "<script>alert(1)</script>\u202e\u0000"
	for _, test := range []struct {
		slug   string
		body   any
		status int
		field  string
		code   string
	}{
		{"gout", `{`, 400, "", ""},
		{"gout", `[]`, 422, "", ""},
		{"gout", `{"choices":"coco"}`, 422, "choices", ""},
		{"gout", `{"choices":["coco"],"weight":1000}`, 422, "weight", ""},
		{"gout", `{}`, 422, "choices", "blank_ballot"},
		{"gout", choice("fraise"), 422, "choices", "unknown_option"},
		{"gout", choice(hostile), 422, "choices", "unknown_option"},
		{"gout", choice(strings.Repeat("a", 200_000)), 422, "choices", "unknown_option"},
		{"gout", choice(strings.Repeat("a", 300_000)), 413, "", ""},
		{"gout", map[string]any{"choices": []string{"coco", "coco"}}, 422, "choices", ""},
		{"gout", map[string]any{"ranking": [][]string{{"coco"}}}, 422, "choices", "wrong_ballot_form"},
		{"ordre", map[string]any{"ranking": [][]string{{"coco", "mangue"}}}, 422, "ranking", "equal_ranks"},
		{"ordre", map[string]any{"ranking": [][]string{{"coco"}, {"coco"}}}, 422, "ranking", "duplicate_option"},
		{"notes", map[string]any{"scores": map[string]any{"coco": 6}}, 422, "scores", "score_out_of_range"},
		{"notes", map[string]any{"scores": map[string]any{"coco": -1}}, 422, "scores", "score_out_of_range"},
		{"notes", map[string]any{"scores": map[string]any{"coco": 2.5}}, 422, "", ""},
		{"notes", `{"scores":{"coco":1e400}}`, 0, "", ""},
		{"nulle-part", choice("coco"), 404, "", ""},
		{"../../etc/passwd", choice("coco"), 404, "", ""},
		{"gout%00", choice("coco"), 400, "", ""},
	} {
		got := v.json(http.MethodPost, "/api/v1/polls/"+test.slug+"/votes", test.body)
		if test.status == 0 {
			if got.status < 400 || got.status >= 500 {
				t.Errorf("%s %.60v: %d", test.slug, test.body, got.status)
			}
			continue
		}
		got.wants(test.status).lacks("\u202e", "SQL", "sqlite", "panic", "goroutine", strings.Repeat("a", 1000))
		if test.field != "" {
			got.field(test.field, test.code)
		}
	}
	v.get("/api/v1/polls/gout/results").holds(`"ballots":0`)
	v.get("/api/v1/polls/notes/results").holds(`"ballots":0`)
}

func TestPollsThatAreRefused(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	create := func(change map[string]any) answer {
		return staff.json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("gout", change))
	}
	create(map[string]any{"slug": "Été/..", "method": "coin_toss", "access": "passport", "title": "a\u0000b", "quorum": -1}).
		code(422, "invalid").field("slug", "bad_slug").field("method", "unknown_method").field("access", "unknown_access").
		field("title", "control_character").field("quorum", "out_of_range")
	create(map[string]any{"winner": "coco"}).wants(422).field("winner", "")
	create(map[string]any{"title": 7}).wants(422).field("title", "")
	create(map[string]any{"closes_at": "tomorrow"}).wants(422).field("closes_at", "")
	create(map[string]any{"title": strings.Repeat("é", 100_000)}).wants(422).field("title", "too_long")
	create(map[string]any{"options": []map[string]any{{"id": "a", "label": "A\u202eB"}, {"id": "a", "label": "C"}}}).
		wants(422).field("options[0].label", "direction_mark").field("options[1].id", "duplicate_option")
	create(map[string]any{"options": []map[string]any{{"id": "a", "label": "A", "image": map[string]any{"picture": strings.Repeat("0", 32)}}}}).
		wants(422).field("options[0].image", "unknown_picture")

	create(nil).wants(201)
	create(nil).code(409, "poll_slug_taken")
	w.visitor().json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("autre", nil)).code(401, "sign_in_required")
	other := w.staff("thes")
	other.json(http.MethodPost, "/api/v1/brands/glaces/polls", flavourPoll("autre", nil)).wants(404)
	other.get("/api/v1/polls/gout").code(404, "poll_not_found")
	for _, verb := range []string{"publish", "unpublish", "cancel"} {
		body := any(nil)
		if verb == "cancel" {
			body = map[string]string{"reason": "x"}
		}
		other.json(http.MethodPost, "/api/v1/polls/gout/"+verb, body).code(404, "poll_not_found")
		other.json(http.MethodPost, "/api/v1/polls/nulle-part/"+verb, body).code(404, "poll_not_found")
		w.visitor().json(http.MethodPost, "/api/v1/polls/gout/"+verb, body).code(401, "sign_in_required")
	}
	other.json(http.MethodPut, "/api/v1/polls/gout", flavourPoll("gout", nil)).code(404, "poll_not_found")
	forged := w.visitor()
	forged.header.Set("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1MSJ9.")
	forged.json(http.MethodPost, "/api/v1/polls/gout/publish", nil).wants(401)
}

func TestEditAfterPublishing(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	staff.json(http.MethodPut, "/api/v1/polls/gout", flavourPoll("gout", map[string]any{"title": map[string]string{"fr": "Quels goûts ?", "en": "Which flavours?"}})).wants(200).holds("Quels goûts ?")
	staff.json(http.MethodPut, "/api/v1/polls/gout", flavourPoll("gout", map[string]any{"method": "borda", "quorum": 3})).
		code(409, "poll_frozen").field("method", "poll_field_frozen").field("quorum", "poll_field_frozen")
	staff.json(http.MethodPut, "/api/v1/polls/gout", flavourPoll("gout", map[string]any{"revision": 1})).code(409, "poll_changed_meanwhile")
}

// Hidden figures are in no answer: not in the API, the stream, the ballots or the pages.
func TestHiddenResultsLeakNothing(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	for slug, results := range map[string]string{"apres": "after_close", "vote": "after_vote", "equipe": "staff"} {
		w.openPoll(staff, slug, map[string]any{"results": results})
		for i := range 7 {
			w.visitor().json(http.MethodPost, "/api/v1/polls/"+slug+"/votes", choice([]string{"coco", "letchi"}[i%2])).wants(201).lacks(`"ballots"`, `"version"`)
		}
		stranger := w.visitor()
		for _, path := range []string{"/results", "/results/stream", "/results/figures", "/ballots"} {
			stranger.get("/api/v1/polls/"+slug+path).code(403, "results_hidden").lacks(`"votes"`, `"version"`, `"winners"`)
		}
		for _, path := range []string{"/fr/p/" + slug, "/fr/p/" + slug + "/results"} {
			stranger.get(path).wants(200).lacks("data-votes", "data-version", "57,1", "7 votes", "7\u00a0votes", "data-stream", "/ballots")
		}
		stranger.get("/api/v1/polls/"+slug).wants(200).lacks(`"votes"`, `"ballots"`)
		staff.get("/api/v1/polls/" + slug + "/results").wants(200).holds(`"ballots":7`)
		w.staff("thes").get("/api/v1/polls/"+slug+"/results").code(403, "results_hidden")
	}
	voter := w.visitor()
	voter.json(http.MethodPost, "/api/v1/polls/vote/votes", choice("coco")).wants(201)
	voter.get("/api/v1/polls/vote/results").wants(200).holds(`"ballots":8`)
	w.clock.Set(townNoon.Add(24 * time.Hour))
	w.visitor().get("/api/v1/polls/apres/results").wants(200).holds(`"ballots":7`, `"final":true`)
	w.visitor().get("/api/v1/polls/equipe/results").code(403, "results_hidden")
	w.visitor().get("/api/v1/polls/equipe/ballots").code(403, "results_hidden")
}

func TestVoteByMailByTheAPI(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"access": "email"})
	v := w.visitor()
	body := map[string]any{"choices": []string{"coco"}, "email": "awa@exemple.sn"}
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", choice("coco")).wants(422).field("email", "contact_missing")
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", map[string]any{"choices": []string{"coco"}, "email": "awa"}).wants(422).field("email", "email_invalid")
	var pending voteAnswer
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", body).wants(202).lacks("awa@").into(&pending)
	code, _ := w.mailed()
	confirm := func(code string) answer {
		return v.json(http.MethodPost, "/api/v1/polls/gout/votes/confirm", map[string]string{"challenge": pending.Challenge, "code": code})
	}
	confirm("000000x").code(422, "code_wrong")
	confirm(code).wants(201).holds(`"status":"counted"`)
	confirm(code).wants(410)
	v.get("/api/v1/polls/gout/results").holds(`"ballots":1`)
}

func TestOptionsOfManyScripts(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	var options []map[string]any
	for i, label := range []string{"=HYPERLINK(\"http://x\")", "@SUM(1)", "-1", "Crème « brûlée »", "日本", "<b>gras</b>"} {
		options = append(options, map[string]any{"id": fmt.Sprint("o", i), "label": label})
	}
	w.openPoll(staff, "gout", map[string]any{"options": options})
	v := w.visitor()
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", choice("o4")).wants(201)
	v.get("/fr/p/gout").wants(200).holds("&lt;b&gt;gras", "日本").lacks("<b>gras</b>")
	v.get("/fr/p/gout/results").wants(200).lacks("<b>gras</b>")
	w.desk("glaces").get("/fr/admin/b/glaces/polls/gout/results.csv").wants(200).
		holds("'@SUM(1)", "'-1").lacks("\n=", ",=", "\"=HYPERLINK", ",@", ",-1")
}
