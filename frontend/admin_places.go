package frontend

import (
	"html/template"
	"strings"
	"time"
)

// AdminPlacesPage is room/slug/"places": the links, codes, posters and frames by which people meet a campaign. Its forms
// post to its own address. Fields: act is "link" (label), "sites" (own "yes" or empty, sites: one a line),
// "kiosk" (name, pin, assisted "yes"), "close" (kiosk: an id).
type AdminPlacesPage struct {
	AdminFrame
	Kind     CampaignKind
	Slug     string
	Title    string
	Public   string // absolute address of the campaign's page
	Draft    bool   // nobody but staff gets there yet
	Links    []ShortLink
	FirstDay time.Time
	Days     []int     // how often all links were followed, day by day
	Embed    EmbedView // zero Path: this kind is not shown in frames
	Kiosks   []KioskRow
	KioskOf  KioskUse  // whether it goes on a tablet
	KioskURL string    // where a tablet is unlocked
	Away     []AwayAct // what tablets do not offer
	Sites    []string  // that may show it
	OwnSites bool      // of this campaign alone
	Form     Form
	Act      string // of the form that was refused
}

// Template names the page's template.
func (AdminPlacesPage) Template() string { return "admin/places" }

// Section names the entry of the bar that leads here.
func (AdminPlacesPage) Section() string { return "campaigns" }

// FormFor is the form of an act: what was typed in it if it was refused.
func (p AdminPlacesPage) FormFor(act string) Form {
	if p.Act == act {
		return p.Form
	}
	return Form{Values: map[string][]string{"sites": {joinLines(p.Sites)}, "own": {yesIf(p.OwnSites)}}}
}

// KioskUse tells whether a campaign goes on a shared tablet.
type KioskUse string

// The uses.
const (
	KioskNo      KioskUse = ""        // this kind does not
	KioskYes     KioskUse = "yes"     // people press themselves
	KioskStaff   KioskUse = "staff"   // and staff may type for them
	KioskMembers KioskUse = "members" // not this one: members sign in
)

// AwayAct is an action that a tablet does not offer.
type AwayAct struct {
	Label string
	Must  bool // an entry does not count without it
	Why   string
}

// KioskRow is a kiosk that is open.
type KioskRow struct {
	ID, Code, Name string
	Assisted       bool
	Tablets        int
	MadeAt         time.Time
}

// ShortLink is a short address, with its code to print.
type ShortLink struct {
	Code    string
	Address string // as it is printed
	Label   string // where it hangs; empty: the first
	Hits    int
	MadeAt  time.Time
}

// Picture is the code to scan.
func (l ShortLink) Picture() (template.HTML, error) { return codeSVG(l.Address) }

// Typed is the address as people type it.
func (l ShortLink) Typed() string { return shownAddress(l.Address) }

// AdminSitesPage is "sites": which other sites may show what the brand does. It posts to its own address.
// Field: sites, one a line.
type AdminSitesPage struct {
	AdminFrame
	Sites []string
	Form  Form
}

// Template names the page's template.
func (AdminSitesPage) Template() string { return "admin/sites" }

// Section names the entry of the bar that leads here.
func (AdminSitesPage) Section() string { return "settings" }

func joinLines(lines []string) string { return strings.Join(lines, "\n") }

func yesIf(on bool) string {
	if on {
		return "yes"
	}
	return ""
}
