package evlog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kermesse/internal/c2sp"
	"kermesse/internal/db"
	"kermesse/internal/evlog/leaf"
)

// ErrNoLog is returned by Open where there is no log and none is to be made.
var ErrNoLog = errors.New("evlog: there is no log yet; the first start of the server makes it")

// PrepareKey makes the key that the next rotation changes to, so that witnesses and
// readers can be told of it before it signs, and returns it as text. Where one is
// prepared already it is that one.
func (l *Log) PrepareKey(ctx context.Context) (vkey string, err error) {
	err = l.db.InTx(ctx, func(tx *db.DB) error {
		if _, err := l.lock(ctx, tx); err != nil {
			return err
		}
		next, err := l.nextKey(ctx, tx)
		vkey = next.Key().String()
		return err
	})
	return vkey, err
}

// Rotate changes to the prepared key, or to a new one where none is prepared. The change
// is a record of the log, signed by both keys, at the returned index; from the checkpoint
// that covers it on the new key signs, and the private half of the old one is destroyed.
func (l *Log) Rotate(ctx context.Context) (index int64, err error) {
	var next c2sp.Signer
	err = l.db.InTx(ctx, func(tx *db.DB) error {
		state, err := l.lock(ctx, tx)
		if err != nil {
			return err
		}
		old, err := l.unseal(ctx, tx, state.VKey)
		if err != nil {
			return err
		}
		if next, err = l.nextKey(ctx, tx); err != nil {
			return err
		}
		index = state.Size
		return l.handOver(ctx, tx, old, next, state.Size)
	})
	if err != nil {
		return 0, fmt.Errorf("evlog: change the key: %w", err)
	}
	l.current.Store(&next)
	return index, nil
}

func (l *Log) handOver(ctx context.Context, tx *db.DB, old, next c2sp.Signer, size int64) error {
	before, err := headAt(ctx, tx, size)
	if err != nil {
		return err
	}
	record, err := leaf.Rotation{
		Size: size, Root: before.Root, Old: old.Key(), New: next.Key(), At: l.clock.Now().UTC().Truncate(time.Second),
	}.Sign(old, next)
	if err != nil {
		return err
	}
	if err := l.grow(ctx, tx, next, size, [][]byte{record}); err != nil {
		return err
	}
	if err := startKey(ctx, tx, next.Key().String(), size+1); err != nil {
		return err
	}
	return destroyKey(ctx, tx, old.Key().String())
}

// nextKey returns the prepared key, and prepares one where there is none.
func (l *Log) nextKey(ctx context.Context, tx *db.DB) (c2sp.Signer, error) {
	vkey, err := selectPrepared(ctx, tx)
	if err != nil {
		return c2sp.Signer{}, err
	}
	if vkey == "" {
		return l.newKey(ctx, tx, l.origin)
	}
	return l.unseal(ctx, tx, vkey)
}
