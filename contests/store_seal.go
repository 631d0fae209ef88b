package contests

import (
	"context"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// updateSealed takes a contest for sealing and reports whether it was there to be
// taken. Until the transaction ends no entry of it can be written.
func updateSealed(ctx context.Context, tx *db.DB, id ID, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE contests SET sealed_at = ?
		WHERE id = ? AND published_at > 0 AND cancelled_at = 0 AND sealed_at = 0 AND closes_at <= ?`,
		db.Millis(now), string(id), db.Millis(now))
	return res.RowsAffected == 1, res.Error
}

// readList returns the list of entries that count, frozen.
func readList(ctx context.Context, d *db.DB, id ID) (*draw.List, error) {
	rows, err := d.Gorm(ctx).Raw(`SELECT commitment, tickets FROM entries
		WHERE contest_id = ? AND status = 'confirmed' ORDER BY commitment`, string(id)).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var entries []draw.Entry
	for rows.Next() {
		var commitment []byte
		var e draw.Entry
		if err := rows.Scan(&commitment, &e.Tickets); err != nil {
			return nil, err
		}
		copy(e.Commitment[:], commitment)
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return draw.Freeze(entries)
}

func insertSeal(ctx context.Context, tx *db.DB, id ID, s Seal) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_closes (contest_id, attempt, record, commit_hash, root, entries, tickets, sealed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(id), firstAttempt, string(s.Record), s.Commit.String(), s.Root.String(), int64(s.Entries), int64(s.Tickets),
		db.Millis(s.SealedAt)).Error
}

func selectSeal(ctx context.Context, d *db.DB, id ID) (Seal, bool, error) {
	var row struct {
		Record   string
		SealedAt int64
	}
	res := d.Gorm(ctx).Raw("SELECT record, sealed_at FROM contest_closes WHERE contest_id = ? AND attempt = ?",
		string(id), firstAttempt).Scan(&row)
	if res.Error != nil || res.RowsAffected == 0 {
		return Seal{}, false, res.Error
	}
	record, err := draw.ParseClose([]byte(row.Record))
	if err != nil {
		return Seal{}, false, err
	}
	return Seal{
		Record: []byte(row.Record), Commit: draw.CommitOf([]byte(row.Record)), Root: record.Root,
		Entries: record.Entries, Tickets: record.Tickets, SealedAt: db.Time(row.SealedAt),
	}, true, nil
}
