// Package account knows brands and the people who work for them: users, their role in
// each brand, how they sign in, and the journal of what they did.
//
// It guarantees that a role carries exactly what the table in permission.go says, that
// a password is only ever stored as an argon2id hash and a token as a SHA-256, that a
// refresh token, a link and an invitation are used once, that a brand always has an
// owner, and that a change and its journal line are committed together or not at all.
// Fans are not its business: see package fan.
package account

import (
	"io"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
)

// Service is brands, users and sessions on one database. It is safe for concurrent use.
type Service struct {
	db     *db.DB
	clock  clock.Clock
	random io.Reader
	outbox *mail.Outbox
	hasher *Hasher
	access signer
	keys   keys
	base   string

	mailboxes mail.Mailboxes
}

// Options are what a Service is made of.
type Options struct {
	DB      *db.DB
	Clock   clock.Clock
	Random  io.Reader // crypto/rand.Reader, but in tests
	Outbox  *mail.Outbox
	Secret  secret.Secret
	Hashing Hashing // of passwords; zero: DefaultHashing
	BaseURL string  // of the house, without a slash at the end: links in mails start with it
}

// keys are derived once: each serves one purpose.
type keys struct {
	rate    []byte // names rate counters
	form    []byte // signs forms
	browser []byte // signs what browsers are known by
}

// New returns a service.
func New(o Options) *Service {
	return &Service{
		db: o.DB, clock: o.Clock, random: o.Random, outbox: o.Outbox, base: o.BaseURL,
		hasher: NewHasher(o.Hashing),
		access: newSigner(o.Secret.Key("account access"), o.Clock),
		keys:   keys{rate: o.Secret.Key("account rate"), form: o.Secret.Key("account form"), browser: o.Secret.Key("account browser")},

		mailboxes: mail.NewMailboxes(o.Secret, o.Clock),
	}
}
