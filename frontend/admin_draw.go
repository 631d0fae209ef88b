package frontend

import "time"

// AdminDrawPage is "contests"/slug/"draw": the console. Steps pass by the clock; what a person can do is look,
// disqualify with a reason, reinstate, download the proof.
type AdminDrawPage struct {
	AdminFrame
	Slug        string
	Title       string
	State       CampaignState
	ClosesAt    time.Time
	DrawAt      time.Time
	Label       DrawLabel
	Statement   string // the label in words
	Counts      EntryCounts
	Draw        *DrawView // nil until sealed; slots carry entry and contact
	Public      string    // absolute address of the public draw page
	ProofHref   string
	VerifyLine  string
	EmbargoTill time.Time // winners are public from then on
}

// Template names the page's template.
func (AdminDrawPage) Template() string { return "admin/draw" }

// Section names the entry of the bar that leads here.
func (AdminDrawPage) Section() string { return "campaigns" }

// AdminDisqualifyPage is "contests"/slug/"disqualify"?prize=0&slot=1: who, why, who takes the place, one button. It posts
// to its own address; fields: prize, slot, reason (one of the closed list), reinstate ("yes" on the way back).
type AdminDisqualifyPage struct {
	AdminFrame
	Slug      string
	Title     string
	Prize     string
	Slot      DrawSlot
	Next      *DrawSlot // the alternate who would take the place; nil: nobody is left
	Reasons   []Choice
	Reinstate bool
	Form      Form
}

// Template names the page's template.
func (AdminDisqualifyPage) Template() string { return "admin/disqualify" }

// Section names the entry of the bar that leads here.
func (AdminDisqualifyPage) Section() string { return "campaigns" }

// Act is an irreversible act with a page of its own; the words are in the texts under "act.<value>".
type Act string

// Acts that are asked twice.
const (
	ActCancelContest Act = "cancel_contest"
	ActCancelPoll    Act = "cancel_poll"
	ActCancelSurvey  Act = "cancel_survey"
	ActDeleteDraft   Act = "delete_draft"
	ActEraseMember   Act = "erase_member"
	ActRemoveStaff   Act = "remove_staff"
	ActReverse       Act = "reverse" // a movement of points
	ActExcludeEntry  Act = "exclude_entry"
	ActIncludeEntry  Act = "include_entry"
	ActReopenPoll    Act = "reopen_poll"
	ActVoidPoll      Act = "void_poll"
)

// AdminConfirmPage asks before an irreversible act. It posts to its own address; fields: reason where AskReason, closes_at where Zone is set.
type AdminConfirmPage struct {
	AdminFrame
	Act       Act
	Subject   string // what it is about
	Count     int    // how many people, entries, votes or points it touches
	AskReason bool
	Published bool   // the reason is published
	Zone      string // in which a new end is asked for; empty: none is
	Back      string // path of the way back, without language
	Form      Form
}

// Template names the page's template.
func (AdminConfirmPage) Template() string { return "admin/confirm" }

// Section names the entry of the bar that leads here.
func (p AdminConfirmPage) Section() string {
	switch p.Act {
	case ActEraseMember, ActReverse:
		return "members"
	case ActRemoveStaff:
		return "team"
	default:
		return "campaigns"
	}
}
