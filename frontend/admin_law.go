package frontend

import (
	"html/template"
	"time"
)

// ContestRulesPage is the part "rules". Fields: profiles and networks (several values each), authority, number, date,
// document, linked, acknowledged, free_way ("yes" each), invalid_days, losers_days, winners_days, proof_days, rules
// (Markdown).
type ContestRulesPage struct {
	ContestEditFrame
	Profiles   []ProfileBox
	Networks   []NetworkBox
	Kept       []KeptField
	Preview    template.HTML // the rules as they read now; empty while something is missing
	Other      template.HTML // the same in the other language
	Disclaimer string
	Permit     bool // its document is kept
}

// Template names the page's template.
func (ContestRulesPage) Template() string { return "admin/contest_edit_rules" }

// ProfileBox is a country's profile to tick.
type ProfileBox struct {
	Choice
	On        bool
	Summary   string
	Authority string
	Sources   []LawSource
}

// LawSource is where something was read.
type LawSource struct {
	Says, At string
	Read     time.Time // the day
	Unsure   bool      // to be checked
}

// NetworkBox is a social network to tick.
type NetworkBox struct {
	Choice
	On   bool
	Asks string
}

// KeptField is how long a class of data is kept, to be changed.
type KeptField struct {
	Name string
	What string
	Days int // that hold where the field is empty
}

// LawLine is what a profile says about a draft. Its override posts to "contests"/slug/"override"; fields: rule, reason.
type LawLine struct {
	Rule    string
	Country string
	Says    string
	Blocks  bool
	Stops   bool // publication waits for it
	Reason  string
	By      string
	At      time.Time
}

// AdminAmendPage is "contests"/slug/"amend". It posts to its own address. Fields: reason, clarification, harmless ("yes"),
// claim_days, invalid_days, losers_days, winners_days, proof_days, authority, number, date, document, organiser ("yes").
type AdminAmendPage struct {
	AdminFrame
	Slug       string
	Title      string
	No         int // of the amendment that is written
	ClosesAt   time.Time
	ClaimDays  int
	Kept       []KeptField
	Never      []string // what no amendment touches
	Amendments []Amendment
	Refused    string // why there can be none
	Form       Form
}

// Template names the page's template.
func (AdminAmendPage) Template() string { return "admin/amend" }

// Section names the entry of the bar that leads here.
func (AdminAmendPage) Section() string { return "campaigns" }

// PurgeLine is when a class of a contest's personal data goes.
type PurgeLine struct {
	What      string
	Days      int
	AfterDraw bool
	DueAt     time.Time
	DoneAt    time.Time
	Entries   int
}

// AdminRequestsPage is "requests": what people ask about their data. It posts to its own address (contact, kind, words)
// and to "requests"/id (granted "yes", answer).
type AdminRequestsPage struct {
	AdminFrame
	Open, Done []AskedLine
	Kinds      []Choice
	Form       Form
}

// Template names the page's template.
func (AdminRequestsPage) Template() string { return "admin/requests" }

// Section names the entry of the bar that leads here.
func (AdminRequestsPage) Section() string { return "members" }

// AskedLine is a request as staff see it.
type AskedLine struct {
	RequestLine
	ID      string
	Contact string // empty once forgotten
	Late    bool
	ByStaff bool
	Granted bool
}
