package frontend

import "time"

// AdminHomePage is a brand's home in the panel: what needs a hand, then what is live, then what comes.
type AdminHomePage struct {
	AdminFrame
	Todo   []Todo
	Live   []LiveCampaign
	Coming []Milestone
	Recent []JournalLine
}

// Template names the page's template.
func (AdminHomePage) Template() string { return "admin/home" }

// Section names the entry of the bar that leads here.
func (AdminHomePage) Section() string { return "home" }

// TodoKind is a reason for a hand; the words are in the texts under "todo.<value>".
type TodoKind string

// Kinds of things to do.
const (
	TodoFlagged   TodoKind = "flagged"   // Count entries or votes to look at
	TodoAppeals   TodoKind = "appeals"   // Count entrants who object
	TodoSlips     TodoKind = "slips"     // Count till receipts to read
	TodoProofs    TodoKind = "proofs"    // Count proofs of actions to look at
	TodoExpiring  TodoKind = "expiring"  // Count prizes that are passed on soon, the first at At
	TodoAnswered  TodoKind = "answered"  // Count answers of winners to look at
	TodoToSend    TodoKind = "to_send"   // Count prizes to send
	TodoAgree     TodoKind = "agree"     // Count corrections of points that wait for a second person
	TodoRequests  TodoKind = "requests"  // Count requests about personal data, the first due at At
	TodoAside     TodoKind = "aside"     // Count votes set aside
	TodoComments  TodoKind = "comments"  // Count comments to read
	TodoRefused   TodoKind = "refused"   // a contest that was to publish itself and could not
	TodoDraft     TodoKind = "draft"     // a draft whose opening day comes
	TodoDraw      TodoKind = "draw"      // a draw is due at At
	TodoBeacon    TodoKind = "beacon"    // a draw waits for its random number since At
	TodoDrawn     TodoKind = "drawn"     // winners to look at
	TodoPollEnded TodoKind = "poll_done" // a vote has ended
	TodoStock     TodoKind = "stock"     // a reward is nearly out: Count left
	TodoNoRewards TodoKind = "no_rewards"
	TodoWebhook   TodoKind = "webhook" // an address that is told nothing any more, or not everything
)

// Todo is one thing that needs a hand.
type Todo struct {
	Kind   TodoKind
	Title  string // of the campaign or reward
	Count  int
	At     time.Time
	Href   string
	Urgent bool
}

// LiveCampaign is a running campaign with its figures.
type LiveCampaign struct {
	Kind     CampaignKind
	Slug     string
	Title    string
	ClosesAt time.Time
	Count    int   // entries or votes
	Today    int   // since midnight
	Days     []int // by day, oldest first, for the little curve
	Leader   string
}

// Milestone is a dated event to come.
type Milestone struct {
	At    time.Time
	Kind  string // "opens", "closes", "draw"; the words are in the texts under "milestone.<value>"
	Title string
	Href  string
}

// AdminCampaignsPage is "campaigns" under a brand: contests and votes together. Query parameters: state, kind, q.
type AdminCampaignsPage struct {
	AdminFrame
	Tabs  []Tab
	Query string
	Kind  string // "", "contest" or "poll"
	State string // as in the query, kept by the search
	Rows  []CampaignRow
	Pager Pager
	Empty bool // the brand has no campaign at all, filters or not
}

// Template names the page's template.
func (AdminCampaignsPage) Template() string { return "admin/campaigns" }

// Section names the entry of the bar that leads here.
func (AdminCampaignsPage) Section() string { return "campaigns" }

// CampaignRow is a campaign in the list.
type CampaignRow struct {
	Kind     CampaignKind
	Slug     string
	Title    string
	State    CampaignState
	OpensAt  time.Time
	ClosesAt time.Time
	Count    int
	Flagged  int
}

// AdminJournalPage is "journal" under a brand. Query parameters: actor, action, from, to (dates), cursor.
type AdminJournalPage struct {
	AdminFrame
	Lines   []JournalLine
	Actors  []Choice
	Actions []Choice
	Actor   string
	Action  string
	From    string // yyyy-mm-dd
	To      string
	Pager   Pager
}

// Template names the page's template.
func (AdminJournalPage) Template() string { return "admin/journal" }

// Section names the entry of the bar that leads here.
func (AdminJournalPage) Section() string { return "journal" }

// JournalLine is one act of staff or of the clock.
type JournalLine struct {
	At      time.Time
	Actor   string // name; empty: the clock
	Action  string // in words
	Subject string
	Href    string // of the subject
	Changes []FieldChange
}

// FieldChange is what an act changed in one field.
type FieldChange struct {
	Field, Before, After string
}

// Choice is an option of a select.
type Choice struct {
	Value, Label string
}
