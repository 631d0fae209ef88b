package rate

import (
	"context"
	"time"

	"kermesse/internal/db"
)

func increment(ctx context.Context, tx *db.DB, key string, window time.Time) (int64, error) {
	var n int64
	err := tx.Gorm(ctx).Raw(`INSERT INTO rate_counters (key, window_at, n) VALUES (?, ?, 1)
		ON CONFLICT (key, window_at) DO UPDATE SET n = rate_counters.n + 1 RETURNING n`,
		key, db.Millis(window)).Scan(&n).Error
	return n, err
}

func decrement(ctx context.Context, tx *db.DB, key string, window time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE rate_counters SET n = n - 1 WHERE key = ? AND window_at = ? AND n > 0", key, db.Millis(window)).Error
}

func selectCount(ctx context.Context, d *db.DB, key string, window time.Time) (int64, error) {
	var n int64
	err := d.Gorm(ctx).Raw("SELECT COALESCE(MAX(n), 0) FROM rate_counters WHERE key = ? AND window_at = ?", key, db.Millis(window)).Scan(&n).Error
	return n, err
}

func deleteName(ctx context.Context, tx *db.DB, key string) error {
	return tx.Gorm(ctx).Exec("DELETE FROM rate_counters WHERE key = ?", key).Error
}

func deleteBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM rate_counters WHERE window_at < ?", db.Millis(t)).Error
}
