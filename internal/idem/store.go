package idem

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type claimRow struct {
	BodyHash  []byte
	Status    int
	Answer    string
	CreatedAt int64
}

// insertClaim reports whether the key was free.
func insertClaim(ctx context.Context, tx *db.DB, c sealed, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`INSERT INTO idempotency (principal, route, key, body_hash, created_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (principal, route, key) DO NOTHING`, c.principal, c.route, c.key, c.bodyHash, db.Millis(now))
	return res.RowsAffected == 1, res.Error
}

func selectClaim(ctx context.Context, tx *db.DB, c sealed) (claimRow, error) {
	var row claimRow
	res := tx.Gorm(ctx).Raw(`SELECT body_hash, status, answer, created_at FROM idempotency
		WHERE principal = ? AND route = ? AND key = ?`, c.principal, c.route, c.key).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return row, ErrRunning.After(time.Second) // given back this very moment
	}
	return row, res.Error
}

// renewClaim reports whether the claim had lapsed and is now the caller's.
func renewClaim(ctx context.Context, tx *db.DB, c sealed, now, lapsed time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE idempotency SET created_at = ?
		WHERE principal = ? AND route = ? AND key = ? AND status = 0 AND created_at <= ?`,
		db.Millis(now), c.principal, c.route, c.key, db.Millis(lapsed))
	return res.RowsAffected == 1, res.Error
}

func updateAnswer(ctx context.Context, tx *db.DB, c sealed, a Answer) error {
	return tx.Gorm(ctx).Exec(`UPDATE idempotency SET status = ?, answer = ?
		WHERE principal = ? AND route = ? AND key = ? AND status = 0`,
		a.Status, c.close(a.Body), c.principal, c.route, c.key).Error
}

func deleteClaim(ctx context.Context, tx *db.DB, c sealed) error {
	return tx.Gorm(ctx).Exec("DELETE FROM idempotency WHERE principal = ? AND route = ? AND key = ? AND status = 0",
		c.principal, c.route, c.key).Error
}

func deleteBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM idempotency WHERE created_at < ?", db.Millis(t)).Error
}
