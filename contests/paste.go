package contests

import (
	"context"
	"errors"
	"time"

	"kermesse/contests/beacon"
	"kermesse/internal/db"
	"kermesse/internal/rate"
)

// TakeBeacon takes a round that anybody found anywhere, as relays write it, where this
// server waits for one that it cannot fetch. The round authenticates itself: it is the
// one that was named, signed by the chain, or it is refused. Only rounds that are waited
// for are looked at, and of one network no more than a few in a minute: each costs a
// pairing. Faults: ErrNotFound, ErrBeaconTooLarge, ErrBeaconNotWanted, ErrBeaconShape,
// ErrBeaconWrong, ErrTooManyBeacons.
func (s *Service) TakeBeacon(ctx context.Context, slug, network string, text []byte) error {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return err
	}
	if len(text) > beacon.MaxRoundBytes {
		return ErrBeaconTooLarge.With(beacon.MaxRoundBytes / 1024)
	}
	waiting, err := s.waiting(ctx, c)
	if err != nil {
		return err
	}
	if len(waiting) == 0 {
		return ErrBeaconNotWanted
	}
	round, err := beacon.ParseRound(text)
	if err != nil {
		return ErrBeaconShape.Wrap(err)
	}
	if err := s.slow(ctx, network); err != nil {
		return err
	}
	refused := ErrBeaconWrong.With(waiting[0].Round)
	for _, c := range waiting {
		b, err := s.beaconOf(c.Source, c.Chain)
		if err != nil {
			return err
		}
		n, err := verified(b.Chain, c.Round, round)
		if err == nil {
			if stands, err := s.stands(ctx, c); err != nil || !stands {
				return err
			}
			return s.holdWith(ctx, c, n)
		}
		refused = refused.Wrap(errors.Join(errors.Unwrap(refused), err))
	}
	return refused
}

const maxBeacons = 10 // of one network in a minute

// slow counts what a network hands over.
func (s *Service) slow(ctx context.Context, network string) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		n, err := rate.Hit(ctx, tx, rate.NewName(s.links, "beacon", network), time.Minute, now)
		if err == nil && n > maxBeacons {
			return ErrTooManyBeacons.After(rate.Remaining(time.Minute, now))
		}
		return err
	})
}

// waiting returns a contest once for each attempt that waits for a public number which
// is due, that of the present attempt first.
func (s *Service) waiting(ctx context.Context, c Contest) ([]Contest, error) {
	attempts, err := attemptsOf(ctx, s.db, c.ID)
	if err != nil {
		return nil, err
	}
	var waiting []Contest
	for i := len(attempts) - 1; i >= 0; i-- {
		c.Attempt = attempts[i]
		if c.waits(s.clock.Now()) {
			waiting = append(waiting, c)
		}
	}
	return waiting, nil
}
