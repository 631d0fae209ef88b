package frontend

import "time"

// AdminProofsPage is "contests"/slug/"proofs": what entrants sent for staff to look at. Each form posts to the page's own
// address; fields: proof, reason, act ("accept" or "refuse").
type AdminProofsPage struct {
	AdminFrame
	Slug, Title string
	Proofs      []SentLine
	Next        string // address of the next part; empty: none
	Sealed      bool   // nothing can be decided any more
	Form        Form
}

// Template names the page's template.
func (AdminProofsPage) Template() string { return "admin/proofs" }

// Section names the entry of the bar that leads here.
func (AdminProofsPage) Section() string { return "campaigns" }

// NoForm is a form of which nothing was typed.
func (AdminProofsPage) NoForm() Form { return Form{} }

// SentLine is one thing that was sent.
type SentLine struct {
	ID, Number, Name string
	Asked            string
	Text             string
	Link             bool   // Text is an address
	Picture          string // address, for staff alone; empty: none
	Width, Height    int    // of the picture, in pixels
	SentAt           time.Time
}

// AdminContactsPage is "contests"/slug/"contacts": the lists of who is invited and who is excluded. Each form posts to the
// page's address and the list's key; fields: contacts, file, reason.
type AdminContactsPage struct {
	AdminFrame
	Slug, Title string
	Lists       []ContactListLine
	Draft       bool
	Sealed      bool // the lists change nothing any more
	AskReason   bool // people are entering: a change is public, with its reason
	Form        Form
}

// Template names the page's template.
func (AdminContactsPage) Template() string { return "admin/contacts" }

// Section names the entry of the bar that leads here.
func (AdminContactsPage) Section() string { return "campaigns" }

// ContactListLine is one list.
type ContactListLine struct {
	Key      string // invited, excluded
	Contacts int
	Used     bool // the rules ask for it
}

// ContestActionsPage is the part "actions". Fields: again (none, day, week), one_chance ("yes"); one value per line of
// action_id, action_kind, action_label, action_tickets, action_must ("yes", "no"), action_every (once, day, week), action_after (none, all),
// action_detail.
type ContestActionsPage struct {
	ContestEditFrame
	Actions []ActionLine
	Tiers   []string // of the loyalty programme; none: there are none to ask for
}

// Template names the page's template.
func (ContestActionsPage) Template() string { return "admin/contest_edit_actions" }

// ActionLine is one action as typed.
type ActionLine struct {
	ID, Kind, Label, Tickets, Must, Every, After, Detail string
	Also, AlsoChoices                                    string // in the other language
	Error                                                string
}
