package contests_test

import (
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/contests/instant"
	"kermesse/contests/law"
	"kermesse/contests/tickets"
	"kermesse/internal/picture"
)

// kept are retention delays with a short one for what never counted.
var kept = &contests.LegalTerms{Retention: law.Retention{InvalidDays: 7, LosersDays: 30, WinnersDays: 60, ProofDays: 100}}

// An address goes on the day that the rules promise, also where nobody has ever said that
// the prize was handed over; so does what else the winner sent.
func TestAWinnersAddressGoesWithTheWinner(t *testing.T) {
	h := newHouse(t)
	f := shopForm("adresse")
	f.Law = kept
	f.Entry.MaxTickets = 5
	f.Entry.Actions = []contests.Action{{ID: "mot", Kind: tickets.Proof, Label: "Un souvenir", Tickets: 1, Proof: contests.ProofText}}
	f.Entry.Slips = &contests.SlipRules{PerMinor: 100_000, Currency: "MUR"}
	c := h.open(t, f)
	for i := range 4 {
		id := h.enter(t, "adresse", []string{"a@exemple.sn", "b@exemple.sn", "c@exemple.sn", "d@exemple.sn"}[i]).Entry.ID
		_, err := h.act(t, "adresse", id, "mot", "Mon grand-père à Curepipe")
		must(t, err)
		photo := slip("A-1", 250_000)
		photo.Photo = &picture.Picture{Files: []picture.File{{Width: 10, Height: 10, JPEG: []byte("jpeg bytes")}}}
		must(t, h.SendSlip(t.Context(), "adresse", h.receiptKey(t, id), photo))
	}
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	won := h.claimsOf(t, "adresse")
	must(t, h.Claims().Accept(t.Context(), h.pass(t, won["0.0"]), toBrest()))
	must(t, h.Claims().Do(t.Context(), h.manager(), won["0.0"].ID, claims.Doing{Act: claims.ActSend, Carrier: "Poste", Tracking: "XY123"}))
	must(t, h.Claims().Accept(t.Context(), h.pass(t, won["1.0"]), claims.Answer{}))
	if n := h.count(t, "journal WHERE after_json LIKE '%XY123%'"); n != 0 {
		t.Error("the journal, which stays, tells where the parcel went")
	}
	h.clock.Set(c.DrawAt.AddDate(0, 0, 61))
	must(t, h.PurgeDue(t.Context()))
	if n := h.count(t, "claims WHERE address_sealed IS NOT NULL OR name <> '' OR fan_id <> '' OR search <> '' OR tracking <> '' OR country <> ''"); n != 0 {
		t.Errorf("%d claims still lead to somebody", n)
	}
	// A winner who agreed to be shown is not known for ever for that.
	for _, left := range []string{"claim_steps WHERE note LIKE '%XY123%'", "entry_acts WHERE proof <> ''", "entry_pictures WHERE width > 0", "entry_slips WHERE number <> ''", "fan_contacts"} {
		if n := h.count(t, left); n != 0 {
			t.Errorf("%s: %d", left, n)
		}
	}
}

// Whoever wins at once and leaves the draw for it is a winner: their data goes with that of
// winners, and not while their prize is on its way.
func TestAnInstantWinnerIsNoInvalidEntry(t *testing.T) {
	h := newHouse(t)
	f := game("jeu", instant.Everyone, 1)
	f.Law = kept
	f.Entry.Instant.WinnersLeave = true
	f.Entry.Instant.Prizes[0].Handing = claims.Handing{Delivery: true}
	c := h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	for _, other := range []string{"b@exemple.sn", "c@exemple.sn", "d@exemple.sn", "e@exemple.sn", "f@exemple.sn", "g@exemple.sn", "i@exemple.sn"} {
		h.enter(t, "jeu", other)
	}
	played, err := h.Play(t.Context(), "jeu", h.receiptKey(t, in.Entry.ID))
	must(t, err)
	h.runJobs(t, c.ClosesAt)
	must(t, h.RevealDue(t.Context()))
	h.runJobs(t, c.DrawAt)
	h.clock.Set(noon.AddDate(0, 0, 14))
	must(t, h.PurgeDue(t.Context()))
	for _, l := range h.claimsOf(t, "jeu") {
		if l.Code == played.Code {
			must(t, h.Claims().Accept(t.Context(), h.pass(t, l), claims.Answer{Address: brest()}))
		}
	}
	if n := h.count(t, "claims WHERE code = ? AND state = 'accepted' AND fan_id <> ''", played.Code); n != 1 {
		t.Fatal("the winner could not claim the prize in time")
	}
	h.clock.Set(c.DrawAt.AddDate(0, 0, 61))
	must(t, h.PurgeDue(t.Context()))
	if n := h.count(t, "entries WHERE name <> '' OR fan_id <> ''"); n != 0 {
		t.Errorf("%d entries still lead to somebody", n)
	}
	if n := h.count(t, "claims WHERE address_sealed IS NOT NULL"); n != 0 {
		t.Error("the address stays")
	}
}

// Somebody who is forgotten while their pass is good may still answer; what they give then
// goes as what others give.
func TestAnAddressGivenAfterBeingForgottenGoesToo(t *testing.T) {
	h := newHouse(t)
	won := h.claimed(t, shopForm("oubli"), 10)["0.0"]
	key := h.pass(t, won)
	must(t, h.fans.ForgetFor(t.Context(), h.manager(), won.Fan))
	must(t, h.Claims().Accept(t.Context(), key, toBrest()))
	must(t, h.Claims().Do(t.Context(), h.manager(), won.ID, claims.Doing{Act: claims.ActSend}))
	h.clock.Advance((claims.KeepDays + 1) * 24 * time.Hour)
	must(t, h.Claims().PurgeDue(t.Context()))
	if n := h.count(t, "claims WHERE address_sealed IS NOT NULL"); n != 0 {
		t.Error("an address stays for ever")
	}
}

// What somebody who was forgotten had sent for staff to look at waits for nobody.
func TestNothingOfAForgottenPersonWaitsForStaff(t *testing.T) {
	h := newHouse(t)
	f := receipted("caisse")
	f.Entry.Actions = []contests.Action{{ID: "mot", Kind: tickets.Proof, Label: "Un souvenir", Tickets: 1, Proof: contests.ProofText}}
	h.open(t, f)
	in := h.enter(t, "caisse", "awa@exemple.sn")
	must(t, h.SendSlip(t.Context(), "caisse", h.receiptKey(t, in.Entry.ID), slip("A-1", 250_000)))
	_, err := h.act(t, "caisse", in.Entry.ID, "mot", "Mon grand-père")
	must(t, err)
	must(t, h.fans.ForgetFor(t.Context(), h.manager(), in.Entry.Fan))
	q, err := h.NextSlip(t.Context(), h.manager(), "caisse", "")
	must(t, err)
	if q.Slip != nil || q.Waiting != 0 {
		t.Errorf("a till receipt of nobody waits: %+v", q.Slip)
	}
	c, err := h.Find(t.Context(), "caisse")
	must(t, err)
	if n, err := h.CountProofs(t.Context(), c); err != nil || n != 0 {
		t.Errorf("%d proofs of nobody wait, %v", n, err)
	}
	must(t, contests.CheckRows(t.Context(), h.db))
}
