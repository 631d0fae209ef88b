package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/polls"
	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

// TestExportsCountTheSame: what is published of a poll is all it takes to count it again, by
// every method and with every rule that changes a count. Those that show a few options at a time
// are TestComparisonsByTheAPI's.
func TestExportsCountTheSame(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	ballots := map[polls.Form][]map[string]any{
		polls.Choices: {choice("coco"), choice("mangue"), choice("coco")},
		polls.Ranking: {
			{"ranking": [][]string{{"coco"}, {"letchi"}}}, {"ranking": [][]string{{"mangue"}}}, {"ranking": [][]string{{"letchi"}, {"mangue"}}},
		},
		polls.Scores: {{"scores": map[string]int{"coco": 2, "letchi": 1}}, {"scores": map[string]int{"mangue": 2}}, {"scores": map[string]int{"letchi": 1}}},
	}
	slug := func(m tally.Method) string { return "par-" + strings.ReplaceAll(string(m), "_", "-") }
	methods := slices.DeleteFunc(polls.Methods(), func(m tally.Method) bool { return polls.FormOf(m) == polls.Picks })
	for _, method := range methods {
		w.openPoll(staff, slug(method), map[string]any{"method": string(method), "quorum": 2, "points": 5, "max_score": 5, "seats": 1})
		for _, ballot := range ballots[polls.FormOf(method)] {
			w.visitor().json(http.MethodPost, "/api/v1/polls/"+slug(method)+"/votes", ballot).wants(201)
		}
	}
	w.clock.Set(townNoon.Add(24 * time.Hour))
	for _, method := range methods {
		file := w.visitor().get("/api/v1/polls/" + slug(method) + "/ballots").wants(200)
		election, err := ballotfile.Read(strings.NewReader(file.body), tally.FormOf(method))
		if err != nil || tally.Method(election.Method) != method {
			t.Fatalf("%s: %q, %v", method, election.Method, err)
		}
		counted, err := ballotfile.Verify(election, method)
		if err == nil {
			err = ballotfile.VerifyFrozen(election, counted, nil)
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", method, err, file.body)
		}
	}
}
