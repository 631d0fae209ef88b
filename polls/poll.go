package polls

import (
	"time"

	"kermesse/internal/account"
	"kermesse/polls/tally"
)

// ID names a poll.
type ID string

// Text is said in French, in English, or in both.
type Text struct {
	FR, EN string
}

// In returns the text in a language, or in the other one where there is nothing else.
func (t Text) In(lang string) string {
	if t.EN == "" || lang == "fr" && t.FR != "" {
		return t.FR
	}
	return t.EN
}

// Empty reports whether nothing is said in any language.
func (t Text) Empty() bool { return t.FR == "" && t.EN == "" }

// Option is one thing to choose.
type Option struct {
	ID      tally.OptionID // stands in addresses, forms and exports; never changes once published
	Label   Text
	Note    Text // one line of taste
	Picture *Picture

	Proposed bool // by fans
}

// Picture is an option's picture as package picture keeps it.
type Picture struct {
	Hash          string
	Width, Height int  // of the widest file, in pixels
	Alt           Text // what it shows, for who does not see it
}

// Terms are what a brand decides about a poll: all that is fixed by publishing it.
type Terms struct {
	Slug       string
	Title      Text // the question
	Intro      Text
	Method     tally.Method
	Options    []Option // in the brand's order
	Seats      int      // winners sought, at least 1
	MaxChoices int      // options a voter may name, where options are named; 0: no limit
	MaxScore   int      // highest score of one option, where options are scored; 0: the method's own
	Points     int      // points a voter shares out, by dots; else 0
	PointsCap  int      // points that one option gets from a voter, by dots; 0: no cap
	Sets       int      // duels or best–worst sets that a voter is shown; 0: the method's own number
	SetSize    int      // options of a best–worst set; 0: by their number
	Seeds      Seeds    // of a bracket; else empty
	// RoundEnds are the ends of a bracket's rounds but the last, which ends with the poll. In a
	// draft none means that all are equally long; publishing spells them out.
	RoundEnds     []time.Time
	OpensAt       time.Time
	ClosesAt      time.Time // the first instant at which no ballot is taken
	TimeZone      string    // IANA name: the zone in which times are said
	Access        Access
	NetworkCap    int // ballots of one network and day that are counted at once; 0: no cap
	Visibility    Visibility
	Changes       bool // a ballot may be changed or withdrawn until closing
	Shuffle       bool // options in another order for each voter
	Quorum        int64
	MinShareMilli int            // thousandths of the ballots that a winner needs
	NoneOption    tally.OptionID // the option "none of these", or empty
	WriteIns      bool           // a ballot may name what is not an option, where options are named
	Comments      CommentPolicy  // whether a vote may come with a reason; empty is CommentsOff
	// ProposalsUntil is the first instant at which fans propose no more options; zero: they are
	// not asked to.
	ProposalsUntil time.Time
	Tie            Tie
}

// Seeds says who fixes which options meet in a bracket.
type Seeds string

// The sources of seeds.
const (
	SeedsByLot   Seeds = "lot"   // the order of lots
	SeedsByBrand Seeds = "brand" // the brand's order of the options
)

// Tie says what becomes of a tie that the votes cannot break.
type Tie string

// The ways of ending a tie.
const (
	TieByLot   Tie = "lot"
	TieDeclare Tie = "declare" // all the tied win together
)

// Visibility says who sees the figures, and when.
type Visibility string

// The rules of visibility.
const (
	Always     Visibility = "always"
	AfterVote  Visibility = "after_vote"
	AfterClose Visibility = "after_close"
	StaffOnly  Visibility = "staff"
	// Sealed is AfterClose for staff as well: nothing is counted before the end.
	Sealed Visibility = "sealed"
)

// Visibilities lists the rules of visibility, the most open first.
func Visibilities() []Visibility {
	return []Visibility{Always, AfterVote, AfterClose, Sealed, StaffOnly}
}

// State is what staff have made of a poll; the rest is the clock's.
type State string

// The states, as stored.
const (
	StateDraft     State = "draft"
	StatePublished State = "published"
	StateClosed    State = "closed" // the final count is made
	StateCancelled State = "cancelled"
)

// Status is where a poll stands at a moment.
type Status string

// The statuses.
const (
	Draft     Status = "draft"
	Published Status = "published" // and not open yet
	Open      Status = "open"
	Closed    Status = "closed"
	Cancelled Status = "cancelled"
	Void      Status = "void" // closed, and no result stands

	Calling Status = "calling" // a draft for which fans propose options
	Sifting Status = "sifting" // a draft whose options staff choose among what fans have proposed
)

// Over reports whether the time for voting has run out and there are figures to read.
func (s Status) Over() bool { return s == Closed || s == Void }

// Poll is a product-choice vote.
type Poll struct {
	ID    ID
	Brand account.BrandID
	Terms
	State        State
	Revision     int64 // raised by every change
	Round        int   // of a bracket: the one that ballots are taken for; 0: none has begun
	Lots         Lots
	PublishedAt  time.Time
	ClosedAt     time.Time // when the final count was made; zero: not yet
	CancelledAt  time.Time
	CancelReason string
	VoidedAt     time.Time // when the result was declared void; zero: it stands
	VoidReason   string
	CalledAt     time.Time // when fans were called to propose; zero: they were not
	CreatedAt    time.Time
	UpdatedAt    time.Time

	unnoticed, unannounced bool // when it was found it had no notices, and no decision was announced; false: it is not known

	tallied  bool // its ballots are counted as they come; older polls are counted from their ballots
	recalled bool // read a moment ago, see Recall
}

// Status tells where the poll stands at a moment. A poll that has been closed stays
// closed, even where the clock is set back.
func (p Poll) Status(now time.Time) Status {
	switch {
	case p.State == StateDraft && p.CalledAt.IsZero():
		return Draft
	case p.State == StateDraft && now.Before(p.ProposalsUntil):
		return Calling
	case p.State == StateDraft:
		return Sifting
	case p.State == StateCancelled:
		return Cancelled
	case !p.VoidedAt.IsZero():
		return Void
	case p.State == StateClosed || !now.Before(p.ClosesAt):
		return Closed
	case now.Before(p.OpensAt):
		return Published
	}
	return Open
}

// Option returns the option of that id, or false.
func (p Poll) Option(id tally.OptionID) (Option, bool) {
	for _, o := range p.Options {
		if o.ID == id {
			return o, true
		}
	}
	return Option{}, false
}

// optionIDs lists the ids of the options, in the brand's order.
func (t Terms) optionIDs() []tally.OptionID {
	ids := make([]tally.OptionID, len(t.Options))
	for i, o := range t.Options {
		ids[i] = o.ID
	}
	return ids
}
