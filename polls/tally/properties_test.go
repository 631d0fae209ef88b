package tally_test

import (
	"fmt"
	"maps"
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

func TestCondorcetConsistency(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoll(t, tally.Condorcet, tally.Schulze, tally.RankedPairs, tally.Copeland, tally.Kemeny, tally.Minimax)
		res := p.count(t)
		if res.NoWinner != "" {
			return
		}
		if w := res.Pairwise.Winner; w != "" && !slices.Equal(res.Winners, []tally.OptionID{w}) {
			t.Fatalf("%s beats all others and %q won", w, res.Winners)
		}
		if res.Pairwise.Winner == "" && p.method == tally.Condorcet && len(p.options) > 1 && res.CompletedBy == "" {
			t.Fatal("no option beats all others, and the result does not say so")
		}
		if p.method != tally.Minimax && !slices.Contains(res.Pairwise.SmithSet, res.Winners[0]) {
			t.Fatalf("%q won from outside the Smith set %q", res.Winners, res.Pairwise.SmithSet)
		}
	})
}

// TestMajorityWins: an option alone in first place on more than half of the ballots wins by
// every method that promises it.
func TestMajorityWins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoll(t, tally.IRV, tally.Schulze, tally.RankedPairs, tally.Condorcet)
		firsts, total := map[tally.OptionID]int64{}, int64(0)
		for _, b := range p.ballots {
			if len(b.Ranking) > 0 {
				total += b.Count
				if len(b.Ranking[0]) == 1 {
					firsts[b.Ranking[0][0]] += b.Count
				}
			}
		}
		for o, votes := range firsts {
			if res := p.count(t); 2*votes > total && !slices.Equal(res.Winners, []tally.OptionID{o}) {
				t.Fatalf("%s is first on %d of %d ballots, and %q won", o, votes, total, res.Winners)
			}
		}
	})
}

// TestRaisingTheWinner: by a monotonic method, ranking or scoring the winner higher, or picking
// it in a duel that it lost, does not harm it.
func TestRaisingTheWinner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoll(t, tally.Plurality, tally.Approval, tally.Score, tally.STAR, tally.Dots, tally.Borda, tally.Condorcet,
			tally.Schulze, tally.RankedPairs, tally.Copeland, tally.Minimax, tally.Kemeny, tally.Duels, tally.Bracket)
		before := p.count(t)
		if before.NoWinner != "" || len(before.TieBreaks) > 0 {
			return
		}
		w := before.Winners[0]
		i := rapid.IntRange(0, len(p.ballots)-1).Draw(t, "ballot")
		p.ballots[i] = raised(t, p.ballots[i], w)
		if after := p.count(t); !slices.Contains(after.Winners, w) {
			t.Fatalf("%s won, was raised on ballot %d, and %q won", w, i, after.Winners)
		}
	})
}

// raised makes a ballot say more for an option and nothing else.
func raised(t *rapid.T, b tally.Ballot, up tally.OptionID) tally.Ballot {
	switch {
	case len(b.Choices) == 1:
		b.Choices = []tally.OptionID{up}
	case len(b.Choices) > 1 && !slices.Contains(b.Choices, up):
		b.Choices = append(slices.Clone(b.Choices), up)
	case b.Scores != nil:
		b.Scores = maps.Clone(b.Scores)
		b.Scores[up] = rapid.Int64Range(b.Scores[up], 5).Draw(t, "score")
	case len(b.Picks) > 0 && slices.Contains(b.Picks[0].Shown, up):
		b.Picks = []tally.Pick{{Shown: b.Picks[0].Shown, Best: up}}
	case len(b.Ranking) > 0:
		at := slices.IndexFunc(b.Ranking, func(group []tally.OptionID) bool { return slices.Contains(group, up) })
		if at < 0 {
			at = len(b.Ranking)
		}
		place := rapid.IntRange(0, at).Draw(t, "place")
		b.Ranking = slices.Concat(b.Ranking[:place], [][]tally.OptionID{{up}}, without(b.Ranking[place:], up))
	}
	return b
}

func without(ranking [][]tally.OptionID, o tally.OptionID) (rest [][]tally.OptionID) {
	for _, group := range ranking {
		if left := slices.DeleteFunc(slices.Clone(group), func(id tally.OptionID) bool { return id == o }); len(left) > 0 {
			rest = append(rest, left)
		}
	}
	return rest
}

// TestClones: an option that every ballot puts next to another changes nothing between that
// other and the rest, by the methods that promise it; ties are another matter.
func TestClones(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoll(t, tally.IRV, tally.Schulze, tally.RankedPairs, tally.Approval, tally.Score)
		before := p.count(t)
		if before.NoWinner != "" || len(before.TieBreaks) > 0 || p.method == tally.IRV && p.equalRanks() {
			return
		}
		original, w := rapid.SampledFrom(p.options).Draw(t, "cloned"), before.Winners[0]
		p = p.cloned(t, original)
		after := p.count(t)
		switch {
		case w != original && !slices.Equal(after.Winners, before.Winners):
			t.Fatalf("%q won, %s was cloned, and %q won", w, original, after.Winners)
		case w == original && after.Winners[0] != original && after.Winners[0] != clone:
			t.Fatalf("%q won, was cloned, and %q won", w, after.Winners)
		}
	})
}

const clone = "clone"

// cloned adds an option that every ballot treats like the original: ranked next to it, one
// way or the other, or scored and named alike.
func (p poll) cloned(t *rapid.T, original tally.OptionID) poll {
	p.options = append(slices.Clone(p.options), clone)
	p.rules.Lot = append(slices.Clone(p.rules.Lot), clone)
	p.ballots = slices.Clone(p.ballots)
	for i, b := range p.ballots {
		b.Scores = maps.Clone(b.Scores)
		if score, rated := b.Scores[original]; rated {
			b.Scores[clone] = score
		}
		if slices.Contains(b.Choices, original) {
			b.Choices = append(slices.Clone(b.Choices), clone)
		}
		for j, group := range b.Ranking {
			if !slices.Contains(group, original) {
				continue
			}
			b.Ranking = slices.Clone(b.Ranking)
			if len(group) > 1 {
				b.Ranking[j] = append(slices.Clone(group), clone)
			} else {
				b.Ranking = slices.Insert(b.Ranking, j+rapid.IntRange(0, 1).Draw(t, "side"), []tally.OptionID{clone})
			}
			break
		}
		p.ballots[i] = b
	}
	return p
}

func (p poll) equalRanks() bool {
	return slices.ContainsFunc(p.ballots, func(b tally.Ballot) bool {
		return slices.ContainsFunc(b.Ranking, func(group []tally.OptionID) bool { return len(group) > 1 })
	})
}

// TestOneSeatIsARunOff: STV for one seat elects whom the instant run-off elects.
func TestOneSeatIsARunOff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoll(t, tally.IRV)
		if p.equalRanks() {
			return
		}
		irv := p.count(t)
		p.method = tally.STV
		if stv := p.count(t); !slices.Equal(irv.Winners, stv.Winners) {
			t.Fatalf("irv %q, stv %q", irv.Winners, stv.Winners)
		}
	})
}

// TestLotHeadline: if no order of lots gives other winners the headline must not say that a
// lot decided, and if one does it must. In a bracket lots are the seeds as well, on which
// everything depends; there the headline speaks of level duels alone.
func TestLotHeadline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoll(t, slices.DeleteFunc(tally.Methods(), func(m tally.Method) bool { return m == tally.Bracket })...)
		p.drawSeats(t)
		res := p.count(t)
		if len(p.options) > 4 || res.NoWinner != "" {
			return
		}
		outcomes := map[string]bool{}
		p.everyLot(nil, func(q poll) {
			outcomes[fmt.Sprint(slices.Sorted(slices.Values(q.count(t).Winners)))] = true
		})
		if len(outcomes) > 1 && !res.LotDecided {
			t.Fatalf("other lots give %v, and the headline hides it", slices.Collect(maps.Keys(outcomes)))
		}
		if len(outcomes) == 1 && res.LotDecided {
			t.Fatalf("every lot gives %v, and the headline says that a lot decided", outcomes)
		}
	})
}

// everyLot visits the poll with every order of lots that begins so.
func (p poll) everyLot(begin []tally.OptionID, visit func(poll)) {
	if len(begin) == len(p.options) {
		p.rules.Lot = begin
		visit(p)
		return
	}
	for _, o := range p.options {
		if !slices.Contains(begin, o) {
			p.everyLot(append(slices.Clone(begin), o), visit)
		}
	}
}
