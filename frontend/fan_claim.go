package frontend

import "time"

// WinnerCheckPage is "/w/{brand}": is the winner message I got real? Two forms post to the same address: by code, field
// code; by secret word, fields ask ("word"), entry and word.
type WinnerCheckPage struct {
	Frame
	Form   Form // of the code
	Result *WinnerCheck
	Word   Form // of the secret word
	Match  *WordCheck
}

// Template names the page's template.
func (WinnerCheckPage) Template() string { return "fan/winner_check" }

// WinnerCheck is the answer about one winner message.
type WinnerCheck struct {
	Code      string
	Standing  Standing // empty: it is none of ours
	Contest   string
	Slug      string
	Prize     string
	SentAt    time.Time
	ClaimBy   time.Time // zero: there is no end
	ClaimHref string    // path of the page where it is answered; empty: not any more
}

// Standing is what a genuine message is worth now; the words are in the texts under "standing.<value>".
type Standing string

// The standings.
const (
	StandsOpen     Standing = "open"
	StandsAnswered Standing = "answered"
	StandsReceived Standing = "received"
	StandsDeclined Standing = "declined"
	StandsExpired  Standing = "expired"
	StandsVoid     Standing = "void"
)

// WordCheck is the answer about a secret word.
type WordCheck struct {
	Entry  string
	Right  bool
	Former bool // it was, until its entrant chose another
}

// ClaimStep is how far the winner has got on the page of a claim.
type ClaimStep string

// The steps.
const (
	ClaimAsk    ClaimStep = "ask"    // nobody has shown who they are
	ClaimProve  ClaimStep = "prove"  // a code was sent
	ClaimLanded ClaimStep = "landed" // by the link of the mail: one press is needed
	ClaimAnswer ClaimStep = "answer" // the winner has yet to say yes or no
	ClaimChange ClaimStep = "change" // the winner changes where it goes
	ClaimRefuse ClaimStep = "refuse" // the winner is asked again before a no
	ClaimFollow ClaimStep = "follow" // where the prize is
	ClaimOver   ClaimStep = "over"
)

// ClaimPage is "/w/{brand}/{code}": the winner shows who they are, says yes or no, and follows the prize. Its forms post
// to pages under it: "identify"; "prove", fields challenge and code, or token, or hand (a code given by staff); "answer",
// fields method, place, choice, adult ("yes"), publicity ("yes"), country and address.<field>; "decline"; "received";
// "leave".
type ClaimPage struct {
	Frame
	Step      ClaimStep
	Code      string
	Standing  Standing
	Contest   string
	Slug      string
	Prize     string
	Number    string // of the entry; to the winner alone
	SentAt    time.Time
	Due       time.Time
	EndedAt   time.Time
	Challenge string
	Contact   string // masked
	Token     string
	ByHand    bool // no mail reaches the winner: staff give a code
	Form      Form
	Answer    ClaimForm
	State     ClaimView
}

// ClaimForm is what a winner is asked.
type ClaimForm struct {
	Methods   []ClaimMethod // empty once one is chosen, or where there is only one
	Method    ClaimMethod
	Places    []string
	Asks      string // what is chosen, of Options
	Options   []string
	Countries []Choice
	Country   string
	Fields    []AddressField
	MinAge    int
	Publicity bool // it is asked
	KeepDays  int
}

// PlaceChoices are the places as a select offers them, none chosen first.
func (f ClaimForm) PlaceChoices() []Choice { return append([]Choice{{}}, plainChoices(f.Places)...) }

// OptionChoices are the options as a select offers them, none chosen first.
func (f ClaimForm) OptionChoices() []Choice { return append([]Choice{{}}, plainChoices(f.Options)...) }

// ClaimMethod is how a prize gets to its winner; the words are in the texts under "claim_method.<value>".
type ClaimMethod string

// The methods.
const (
	MethodDelivery ClaimMethod = "delivery"
	MethodPickup   ClaimMethod = "pickup"
	MethodArranged ClaimMethod = "arranged"
)

// AddressField is a part of an address as a country has it; the words are in the texts under "address.<name>".
type AddressField struct {
	Name     string
	Required bool
	Example  string
}

// Autocomplete is what browsers know the field as.
func (f AddressField) Autocomplete() string {
	return map[string]string{
		"name": "name", "line1": "address-line1", "line2": "address-line2", "quarter": "address-level3", "postcode": "postal-code",
		"city": "address-level2", "region": "address-level1", "phone": "tel",
	}[f.Name]
}

// Inputmode is the keyboard that a phone shows.
func (f AddressField) Inputmode() string {
	if f.Name == "phone" {
		return "tel"
	}
	return ""
}

// ClaimView is where a prize is, for its winner.
type ClaimView struct {
	State      ClaimState
	Word       string // the secret word of the entry
	Method     ClaimMethod
	Place      string
	Choice     string
	Address    []string
	Country    string
	Carrier    string
	Tracking   string
	Token      string // of a prize to fetch
	TokenURL   string // what its QR code carries
	AcceptedAt time.Time
	KeptAt     time.Time
	SentAt     time.Time
	ReceivedAt time.Time
	PurgeAt    time.Time
	Changeable bool // where it goes
	Refusable  bool
	Receivable bool // the winner can say that it has come
}

// ClaimState is how far a prize has got; the words are in the texts under "claim.<value>".
type ClaimState string

// The states.
const (
	ClaimTold       ClaimState = "told"
	ClaimIdentified ClaimState = "identified"
	ClaimAccepted   ClaimState = "accepted"
	ClaimToSend     ClaimState = "to-send"
	ClaimSent       ClaimState = "sent"
	ClaimReceived   ClaimState = "received"
	ClaimDeclined   ClaimState = "declined"
	ClaimExpired    ClaimState = "expired"
	ClaimVoid       ClaimState = "void"
)

// Template names the page's template.
func (ClaimPage) Template() string { return "fan/claim" }

// LedgerPage is "/c/{slug}/prizes": how many prizes were handed over, and when; nobody is named.
type LedgerPage struct {
	Frame
	Slug   string
	Title  string
	Ledger LedgerView
}

// Template names the page's template.
func (LedgerPage) Template() string { return "fan/ledger" }

// LedgerView is the public ledger of the prizes of a contest.
type LedgerView struct {
	Units  int // that were to win
	Handed int
	Last   time.Time // when the latest was handed over
	Prizes []LedgerPrize
}

// LedgerPrize is a prize with the lines about it.
type LedgerPrize struct {
	Name   string
	Units  int
	Handed int
	Lines  []LedgerLine
}

// LedgerLine is one unit of a prize and where it is.
type LedgerLine struct {
	Place   int
	Instant bool // won at once, not in the draw
	State   ClaimState
	At      time.Time // when it got there
}
