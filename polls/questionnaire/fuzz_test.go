package questionnaire_test

import (
	"reflect"
	"strings"
	"testing"

	"kermesse/polls/questionnaire"
)

// An answer that is taken is the same when it is sent again as it is shown.
func FuzzRead(f *testing.F) {
	for _, seed := range [][3]string{
		{"a\nb", "", ""}, {"other", "Le marché", ""}, {"1 234,5", "", ""}, {"-0", "", ""}, {"2026-12-31", "", ""}, {"9999999999", "", ""}, {"", "", "r1=a\nr2=b"}, {"\xff", "\x00", "="},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	options := []questionnaire.Option{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	var questions []questionnaire.Question
	for _, kind := range questionnaire.Kinds() {
		for _, several := range []bool{false, true} {
			questions = append(questions, questionnaire.Question{
				ID: "q", Kind: kind, Options: options, Rows: []questionnaire.Option{{ID: "r1"}, {ID: "r2"}}, Several: several, Other: several, Least: 0, Most: 3, Decimals: 2,
			})
		}
	}
	f.Fuzz(func(t *testing.T, values, other, rows string) {
		given := questionnaire.Given{Values: strings.Split(values, "\n"), Other: other, Rows: map[string]string{}}
		for line := range strings.SplitSeq(rows, "\n") {
			row, option, _ := strings.Cut(line, "=")
			given.Rows[row] = option
		}
		for _, q := range questions {
			answer, flaw := q.Read(given)
			if flaw != "" {
				continue
			}
			if again, flaw := q.Read(q.Values(answer)); flaw != "" || !reflect.DeepEqual(again, answer) {
				t.Errorf("%s: %+v is %+v, and sent again %+v (%s)", q.Kind, given, answer, again, flaw)
			}
			_ = q.Say(answer, "fr")
		}
	})
}
