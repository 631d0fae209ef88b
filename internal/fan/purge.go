package fan

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/jobs"
)

// keepOver is how long links are kept after they ended, to answer "expired" or "used"
// and not "unknown".
const keepOver = 7 * 24 * time.Hour

// Task removes links, sessions and blocks that have long been over.
func (s *Service) Task() jobs.Task {
	return jobs.Task{Name: "fan-purge", Every: time.Hour, Run: func(ctx context.Context) error {
		return s.db.InTx(ctx, func(tx *db.DB) error {
			before := s.clock.Now().Add(-keepOver)
			if err := deleteBlocksOver(ctx, tx, before); err != nil {
				return err
			}
			return deleteOver(ctx, tx, before)
		})
	}}
}
