// Package till is the telephone at a counter: a member's card is read there, points are
// given for a bill and taken for a code, vouchers and prizes are handed over.
//
// It guarantees that what a telephone sends counts once however often it comes, and in the
// name of whoever stood there; that nobody gets past the limits that the brand has set for
// them; that a PIN cannot be guessed at leisure; that of two tills with one voucher one has
// it, and the other is told who and when; that a person undoes what they did themselves, on
// the same day, and nothing else.
//
// Points, members and vouchers are package loyalty's, whose books decide; who works for a
// brand is package account's.
package till

import (
	"context"
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/jobs"
	"kermesse/internal/secret"
	"kermesse/loyalty"
)

// Team knows who works for a brand. It is an *account.Service.
type Team interface {
	ListTeam(ctx context.Context, actor account.Actor) ([]account.Member, error)
	FindActor(ctx context.Context, user account.UserID, brand account.BrandID) (account.Actor, error)
}

// Options are what a Service is made of.
type Options struct {
	DB     *db.DB
	Clock  clock.Clock
	Random io.Reader // crypto/rand.Reader, but in tests
	Secret secret.Secret

	Points  *loyalty.Service
	Team    Team
	Prizes  Prizes          // nil: no prizes are handed over at tills
	Hashing account.Hashing // of PINs; zero: account.DefaultHashing
}

// Service is the tills of all brands on one database. It is safe for concurrent use.
type Service struct {
	db     *db.DB
	clock  clock.Clock
	random io.Reader
	points *loyalty.Service
	team   Team
	prizes Prizes
	hasher *account.Hasher
	keys   keys
}

// keys are derived once: each serves one purpose.
type keys struct {
	rate  []byte // names counters of guesses
	stamp []byte // signs the name of a shift for what waits on a telephone
}

// New returns a service.
func New(o Options) *Service {
	return &Service{
		db: o.DB, clock: o.Clock, random: o.Random, points: o.Points, team: o.Team, prizes: o.Prizes, hasher: account.NewHasher(o.Hashing),
		keys: keys{rate: o.Secret.Key("till guesses"), stamp: o.Secret.Key("till stamps")},
	}
}

// Task forgets what is long over, for the runner.
func (s *Service) Task() jobs.Task {
	return jobs.Task{Name: "till.forget", Every: time.Hour, Run: s.Forget}
}

// actsKept is how long it is kept which person did what at a till: a year of complaints.
// The books keep what it did to points for ever.
const actsKept = 400 * 24 * time.Hour

// Forget deletes shifts that nothing can arrive from any more, and acts that are long over.
func (s *Service) Forget(ctx context.Context) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if err := deleteShiftsBefore(ctx, tx, now.Add(-ShiftLife-LateLife)); err != nil {
			return err
		}
		return deleteActsBefore(ctx, tx, now.Add(-actsKept))
	})
}
