package frontend

import "time"

// CodeAsk is what an entry form says of the code that it takes; its field is "code".
type CodeAsk struct {
	Required bool
	Where    string // where to find one; empty: the standard words
	Tickets  int    // that each code gives
}

// EntryCodes is the form on the exit screen that takes one more code. It posts to Action; field: code.
type EntryCodes struct {
	Action  string
	Used    int
	Tickets int  // that the next code gives
	Full    bool // the entry has all the tickets that it may have
	Form    Form
}

// EntryPlay is the game on the exit screen: a button that plays, or what came of it. The form posts to Action, without
// fields.
type EntryPlay struct {
	Action string
	Dress  string // plain, wheel or scratch
	Open   bool   // they may play now
	Played bool
	Fresh  bool     // just played: the result is dressed up
	Prizes []string // the sectors of the wheel
	Sector int      // where it stops; from 0, the last one is of no prize
	Prize  string   // what was won; empty: nothing
	Code   string   // of the message about it
	Token  string   // of the play, as the list shows it
	Next   time.Time
	Left   int // prizes that nobody has won yet
}

// InstantPage is "/c/{slug}/instant": what can be won at once, and how it is checked.
type InstantPage struct {
	Frame
	Contest    ContestView
	State      CampaignState
	Everyone   bool // every play wins, as long as there are prizes
	Daily      bool
	From, To   int // hours of the day
	Wait       int // minutes that a moment waits; 0: until a play comes
	Prizes     []InstantLine
	Left       int
	Seal       string // SHA-256 of the schedule
	RevealedAt time.Time
	LogHref    string // of the record of the end
	ProofHref  string
	VerifyLine string // what to type to check it
}

// InstantLine is one prize with what is left of it.
type InstantLine struct {
	Name       string
	Units      int
	Left       int
	ValueMinor int64
	Currency   string
}

// Template names the page's template.
func (InstantPage) Template() string { return "fan/instant" }
