package contests

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// updateSchedule says when a draft is due to be published, and by whose word.
func updateSchedule(ctx context.Context, tx *db.DB, c Contest, by account.UserID) error {
	return tx.Gorm(ctx).Exec("UPDATE contests SET publish_at = ?, publish_by = ?, publish_refused = 0 WHERE id = ? AND published_at = 0",
		db.Millis(c.PublishAt), string(by), string(c.ID)).Error
}

// updateRefused takes a draft off the schedule and returns who had put it there.
func updateRefused(ctx context.Context, tx *db.DB, c Contest, now time.Time) (account.UserID, error) {
	var by string
	if err := tx.Gorm(ctx).Raw("SELECT publish_by FROM contests WHERE id = ?", string(c.ID)).Scan(&by).Error; err != nil {
		return "", err
	}
	return account.UserID(by), tx.Gorm(ctx).Exec("UPDATE contests SET publish_at = 0, publish_refused = ? WHERE id = ? AND published_at = 0",
		db.Millis(now), string(c.ID)).Error
}
