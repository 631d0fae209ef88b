package evlog

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/db"
)

// Cosignature is a witness's word that it saw the log of a size at that time, and that
// the log had only grown since the witness saw it before.
type Cosignature struct {
	Witness string // its name
	Size    int64
	At      time.Time // by the witness's clock
}

// CosignedBy returns for each witness that cosigned the record at index the smallest
// cosigned checkpoint that covers it, in the order of the witnesses' keys. Witnesses that
// are no longer configured count as well: their word stands.
func (l *Log) CosignedBy(ctx context.Context, index int64) ([]Cosignature, error) {
	return l.CosignedByIn(ctx, l.db, index)
}

// CosignedByIn is CosignedBy as a transaction sees it.
func (l *Log) CosignedByIn(ctx context.Context, tx *db.DB, index int64) ([]Cosignature, error) {
	cosigned, err := selectCovering(ctx, tx, index)
	if err != nil {
		return nil, fmt.Errorf("evlog: %w", err)
	}
	return cosigned, nil
}
