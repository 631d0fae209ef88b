package evlog

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// The faults of reading a log.
var (
	ErrNoRecord = fault.New(fault.NotFound, "log_record_unknown",
		"Le journal public n’a pas d’enregistrement à cet endroit.", "The public log has no record there.")
	ErrNoCheckpoint = fault.New(fault.NotFound, "log_size_unknown",
		"Le journal public n’a pas signé cette taille.", "The public log signed no checkpoint of that size.")
)

// Head is the log at one size.
type Head struct {
	Size int64
	Root [32]byte
	Note []byte // the signed checkpoint, with the cosignatures there are so far
}

// Head is the log as it was committed last.
func (l *Log) Head(ctx context.Context) (Head, error) { return l.HeadIn(ctx, l.db) }

// HeadIn is the log as a transaction sees it.
func (l *Log) HeadIn(ctx context.Context, tx *db.DB) (Head, error) {
	state, err := selectState(ctx, tx)
	if err != nil {
		return Head{}, fmt.Errorf("evlog: %w", err)
	}
	if _, err := l.signerOf(ctx, tx, state.VKey); err != nil {
		return Head{}, err
	}
	return headAt(ctx, tx, state.Size)
}

// HeadAt is the log at a size at which it was signed: any size that the log had between
// two transactions. Another size is ErrNoCheckpoint.
func (l *Log) HeadAt(ctx context.Context, size int64) (Head, error) {
	return headAt(ctx, l.db, size)
}

func headAt(ctx context.Context, d *db.DB, size int64) (Head, error) {
	c, err := selectCheckpoint(ctx, d, size)
	if err != nil {
		return Head{}, err
	}
	lines, err := selectCosignatureLines(ctx, d, size)
	if err != nil {
		return Head{}, fmt.Errorf("evlog: %w", err)
	}
	signed := []byte(c.Note)
	for _, line := range lines {
		signed = append(signed, line...)
	}
	return Head{Size: size, Root: c.Root, Note: signed}, nil
}

// Record returns a record as it was appended; ErrNoRecord where there is none.
func (l *Log) Record(ctx context.Context, index int64) ([]byte, error) {
	return selectRecord(ctx, l.db, index)
}

// Proof returns the .tlog-proof of the record at index under the checkpoint of a size,
// with the cosignatures there are so far. It proves leaf.Of the record.
func (l *Log) Proof(ctx context.Context, index, size int64) ([]byte, error) {
	if index < 0 || index >= size {
		return nil, ErrNoRecord
	}
	head, err := l.HeadAt(ctx, size)
	if err != nil {
		return nil, err
	}
	path, err := tlog.ProveRecord(size, index, newTree(ctx, l.db))
	if err != nil {
		return nil, err
	}
	return c2sp.Proof{Index: index, Path: path, Checkpoint: head.Note}.Encode(), nil
}

// Consistency proves that the log of size to begins with the log of size from. Both must
// have been reached; nothing needs to be proved from size 0.
func (l *Log) Consistency(ctx context.Context, from, to int64) ([]tlog.Hash, error) {
	head, err := l.Head(ctx)
	if err != nil {
		return nil, err
	}
	if from < 0 || from > to || to > head.Size {
		return nil, ErrNoCheckpoint
	}
	if from == 0 || from == to {
		return nil, nil
	}
	return tlog.ProveTree(to, from, newTree(ctx, l.db))
}
