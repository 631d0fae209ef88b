package fan

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// lockFan keeps everybody else from the fan until the transaction ends, and reports
// whether they are a tombstone already. It returns ErrNotFound in another brand.
func lockFan(ctx context.Context, tx *db.DB, brand account.BrandID, id ID) (erased bool, err error) {
	var erasedAt int64
	res := tx.Gorm(ctx).Raw("SELECT erased_at FROM fans WHERE id = ? AND brand_id = ?"+tx.ForUpdate(),
		string(id), string(brand)).Scan(&erasedAt)
	if res.Error == nil && res.RowsAffected == 0 {
		return false, ErrNotFound
	}
	return erasedAt != 0, res.Error
}

// eraseFan deletes all that is ours about a fan, but for the tombstone.
func eraseFan(ctx context.Context, tx *db.DB, id ID, now time.Time) error {
	for _, table := range []string{"fan_sessions", "fan_challenges", "fan_consents", "fan_mailboxes", "fan_contacts"} {
		if err := tx.Gorm(ctx).Exec("DELETE FROM "+table+" WHERE fan_id = ?", string(id)).Error; err != nil {
			return err
		}
	}
	if err := forgetRequests(ctx, tx, id, now); err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("UPDATE fans SET erased_at = ?, locale = '' WHERE id = ?", db.Millis(now), string(id)).Error
}

// deleteOver removes challenges and sessions that ended before t.
func deleteOver(ctx context.Context, tx *db.DB, t time.Time) error {
	for _, table := range []string{"fan_challenges", "fan_sessions"} {
		if err := tx.Gorm(ctx).Exec("DELETE FROM "+table+" WHERE expires_at < ?", db.Millis(t)).Error; err != nil {
			return err
		}
	}
	return nil
}
