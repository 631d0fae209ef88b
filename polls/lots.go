package polls

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"kermesse/internal/db"
	"kermesse/polls/record"
	"kermesse/polls/tally"
)

// LotSource is where the seed of the tie-break order comes from.
type LotSource string

// The sources.
const (
	// LotCommitted is a seed drawn when the poll is published. Its SHA-256 is published at
	// once and the seed when the poll opens, after which it is never drawn again.
	LotCommitted LotSource = "committed"
	// LotBeacon is a round of a public beacon that is named when the poll is published and
	// due before it opens. Not even the house could choose among seeds.
	LotBeacon LotSource = "beacon"
)

// Lots are what fixes the order in which options win ties.
type Lots struct {
	Source LotSource
	// Commitment is published with the poll: the hex SHA-256 of the seed where it was
	// committed to; of the publish record, from which and from the round the seed follows,
	// where a beacon gives it.
	Commitment string
	Round      Round  // of a beacon; else zero
	Proof      string // the round as others verify it, once it is known; JSON
	seed       string // hex of 32 bytes; of a beacon's round empty until it is known
}

// Beacon is a public source of random numbers, which come one after the other at fixed
// times and are known to nobody before.
type Beacon interface {
	// Name names the first round that is due at t or later.
	Name(t time.Time) (Round, error)
	// Fetch returns the verified number of a round that is due, and the JSON by which
	// others verify it. An error means that it is not to be had yet.
	Fetch(ctx context.Context, r Round) (randomness [32]byte, proof []byte, err error)
}

// Round is a round of a beacon.
type Round struct {
	Chain  record.Hash
	Number uint64
	Due    time.Time
}

const (
	lotSeedBytes = 32
	// lotLead is how long before the opening a round is due: time enough to get it from one
	// relay or another, and as late as that, because once it is due nothing can be taken back.
	lotLead = 10 * time.Minute
	// lotNotice is how long a named round does not exist yet.
	lotNotice = 30 * time.Second
)

// fixLots chooses where the lots come from: a round of the beacon, if one is due between
// lotNotice from now and the opening; else a seed that is committed to.
func (s *Service) fixLots(p *Poll, now time.Time) error {
	if s.beacon == nil || p.OpensAt.Sub(now) < lotNotice {
		return s.commitLots(p)
	}
	from := now.Add(lotNotice)
	if late := p.OpensAt.Add(-lotLead); late.After(from) {
		from = late
	}
	round, err := s.beacon.Name(from)
	if err != nil || round.Due.After(p.OpensAt) {
		return s.commitLots(p)
	}
	p.Lots = Lots{Source: LotBeacon, Round: round}
	published, err := p.publishRecord()
	p.Lots.Commitment = record.HashOf(published).String()
	return err
}

// commitLots draws a seed and commits to it.
func (s *Service) commitLots(p *Poll) error {
	var seed [lotSeedBytes]byte
	if _, err := io.ReadFull(s.random, seed[:]); err != nil {
		return fmt.Errorf("polls: no random numbers: %w", err)
	}
	text := hex.EncodeToString(seed[:])
	sum := sha256.Sum256([]byte(text))
	p.Lots = Lots{Source: LotCommitted, Commitment: hex.EncodeToString(sum[:]), seed: text}
	return nil
}

// source is where the lots come from, as the public log says it.
func (l Lots) source() (record.Source, error) {
	if l.Source == LotBeacon {
		return record.Source{Chain: l.Round.Chain, Round: l.Round.Number}, nil
	}
	return record.ParseSource("committed " + l.Commitment)
}

// awaited reports whether a beacon's round is still to come, or to be had.
func (l Lots) awaited() bool { return l.Source == LotBeacon && l.seed == "" }

// LotSeed is the seed of the tie-break order; empty before the poll opens, or before the
// beacon's round is known.
func (p Poll) LotSeed(now time.Time) string {
	if status := p.Status(now); status == Open || status.Over() || p.Lots.Source == LotBeacon {
		return p.Lots.seed
	}
	return ""
}

// LotOrder is the tie-break order, strongest first, or nil where LotSeed is empty.
func (p Poll) LotOrder(now time.Time) []tally.OptionID {
	if p.LotSeed(now) == "" {
		return nil
	}
	return p.lotOrder()
}

func (p Poll) lotOrder() []tally.OptionID {
	return tally.LotOrder(p.Lots.seed, p.optionIDs())
}

// DrawLots gets the rounds that are due for the lots of polls. A round that is not to be
// had is asked for again, and no other in its place: until then votes are taken, and no
// figures told.
func (s *Service) DrawLots(ctx context.Context) error {
	if s.beacon == nil {
		return nil
	}
	waiting, err := selectPolls(ctx, s.db, "state = 'published' AND lot_source = 'beacon' AND lot_seed = '' AND lot_due <= ?", db.Millis(s.clock.Now()))
	failed := []error{err}
	for _, p := range waiting {
		failed = append(failed, s.drawLots(ctx, p))
	}
	return errors.Join(failed...)
}

func (s *Service) drawLots(ctx context.Context, p Poll) error {
	randomness, proof, err := s.beacon.Fetch(ctx, p.Lots.Round)
	if err != nil {
		return fmt.Errorf("polls: lots of %s: %w", p.Slug, err)
	}
	published, err := hex.DecodeString(p.Lots.Commitment)
	if err != nil || len(published) != sha256.Size {
		return fmt.Errorf("polls: lots of %s: no publish record", p.Slug)
	}
	p.Lots.seed, p.Lots.Proof = record.Seed(record.Hash(published), randomness), string(proof)
	err = s.db.InTx(ctx, func(tx *db.DB) error { return updateLots(ctx, tx, p) })
	if err == nil {
		s.live.touch(p.ID)
	}
	return err
}

// withLots returns the poll with its lots, which another may have drawn since it was read.
// Before a poll opens nobody needs them. Faults: ErrLotsAwaited.
func (s *Service) withLots(ctx context.Context, p Poll) (Poll, error) {
	if status := p.Status(s.clock.Now()); !p.Lots.awaited() || status != Open && !status.Over() {
		return p, nil
	}
	p, err := selectPollByID(ctx, s.db, p.ID)
	if err == nil && p.Lots.awaited() {
		err = ErrLotsAwaited
	}
	return p, err
}
