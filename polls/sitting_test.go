package polls_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"kermesse/polls"
	"kermesse/polls/tally"
)

// many is a change of terms to so many options, o1 first.
func many(n int) func(*polls.Terms) {
	return func(terms *polls.Terms) {
		terms.Options = nil
		for i := range n {
			name := fmt.Sprint("o", i+1)
			terms.Options = append(terms.Options, polls.Option{ID: tally.OptionID(name), Label: polls.Text{FR: "Parfum " + name}})
		}
	}
}

func method(m tally.Method) func(*polls.Terms) {
	return func(terms *polls.Terms) { terms.Method = m }
}

// pick answers sets: the option that comes first in the brand's order is the best, the last the
// worst.
func pick(p polls.Poll, sets ...polls.Set) []tally.Pick {
	place := func(id tally.OptionID) int {
		return slices.IndexFunc(p.Options, func(o polls.Option) bool { return o.ID == id })
	}
	var picks []tally.Pick
	for _, set := range sets {
		sorted := slices.SortedFunc(slices.Values(set), func(a, b tally.OptionID) int { return place(a) - place(b) })
		one := tally.Pick{Shown: set, Best: sorted[0]}
		if len(sorted) > 2 {
			one.Worst = sorted[len(sorted)-1]
		}
		picks = append(picks, one)
	}
	return picks
}

// answerAll sits down, answers everything and hands it in.
func (h *house) answerAll(t *testing.T, slug string, v polls.Voter) polls.Vote {
	t.Helper()
	p := h.find(t, slug)
	sitting, err := h.polls.Sit(t.Context(), p, v)
	if err != nil {
		t.Fatal(err)
	}
	if sitting, err = h.polls.Answer(t.Context(), p, v, pick(p, sitting.Sets...)); err != nil {
		t.Fatal(err)
	}
	return h.vote(t, slug, v, polls.Cast{Ballot: sitting.Ballot(), Locale: "fr"})
}

// TestDuelsFromSittingToRecount: a voter is asked ten pairs, none twice, answers one at a time,
// comes back, and is counted once.
func TestDuelsFromSittingToRecount(t *testing.T) {
	h := newHouse(t)
	p, v := h.open(t, method(tally.Duels), many(8)), device("d1")
	if _, err := h.polls.FindSitting(t.Context(), p, v); !errors.Is(err, polls.ErrNoSitting) {
		t.Errorf("before the beginning: %v", err)
	}
	sitting, err := h.polls.Sit(t.Context(), p, v)
	if err != nil || len(sitting.Sets) != 10 || sitting.Answered() != 0 {
		t.Fatalf("sat before %v, %v", sitting, err)
	}
	if _, err := h.polls.Answer(t.Context(), p, v, pick(p, sitting.Sets[:3]...)); err != nil {
		t.Fatal(err)
	}
	again, err := h.node().Sit(t.Context(), p, v) // another node, another day
	if err != nil || again.Answered() != 3 || again.Next(0) != 3 || fmt.Sprint(again.Sets) != fmt.Sprint(sitting.Sets) {
		t.Fatalf("came back to %+v, %v", again, err)
	}
	first := h.vote(t, "gout", v, polls.Cast{Ballot: again.Ballot(), Locale: "fr"})
	if first.Outcome != polls.Counted || len(first.Ballot.Picks) != 3 {
		t.Errorf("a part of the answers: %+v", first)
	}
	if whole := h.answerAll(t, "gout", v); whole.Outcome != polls.Changed || len(whole.Ballot.Picks) != 10 {
		t.Errorf("all of them: %+v", whole)
	}
	if again := h.answerAll(t, "gout", v); again.Outcome != polls.Repeated {
		t.Errorf("once more: %+v", again)
	}
	snap := h.results(t, "gout")
	if snap.Ballots() != 1 {
		t.Errorf("%d ballots", snap.Ballots())
	}
	var shown, best int64
	for _, picked := range snap.Picked {
		shown, best = shown+picked.Shown, best+picked.Best
	}
	if shown != 20 || best != 10 {
		t.Errorf("%d showings, %d picks", shown, best)
	}
}

// TestDuelsEvenOut: with a few dozen voters all pairs have been shown about as often.
func TestDuelsEvenOut(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, method(tally.Duels), many(6), func(terms *polls.Terms) { terms.Sets = 5 })
	met := map[string]int{}
	for i := range 30 {
		sitting, err := h.polls.Sit(t.Context(), p, device(fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		for _, set := range sitting.Sets {
			met[fmt.Sprint(slices.Sorted(slices.Values(set)))]++
		}
		if i == 14 {
			h.polls = h.node() // a restart reads what was shown
		}
	}
	for pair, n := range met {
		if n != 10 {
			t.Errorf("%s met %d times, want 150 showings of 15 pairs even", pair, n)
		}
	}
}

func TestBestWorstSets(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, method(tally.MaxDiff), many(9), func(terms *polls.Terms) { terms.SetSize, terms.Sets = 3, 6 })
	sitting, err := h.polls.Sit(t.Context(), p, device("d1"))
	if err != nil || len(sitting.Sets) != 6 || len(sitting.Sets[0]) != 3 {
		t.Fatalf("sat before %v, %v", sitting, err)
	}
	for i := range 4 {
		h.answerAll(t, "gout", device(fmt.Sprint("d", i)))
	}
	h.clock.Set(p.ClosesAt)
	snap := h.results(t, "gout")
	if snap.Result.Winners[0] != "o1" || snap.Ballots() != 4 {
		t.Errorf("%+v", snap.Result)
	}
	if worst := snap.Picked["o9"]; worst.Worst != worst.Shown || worst.Shown == 0 {
		t.Errorf("the last option: %+v", worst)
	}
}

// TestWrongPicks: what was not shown, what is no answer and what comes twice is refused, and
// nothing of it is kept.
func TestWrongPicks(t *testing.T) {
	h := newHouse(t)
	p, v := h.open(t, method(tally.Duels), many(8)), device("d1")
	_, err := h.try(t, "gout", v, polls.Cast{Ballot: tally.Ballot{Picks: []tally.Pick{{Shown: []tally.OptionID{"o1", "o2"}, Best: "o1"}}}})
	if !errors.Is(err, polls.ErrNoSitting) {
		t.Errorf("a vote without a sitting: %v", err)
	}
	sitting, err := h.polls.Sit(t.Context(), p, v)
	if err != nil {
		t.Fatal(err)
	}
	a, b := sitting.Sets[0][0], sitting.Sets[0][1]
	var unseen []tally.OptionID
	for i := range p.Options {
		for j := range i {
			pair := []tally.OptionID{p.Options[i].ID, p.Options[j].ID}
			if !slices.ContainsFunc(sitting.Sets, func(s polls.Set) bool { return slices.Contains(s, pair[0]) && slices.Contains(s, pair[1]) }) {
				unseen = pair
			}
		}
	}
	for name, test := range map[string]struct {
		picks []tally.Pick
		code  string
	}{
		"of a pair that was not shown": {[]tally.Pick{{Shown: unseen, Best: unseen[0]}}, "set_not_shown"},
		"of a third option":            {[]tally.Pick{{Shown: []tally.OptionID{a, b}, Best: "o99"}}, "bad_pick"},
		"with a worst in a duel":       {[]tally.Pick{{Shown: []tally.OptionID{a, b}, Best: a, Worst: b}}, "bad_pick"},
		"of an option against itself":  {[]tally.Pick{{Shown: []tally.OptionID{a, a}, Best: a}}, "duplicate_option"},
		"of an unknown option":         {[]tally.Pick{{Shown: []tally.OptionID{a, "fraise"}, Best: a}}, "unknown_option"},
		"twice":                        {[]tally.Pick{{Shown: []tally.OptionID{a, b}, Best: a}, {Shown: []tally.OptionID{b, a}, Best: b}}, "repeated_pick"},
	} {
		_, err := h.try(t, "gout", v, polls.Cast{Ballot: tally.Ballot{Picks: test.picks}})
		wantsCode(t, "a pick "+name, err, "picks", test.code)
	}
	_, err = h.polls.Answer(t.Context(), p, v, []tally.Pick{{Shown: unseen, Best: unseen[0]}})
	wantsCode(t, "an answer to what was not shown", err, "picks", "set_not_shown")
	if _, err := h.try(t, "gout", v, one("o1")); err == nil {
		t.Error("a choice is taken where picks are asked for")
	}
	if n := h.results(t, "gout").Ballots(); n != 0 {
		t.Errorf("%d ballots", n)
	}
	if _, err := h.polls.Sit(t.Context(), p, polls.Voter{}); !errors.Is(err, polls.ErrDeviceMissing) {
		t.Errorf("a browser without cookies: %v", err)
	}
	h.clock.Set(p.ClosesAt)
	if _, err := h.polls.Answer(t.Context(), p, v, pick(p, sitting.Sets[0])); !errors.Is(err, polls.ErrClosed) {
		t.Errorf("too late: %v", err)
	}
}

// TestSittingEnds: answers are taken back on demand, and all that was shown is forgotten when
// the vote is over.
func TestSittingEnds(t *testing.T) {
	h := newHouse(t)
	p, v := h.open(t, method(tally.Duels), many(5)), device("d1")
	h.answerAll(t, "gout", v)
	sitting, err := h.polls.StartOver(t.Context(), p, v)
	if err != nil || sitting.Answered() != 0 || len(sitting.Sets) == 0 {
		t.Errorf("started over at %+v, %v", sitting, err)
	}
	h.answerAll(t, "gout", v)
	if err := h.polls.Withdraw(t.Context(), p, v); err != nil {
		t.Fatal(err)
	}
	if sitting, err = h.polls.FindSitting(t.Context(), p, v); err != nil || sitting.Answered() != 0 {
		t.Errorf("after withdrawing: %+v, %v", sitting, err)
	}
	h.clock.Set(p.ClosesAt.Add(time.Second))
	if err := h.polls.CloseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.polls.FindSitting(t.Context(), p, v); !errors.Is(err, polls.ErrNoSitting) {
		t.Errorf("after closing: %v", err)
	}
}

// TestPublishedPicks: who looks at a published ballot sees what was compared, and not in which
// order.
func TestPublishedPicks(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, method(tally.Duels), many(4))
	for i := range 3 {
		h.answerAll(t, "gout", device(fmt.Sprint(i)))
	}
	h.clock.Set(p.ClosesAt)
	box, err := h.polls.OpenBox(t.Context(), h.find(t, "gout"), polls.Reader{})
	if err != nil || len(box.Ballots) != 3 {
		t.Fatalf("%d ballots, %v", len(box.Ballots), err)
	}
	for _, b := range box.Ballots {
		for _, one := range b.Ballot.Picks {
			if !slices.IsSorted(one.Shown) {
				t.Errorf("in the order of the screen: %v", one)
			}
		}
	}
	if len(box.Records) != 2 || bytes.Contains([]byte(box.Records[0].Text), []byte("points_cap")) {
		t.Errorf("records %+v", box.Records)
	}
}

func TestTermsOfSets(t *testing.T) {
	h := newHouse(t)
	for name, test := range map[string]struct {
		change func(*polls.Terms)
		field  string
	}{
		"sets":       {func(terms *polls.Terms) { terms.Method, terms.Sets = tally.Duels, 101 }, "sets"},
		"set size":   {func(terms *polls.Terms) { terms.Method, terms.SetSize = tally.MaxDiff, 2 }, "set_size"},
		"points cap": {func(terms *polls.Terms) { terms.Method, terms.Points, terms.PointsCap = tally.Dots, 5, 6 }, "points_cap"},
	} {
		_, err := h.polls.Create(t.Context(), h.cm, flavours(test.change))
		wantsCode(t, name, err, test.field, "out_of_range")
	}
	two := flavours(method(tally.MaxDiff))
	two.Options = two.Options[:2]
	p, err := h.polls.Create(t.Context(), h.cm, two)
	if err != nil {
		t.Fatal(err)
	}
	if missing := p.Missing(noon); len(missing) != 1 || missing[0].Fault.Code != "too_few_options_for_sets" {
		t.Errorf("missing %v", missing)
	}
}

func TestCapOfDots(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.Method, terms.Points, terms.PointsCap = tally.Dots, 10, 4 })
	dots := func(coco, mangue int64) polls.Cast {
		return polls.Cast{Ballot: tally.Ballot{Scores: map[tally.OptionID]int64{"coco": coco, "mangue": mangue}}}
	}
	_, err := h.try(t, "gout", device("d1"), dots(5, 1))
	wantsCode(t, "five on one", err, "scores", "score_out_of_range")
	h.vote(t, "gout", device("d1"), dots(4, 4))
	if snap := h.results(t, "gout"); snap.Result.Scores["coco"] != tally.Whole(4) {
		t.Errorf("%v", snap.Result.Scores)
	}
}
