package frontend

import (
	"slices"
	"time"
)

// DrawPage is "/c/{slug}/draw": the certificate of a draw before, during and after it, its files and the check of one's
// own entry. The check is a GET form with the field "entry".
type DrawPage struct {
	Frame
	Contest       ContestView
	State         CampaignState
	Moment        DrawMoment
	Rules         DrawRules
	Attempt       int           // from 1; a later one follows one that was given up
	Draw          *DrawView     // nil until the list is sealed
	Pager         Pager         // of the places, where a prize has very many
	Attempts      []DrawAttempt // the others, oldest first
	Paste         Form          // the number that the draw waits for may be brought by anybody; field: beacon
	HoldHours     int           // before the draw: names will be shown on a stage first, for so long at most
	Embargo       *Embargo      // names are shown on a stage first
	Exclusions    []Exclusion   // before closing, by reason
	SameList      []SameList    // of a draw from a list: the others from the same one
	Check         *EntryCheck
	Query         string // what was typed in the check
	ProofHref     string
	ProofBytes    int
	PaperHref     string // the certificate as a document
	StageHref     string // the draw shown again, or live; empty until there is something to show
	VerifyCommand string // one line for a terminal
	Ledger        *LedgerView
}

// DrawMoment is how far a draw has got; the sentences are in the texts under "moment.<value>".
type DrawMoment string

// Moments of a draw.
const (
	MomentBefore    DrawMoment = "before"    // nobody can enter yet
	MomentOpen      DrawMoment = "open"      // people enter
	MomentClosing   DrawMoment = "closing"   // nobody enters any more, the list is being sealed
	MomentSealed    DrawMoment = "sealed"    // the number is to come
	MomentWaiting   DrawMoment = "waiting"   // the number is due and not here yet
	MomentVoid      DrawMoment = "void"      // there is nothing that the number could be applied to
	MomentDrawn     DrawMoment = "drawn"     // it is held
	MomentCancelled DrawMoment = "cancelled" // and no other attempt follows
)

// SameList is another draw from the same file or among the same people.
type SameList struct {
	Title     string
	Slug      string
	At        time.Time // when it was published
	Cancelled bool
}

// DrawRules are the frozen rules that a draw is held by.
type DrawRules struct {
	Hash     string
	FrozenAt time.Time
}

// Embargo says that names are shown on a stage before they are public. What decides the draw is public all the same.
type Embargo struct {
	Until time.Time // at the latest
	Held  int       // names that are not public yet
	Shown int       // names that were shown
}

// Exclusion counts the entries that were excluded for one reason.
type Exclusion struct {
	Reason string
	Count  int
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
	Statement   string // the label in the words of the protocol
	Round       uint64 // of the public beacon
	RoundHref   string // where anybody can read it, at its source
	PublishedAt time.Time
	ClosedAt    time.Time // when entering ended
	SealedAt    time.Time // when the close record was written
	LoggedAt    time.Time // when the public log took it; zero without log
	LogIndex    int64     // its place there
	Witnesses   []Cosigned
	Late        bool // sealed after the number: the list is the last one on record before it
	Fallback    *Fallback
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
}

// Cosigned is a witness's word that it saw the sealed list in the log.
type Cosigned struct {
	Name   string
	At     time.Time
	InTime bool // before the number existed; otherwise it proves nothing about the draw
}

// MostPlaces is how many places the prize with the most has.
func (v *DrawView) MostPlaces() int {
	most := 0
	for _, p := range v.Prizes {
		most = max(most, len(p.Slots))
	}
	return most
}

// Cut keeps some of the places of each prize, so that a page stays a page.
func (v *DrawView) Cut(from, to int) {
	for j := range v.Prizes {
		p := &v.Prizes[j]
		p.Before, p.More = min(from, len(p.Slots)), max(0, len(p.Slots)-to)
		p.Slots = p.Slots[p.Before : len(p.Slots)-p.More]
	}
}

// Fallback is another source of the rules that took over.
type Fallback struct {
	At       time.Time
	From, To string
}

// DrawnPrize is a prize with its slots in the order of picking.
type DrawnPrize struct {
	Name    string
	Winners int
	Slots   []DrawSlot // one page of them, where there are very many
	Before  int        // how many come before Slots
	More    int        // how many come after them
}

// Holders are the slots that have a prize now.
func (p DrawnPrize) Holders() []DrawSlot { return p.only(SlotWinner, SlotPromoted) }

// Standby are the alternates, in the order in which they take over.
func (p DrawnPrize) Standby() []DrawSlot { return p.only(SlotAlternate) }

// Others are the slots without prize nor hope of one.
func (p DrawnPrize) Others() []DrawSlot { return p.only(SlotDisqualified, SlotVacant) }

func (p DrawnPrize) only(states ...SlotState) []DrawSlot {
	var found []DrawSlot
	for _, s := range p.Slots {
		if slices.Contains(states, s.State) {
			found = append(found, s)
		}
	}
	return found
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
	Held       bool   // the name is shown on a stage first
	Accepted   bool   // confirmed: the prize is theirs for good
	Reason     string // of a disqualification
	Entry      string // number of the entry; filled for staff only
	Contact    string // filled for staff only
	Unfit      string // in the panel: why its holder could not enter by the lists as they are now; empty: they could
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

// DrawAttempt is another attempt at the same draw, with what its calculation gave or would have given.
type DrawAttempt struct {
	Attempt   int
	Cancelled bool
	At        time.Time // when it was cancelled or drawn
	Reason    string    // why it was given up
	Round     uint64
	CloseHash string    // empty: it was never sealed
	DueAt     time.Time // when its number comes, while that is to come
	Winners   []ShadowWinner
}

// ShadowWinner is whom an attempt picked that does not count.
type ShadowWinner struct {
	Prize      string
	Alias      string // empty: not published
	Commitment string
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
	Held  bool // the name is shown on a stage first
}
