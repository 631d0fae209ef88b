package contests

import (
	"context"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

func insertSeal(ctx context.Context, tx *db.DB, id ID, attempt int, s Seal) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_closes (contest_id, attempt, record, commit_hash, root, entries, tickets, sealed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(id), attempt, string(s.Record), s.Commit.String(), s.Root.String(), int64(s.Entries), int64(s.Tickets),
		db.Millis(s.SealedAt)).Error
}

func selectSeal(ctx context.Context, d *db.DB, id ID, attempt int) (Seal, bool, error) {
	var row struct {
		Record   string
		SealedAt int64
	}
	res := d.Gorm(ctx).Raw("SELECT record, sealed_at FROM contest_closes WHERE contest_id = ? AND attempt = ?",
		string(id), attempt).Scan(&row)
	if res.Error != nil || res.RowsAffected == 0 {
		return Seal{}, false, res.Error
	}
	record, err := draw.ParseClose([]byte(row.Record))
	if err != nil {
		return Seal{}, false, err
	}
	return sealOf([]byte(row.Record), record, db.Time(row.SealedAt)), true, nil
}
