// Package claims is what becomes of a prize from the message that tells of it to the hands
// that hold it: whether the message is real, who answers it, where the prize goes, and the
// ledger in which everybody reads how many were handed over.
//
// It guarantees that a prize is answered for once and handed over once, whatever the number
// of tabs, tills and servers; that an answer counts until the very moment that was announced
// and not after it, whether a job has run or not; that nobody answers for somebody else by
// holding their link; and that an address is kept encrypted, and no longer than was said.
//
// Where prizes are won (a draw, an instant win) is behind Origin; what contests promise is
// told by Host.
package claims

import (
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fan"
)

// ID names a claim.
type ID string

// State is how far a prize has got.
type State string

// The states, in their order; the last three end a claim without its prize.
const (
	Told       State = "told"       // the winner was written to
	Identified State = "identified" // somebody has proved to be the winner
	Accepted   State = "accepted"   // the winner wants it
	ToSend     State = "to-send"    // theirs for good: the brand sends it, or keeps it ready
	Sent       State = "sent"
	Received   State = "received"
	Declined   State = "declined"
	Expired    State = "expired" // no answer in time
	Void       State = "void"    // the prize went to somebody else by a decision
)

// States lists the states in their order.
func States() []State {
	return []State{Told, Identified, Accepted, ToSend, Sent, Received, Declined, Expired, Void}
}

// Open reports whether the winner has yet to answer.
func (s State) Open() bool { return s == Told || s == Identified }

// Over reports whether the claim has ended without its prize.
func (s State) Over() bool { return s == Declined || s == Expired || s == Void }

// Yes reports whether the winner has said yes, and the prize is theirs or on its way.
func (s State) Yes() bool { return !s.Open() && !s.Over() }

// OriginName says where a prize was won.
type OriginName string

// FromDraw is the origin of what a draw decided.
const FromDraw OriginName = "draw"

// Won names a prize that somebody has won: a slot of a draw, or what another origin numbers so.
type Won struct {
	Contest string // its id
	Origin  OriginName
	Attempt int
	Prize   int // index of the prize in the contest
	Slot    int
}

// Claim is a prize and the person who was told of it.
type Claim struct {
	Won
	ID       ID
	Code     string // of the message
	Brand    account.BrandID
	Entry    string // its id
	Fan      fan.ID // empty: a name on a list, or forgotten
	Number   string // of the entry
	Name     string // as typed; empty once purged
	Locale   string
	Promoted bool // stood by as an alternate
	State    State

	ToldAt       time.Time
	Due          time.Time // the first moment at which it is too late to answer; zero: never
	IdentifiedAt time.Time
	AcceptedAt   time.Time
	KeptAt       time.Time
	SentAt       time.Time
	ReceivedAt   time.Time
	EndedAt      time.Time

	Method    Method
	Place     string // where they fetch it
	Choice    string // among the prize's options
	Country   string // of the address
	Publicity bool
	Carrier   string
	Tracking  string
	HandedBy  string
	HandedAt  string // place
	PurgeAt   time.Time
	PurgedAt  time.Time

	sealed    []byte // the address
	handHash  []byte
	handUntil time.Time
}

// Late reports whether it is too late to answer.
func (c Claim) Late(now time.Time) bool { return !c.Due.IsZero() && !now.Before(c.Due) }

// Since is when the claim got where it is.
func (c Claim) Since() time.Time {
	for _, t := range []time.Time{c.EndedAt, c.ReceivedAt, c.SentAt, c.KeptAt, c.AcceptedAt} {
		if !t.IsZero() {
			return t
		}
	}
	return c.ToldAt
}

// subject names the claim in the journal.
func (c Claim) subject(at Contest) string { return "contest:" + at.Slug + "/claim:" + c.Code }

// addressRow is what the sealed address is bound to.
func (c Claim) addressRow() string { return "address of claim " + string(c.ID) }

// Method is how a prize gets to its winner.
type Method string

// The methods.
const (
	Delivery Method = "delivery" // to an address
	Pickup   Method = "pickup"   // fetched with a QR code that is scanned once
	Arranged Method = "arranged" // as brand and winner agree
)

// Handing is how a prize can be handed over.
type Handing struct {
	Delivery bool
	Pickup   []string // places where it can be fetched
	Asks     string   // what the winner chooses: « Taille »; empty: nothing
	Options  []string // of Asks
}

// IsZero reports whether nothing is said: brand and winner arrange it.
func (h Handing) IsZero() bool {
	return !h.Delivery && len(h.Pickup) == 0 && len(h.Options) == 0
}

// Methods are the ways that the winner can choose from.
func (h Handing) Methods() []Method {
	var methods []Method
	if h.Delivery {
		methods = append(methods, Delivery)
	}
	if len(h.Pickup) > 0 {
		methods = append(methods, Pickup)
	}
	if len(methods) == 0 {
		methods = append(methods, Arranged)
	}
	return methods
}

func (h Handing) offers(m Method) bool { return slices.Contains(h.Methods(), m) }

// Contest is what claims must know of the contest that they belong to.
type Contest struct {
	ID           string
	Slug         string
	Locale       string // in which the brand wrote it
	Title        string
	Also         string // the title in the other language; empty: the same
	Brand        account.BrandID
	Zone         *time.Location
	ClaimDays    int      // how long a winner has to answer
	KeepDays     int      // how long an address is kept after its prize was handed over
	AskPublicity bool     // ask winners whether their win may be shown with their name
	MinAge       int      // years; 0: any age
	Countries    []string // where prizes go; empty: anywhere
	Prizes       []Prize
	Drawn        bool
}

// Prize is what can be won.
type Prize struct {
	Name  string
	Also  string // in the other language; empty: the same
	Units int
	Handing
}

// In is the contest with its words in a language, where it has them.
func (c Contest) In(lang string) Contest {
	if lang == c.Locale {
		return c
	}
	if c.Also != "" {
		c.Title = c.Also
	}
	c.Prizes = slices.Clone(c.Prizes)
	for j, p := range c.Prizes {
		if p.Also != "" {
			c.Prizes[j].Name = p.Also
		}
	}
	return c
}
