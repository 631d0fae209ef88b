package contests

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"kermesse/internal/db"
)

// Via is which way somebody came to a contest: a network, a campaign's own name for a link,
// a short link, a frame. Of a site that nobody knows only that it is one: the list of ways
// stays short, and tells nothing of a person.
type Via string

// The ways that need no name of their own.
const (
	ViaDirect  Via = "direct"  // typed, from a message, or from a program that does not say
	ViaSearch  Via = "search"  // a search engine
	ViaSite    Via = "site"    // another site
	ViaEmbed   Via = "embed"   // a frame on another site
	ViaKiosk   Via = "kiosk"   // a tablet at a stall
	ViaPrivate Via = "private" // the browser asks not to be tracked: that it came is counted, not whence
	ViaOther   Via = "others"  // beyond the most ways of a contest
)

// networks are the ways that are told by the site somebody comes from, or by a link's
// utm_source.
var viaSites = map[string]Via{
	"facebook": "facebook", "fb": "facebook", "messenger": "facebook", "instagram": "instagram", "ig": "instagram", "tiktok": "tiktok",
	"whatsapp": "whatsapp", "youtube": "youtube", "twitter": "x", "x": "x", "t": "x", "linkedin": "linkedin", "lnkd": "linkedin",
	"google": ViaSearch, "bing": ViaSearch, "duckduckgo": ViaSearch, "qwant": ViaSearch, "ecosia": ViaSearch, "yahoo": ViaSearch,
}

// ViaSource is the way that a link's utm_source names; ViaDirect for none.
func ViaSource(source string) Via {
	source = strings.ToLower(strings.TrimSpace(source))
	if source == "" {
		return ViaDirect
	}
	if known, ok := viaSites[source]; ok {
		return known
	}
	return Via("utm-" + source).valid()
}

// ViaLink is the way of a short link.
func ViaLink(code string) Via { return Via("link-" + strings.ToLower(code)).valid() }

// ViaHost is the way of a site that led here, by its host; own is ours.
func ViaHost(host, own string) Via {
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	if host == "" || host == strings.TrimPrefix(own, "www.") {
		return ViaDirect
	}
	labels := strings.Split(host, ".")
	for i := len(labels) - 2; i >= 0 && i >= len(labels)-3; i-- { // google.com, google.co.uk
		if known, ok := viaSites[labels[i]]; ok && (labels[i] != "t" || host == "t.co") && (labels[i] != "x" || host == "x.com") {
			return known
		}
	}
	return ViaSite
}

var viaShape = regexp.MustCompile(`^(direct|search|site|embed|kiosk|private|others|facebook|instagram|tiktok|whatsapp|youtube|x|linkedin|(utm|link)-[a-z0-9._-]{1,32})$`)

// valid is the way, or ViaOther where it is none.
func (v Via) valid() Via {
	if viaShape.MatchString(string(v)) {
		return v
	}
	return ViaOther
}

// ReadVia reads a way that a form sends back; ViaDirect for none.
func ReadVia(s string) Via {
	if s == "" {
		return ViaDirect
	}
	return Via(s).valid()
}

// named holds for a way that somebody chose the name of.
func (v Via) named() bool {
	return strings.HasPrefix(string(v), "utm-") || strings.HasPrefix(string(v), "link-")
}

// maxNamedVias bounds what addresses with invented names can make of the list of ways.
const maxNamedVias = 50

// vias are the named ways of contests that this server has admitted.
type vias struct {
	mu    sync.Mutex
	known map[ID]map[Via]bool
}

// admit returns the way, or ViaOther where the contest has too many of them already.
func (v *vias) admit(ctx context.Context, d *db.DB, id ID, via Via) (Via, error) {
	if !via.named() {
		return via, nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known[id] == nil {
		found, err := selectNamedVias(ctx, d, id)
		if err != nil {
			return ViaOther, err
		}
		if v.known == nil {
			v.known = map[ID]map[Via]bool{}
		}
		v.known[id] = found
	}
	known := v.known[id]
	if !known[via] && len(known) >= maxNamedVias {
		return ViaOther, nil
	}
	known[via] = true
	return via, nil
}
