package polls

import (
	"context"
	"fmt"

	"kermesse/internal/db"
	"kermesse/polls/record"
)

type recordRow struct {
	Kind     string
	Record   string
	Nonce    string
	LogIndex int64
	At       int64
}

// insertRecord numbers and stores a record. Whoever calls it holds the poll's row.
func insertRecord(ctx context.Context, tx *db.DB, poll ID, l Logged) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	err := tx.Gorm(ctx).Exec(`INSERT INTO poll_records (poll_id, no, kind, record, nonce, log_index, at)
		SELECT ?, COALESCE(MAX(no), 0) + 1, ?, ?, ?, ?, ? FROM poll_records WHERE poll_id = ?`,
		string(poll), string(l.Kind), l.Text, l.Nonce, l.Index, db.Millis(l.At), string(poll)).Error
	if err != nil {
		return fmt.Errorf("polls: store a record: %w", err)
	}
	return nil
}

// selectRecords returns the records of a poll, the oldest first.
func selectRecords(ctx context.Context, d *db.DB, poll ID) ([]Logged, error) {
	var rows []recordRow
	err := d.Gorm(ctx).Raw("SELECT kind, record, nonce, log_index, at FROM poll_records WHERE poll_id = ? ORDER BY no", string(poll)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: read the records: %w", err)
	}
	logged := make([]Logged, len(rows))
	for i, row := range rows {
		logged[i] = Logged{
			Kind: record.Kind(row.Kind), Text: row.Record, Nonce: row.Nonce, Hidden: row.Nonce != "", Index: row.LogIndex, At: db.Time(row.At),
		}
	}
	return logged, nil
}

// updateLots keeps the seed that a beacon gave, unless it is there or the poll was taken
// back meanwhile.
func updateLots(ctx context.Context, tx *db.DB, p Poll) error {
	err := tx.Gorm(ctx).Exec(`UPDATE polls SET lot_seed = ?, lot_proof = ?
		WHERE id = ? AND state = 'published' AND lot_commitment = ? AND lot_seed = ''`,
		p.Lots.seed, p.Lots.Proof, string(p.ID), p.Lots.Commitment).Error
	if err != nil {
		return fmt.Errorf("polls: store the lots: %w", err)
	}
	return nil
}
