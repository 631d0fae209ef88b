package stats_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

func TestVerdicts(t *testing.T) {
	tests := []struct {
		name                   string
		first, second, ballots int64
		options                int
		want                   stats.Verdict
	}{
		{"1000 votes, 60 to 40", 600, 400, 1000, 2, stats.ClearLead},
		{"z of 2.2", 535, 465, 1000, 2, stats.Likely},
		{"the same lead among ten options", 535, 465, 1000, 10, stats.TooClose},
		{"level", 50, 50, 100, 2, stats.TooClose},
		{"everybody for one", 7, 0, 7, 2, stats.ClearLead},
		{"no ballots", 0, 0, 0, 2, stats.NoVerdict},
	}
	for _, test := range tests {
		if got := stats.LeadOf(test.first, test.second, test.ballots, test.options); got.Verdict != test.want {
			t.Errorf("%s: %s (p %.4f), want %s", test.name, got.Verdict, got.P, test.want)
		}
	}
}

// TestMcNemar uses the test's textbook form: z = (b-c)/sqrt(b+c).
func TestMcNemar(t *testing.T) {
	got := stats.LeadOfPreferred(150, 86, 1600, 2)
	near(t, "z", got.Z, 4.1660, 0.0001)
	near(t, "lead", got.Lead, 0.04, 1e-12)
	if got.Verdict != stats.ClearLead {
		t.Errorf("verdict %s", got.Verdict)
	}
	if got := stats.LeadOfPreferred(0, 0, 100, 2); got.Verdict != stats.NoVerdict {
		t.Errorf("nobody prefers either, and the verdict is %s", got.Verdict)
	}
}

func TestBallotsForLead(t *testing.T) {
	if got := stats.BallotsForLead(0.52, 0.48); got != 2397 { // 3.84 (1 - 0.0016)/0.0016 = 2396.2
		t.Errorf("got %d, want 2397", got)
	}
	if got := stats.BallotsForLead(0.3, 0.3); got != 0 {
		t.Errorf("a tie takes %d", got)
	}
}

func TestSurveyScores(t *testing.T) {
	// 100 people: 40 promoters, 25 detractors; variance (0.4+0.25-0.0225)/100.
	nps := stats.NPS([11]int64{6: 25, 8: 35, 9: 30, 10: 10})
	near(t, "nps", nps.Value, 15, 0)
	near(t, "nps low", nps.Low, 15-15.526, 0.001)
	near(t, "nps high", nps.High, 15+15.526, 0.001)
	if got := stats.NPS([11]int64{0: 1, 9: 1, 10: 1}); got.Value != 33.3 {
		t.Errorf("one decimal: %v", got.Value)
	}
	csat := stats.CSAT([]int64{5, 5, 10, 30, 50})
	near(t, "csat", csat.Value, 0.8, 1e-12)
	if want := stats.Wilson(80, 100); csat.Interval != want {
		t.Errorf("csat interval %v, want %v", csat.Interval, want)
	}
	ces := stats.CES([]int64{0, 2, 0, 2, 0})
	near(t, "ces", ces.Value, 3, 1e-12)
	near(t, "ces half width", ces.High-ces.Value, 1.1316, 0.0001) // 1.96·sqrt((4/3)/4)
	for name, empty := range map[string]stats.Score{"nps": stats.NPS([11]int64{}), "csat": stats.CSAT(nil), "ces": stats.CES([]int64{0, 0})} {
		if empty.Responses != 0 || empty.Value != 0 || !(empty.Low < empty.High) {
			t.Errorf("%s of nobody: %+v", name, empty)
		}
	}
}

func TestIntervalsStayInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ballots := rapid.Int64Range(0, 1_000_000).Draw(t, "ballots")
		chosen := rapid.Int64Range(0, ballots).Draw(t, "chosen")
		got := stats.Wilson(chosen, ballots)
		if got.Low < 0 || got.High > 1 || got.Low >= got.High {
			t.Fatalf("%v", got)
		}
		if share := float64(chosen) / float64(max(ballots, 1)); ballots > 0 && (share < got.Low || share > got.High) {
			t.Fatalf("%v is outside %v", share, got)
		}
		both := stats.Simultaneous([]int64{chosen, ballots - chosen})
		if ballots > 0 && (both[0].Low > got.Low || both[0].High < got.High) {
			t.Fatalf("together %v is narrower than alone %v", both[0], got)
		}
	})
}

func TestMaxDiffExtremes(t *testing.T) {
	got := stats.MaxDiff([]stats.Judged{{Shown: 9, Best: 9}, {Shown: 9, Worst: 9}, {}})
	near(t, "always best", got[0].Score, 0.9, 1e-12)
	near(t, "always worst", got[1].Score, -0.9, 1e-12)
	near(t, "shares", got[0].Share+got[1].Share, 1, 1e-12)
	if got[2] != (stats.Utility{}) || got[0].Sure {
		t.Errorf("never shown: %+v", got[2])
	}
}

func TestRakingTrims(t *testing.T) {
	// One in a hundred is to stand for half: fifty times their number.
	groups := []stats.Group{{Traits: []int{0}, People: 1}, {Traits: []int{1}, People: 99}}
	got, err := stats.Rake(groups, [][]float64{{50, 50}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Trimmed != 1 || got.Weights[0] != stats.MostWeight {
		t.Errorf("weights %v, %d trimmed", got.Weights, got.Trimmed)
	}
	near(t, "average weight", (got.Weights[0]+99*got.Weights[1])/100, 1, 1e-9)
	if milli := got.Milli(); milli[0] != 5000 || milli[1] != 960 {
		t.Errorf("thousandths %v", milli)
	}
	for name, targets := range map[string][][]float64{
		"no targets": nil, "an empty category": {{1, 1, 1}}, "nobody wanted": {{1, 0}}, "a negative target": {{2, -1}},
	} {
		if _, err := stats.Rake(groups, targets); !errors.Is(err, stats.ErrTargets) {
			t.Errorf("%s: %v", name, err)
		}
	}
	apart := []stats.Group{{Traits: []int{0, 0}, People: 5}, {Traits: []int{1, 1}, People: 5}}
	if _, err := stats.Rake(apart, [][]float64{{1, 2}, {2, 1}}); !errors.Is(err, stats.ErrNotRaked) {
		t.Errorf("targets that exclude each other: %v", err)
	}
}

func TestHolm(t *testing.T) {
	got := stats.Holm([]float64{0.01, 0.04, 0.03, 0.005})
	for i, want := range []float64{0.03, 0.06, 0.06, 0.02} {
		near(t, "corrected p", got[i], want, 1e-12)
	}
}

func TestHiddenSegments(t *testing.T) {
	tests := []struct {
		people []int64
		want   []stats.Display
	}{
		{[]int64{9, 10, 49, 50}, []stats.Display{stats.Hide, stats.Hide, stats.Grey, stats.Show}},
		{[]int64{9, 8, 100, 60}, []stats.Display{stats.Hide, stats.Hide, stats.Show, stats.Show}},
		{[]int64{60, 70}, []stats.Display{stats.Show, stats.Show}},
		{[]int64{3}, []stats.Display{stats.Hide}},
	}
	for _, test := range tests {
		if got := stats.DisplayRow(test.people); !slices.Equal(got, test.want) {
			t.Errorf("%v: %v, want %v", test.people, got, test.want)
		}
	}
}

// TestHiddenCrossTab: what the totals give away is hidden too, by rows and by columns.
func TestHiddenCrossTab(t *testing.T) {
	hide, grey, show := stats.Hide, stats.Grey, stats.Show
	tests := []struct {
		people [][]int64
		want   [][]stats.Display
	}{
		{[][]int64{{60, 70}, {80, 20}}, [][]stats.Display{{show, show}, {show, grey}}},
		{[][]int64{{5, 70, 80}, {60, 90, 99}, {75, 85, 95}}, [][]stats.Display{{hide, hide, show}, {hide, hide, show}, {show, show, show}}},
		{[][]int64{{5, 6, 80}, {7, 8, 99}}, [][]stats.Display{{hide, hide, show}, {hide, hide, show}}},
	}
	for _, test := range tests {
		got := stats.DisplayTable(test.people)
		for row := range got {
			if !slices.Equal(got[row], test.want[row]) {
				t.Errorf("%v, row %d: %v, want %v", test.people, row+1, got[row], test.want[row])
			}
		}
	}
	if got := stats.DisplayTable(nil); len(got) != 0 {
		t.Errorf("an empty table: %v", got)
	}
}

// TestDifferences: 15 of 50 against 25 of 50 is a chi-square of 25/6 on one degree of freedom.
func TestDifferences(t *testing.T) {
	got := stats.Differences([]stats.Segment{{Chosen: 15, People: 50}, {Chosen: 25, People: 50}})
	near(t, "gap", got[0].Gap, -0.2, 1e-12)
	near(t, "p of two tests", got[0].P, 2*0.0412268, 1e-6)
	three := stats.Differences([]stats.Segment{{Chosen: 15, People: 50}, {Chosen: 25, People: 50}, {Chosen: 9, People: 9}})
	if three[2] != (stats.Difference{P: 1, Display: stats.Hide}) {
		t.Errorf("nine people are tested: %+v", three[2])
	}
	for _, d := range stats.Differences([]stats.Segment{{Chosen: 50, People: 50}, {Chosen: 60, People: 60}}) {
		if d.P != 1 || d.Gap != 0 {
			t.Errorf("all said the same: %+v", d)
		}
	}
	if alone := stats.Differences([]stats.Segment{{Chosen: 5, People: 50}}); alone[0].P != 1 {
		t.Errorf("one segment: %+v", alone)
	}
}

func TestPreferring(t *testing.T) {
	type ids = []tally.OptionID
	ballots := []tally.Ballot{
		{Choices: ids{"a"}, Count: 3},
		{Choices: ids{"a", "b"}, Count: 5},
		{Choices: ids{"b"}, Count: 1},
		{Ranking: []ids{{"b"}, {"c"}}, Count: 10},
		{Ranking: []ids{{"c"}, {"a", "b"}}, Count: 100},
		{Ranking: []ids{{"a"}, {"b"}}, Count: 20},
		{Scores: map[tally.OptionID]int64{"a": 3, "b": 4}, Count: 1000},
		{Scores: map[tally.OptionID]int64{"a": 1}, Count: 200},
		{Count: 7},
	}
	if a, b := stats.Preferring(ballots, "a", "b"); a != 223 || b != 1011 {
		t.Errorf("%d and %d, want 223 and 1011", a, b)
	}
}

func TestStanding(t *testing.T) {
	got := stats.Standing(240, stats.Text{FR: "la lettre", EN: "the newsletter"}, stats.Text{FR: "les caisses", EN: "the tills"})
	const want = "These are 240 volunteers reached through the newsletter, the tills. The interval shows chance variation only, not who chose to answer."
	if got.EN != want {
		t.Errorf("%q", got.EN)
	}
	if one := stats.Standing(1); one.FR != "C’est 1 volontaire. L’intervalle dit la part du hasard, et non qui a choisi de répondre." {
		t.Errorf("%q", one.FR)
	}
}

func TestFlags(t *testing.T) {
	if got := stats.Flags(stats.Origin{Votes: 100, Channels: map[string]int64{"mail": 50, "page": 50}}); !slices.Equal(got, []stats.Flag{stats.SelfSelected}) {
		t.Errorf("got %v", got)
	}
	got := stats.Flags(stats.Origin{
		Votes: 100, Channels: map[string]int64{"mail": 51}, Links: map[string]int64{"x": 90}, Hours: map[string]int64{"9": 52},
		Networks: map[string]int64{"n": 21}, Rewarded: true, LeaderChanged: true, FixedOrder: true, Quorum: 101,
	})
	if len(got) != 9 {
		t.Errorf("got %v", got)
	}
}

func TestRecount(t *testing.T) {
	options := []tally.OptionID{"a", "b", "c"}
	rules := tally.Rules{Lot: options}
	choice := func(o tally.OptionID, voters int64) tally.Ballot {
		return tally.Ballot{Choices: []tally.OptionID{o}, Count: voters}
	}
	ballots := []tally.Ballot{choice("a", 210), choice("b", 190), {Count: 50}}
	recount := func(id string, ballots []tally.Ballot) stats.Recounts {
		got, err := stats.Recount(id, stats.DefaultRecounts, tally.Plurality, options, ballots, rules)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := recount("poll-1", ballots)
	// A lead of 20 of 400 is one standard error: a wins about 84 % of recounts, plus ties.
	if share := got.Share("a"); share < 0.80 || share > 0.90 || got.Wins["c"] != 0 {
		t.Errorf("a wins %.3f, %v", share, got.Wins)
	}
	var single []tally.Ballot
	for _, b := range slices.Backward(ballots) {
		for range b.Count {
			single = append(single, tally.Ballot{Choices: b.Choices, Count: 1})
		}
	}
	if again := recount("poll-1", single); !maps.Equal(again.Wins, got.Wins) {
		t.Errorf("the same ballots one by one: %v, want %v", again.Wins, got.Wins)
	}
	if other := recount("poll-2", ballots); maps.Equal(other.Wins, got.Wins) {
		t.Error("two polls draw the same crowds")
	}
	if sure := recount("poll-3", []tally.Ballot{choice("b", 3)}); sure.Share("b") != 1 {
		t.Errorf("everybody chose b, who wins %v", sure.Wins)
	}
}
