// Package contests is giveaways that anybody can check: what a brand promises, who
// enters, how the list is frozen, who wins and who stands by.
//
// It guarantees that published rules never change, that a person holds one entry per
// contest however often the form is sent, that nobody enters, leaves or gains a ticket
// after closing whatever the clocks of two servers say, that an attempt is closed once
// and drawn once, and that every winner, alternate and replacement follows from
// published bytes alone. What a contest is at a moment is told by the clock, never by
// whether a job has run.
//
// The arithmetic of the draw is package draw; where random numbers come from and how
// points are awarded is given from outside.
package contests

import (
	"time"

	"kermesse/contests/claims"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// ID names a contest. It is a UUID, and the draw's id in every vdraw1 record.
type ID string

// Contest is what a brand promises, and how far it has got.
type Contest struct {
	ID          ID
	Brand       account.BrandID
	Slug        string // its address: /c/{slug}
	Version     int64  // grows with every edit of the draft
	Title       string
	Description string
	Locale      string // "fr" or "en": the language the brand wrote in
	TimeZone    string // IANA name: the reference zone of its dates
	OpensAt     time.Time
	ClosesAt    time.Time // the first moment at which nobody can enter any more
	Picture     *Picture  // nil: none
	Prizes      []Prize   // by rank
	Mode        draw.Mode
	Source      SourceKind
	Margin      time.Duration // from closing to the random number, at least
	ClaimDays   int           // how long a winner has to answer
	OwnRules    string        // the brand's own clauses, Markdown
	Also        Wording       // in the other language
	Entry       EntryRules
	List        *ListTerms  // of a draw from a list: how it became the entries; nil: people enter
	Law         *LegalTerms // nil: of a draw from a list, or from before there were any

	CreatedAt   time.Time
	UpdatedAt   time.Time
	PublishAt   time.Time // a draft: when it publishes itself; zero: by hand
	PublishedAt time.Time // zero: a draft
	RulesHash   draw.Hash // of the rules as they were published; zero for a draft
	Amended     int       // how many amendments the rules have since
	ShutAt      time.Time // when the list was shut: from here on nobody joins or leaves it; zero before

	PublishRefusedAt time.Time // a draft: when it was to publish itself and could not; zero: never

	Attempt // the present one; the zero Attempt for a draft

	permit  *PermitFile // the document that its permit has; read where the law is asked
	listing int64       // the present state of the list
	inForce draw.Hash   // of the rules as they were last amended
}

// Picture is what shows the prize, as package picture keeps it.
type Picture struct {
	Hash          string
	Width, Height int    // pixels of the widest file
	Alt           string // what it shows, in the contest's language
}

// Prize is one rank of what can be won.
type Prize struct {
	Name       string
	Also       string // its name in the other language; may be empty
	Winners    int    // units to win, ≥ 1
	Alternates int    // who stands by, ≥ 0
	ValueMinor int64  // of one unit, in minor units of Currency; 0 if not stated
	Currency   string // ISO 4217; empty if no value is stated
	Handing    claims.Handing
}

// Text says the prize and its places in words.
func (p Prize) Text() fault.Text {
	winners := plural(p.Winners, "gagnant", "gagnants", "winner", "winners")
	alternates := plural(p.Alternates, "suppléant", "suppléants", "alternate", "alternates")
	return fault.Text{
		FR: p.Name + "\u00a0: " + winners.FR + ", " + alternates.FR,
		EN: p.Name + ": " + winners.EN + ", " + alternates.EN,
	}
}

// Location returns the contest's reference zone. Contests are stored with a valid one.
func (c Contest) Location() *time.Location {
	loc, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// RulesInForce is the hash of the rules as they were last amended.
func (c Contest) RulesInForce() draw.Hash { return c.inForce }

// Label tells what the randomness of the present attempt is worth; its words are those
// of Statement.
func (c Contest) Label() proof.Label { return c.LabelOf(c.Attempt) }

// Statement is the label in words that promise no more than it does.
func (c Contest) Statement() fault.Text { return c.StatementOf(c.Attempt) }

// subject names the contest in the journal.
func (c Contest) subject() string { return "contest:" + c.Slug }

// drawID is the contest's id as vdraw1 records write it. Stored ids are UUIDs.
func (c Contest) drawID() (draw.ID, error) { return draw.ParseID(string(c.ID)) }

// drawPrizes are the numbers of the prizes, as the selection needs them.
func (c Contest) drawPrizes() []draw.Prize {
	prizes := make([]draw.Prize, len(c.Prizes))
	for j, p := range c.Prizes {
		prizes[j] = draw.Prize{Winners: p.Winners, Alternates: p.Alternates}
	}
	return prizes
}
