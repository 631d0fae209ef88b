package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
)

// updateWord stores the sealed word that somebody chose; nil: they have the one that they
// were given. former are those that they had before.
func updateWord(ctx context.Context, tx *db.DB, id EntryID, sealed, former []byte) error {
	return tx.Gorm(ctx).Exec("UPDATE entries SET word_sealed = ?, former_words_sealed = ? WHERE id = ?", sealed, former, string(id)).Error
}

// deleteFormerWords forgets the former words of entrants in contests whose winners had to
// answer before a moment, and in those that were called off before it.
func deleteFormerWords(ctx context.Context, tx *db.DB, before time.Time) error {
	const day = 24 * 60 * 60 * 1000
	return tx.Gorm(ctx).Exec(`UPDATE entries SET former_words_sealed = NULL WHERE former_words_sealed IS NOT NULL AND contest_id IN (SELECT c.id FROM contests c
		JOIN contest_attempts a ON a.contest_id = c.id AND a.attempt = c.attempt
		WHERE a.drawn_at > 0 AND a.drawn_at + c.claim_days * CAST(? AS BIGINT) < ? OR a.cancelled_at > 0 AND a.cancelled_at < ?)`,
		day, db.Millis(before), db.Millis(before)).Error
}
