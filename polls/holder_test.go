package polls_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/polls"
)

var _ fan.Holder = (*polls.Service)(nil)

func TestFanSeesAndErasesTheirVotes(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.Access = polls.AccessMember })
	h.open(t, func(terms *polls.Terms) { terms.Slug, terms.Access = "courriel", polls.AccessEmail })
	h.open(t, func(terms *polls.Terms) { terms.Slug = "cookie" })
	awa, binta := h.member(t, h.cm.Brand, "awa@exemple.sn"), h.member(t, h.cm.Brand, "binta@exemple.sn")
	h.vote(t, "gout", polls.Voter{Fan: awa}, one("mangue"))
	h.vote(t, "gout", polls.Voter{Fan: binta}, one("letchi"))
	h.vote(t, "cookie", polls.Voter{Fan: awa, Device: "d1"}, one("letchi"))
	h.vote(t, "courriel", device("d1"), byMail(t, "awa@exemple.sn"))

	held := holdings(t, h, awa.ID)
	if !strings.Contains(held, "/p/gout") || !strings.Contains(held, "mangue") || strings.Contains(held, "letchi") {
		t.Errorf("export: %s", held)
	}
	h.open(t, func(terms *polls.Terms) {
		terms.Slug, terms.Access, terms.ClosesAt = "clos", polls.AccessMember, noon.Add(time.Minute)
	})
	h.vote(t, "clos", polls.Voter{Fan: awa}, one("mangue"))
	h.clock.Advance(time.Minute)
	before := h.results(t, "clos")
	if err := h.db.InTx(t.Context(), func(tx *db.DB) error { return h.polls.Erase(t.Context(), tx, awa.ID) }); err != nil {
		t.Fatal(err)
	}
	if held := holdings(t, h, awa.ID); strings.Contains(held, "gout") {
		t.Errorf("after erasure: %s", held)
	}
	if after := h.results(t, "clos"); after.Ballots() != 1 || after.Version != before.Version {
		t.Errorf("the count of a closed vote changed: %+v", after)
	}
	// Whoever is forgotten may come back as another fan, and has one ballot then.
	if after := h.results(t, "gout"); after.Ballots() != 1 {
		t.Errorf("%d ballots in the open vote, want the other fan's", after.Ballots())
	}
	p, err := h.polls.Find(t.Context(), "gout")
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.polls.FindVote(t.Context(), p, polls.Voter{Fan: awa})
	wants(t, "find", err, polls.ErrNoBallot)
	if _, err := h.polls.FindVote(t.Context(), p, polls.Voter{Fan: binta}); err != nil {
		t.Errorf("another fan’s ballot: %v", err)
	}
	_, token := h.mailed(t)
	_, _, err = h.polls.Confirm(t.Context(), token)
	wants(t, "the waiting vote", err, fan.ErrLinkInvalid)
}

func holdings(t *testing.T, h *house, id fan.ID) string {
	t.Helper()
	var held any
	err := h.db.InTx(t.Context(), func(tx *db.DB) (err error) {
		held, err = h.polls.Export(t.Context(), tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
