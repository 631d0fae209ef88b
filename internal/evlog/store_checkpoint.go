package evlog

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/db"
)

func insertCheckpoint(ctx context.Context, tx *db.DB, size int64, root tlog.Hash, signed []byte, now time.Time) error {
	return tx.Gorm(ctx).Exec("INSERT INTO log_checkpoints (size, root, note, signed_at) VALUES (?, ?, ?, ?)",
		size, root[:], string(signed), db.Millis(now)).Error
}

type checkpoint struct {
	Root tlog.Hash
	Note string
}

func selectCheckpoint(ctx context.Context, d *db.DB, size int64) (checkpoint, error) {
	var row struct {
		Root []byte
		Note string
	}
	res := d.Gorm(ctx).Raw("SELECT root, note FROM log_checkpoints WHERE size = ?", size).Scan(&row)
	if res.Error != nil {
		return checkpoint{}, fmt.Errorf("evlog: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return checkpoint{}, ErrNoCheckpoint
	}
	if len(row.Root) != tlog.HashSize {
		return checkpoint{}, fmt.Errorf("evlog: the checkpoint of size %d has a root of %d bytes", size, len(row.Root))
	}
	return checkpoint{Root: tlog.Hash(row.Root), Note: row.Note}, nil
}

// selectCosignatureLines returns the signature lines, each with its LF, in the order of
// the witnesses' keys.
func selectCosignatureLines(ctx context.Context, d *db.DB, size int64) ([]string, error) {
	var lines []string
	err := d.Gorm(ctx).Raw("SELECT line FROM log_cosignatures WHERE size = ? ORDER BY witness", size).Scan(&lines).Error
	return lines, err
}

func selectCovering(ctx context.Context, d *db.DB, index int64) ([]Cosignature, error) {
	var rows []struct {
		Witness    string
		Size       int64
		CosignedAt int64
	}
	err := d.Gorm(ctx).Raw(`SELECT c.witness, c.size, c.cosigned_at FROM log_cosignatures c
		WHERE c.size = (SELECT min(o.size) FROM log_cosignatures o WHERE o.witness = c.witness AND o.size > ?)
		ORDER BY c.witness`, index).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	cosigned := make([]Cosignature, len(rows))
	for i, row := range rows {
		name, _, _ := strings.Cut(row.Witness, "+")
		cosigned[i] = Cosignature{Witness: name, Size: row.Size, At: db.Time(row.CosignedAt)}
	}
	return cosigned, nil
}

// selectMostCosigned returns, of some sizes, the smallest of those with the most
// cosignatures.
func selectMostCosigned(ctx context.Context, d *db.DB, sizes []int64) (int64, error) {
	var size int64
	err := d.Gorm(ctx).Raw(`SELECT size FROM log_cosignatures WHERE size IN ?
		GROUP BY size ORDER BY count(*) DESC, size LIMIT 1`, sizes).Scan(&size).Error
	return size, err
}

func selectLastCosignature(ctx context.Context, d *db.DB, vkey string) (Cosignature, error) {
	var row struct {
		Size       int64
		CosignedAt int64
	}
	err := d.Gorm(ctx).Raw("SELECT size, cosigned_at FROM log_cosignatures WHERE witness = ? ORDER BY size DESC LIMIT 1", vkey).Scan(&row).Error
	return Cosignature{Size: row.Size, At: db.Time(row.CosignedAt)}, err
}
