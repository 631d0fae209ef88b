// Package fan knows the people who enter, vote and collect points: one identity per
// brand, found by an e-mail address or a telephone number that they prove to hold, what
// they agreed to and when, and how they are forgotten.
//
// It guarantees that an address is stored sealed and found by a keyed hash only, that a
// link or a code proves an address once, that consents are only ever added to, and that
// an erasure reaches every domain in one transaction and leaves a tombstone: the id
// stays, so that proofs and books still add up, and nothing else does. What a fan did is
// the domains' business: they are asked through Holder.
package fan

import (
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
)

// ID names a fan of one brand. It says nothing about the person, and outlives them.
type ID string

// Fan is somebody to one brand.
type Fan struct {
	ID         ID
	Brand      account.BrandID
	Contact    Contact   // as it was first given; the zero Contact once erased
	Disposable bool      // the address is of a throw-away domain: a flag, never a refusal
	VerifiedAt time.Time // when the contact was proved; zero: not yet
	Locale     string    // "fr" or "en", empty while unknown
	CreatedAt  time.Time
	ErasedAt   time.Time // zero: still with us
}

// Verified reports whether the fan has proved to hold the contact.
func (f Fan) Verified() bool { return !f.VerifiedAt.IsZero() }

// Service is the fans of all brands on one database. It is safe for concurrent use,
// once every Holder is registered.
type Service struct {
	db      *db.DB
	clock   clock.Clock
	random  io.Reader
	outbox  *mail.Outbox
	base    string
	keys    keys
	holders []namedHolder

	mailboxes mail.Mailboxes
}

// Options are what a Service is made of.
type Options struct {
	DB      *db.DB
	Clock   clock.Clock
	Random  io.Reader // crypto/rand.Reader, but in tests
	Outbox  *mail.Outbox
	Secret  secret.Secret
	BaseURL string // of the house, without a slash at the end: links in mails start with it
}

// keys are derived once: each serves one purpose.
type keys struct {
	lookup    []byte // finds a contact
	challenge []byte // signs links
	code      []byte // hashes codes
	device    []byte // signs device cookies
	rate      []byte // names rate counters
	stop      []byte // signs links that stop mails
	block     []byte // finds a block
	vault     vault  // seals contacts
}

// New returns a service.
func New(o Options) *Service {
	return &Service{
		db: o.DB, clock: o.Clock, random: o.Random, outbox: o.Outbox, base: o.BaseURL, mailboxes: mail.NewMailboxes(o.Secret, o.Clock),
		keys: keys{
			lookup:    o.Secret.Key("fan lookup"),
			challenge: o.Secret.Key("fan challenge"),
			code:      o.Secret.Key("fan code"),
			device:    o.Secret.Key("fan device"),
			rate:      o.Secret.Key("fan rate"),
			stop:      o.Secret.Key("fan stop"),
			block:     o.Secret.Key("fan block"),
			vault:     newVault(o.Secret, o.Random),
		},
	}
}
