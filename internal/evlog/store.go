package evlog

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/db"
)

// batch is how many rows one INSERT takes: well below the number of variables that
// either database allows.
const batch = 500

// insertOrigin reports whether the log was made by this statement. Of two nodes that make
// it at once, the second waits for the first.
func insertOrigin(ctx context.Context, tx *db.DB, origin string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("INSERT INTO log_state (id, origin, created_at) VALUES (1, ?, ?) ON CONFLICT (id) DO NOTHING",
		origin, db.Millis(now))
	return res.RowsAffected == 1, res.Error
}

// selectOrigin returns "" where no log was made yet.
func selectOrigin(ctx context.Context, d *db.DB) (string, error) {
	var origin string
	err := d.Gorm(ctx).Raw("SELECT origin FROM log_state").Scan(&origin).Error
	return origin, err
}

func lockOrigin(ctx context.Context, tx *db.DB) error {
	var id int
	return tx.Gorm(ctx).Raw("SELECT id FROM log_state" + tx.ForUpdate()).Scan(&id).Error
}

// logState is where the log ends and which key signs.
type logState struct {
	Size int64
	VKey string `gorm:"column:vkey"`
}

func selectState(ctx context.Context, d *db.DB) (logState, error) {
	var row logState
	err := d.Gorm(ctx).Raw(`SELECT (SELECT max(size) FROM log_checkpoints) AS size, vkey FROM log_keys
		WHERE first_size = (SELECT max(first_size) FROM log_keys)`).Scan(&row).Error
	return row, err
}

func insertKey(ctx context.Context, tx *db.DB, vkey string, sealed []byte, now time.Time) error {
	return tx.Gorm(ctx).Exec("INSERT INTO log_keys (vkey, sealed, created_at) VALUES (?, ?, ?)", vkey, sealed, db.Millis(now)).Error
}

func startKey(ctx context.Context, tx *db.DB, vkey string, size int64) error {
	return tx.Gorm(ctx).Exec("UPDATE log_keys SET first_size = ? WHERE vkey = ?", size, vkey).Error
}

// destroyKey destroys the private half.
func destroyKey(ctx context.Context, tx *db.DB, vkey string) error {
	return tx.Gorm(ctx).Exec("UPDATE log_keys SET sealed = NULL WHERE vkey = ?", vkey).Error
}

// selectPrepared returns "" where no key is prepared.
func selectPrepared(ctx context.Context, tx *db.DB) (string, error) {
	var row struct {
		VKey string `gorm:"column:vkey"`
	}
	err := tx.Gorm(ctx).Raw("SELECT vkey FROM log_keys WHERE first_size IS NULL ORDER BY created_at, vkey LIMIT 1").Scan(&row).Error
	return row.VKey, err
}

func selectSealed(ctx context.Context, d *db.DB, vkey string) ([]byte, error) {
	var row struct{ Sealed []byte }
	err := d.Gorm(ctx).Raw("SELECT sealed FROM log_keys WHERE vkey = ?", vkey).Scan(&row).Error
	return row.Sealed, err
}

func selectKeys(ctx context.Context, d *db.DB) ([]Key, error) {
	var rows []struct {
		VKey      string `gorm:"column:vkey"`
		FirstSize *int64
		CreatedAt int64
	}
	err := d.Gorm(ctx).Raw(`SELECT vkey, first_size, created_at FROM log_keys
		ORDER BY first_size IS NULL, first_size, created_at`).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("evlog: %w", err)
	}
	keys := make([]Key, len(rows))
	for i, row := range rows {
		keys[i] = Key{VerifierKey: row.VKey, CreatedAt: db.Time(row.CreatedAt)}
		if row.FirstSize != nil {
			keys[i].Signing, keys[i].FirstSize = true, *row.FirstSize
		}
	}
	return keys, nil
}

type eventRow struct {
	Idx        int64
	Record     []byte
	AppendedAt int64
}

func insertEvents(ctx context.Context, tx *db.DB, first int64, records [][]byte, now time.Time) error {
	rows := make([]eventRow, len(records))
	for i, r := range records {
		rows[i] = eventRow{Idx: first + int64(i), Record: r, AppendedAt: db.Millis(now)}
	}
	return tx.Gorm(ctx).Table("log_events").CreateInBatches(rows, batch).Error
}

func selectRecord(ctx context.Context, d *db.DB, index int64) ([]byte, error) {
	var row eventRow
	res := d.Gorm(ctx).Raw("SELECT record FROM log_events WHERE idx = ?", index).Scan(&row)
	if res.Error != nil {
		return nil, fmt.Errorf("evlog: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return nil, ErrNoRecord
	}
	return row.Record, nil
}

func selectLines(ctx context.Context, d *db.DB, first int64, count int) ([]Line, error) {
	var rows []eventRow
	err := d.Gorm(ctx).Raw(`SELECT idx, substr(record, 1, ?) AS record, appended_at FROM log_events
		WHERE idx >= ? ORDER BY idx LIMIT ?`, headBytes, first, count).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(rows))
	for i, row := range rows {
		lines[i] = Line{Index: row.Idx, Head: row.Record, At: db.Time(row.AppendedAt)}
	}
	return lines, nil
}

// eachRecord visits up to count records from an index on, in their order, holding one at
// a time.
func eachRecord(ctx context.Context, d *db.DB, first int64, count int, visit func(index int64, record []byte) error) error {
	rows, err := d.Gorm(ctx).Raw("SELECT idx, record FROM log_events WHERE idx >= ? ORDER BY idx LIMIT ?", first, count).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var index int64
		var record []byte
		if err := rows.Scan(&index, &record); err != nil {
			return err
		}
		if err := visit(index, record); err != nil {
			return err
		}
	}
	return rows.Err()
}

type hashRow struct {
	Idx  int64
	Hash []byte
}

func insertHashes(ctx context.Context, tx *db.DB, first int64, hashes []tlog.Hash) error {
	rows := make([]hashRow, len(hashes))
	for i, h := range hashes {
		rows[i] = hashRow{Idx: first + int64(i), Hash: h[:]}
	}
	return tx.Gorm(ctx).Table("log_hashes").CreateInBatches(rows, batch).Error
}

func selectHashes(ctx context.Context, d *db.DB, indexes []int64) (map[int64]tlog.Hash, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	var rows []hashRow
	if err := d.Gorm(ctx).Raw("SELECT idx, hash FROM log_hashes WHERE idx IN ?", indexes).Scan(&rows).Error; err != nil {
		return nil, err
	}
	hashes := make(map[int64]tlog.Hash, len(rows))
	for _, row := range rows {
		if len(row.Hash) != tlog.HashSize {
			return nil, fmt.Errorf("row %d of log_hashes has %d bytes", row.Idx, len(row.Hash))
		}
		hashes[row.Idx] = tlog.Hash(row.Hash)
	}
	return hashes, nil
}
