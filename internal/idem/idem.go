// Package idem remembers the answers of API writes by Idempotency-Key, so that a client
// that lost an answer can ask again and gets the same one.
//
// What it does not do: the answer is stored after the write's own transaction, so a
// crash between the two leaves a write without its answer. The claim then lapses and a
// repeat runs again, where the domain's own uniqueness (one entry per fan, one ballot
// per voter, one posting per source) is what keeps it from counting twice. This package
// makes repeats cheap and equal; it is not what makes them harmless.
package idem

import (
	"context"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

// Faults of a key.
var (
	ErrKey = fault.New(fault.Malformed, "idempotency_key_invalid",
		"L’en-tête Idempotency-Key compte de 1 à 128 caractères visibles.",
		"The Idempotency-Key header has 1 to 128 visible characters.")
	ErrConflict = fault.ErrKeyReused // same key, other request
	ErrRunning  = fault.New(fault.Conflict, "idempotency_running",
		"La même demande est en cours. Réessayez dans un instant avec la même clé.",
		"The same request is still running. Try again in a moment with the same key.")
)

// Limits of the store.
const (
	ClaimLife  = time.Minute         // a request that has no answer by then may run again
	AnswerLife = 30 * 24 * time.Hour // how long answers are kept
	MaxKey     = 128                 // characters of a key
)

// Request is one write, as its sender names it.
type Request struct {
	Principal string // who asks: "user:…", "anon:…"; keys of others are not seen
	Route     string // method and pattern: "POST /api/v1/polls/{slug}/votes"
	Key       string // Idempotency-Key
	Path      string // with its parameters: part of what must be the same
	Body      []byte
}

// Answer is what a request was answered.
type Answer struct {
	Status int
	Body   []byte
}

// Service remembers answers in a database. It is safe for concurrent use.
type Service struct {
	db    *db.DB
	clock clock.Clock
	key   []byte // that claims are sealed under
}

// New returns a service.
func New(d *db.DB, c clock.Clock, s secret.Secret) *Service {
	return &Service{db: d, clock: c, key: s.Key("idempotency")}
}

// Begin claims a request. With nil the caller runs it and then calls Finish or Abandon;
// otherwise it sends the stored answer, marked as a repeat. Of concurrent calls one
// gets the claim and the others ErrRunning, until it finishes or ClaimLife is over.
// Faults: ErrKey, ErrConflict (same key, other request), ErrRunning.
func (s *Service) Begin(ctx context.Context, r Request) (*Answer, error) {
	if !validKey(r.Key) {
		return nil, ErrKey
	}
	claim := s.seal(r)
	var stored *Answer
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		stored = nil
		now := s.clock.Now()
		claimed, err := insertClaim(ctx, tx, claim, now)
		if err != nil || claimed {
			return err
		}
		row, err := selectClaim(ctx, tx, claim)
		if err != nil {
			return err
		}
		switch {
		case string(row.BodyHash) != string(claim.bodyHash):
			return ErrConflict
		case row.Status != 0:
			body, err := claim.open(row.Answer)
			stored = &Answer{Status: row.Status, Body: body}
			return err
		}
		taken, err := renewClaim(ctx, tx, claim, now, now.Add(-ClaimLife))
		if err != nil {
			return err
		}
		if !taken {
			return ErrRunning.After(time.Second)
		}
		return nil
	})
	return stored, err
}

// Finish stores the answer of a claimed request. Answers that a repeat might better
// (429 and 5xx) are given to Abandon instead.
func (s *Service) Finish(ctx context.Context, r Request, a Answer) error {
	return s.db.InTx(ctx, func(tx *db.DB) error { return updateAnswer(ctx, tx, s.seal(r), a) })
}

// Abandon gives a claim back: the next request with this key runs.
func (s *Service) Abandon(ctx context.Context, r Request) error {
	return s.db.InTx(ctx, func(tx *db.DB) error { return deleteClaim(ctx, tx, s.seal(r)) })
}

// Purge removes what is older than AnswerLife.
func (s *Service) Purge(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		return deleteBefore(ctx, tx, s.clock.Now().Add(-AnswerLife))
	})
}

func validKey(key string) bool {
	if key == "" || len(key) > MaxKey {
		return false
	}
	for _, c := range []byte(key) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}
