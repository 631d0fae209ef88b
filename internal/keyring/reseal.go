package keyring

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// Work is how values are sealed anew.
type Work struct {
	Columns []secret.Column
	Pause   time.Duration           // between two batches, to spare a server at work
	Told    func(done, total int64) // after each batch; nil: nobody is
}

const (
	batchRows  = 200
	largeBatch = 4 // of values of a megabyte
)

// mostPasses are made over all columns: the second finds what was sealed during the first.
const mostPasses = 10

// ErrBusy is returned where values go on being sealed with an older key.
var ErrBusy = errors.New("keyring: a server goes on sealing with an older key: is each of them of this version?")

// ErrSealed is returned where values do not open with any key.
var ErrSealed = errors.New("keyring: values do not open and were left as they are")

// Reseal seals everything that an older key sealed anew with the newest one, a batch in a
// transaction. A value that somebody changes meanwhile is theirs. It is safe to break off and
// to begin again, and beside servers: what they seal with an older key before they learn of
// the new one is waited for.
func (k *Keyring) Reseal(ctx context.Context, w Work) error {
	if err := k.Learn(ctx); err != nil {
		return err
	}
	var done, shut int64
	for range mostPasses {
		total, err := k.older(ctx, w.Columns)
		if err != nil {
			return err
		}
		if total <= shut {
			return left(shut)
		}
		total, shut = total-shut+done, 0
		for _, c := range w.Columns {
			told := func(n int64) {
				done += n
				if w.Told != nil {
					w.Told(done, max(total, done))
				}
			}
			closed, err := k.resealColumn(ctx, c, w.Pause, told)
			if err != nil {
				return err
			}
			shut += closed
		}
	}
	return ErrBusy
}

func left(shut int64) error {
	if shut > 0 {
		return fmt.Errorf("%w: %d", ErrSealed, shut)
	}
	return nil
}

// Settled waits until no running server seals with the key before the newest.
func (k *Keyring) Settled(ctx context.Context) error {
	rows, err := selectKeys(ctx, k.db)
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	last := rows[len(rows)-1]
	wait := db.Time(last.MadeAt).Add(secret.LearnWithin + time.Second).Sub(k.clock.Now())
	if last.MadeAt == 0 || wait <= 0 {
		return nil
	}
	return pause(ctx, wait)
}

// older counts the values that any key but the newest sealed.
func (k *Keyring) older(ctx context.Context, columns []secret.Column) (int64, error) {
	keys, err := k.List(ctx, columns)
	if err != nil {
		return 0, err
	}
	var n int64
	for _, key := range keys[:len(keys)-1] {
		n += key.Values
	}
	return n, nil
}

// resealColumn passes once over a column, and returns how many values did not open.
func (k *Keyring) resealColumn(ctx context.Context, c secret.Column, rest time.Duration, told func(int64)) (shut int64, err error) {
	current, err := k.current(ctx)
	if err != nil {
		return 0, err
	}
	var after []any
	for {
		values, err := selectOlder(ctx, k.db, c, current, after)
		if err != nil || len(values) == 0 {
			return shut, err
		}
		after = values[len(values)-1].key
		changed, err := k.sealAnew(ctx, c, values)
		if err != nil {
			return shut, err
		}
		shut += int64(len(values) - changed)
		told(int64(changed))
		if err := pause(ctx, rest); err != nil {
			return shut, err
		}
	}
}

// sealAnew seals a batch with the newest key, and returns how many of its values opened.
func (k *Keyring) sealAnew(ctx context.Context, c secret.Column, values []value) (opened int, err error) {
	for i, v := range values {
		plain, err := c.Box.Open(v.sealed, c.Row(v.key, v.bind))
		if errors.Is(err, secret.ErrBox) {
			continue
		}
		if err != nil {
			return 0, err
		}
		if values[i].anew, err = c.Box.Seal(plain, c.Row(v.key, v.bind)); err != nil {
			return 0, err
		}
		if bytes.Equal(values[i].anew, v.sealed) {
			return 0, errors.New("keyring: a value was sealed to the same bytes")
		}
		opened++
	}
	return opened, k.db.InTx(ctx, func(tx *db.DB) error {
		for _, v := range values {
			if v.anew == nil {
				continue
			}
			if err := updateValue(ctx, tx, c, v); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *Keyring) current(ctx context.Context) (secret.KeyID, error) {
	rows, err := selectKeys(ctx, k.db)
	if err != nil {
		return 0, fmt.Errorf("keyring: %w", err)
	}
	return secret.KeyID(rows[len(rows)-1].ID), nil
}

func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
