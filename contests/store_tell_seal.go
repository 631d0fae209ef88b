package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
)

// selectUntold returns the contests that people entered and whose present attempt is
// sealed, where somebody may still have to be told of it before the number is due.
func selectUntold(ctx context.Context, d *db.DB, now time.Time) ([]ID, error) {
	var ids []ID
	err := d.Gorm(ctx).Raw(`SELECT c.id FROM contests c JOIN contest_attempts a ON a.contest_id = c.id AND a.attempt = c.attempt
		LEFT JOIN contest_seal_mails m ON m.contest_id = c.id AND m.attempt = c.attempt
		WHERE c.list_json = '' AND a.sealed_at > 0 AND a.drawn_at = 0 AND a.cancelled_at = 0 AND `+dueAt+` > ? AND COALESCE(m.done, FALSE) = FALSE
		ORDER BY a.draw_at, c.id LIMIT 20`, db.Millis(now)).Scan(&ids).Error
	return ids, err
}

// selectUntoldEntries returns the next confirmed entries of people, in the order of ids.
func selectUntoldEntries(ctx context.Context, tx *db.DB, c Contest, limit int) ([]EntryID, error) {
	var ids []EntryID
	err := tx.Gorm(ctx).Raw(`SELECT id FROM entries WHERE contest_id = ? AND status = 'confirmed' AND fan_id <> ''
		AND id > COALESCE((SELECT told_to FROM contest_seal_mails WHERE contest_id = ? AND attempt = ?), '')
		ORDER BY id LIMIT ?`, string(c.ID), string(c.ID), c.No, limit).Scan(&ids).Error
	return ids, err
}

// upsertToldSeal notes up to which entry the entrants of an attempt have been told.
func upsertToldSeal(ctx context.Context, tx *db.DB, c Contest, last string, done bool) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_seal_mails (contest_id, attempt, told_to, done) VALUES (?, ?, ?, ?)
		ON CONFLICT (contest_id, attempt) DO UPDATE SET told_to = excluded.told_to, done = excluded.done`,
		string(c.ID), c.No, last, done).Error
}
