package frontend

import "time"

// AdminClaimsPage is "claims" and "contests"/slug/"claims": prizes on their way to their winners, by what they call for.
// The filter is a GET form with q and method; ticked rows are posted to the same address, fields id (several), act,
// carrier, tracking and note.
type AdminClaimsPage struct {
	AdminFrame
	Slug      string // empty: all contests of the brand
	Title     string
	Group     string // empty: all
	Tabs      []Tab
	Query     string
	Method    ClaimMethod
	Rows      []ClaimRow
	Acts      []ClaimAct // what can be done with what is shown
	Pager     Pager
	ExportURL string
	Empty     bool // nobody was told of a prize yet
	Done      int  // of a batch that has just been done
	Refused   []RefusedClaim
	Form      Form
}

// Template names the page's template.
func (AdminClaimsPage) Template() string { return "admin/claims" }

// Section names the entry of the bar that leads here.
func (p AdminClaimsPage) Section() string {
	if p.Slug == "" {
		return "claims"
	}
	return "campaigns"
}

// Here is the page's own path under the brand.
func (p AdminClaimsPage) Here() string {
	if p.Slug == "" {
		return p.Link("claims")
	}
	return p.Link("contests", p.Slug, "claims")
}

// ClaimAct is what staff do with a prize; the words are in the texts under "claim_act.<value>".
type ClaimAct string

// The acts.
const (
	ActKeepPrize ClaimAct = "keep"
	ActSendPrize ClaimAct = "send"
	ActGavePrize ClaimAct = "received"
)

// ClaimRow is a claim in a list.
type ClaimRow struct {
	ID       string
	Code     string
	Number   string
	Name     string
	Contact  string
	ByMail   bool
	Contest  string // title, where the list is of all contests
	Slug     string
	Prize    string
	Place    int
	Choice   string
	State    ClaimState
	Method   ClaimMethod
	Where    string // place to fetch it, or the country it goes to
	At       time.Time
	Due      time.Time
	Promoted bool
}

// RefusedClaim is a claim of a batch for which the act was refused.
type RefusedClaim struct {
	Number  string
	Message string
}

// AdminClaimPage is "claims"/id: one prize with its history. Its form posts to the same address; fields: act (keep, send,
// received, code, accept, decline), carrier, tracking, note, how, and what ClaimPage asks.
type AdminClaimPage struct {
	AdminFrame
	Row       ClaimRow
	Contest   string
	Slug      string
	Standing  Standing
	Word      string
	Address   []string
	Country   string
	Phone     string
	Publicity bool
	Carrier   string
	Tracking  string
	HandedBy  string
	HandedAt  string
	PurgeAt   time.Time
	ToldAt    time.Time
	Steps     []ClaimStepLine
	Acts      []ClaimAct
	Code      string // just made: shown once
	LetterFR  string // for a winner without e-mail
	LetterEN  string
	ClaimURL  string
	Answer    *ClaimForm // the winner can be answered for
	Year      *WonInYear // what they won this year has to be reported; nil: it has not
	Form      Form
}

// Template names the page's template.
func (AdminClaimPage) Template() string { return "admin/claim" }

// Section names the entry of the bar that leads here.
func (AdminClaimPage) Section() string { return "claims" }

// WonInYear is what somebody has won of a brand in a calendar year.
type WonInYear struct {
	Year     string
	Prizes   int
	Minor    int64
	Currency string
	Says     string // what is to be done about it
}

// ClaimStepLine is a line of a claim's history; the words are in the texts under "claim_step.<kind>".
type ClaimStepLine struct {
	At    time.Time
	Kind  string
	Actor string // empty: the winner
	Note  string
}

// AdminCounterPage is "handover": a QR code is scanned, or typed, and the prize handed over, once. GET asks with the field
// token; POST hands over, fields token and place.
type AdminCounterPage struct {
	AdminFrame
	Token  string
	Place  string
	Prize  *CounterPrize // what the token fetches
	Handed *CounterPrize // what has just been handed over
	Form   Form
}

// CounterPrize is a prize at the counter.
type CounterPrize struct {
	Prize   string
	Choice  string
	Contest string
	Name    string
	Number  string
	Place   string
	At      time.Time
}

// Template names the page's template.
func (AdminCounterPage) Template() string { return "admin/counter" }

// Section names the entry of the bar that leads here.
func (AdminCounterPage) Section() string { return "claims" }

func (AdminCounterPage) script() string { return "counter.js" }

// AdminImpostorsPage is "impostors": texts to publish when others write to fans in the brand's name.
type AdminImpostorsPage struct {
	AdminFrame
	CheckURL string
	Warnings []WarningText
}

// WarningText is a text for one network, in both languages.
type WarningText struct {
	Network string
	Most    int
	FR, EN  string
}

// Template names the page's template.
func (AdminImpostorsPage) Template() string { return "admin/impostors" }

// Section names the entry of the bar that leads here.
func (AdminImpostorsPage) Section() string { return "claims" }

// ContestClaimsPage is the part "claims" of a contest's editor. Fields, by the number of the prize from 0: delivery-N
// ("yes"), pickup-N (one place a line), asks-N, options-N (parted by commas); and keep_days, ask_publicity ("yes").
type ContestClaimsPage struct {
	ContestEditFrame
	Prizes []HandingLine
}

// Template names the page's template.
func (ContestClaimsPage) Template() string { return "admin/contest_edit_claims" }

// HandingLine is how one prize is handed over, as it was typed.
type HandingLine struct {
	ID       string // what the names of its fields end with
	Instant  bool   // won at once
	Name     string
	Delivery bool
	Pickup   string
	Asks     string
	Options  string
}
