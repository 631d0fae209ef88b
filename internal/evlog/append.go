package evlog

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/db"
	"kermesse/internal/evlog/leaf"
)

// emptyRoot is the root of a log without records (RFC 6962, section 2.1).
var emptyRoot = tlog.Hash(sha256.Sum256(nil))

// Append adds records at the end of the log, in the caller's transaction, and returns the
// index of the first. It keeps every other writer of the log waiting until that
// transaction ends: make it the transaction's last statement.
//
// A record has 1 to leaf.MaxRecordBytes bytes and does not begin with "kermesse/log/",
// which is how the log's records about itself begin.
func (l *Log) Append(ctx context.Context, tx *db.DB, records ...[]byte) (first int64, err error) {
	for _, r := range records {
		if len(r) == 0 || len(r) > leaf.MaxRecordBytes || leaf.Reserved(r) {
			return 0, fmt.Errorf("evlog: not a record to append: %d bytes beginning with %.40q", len(r), r)
		}
	}
	state, err := l.lock(ctx, tx)
	if err != nil {
		return 0, err
	}
	signer, err := l.signerOf(ctx, tx, state.VKey)
	if err != nil {
		return 0, err
	}
	return state.Size, l.grow(ctx, tx, signer, state.Size, records)
}

// lock makes the transaction the only writer and returns where the log ends.
func (l *Log) lock(ctx context.Context, tx *db.DB) (logState, error) {
	if err := tx.RequireTx(); err != nil {
		return logState{}, err
	}
	if err := lockOrigin(ctx, tx); err != nil {
		return logState{}, fmt.Errorf("evlog: lock the log: %w", err)
	}
	// A statement of its own: it sees what the writer committed that held the lock before.
	state, err := selectState(ctx, tx)
	if err != nil {
		return logState{}, fmt.Errorf("evlog: %w", err)
	}
	return state, nil
}

// grow stores records from index size on, their hashes, and the checkpoint of the size
// that is reached.
func (l *Log) grow(ctx context.Context, tx *db.DB, signer c2sp.Signer, size int64, records [][]byte) error {
	if len(records) == 0 {
		return errors.New("evlog: nothing to append")
	}
	now := l.clock.Now()
	tree := newTree(ctx, tx)
	for i, r := range records {
		if err := tree.add(size+int64(i), leaf.Of(r)); err != nil {
			return err
		}
	}
	grown := size + int64(len(records))
	root, err := tlog.TreeHash(grown, tree)
	if err != nil {
		return err
	}
	if err := insertEvents(ctx, tx, size, records, now); err != nil {
		return fmt.Errorf("evlog: %w", err)
	}
	if err := insertHashes(ctx, tx, tlog.StoredHashCount(size), tree.added); err != nil {
		return fmt.Errorf("evlog: %w", err)
	}
	return l.insertSigned(ctx, tx, signer, grown, root, now)
}

func (l *Log) insertSigned(ctx context.Context, tx *db.DB, signer c2sp.Signer, size int64, root tlog.Hash, now time.Time) error {
	signed, err := c2sp.Checkpoint{Origin: signer.Name(), Size: size, Root: root}.Sign(signer)
	if err != nil {
		return fmt.Errorf("evlog: sign a checkpoint: %w", err)
	}
	if err := insertCheckpoint(ctx, tx, size, root, signed, now); err != nil {
		return fmt.Errorf("evlog: %w", err)
	}
	return nil
}

// tree reads the stored hashes and those that were added and are not stored yet. It is a
// tlog.HashReader.
type tree struct {
	ctx   context.Context
	db    *db.DB
	first int64 // stored index of added[0]
	added []tlog.Hash
}

func newTree(ctx context.Context, d *db.DB) *tree { return &tree{ctx: ctx, db: d} }

// add computes the hashes that become known by the leaf of index n, which is the next.
func (t *tree) add(n int64, data []byte) error {
	if len(t.added) == 0 {
		t.first = tlog.StoredHashCount(n)
	}
	hashes, err := tlog.StoredHashes(n, data, t)
	if err != nil {
		return err
	}
	t.added = append(t.added, hashes...)
	return nil
}

func (t *tree) isAdded(index int64) bool {
	return index >= t.first && index-t.first < int64(len(t.added))
}

// ReadHashes implements tlog.HashReader by at most one SELECT.
func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var stored []int64
	for _, index := range indexes {
		if !t.isAdded(index) {
			stored = append(stored, index)
		}
	}
	read, err := selectHashes(t.ctx, t.db, stored)
	if err != nil {
		return nil, fmt.Errorf("evlog: %w", err)
	}
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		h, ok := read[index]
		switch {
		case t.isAdded(index):
			h = t.added[index-t.first]
		case !ok:
			return nil, fmt.Errorf("evlog: log_hashes has no row %d: the database was changed by hand", index)
		}
		hashes[i] = h
	}
	return hashes, nil
}
