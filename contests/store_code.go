package contests

import (
	"context"
	"slices"
	"strings"
	"time"

	"kermesse/internal/db"
)

// hasForeignCodes reports whether a contest has codes that others made.
func hasForeignCodes(ctx context.Context, d *db.DB, id ID) (bool, error) {
	var n int
	err := d.Gorm(ctx).Raw("SELECT count(*) FROM contest_code_batches WHERE contest_id = ? AND pattern = ''", string(id)).Scan(&n).Error
	return n > 0, err
}

// selectCode finds a code by the ways in which it may be kept, or returns ErrCodeUnknown.
func selectCode(ctx context.Context, d *db.DB, id ID, hashes []codeHash) (heldCode, error) {
	var row struct {
		Hash      []byte
		EntryID   string
		UsedAt    int64
		RevokedAt int64
	}
	for _, hash := range hashes {
		res := d.Gorm(ctx).Raw(`SELECT k.hash, k.entry_id, k.used_at, b.revoked_at FROM contest_codes k
			JOIN contest_code_batches b ON b.contest_id = k.contest_id AND b.no = k.batch
			WHERE k.contest_id = ? AND k.hash = ? AND b.ready_at > 0`, string(id), []byte(hash)).Scan(&row)
		if res.Error != nil {
			return heldCode{}, res.Error
		}
		if res.RowsAffected == 1 {
			return heldCode{hash: row.Hash, entry: EntryID(row.EntryID), revoked: row.UsedAt == 0 && row.RevokedAt > 0}, nil
		}
	}
	return heldCode{}, ErrCodeUnknown
}

// updateCodeUsed uses a code for an entry, and reports whether it was good: nobody had used
// it, and nobody had revoked it.
func updateCodeUsed(ctx context.Context, tx *db.DB, id ID, hash codeHash, entry EntryID, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE contest_codes SET entry_id = ?, used_at = ? WHERE contest_id = ? AND hash = ? AND used_at = 0
		AND EXISTS (SELECT 1 FROM contest_code_batches b WHERE b.contest_id = contest_codes.contest_id AND b.no = contest_codes.batch
			AND b.ready_at > 0 AND b.revoked_at = 0)`,
		string(entry), db.Millis(now), string(id), []byte(hash))
	return res.RowsAffected == 1, res.Error
}

// upsertWaitingCode keeps the code that an entry is to be confirmed with: the last one.
func upsertWaitingCode(ctx context.Context, tx *db.DB, entry EntryID, hash codeHash) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO entry_waiting_codes (entry_id, hash) VALUES (?, ?)
		ON CONFLICT (entry_id) DO UPDATE SET hash = excluded.hash`, string(entry), []byte(hash)).Error
}

// takeWaitingCode returns the code that waited for an entry, and forgets it; nil for none.
func takeWaitingCode(ctx context.Context, tx *db.DB, entry EntryID) (codeHash, error) {
	var rows []struct{ Hash []byte }
	err := tx.Gorm(ctx).Raw("DELETE FROM entry_waiting_codes WHERE entry_id = ? RETURNING hash", string(entry)).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0].Hash, nil
}

// updatePendingTickets changes how many tickets a pending entry will have.
func updatePendingTickets(ctx context.Context, tx *db.DB, e Entry) error {
	return tx.Gorm(ctx).Exec("UPDATE entries SET tickets = ? WHERE id = ? AND status = 'pending'", int64(e.Tickets), string(e.ID)).Error
}

// countCodes is how many codes were used for an entry.
func countCodes(ctx context.Context, d *db.DB, entry EntryID) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM contest_codes WHERE entry_id = ? AND used_at > 0", string(entry)).Scan(&n).Error
	return n, err
}

type codeBatchRow struct {
	ContestID  string
	No         int
	Label      string
	Pattern    string
	Series     string
	FirstNo    int64
	Size       int64
	CreatedAt  int64
	ReadyAt    int64
	ExportedAt int64
	RevokedAt  int64
	Used       int64
}

func (r codeBatchRow) batch() CodeBatch {
	return CodeBatch{
		Contest: ID(r.ContestID), No: r.No, Label: r.Label, Pattern: r.Pattern, Size: r.Size, Used: r.Used,
		CreatedAt: db.Time(r.CreatedAt), ReadyAt: db.Time(r.ReadyAt), ExportedAt: db.Time(r.ExportedAt), RevokedAt: db.Time(r.RevokedAt),
		series: r.Series, first: r.FirstNo,
	}
}

func selectCodeBatches(ctx context.Context, d *db.DB, clause string, args ...any) ([]CodeBatch, error) {
	var rows []codeBatchRow
	err := d.Gorm(ctx).Raw(`SELECT b.*, (SELECT count(*) FROM contest_codes k WHERE k.contest_id = b.contest_id AND k.batch = b.no AND k.used_at > 0) AS used
		FROM contest_code_batches b `+clause, args...).Scan(&rows).Error
	batches := make([]CodeBatch, len(rows))
	for i, row := range rows {
		batches[i] = row.batch()
	}
	return batches, err
}

// selectCodeBatch returns one batch, or ErrBatchNotFound.
func selectCodeBatch(ctx context.Context, d *db.DB, id ID, no int) (CodeBatch, error) {
	found, err := selectCodeBatches(ctx, d, "WHERE b.contest_id = ? AND b.no = ?", string(id), no)
	if err == nil && len(found) == 0 {
		err = ErrBatchNotFound
	}
	if err != nil {
		return CodeBatch{}, err
	}
	return found[0], nil
}

// insertCodeBatch numbers a batch and, in its series, its codes. The contest is locked.
func insertCodeBatch(ctx context.Context, tx *db.DB, b *CodeBatch) error {
	err := tx.Gorm(ctx).Raw("SELECT COALESCE(max(no), 0) + 1 FROM contest_code_batches WHERE contest_id = ?", string(b.Contest)).Scan(&b.No).Error
	if err != nil {
		return err
	}
	err = tx.Gorm(ctx).Raw("SELECT COALESCE(max(first_no + size), 0) FROM contest_code_batches WHERE contest_id = ? AND series = ?",
		string(b.Contest), b.series).Scan(&b.first).Error
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_code_batches (contest_id, no, label, pattern, series, first_no, size, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(b.Contest), b.No, b.Label, b.Pattern, b.series, b.first, b.Size, db.Millis(b.CreatedAt)).Error
}

// codesPerInsert keeps a statement's values below what either database bears.
const codesPerInsert = 5_000

// insertCodes adds those codes of a batch that the contest does not have, and counts them.
func insertCodes(ctx context.Context, tx *db.DB, b CodeBatch, hashes [][]byte) (added int64, err error) {
	for part := range slices.Chunk(hashes, codesPerInsert) {
		values := make([]any, 0, 3*len(part))
		for _, hash := range part {
			values = append(values, string(b.Contest), hash, b.No)
		}
		res := tx.Gorm(ctx).Exec("INSERT INTO contest_codes (contest_id, hash, batch) VALUES (?, ?, ?)"+
			strings.Repeat(", (?, ?, ?)", len(part)-1)+" ON CONFLICT (contest_id, hash) DO NOTHING", values...)
		if res.Error != nil {
			return added, res.Error
		}
		added += res.RowsAffected
	}
	return added, nil
}

func countBatchCodes(ctx context.Context, d *db.DB, b CodeBatch) (n int64, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM contest_codes WHERE contest_id = ? AND batch = ?", string(b.Contest), b.No).Scan(&n).Error
	return n, err
}

// updateCodeBatchReady makes the codes of a batch good.
func updateCodeBatchReady(ctx context.Context, tx *db.DB, b CodeBatch) error {
	return tx.Gorm(ctx).Exec("UPDATE contest_code_batches SET ready_at = ?, size = ? WHERE contest_id = ? AND no = ? AND ready_at = 0",
		db.Millis(b.ReadyAt), b.Size, string(b.Contest), b.No).Error
}

// stampCodeBatch sets a moment of a batch, once; false where it was set before.
func stampCodeBatch(ctx context.Context, tx *db.DB, b CodeBatch, column string, at time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE contest_code_batches SET "+column+" = ? WHERE contest_id = ? AND no = ? AND "+column+" = 0",
		db.Millis(at), string(b.Contest), b.No)
	return res.RowsAffected == 1, res.Error
}

// deleteCodeBatch removes a batch whose file turned out to be no good.
func deleteCodeBatch(ctx context.Context, tx *db.DB, b CodeBatch) error {
	for _, table := range []string{"contest_codes WHERE contest_id = ? AND batch = ?", "contest_code_batches WHERE contest_id = ? AND no = ? AND ready_at = 0"} {
		if err := tx.Gorm(ctx).Exec("DELETE FROM "+table, string(b.Contest), b.No).Error; err != nil {
			return err
		}
	}
	return nil
}
