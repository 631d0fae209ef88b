package tally_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kermesse/polls/tally"
)

// What each method promises beyond the same result for everybody (docs/counting.md).

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
