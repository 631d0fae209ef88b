package frontend

import "time"

// AdminDrawPage is "contests"/slug/"draw": the console. Steps pass by the clock; what a person can do is look,
// disqualify with a reason, reinstate, confirm, give an attempt up, hold the draw again, download the proof.
type AdminDrawPage struct {
	AdminFrame
	Slug        string
	Title       string
	State       CampaignState
	ClosesAt    time.Time
	DrawAt      time.Time
	Label       DrawLabel
	Statement   string // the label in words
	Sentence    string // how far the draw has got, as fans read it
	Counts      EntryCounts
	Ranked      bool // the best photos win: there is no draw to follow or to prove
	MayCancel   bool
	Restart     Restart       // whether the draw can be held again, and for what
	Waits       uint64        // the round that is due and not here; 0: none. It can be pasted to "contests"/slug/"beacon", field beacon
	Attempts    []DrawAttempt // those that were given up or left prizes open
	Drawn       []DrawnAttempt
	Unfit       int       // of those drawn, how many could not enter by the lists as they are now
	Draw        *DrawView // nil until sealed
	PostFR      string    // what to say of the sealed list where the draw was announced; empty until it is sealed
	PostEN      string
	Public      string // absolute address of the public draw page
	ProofHref   string
	VerifyLine  string
	EmbargoTill time.Time // winners are public from then on
}

// DrawnAttempt is an attempt whose result counts; slots carry entry and contact.
type DrawnAttempt struct {
	Attempt int
	Prizes  []DrawnPrize // those that it was held for
}

// Restart is what another attempt would be held for.
type Restart string

// What another attempt is held for; the acts are ActRestartAll and ActRestartOpen.
const (
	RestartNone Restart = ""
	RestartAll  Restart = "all"  // every prize, with the same list
	RestartOpen Restart = "open" // what nobody is left to receive
)

// Template names the page's template.
func (AdminDrawPage) Template() string { return "admin/draw" }

// Section names the entry of the bar that leads here.
func (AdminDrawPage) Section() string { return "campaigns" }

// AdminDecidePage is "contests"/slug/"disqualify"?act=disqualify&prize=0&slot=1: who, why, who takes the place, one
// button. It posts to its own address; fields: act, attempt, prize, slot, reason (one of the closed list).
type AdminDecidePage struct {
	AdminFrame
	Slug    string
	Title   string
	Act     DecisionAct
	Attempt int
	Prize   string
	Slot    DrawSlot
	Next    *DrawSlot // the alternate who would take the place; nil: nobody is left
	Reasons []Choice
	Form    Form
}

// DecisionAct is what is decided about a slot; the words are in the texts under "decide.<value>".
type DecisionAct string

// Decisions about a slot.
const (
	DecideDisqualify DecisionAct = "disqualify"
	DecideReinstate  DecisionAct = "reinstate"
	DecideAccept     DecisionAct = "accept"
)

// Template names the page's template.
func (AdminDecidePage) Template() string { return "admin/decide" }

// Section names the entry of the bar that leads here.
func (AdminDecidePage) Section() string { return "campaigns" }

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
	ActCancelAttempt Act = "cancel_attempt" // of a draw whose list is frozen
	ActRestartAll    Act = "restart_all"
	ActRestartOpen   Act = "restart_open"
	ActVoidCodes     Act = "void_codes"
	ActRevokeCodes   Act = "revoke_codes"
	ActVoidPoints    Act = "void_points" // a promo code, or a batch
	ActCallPoll      Act = "call_poll"
	ActRemoveWebhook Act = "remove_webhook"
)

// AdminConfirmPage asks before an irreversible act. It posts to its own address; fields: reason where AskReason or Reasons, code where
// Codes, closes_at where Zone is set.
type AdminConfirmPage struct {
	AdminFrame
	Act       Act
	Subject   string // what it is about
	Count     int    // how many people, entries, votes or points it touches
	AskReason bool
	Reasons   []Choice // a closed list of reasons, instead of words
	Codes     []Choice // a closed list beside the words
	Published bool     // the reason is published
	Zone      string   // in which a new end is asked for; empty: none is
	Back      string   // path of the way back, without language
	Form      Form
}

// Template names the page's template.
func (AdminConfirmPage) Template() string { return "admin/confirm" }

// Section names the entry of the bar that leads here.
func (p AdminConfirmPage) Section() string {
	switch p.Act {
	case ActEraseMember, ActReverse:
		return "members"
	case ActVoidPoints:
		return "rewards"
	case ActRemoveStaff:
		return "team"
	case ActRemoveWebhook:
		return "webhooks"
	default:
		return "campaigns"
	}
}
