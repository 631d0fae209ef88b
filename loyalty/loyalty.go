// Package loyalty keeps what a brand promises its members and what it owes them: the
// programme (rules, tiers, rewards, codes), the members, and the books in which every
// point is accounted for.
//
// It guarantees that an operation counts once however often it is sent, that no point is
// spent twice or after its end whether or not any job ran, that a refused operation
// changes nothing but its stored answer, that balances, point lots and postings agree
// (Verify proves it), and that an erased member leaves numbers behind and no person.
//
// The arithmetic is package ledger's; this package gives it rows, locks and a clock. Who
// a member is as a person is package fan's business, and what earns points elsewhere in
// the house (an entry, a vote) comes in through Award.
package loyalty

import (
	"io"
	"sync"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// TxnID names one transaction of the books. It says nothing to those who may not ask.
type TxnID string

// MemberID names a member inside the books. It outlives the person.
type MemberID string

// Options are what a Service is made of.
type Options struct {
	DB     *db.DB
	Clock  clock.Clock
	Random io.Reader // crypto/rand.Reader, but in tests
	Secret secret.Secret

	Announcer Announcer // nil: nobody is told what happens
	Letters   Correspondent
	BaseURL   string  // of the house, without a slash at the end: links in letters start with it
	Fans      People  // nil: members are known by their numbers alone
	Tickets   Tickets // nil: points buy no tickets
}

// Service is the loyalty programmes of all brands on one database. It is safe for
// concurrent use, by several servers at once.
type Service struct {
	db     *db.DB
	clock  clock.Clock
	random io.Reader
	vault  *vault
	queue  queue

	announcer Announcer
	letters   Correspondent
	base      string
	fans      People
	tickets   Tickets

	proofs     db.Shared[account.BrandID, Report]
	mu         sync.Mutex
	programmes map[account.BrandID]*Programme // as of the version each was read at
}

// New returns a service.
func New(o Options) *Service {
	return &Service{
		db: o.DB, clock: o.Clock, random: o.Random, vault: newVault(o.Secret), announcer: o.Announcer,
		letters: o.Letters, base: o.BaseURL, fans: o.Fans, tickets: o.Tickets,
		programmes: map[account.BrandID]*Programme{}, proofs: db.Shared[account.BrandID, Report]{Timeout: proofLasts},
	}
}
