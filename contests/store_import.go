package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
)

func insertImport(ctx context.Context, tx *db.DB, id ID, f commentFile, r ImportReport, now time.Time) error {
	options, err := jsonText(f.facts())
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_imports
		(id, contest_id, file_hash, options_json, rows_read, accepted, refused, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), string(id), f.hash.String(), options, r.Rows, r.Accepted, r.Refused, db.Millis(now)).Error
}
