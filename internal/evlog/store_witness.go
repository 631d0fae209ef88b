package evlog

import (
	"context"
	"strings"
	"time"

	"kermesse/internal/db"
)

// standing is how it goes with a witness.
type standing struct {
	Size     int64 // the checkpoint of ours that it cosigned last, as far as we know
	Failures int
	Problem  string
	NextAt   int64
}

// selectStanding returns the zero value for a witness that was never asked.
func selectStanding(ctx context.Context, d *db.DB, vkey string) (standing, error) {
	var row standing
	err := d.Gorm(ctx).Raw("SELECT size, failures, problem, next_at FROM log_witnesses WHERE witness = ?", vkey).Scan(&row).Error
	return row, err
}

// claimWitness reports whether nobody else claimed it since its standing was read.
func claimWitness(ctx context.Context, tx *db.DB, vkey string, seen standing, until time.Time) (bool, error) {
	g := tx.Gorm(ctx)
	if err := g.Exec("INSERT INTO log_witnesses (witness) VALUES (?) ON CONFLICT (witness) DO NOTHING", vkey).Error; err != nil {
		return false, err
	}
	res := g.Exec("UPDATE log_witnesses SET next_at = ? WHERE witness = ? AND next_at = ? AND size = ?",
		db.Millis(until), vkey, seen.NextAt, seen.Size)
	return res.RowsAffected == 1, res.Error
}

// insertCosignature keeps the first one that a witness gave for a size.
func insertCosignature(ctx context.Context, tx *db.DB, size int64, vkey string, c cosigned) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO log_cosignatures (size, witness, line, cosigned_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (size, witness) DO NOTHING`, size, vkey, c.line, db.Millis(c.at)).Error
}

func updateStanding(ctx context.Context, tx *db.DB, vkey string, size int64) error {
	return tx.Gorm(ctx).Exec(`UPDATE log_witnesses SET size = ?, failures = 0, problem = '', next_at = 0
		WHERE witness = ? AND size < ?`, size, vkey, size).Error
}

// maxProblemBytes keeps what a witness says from filling the table.
const maxProblemBytes = 500

func updateFailure(ctx context.Context, d *db.DB, vkey, problem string, next time.Time) error {
	if len(problem) > maxProblemBytes {
		problem = problem[:maxProblemBytes]
	}
	return d.InTx(ctx, func(tx *db.DB) error {
		return tx.Gorm(ctx).Exec("UPDATE log_witnesses SET failures = failures + 1, problem = ?, next_at = ? WHERE witness = ?",
			strings.ToValidUTF8(problem, "?"), db.Millis(next), vkey).Error
	})
}
