package places

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// AnySite lets every site show a campaign. Whoever says so accepts that a hostile page may
// lay itself over the ballot.
const AnySite = "*"

// MaxSites is how many sites a list names at most: they all travel in a header.
const MaxSites = 40

// Sites are those that may show a campaign in a frame, each an origin that a header of
// Content-Security-Policy takes as it stands: "https://www.example.com",
// "https://*.example.com", or AnySite alone. None: no site may.
type Sites []string

// Open reports whether any site at all may show the campaign.
func (s Sites) Open() bool { return len(s) > 0 }

// Rule is which sites may show one campaign.
type Rule struct {
	Own   bool  // the campaign has a list of its own: the brand's does not matter
	Sites Sites // that hold for it
}

// ReadSites reads addresses as people type or paste them: of a page's address its site is
// taken. Faults: ErrSite, ErrSitePlain, ErrSiteWide, ErrTooManySites, at the field sites.
func ReadSites(typed []string) (Sites, error) {
	var sites Sites
	var wrong []fault.Field
	for _, line := range typed {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		site, f := readSite(line)
		if f != nil {
			wrong = append(wrong, f.At("sites"))
			continue
		}
		sites = append(sites, site)
	}
	slices.Sort(sites)
	sites = slices.Compact(sites)
	if len(sites) > MaxSites {
		wrong = append(wrong, ErrTooManySites.With(MaxSites).At("sites"))
	}
	if len(wrong) > 0 {
		return nil, fault.Invalids(wrong...)
	}
	if slices.Contains(sites, AnySite) {
		return Sites{AnySite}, nil
	}
	return sites, nil
}

// readSite reads one. Nothing but letters, digits, dots and hyphens gets into a header.
func readSite(line string) (string, *fault.Error) {
	if line == AnySite {
		return AnySite, nil
	}
	quoted := line
	if len(quoted) > 60 {
		quoted = quoted[:60]
	}
	quoted = strings.ToValidUTF8(quoted, "")
	if !strings.Contains(line, "://") {
		line = "https://" + line
	}
	u, err := url.Parse(line)
	if err != nil || u.Host == "" || u.User != nil || u.Opaque != "" {
		return "", ErrSite.With(quoted)
	}
	port := u.Port()
	if n, err := strconv.Atoi(port); port != "" && (err != nil || n < 1 || n > 65535) {
		return "", ErrSite.With(quoted)
	}
	host, f := readHost(u.Hostname(), quoted)
	switch {
	case f != nil:
		return "", f
	case u.Scheme != "https" && (u.Scheme != "http" || !ownMachine(host)):
		return "", ErrSitePlain.With(quoted)
	case port != "":
		host += ":" + port
	}
	return u.Scheme + "://" + host, nil
}

// readHost reads the name of a site, with a star before it for all under it.
func readHost(host, quoted string) (string, *fault.Error) {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if addr, err := netip.ParseAddr(host); err == nil {
		if addr.Is6() {
			return "[" + addr.String() + "]", nil
		}
		return addr.String(), nil
	}
	name, wide := strings.CutPrefix(host, "*.")
	ascii, err := idna.Lookup.ToASCII(name)
	if wide && err == nil && ascii != "" && !strings.Contains(ascii, ".") {
		return "", ErrSiteWide.With(quoted)
	}
	if err != nil || ascii == "" || !wholeName(ascii) {
		return "", ErrSite.With(quoted)
	}
	if !wide {
		return ascii, nil
	}
	if _, err := publicsuffix.EffectiveTLDPlusOne(ascii); err != nil {
		return "", ErrSiteWide.With(quoted)
	}
	return "*." + ascii, nil
}

// wholeName holds for a name with a dot in it, of the letters that names have.
func wholeName(name string) bool {
	if name != "localhost" && !strings.Contains(name, ".") || strings.Contains("."+name+".", "..") {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		return r != '.' && r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// ownMachine holds for addresses of the machine itself, where pages are tried out.
func ownMachine(host string) bool {
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// BrandSites returns the sites that may show what a brand does. It needs ViewCampaigns.
func (s *Service) BrandSites(ctx context.Context, actor account.Actor, brand account.BrandID) (Sites, error) {
	if err := actor.Require(account.ViewCampaigns, brand); err != nil {
		return nil, err
	}
	sites, _, err := selectSites(ctx, s.db, brand, "", "")
	return sites, err
}

// SetBrandSites replaces the sites that may show what a brand does. It needs EditBrand.
// Faults: those of ReadSites.
func (s *Service) SetBrandSites(ctx context.Context, actor account.Actor, brand account.Brand, typed []string) error {
	if err := actor.Require(account.EditBrand, brand.ID); err != nil {
		return err
	}
	return s.setSites(ctx, actor, Campaign{Brand: brand.ID}, "brand:"+brand.Slug, typed)
}

// SitesOf returns which sites may show a campaign: whoever meets it may know.
func (s *Service) SitesOf(ctx context.Context, c Campaign) (Rule, error) {
	sites, own, err := selectSites(ctx, s.db, c.Brand, c.Kind, c.ID)
	if err != nil || own {
		return Rule{Own: true, Sites: sites}, err
	}
	sites, _, err = selectSites(ctx, s.db, c.Brand, "", "")
	return Rule{Sites: sites}, err
}

// SetSites gives a campaign a list of sites of its own, which may be empty. It needs
// EditCampaigns. Faults: those of ReadSites.
func (s *Service) SetSites(ctx context.Context, actor account.Actor, c Campaign, typed []string) error {
	if err := actor.Require(account.EditCampaigns, c.Brand); err != nil {
		return err
	}
	return s.setSites(ctx, actor, c, c.subject(), typed)
}

func (s *Service) setSites(ctx context.Context, actor account.Actor, c Campaign, subject string, typed []string) error {
	sites, err := ReadSites(typed)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		before, _, err := selectSites(ctx, tx, c.Brand, c.Kind, c.ID)
		if err != nil {
			return err
		}
		if err := writeSites(ctx, tx, c, sites, s.clock.Now()); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "places.sites_set", Subject: subject, At: s.clock.Now(),
			Before: map[string]any{"sites": []string(before)}, After: map[string]any{"sites": []string(sites)},
		})
	})
}

// InheritSites takes a campaign's own list away: the brand's holds again. It needs
// EditCampaigns.
func (s *Service) InheritSites(ctx context.Context, actor account.Actor, c Campaign) error {
	if err := actor.Require(account.EditCampaigns, c.Brand); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		before, own, err := selectSites(ctx, tx, c.Brand, c.Kind, c.ID)
		if err != nil || !own {
			return err
		}
		if err := deleteSites(ctx, tx, c); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "places.sites_inherited", Subject: c.subject(), At: s.clock.Now(),
			Before: map[string]any{"sites": []string(before)},
		})
	})
}
