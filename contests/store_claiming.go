package contests

import (
	"context"

	"kermesse/internal/db"
)

// updateWord stores the sealed word that somebody chose; nil: they have the one that they
// were given.
func updateWord(ctx context.Context, tx *db.DB, id EntryID, sealed []byte) error {
	return tx.Gorm(ctx).Exec("UPDATE entries SET word_sealed = ? WHERE id = ?", sealed, string(id)).Error
}
