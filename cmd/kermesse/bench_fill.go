package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"kermesse/contests"
	"kermesse/internal/db"
)

// fillBatch is how many entries one statement writes.
const fillBatch = 500

// fillContest writes entries straight into the database, as an import of comments would
// leave them: entering a million people takes longer than anybody waits for a benchmark.
func fillContest(ctx context.Context, d *db.DB, id contests.ID, entries int) error {
	const perTransaction = 100 * fillBatch
	for from := 0; from < entries; from += perTransaction {
		err := d.InTx(ctx, func(tx *db.DB) error {
			for first := from; first < min(from+perTransaction, entries); first += fillBatch {
				if err := fillRows(ctx, tx, id, first, min(first+fillBatch, entries)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func fillRows(ctx context.Context, tx *db.DB, id contests.ID, first, end int) error {
	const row = "(?, ?, ?, ?, 'import', 'confirmed', '', 'F***', ?, 'fr', ?, ?, ?, ?, 1, 1)"
	var args []any
	for i := first; i < end; i++ {
		c := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(id), uint64(i)))
		author := fmt.Sprintf("fan%d", i)
		args = append(args, db.NewID(), string(id), "author:"+author, fmt.Sprintf("%010d", i), author, 1+int64(c[31]%8), c[:], c[:], author)
	}
	return tx.Gorm(ctx).Exec(`INSERT INTO entries (id, contest_id, holder, number, source, status, name, alias, author, locale,
		tickets, commitment, identity_commit, search, created_at, accepted_at) VALUES `+
		strings.Repeat(row+", ", end-first-1)+row, args...).Error
}
