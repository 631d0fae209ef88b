package polls

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/db"
)

// selectDayKey returns the key under which networks are hashed on a day, or nil.
func selectDayKey(ctx context.Context, d *db.DB, day string) ([]byte, error) {
	var rows []struct{ Key []byte }
	if err := d.Gorm(ctx).Raw("SELECT key FROM network_days WHERE day = ?", day).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("polls: find the key of the day: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return rows[0].Key, nil
}

func insertDayKey(ctx context.Context, tx *db.DB, day string, key []byte) error {
	return tx.Gorm(ctx).Exec("INSERT INTO network_days (day, key) VALUES (?, ?) ON CONFLICT (day) DO NOTHING", day, key).Error
}

func deleteDayKeysBefore(ctx context.Context, tx *db.DB, day string) error {
	return tx.Gorm(ctx).Exec("DELETE FROM network_days WHERE day < ?", day).Error
}

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
