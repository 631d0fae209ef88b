package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// onlyBallots fails unless a poll has that many ballots.
func (w *town) onlyBallots(slug string, want int64) {
	w.t.Helper()
	var told toldResults
	if w.visitor().get("/api/v1/polls/" + slug + "/results").wants(200).into(&told); told.Ballots != want {
		w.t.Errorf("%s has %d ballots, want %d", slug, told.Ballots, want)
	}
}

// Two hundred posts of one browser at once are one ballot, whichever of them is first, and
// whether or not they say the same.
func TestTwoHundredPostsAreOneBallot(t *testing.T) {
	for name, changes := range map[string]bool{"fixed": false, "changing": true} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.openPoll(w.staff("glaces"), "gout", map[string]any{"changes": changes, "comments": "after"})
			v := w.visitor()
			v.get("/fr/p/gout").wants(200) // the browser has its cookie
			var posts sync.WaitGroup
			var mu sync.Mutex
			status := map[int]int{}
			for i := range 200 {
				posts.Go(func() {
					got := v.json(http.MethodPost, "/api/v1/polls/gout/votes", reason([]string{"coco", "mangue", "letchi"}[i%3], "Bon"))
					mu.Lock()
					defer mu.Unlock()
					if status[got.status]++; got.status >= 500 || got.status == 409 && problemOf(t, got.body).Code != "already_voted" {
						t.Errorf("%d %s", got.status, got.body)
					}
				})
			}
			posts.Wait()
			if status[201] != 1 {
				t.Errorf("answers %v: one vote is new", status)
			}
			if changes && status[200] != 199 {
				t.Errorf("answers %v: the others change it or repeat it", status)
			}
			w.onlyBallots("gout", 1)
			w.clock.Set(townNoon.Add(25 * time.Hour))
			var file struct{ Ballots, Receipts []any }
			if w.visitor().get("/api/v1/polls/gout/ballots").wants(200).into(&file); len(file.Ballots) != 1 || len(file.Receipts) != 1 {
				t.Errorf("%d ballots and %d receipts are published", len(file.Ballots), len(file.Receipts))
			}
			if said := w.visitor().get("/api/v1/polls/gout/comments").wants(200).body; strings.Count(said, `"text"`) != 1 {
				t.Errorf("comments %s", said)
			}
		})
	}
}

// What is wrong with a ballot is said at its part, and nothing is counted.
func TestBadBallotsOverHTTP(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	for slug, change := range map[string]map[string]any{
		"un": {}, "approval": {"method": "approval", "max_choices": 2, "write_ins": true}, "irv": {"method": "irv"},
		"score": {"method": "score", "max_score": 5}, "dots": {"method": "dots", "points": 10}, "stv": {"method": "stv", "seats": 2}, "borda": {"method": "borda"},
	} {
		w.openPoll(staff, slug, change)
	}
	ranking := func(groups ...[]string) map[string]any { return map[string]any{"ranking": groups} }
	scores := func(s map[string]any) map[string]any { return map[string]any{"scores": s} }
	for _, bad := range []struct {
		slug  string
		body  any
		field string
		code  string
	}{
		{"un", choice("coco", "mangue"), "choices", "too_many_choices"},
		{"un", map[string]any{}, "choices", "blank_ballot"},
		{"un", choice("goudron"), "choices", "unknown_option"},
		{"un", choice("COCO"), "choices", "unknown_option"},
		{"un", choice("coco\u202e"), "choices", "unknown_option"},
		{"un", ranking([]string{"coco"}), "choices", "wrong_ballot_form"},
		{"approval", choice("coco", "coco"), "choices", "duplicate_option"},
		{"approval", choice("coco", "mangue", "letchi"), "choices", "too_many_choices"},
		{"approval", map[string]any{"write_in": strings.Repeat("é", 5000)}, "write_in", "too_long"},
		{"approval", map[string]any{"write_in": "Pis\u202etache"}, "write_in", "direction_mark"},
		{"approval", map[string]any{"write_in": "Pis\u0000tache"}, "write_in", "control_character"},
		{"un", map[string]any{"write_in": "Pistache"}, "write_in", "write_ins_not_taken"},
		{"irv", ranking([]string{"coco", "mangue"}), "ranking", "equal_ranks"},
		{"irv", ranking([]string{"coco"}, []string{"coco"}), "ranking", "duplicate_option"},
		{"irv", ranking([]string{"coco"}, []string{}), "ranking", "empty_rank"},
		{"irv", ranking([]string{"goudron"}), "ranking", "unknown_option"},
		{"stv", ranking([]string{"coco", "letchi"}), "ranking", "equal_ranks"},
		{"borda", ranking([]string{"coco"}, []string{"mangue", "coco"}), "ranking", "duplicate_option"},
		{"score", scores(map[string]any{"coco": 6}), "scores", "score_out_of_range"},
		{"score", scores(map[string]any{"coco": -1}), "scores", "score_out_of_range"},
		{"score", scores(map[string]any{"goudron": 1}), "scores", "unknown_option"},
		{"dots", scores(map[string]any{"coco": 7, "mangue": 4}), "scores", "too_many_points"},
	} {
		w.visitor().json(http.MethodPost, "/api/v1/polls/"+bad.slug+"/votes", bad.body).wants(422).field(bad.field, bad.code)
	}
	for _, body := range []string{
		`{"choices":["coco"],"choices":["mangue"`, `{"choices":"coco"}`, `{"scores":{"coco":1.5}}`, `{"scores":{"coco":9223372036854775808}}`, `[]`, `{"choices":["coco"],"weight":2}`,
	} {
		if got := w.visitor().json(http.MethodPost, "/api/v1/polls/un/votes", body); got.status != 400 && got.status != 422 {
			t.Errorf("%s: %d %s", body, got.status, got.body)
		}
	}
	for _, slug := range []string{"un", "approval", "irv", "score", "dots", "stv", "borda"} {
		w.onlyBallots(slug, 0)
	}
}

// The opening and the closing second belong to the side that the page says: the first instant
// of opening is in, that of closing is out.
func TestVotesAtTheEdgesOfTheClock(t *testing.T) {
	w := newTown(t)
	opens, closes := townNoon.Add(time.Hour), townNoon.Add(2*time.Hour)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"opens_at": opens.Format(time.RFC3339), "closes_at": closes.Format(time.RFC3339)})
	vote := func(at time.Time) answer {
		w.clock.Set(at)
		return w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", choice("coco"))
	}
	vote(opens.Add(-time.Millisecond)).code(409, "poll_not_open_yet")
	vote(opens).wants(201)
	vote(closes.Add(-time.Millisecond)).wants(201)
	vote(closes).code(409, "poll_closed")
	vote(closes.Add(time.Second)).code(409, "poll_closed")
	late := w.visitor()
	w.clock.Set(closes.Add(-time.Second))
	token := late.token("/fr/p/gout")
	w.clock.Set(closes.Add(time.Second)) // filled in before the end, sent after it
	values := url.Values{"choice": {"coco"}, "csrf": {token}}
	late.do(http.MethodPost, "/fr/p/gout", "application/x-www-form-urlencoded", strings.NewReader(values.Encode())).
		wants(409).holds("Ce vote est clos. Votre bulletin n’est pas compté.")
	w.onlyBallots("gout", 2)
	w.clock.Set(opens.Add(time.Minute)) // a clock that is set back opens no vote that was counted
	vote(opens.Add(time.Minute)).code(409, "poll_closed")
	w.onlyBallots("gout", 2)
}

// A code is one ballot, whoever sends it how often; one that was declared void is none.
func TestReplayedCodes(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", map[string]any{"access": "code"})
	codes := w.desk("glaces").makeVoteCodes("gout", 2)
	body := func(option string) map[string]any {
		return map[string]any{"choices": []string{option}, "code": codes[0]}
	}
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", body("coco")).wants(201)
	var posts sync.WaitGroup
	for range 20 {
		posts.Go(func() {
			if got := w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", body("mangue")); got.status != 200 {
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	posts.Wait()
	w.onlyBallots("gout", 1)
	w.openPoll(w.staff("glaces"), "autre", map[string]any{"access": "code"})
	w.visitor().json(http.MethodPost, "/api/v1/polls/autre/votes", body("coco")).wants(422).field("code", "code_not_valid")
	w.onlyBallots("autre", 0)
}

// No table that a poll gives out is a formula to a spreadsheet, whatever staff or fans called things.
func TestPollTablesHoldNoFormulas(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", map[string]any{"options": []map[string]any{{"id": "a", "label": "=1+1"}, {"id": "b", "label": "+cmd|' /C calc'!A0"}, {"id": "-1", "label": "@x"}}})
	w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", choice("-1")).wants(201)
	w.clock.Set(townNoon.Add(25 * time.Hour))
	cm := w.desk("glaces")
	for _, path := range []string{"/api/v1/polls/gout/ballots?format=csv", "/fr/admin/b/glaces/polls/gout/results.csv", "/fr/admin/b/glaces/polls/gout/ballots?format=csv"} {
		file := cm.get(path).wants(200)
		for _, line := range strings.Split(strings.TrimPrefix(file.body, "\ufeff"), "\n") {
			for _, cell := range strings.Split(strings.TrimSpace(line), ",") {
				if cell = strings.Trim(cell, `"`); cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
					t.Errorf("%s: %q", path, cell)
				}
			}
		}
	}
}
