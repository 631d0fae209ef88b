package questionnaire_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kermesse/polls/questionnaire"
	"kermesse/polls/stats"
)

type (
	answers = questionnaire.Answers
	answer  = questionnaire.Answer
	given   = questionnaire.Given
)

func both(s string) questionnaire.Text { return questionnaire.Text{FR: s, EN: s} }

func options(ids ...string) []questionnaire.Option {
	var list []questionnaire.Option
	for _, id := range ids {
		list = append(list, questionnaire.Option{ID: id, Label: both("«" + id + "»")})
	}
	return list
}

// visit is a survey with a branch: who was not satisfied is asked why.
func visit() questionnaire.Form {
	return questionnaire.Form{
		{ID: "shop", Kind: questionnaire.Choice, Label: both("Which shop?"), Required: true, Options: options("north", "south"), Other: true},
		{ID: "again", Kind: questionnaire.NPS, Label: both("Would you recommend {shop}?"), Required: true},
		{
			ID: "why", Kind: questionnaire.Words, Label: both("What went wrong in {shop}?"), Required: true, Most: 20,
			ShowIf: []questionnaire.Condition{{Question: "again", Op: questionnaire.AtMost, Values: []string{"6"}}},
		},
		{
			ID: "call", Kind: questionnaire.Choice, Label: both("May we call?"), Options: options("yes", "no"),
			ShowIf: []questionnaire.Condition{{Question: "why", Op: questionnaire.Answered}, {Question: "shop", Op: questionnaire.Not, Values: []string{"south"}}},
		},
		{ID: "rows", Kind: questionnaire.Matrix, Label: both("How was"), Options: options("good", "bad"), Rows: options("taste", "price")},
		{ID: "tastes", Kind: questionnaire.Choice, Label: both("Tastes"), Several: true, Least: 2, Most: 3, Options: options("a", "b", "c", "d")},
		{ID: "spent", Kind: questionnaire.Number, Label: both("Spent"), Most: 10_000, Decimals: 2},
		{ID: "day", Kind: questionnaire.Date, Label: both("When")},
		{ID: "steps", Kind: questionnaire.Scale, Label: both("Steps"), Least: -2, Most: 2},
	}
}

func read(t *testing.T, f questionnaire.Form, id string, g given) answer {
	t.Helper()
	q, known := f.Question(id)
	if !known {
		t.Fatalf("no question %s", id)
	}
	a, flaw := q.Read(g)
	if flaw != "" {
		t.Fatalf("%s refuses %+v: %s", id, g, flaw)
	}
	return a
}

func TestCheckAcceptsAForm(t *testing.T) {
	if faults := visit().Check(); faults != nil {
		t.Errorf("faults %+v", faults)
	}
}

func TestCheckFindsEveryFlaw(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(questionnaire.Form) questionnaire.Form
		want   questionnaire.Fault
	}{
		"nothing is asked": {
			func(questionnaire.Form) questionnaire.Form { return nil },
			questionnaire.Fault{Flaw: questionnaire.FlawEmpty},
		},
		"an id twice": {
			func(f questionnaire.Form) questionnaire.Form { f[2].ID = "shop"; f[3].ShowIf = nil; return f },
			questionnaire.Fault{Question: "3", Flaw: questionnaire.FlawID},
		},
		"a condition on a later question": {
			func(f questionnaire.Form) questionnaire.Form { return append(f[2:3:3], f[0], f[1]) },
			questionnaire.Fault{Question: "why", Flaw: questionnaire.FlawConditionOn},
		},
		"an option that is not there": {
			func(f questionnaire.Form) questionnaire.Form { f[3].ShowIf[1].Values = []string{"east"}; return f },
			questionnaire.Fault{Question: "call", Flaw: questionnaire.FlawCondition},
		},
		"a number compared with words": {
			func(f questionnaire.Form) questionnaire.Form { f[2].ShowIf[0].Values = []string{"six"}; return f },
			questionnaire.Fault{Question: "why", Flaw: questionnaire.FlawCondition},
		},
		"a repeated answer that does not exist": {
			func(f questionnaire.Form) questionnaire.Form { f[1].Hint = both("Hello {name}"); return f },
			questionnaire.Fault{Question: "again", Flaw: questionnaire.FlawPipe},
		},
		"a matrix without rows": {
			func(f questionnaire.Form) questionnaire.Form { f[4].Rows = nil; return f },
			questionnaire.Fault{Question: "rows", Flaw: questionnaire.FlawOptions},
		},
		"a scale of one step": {
			func(f questionnaire.Form) questionnaire.Form { f[8].Least = 2; return f },
			questionnaire.Fault{Question: "steps", Flaw: questionnaire.FlawBounds},
		},
		"more at least than there are": {
			func(f questionnaire.Form) questionnaire.Form { f[5].Least = 5; return f },
			questionnaire.Fault{Question: "tastes", Flaw: questionnaire.FlawBounds},
		},
		"an option called other": {
			func(f questionnaire.Form) questionnaire.Form { f[0].Options[0].ID = questionnaire.OtherID; return f },
			questionnaire.Fault{Question: "shop", Flaw: questionnaire.FlawID},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if faults := tc.change(visit()).Check(); !slices.Contains(faults, tc.want) {
				t.Errorf("faults %+v, want %+v among them", faults, tc.want)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	f := visit()
	for name, tc := range map[string]struct {
		question string
		given    given
		want     questionnaire.Flaw
	}{
		"an unknown option":          {"shop", given{Values: []string{"east"}}, questionnaire.FlawOption},
		"two where one is asked":     {"shop", given{Values: []string{"north", "south"}}, questionnaire.FlawOne},
		"other without words":        {"shop", given{Values: []string{"other"}}, questionnaire.FlawOtherMay},
		"other where it is not":      {"call", given{Values: []string{"other"}, Other: "x"}, questionnaire.FlawOption},
		"eleven of ten":              {"again", given{Values: []string{"11"}}, questionnaire.FlawRange},
		"half a step":                {"again", given{Values: []string{"9.5"}}, questionnaire.FlawNumber},
		"too many words":             {"why", given{Values: []string{"123456789 123456789 1"}}, questionnaire.FlawLong},
		"one of at least two":        {"tastes", given{Values: []string{"a"}}, questionnaire.FlawFew},
		"four of at most three":      {"tastes", given{Values: []string{"a", "b", "c", "d"}}, questionnaire.FlawMany},
		"a third decimal":            {"spent", given{Values: []string{"1.005"}}, questionnaire.FlawNumber},
		"too much":                   {"spent", given{Values: []string{"10000.01"}}, questionnaire.FlawRange},
		"a number with an exponent":  {"spent", given{Values: []string{"1e3"}}, questionnaire.FlawNumber},
		"a day that is none":         {"day", given{Values: []string{"2026-02-29"}}, questionnaire.FlawDay},
		"a row that is not there":    {"rows", given{Rows: map[string]string{"size": "good"}}, questionnaire.FlawOption},
		"a column that is not there": {"rows", given{Rows: map[string]string{"taste": "fair"}}, questionnaire.FlawOption},
		"two days":                   {"day", given{Values: []string{"2026-02-01", "2026-02-02"}}, questionnaire.FlawOne},
	} {
		t.Run(name, func(t *testing.T) {
			q, _ := f.Question(tc.question)
			if a, flaw := q.Read(tc.given); flaw != tc.want || !a.Empty() {
				t.Errorf("%+v, %q; want %q and no answer", a, flaw, tc.want)
			}
		})
	}
}

func TestReadAndValuesAreInverse(t *testing.T) {
	f := visit()
	for id, g := range map[string]given{
		"shop":   {Values: []string{"other"}, Other: "the beach"},
		"again":  {Values: []string{"0"}},
		"tastes": {Values: []string{"d", "a"}},
		"spent":  {Values: []string{"1 234,50"}},
		"steps":  {Values: []string{"-2"}},
		"day":    {Values: []string{"2026-12-31"}},
		"rows":   {Rows: map[string]string{"taste": "good"}},
	} {
		q, _ := f.Question(id)
		a := read(t, f, id, g)
		if again := read(t, f, id, q.Values(a)); !cmp.Equal(a, again) || a.Empty() {
			t.Errorf("%s: %+v is read back as %+v", id, a, again)
		}
	}
}

func TestPathFollowsTheAnswers(t *testing.T) {
	f := visit()
	said := answers{"shop": read(t, f, "shop", given{Values: []string{"north"}}), "again": read(t, f, "again", given{Values: []string{"3"}})}
	if q, ok := f.Next(said, "again"); !ok || q.ID != "why" {
		t.Errorf("after a bad mark comes %q", q.ID)
	}
	said["why"] = answer{Words: "cold"}
	if q, ok := f.Next(said, "why"); !ok || q.ID != "call" {
		t.Errorf("after the reason comes %q", q.ID)
	}
	said["again"] = read(t, f, "again", given{Values: []string{"9"}})
	if q, ok := f.Next(said, "again"); !ok || q.ID != "rows" {
		t.Errorf("after a good mark comes %q", q.ID)
	}
	if q, ok := f.Previous(said, "rows"); !ok || q.ID != "again" {
		t.Errorf("before the matrix stands %q", q.ID)
	}
	if _, ok := f.Previous(said, "shop"); ok {
		t.Error("there is something before the first question")
	}
	kept, faults := f.Finish(said)
	if _, there := kept["why"]; there || faults != nil {
		t.Errorf("a reason off the path is kept: %+v, faults %+v", kept, faults)
	}
}

func TestFinishAsksForWhatIsRequired(t *testing.T) {
	f := visit()
	_, faults := f.Finish(answers{"again": read(t, f, "again", given{Values: []string{"2"}})})
	want := []questionnaire.Fault{{Question: "shop", Flaw: questionnaire.FlawRequired}, {Question: "why", Flaw: questionnaire.FlawRequired}}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Error(diff)
	}
	f[4].Required = true
	said := answers{
		"shop": {Options: []string{"north"}}, "again": read(t, f, "again", given{Values: []string{"8"}}),
		"rows": {Rows: map[string]string{"taste": "good"}},
	}
	if _, faults := f.Finish(said); !cmp.Equal(faults, []questionnaire.Fault{{Question: "rows", Flaw: questionnaire.FlawRows}}) {
		t.Errorf("faults %+v", faults)
	}
}

func TestSaidRepeatsAnswers(t *testing.T) {
	f := visit()
	again, _ := f.Question("again")
	if got := f.Said(again.Label, answers{"shop": {Options: []string{"other"}, Other: "the beach"}}, "en"); got != "Would you recommend the beach?" {
		t.Errorf("%q", got)
	}
	if got := f.Said(again.Label, nil, "fr"); got != "Would you recommend …?" {
		t.Errorf("%q", got)
	}
	// An answer that looks like a piped one is not looked at again.
	if got := f.Said(again.Label, answers{"shop": {Options: []string{"other"}, Other: "{again}"}}, "en"); got != "Would you recommend {again}?" {
		t.Errorf("%q", got)
	}
}

func TestFormatMilli(t *testing.T) {
	for milli, want := range map[int64]string{0: "0", 12500: "12.5", -250: "-0.25", 1: "0.001", -3000: "-3"} {
		if got := questionnaire.FormatMilli(milli); got != want {
			t.Errorf("%d is written %q, want %q", milli, got, want)
		}
	}
}

// crowd is forty people: thirty in the north, who give 10, and ten in the south, of whom
// five give 6 and say why.
func crowd(t *testing.T) (questionnaire.Form, []answers) {
	t.Helper()
	f := visit()
	mark := func(n string) answer { return read(t, f, "again", given{Values: []string{n}}) }
	var all []answers
	for i := range 40 {
		a := answers{"shop": {Options: []string{"north"}}, "again": mark("10"), "spent": read(t, f, "spent", given{Values: []string{"2.50"}})}
		if i >= 30 {
			a["shop"] = answer{Options: []string{"south"}}
		}
		if i >= 35 {
			a["again"], a["why"] = mark("6"), answer{Words: "cold"}
			a["spent"] = read(t, f, "spent", given{Values: []string{"100"}})
		}
		all = append(all, a)
	}
	return f, all
}

func TestSummarise(t *testing.T) {
	f, all := crowd(t)
	sums := questionnaire.Summarise(f, all)
	shop, again, why, spent := sums[0], sums[1], sums[2], sums[6]
	if shop.Asked != 40 || shop.Bars[0].People != 30 || shop.Bars[0].Share != 0.75 || shop.Bars[2].ID != questionnaire.OtherID {
		t.Errorf("shop %+v", shop)
	}
	if diff := cmp.Diff(stats.Simultaneous([]int64{30, 10, 0})[0], shop.Bars[0].Interval); diff != "" {
		t.Error(diff)
	}
	if again.Score.Value != 75 || again.Bars[10].People != 35 || again.Bars[6].Number != 6 || again.Bars[6].People != 5 {
		t.Errorf("again %+v %+v", again.Score, again.Bars)
	}
	if why.Asked != 5 || why.Answered != 5 || !cmp.Equal(why.Said, []string{"cold"}) {
		t.Errorf("why %+v", why)
	}
	if *spent.Spread != (questionnaire.Distribution{Low: 2500, Median: 2500, High: 100_000, Mean: 14687.5}) {
		t.Errorf("spent %+v", spent.Spread)
	}
}

func TestScaleBelowZeroHasItsOwnMean(t *testing.T) {
	f := visit()
	all := []answers{}
	for _, n := range []string{"-2", "-2", "2", "1"} {
		all = append(all, answers{"steps": read(t, f, "steps", given{Values: []string{n}})})
	}
	if s := questionnaire.Summarise(f, all)[8]; s.Score.Value != -0.25 || s.Bars[0].Number != -2 || s.Bars[0].People != 2 {
		t.Errorf("%+v %+v", s.Score, s.Bars)
	}
}

func TestCrossHidesSmallGroups(t *testing.T) {
	f, all := crowd(t)
	table, ok := questionnaire.Cross(f, "again", "shop", all[:39]) // nine in the south
	if !ok {
		t.Fatal("these questions cannot be crossed")
	}
	if north := table.Columns[0]; north.People != 30 || north.Display != stats.Grey {
		t.Errorf("north %+v", north)
	}
	if south := table.Columns[1]; south.People != 9 || south.Display != stats.Hide || table.Cells[10][1].Display != stats.Hide {
		t.Errorf("south %+v %+v", south, table.Cells[10][1])
	}
	if top := table.Cells[10][0]; top.People != 30 || top.Share != 1 {
		t.Errorf("top mark in the north %+v", top)
	}
	if _, ok := questionnaire.Cross(f, "why", "shop", all); ok {
		t.Error("free text is crossed")
	}
}

func TestFilter(t *testing.T) {
	f, all := crowd(t)
	if n := len(questionnaire.Filter(f, "shop", []string{"south"}, all)); n != 10 {
		t.Errorf("%d in the south", n)
	}
	if n := len(questionnaire.Filter(f, "again", []string{"6", "10"}, all)); n != 40 {
		t.Errorf("%d with a 6 or a 10", n)
	}
}
