package polls_test

import (
	"fmt"
	"strings"
	"testing"

	"kermesse/polls"
	"kermesse/polls/tally"
)

// Every method that polls offer takes its form of ballot from the voter to the result. Those
// that show a few options at a time have tests of their own.
func TestEveryMethodFromBallotToResult(t *testing.T) {
	h := newHouse(t)
	for _, method := range polls.Methods() {
		if polls.FormOf(method) == polls.Picks {
			continue
		}
		slug := strings.ReplaceAll(string(method), "_", "-")
		p := h.open(t, func(terms *polls.Terms) {
			terms.Slug, terms.Method, terms.Points = slug, method, 10
			if method != tally.Dots {
				terms.Points = 0
			}
		})
		said := map[polls.Form]tally.Ballot{
			polls.Choices: {Choices: []tally.OptionID{"coco"}},
			polls.Ranking: {Ranking: [][]tally.OptionID{{"coco"}, {"mangue"}}},
			polls.Scores:  {Scores: map[tally.OptionID]int64{"coco": 5, "mangue": 0}},
		}
		for form, ballot := range said {
			_, err := h.try(t, slug, device("d1"), polls.Cast{Ballot: ballot})
			if (err == nil) != (form == polls.FormOf(method)) {
				t.Errorf("%s: a ballot of %s: %v", method, form, err)
			}
		}
		vote, err := h.polls.FindVote(t.Context(), p, device("d1"))
		if err != nil || fmt.Sprint(vote.Ballot) != fmt.Sprint(withCount(said[polls.FormOf(method)])) {
			t.Errorf("%s: kept %v, %v", method, vote.Ballot, err)
		}
		h.clock.Set(p.ClosesAt)
		if got := h.results(t, slug); len(got.Result.Winners) != 1 || got.Result.Winners[0] != "coco" || !got.Final {
			t.Errorf("%s: %+v", method, got.Result)
		}
		h.clock.Set(noon)
	}
}

func withCount(b tally.Ballot) tally.Ballot {
	b.Count = 1
	return b
}

func TestScoresOutOfRange(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.Method, terms.MaxScore = tally.Score, 3 })
	h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Method, terms.Points = "points", tally.Dots, 3 })
	for _, test := range []struct {
		slug   string
		scores map[tally.OptionID]int64
		code   string
	}{
		{"gout", map[tally.OptionID]int64{"coco": 4}, "score_out_of_range"},
		{"gout", map[tally.OptionID]int64{"coco": -1}, "score_out_of_range"},
		{"gout", map[tally.OptionID]int64{"coco": 1 << 62}, "score_out_of_range"},
		{"gout", map[tally.OptionID]int64{"fraise": 1}, "unknown_option"},
		{"points", map[tally.OptionID]int64{"coco": 2, "mangue": 2}, "too_many_points"},
		{"points", map[tally.OptionID]int64{"coco": 1 << 62, "mangue": 1 << 62}, "score_out_of_range"},
	} {
		_, err := h.try(t, test.slug, device("d1"), polls.Cast{Ballot: tally.Ballot{Scores: test.scores}})
		wantsCode(t, fmt.Sprint(test.slug, test.scores), err, "scores", test.code)
	}
}
