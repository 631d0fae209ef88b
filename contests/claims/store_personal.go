package claims

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
)

func updateForgotten(ctx context.Context, tx *db.DB, id fan.ID, now time.Time) error {
	return tx.Gorm(ctx).Exec(`UPDATE claims SET fan_id = '', name = '', search = '', address_sealed = NULL, hand_hash = NULL,
		publicity = FALSE, purged_at = ? WHERE fan_id = ?`, db.Millis(now), string(id)).Error
}
