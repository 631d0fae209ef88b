package polls_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kermesse/internal/fault"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// cup opens a bracket of so many options by the brand's seeds, a day long.
func (h *house) cup(t *testing.T, n int, change ...func(*polls.Terms)) polls.Poll {
	t.Helper()
	all := append([]func(*polls.Terms){method(tally.Bracket), many(n), func(terms *polls.Terms) { terms.Seeds = polls.SeedsByBrand }}, change...)
	return h.open(t, all...)
}

func (h *house) playing(t *testing.T, slug string) polls.BracketRound {
	t.Helper()
	round, err := h.polls.Playing(t.Context(), h.find(t, slug))
	if err != nil {
		t.Fatal(err)
	}
	return round
}

// back picks some options in the pairs of the round at hand that they are in.
func (h *house) back(t *testing.T, slug string, ids ...tally.OptionID) polls.Cast {
	t.Helper()
	var cast polls.Cast
	for _, pair := range h.playing(t, slug).Pairs {
		for _, id := range ids {
			if pair[0] == id || pair[1] == id {
				cast.Ballot.Picks = append(cast.Ballot.Picks, tally.Pick{Shown: pair, Best: id})
			}
		}
	}
	return cast
}

// TestBracketFromRoundToRound: six options, three rounds by the clock; who wins a round meets in
// the next, a voter has one ballot in all, and the count of what is published is the same.
func TestBracketFromRoundToRound(t *testing.T) {
	h := newHouse(t)
	p := h.cup(t, 6)
	if p.Rounds() != 3 || len(p.RoundEnds) != 2 || !p.RoundEnds[0].Equal(noon.Add(8*time.Hour)) {
		t.Fatalf("rounds end at %v", p.RoundEnds)
	}
	first := h.playing(t, "gout")
	if got := fmt.Sprint(first.Pairs); got != "[[o3 o6] [o4 o5]]" || first.Number != 1 {
		t.Fatalf("round %d: %s", first.Number, got)
	}
	for i := range 3 {
		h.vote(t, "gout", device(fmt.Sprint(i)), h.back(t, "gout", "o5", "o6"))
	}
	late := h.back(t, "gout", "o4", "o3")
	before := h.find(t, "gout")
	h.clock.Set(p.RoundEnds[0])
	second := h.playing(t, "gout")
	if second.Number != 2 || fmt.Sprint(second.Pairs) != "[[o1 o5] [o2 o6]]" {
		t.Fatalf("round %d: %v", second.Number, second.Pairs)
	}
	if _, err := h.try(t, "gout", device("late"), late); !errors.Is(err, polls.ErrRoundOver) {
		t.Errorf("a ballot of the round before: %v", err)
	}
	if _, err := h.polls.Vote(t.Context(), before, device("late"), late); !errors.Is(err, polls.ErrRoundOver) {
		t.Errorf("by who has read the poll before: %v", err)
	}
	h.vote(t, "gout", device("0"), h.back(t, "gout", "o1"))
	changed := h.vote(t, "gout", device("0"), h.back(t, "gout", "o5", "o2"))
	if changed.Outcome != polls.Changed || len(changed.Ballot.Picks) != 4 {
		t.Errorf("changed in the second round: %+v", changed)
	}
	h.clock.Set(p.RoundEnds[1])
	if final := h.playing(t, "gout"); fmt.Sprint(final.Pairs) != "[[o2 o5]]" {
		t.Fatalf("final %v", final.Pairs)
	}
	h.vote(t, "gout", device("9"), h.back(t, "gout", "o5"))
	h.clock.Set(p.ClosesAt)
	snap := h.results(t, "gout")
	if fmt.Sprint(snap.Result.Winners) != "[o5]" || snap.Ballots() != 4 {
		t.Errorf("%d ballots, %+v", snap.Ballots(), snap.Result)
	}
}

// TestBracketRoundsStay: taking a ballot back, or setting another one free, moves nothing in a
// round that is over.
func TestBracketRoundsStay(t *testing.T) {
	h := newHouse(t)
	p := h.cup(t, 4, func(terms *polls.Terms) { terms.Access, terms.NetworkCap = polls.AccessNetwork, 1 })
	for i, network := range []string{"198.51.100.0/24", "203.0.113.0/24", "203.0.113.0/24", "203.0.113.0/24"} {
		cast := h.back(t, "gout", "o4")
		if i > 0 {
			cast = h.back(t, "gout", "o1")
		}
		cast.Network = network
		h.vote(t, "gout", device(fmt.Sprint(i)), cast)
	}
	if snap := h.results(t, "gout"); snap.Aside != 2 || snap.With == nil {
		t.Fatalf("%d set aside", snap.Aside)
	}
	h.clock.Set(p.RoundEnds[0]) // one to one: the better seed, o1, goes on; with those aside as well
	final := h.playing(t, "gout")
	if err := h.polls.Withdraw(t.Context(), h.find(t, "gout"), device("1")); err != nil {
		t.Fatal(err)
	}
	list, _, err := h.polls.ListDoubtful(t.Context(), h.cm, h.find(t, "gout"))
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	free := polls.Decision{Review: polls.Released, Reason: "Une famille.", Ballots: []string{list[0].ID, list[1].ID}}
	if n, err := h.polls.Decide(t.Context(), h.cm, "gout", free); err != nil || n != 2 {
		t.Fatalf("released %d, %v", n, err)
	}
	free.Review = polls.Kept
	if _, err := h.polls.Decide(t.Context(), h.cm, "gout", free); !errors.Is(err, polls.ErrReleased) {
		t.Errorf("kept after all: %v", err)
	}
	if now := h.playing(t, "gout"); fmt.Sprint(now) != fmt.Sprint(final) {
		t.Errorf("the final is %v, and was %v", now, final)
	}
	snap := h.results(t, "gout")
	if votes := snap.Picked["o1"]; votes.Best != 1 || snap.Result.Blank != 2 {
		t.Errorf("round 1 counts %+v, %d blank", votes, snap.Result.Blank)
	}
	if vote, err := h.polls.FindVote(t.Context(), p, device("1")); err != nil || len(vote.Ballot.Picks) != 1 {
		t.Errorf("what was withdrawn in round 2 is %+v, %v", vote, err)
	}
}

// TestBracketWithoutChanges: a vote that may not be changed may still be given in the next round.
func TestBracketWithoutChanges(t *testing.T) {
	h := newHouse(t)
	p := h.cup(t, 4, func(terms *polls.Terms) { terms.Changes = false })
	h.vote(t, "gout", device("1"), h.back(t, "gout", "o1"))
	if _, err := h.try(t, "gout", device("1"), h.back(t, "gout", "o4")); !errors.Is(err, polls.ErrAlreadyVoted) {
		t.Errorf("changed: %v", err)
	}
	h.clock.Set(p.RoundEnds[0])
	if vote := h.vote(t, "gout", device("1"), h.back(t, "gout", "o1")); vote.Outcome != polls.Counted || len(vote.Ballot.Picks) != 2 {
		t.Errorf("in the next round: %+v", vote)
	}
}

// TestBracketBeginsOnce: whoever comes first after the end of a round, on whichever node, begins
// the next, and all see the same pairs.
func TestBracketBeginsOnce(t *testing.T) {
	h := newHouse(t)
	p := h.cup(t, 8)
	h.vote(t, "gout", device("1"), h.back(t, "gout", "o8", "o5"))
	h.clock.Set(p.RoundEnds[0])
	seen := make([]string, 16)
	var all sync.WaitGroup
	for i := range seen {
		all.Go(func() {
			round, err := h.node().Playing(t.Context(), p)
			seen[i] = fmt.Sprint(round.Number, round.Pairs, err)
		})
	}
	all.Wait()
	for _, s := range seen {
		if s != seen[0] {
			t.Errorf("%s and %s", s, seen[0])
		}
	}
}

// TestBracketAfterAStandstill: rounds in which no server ran go to the better seeds.
func TestBracketAfterAStandstill(t *testing.T) {
	h := newHouse(t)
	p := h.cup(t, 4)
	h.vote(t, "gout", device("1"), h.back(t, "gout", "o4", "o3"))
	h.clock.Set(p.ClosesAt.Add(time.Hour))
	if err := h.polls.CloseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if snap := h.results(t, "gout"); fmt.Sprint(snap.Result.Winners) != "[o3]" || !snap.Final {
		t.Errorf("%+v", snap.Result)
	}
}

func TestTermsOfBrackets(t *testing.T) {
	h := newHouse(t)
	cup := func(change func(*polls.Terms)) polls.Terms {
		return flavours(method(tally.Bracket), many(4), change)
	}
	_, err := h.polls.Create(t.Context(), h.cm, cup(func(terms *polls.Terms) { terms.Visibility = polls.Sealed }))
	wantsCode(t, "sealed", err, "results", "bracket_sealed")
	_, err = h.polls.Create(t.Context(), h.cm, cup(func(terms *polls.Terms) { terms.Seeds = "friends" }))
	wantsCode(t, "seeds", err, "seeds", "unknown_seeds")
	for name, test := range map[string]struct {
		change func(*polls.Terms)
		field  string
	}{
		"rounds-court":   {func(terms *polls.Terms) { terms.ClosesAt = noon.Add(90 * time.Second) }, "closes_at"},
		"rounds-trop":    {func(terms *polls.Terms) { terms.RoundEnds = []time.Time{noon.Add(time.Hour), noon.Add(2 * time.Hour)} }, "round_ends"},
		"rounds-dehors":  {func(terms *polls.Terms) { terms.RoundEnds = []time.Time{noon.Add(48 * time.Hour)} }, "round_ends"},
		"rounds-ensuite": {func(terms *polls.Terms) { terms.RoundEnds = []time.Time{terms.ClosesAt} }, "round_ends"},
	} {
		terms := cup(test.change)
		terms.Slug = name
		if _, err := h.polls.Create(t.Context(), h.cm, terms); err != nil {
			t.Fatal(name, err)
		}
		_, err := h.polls.Publish(t.Context(), h.cm, name)
		if wrong := fault.From(err); len(wrong.Fields) != 1 || wrong.Fields[0].Name != test.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	terms := cup(func(terms *polls.Terms) { terms.RoundEnds = []time.Time{noon.Add(time.Hour)} })
	terms.Slug = "bien"
	if _, err := h.polls.Create(t.Context(), h.cm, terms); err != nil {
		t.Fatal(err)
	}
	p, err := h.polls.Publish(t.Context(), h.cm, "bien")
	if err != nil || p.Seeds != polls.SeedsByLot {
		t.Fatalf("%+v, %v", p.Seeds, err)
	}
	p = h.find(t, "bien")
	h.clock.Set(noon.Add(59 * time.Minute))
	if round := h.playing(t, "bien"); round.Number != 1 || !round.Ends.Equal(noon.Add(time.Hour)) {
		t.Errorf("%+v", round)
	}
	if lots := p.LotOrder(noon); lots[0] != h.playing(t, "bien").Pairs[0][0] {
		t.Errorf("the strongest lot is %s, the first pair %v", lots[0], h.playing(t, "bien").Pairs[0])
	}
}
