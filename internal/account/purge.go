package account

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/jobs"
	"kermesse/internal/rate"
)

// keepOver is how long sessions and links are kept after they ended, to explain what
// happened.
const keepOver = 30 * 24 * time.Hour

// Task removes what has long been over: sessions, links, counters.
func (s *Service) Task() jobs.Task {
	return jobs.Task{Name: "account-purge", Every: time.Hour, Run: s.purge}
}

func (s *Service) purge(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		if err := deleteOver(ctx, tx, now.Add(-keepOver)); err != nil {
			return err
		}
		const longestWindow = 48 * time.Hour
		return rate.Purge(ctx, tx, now.Add(-longestWindow))
	})
}
