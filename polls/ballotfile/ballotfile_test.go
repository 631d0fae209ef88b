package ballotfile_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

func TestRead(t *testing.T) {
	tests := []struct {
		name, text string
		form       tally.Form
		want       ballotfile.Election
	}{
		{
			"ranked", `{"title":"T","seats":2,"candidates":["a","b"],"ballots":[{"ranking":[["a"],["b"]],"count":3},{"ranking":[]}],"more":Infinity}`,
			tally.Rankings,
			ballotfile.Election{Title: "T", Rules: tally.Rules{Seats: 2}, Options: ids("a", "b"), Ballots: []tally.Ballot{
				{Ranking: [][]tally.OptionID{{"a"}, {"b"}}, Count: 3}, {Ranking: [][]tally.OptionID{}, Count: 1},
			}},
		},
		{
			"scores and approvals", "\ufeff" + ` {"candidates":["a"],"total_ballots":2,"ballots":[{"scores":{"a":5}},{"approvals":["a"]}]}`,
			tally.Rankings,
			ballotfile.Election{Options: ids("a"), Ballots: []tally.Ballot{
				{Scores: map[tally.OptionID]int64{"a": 5}, Count: 1}, {Choices: ids("a"), Count: 1},
			}},
		},
		{
			"picks", `{"candidates":["a","b"],"ballots":[{"picks":[{"shown":["a","b"],"best":"b"}],"count":2,"weight_milli":500}]}`,
			tally.Rankings,
			ballotfile.Election{Options: ids("a", "b"), Ballots: []tally.Ballot{
				{Picks: []tally.Pick{{Shown: ids("a", "b"), Best: "b"}}, Count: 2, WeightMilli: 500},
			}},
		},
		{
			"comparisons", `{"candidates":["a","b"],"pairwise":{"a":{"b":3},"b":{"a":2}}}`,
			tally.Rankings,
			ballotfile.Election{Options: ids("a", "b"), Duels: [][]int64{{0, 3}, {2, 0}}},
		},
		{
			"table", "a,\"b, or c\",d\n2,1,\n1,1,2\n,,\n",
			tally.Rankings,
			ballotfile.Election{Options: ids("a", "b, or c", "d"), Ballots: []tally.Ballot{
				{Ranking: [][]tally.OptionID{{"b, or c"}, {"a"}}, Count: 1},
				{Ranking: [][]tally.OptionID{{"a", "b, or c"}, {"d"}}, Count: 1},
				{Count: 1},
			}},
		},
		{
			"table of a French spreadsheet", "\ufeffa;b\r\n1;2\r\n",
			tally.Rankings,
			ballotfile.Election{Options: ids("a", "b"), Ballots: []tally.Ballot{{Ranking: [][]tally.OptionID{{"a"}, {"b"}}, Count: 1}}},
		},
		{
			"table of scores", "a,b\n5,0\n,3\n", tally.Scores,
			ballotfile.Election{Options: ids("a", "b"), Ballots: []tally.Ballot{
				{Scores: map[tally.OptionID]int64{"a": 5, "b": 0}, Count: 1}, {Scores: map[tally.OptionID]int64{"b": 3}, Count: 1},
			}},
		},
		{
			"table of choices", "a\tb\n1\t0\nx\tx\n", tally.Choices,
			ballotfile.Election{Options: ids("a", "b"), Ballots: []tally.Ballot{{Choices: ids("a"), Count: 1}, {Choices: ids("a", "b"), Count: 1}}},
		},
		{
			"an export", `{"method":"score","candidates":["a"],"rules":{"tie":"lot","max_score":9,"minimum_share":0.125,"quorum":3,"all_rounds":true},
				"lot":["a"],"lot_seed":"s","lot_source":"committed","lot_commitment":"c","receipts":["r"],"ballots":[{"tracker":"t","scores":{"a":5}},{"scores":{"a":1}}],
				"result":{"winners":["a"],"ranking":[["a"]],"counted":2,"scores":{"a":"20/3"},"statistics":{}}}`, tally.Rankings,
			ballotfile.Election{
				Method: "score", Options: ids("a"), LotSeed: "s", LotSource: ballotfile.LotSource{Kind: "committed", Commitment: "c"}, Trackers: []string{"t", ""}, Receipts: []string{"r"},
				Rules:   tally.Rules{Lot: ids("a"), MaxScore: 9, MinShareMilli: 125, Quorum: 3, ToLastTwo: true},
				Ballots: []tally.Ballot{{Scores: map[tally.OptionID]int64{"a": 5}, Count: 1}, {Scores: map[tally.OptionID]int64{"a": 1}, Count: 1}},
				Result: &ballotfile.Published{
					Winners: ids("a"), Ranking: [][]tally.OptionID{ids("a")}, Counted: 2, Scores: map[tally.OptionID]tally.Number{"a": tally.Ratio(20, 3)},
				},
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ballotfile.Read(strings.NewReader(test.text), test.form)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(tally.Number{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestBadFiles: each is refused with one sentence that says where and what.
func TestBadFiles(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "the file is empty"},
		{"blanks", " \n\n", "the file is empty"},
		{"not text", "a,b\n1,\xff\n", "line 2: not UTF-8"},
		{"a picture", "\x89PNG\r\n\x1a\n", "line 1: not UTF-8"},
		{"cut JSON", `{"candidates":["a"],"ballots":[{"ranking":[["a"]`, "the file ends in the middle"},
		{"broken JSON", "{\n\"candidates\":[\"a\",]}", "line 2: not JSON"},
		{"two elections", `{"candidates":["a"],"ballots":[]}{}`, "something follows"},
		{"no candidates", `{"ballots":[]}`, `no "candidates"`},
		{"no ballots", `{"candidates":["a"]}`, `no "ballots"`},
		{"text for a count", `{"candidates":["a"],"ballots":[{"ranking":[],"count":"3"}]}`, `"ballots.count" cannot be a JSON string`},
		{"endless count", `{"candidates":["a"],"ballots":[{"ranking":[],"count":Infinity}]}`, "cannot be"},
		{"half a star", `{"candidates":["a"],"ballots":[{"scores":{"a":2.5}}]}`, `the score of option "a" must be a whole number`},
		{"scored twice", `{"candidates":["a"],"ballots":[{"scores":{"a":2,"a":5}}]}`, `option "a" is scored twice`},
		{"wrong total", `{"candidates":["a"],"total_ballots":3,"ballots":[{"approvals":["a"]}]}`, "announces 3 ballots and holds 1"},
		{"half a table of comparisons", `{"candidates":["a","b"],"pairwise":{"a":{"b":3}}}`, `lacks "b" against "a"`},
		{"prose", "hello", "neither JSON nor a table"},
		{"a short row", "a,b\n1,2\n1\n", "line 3: wrong number of fields"},
		{"an open quote", "a,b\n1,\"2\n", `line 2: extraneous or missing "`},
		{"a place in words", "a,b\n1,second\n", `line 2: the place of "b" must be a whole number from 1 up, not "second"`},
		{"place zero", "a,b\n1,0\n", `not "0"`},
		{"half a share", `{"candidates":["a"],"ballots":[],"rules":{"minimum_share":0.12345}}`, "must be between 0 and 1"},
		{"a share of more than all", `{"candidates":["a"],"ballots":[],"rules":{"minimum_share":1.1}}`, "must be between 0 and 1"},
		{"a figure in words", `{"candidates":["a"],"ballots":[],"result":{"scores":{"a":"many"}}}`, "is not a number of a count"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ballotfile.Read(strings.NewReader(test.text), tally.Rankings)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %q on one line", err, test.want)
			}
		})
	}
}

func TestParseLot(t *testing.T) {
	options := ids("a", "a,b", "Doe, Jane", `Lab "X"`)
	tests := []struct {
		text string
		want []tally.OptionID
	}{
		{"a,a,b", ids("a", "a,b")},
		{"a,b,a", ids("a,b", "a")},
		{`Doe, Jane, Lab "X" ,a`, ids("Doe, Jane", `Lab "X"`, "a")},
		{"", nil},
	}
	for _, test := range tests {
		if got, err := ballotfile.ParseLot(test.text, options); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, %v, want %q", test.text, got, err, test.want)
		}
	}
	if _, err := ballotfile.ParseLot("a,who,a", options); err == nil || !strings.Contains(err.Error(), `"who"`) {
		t.Errorf("an unknown name: %v", err)
	}
}

func ids(names ...tally.OptionID) []tally.OptionID { return names }

// FuzzRead: whatever a file holds, it is read or refused.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"candidates":["a"],"ballots":[{"scores":{"a":2}}],"x":NaN}`))
	f.Add([]byte("a,b\n1,2\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		election, err := ballotfile.Read(strings.NewReader(string(text)), tally.Rankings)
		if err == nil && len(election.Options) == 0 {
			t.Error("an election without options was accepted")
		}
	})
}
