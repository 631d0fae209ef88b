package loyalty

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/jobs"
)

// Sweeper writes down what time has done to wallets that nobody asks about: holds that
// ran out, points that ended. No answer depends on it; it keeps reports quick.
func (s *Service) Sweeper() jobs.Task {
	return jobs.Task{Name: "loyalty.sweep", Every: time.Minute, Run: func(ctx context.Context) error {
		_, err := s.Sweep(ctx)
		return err
	}}
}

// Sweep settles every wallet that is due, and returns how many there were. It may run
// several times at once. A brand whose wallets cannot be settled is left for another time.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	const batch = 500
	swept, failed := 0, []account.BrandID{}
	var all error
	for {
		wallets, err := dueWallets(ctx, s.db, s.clock.Now(), failed, batch)
		if err != nil || len(wallets) == 0 || ctx.Err() != nil {
			return swept, errors.Join(all, err, ctx.Err())
		}
		for brand, members := range wallets {
			err := s.db.InTx(ctx, func(tx *db.DB) error {
				return s.write(ctx, tx, brand, func(b books) error { return s.sweep(ctx, b, members) })
			})
			if err != nil {
				all, failed = errors.Join(all, fmt.Errorf("loyalty: wallets of brand %s: %w", brand, err)), append(failed, brand)
				continue
			}
			swept += len(members)
		}
	}
}

// sweep settles members of a brand, as far as nobody else has done it meanwhile.
func (s *Service) sweep(ctx context.Context, b books, members []string) error {
	wallets, err := b.lockMembers(ctx, members)
	if err != nil || len(wallets) == 0 {
		return err
	}
	p, err := s.programmeAt(ctx, b, wallets[0].programme)
	if err != nil {
		return err
	}
	now := s.clock.Now().Truncate(time.Millisecond)
	for _, w := range wallets {
		w.Terms = &p.Terms
	}
	if err := b.loadAll(ctx, wallets...); err != nil {
		return err
	}
	for _, w := range wallets {
		if err := b.settle(ctx, w, later(now, w.lastAt)); err != nil {
			return err
		}
	}
	return nil
}
