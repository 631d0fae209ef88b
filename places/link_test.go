package places_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/places"
)

func TestACampaignHasOneFirstLink(t *testing.T) {
	h := newHouse(t)
	nodes := []*places.Service{h.node(), h.node()}
	codes := make([]string, 8)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			l, err := nodes[i%2].FirstLink(t.Context(), h.campaign("1"))
			if err != nil {
				t.Error(err)
			}
			codes[i] = l.Code
		})
	}
	wg.Wait()
	for _, code := range codes {
		if code != codes[0] || len(code) != 6 || strings.ContainsAny(code, "01OIL") || strings.ToUpper(code) != code {
			t.Errorf("codes %v", codes)
		}
	}
	again, err := h.FirstLink(t.Context(), h.campaign("2"))
	must(t, err)
	if again.Code == codes[0] {
		t.Error("two campaigns have one code")
	}
}

func TestALinkIsFollowedAsItIsTypedAndCountedWithoutAName(t *testing.T) {
	h := newHouse(t)
	ctx, c := t.Context(), h.campaign("1")
	first, err := h.FirstLink(ctx, c)
	must(t, err)
	window, err := h.AddLink(ctx, h.owner, c, " Vitrine ")
	must(t, err)
	for _, typed := range []string{window.Code, strings.ToLower(window.Code), window.Code[:3] + "-" + window.Code[3:]} {
		l, err := h.Follow(ctx, typed, true)
		must(t, err)
		if l.Campaign.ID != "1" || l.Campaign.Kind != places.Poll || l.Label != "Vitrine" {
			t.Errorf("%q leads to %+v", typed, l)
		}
	}
	_, err = h.Follow(ctx, first.Code, false) // a preview
	must(t, err)
	h.clock.Advance(time.Hour)
	_, err = h.Follow(ctx, window.Code, true)
	must(t, err)
	for _, typed := range []string{"", "ABC", "OOOOOO", "222222", "ABCDEFG", "é23456"} {
		_, err := h.Follow(ctx, typed, true)
		wants(t, err, places.ErrNotFound)
	}
	must(t, h.Flush(ctx))
	must(t, h.Flush(ctx)) // nothing twice
	links, err := h.ListLinks(ctx, h.owner, c)
	must(t, err)
	if len(links) != 2 || links[0].Hits != 0 || links[1].Hits != 4 {
		t.Errorf("%+v", links)
	}
	hits, err := h.CountHits(ctx, h.owner, c, noon)
	must(t, err)
	if hits[noon] != 3 || hits[noon.Add(time.Hour)] != 1 || len(hits) != 2 {
		t.Errorf("by hour: %v", hits)
	}
}

func TestWhoMakesLinks(t *testing.T) {
	h := newHouse(t)
	ctx, c := t.Context(), h.campaign("1")
	_, err := h.AddLink(ctx, h.other, c, "Vitrine")
	wants(t, err, account.ErrBrandNotFound)
	_, err = h.ListLinks(ctx, h.other, c)
	wants(t, err, account.ErrBrandNotFound)
	_, err = h.CountHits(ctx, h.other, c, noon)
	wants(t, err, account.ErrBrandNotFound)
	_, err = h.AddLink(ctx, h.owner, c, "Vitrine")
	must(t, err)
	_, err = h.AddLink(ctx, h.owner, c, "Vitrine")
	wantsField(t, err, "label", places.ErrLinkTaken)
	if _, err = h.AddLink(ctx, h.owner, c, "  "); err == nil {
		t.Error("a link without a name")
	}
	if lines := h.journal(t); lines[0].Action != "places.link_added" || lines[0].Subject != "poll:gout-1" {
		t.Errorf("the journal says %+v", lines[0])
	}
}
