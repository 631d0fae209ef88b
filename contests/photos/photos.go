// Package photos is the photos that people enter contests with: how they arrive over bad
// networks, who looks at them before anybody sees them, how the public and a jury judge them,
// and the order that they come to.
//
// It guarantees that nothing is public before somebody of the brand has published it, nor,
// where its author is under age, before a parent has agreed; that no byte of a file that was
// sent reaches a reader, so neither does where it was taken; that a person votes as often as the
// rules say and never for themselves, whatever the number of tabs and servers; and that the
// order follows from published figures alone (package rank).
//
// Which contests there are, and who entered them, is told by Host. Who wins by the order is
// the contest's business.
package photos

import (
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

// ID names a photo, in its address too. It is ten letters and digits at random.
type ID string

// State is what has become of a photo.
type State string

// The states.
const (
	Held      State = "held"      // a parent has not agreed yet
	Waiting   State = "waiting"   // for staff to look at it
	Published State = "published" // everybody sees it, and votes
	Refused   State = "refused"   // by staff, with a reason, or by a parent
	Withdrawn State = "withdrawn" // by its author
)

// Reason is why a photo was refused.
type Reason string

// The reasons, in the order in which staff choose them; a parent's comes by itself.
const (
	OffTopic   Reason = "off-topic"
	Unreadable Reason = "unreadable"
	People     Reason = "people"
	NotOwn     Reason = "not-own"
	Unsuitable Reason = "unsuitable"
	Publicity  Reason = "publicity"

	NoParent Reason = "no-parent"
)

// Reasons lists those that staff choose from.
func Reasons() []Reason {
	return []Reason{OffTopic, Unreadable, People, NotOwn, Unsuitable, Publicity}
}

var reasonTexts = map[Reason]fault.Text{
	OffTopic:   {FR: "Elle ne répond pas au thème du concours", EN: "It is not about the theme of the contest"},
	Unreadable: {FR: "On n’y voit pas assez bien", EN: "It cannot be made out well enough"},
	People:     {FR: "On y reconnaît quelqu’un dont l’accord n’est pas sûr", EN: "Somebody can be recognised whose agreement is not certain"},
	NotOwn:     {FR: "Elle semble être d’un autre auteur, ou porte une marque", EN: "It seems to be somebody else’s, or bears a mark"},
	Unsuitable: {FR: "Elle ne peut pas être montrée à tous", EN: "It cannot be shown to everybody"},
	Publicity:  {FR: "Elle fait de la publicité", EN: "It advertises something"},
	NoParent:   {FR: "Le parent n’a pas donné son accord", EN: "The parent did not agree"},
}

// Text says the reason in words.
func (r Reason) Text() fault.Text { return reasonTexts[r] }

// Photo is a photo that somebody entered with.
type Photo struct {
	ID      ID
	Contest string
	Entry   string
	Fan     fan.ID // empty once forgotten
	Author  string // the name that is shown beside it
	Alt     string // what it shows, in its author's words
	Locale  string // of these words
	State   State
	Reason  Reason
	Minor   bool
	Hash    string // of the picture
	Width   int    // pixels of its widest file
	Height  int

	SentAt    time.Time
	DecidedAt time.Time
	DecidedBy string
	AskedAt   time.Time // when the parent was written to; zero: not yet
	AgreedAt  time.Time // when the parent answered; zero: not yet
	Votes     int       // that count; only where the caller may know

	original string // hash of the file that was sent
	sealed   []byte // who the parent is
	agreed   string // what the parent agreed to
}

// Widths are those of its files, narrowest first.
func (p Photo) Widths() []int { return picture.Widths(p.Width) }

// HeightAt is the height of the file of a width.
func (p Photo) HeightAt(width int) int { return max(p.Height*width/max(p.Width, 1), 1) }

// subject names the photo in the journal.
func (p Photo) subject(c Contest) string { return c.subject() + "/photo:" + string(p.ID) }

// Contest is what photos must know of the contest that they belong to.
type Contest struct {
	ID       string
	Slug     string
	Locale   string // in which the brand wrote it
	Title    string
	Also     string // the title in the other language; empty: the same
	Brand    account.BrandID
	Zone     *time.Location
	OpensAt  time.Time
	ClosesAt time.Time
	Shut     bool // nobody joins or leaves it any more
	Over     bool // or it was cancelled
	MinAge   int  // years; 0: any age
	Fold     bool // spellings of one mailbox are one person
	Rules    Rules
}

func (c Contest) subject() string { return "contest:" + c.Slug }

// TitleIn is its title in a language, where it has one.
func (c Contest) TitleIn(lang string) string {
	if lang != c.Locale && c.Also != "" {
		return c.Also
	}
	return c.Title
}

// UploadsEnd is the first moment at which no photo is taken any more.
func (c Contest) UploadsEnd() time.Time {
	return c.ClosesAt.Add(-time.Duration(c.Rules.UploadHours) * time.Hour)
}

// VotesEnd is the first moment at which no vote is taken any more.
func (c Contest) VotesEnd() time.Time {
	return c.ClosesAt.Add(-time.Duration(c.Rules.VoteHours) * time.Hour)
}

// open reports whether the contest itself is.
func (c Contest) open(now time.Time) bool {
	return !c.Shut && !c.Over && !now.Before(c.OpensAt) && now.Before(c.ClosesAt)
}

// TakesPhotos reports whether photos can be sent.
func (c Contest) TakesPhotos(now time.Time) bool { return c.open(now) && now.Before(c.UploadsEnd()) }

// TakesVotes reports whether votes can be given.
func (c Contest) TakesVotes(now time.Time) bool {
	return c.Rules.Votes != NoVotes && c.open(now) && now.Before(c.VotesEnd())
}

// ShowsVotes reports whether everybody sees how many votes a photo has.
func (c Contest) ShowsVotes(now time.Time) bool {
	return c.Rules.Votes != NoVotes && (!c.Rules.Hidden || c.Closed(now))
}

// Closed reports whether the order is settled, or about to be.
func (c Contest) Closed(now time.Time) bool { return c.Shut || !now.Before(c.ClosesAt) }
