package contests

import (
	"context"
	"errors"

	"kermesse/contests/beacon"
)

// TakeBeacon takes a round that anybody found anywhere, as relays write it, where this
// server waits for one that it cannot fetch. The round authenticates itself: it is the
// one that was named, signed by the chain, or it is refused. Only rounds that are waited
// for are looked at, so there is little for a stranger to make this server do.
// Faults: ErrNotFound, ErrBeaconTooLarge, ErrBeaconShape, ErrBeaconNotWanted, ErrBeaconWrong.
func (s *Service) TakeBeacon(ctx context.Context, slug string, text []byte) error {
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
	refused := ErrBeaconWrong.With(waiting[0].Round)
	for _, c := range waiting {
		b, err := s.beaconOf(c.Source, c.Chain)
		if err != nil {
			return err
		}
		n, err := verified(b.Chain, c.Round, round)
		if err == nil {
			return s.holdWith(ctx, c, n)
		}
		refused = refused.Wrap(errors.Join(errors.Unwrap(refused), err))
	}
	return refused
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
