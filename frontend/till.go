package frontend

import "time"

// TillPath is the telephone at a counter, or a page under it: "open", "unlock", "lock", "leave", "found", "earn", "present", "spend",
// "voucher", "prize", "log", "undo", "state", "worker.js". Every form posts to the page of its name.
func TillPath(under ...string) string { return segments(append([]string{"till"}, under...)...) }

// TillFrame is what the pages of an open till have around their content.
type TillFrame struct {
	Frame
	Till TillView
}

func (f TillFrame) counter() TillView { return f.Till }

// sheet is the style that all of them have.
func (TillFrame) sheet() string { return tillSheet }

const tillSheet = "till.css"

// TillView is a till and who stands there.
type TillView struct {
	Name     string
	Clerk    string // empty: it is locked
	Stamp    string // goes with what the telephone keeps for later
	Currency string
	Clock    int64 // milliseconds since 1970, by which the telephone corrects its own
}

// TillDoorPage is "/till" on a telephone that is no till yet. Who is signed in to the panel opens it. Fields: brand, name,
// pin.
type TillDoorPage struct {
	Frame
	Brands []BrandChoice // whose tills the person may open; empty: nobody is signed in, or they may open none
	Staff  string        // who is signed in; empty: nobody
	HasPIN bool          // of the only brand: another one need not be chosen
	Form   Form
}

// Template names the page's template.
func (TillDoorPage) Template() string { return "till/door" }

// BrandChoices are the brands as a field offers them.
func (p TillDoorPage) BrandChoices() []Choice {
	choices := make([]Choice, len(p.Brands))
	for i, b := range p.Brands {
		choices[i] = Choice{Value: b.Slug, Label: b.Name}
	}
	return choices
}

func (TillDoorPage) sheet() string { return tillSheet }

// TillUnlockPage is "/till" while nobody stands there. Fields: person, pin.
type TillUnlockPage struct {
	TillFrame
	People []Choice
	Form   Form
}

// Template names the page's template.
func (TillUnlockPage) Template() string { return "till/unlock" }

// TillPage is "/till": a code is scanned or typed. It posts to "found". Field: code.
type TillPage struct {
	TillFrame
	Done *TillAct // what was done a moment ago
	Form Form
}

// Template names the page's template.
func (TillPage) Template() string { return "till/counter" }

// TillMemberPage shows a member who was found: points for a bill (fields member, amount; with act=give they are given), points
// or a reward for the code on their card (fields member, code, points or reward).
type TillMemberPage struct {
	TillFrame
	Member  TillMember
	Preview *TillPreview // what the amount would give; nil: not asked yet
	Form    Form         // of the bill
	Spend   Form
	Asked   bool // the code that was scanned pays: spending comes first

	PresentKey string // of the form that notes that the member is present (field member); empty: nothing is given for it
}

// Template names the page's template.
func (TillMemberPage) Template() string { return "till/member" }

// HereRewards are the rewards that can be taken at the counter.
func (p TillMemberPage) HereRewards() (here []TillReward) {
	for _, r := range p.Member.Ready {
		if r.Here {
			here = append(here, r)
		}
	}
	return here
}

// TillMember is a member as a till sees them, and no more.
type TillMember struct {
	Number    string
	FirstName string
	Tier      string
	Available int64
	Debt      int64
	Ready     []TillReward
}

// TillReward is a reward that the member could take now.
type TillReward struct {
	ID, Name string
	Cost     int64
	Here     bool // at the counter; else on their own page
}

// TillPreview is what a bill would give.
type TillPreview struct {
	Amount int64
	Points int64
	Reason string // why it would give nothing
}

// TillVoucherPage shows a voucher that was found. Fields: voucher, amount.
type TillVoucherPage struct {
	TillFrame
	Voucher TillVoucher
	Form    Form
}

// Template names the page's template.
func (TillVoucherPage) Template() string { return "till/voucher" }

// TillVoucher is a voucher as a till sees it.
type TillVoucher struct {
	VoucherView
	Discount string // what it takes off a bill, in words; empty: nothing
	Bill     bool   // it needs the amount of the bill
	UsedBy   string // who took it, and at which till
	Promo    bool   // it is a promo code, and is not taken here
}

// TillPrizePage shows a prize that waits for its winner. Field: code.
type TillPrizePage struct {
	TillFrame
	Prize TillPrize
	Form  Form
}

// Template names the page's template.
func (TillPrizePage) Template() string { return "till/prize" }

// TillPrize is a prize that was won.
type TillPrize struct {
	Code, Name, Contest, Winner string
	HandedAt                    time.Time // zero: not yet
	HandedBy                    string
}

// TillLogPage is "/till/log": what this person did today.
type TillLogPage struct {
	TillFrame
	Acts []TillAct
	Form Form
}

// Template names the page's template.
func (TillLogPage) Template() string { return "till/log" }

// TillActKind is what was done; the words are in the texts under "till_act.<value>".
type TillActKind string

// The kinds.
const (
	TillEarn    TillActKind = "earn"
	TillSpend   TillActKind = "spend"
	TillRewards TillActKind = "reward"
	TillUse     TillActKind = "voucher"
	TillHand    TillActKind = "prize"
)

// TillActState is what became of it; the words are in the texts under "till_state.<value>".
type TillActState string

// The states.
const (
	TillOpen    TillActState = "open"
	TillDone    TillActState = "done"
	TillRefused TillActState = "refused"
	TillUndone  TillActState = "undone"
)

// TillAct is one thing that was done.
type TillAct struct {
	ID       string
	Kind     TillActKind
	State    TillActState
	At       time.Time
	Late     bool // it waited on the telephone
	Who      string
	Where    string
	Member   string
	About    string // the reward or the prize
	Present  bool   // points for being present
	Currency string
	Amount   int64
	Points   int64
	Discount int64
	Reason   string // why it was refused
	Undoable bool
}

// TillLeavePage is "/till/leave": the telephone is no till any more. It posts to its own address.
type TillLeavePage struct {
	TillFrame
	Form Form
}

// Template names the page's template.
func (TillLeavePage) Template() string { return "till/leave" }

// AdminTillsPage is the panel's page of tills. Forms post to it with act: "close" (till), "forget" (person), "limits" (person,
// own, bill, day_bills, spend, day_spend).
type AdminTillsPage struct {
	AdminFrame
	Tills    []TillRow
	People   []TillPerson
	Everyone TillPerson
	Currency string
	Day      time.Time
	Acts     []TillAct
	Address  string // where telephones become tills
	Form     Form
	Act      string // which person's form the errors are of
}

// Template names the page's template.
func (AdminTillsPage) Template() string { return "admin/tills" }

// Section is the part of the panel that is marked in its navigation.
func (AdminTillsPage) Section() string { return "tills" }

// FormFor is the form of a person: what was typed, where it was refused, else what holds.
func (p AdminTillsPage) FormFor(person TillPerson) Form {
	if p.Form.Failed() && p.Act == person.ID {
		return p.Form
	}
	return person.Form
}

// TillRow is an open till.
type TillRow struct {
	ID, Name, By     string
	OpenedAt, SeenAt time.Time
}

// TillPerson is somebody who may use tills.
type TillPerson struct {
	ID     string // empty: everybody of whom nothing else is said
	Name   string
	Role   StaffRole
	HasPIN bool
	Own    bool // they have limits of their own
	Limits []TillLimit
	Form   Form
}

// TillLimit is one figure of what a person may do; the words are in the texts under "till_limit.<name>".
type TillLimit struct {
	Name  string
	Money bool
	N     int64 // 0: no limit
}
