package contests_test

import (
	"errors"
	"fmt"
	"testing"

	"kermesse/contests"
	"kermesse/internal/account"
)

// painter draws pictures that say how often it was asked.
type painter struct {
	drawn int
	err   error
}

func (p *painter) DrawPoster(c contests.Contest, b account.Brand, locale string) (string, []byte, error) {
	p.drawn++
	return "share-" + locale + ".png", fmt.Appendf(nil, "%s %s %s %d", c.Title, b.Name, locale, p.drawn), p.err
}

// TestPostersAreDrawnAtPublication: kept in the database, so that another server and one that
// was started anew have them; drawn anew after an amendment; and a publication does not fail
// by them.
func TestPostersAreDrawnAtPublication(t *testing.T) {
	h := newHouse(t)
	p := &painter{}
	h.options.Illustrator = p
	h.Service = contests.New(h.options)
	c := h.open(t, form("affiche"))
	if p.drawn != 2 {
		t.Fatalf("%d pictures at publication", p.drawn)
	}
	other := contests.New(h.options) // of another server
	png, err := other.FindPoster(t.Context(), c, "share-fr.png")
	must(t, err)
	if string(png) != "Un an de glaces Glaces Awa fr 1" {
		t.Errorf("%s", png)
	}
	must(t, other.DrawPosters(t.Context()))
	if p.drawn != 2 {
		t.Errorf("%d pictures: nothing was to be drawn", p.drawn)
	}
	_, err = h.Amend(t.Context(), h.manager(), "affiche", contests.AmendForm{Reason: "Plus de temps pour répondre", ClaimDays: c.ClaimDays + 5})
	must(t, err)
	must(t, other.DrawPosters(t.Context()))
	must(t, h.DrawPosters(t.Context()))
	if p.drawn != 4 || h.count(t, "contest_posters WHERE amended = 1") != 2 {
		t.Errorf("%d pictures after an amendment", p.drawn)
	}
	_, err = h.FindPoster(t.Context(), c, "share-de.png")
	wantFault(t, err, contests.ErrPosterNotFound)

	p.err = errors.New("no ink")
	h.open(t, form("sans-encre"))
	if err := h.DrawPosters(t.Context()); err == nil {
		t.Error("nobody learns that a picture was not drawn")
	}
	p.err = nil
	must(t, h.DrawPosters(t.Context()))
	if h.count(t, "contest_posters") != 4 {
		t.Error("the job did not make up for it")
	}
}
