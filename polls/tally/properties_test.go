package tally_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kermesse/polls/tally"
)

// poll is a random small poll: small enough for ties of every kind to be common.
type poll struct {
	method  tally.Method
	options []tally.OptionID
	ballots []tally.Ballot
	rules   tally.Rules
}

var letters = []tally.OptionID{"a", "b", "c", "d", "e"}

func drawPoll(t *rapid.T, among ...tally.Method) poll {
	p := poll{
		method:  rapid.SampledFrom(among).Draw(t, "method"),
		options: letters[:rapid.IntRange(1, len(letters)).Draw(t, "options")],
	}
	p.rules.Lot = rapid.Permutation(p.options).Draw(t, "lot")
	if !tally.Declares(p.method) {
		p.rules.Seats = rapid.IntRange(1, len(p.options)).Draw(t, "seats")
	}
	p.ballots = rapid.SliceOfN(rapid.Custom(p.drawBallot), 0, 9).Draw(t, "ballots")
	return p
}

// drawAnyPoll draws a poll with rules that concern who wins, too.
func drawAnyPoll(t *rapid.T) poll {
	p := drawPoll(t, tally.Methods()...)
	p.drawSeats(t)
	if rapid.Bool().Draw(t, "none of these") {
		p.rules.NoneOption = rapid.SampledFrom(p.options).Draw(t, "which is none")
	}
	p.rules.Quorum = rapid.Int64Range(0, 5).Draw(t, "quorum")
	if tally.FormOf(p.method) == tally.Scores {
		p.rules.MinShareMilli = rapid.Int64Range(0, 600).Draw(t, "share")
	}
	return p
}

// drawSeats draws how many win, and whether ties are declared.
func (p *poll) drawSeats(t *rapid.T) {
	if !slices.Contains([]tally.Method{tally.IRV, tally.STAR, tally.Bracket}, p.method) {
		p.rules.Seats = rapid.IntRange(1, len(p.options)).Draw(t, "seats")
	}
	if tally.Declares(p.method) && rapid.Bool().Draw(t, "declare") {
		p.rules.Tie = tally.Declare
	}
}

func (p poll) drawBallot(t *rapid.T) tally.Ballot {
	b := tally.Ballot{Count: int64(rapid.IntRange(1, 3).Draw(t, "count"))}
	listed := rapid.Permutation(p.options).Draw(t, "order")[:rapid.IntRange(0, len(p.options)).Draw(t, "listed")]
	switch p.method {
	case tally.Plurality:
		b.Choices = listed[:min(1, len(listed))]
	case tally.Approval, tally.Satisfaction, tally.Proportional, tally.InTurn, tally.Represented:
		b.Choices = listed
	case tally.Score, tally.STAR, tally.Dots:
		b.Scores = map[tally.OptionID]int64{}
		for _, o := range listed {
			b.Scores[o] = int64(rapid.IntRange(0, 5).Draw(t, "score"))
		}
	case tally.Duels, tally.Bracket, tally.MaxDiff:
		size := 2
		if p.method == tally.MaxDiff {
			size = rapid.IntRange(3, 5).Draw(t, "size")
		}
		if len(listed) >= size {
			b.Picks = []tally.Pick{{Shown: listed[:size], Best: listed[0]}}
			if p.method == tally.MaxDiff {
				b.Picks[0].Worst = listed[1]
			}
		}
	default:
		for _, o := range listed {
			if n := len(b.Ranking); n > 0 && rapid.IntRange(0, 3).Draw(t, "equal") == 0 {
				b.Ranking[n-1] = append(b.Ranking[n-1], o)
			} else {
				b.Ranking = append(b.Ranking, []tally.OptionID{o})
			}
		}
	}
	return b
}

func (p poll) count(t *rapid.T) tally.Result {
	res, err := tally.Count(p.method, p.options, p.ballots, p.rules)
	if err != nil {
		t.Fatalf("%s: %v", p.method, err)
	}
	return res
}

// describe writes everything a result says in an order that does not depend on the names or
// the order of the options, the options being called what name says.
func describe(res tally.Result, name func(tally.OptionID) tally.OptionID) string {
	var text strings.Builder
	named := func(ids []tally.OptionID) (named []tally.OptionID) {
		for _, id := range ids {
			named = append(named, name(id))
		}
		return named
	}
	line := func(what ...any) { fmt.Fprintln(&text, what...) }
	line("winners", named(res.Winners), res.LotDecided, res.CoWinners, res.NoWinner, named(res.Leading), res.CompletedBy, res.Quota)
	for _, group := range res.Ranking {
		line("ranked", named(group))
	}
	scores := map[tally.OptionID]string{}
	for id, score := range res.Scores {
		scores[name(id)] = score.String()
	}
	line("scores", scores)
	for _, r := range res.Rounds {
		line("round", r.Number, r.Action, name(r.Option), r.Exhausted, r.Lost, named(r.Elected))
		for _, held := range r.Tallies {
			line(" ", name(held.Option), held.Votes)
		}
	}
	for _, tie := range res.TieBreaks {
		line("tie", tie.Stage, tie.Number, named(tie.Tied), tie.Rule, named(tie.Decision))
	}
	if p := res.Pairwise; p != nil {
		line("pairs", name(p.Winner), name(p.Loser), slices.Sorted(slices.Values(named(p.SmithSet))))
		for _, l := range p.Locks {
			line("lock", name(l.Winner), name(l.Loser), l.For, l.Against, l.Locked)
		}
		votes := map[string]string{}
		for a, row := range p.Votes {
			for b, cell := range row {
				votes[string(name(p.Options[a])+">"+name(p.Options[b]))] = cell.String()
			}
		}
		line("votes", votes)
	}
	line("ballots", res.Counted, res.Exhausted)
	return text.String()
}

func same(id tally.OptionID) tally.OptionID { return id }

func TestOrderOfBallotsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawAnyPoll(t)
		want := describe(p.count(t), same)
		p.ballots = rapid.Permutation(p.ballots).Draw(t, "other order")
		if got := describe(p.count(t), same); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

func TestOneByOneIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawAnyPoll(t)
		want := describe(p.count(t), same)
		var single []tally.Ballot
		for _, b := range p.ballots {
			for range b.Count {
				one := b
				one.Count, one.WeightMilli = 1, 1000
				single = append(single, one)
			}
		}
		p.ballots = single
		if got := describe(p.count(t), same); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

func TestNamesAndOrderOfOptionsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawAnyPoll(t)
		want := describe(p.count(t), same)
		names := rapid.Permutation([]tally.OptionID{"zoe", "2", "é", "  ", "a"}).Draw(t, "names")
		there, back := map[tally.OptionID]tally.OptionID{}, map[tally.OptionID]tally.OptionID{}
		for i, o := range p.options {
			there[o], back[names[i]] = names[i], o
		}
		p = p.renamed(there)
		p.options = rapid.Permutation(p.options).Draw(t, "other order")
		if got := describe(p.count(t), func(id tally.OptionID) tally.OptionID { return back[id] }); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

func (p poll) renamed(names map[tally.OptionID]tally.OptionID) poll {
	all := func(ids []tally.OptionID) (renamed []tally.OptionID) {
		for _, id := range ids {
			renamed = append(renamed, names[id])
		}
		return renamed
	}
	q := p
	q.options, q.rules.Lot, q.rules.NoneOption, q.ballots = all(p.options), all(p.rules.Lot), names[p.rules.NoneOption], nil
	for _, b := range p.ballots {
		c := tally.Ballot{Choices: all(b.Choices), Count: b.Count}
		for _, group := range b.Ranking {
			c.Ranking = append(c.Ranking, all(group))
		}
		for id, score := range b.Scores {
			if c.Scores == nil {
				c.Scores = map[tally.OptionID]int64{}
			}
			c.Scores[names[id]] = score
		}
		for _, pick := range b.Picks {
			c.Picks = append(c.Picks, tally.Pick{Shown: all(pick.Shown), Best: names[pick.Best], Worst: names[pick.Worst]})
		}
		q.ballots = append(q.ballots, c)
	}
	return q
}

func TestBlankBallotChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawAnyPoll(t)
		before := p.count(t)
		p.ballots = append(p.ballots, tally.Ballot{Count: 7})
		after := p.count(t)
		if describe(before, same) != describe(after, same) || after.Blank != before.Blank+7 {
			t.Fatalf("got\n%s\nwant\n%s", describe(after, same), describe(before, same))
		}
	})
}
