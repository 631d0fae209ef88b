package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
)

// insertDeed notes that a person has done something, and reports whether they had not.
func insertDeed(ctx context.Context, tx *db.DB, id ID, what deed, period string, person []byte) (bool, error) {
	res := tx.Gorm(ctx).Exec("INSERT INTO contest_deeds (contest_id, deed, period, person) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
		string(id), string(what), period, person)
	return res.RowsAffected == 1, res.Error
}

func hasDeed(ctx context.Context, tx *db.DB, id ID, what deed, period string, person []byte) (bool, error) {
	var n int
	err := tx.Gorm(ctx).Raw("SELECT count(*) FROM contest_deeds WHERE contest_id = ? AND deed = ? AND period = ? AND person = ?",
		string(id), string(what), period, person).Scan(&n).Error
	return n > 0, err
}

// deleteDeedsBefore forgets what was done in contests that had closed by a moment: nobody
// enters these again.
func deleteDeedsBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM contest_deeds WHERE contest_id IN (SELECT id FROM contests WHERE closes_at <= ?)", db.Millis(t)).Error
}
