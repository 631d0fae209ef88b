package contests

import (
	"context"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// updateExcluded takes an entry out and reports whether it was in, or waiting.
func updateExcluded(ctx context.Context, tx *db.DB, id EntryID, reason string) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE entries SET status = 'excluded', excluded_reason = ?
		WHERE id = ? AND status IN ('pending', 'confirmed')`, reason, string(id))
	return res.RowsAffected == 1, res.Error
}

// updateIncluded settles the doubts about an entry: one that was excluded before it was
// confirmed is pending again, and its flags are gone. Whoever was forgotten does not come
// back: a ticket of nobody would stand in the list. It reports whether there was anything
// to settle.
func updateIncluded(ctx context.Context, tx *db.DB, id EntryID) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE entries SET flags = '', excluded_reason = '',
		status = CASE WHEN status = 'excluded' THEN 'pending' ELSE status END
		WHERE id = ? AND secret_sealed IS NOT NULL AND (status = 'excluded' AND accepted_at = 0 OR status <> 'excluded' AND flags <> '')`, string(id))
	return res.RowsAffected == 1, res.Error
}

// updateRevised replaces the present revision of an entry by the next one.
func updateRevised(ctx context.Context, tx *db.DB, n newRow) error {
	return tx.Gorm(ctx).Exec(`UPDATE entries SET status = 'confirmed', flags = ?, excluded_reason = '', revision = ?, tickets = ?,
		commitment = ?, identity_commit = ?, secret_sealed = ?, revised_at = ?, listed_from = ?, log_size = ? WHERE id = ?`,
		writeFlags(n.Flags), n.Revision, int64(n.Tickets), n.Commitment[:], n.IdentityCommit[:], n.SecretSealed, db.Millis(n.RevisedAt), n.listedFrom, n.logSize,
		string(n.ID)).Error
}

// insertRevision keeps the present revision of an entry as an earlier one, which was in
// the list up to its present state.
func insertRevision(ctx context.Context, tx *db.DB, c Contest, id EntryID) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO entry_revisions
		(contest_id, entry_id, revision, commitment, identity_commit, tickets, secret_sealed, listed_from, listed_until)
		SELECT contest_id, id, revision, commitment, identity_commit, tickets, secret_sealed, listed_from, CAST(? AS BIGINT) FROM entries WHERE id = ?`,
		c.listing, string(id)).Error
}

type revisionRow struct {
	IdentityCommit []byte
	SecretSealed   []byte
}

// selectRevision returns what an earlier revision of an entry was made of.
func selectRevision(ctx context.Context, d *db.DB, id EntryID, commitment draw.Hash) (revisionRow, error) {
	var row revisionRow
	err := d.Gorm(ctx).Raw("SELECT identity_commit, secret_sealed FROM entry_revisions WHERE entry_id = ? AND commitment = ? ORDER BY revision DESC LIMIT 1",
		string(id), commitment[:]).Scan(&row).Error
	return row, err
}

// updateWithdrawn takes an entry back; its holder may enter again.
func updateWithdrawn(ctx context.Context, tx *db.DB, id EntryID) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE entries SET status = 'withdrawn', holder = 'withdrawn:' || id
		WHERE id = ? AND status IN ('pending', 'confirmed')`, string(id))
	return res.RowsAffected == 1, res.Error
}

// updateForgotten deletes all that leads from an entry to a person. What the sealed
// list is made of stays.
func updateForgotten(ctx context.Context, tx *db.DB, id EntryID) error {
	return tx.Gorm(ctx).Exec(`UPDATE entries SET holder = 'erased:' || id, fan_id = '', name = '', alias = '', author = '',
		flags = '', answers_json = '', consents_json = '', excluded_reason = '', search = '', secret_sealed = NULL, form_key = NULL, referrer_id = '', word_sealed = NULL, former_words_sealed = NULL
		WHERE id = ?`, string(id)).Error
}
