// Package places is where people meet a vote, a contest or a survey beside its own page:
// the sites that show it in a frame, the short links and codes that lead to it, the
// tablets of a stall.
//
// It guarantees that a campaign is shown on the sites that its brand has named and on no
// other; that a short code, once printed, never leads to something else; that of those
// who follow a link nothing is kept but their number; that a tablet is unlocked and left
// with its PIN alone, which cannot be guessed at leisure.
//
// It does not know what a campaign is: whoever knows names it by kind and id.
package places

import (
	"context"
	"io"
	"sync"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/jobs"
	"kermesse/internal/secret"
)

// Kind is what is met.
type Kind string

// The kinds of campaign.
const (
	Poll    Kind = "poll"
	Contest Kind = "contest"
	Survey  Kind = "survey"
)

// Campaign names what people meet. Its slug is for the journal alone.
type Campaign struct {
	Kind  Kind
	ID    string
	Brand account.BrandID
	Slug  string
}

func (c Campaign) subject() string { return string(c.Kind) + ":" + c.Slug }

// Service is the places of all brands on one database. It is safe for concurrent use.
type Service struct {
	db     *db.DB
	clock  clock.Clock
	random io.Reader
	keys   keys

	mu       sync.Mutex
	followed map[visit]int64 // since the last Flush
}

// keys are derived once: each serves one purpose.
type keys struct {
	pin  []byte // hashes PINs
	rate []byte // names counters of guesses
}

// Options are what a Service is made of.
type Options struct {
	DB     *db.DB
	Clock  clock.Clock
	Random io.Reader // crypto/rand.Reader, but in tests
	Secret secret.Secret
}

// New returns a service.
func New(o Options) *Service {
	return &Service{
		db: o.DB, clock: o.Clock, random: o.Random, followed: map[visit]int64{},
		keys: keys{pin: o.Secret.Key("kiosk pin"), rate: o.Secret.Key("kiosk rate")},
	}
}

// Tasks is the work that the clock makes due, for the runner.
func (s *Service) Tasks() []jobs.Task {
	return []jobs.Task{
		{Name: "places.count", Every: flushEvery, Run: s.Flush},
		{Name: "places.forget_tablets", Every: time.Hour, Run: s.ForgetTablets},
	}
}

// flushEvery is how long followed links wait in memory to be written together: nobody who
// follows one waits for a write, and a crash loses no more than these seconds of a figure
// that decides nothing.
const flushEvery = 5 * time.Second

// Stop writes what is still in memory.
func (s *Service) Stop(ctx context.Context) error { return s.Flush(ctx) }
