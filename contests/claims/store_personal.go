package claims

import (
	"context"
	"time"

	"kermesse/internal/db"
)

// updateForgotten empties what leads from some claims to a person.
func updateForgotten(ctx context.Context, tx *db.DB, now time.Time, condition string, args ...any) error {
	if err := deleteNotesOf(ctx, tx, condition, args...); err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec(`UPDATE claims SET fan_id = '', name = '', search = '', address_sealed = NULL, hand_hash = NULL,
		carrier = '', tracking = '', place = '', choice = '', country = '', publicity = FALSE, purged_at = ? WHERE `+condition,
		append([]any{db.Millis(now)}, args...)...).Error
}

// deleteNotesOf empties what steps of claims say beside their kind: it can name a parcel.
func deleteNotesOf(ctx context.Context, tx *db.DB, condition string, args ...any) error {
	return tx.Gorm(ctx).Exec("UPDATE claim_steps SET note = '' WHERE note <> '' AND claim_id IN (SELECT id FROM claims WHERE "+condition+")", args...).Error
}
