package contests_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kermesse/contests"
	"kermesse/contests/law"
	"kermesse/contests/tickets"
)

// Two of the staff accept the same till receipt, sent by two people, at once: it counts once,
// and the other is told.
func TestTwinsAcceptedAtOnce(t *testing.T) {
	h := newHouse(t)
	h.open(t, receipted("jumeaux"))
	for i := range 4 {
		for _, who := range []string{"a", "b"} {
			key := h.player(t, "jumeaux", fmt.Sprintf("%s%d@exemple.sn", who, i))
			must(t, h.SendSlip(t.Context(), "jumeaux", key, slip(fmt.Sprintf("T-%d", i), 100_000)))
		}
	}
	for range 4 {
		first := h.next(t, "jumeaux")
		q, err := h.NextSlip(t.Context(), h.manager(), "jumeaux", first.ID)
		must(t, err)
		ids, accepted := []string{first.ID, q.Slip.ID}, 0
		for _, err := range together(2, func(i int) error {
			return h.ReviewSlip(t.Context(), h.manager(), "jumeaux", ids[i], true, "")
		}) {
			switch {
			case err == nil:
				accepted++
			case !errors.Is(err, contests.ErrSlipTwin):
				t.Errorf("the second is told %v", err)
			}
		}
		if accepted != 1 {
			t.Errorf("%d of two twins were accepted", accepted)
		}
		for _, id := range ids { // what is left of them
			if err := h.ReviewSlip(t.Context(), h.manager(), "jumeaux", id, false, contests.SlipTwin); err != nil {
				wantFault(t, err, contests.ErrSlipDecided)
			}
		}
	}
	if n := h.count(t, "entry_slips WHERE state = 'accepted'"); n != 4 {
		t.Errorf("%d accepted", n)
	}
}

// What staff have looked at is what they decide about: a proof that was replaced meanwhile is
// another one.
func TestAProofIsNotAcceptedUnseen(t *testing.T) {
	h := newHouse(t)
	h.open(t, active("jeu", 5, contests.Action{ID: "mot", Kind: tickets.Proof, Label: "Un souvenir", Tickets: 1, Proof: contests.ProofText}))
	in := h.enter(t, "jeu", "awa@exemple.sn")
	_, err := h.act(t, "jeu", in.Entry.ID, "mot", "Un été à Curepipe")
	must(t, err)
	seen, err := h.ListProofs(t.Context(), h.manager(), "jeu", "", 10)
	must(t, err)
	_, err = h.act(t, "jeu", in.Entry.ID, "mot", "Une insulte")
	must(t, err)
	wantFault(t, h.ReviewProof(t.Context(), h.manager(), "jeu", seen.Items[0].ID, true, ""), contests.ErrProofNotFound)
	now, err := h.ListProofs(t.Context(), h.manager(), "jeu", "", 10)
	must(t, err)
	if len(now.Items) != 1 || now.Items[0].Text != "Une insulte" {
		t.Fatalf("%+v", now.Items)
	}
	must(t, h.ReviewProof(t.Context(), h.manager(), "jeu", now.Items[0].ID, false, "Pas de ça"))
}

// Somebody who types another's address, takes the entry back and types it again fills nobody's
// mailbox with what the entry lacks.
func TestComingBackFillsNobodysMailbox(t *testing.T) {
	h := newHouse(t)
	visit := contests.Action{ID: "quiz", Kind: tickets.Visit, Label: "Voir la carte", URL: "https://glaces.example", Mandatory: true}
	h.open(t, active("jeu", 5, visit))
	for range 30 {
		h.leave(t, "jeu", h.enter(t, "jeu", "victime@exemple.sn").Entry.ID)
	}
	if n := h.count(t, "mail_outbox"); n > 5 {
		t.Errorf("%d mails to one address", n)
	}
}

// A permit was granted for one contest, and what the brand took upon itself was for one: its
// copy begins without either, and waits for its own.
func TestACopyHasNoPermit(t *testing.T) {
	h := newHouse(t)
	f := form("abidjan")
	f.Law = &contests.LegalTerms{
		Profiles: []law.Code{law.CI}, Permit: contests.Permit{Authority: "ARJH", Number: "17/2026", Date: "2026-11-02"},
		Purchase: contests.Purchase{Linked: true, Acknowledged: true, FreeWay: true},
	}
	h.open(t, f)
	c, err := h.Duplicate(t.Context(), h.manager(), "abidjan")
	must(t, err)
	if c.Law.Permit != (contests.Permit{}) || c.Law.Purchase.Acknowledged || !c.Law.Purchase.Linked || c.Law.Organiser.Name != "" {
		t.Errorf("%+v", c.Law)
	}
	_, err = h.Publish(t.Context(), h.manager(), c.Slug, 0)
	wantFault(t, err, contests.ErrLawBlocks)
}

// Leaving is no way to more guesses at a secret code.
func TestASecretCodeIsGuessedByAPerson(t *testing.T) {
	h := newHouse(t)
	h.open(t, active("jeu", 5, contests.Action{ID: "code", Kind: tickets.Code, Label: "Le mot du stand", Tickets: 1, Accept: []string{"cassis"}}))
	limited := 0
	for range 4 {
		id := h.enter(t, "jeu", "awa@exemple.sn").Entry.ID
		for range 4 {
			if _, err := h.act(t, "jeu", id, "code", "vanille"); errors.Is(err, contests.ErrTooManyTries) {
				limited++
			}
		}
		h.leave(t, "jeu", id)
	}
	if limited != 4*4-5 {
		t.Errorf("%d of 16 guesses were refused, want all but five", limited)
	}
}

// A line that is longer than any contact is told, and is no failure of ours.
func TestALongLineOfContacts(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("jeu"))
	_, err := h.SetContacts(t.Context(), h.manager(), "jeu", contests.ListInvited, "Invités de la fête", strings.NewReader("a@exemple.sn\n"+strings.Repeat("x", 100_000)))
	wantFields(t, err, "file contact_list_unreadable")
}

// The id of an entry that was drawn is public: whoever has it has no mail sent to its holder,
// and does not learn to where it would go.
func TestTheIDOfAWinnerReachesNobody(t *testing.T) {
	h := newHouse(t)
	f := form("jeu")
	f.Entry.Confirm = true
	c := h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	_, err := h.Confirm(t.Context(), "jeu", h.token(t, "awa@exemple.sn"))
	must(t, err)
	_, err = h.Remind(t.Context(), "jeu", string(in.Entry.ID), "fr")
	wantFault(t, err, contests.ErrEntryNotFound)
	handle, err := h.Handle(c, in.Entry.ID)
	must(t, err)
	_, err = h.Remind(t.Context(), "jeu", handle, "fr")
	must(t, err)
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	before := len(h.mails(t, "awa@exemple.sn", "verification"))
	told, err := h.Remind(t.Context(), "jeu", handle, "fr")
	wantFault(t, err, contests.ErrClosed)
	if told.Contact != "" || len(h.mails(t, "awa@exemple.sn", "verification")) != before {
		t.Errorf("told %q, %d mails", told.Contact, len(h.mails(t, "awa@exemple.sn", "verification"))-before)
	}
}
