// Package keyring keeps the keys that personal columns are sealed with, and changes them
// while servers run: a new key seals from then on, what older ones sealed is sealed anew in
// small batches, and an old key is removed when nothing needs it any more.
//
// The keys are in the database, each sealed with a key made of the installation's secret, so
// that all servers of an installation have the same. It guarantees that each value opens at
// every moment; that a change which was broken off goes on where it was, since the values
// themselves tell what is still to be done; and that no key is removed which a value needs.
package keyring

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/jobs"
	"kermesse/internal/secret"
)

// Options are what a Keyring is made of.
type Options struct {
	DB     *db.DB
	Clock  clock.Clock // of the machine, not of a sandbox: servers wait for each other by it
	Random io.Reader
	Secret secret.Secret
}

// Keyring is the keys of one database.
type Keyring struct {
	db     *db.DB
	clock  clock.Clock
	random io.Reader
	wrap   secret.Box // seals the keys
	ring   *secret.Ring
}

// Open reads the keys. A key that does not open is ErrKey.
func Open(ctx context.Context, o Options) (*Keyring, error) {
	k := &Keyring{db: o.DB, clock: o.Clock, random: o.Random, wrap: secret.NewBox(o.Secret.Key("sealing keys"), o.Random)}
	k.ring = secret.NewRing(o.Clock.Now, func(r *secret.Ring) error {
		ctx, cancel := context.WithTimeout(context.Background(), learnTimeout)
		defer cancel()
		return k.read(ctx, r)
	})
	return k, k.Learn(ctx)
}

const (
	learnTimeout = 5 * time.Second
	learnEvery   = 2 * time.Second
)

// Ring is the keys as this process knows them.
func (k *Keyring) Ring() *secret.Ring { return k.ring }

// Task has this process know of keys that another one has made.
func (k *Keyring) Task() jobs.Task { return jobs.Task{Name: "keys", Every: learnEvery, Run: k.Learn} }

// Learn reads the keys anew.
func (k *Keyring) Learn(ctx context.Context) error { return k.read(ctx, k.ring) }

// ErrKey is returned where a stored key does not open.
var ErrKey = errors.New("keyring: a key of the table sealing_keys does not open: another KERMESSE_SECRET, or a changed row")

func (k *Keyring) read(ctx context.Context, r *secret.Ring) error {
	at := k.clock.Now() // what is read is no older
	rows, err := selectKeys(ctx, k.db)
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	keys, origin, current := map[secret.KeyID]secret.Secret{}, false, secret.OriginKey
	for _, row := range rows {
		id := secret.KeyID(row.ID)
		current = max(current, id)
		switch {
		case row.RemovedAt > 0:
		case id == secret.OriginKey:
			origin = true
		default:
			text, err := k.wrap.Open(row.Sealed, rowName(id))
			if err != nil {
				return ErrKey
			}
			if keys[id], err = secret.New(string(text)); err != nil {
				return ErrKey
			}
		}
	}
	r.Learnt(at, current, keys, origin)
	return nil
}

func rowName(id secret.KeyID) string { return fmt.Sprintf("sealing key %d", id) }

// Key is one of the keys.
type Key struct {
	ID        secret.KeyID
	MadeAt    time.Time // zero: with the installation
	RemovedAt time.Time // zero: it opens
	Values    int64     // that it sealed; counted by List
}

// List returns the keys in their order, with how many values each has sealed.
func (k *Keyring) List(ctx context.Context, columns []secret.Column) ([]Key, error) {
	rows, err := selectKeys(ctx, k.db)
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	values, err := countValues(ctx, k.db, columns)
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	keys := make([]Key, len(rows))
	for i, row := range rows {
		id := secret.KeyID(row.ID)
		keys[i] = Key{ID: id, MadeAt: db.Time(row.MadeAt), RemovedAt: db.Time(row.RemovedAt), Values: values[id]}
	}
	return keys, nil
}

// New makes a key, which seals from now on.
func (k *Keyring) New(ctx context.Context) (secret.KeyID, error) {
	text, err := secret.Token(k.random)
	if err != nil {
		return 0, err
	}
	var id secret.KeyID
	err = k.db.InTx(ctx, func(tx *db.DB) error {
		last, err := lockKeys(ctx, tx)
		if err != nil {
			return err
		}
		id = last + 1
		sealed, err := k.wrap.Seal([]byte(text), rowName(id))
		if err != nil {
			return err
		}
		return insertKey(ctx, tx, id, sealed, k.clock.Now())
	})
	if err != nil {
		return 0, fmt.Errorf("keyring: %w", err)
	}
	return id, k.Learn(ctx)
}

// Faults of Remove.
var (
	ErrUnknown = errors.New("there is no such key")
	ErrRemoved = errors.New("this key was removed already")
	ErrCurrent = errors.New("this key is the one that seals: make a new one first, with kermesse keys rotate")
	ErrUsed    = errors.New("values are still sealed with this key: kermesse keys rotate --continue seals them anew")
	ErrTooSoon = errors.New("what was begun with this key may not be stored yet")
)

// SettleFor is how long after its successor was made a key may be removed: by then no server
// seals with it any more, and what was begun with it is stored.
const SettleFor = 2 * time.Minute

// Remove destroys a key. What it sealed, in a backup say, never opens again, but for the first
// key, which is made of the secret. Faults: ErrUnknown, ErrRemoved, ErrCurrent, ErrUsed,
// ErrTooSoon.
func (k *Keyring) Remove(ctx context.Context, id secret.KeyID, columns []secret.Column) error {
	keys, err := k.List(ctx, columns)
	if err != nil {
		return err
	}
	for i, key := range keys {
		if key.ID != id {
			continue
		}
		switch {
		case !key.RemovedAt.IsZero():
			return ErrRemoved
		case i == len(keys)-1:
			return ErrCurrent
		case key.Values > 0:
			return fmt.Errorf("%d %w", key.Values, ErrUsed)
		}
		if ready := keys[i+1].MadeAt.Add(SettleFor); k.clock.Now().Before(ready) {
			return fmt.Errorf("%w: try again after %s", ErrTooSoon, ready.Format(time.RFC3339))
		}
		return k.db.InTx(ctx, func(tx *db.DB) error { return removeKey(ctx, tx, id, k.clock.Now()) })
	}
	return ErrUnknown
}
