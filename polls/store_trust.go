package polls

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/db"
)

func clearNetworksBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec(`UPDATE ballots SET network = '' WHERE network <> ''
		AND poll_id IN (SELECT id FROM polls WHERE closes_at < ?)`, db.Millis(t)).Error
}

// spend notes that a proof was used. It reports false where it had been before.
func spend(ctx context.Context, tx *db.DB, digest []byte, until time.Time) (bool, error) {
	if err := tx.RequireTx(); err != nil {
		return false, err
	}
	// GORM takes bytes right after a bracket for a list of numbers: the digest comes second.
	res := tx.Gorm(ctx).Exec("INSERT INTO spent_work (expires_at, digest) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING", db.Millis(until), digest)
	if res.Error != nil {
		return false, fmt.Errorf("polls: spend a proof: %w", res.Error)
	}
	return res.RowsAffected == 1, nil
}

func deleteSpentBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM spent_work WHERE expires_at < ?", db.Millis(t)).Error
}
