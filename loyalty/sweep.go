package loyalty

import (
	"cmp"
	"context"
	"slices"
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
// several times at once.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	const batch = 200
	swept := 0
	for {
		wallets, err := dueWallets(ctx, s.db, s.clock.Now(), batch)
		if err != nil || len(wallets) == 0 {
			return swept, err
		}
		// Sorted as operations lock them, so that neither waits for the other.
		slices.SortFunc(wallets, func(a, b due) int { return cmp.Compare(a.Member, b.Member) })
		err = s.db.InTx(ctx, func(tx *db.DB) error {
			for _, w := range wallets {
				err := s.write(ctx, tx, account.BrandID(w.Brand), func(b books) error { return s.sweep(ctx, b, w.Member) })
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return swept, err
		}
		swept += len(wallets)
	}
}

func (s *Service) sweep(ctx context.Context, b books, member string) error {
	w, err := b.lockWallet(ctx, byID, member)
	if err != nil {
		return err
	}
	p, err := s.programmeAt(ctx, b, w.programme)
	if err != nil {
		return err
	}
	w.Terms = &p.Terms
	a := act{books: b}
	return a.settle(ctx, w, later(s.clock.Now().Truncate(time.Millisecond), w.lastAt))
}
