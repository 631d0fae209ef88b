package polls_test

import (
	"errors"
	"testing"
	"time"

	"kermesse/polls"
	"kermesse/polls/tally"
)

// A ballot is not taken back once its round is over, also where nobody has begun the next one.
func TestNoWithdrawalAfterTheRound(t *testing.T) {
	h := newHouse(t)
	p := h.cup(t, 4)
	h.vote(t, "gout", device("1"), h.back(t, "gout", "o4"))
	h.clock.Set(p.RoundEnds[0].Add(time.Second))
	if err := h.polls.Withdraw(t.Context(), h.find(t, "gout"), device("1")); err != nil {
		t.Log(err)
	}
	if vote, err := h.polls.FindVote(t.Context(), p, device("1")); err != nil || len(vote.Ballot.Picks) != 1 {
		t.Errorf("%+v, %v", vote, err)
	}
	if final := h.playing(t, "gout"); final.Pairs[0][0] != "o4" && final.Pairs[0][1] != "o4" {
		t.Errorf("%v", final)
	}
}

// The same ballot sent again just after the end is success, for sets as well.
func TestSetsResentAfterTheEnd(t *testing.T) {
	h := newHouse(t)
	h.open(t, method(tally.Duels), many(4))
	p := h.find(t, "gout")
	v := device("1")
	vote := h.answerAll(t, "gout", v)
	h.clock.Set(p.ClosesAt)
	if err := h.polls.CloseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := h.try(t, "gout", v, polls.Cast{Ballot: vote.Ballot, Locale: "fr"})
	if err != nil || again.Outcome != polls.Repeated {
		t.Errorf("%+v, %v", again, err)
	}
	_, err = h.try(t, "gout", device("2"), polls.Cast{Ballot: vote.Ballot, Locale: "fr"})
	if !errors.Is(err, polls.ErrClosed) {
		t.Errorf("a stranger: %v", err)
	}
}

// A bracket's ballot sent again after the end.
func TestBracketResentAfterTheEnd(t *testing.T) {
	h := newHouse(t)
	p := h.cup(t, 4)
	h.vote(t, "gout", device("1"), h.back(t, "gout", "o4"))
	h.clock.Set(p.RoundEnds[0])
	cast := h.back(t, "gout", "o4")
	h.vote(t, "gout", device("1"), cast)
	if again := h.vote(t, "gout", device("1"), cast); again.Outcome != polls.Repeated {
		t.Errorf("%+v", again)
	}
	h.clock.Set(p.ClosesAt)
	again, err := h.try(t, "gout", device("1"), cast)
	if err != nil || again.Outcome != polls.Repeated {
		t.Errorf("%+v, %v", again, err)
	}
	if _, err := h.try(t, "gout", device("2"), cast); !errors.Is(err, polls.ErrClosed) {
		t.Errorf("a stranger: %v", err)
	}
	for _, id := range cast.Ballot.Picks[0].Shown {
		if id != "o4" {
			cast.Ballot.Picks[0].Best = id
		}
	}
	if _, err := h.try(t, "gout", device("1"), cast); !errors.Is(err, polls.ErrClosed) {
		t.Errorf("another ballot: %v", err)
	}
}

// A double tap in a later round, where a ballot comes with a proof of work.
func TestBracketDoubleTapWithWork(t *testing.T) {
	h := newHouse(t)
	p := h.cup(t, 4, func(terms *polls.Terms) { terms.Access = polls.AccessWork })
	play := func() polls.Cast {
		cast := h.back(t, "gout", "o4")
		cast.Work = solved(t, h, p)
		return cast
	}
	first := play()
	h.vote(t, "gout", device("1"), first)
	h.clock.Set(p.RoundEnds[0])
	if again := h.vote(t, "gout", device("1"), play()); again.Outcome != polls.Counted {
		t.Errorf("%+v", again)
	}
	cast := play()
	h.vote(t, "gout", device("1"), cast)
	if again, err := h.try(t, "gout", device("1"), cast); err != nil || again.Outcome != polls.Repeated {
		t.Errorf("%+v, %v", again, err)
	}
}

// A reason stays when a bracket's next round is played without a word about it.
func TestBracketKeepsItsReason(t *testing.T) {
	h := newHouse(t)
	p := h.cup(t, 4, func(terms *polls.Terms) { terms.Comments = polls.CommentsAfter })
	cast, said := h.back(t, "gout", "o4"), "Le plus frais."
	cast.Comment = &said
	h.vote(t, "gout", device("1"), cast)
	h.clock.Set(p.RoundEnds[0])
	if vote := h.vote(t, "gout", device("1"), h.back(t, "gout", "o4")); vote.Comment == nil || vote.Comment.Said != said {
		t.Errorf("%+v", vote.Comment)
	}
}
