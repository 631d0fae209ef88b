package claims

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
)

func updateForgotten(ctx context.Context, tx *db.DB, id fan.ID, now time.Time) error {
	return tx.Gorm(ctx).Exec(`UPDATE claims SET fan_id = '', name = '', search = '', address_sealed = NULL, hand_hash = NULL,
		carrier = '', tracking = '', place = '', choice = '', country = '', publicity = FALSE, purged_at = ? WHERE fan_id = ?`, db.Millis(now), string(id)).Error
}

// deleteNotesOf empties what steps of claims say beside their kind: it can name a parcel.
func deleteNotesOf(ctx context.Context, tx *db.DB, condition string, arg string) error {
	return tx.Gorm(ctx).Exec("UPDATE claim_steps SET note = '' WHERE note <> '' AND claim_id IN (SELECT id FROM claims WHERE "+condition+")", arg).Error
}
