package polls_test

import (
	"slices"
	"strings"
	"testing"

	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/polls"
)

// The block list of contests holds for votes: who is refused is told why once they have proved
// the address and not before, who is to be looked at is set aside, and a vote that counts
// browsers asks nobody.
func TestTheBlockListHoldsForVotes(t *testing.T) {
	h := newHouse(t)
	p := mailOpen(t, h)
	block := func(target string, effect fan.BlockEffect) fan.Block {
		t.Helper()
		b, err := h.fans.Block(t.Context(), h.cm, fan.BlockForm{Target: target, Effect: effect, Reason: "votes achetés", Days: 30})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	refused := block("awa.diop@gmail.com", fan.BlockRefuses)
	block("tricheurs.example", fan.BlockRefuses)
	block("zoe@exemple.sn", fan.BlockFlags)

	_, err := h.polls.Vote(t.Context(), p, device("d0"), byMail(t, "x@mail.tricheurs.example"))
	wants(t, "a domain", err, fan.ErrBlocked)
	h.vote(t, "gout", device("d1"), byMail(t, "AwaDiop+1@gmail.com")) // whoever typed it learns nothing
	_, token := h.mailed(t)
	_, _, err = h.polls.Confirm(t.Context(), token)
	wants(t, "a refused address that was proved", err, fan.ErrBlocked)
	if said := fault.From(err).Message.FR; !strings.Contains(said, "votes achetés") {
		t.Errorf("they are told %q", said)
	}
	if n := h.results(t, "gout").Ballots(); n != 0 {
		t.Errorf("%d ballots", n)
	}
	h.vote(t, "gout", device("d2"), byMail(t, "zoe@exemple.sn"))
	_, looked := h.mailed(t)
	_, vote, err := h.polls.Confirm(t.Context(), looked)
	if err != nil || vote.Outcome != polls.Quarantined || !slices.Equal(vote.Signals, []polls.Signal{polls.SignalBlocked}) {
		t.Errorf("%+v, %v", vote, err)
	}
	if err := h.fans.Lift(t.Context(), h.cm, refused.ID); err != nil {
		t.Fatal(err)
	}
	if _, vote, err := h.polls.Confirm(t.Context(), token); err != nil || vote.Outcome != polls.Counted {
		t.Errorf("once the block is lifted: %+v, %v", vote, err)
	}
}

func TestABlockedMemberIsRefused(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Access = polls.AccessMember })
	awa := h.member(t, p.Brand, "awa@exemple.sn")
	if _, err := h.fans.Block(t.Context(), h.cm, fan.BlockForm{Target: "awa@exemple.sn", Effect: fan.BlockRefuses, Reason: "votes achetés", Days: 30}); err != nil {
		t.Fatal(err)
	}
	_, err := h.try(t, p.Slug, polls.Voter{Fan: awa}, one("coco"))
	wants(t, "a member", err, fan.ErrBlocked)
	browsers := h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Access = "navigateurs", polls.AccessOpen })
	if vote, err := h.try(t, browsers.Slug, polls.Voter{Fan: awa, Device: "d1"}, one("coco")); err != nil || vote.Aside {
		t.Errorf("a vote that counts browsers: %+v, %v", vote, err)
	}
}
