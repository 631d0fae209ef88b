package polls

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/db"
)

type batchRow struct {
	No        int
	Label     string
	Size      int
	Used      int
	CreatedAt int64
	VoidedAt  int64
}

type codeRow struct {
	Hash []byte
	Used bool
}

// nextBatch is the number of the next batch. Whoever calls it holds the poll's row.
func nextBatch(ctx context.Context, tx *db.DB, poll ID) (int, error) {
	var no int
	err := tx.Gorm(ctx).Raw("SELECT COALESCE(MAX(no), 0) + 1 FROM poll_code_batches WHERE poll_id = ?", string(poll)).Scan(&no).Error
	return no, err
}

func insertBatch(ctx context.Context, tx *db.DB, poll ID, b CodeBatch) error {
	return tx.Gorm(ctx).Exec("INSERT INTO poll_code_batches (poll_id, no, label, size, created_at) VALUES (?, ?, ?, ?, ?)",
		string(poll), b.No, b.Label, b.Size, db.Millis(b.CreatedAt)).Error
}

// insertCodes stores hashes in a few large statements.
func insertCodes(ctx context.Context, tx *db.DB, poll ID, batch int, hashes [][]byte) error {
	type row struct {
		PollID  string
		Hash    []byte
		BatchNo int
	}
	rows := make([]row, len(hashes))
	for i, hash := range hashes {
		rows[i] = row{string(poll), hash, batch}
	}
	if err := tx.Gorm(ctx).Table("poll_codes").CreateInBatches(&rows, 2000).Error; err != nil {
		return fmt.Errorf("polls: store codes: %w", err)
	}
	return nil
}

// voidBatch reports false where there is no such batch, or it is void already.
func voidBatch(ctx context.Context, tx *db.DB, poll ID, no int, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE poll_code_batches SET voided_at = ? WHERE poll_id = ? AND no = ? AND voided_at = 0",
		db.Millis(now), string(poll), no)
	return res.RowsAffected == 1, res.Error
}

func selectBatches(ctx context.Context, d *db.DB, poll ID) ([]CodeBatch, error) {
	var rows []batchRow
	err := d.Gorm(ctx).Raw(`SELECT b.no, b.label, b.size, b.created_at, b.voided_at,
			(SELECT COUNT(*) FROM poll_codes c WHERE c.poll_id = b.poll_id AND c.batch_no = b.no AND c.used) AS used
		FROM poll_code_batches b WHERE b.poll_id = ? ORDER BY b.no`, string(poll)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find batches of codes: %w", err)
	}
	batches := make([]CodeBatch, len(rows))
	for i, r := range rows {
		batches[i] = CodeBatch{
			No: r.No, Label: r.Label, Size: r.Size, Used: r.Used, CreatedAt: db.Time(r.CreatedAt), VoidedAt: db.Time(r.VoidedAt),
		}
	}
	return batches, nil
}

// selectCode returns a code that is good: of a batch that stands, or used before it was
// declared void. Else nil.
func selectCode(ctx context.Context, d *db.DB, poll ID, hash []byte) (*codeRow, error) {
	var rows []codeRow
	err := d.Gorm(ctx).Raw(`SELECT c.hash, c.used FROM poll_codes c
		JOIN poll_code_batches b ON b.poll_id = c.poll_id AND b.no = c.batch_no
		WHERE c.poll_id = ? AND c.hash = ? AND (b.voided_at = 0 OR c.used)`, string(poll), hash).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find a code: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

func markCodeUsed(ctx context.Context, tx *db.DB, poll ID, hash []byte) error {
	return tx.Gorm(ctx).Exec("UPDATE poll_codes SET used = TRUE WHERE poll_id = ? AND hash = ? AND NOT used", string(poll), hash).Error
}
