package frontend

import (
	"html/template"
	"time"
)

// ContestPage is "/c/{slug}", one template for all states of a contest.
//
// The entry form posts to the same address; fields: email, phone, first_name, alias, answer.<question>, rules ("yes"),
// newsletter ("yes"), play.<action>, friend, those of WhoView, website (must stay empty: only robots fill it).
type ContestPage struct {
	Frame
	Contest ContestView
	State   CampaignState
	Entry   *EntryReceipt // entered from this device: shown instead of the form
	Form    Form
	Winners []WinnerLine // once drawn
	Cancel  *Cancellation

	Amendments []Amendment // to the rules
	Via        string      // which way the visitor came; the form sends it back in the field "via"
	Begun      string      // address to tell once that the form is being filled in; empty: nobody is told
}

// Template names the page's template.
func (ContestPage) Template() string { return "fan/contest" }

// PhotosEnd reports whether a photo contest takes votes, and no photos any more.
func (p ContestPage) PhotosEnd() bool { return p.Contest.Photo != nil && p.Contest.Photo.Ended }

// WhoFields are what goes along once who may enter was asked.
func (ContestPage) WhoFields() []string {
	return []string{"who_age", "who_day", "who_month", "who_year", "who_country"}
}

func (p ContestPage) sheet() string {
	if p.State == StateOpen && p.Contest.InTwo() {
		return entrySheet
	}
	return ""
}

func (p ContestPage) sharePicture() *Picture {
	if p.Contest.ShareImage != nil {
		return p.Contest.ShareImage
	}
	return p.Contest.Picture
}

// Cancellation says why a campaign was called off.
type Cancellation struct {
	At     time.Time
	Reason string
}

// ContestView is a contest as fans see it.
type ContestView struct {
	Slug     string
	Title    string // the prize in words: « Gagnez un an de glaces »
	Intro    string // plain text; blank lines part paragraphs
	Picture  *Picture
	Prizes   []PrizeView
	OpensAt  time.Time
	ClosesAt time.Time
	DrawAt   time.Time // planned, or when it was done

	Contact     ContactChoice
	Questions   []ContestQuestion
	Code        *CodeAsk  // of a pack; nil: none is taken
	Slips       bool      // till receipts add tickets
	Photo       *PhotoAsk // that the form asks for; nil: none
	Photos      bool      // people entered with photos: there is a gallery
	Ranked      bool      // the best photos win: there is no draw
	Instant     bool      // prizes are won at once as well
	InstantLeft int       // of these, nobody has won yet
	TakesFiles  bool      // something that the form asks is a picture
	Acts        []ActView // that are done in the form
	Who         WhoView
	AskAlias    bool // let the fan choose the name published if they win
	MinAge      int  // 0: any age
	Countries   []string
	Cost        string // what entering takes: nothing, extras, either, code or purchase
	Free        bool   // whoever wants to enters without buying anything
	KeptDays    int    // after the draw, of what an entrant gives; 0: the rules state no delay
	Entries     int    // confirmed entries; 0 is not shown
	Points      int    // points an entry earns
	Label       DrawLabel
	Statement   string   // the label in the words of the protocol
	Round       uint64   // public random round, if the label has one
	CloseHash   string   // fingerprint of the sealed list, once sealed
	ShareImage  *Picture // for shared links, 1200×630; nil: Picture
}

// fieldsAtOnce is how many fields a form shows at once; a longer one is shown in two steps.
const fieldsAtOnce = 6

// InTwo reports whether the entry form is shown in two steps: who enters, and what else is asked.
func (c ContestView) InTwo() bool {
	fields := 4 + len(c.Questions) + len(c.Acts) // first name, contact, rules, newsletter
	for _, more := range []bool{c.Contact == ContactEither, c.Code != nil, c.AskAlias} {
		if more {
			fields++
		}
	}
	if c.Photo != nil {
		fields += 3 // the photo, what it shows, the right to show it
	}
	return fields > fieldsAtOnce
}

// ContestQuestion is one more thing that the form asks; its field is "answer." and the ID.
type ContestQuestion struct {
	ID       string
	Label    string
	Choices  []string // empty: a free answer
	Shown    []string // the words of the choices in the page's language; empty: they are those
	Required bool
	Kind     string // number, date or picture; any other is a text or a choice
	Bounds   string // of a number or a date, in words; empty: none
}

// Options are the choices as a select offers them, none chosen first.
func (q ContestQuestion) Options() []Choice {
	options := []Choice{{}}
	for i, choice := range q.Choices {
		shown := choice
		if i < len(q.Shown) {
			shown = q.Shown[i]
		}
		options = append(options, Choice{Value: choice, Label: shown})
	}
	return options
}

// Winners is the number of prizes to win.
func (c ContestView) Winners() int {
	n := 0
	for _, p := range c.Prizes {
		n += p.Winners
	}
	return n
}

// PrizeView is one prize of a contest.
type PrizeView struct {
	Name       string
	Winners    int // how many are to win
	Alternates int
	ValueMinor int64 // of one, minor units of Currency; 0: not stated
	Currency   string
	Picture    *Picture
}

// ContactChoice says how a contest reaches its entrants.
type ContactChoice string

// Choices of contact.
const (
	ContactEmail  ContactChoice = "email"
	ContactPhone  ContactChoice = "phone"
	ContactEither ContactChoice = "either"
)

// EntryStatus is where an entry stands; the words are in the texts under "entry.<value>".
type EntryStatus string

// Statuses of an entry.
const (
	EntryPending   EntryStatus = "pending" // contact not confirmed yet: does not take part in the draw
	EntryConfirmed EntryStatus = "confirmed"
	EntryExcluded  EntryStatus = "excluded"
	EntryWithdrawn EntryStatus = "withdrawn"
)

// EntryReceipt is what an entrant holds. Number and Commitment are public, the private part opens the commitment.
type EntryReceipt struct {
	Number      string // to quote and to look up: "SAV-4F7K-92"
	Key         string // unguessable last part of the receipt's address
	Status      EntryStatus
	FirstName   string
	Alias       string // published if they win
	Contact     string // masked: "a•••@exemple.sn"
	Tickets     int
	AcceptedAt  time.Time
	Commitment  string // 64 hex digits
	Note        string // signed receipt, exact text; empty until there is one
	PrivatePart string // exact text that proves the entry; only to the entrant
	Points      int    // points it earned
	Reason      string // why it is excluded or looked at
	WonAtOnce   bool   // and so, by the rules, out of the draw
	Ready       bool   // its contact is proved; if it is pending, a step is left
}

// ReceiptPage is "/c/{slug}/receipt/{key}", known to the entrant alone.
type ReceiptPage struct {
	Frame
	Contest ContestView
	State   CampaignState
	Entry   EntryReceipt
	Member  bool        // the entrant has a member page to go to
	Doubt   *EntryDoubt // why the entry is excluded or looked at; nil: it is not
	Codes   *EntryCodes // one more code; nil: none is taken
	Slips   *EntrySlips // till receipts; nil: none are taken
	Photo   *EntryPhoto // nil: it is no photo contest
	Play    *EntryPlay  // what is won at once; nil: nothing
	Word    SecretWord
	Acts    ActsView
	Form    Form // of an action that was refused
}

// SecretWord is the word by which an entrant knows real messages. Its form posts to the receipt's address and "word",
// field word.
type SecretWord struct {
	Word       string // empty: there is none
	Changeable bool
	Form       Form
}

// NoForm is a form of which nothing was typed.
func (ReceiptPage) NoForm() Form { return Form{} }

// Template names the page's template.
func (ReceiptPage) Template() string { return "fan/receipt" }

func (p ReceiptPage) script() string {
	if p.Play != nil && p.Play.Fresh {
		return "play.js"
	}
	if p.Photo != nil && p.Photo.Ask != nil && p.Photo.Ask.Uploads != "" {
		return "upload.js"
	}
	return ""
}

func (ReceiptPage) sheet() string { return "exit.css" }

// ConfirmPage is "/c/{slug}/confirm" and "/p/{slug}/confirm": the code that was sent, or, when the fan comes by the link
// of the message (Token set), one button that confirms. It posts to its own address; fields: token or code, and resend
// ("yes") from the second form.
type ConfirmPage struct {
	Frame
	Kind     CampaignKind
	Slug     string
	Title    string // of the campaign
	Contact  string // masked
	Token    string
	Pending  string // opaque reference of what waits for the code, sent back in the field "pending"
	ByPhone  bool   // the code went out by text message
	ValidFor time.Duration
	Base     string // path of what is confirmed, where it is neither the contest nor the vote itself: "/c/ete/photos"
	Form     Form
}

// Template names the page's template.
func (ConfirmPage) Template() string { return "fan/confirm" }

// Path is the address of the page and of its forms.
func (p ConfirmPage) Path() string {
	if p.Base != "" {
		return p.Base + "/confirm"
	}
	if p.Kind == KindPoll {
		return PollPath(p.Slug, "confirm")
	}
	return ContestPath(p.Slug, "confirm")
}

// Campaign is the address of what is being confirmed.
func (p ConfirmPage) Campaign() string {
	if p.Base != "" {
		return p.Base
	}
	return CampaignCard{Kind: p.Kind, Slug: p.Slug}.Path()
}

// RulesPage is "/c/{slug}/rules".
type RulesPage struct {
	Frame
	Contest     ContestView
	Version     int
	PublishedAt time.Time
	Hash        string        // SHA-256 of the frozen rules, hex
	Body        template.HTML // sanitised by the caller
	Amendments  []Amendment
	Download    string         // address of the frozen file
	Paper       string         // address of the same to print
	Permit      string         // address of the document by which it was permitted; empty: none that is public
	Current     int            // the version in force
	Versions    []RulesVersion // where there are several
}

// RulesVersion leads to the rules in another version.
type RulesVersion struct {
	Version int
	Href    string
}

// Template names the page's template.
func (RulesPage) Template() string { return "fan/rules" }

// Amendment is a visible change of rules after publication.
type Amendment struct {
	No      int
	Version int
	At      time.Time
	Reason  string
	Hash    string // of the rules as amended
}
