package contests_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/internal/account"
	"kermesse/internal/picture"
)

// receipted is a contest that gives one ticket for each thousand rupees.
func receipted(slug string) contests.Form {
	f := form(slug)
	f.Entry.MaxTickets = 6
	f.Entry.Slips = &contests.SlipRules{PerMinor: 100_000, Currency: "MUR", Shops: []string{"Super Port", "Super Nord"}}
	return f
}

func slip(number string, amountMinor int64) contests.SlipForm {
	return contests.SlipForm{Shop: "Super Port", Number: number, AmountMinor: amountMinor, BoughtOn: "2026-11-21"}
}

// next is the till receipt that staff look at.
func (h *house) next(t testing.TB, slug string) contests.Slip {
	t.Helper()
	q, err := h.NextSlip(t.Context(), h.manager(), slug, "")
	must(t, err)
	if q.Slip == nil {
		t.Fatal("nothing waits")
	}
	return *q.Slip
}

func TestSlipAddsTicketsOnceItIsAccepted(t *testing.T) {
	h := newHouse(t)
	h.open(t, receipted("caisse"))
	key := h.player(t, "caisse", "awa@exemple.sn")
	photo := slip("A-1", 250_000)
	photo.Photo = &picture.Picture{Files: []picture.File{{Width: 10, Height: 10, JPEG: []byte("jpeg bytes")}}}
	must(t, h.SendSlip(t.Context(), "caisse", key, photo))
	// The same receipt, typed another way.
	wantFault(t, h.SendSlip(t.Context(), "caisse", key, slip("a -1", 999_000)), contests.ErrSlipSent)
	waiting := h.next(t, "caisse")
	if waiting.Tickets != 2 || !waiting.Photo || waiting.Twins != 0 {
		t.Errorf("%+v", waiting)
	}
	seen, err := h.FindSlipPhoto(t.Context(), h.manager(), "caisse", waiting.ID)
	must(t, err)
	if string(seen.JPEG) != "jpeg bytes" || h.count(t, "entry_pictures WHERE jpeg_sealed = ?", []byte("jpeg bytes")) != 0 {
		t.Errorf("the photo is %q, or lies open", seen.JPEG)
	}
	_, err = h.FindSlipPhoto(t.Context(), h.staff(account.Viewer), "caisse", waiting.ID)
	if err == nil {
		t.Error("a viewer sees the photo")
	}
	must(t, h.ReviewSlip(t.Context(), h.manager(), "caisse", waiting.ID, true, ""))
	wantFault(t, h.ReviewSlip(t.Context(), h.manager(), "caisse", waiting.ID, false, contests.SlipOther), contests.ErrSlipDecided)
	wantFault(t, h.ReviewSlip(t.Context(), h.manager(), "caisse", waiting.ID, true, ""), contests.ErrSlipDecided) // and is no twin of itself
	r, err := h.FindReceipt(t.Context(), "caisse", key)
	must(t, err)
	if r.Entry.Tickets != 3 || r.Entry.Revision != 2 {
		t.Errorf("%d tickets, revision %d", r.Entry.Tickets, r.Entry.Revision)
	}
	if mails := h.mails(t, "awa@exemple.sn", "slip-reviewed"); len(mails) != 1 || !strings.Contains(mails[0].Text, "2 tickets de plus") {
		t.Errorf("%+v", mails)
	}
	// The photo goes thirty days after the decision; the receipt stays known.
	must(t, h.PurgeSlipPhotos(t.Context()))
	if h.count(t, "entry_pictures WHERE width > 0") != 1 {
		t.Error("the photo went at once")
	}
	h.clock.Advance(31 * 24 * time.Hour)
	must(t, h.PurgeSlipPhotos(t.Context()))
	if h.count(t, "entry_pictures WHERE width > 0") != 0 || h.count(t, "entry_slips WHERE state = 'accepted'") != 1 {
		t.Error("the photo stays, or the receipt went")
	}
}

// TestSlipOfTwoPeople: staff see that somebody else has sent the same receipt, one is
// accepted, and the other cannot be.
func TestSlipOfTwoPeople(t *testing.T) {
	h := newHouse(t)
	h.open(t, receipted("caisse"))
	for i := range 2 {
		must(t, h.SendSlip(t.Context(), "caisse", h.player(t, "caisse", fmt.Sprintf("fan%d@exemple.sn", i)), slip("A-1", 900_000)))
	}
	first := h.next(t, "caisse")
	if first.Twins != 1 {
		t.Errorf("%+v", first)
	}
	errs := together(8, func(int) error { return h.ReviewSlip(t.Context(), h.manager(), "caisse", first.ID, true, "") })
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if !errors.Is(err, contests.ErrSlipDecided) && !errors.Is(err, contests.ErrSlipTwin) {
			t.Errorf("%v", err)
		}
	}
	if done != 1 || h.count(t, "entries WHERE tickets = 6") != 1 { // the cap: nine were worth more
		t.Errorf("accepted %d times", done)
	}
	second := h.next(t, "caisse")
	wantFault(t, h.ReviewSlip(t.Context(), h.manager(), "caisse", second.ID, true, ""), contests.ErrSlipTwin)
	wantFields(t, h.ReviewSlip(t.Context(), h.manager(), "caisse", second.ID, false, "parce que"), "reason slip_reason")
	must(t, h.ReviewSlip(t.Context(), h.manager(), "caisse", second.ID, false, contests.SlipTwin))
	if mails := h.mails(t, "fan1@exemple.sn", "slip-reviewed"); len(mails) != 1 || !strings.Contains(mails[0].Text, "déjà été envoyé") {
		t.Errorf("%+v", mails)
	}
}

func TestSlipsThatAreWrong(t *testing.T) {
	h := newHouse(t)
	f := receipted("caisse")
	f.Entry.Slips.Photo = true
	c := h.open(t, f)
	key := h.player(t, "caisse", "awa@exemple.sn")
	wantFields(t, h.SendSlip(t.Context(), "caisse", key, contests.SlipForm{}),
		"shop required", "number required", "amount slip_amount", "bought_on slip_day", "photo slip_photo")
	bad := slip("1", 99_999)
	bad.Shop, bad.BoughtOn = "Ailleurs", "2026-11-22"
	bad.Photo = &picture.Picture{Files: []picture.File{{JPEG: []byte("x")}}}
	wantFields(t, h.SendSlip(t.Context(), "caisse", key, bad), "shop slip_shop", "amount slip_small", "bought_on slip_day")
	good := slip("1", 100_000)
	good.Photo = bad.Photo
	must(t, h.SendSlip(t.Context(), "caisse", key, good))
	id := h.next(t, "caisse").ID
	h.clock.Set(c.ClosesAt)
	wantFault(t, h.SendSlip(t.Context(), "caisse", key, good), contests.ErrClosed)
	wantFault(t, h.ReviewSlip(t.Context(), h.manager(), "caisse", id, true, ""), contests.ErrSealed)
	one := receipted("un")
	one.Entry.MaxTickets = 1
	_, err := h.Create(t.Context(), h.manager(), one)
	wantFields(t, err, "entry.slips.per slip_cap")
}
