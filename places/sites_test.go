package places_test

import (
	"slices"
	"strings"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/places"
)

func TestSitesAreReadAsPeoplePasteThem(t *testing.T) {
	for typed, want := range map[string]string{
		"https://www.exemple.mu":             "https://www.exemple.mu",
		"  WWW.Exemple.MU/produits?x=1#bas ": "https://www.exemple.mu",
		"https://*.exemple.mu":               "https://*.exemple.mu",
		"https://été.example":                "https://xn--t-9fab.example",
		"https://boutique.exemple.mu:8443/":  "https://boutique.exemple.mu:8443",
		"http://localhost:3000":              "http://localhost:3000",
		"http://127.0.0.1:8080/page":         "http://127.0.0.1:8080",
		"https://exemple.mu.":                "https://exemple.mu",
		"*":                                  "*",
	} {
		got, err := places.ReadSites([]string{typed})
		if err != nil || !slices.Equal(got, places.Sites{want}) {
			t.Errorf("%q: %v, %v; want %s", typed, got, err, want)
		}
	}
}

func TestWhatIsNoSiteIsRefused(t *testing.T) {
	for typed, want := range map[string]*fault.Error{
		"http://www.exemple.mu":               places.ErrSitePlain,
		"ftp://www.exemple.mu":                places.ErrSitePlain,
		"https://*.mu":                        places.ErrSiteWide,
		"https://*.co.uk":                     places.ErrSiteWide,
		"https://*":                           places.ErrSite,
		"https://exemple":                     places.ErrSite,
		"https://user:pw@exemple.mu":          places.ErrSite,
		"https://exemple.mu:99999":            places.ErrSite,
		"https://exemple.mu;script-src":       places.ErrSite,
		"https://exemple.mu' 'unsafe-inline'": places.ErrSite,
		"https://ex\u202eemple.mu":            places.ErrSite,
		"javascript:alert(1)":                 places.ErrSite,
		"https://" + strings.Repeat("a", 300): places.ErrSite,
		"https://a.*.exemple.mu":              places.ErrSite,
	} {
		got, err := places.ReadSites([]string{typed})
		if err == nil {
			t.Errorf("%q was read as %v", typed, got)
			continue
		}
		wantsField(t, err, "sites", want)
	}
	many := make([]string, places.MaxSites+1)
	for i := range many {
		many[i] = "https://s" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + ".example"
	}
	_, err := places.ReadSites(many)
	wantsField(t, err, "sites", places.ErrTooManySites)
}

func TestACampaignsOwnSitesStandInPlaceOfTheBrands(t *testing.T) {
	h := newHouse(t)
	ctx, c := t.Context(), h.campaign("1")
	rule := func() places.Rule {
		t.Helper()
		rule, err := h.SitesOf(ctx, c)
		must(t, err)
		return rule
	}
	if r := rule(); r.Own || r.Sites.Open() {
		t.Errorf("a new campaign is shown on %v", r.Sites)
	}
	must(t, h.SetBrandSites(ctx, h.owner, h.brand, []string{"www.exemple.mu", "https://www.exemple.mu/page"}))
	if r := rule(); r.Own || !slices.Equal(r.Sites, places.Sites{"https://www.exemple.mu"}) {
		t.Errorf("the brand's list gave %+v", r)
	}
	must(t, h.SetSites(ctx, h.owner, c, nil))
	if r := rule(); !r.Own || r.Sites.Open() {
		t.Errorf("an empty list of its own gave %+v", r)
	}
	other, err := h.SitesOf(ctx, h.campaign("2"))
	must(t, err)
	if other.Own || !other.Sites.Open() {
		t.Errorf("another campaign has %+v", other)
	}
	must(t, h.InheritSites(ctx, h.owner, c))
	must(t, h.InheritSites(ctx, h.owner, c))
	if r := rule(); r.Own || !r.Sites.Open() {
		t.Errorf("taken back: %+v", r)
	}
	var acts []string
	for _, line := range h.journal(t) {
		acts = append(acts, line.Action)
	}
	if got := strings.Join(acts, " "); !strings.HasPrefix(got, "places.sites_inherited places.sites_set places.sites_set") {
		t.Errorf("the journal says %s", got)
	}
	wants(t, h.SetBrandSites(ctx, h.other, h.brand, nil), account.ErrBrandNotFound)
	wants(t, h.SetSites(ctx, h.other, c, nil), account.ErrBrandNotFound)
	wants(t, h.InheritSites(ctx, h.other, c), account.ErrBrandNotFound)
	viewer := h.owner
	viewer.Role = account.Viewer
	wants(t, h.SetSites(ctx, viewer, c, nil), account.ErrNotAllowed)
	if _, err := h.BrandSites(ctx, viewer, h.brand.ID); err != nil {
		t.Error(err)
	}
}
