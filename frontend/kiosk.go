package frontend

// KioskFrame is what a tablet at a stall has around a campaign.
type KioskFrame struct {
	Name     string
	Assisted bool   // staff hold it and type for people
	Start    string // where the next person begins, with language
	Leave    string // where staff leave the campaign with the PIN
	Idle     int    // seconds without a touch until the next person is assumed
	Grace    int    // seconds to say that one is still there
	Reset    int    // seconds that thanks are shown
}

// KioskDoorPage is "/kiosk": a tablet is unlocked here. It posts to its own address. Fields: code, pin.
type KioskDoorPage struct {
	Frame
	Form Form
	Left bool // staff have just left a campaign: what the tablet still holds may be shown
}

// Template names the page's template.
func (KioskDoorPage) Template() string { return "fan/kiosk" }

// KioskLeavePage is "/kiosk/leave". It posts to its own address. Field: pin.
type KioskLeavePage struct {
	Frame
	Form Form
}

// Template names the page's template.
func (KioskLeavePage) Template() string { return "fan/kiosk_leave" }

// ThanksPage tells the person at a tablet that it is done, and nothing of what: the next one stands behind them.
type ThanksPage struct {
	Frame
	Kind   CampaignKind
	Title  string
	Was    ThanksState
	Number string   // of an entry, to note down; empty: none is shown
	Later  []string // what else earns tickets, and is not done at a tablet
}

// ThanksState is what became of a vote or an entry at a tablet; the words are in the texts under "thanks.<value>".
type ThanksState string

// The states.
const (
	ThanksVote    ThanksState = "vote"
	ThanksEntry   ThanksState = "entry"
	ThanksPending ThanksState = "pending" // until the mail is answered
	ThanksLeft    ThanksState = "left"    // something mandatory is left to do
)

// Template names the page's template.
func (ThanksPage) Template() string { return "fan/thanks" }
