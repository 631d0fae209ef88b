package evlog

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/db"
)

// hashOf takes bytes of whatever length somebody put there: those of another than a hash
// has are no hash of anything.
func hashOf(stored []byte) (h tlog.Hash) {
	copy(h[:], stored)
	return h
}

func selectHashRange(ctx context.Context, view *db.DB, from, to int64) (map[int64]tlog.Hash, error) {
	var rows []hashRow
	if err := view.Gorm(ctx).Raw("SELECT idx, hash FROM log_hashes WHERE idx >= ? AND idx < ?", from, to).Scan(&rows).Error; err != nil {
		return nil, err
	}
	hashes := make(map[int64]tlog.Hash, len(rows))
	for _, row := range rows {
		hashes[row.Idx] = hashOf(row.Hash)
	}
	return hashes, nil
}

// point is a stored checkpoint.
type point struct {
	root tlog.Hash
	note string
}

// selectCheckpoints returns those from one size to another, both included.
func selectCheckpoints(ctx context.Context, view *db.DB, from, to int64) (map[int64]point, error) {
	var rows []struct {
		Size int64
		Root []byte
		Note string
	}
	if err := view.Gorm(ctx).Raw("SELECT size, root, note FROM log_checkpoints WHERE size BETWEEN ? AND ?", from, to).Scan(&rows).Error; err != nil {
		return nil, err
	}
	points := make(map[int64]point, len(rows))
	for _, row := range rows {
		points[row.Size] = point{hashOf(row.Root), row.Note}
	}
	return points, nil
}

// selectSizeAfter returns the smallest signed size that covers a record.
func selectSizeAfter(ctx context.Context, view *db.DB, index int64) (int64, error) {
	var size int64
	err := view.Gorm(ctx).Raw("SELECT min(size) FROM log_checkpoints WHERE size > ?", index).Scan(&size).Error
	return size, err
}

// ends are the numbers of rows up to the last.
type ends struct{ Events, Hashes int64 }

func selectEnds(ctx context.Context, view *db.DB) (ends, error) {
	var row ends
	err := view.Gorm(ctx).Raw(`SELECT (SELECT coalesce(max(idx) + 1, 0) FROM log_events) AS events,
		(SELECT coalesce(max(idx) + 1, 0) FROM log_hashes) AS hashes`).Scan(&row).Error
	return row, err
}

// storedCosignature is a row of log_cosignatures with the root that it signs.
type storedCosignature struct {
	size int64
	root tlog.Hash
	vkey string
	cosigned
}

func eachCosignature(ctx context.Context, view *db.DB, visit func(storedCosignature) error) error {
	rows, err := view.Gorm(ctx).Raw(`SELECT c.size, p.root, c.witness, c.line, c.cosigned_at
		FROM log_cosignatures c JOIN log_checkpoints p ON p.size = c.size ORDER BY c.size, c.witness`).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c storedCosignature
		var root []byte
		var at int64
		if err := rows.Scan(&c.size, &root, &c.vkey, &c.line, &at); err != nil {
			return err
		}
		c.root, c.at = hashOf(root), db.Time(at)
		if err := visit(c); err != nil {
			return err
		}
	}
	return rows.Err()
}
