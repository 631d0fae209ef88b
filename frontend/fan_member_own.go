package frontend

import (
	"html/template"
	"net/url"
	"time"
)

// QR is what a till scans, drawn; empty where there is nothing to scan.
func (v VoucherView) QR() (template.HTML, error) {
	if v.Scan == "" {
		return "", nil
	}
	return codeSVG(v.Scan)
}

// memberSheet is the style of pages with codes to scan and reasons to unfold.
const memberSheet = "member.css"

func (MemberPage) sheet() string { return memberSheet }
func (CardPage) sheet() string   { return memberSheet }
func (GiftsPage) sheet() string  { return memberSheet }

// CardPage is "/m/{brand}/card": the member's card for the till. Its number is enough to be given points; with ?spend=yes it shows
// the code of this minute, by which points are spent.
type CardPage struct {
	Frame
	FirstName string
	Number    string
	Scan      string    // what the picture says
	Code      string    // to spend by; empty: the card is shown for points
	Until     time.Time // how long the code is good
	Every     int       // seconds after which there is another one
	Available int64
}

// Template names the page's template.
func (CardPage) Template() string { return "fan/card" }

// QR is the picture of the card.
func (p CardPage) QR() (template.HTML, error) { return codeSVG(p.Scan) }

// ReferralState is what became of a friend who came by a member's link; the words are in the texts under "referral.<value>".
type ReferralState string

// The states.
const (
	ReferralCame     ReferralState = "came"     // the friend has still to act
	ReferralActed    ReferralState = "acted"    // the reward is on its way
	ReferralRewarded ReferralState = "rewarded" // both sides were asked what their rules give
)

// ReferredLine is a friend, without saying who.
type ReferredLine struct {
	At    time.Time
	State ReferralState
}

// FriendsPage is "/m/{brand}/friends": a member's referral link and what became of it.
type FriendsPage struct {
	Frame
	Link    string
	Act     string // what the friend has to do, in words
	Mine    int64  // points that the member gets for a friend; 0: not a fixed number
	Theirs  int64
	Friends []ReferredLine
}

// Template names the page's template.
func (FriendsPage) Template() string { return "fan/friends" }

// WhatsApp is the address that opens a message with the link.
func (p FriendsPage) WhatsApp() string { return whatsApp(p.Link) }

func whatsApp(text string) string { return "https://wa.me/?text=" + url.QueryEscape(text) }

// InvitedPage is "/m/{brand}/friend/{code}": where a referral link leads. Who is not signed in gives an address (it posts to
// MemberPath(brand, "sign-in")); who is, becomes a member (it posts to MemberPath(brand, "join"), fields by).
type InvitedPage struct {
	Frame
	Code     string
	Act      string
	Points   int64 // for the friend; 0: not a fixed number
	Welcome  int64 // for signing up
	SignedIn bool
	Member   bool // is one already: a referral is for new members
	Form     Form
}

// Template names the page's template.
func (InvitedPage) Template() string { return "fan/invited" }

// GiftState is what became of a gift; the words are in the texts under "gift.<value>".
type GiftState string

// The states.
const (
	GiftOpen    GiftState = "open"
	GiftClaimed GiftState = "claimed"
	GiftBack    GiftState = "back" // taken back, or nobody came
)

// GiftView is points on their way to whoever has the link.
type GiftView struct {
	ID        string
	Points    int64
	Message   string
	Link      string // while it can be claimed
	State     GiftState
	At        time.Time
	ExpiresAt time.Time
	ClaimedAt time.Time
}

// WhatsApp is the address that opens a message with the link.
func (g GiftView) WhatsApp() string { return whatsApp(g.Link) }

// GiftsPage is "/m/{brand}/gifts": points are given away there (act=give: points, message) and taken back (act=back: gift).
type GiftsPage struct {
	Frame
	Available int64
	PerMonth  int64
	Days      int
	Gifts     []GiftView
	Made      *GiftView // the one that was just made
	Form      Form
}

// Template names the page's template.
func (GiftsPage) Template() string { return "fan/gifts" }

// GiftPage is "/m/{brand}/gift/{token}": where the link of a gift leads. It posts to its own address.
type GiftPage struct {
	Frame
	Gift   GiftView
	SignIn string // where to give an address first; empty: the reader is signed in
	Form   Form
}

// Template names the page's template.
func (GiftPage) Template() string { return "fan/gift" }

// ProfilePage is "/m/{brand}/profile": what a member tells of themselves. Fields: first_name, day, month, birthday_consent.
type ProfilePage struct {
	Frame
	Consent  string // what the birthday rests on, word for word
	Birthday int64  // points on that day; 0: none are promised
	Form     Form
}

// Template names the page's template.
func (ProfilePage) Template() string { return "fan/profile" }

// MissedPage is "/m/{brand}/missed": what earned no points, and why.
type MissedPage struct {
	Frame
	Missed []MissedLine
}

// Template names the page's template.
func (MissedPage) Template() string { return "fan/missed" }

// MissedLine is an event that earned nothing.
type MissedLine struct {
	At    time.Time
	Label string
	Why   string
	Steps []string
}
