package polls

import (
	"context"
	"time"

	"kermesse/internal/db"
)

// networkKept is how long after the end of a poll its ballots keep the hash of their
// network, for appeals that come late.
const networkKept = 30 * 24 * time.Hour

// networkOf writes a network as ballots hold it: two ballots of a day and poll can be seen
// to come from one network, and from which one nobody can find out later.
func (s *Service) networkOf(ctx context.Context, tx *db.DB, p ID, name string) (string, error) {
	return s.networks.Of(ctx, tx, string(p), name)
}

// ForgetNetworks throws away the keys of past days, and of polls that have long been over
// what ballots say of networks.
func (s *Service) ForgetNetworks(ctx context.Context) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if err := s.networks.Forget(ctx, tx); err != nil {
			return err
		}
		if err := deleteSpentBefore(ctx, tx, now); err != nil {
			return err
		}
		return clearNetworksBefore(ctx, tx, now.Add(-networkKept))
	})
}
