// Package webhook tells a brand's own systems what happens: a shop hears of points, a CRM
// of entries, a screen of winners. There is one mechanism for the whole house.
//
// It guarantees that what is told is written down in the transaction in which it happened,
// so that nothing is told that was rolled back and nothing committed is forgotten; that it
// is told at least once, under one id, signed by the Standard Webhooks scheme; that it is
// tried again for GiveUpAfter and then given up where everybody sees it; that no address
// inside the operator's networks is ever called, unless the operator allows it; and that
// no name, address or number of a person is in what is stored.
//
// What happens is the domains' business: they say it in interfaces of their own, which the
// wiring plugs in here.
package webhook

import (
	"context"
	"io"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
	"kermesse/internal/trace"
)

// Contacts tells how fans can be reached. It is a *fan.Service.
type Contacts interface {
	Find(ctx context.Context, brand account.BrandID, id fan.ID) (fan.Fan, error)
}

var _ Contacts = (*fan.Service)(nil)

// Options are what a Service is made of.
type Options struct {
	DB       *db.DB
	Clock    clock.Clock
	Random   io.Reader // crypto/rand.Reader, but in tests
	Secret   secret.Secret
	Contacts Contacts
	Outbox   *mail.Outbox
	BaseURL  string // of the house, without a slash at the end: links in mails start with it

	// Networks may be called although they are not public: an operator's own intranet. They
	// may be called without encryption and at any port.
	Networks []netip.Prefix

	Tracer *trace.Tracer // nil: nothing is traced
}

// Service is the webhooks of all brands on one database. It is safe for concurrent use,
// by several servers at once.
type Service struct {
	db       *db.DB
	clock    clock.Clock
	random   io.Reader
	contacts Contacts
	outbox   *mail.Outbox
	base     string
	vault    secret.Box
	guard    guard
	client   *http.Client
	tracer   *trace.Tracer

	taken, refused, givenUp atomic.Int64 // attempts since the start

	mu      sync.Mutex
	heard   map[account.BrandID]audience
	serving map[account.BrandID]int // lanes of this server that tell endpoints of a brand
}

// New returns a service.
func New(o Options) *Service {
	g := guard{allowed: o.Networks}
	return &Service{
		db: o.DB, clock: o.Clock, random: o.Random, contacts: o.Contacts, outbox: o.Outbox, base: o.BaseURL,
		vault: newBox(o.Secret, o.Random),
		guard: g, client: g.client(), tracer: o.Tracer, heard: map[account.BrandID]audience{}, serving: map[account.BrandID]int{},
	}
}

// audience is who is told of a brand's events, as it was read at a moment.
type audience struct {
	readAt    time.Time
	endpoints []listener
}

// listener is an endpoint that is told of events of some types.
type listener struct {
	id     EndpointID
	events Selection
}

// audienceLife is for how long another server may not know of a new endpoint yet: an
// endpoint hears what happens from then on. It saves every transaction a look.
const audienceLife = 2 * time.Second

// audienceOf returns who listens to a brand.
func (s *Service) audienceOf(ctx context.Context, tx *db.DB, brand account.BrandID) ([]listener, error) {
	now := s.clock.Now()
	s.mu.Lock()
	known, ok := s.heard[brand]
	s.mu.Unlock()
	if age := now.Sub(known.readAt); ok && age >= 0 && age < audienceLife {
		return known.endpoints, nil
	}
	listeners, err := selectListeners(ctx, tx, brand)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.heard[brand] = audience{readAt: now, endpoints: listeners}
	s.mu.Unlock()
	return listeners, nil
}

// forget has the audience of a brand read again: its endpoints have changed.
func (s *Service) forget(brand account.BrandID) {
	s.mu.Lock()
	delete(s.heard, brand)
	s.mu.Unlock()
}
