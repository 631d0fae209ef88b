package contests

import (
	"context"
	"database/sql"
	"fmt"
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

// listed yields the entries that count, in the order of the list, as they are read. d is
// a transaction or a snapshot where the list can still change.
func listed(ctx context.Context, d *db.DB, id ID) draw.Entries {
	return entriesWhere(ctx, d, "contest_id = ? AND status = 'confirmed' ORDER BY commitment", string(id))
}

// listBlock returns the entries of a list from a commitment on, as many as stand behind
// one hash of its outline.
func listBlock(ctx context.Context, d *db.DB, id ID, from draw.Hash) ([]draw.Entry, error) {
	block := make([]draw.Entry, 0, draw.BlockSize)
	rows := entriesWhere(ctx, d, "contest_id = ? AND status = 'confirmed' AND commitment >= ? ORDER BY commitment LIMIT ?",
		string(id), from[:], draw.BlockSize)
	for e, err := range rows {
		if err != nil {
			return nil, err
		}
		block = append(block, e)
	}
	return block, nil
}

func entriesWhere(ctx context.Context, d *db.DB, where string, args ...any) draw.Entries {
	return func(yield func(draw.Entry, error) bool) {
		rows, err := d.Gorm(ctx).Raw("SELECT commitment, tickets FROM entries WHERE "+where, args...).Rows()
		if err != nil {
			yield(draw.Entry{}, err)
			return
		}
		defer func() { _ = rows.Close() }()
		var commitment sql.RawBytes // of a list of millions, nothing is kept
		for rows.Next() {
			var e draw.Entry
			err := rows.Scan(&commitment, &e.Tickets)
			if err == nil && copy(e.Commitment[:], commitment) != len(commitment) {
				err = fmt.Errorf("contests: a commitment of %d bytes", len(commitment))
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(draw.Entry{}, err)
		}
	}
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
