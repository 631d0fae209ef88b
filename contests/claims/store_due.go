package claims

import (
	"context"
	"time"

	"kermesse/internal/db"
)

// takeReminder sets when a winner is reminded next, and reports whether the reminder that is
// due was still to be sent.
func takeReminder(ctx context.Context, tx *db.DB, id ID, now, next time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE claims SET remind_at = ? WHERE id = ? AND remind_at > 0 AND remind_at <= ?
		AND state IN ('told', 'identified')`, db.Millis(next), string(id), db.Millis(now))
	return res.RowsAffected == 1, res.Error
}

// purge empties what leads to a person. The token of a prize that was fetched stays known, so
// that a second scan is still told of the first.
func purge(ctx context.Context, tx *db.DB, id ID, now time.Time) error {
	if err := deleteNotesOf(ctx, tx, "id = ?", string(id)); err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec(`UPDATE claims SET address_sealed = NULL, name = '', search = '', hand_hash = NULL, carrier = '', tracking = '', purged_at = ?
		WHERE id = ?`, db.Millis(now), string(id)).Error
}

func selectNextMoment(ctx context.Context, d *db.DB, after time.Time) (time.Time, error) {
	var next int64
	err := d.Gorm(ctx).Raw(`SELECT COALESCE(MIN(due), 0) FROM (
		SELECT due_at AS due FROM claims WHERE state IN ('told', 'identified') AND due_at > ?
		UNION ALL SELECT remind_at AS due FROM claims WHERE state IN ('told', 'identified') AND remind_at > ?) AS moments`,
		db.Millis(after), db.Millis(after)).Scan(&next).Error
	return db.Time(next), err
}
