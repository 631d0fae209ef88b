package mail

import (
	"context"
	"time"

	"kermesse/internal/db"
)

// claimMails takes up to limit due mails until the lease ends, the oldest first.
func claimMails(ctx context.Context, tx *db.DB, now, leaseEnds time.Time, limit int) ([]mailRow, error) {
	skip := ""
	if tx.Dialect() == db.Postgres {
		skip = " FOR UPDATE SKIP LOCKED"
	}
	var rows []mailRow
	err := tx.Gorm(ctx).Raw(`UPDATE mail_outbox SET attempts = attempts + 1, due_at = ? WHERE id IN (
			SELECT id FROM mail_outbox WHERE state = 'queued' AND due_at <= ? ORDER BY due_at, id LIMIT ?`+skip+`)
		RETURNING *`, db.Millis(leaseEnds), db.Millis(now), limit).Scan(&rows).Error
	return rows, err
}

// unclaimMails undoes claimMails for those that were not tried, unless somebody else has taken
// them since.
func unclaimMails(ctx context.Context, tx *db.DB, ids []string, now, leaseEnds time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE mail_outbox SET attempts = attempts - 1, due_at = ? WHERE id IN ? AND state = 'queued' AND due_at = ?",
		db.Millis(now), ids, db.Millis(leaseEnds)).Error
}

func markSent(ctx context.Context, tx *db.DB, id string, now time.Time) error {
	return tx.Gorm(ctx).Exec(`UPDATE mail_outbox SET state = 'sent', sent_at = ?, text_body = '', html_body = '', last_error = ''
		WHERE id = ?`, db.Millis(now), id).Error
}

func markFailed(ctx context.Context, tx *db.DB, id, reason string) error {
	return tx.Gorm(ctx).Exec(`UPDATE mail_outbox SET state = 'failed', text_body = '', html_body = '', last_error = ?
		WHERE id = ?`, reason, id).Error
}

func markRetry(ctx context.Context, tx *db.DB, id, reason string, due time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE mail_outbox SET last_error = ?, due_at = ? WHERE id = ?", reason, db.Millis(due), id).Error
}

func deleteMailsBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM mail_outbox WHERE state <> 'queued' AND created_at < ?", db.Millis(t)).Error
}
