package frontend

import "time"

// DrawPage is "/c/{slug}/draw": before, during and after the draw, the proof and the check of one's own entry.
// The check is a GET form with the field "entry".
type DrawPage struct {
	Frame
	Contest       ContestView
	State         CampaignState
	Draw          *DrawView // nil until the list is sealed
	Check         *EntryCheck
	Query         string // what was typed in the check
	ProofHref     string
	ProofBytes    int
	VerifyCommand string // one line for a terminal
}

// Template names the page's template.
func (DrawPage) Template() string { return "fan/draw" }

func (DrawPage) sheet() string { return "draw.css" }

func (p DrawPage) sharePicture() *Picture { return p.Contest.ShareImage }

// DrawLabel is what a draw's random number is worth; the exact words are in the texts under "draw.label.<value>".
type DrawLabel string

// Labels, from the strongest to the weakest. Never call C or Test "verified".
const (
	LabelA1       DrawLabel = "a1"       // public random number, list sealed and witnessed before it existed
	LabelA2       DrawLabel = "a2"       // the same according to the organiser's own log
	LabelB        DrawLabel = "b"        // announced public source
	LabelUnsealed DrawLabel = "unsealed" // public number, and no log that shows that the list was sealed before it
	LabelC        DrawLabel = "c"        // the organiser's server chose the number
	LabelTest     DrawLabel = "test"     // demo beacon, not fair
)

// DrawView is the public record of a draw.
type DrawView struct {
	Label       DrawLabel
	Round       uint64 // of the public beacon
	Source      string // words for the announced source of label B
	SealedAt    time.Time
	RoundAt     time.Time // when the random number comes, or came
	DrawnAt     time.Time
	Entries     int
	Tickets     int64
	Root        string
	CloseRecord string // exact text
	CloseHash   string
	RulesHash   string
	Randomness  string
	Seed        string
	Prizes      []DrawnPrize
	Changes     []DrawChange // disqualifications and reinstatements, oldest first
	Attempts    []DrawAttempt
}

// DrawnPrize is a prize with its slots in the order of picking.
type DrawnPrize struct {
	Name    string
	Winners int
	Slots   []DrawSlot
}

// SlotState is what became of a slot; the words are in the texts under "slot.<value>".
type SlotState string

// States of a slot.
const (
	SlotWinner       SlotState = "winner"
	SlotAlternate    SlotState = "alternate" // waits in case a winner is disqualified
	SlotPromoted     SlotState = "promoted"  // an alternate who took a disqualified winner's place
	SlotDisqualified SlotState = "disqualified"
	SlotVacant       SlotState = "vacant" // nobody was left to pick
)

// DrawSlot is one pick. Alias is masked, empty once the person was erased or before the embargo ends.
type DrawSlot struct {
	Prize      int // index of the prize
	Slot       int // 0-based order of picking
	State      SlotState
	Alias      string
	Commitment string
	Reason     string // of a disqualification
	Entry      string // number of the entry; filled for staff only
	Contact    string // filled for staff only
}

// Place is the slot's 1-based order.
func (s DrawSlot) Place() int { return s.Slot + 1 }

// DrawChange is a public line about a slot.
type DrawChange struct {
	At         time.Time
	Prize      string
	Place      int
	Reinstated bool
	Reason     string
}

// DrawAttempt is another attempt at the same draw, cancelled or not, with what its calculation gave.
type DrawAttempt struct {
	Attempt   int
	Cancelled bool
	Reason    string
	CloseHash string
	Winners   []string
}

// EntryCheck is the answer about one entry number.
type EntryCheck struct {
	Number     string
	Found      bool
	Status     EntryStatus
	Sealed     bool // the list is sealed: position and tickets are known
	Position   int  // 1-based, in the sealed order
	Tickets    int
	First      int64 // its tickets are First..Last of all, 1-based
	Last       int64
	Commitment string
	Prize      string // drawn for this prize; empty: not drawn
	Slot       SlotState
}

// WinnerLine is one winner on a contest's page.
type WinnerLine struct {
	Prize string
	Alias string
}

// WinnerCheckPage is "/w/{brand}": is the winner message I got real? The form posts to the same address; field: code.
type WinnerCheckPage struct {
	Frame
	Form   Form
	Result *WinnerCheck
}

// Template names the page's template.
func (WinnerCheckPage) Template() string { return "fan/winner_check" }

// WinnerCheck is the answer about one winner message.
type WinnerCheck struct {
	Code    string
	Genuine bool
	Void    bool // genuine, but the prize has gone to somebody else since
	Contest string
	Slug    string
	Prize   string
	SentAt  time.Time
	ClaimBy time.Time
}
