package contests

import (
	"encoding/base32"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kermesse/contests/draw"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// EntryID names an entry. It is a UUID.
type EntryID string

// EntryStatus is where an entry stands.
type EntryStatus string

// The statuses of an entry. Only confirmed ones take part in the draw.
const (
	EntryPending   EntryStatus = "pending"   // its address is not confirmed yet, or a mandatory action is missing
	EntryConfirmed EntryStatus = "confirmed" // it is in
	EntryExcluded  EntryStatus = "excluded"  // taken out by the brand before closing, with a reason
	EntryWithdrawn EntryStatus = "withdrawn" // taken back by the entrant
)

// EntrySource is which way an entry came.
type EntrySource string

// The ways in.
const (
	FromForm   EntrySource = "form"
	FromAPI    EntrySource = "api"
	FromStaff  EntrySource = "staff"  // typed by the brand for somebody
	FromImport EntrySource = "import" // a comment on a network
)

// EntryPlace is where a form stood, beside the contest's own page.
type EntryPlace string

// The places.
const (
	OnPage  EntryPlace = ""
	InFrame EntryPlace = "embed" // on the page of another site
	AtKiosk EntryPlace = "kiosk" // on a tablet that people share
)

// Flag is a reason to look twice at an entry. It never refuses one by itself.
type Flag string

// The flags.
const (
	FlagDisposable Flag = "disposable-email" // the address is of a throw-away domain
	FlagUnproved   Flag = "unproved-contact" // counted without proof of the contact
	FlagAlias      Flag = "alias-of"         // another entry has the same mailbox under another spelling
	FlagSpeed      Flag = "too-fast"         // the form came back faster than a person fills it in
	FlagDevice     Flag = "same-device"      // several entries came from one browser
	FlagBurst      Flag = "network-burst"    // one network sent a lot of entries within minutes
	FlagPhones     Flag = "phone-series"     // several telephone numbers differ in their last digits alone
	FlagSenders    Flag = "email-series"     // several addresses differ in a number alone
	FlagPostal     Flag = "same-address"     // several entries give one postal address
	FlagBlocked    Flag = "blocked"          // the brand asked to look at this contact or domain
)

// Flags lists the reasons to look twice, in the order in which staff filter by them.
func Flags() []Flag {
	return []Flag{FlagBlocked, FlagBurst, FlagDevice, FlagAlias, FlagSpeed, FlagDisposable, FlagPhones, FlagSenders, FlagPostal}
}

var flagTexts = map[Flag]fault.Text{
	FlagDisposable: {FR: "Adresse jetable.", EN: "Throw-away address."},
	FlagUnproved:   {FR: "Contact non vérifié.", EN: "Contact not proved."},
	FlagAlias:      {FR: "Alias d’une adresse déjà inscrite.", EN: "Alias of an address that has entered."},
	FlagSpeed:      {FR: "Formulaire rempli plus vite que par une personne.", EN: "Form filled in faster than a person does."},
	FlagDevice:     {FR: "Plusieurs participations depuis un même appareil.", EN: "Several entries from one device."},
	FlagBurst:      {FR: "Rafale de participations depuis un même réseau.", EN: "Burst of entries from one network."},
	FlagPhones:     {FR: "Numéros de téléphone en série.", EN: "Telephone numbers in series."},
	FlagSenders:    {FR: "Adresses e-mail en série.", EN: "E-mail addresses in series."},
	FlagPostal:     {FR: "Même adresse postale que d’autres participations.", EN: "Same postal address as other entries."},
	FlagBlocked:    {FR: "Contact ou domaine que la marque surveille.", EN: "Contact or domain that the brand watches."},
}

// Text says the flag in words.
func (f Flag) Text() fault.Text { return flagTexts[f] }

// Entry is one person's, or one imported comment's, part in a contest.
type Entry struct {
	ID         EntryID
	Contest    ID
	Fan        fan.ID // empty for an imported comment, and once forgotten
	Number     string // what people read out: 4F7K-92QM-X3
	Source     EntrySource
	Place      EntryPlace
	Status     EntryStatus
	Name       string // as typed, to greet them; empty once forgotten
	Alias      string // as published if they win; empty once forgotten
	Author     string // of an imported comment
	Locale     string
	Tickets    uint64
	Revision   int // from 1; grows with its tickets, and where it was taken out and back in
	Flags      []Flag
	Answers    map[string]string
	Commitment draw.Hash // C of vdraw1
	Reason     string    // why it was excluded
	CreatedAt  time.Time
	ReadyAt    time.Time // pending: since when nothing but mandatory actions is missing; zero: the contact is to be proved
	AcceptedAt time.Time // zero until confirmed
	RevisedAt  time.Time // when a later revision was accepted; zero for the first
	Referrer   EntryID   // by whose link it came; empty: nobody's

	granted    uint64    // of Tickets, those that actions earned
	listedFrom int64     // the first state of the list that it is in
	logSize    int64     // of the log when its present revision was accepted
	logRoot    draw.Hash // of that log; zero where it has to be looked up
	wordSealed []byte    // the secret word that its holder chose; nil: the one that they were given
	wordsWere  []byte    // those that they had before, sealed; nil: none
}

// accepted is when the present revision was accepted.
func (e Entry) accepted() time.Time {
	if !e.RevisedAt.IsZero() {
		return e.RevisedAt
	}
	return e.AcceptedAt
}

// Doubts are the reasons to look twice at an entry that is not out. That its contact is
// unproved is none: where a contest asks for no proof that holds for all.
func (e Entry) Doubts() []Flag {
	if e.Status != EntryConfirmed && e.Status != EntryPending {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(e.Flags), func(f Flag) bool { return f == FlagUnproved })
}

// Forgotten reports whether the person behind the entry was erased. Their commitment
// stays in the list: the proof needs it, and it leads to nobody.
func (e Entry) Forgotten() bool { return e.Alias == "" }

// numberAlphabet is Crockford's: no I, L, O or U to be misread.
var numberAlphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// numberOf makes the number that people read out from the last fifty random bits of an
// entry's id.
func numberOf(id draw.ID) string {
	s := numberAlphabet.EncodeToString(id[8:])
	s = s[len(s)-11 : len(s)-1] // the last character holds the bits that do not fill one
	return s[:4] + "-" + s[4:8] + "-" + s[8:]
}

// readNumber accepts a number as people type it.
func readNumber(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	s = strings.NewReplacer(" ", "", "-", "", "–", "", "O", "0", "I", "1", "L", "1").Replace(s)
	if len(s) != 10 || strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return "" // cut in the middle of a letter it would be no text that a database takes
	}
	return s[:4] + "-" + s[4:8] + "-" + s[8:]
}
