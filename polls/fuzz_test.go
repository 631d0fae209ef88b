package polls

import (
	"encoding/json"
	"testing"

	"kermesse/internal/fault"
	"kermesse/polls/tally"
)

// FuzzBallots sends ballots to a poll of every method. One that is taken reads back as itself, in
// its one spelling; one that is not is refused with a word to the voter.
func FuzzBallots(f *testing.F) {
	for _, seed := range []string{
		`{"choices":["a"]}`, `{"choices":["a","a"]}`, `{"ranking":[["a","b"],["c"]]}`, `{"ranking":[[]]}`, `{"scores":{"a":5,"b":0}}`,
		`{"scores":{"a":-9223372036854775808}}`, `{"picks":[{"shown":["a","b"],"best":"a","worst":"b"}]}`, `{"picks":[{"shown":["a","a"],"best":"a"}]}`, `{}`,
	} {
		f.Add([]byte(seed), "une idée")
	}
	polls := map[tally.Method]Poll{}
	for _, method := range tally.Methods() {
		if FormOf(method) == "" {
			continue // of elections held elsewhere
		}
		polls[method] = Poll{
			ID: "p", Terms: Terms{Method: method, Options: []Option{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}, Seats: 1, MaxScore: 5, MaxChoices: 2, Points: 10},
		}
	}
	f.Fuzz(func(t *testing.T, body []byte, idea string) {
		var said struct {
			Choices []tally.OptionID
			Ranking [][]tally.OptionID
			Scores  map[tally.OptionID]int64
			Picks   []tally.Pick
		}
		if json.Unmarshal(body, &said) != nil {
			return
		}
		ballot := tally.Ballot{Choices: said.Choices, Ranking: said.Ranking, Scores: said.Scores, Picks: said.Picks}
		for method, p := range polls {
			content, err := p.readBallot(ballot, "")
			if err != nil {
				if fault.KindOf(err) == fault.Internal {
					t.Fatalf("%s, %s: %v", method, body, err)
				}
				continue
			}
			kept, err := decodeBallot(FormOf(method), content)
			if err != nil {
				t.Fatalf("%s, %s: kept as %s: %v", method, body, content, err)
			}
			again, err := p.readBallot(kept, "")
			if err != nil || again != content {
				t.Errorf("%s, %s: kept as %s, which reads as %s (%v)", method, body, content, again, err)
			}
			_, _ = p.readBallot(ballot, idea)
		}
	})
}

func FuzzPlaces(f *testing.F) {
	f.Add("0-1-2 1-0")
	f.Add("-- 9999999999999999999")
	f.Fuzz(func(t *testing.T, text string) {
		for _, set := range readPlaces(text) {
			if len(set) == 0 {
				t.Errorf("%q has an empty set", text)
			}
		}
	})
}
