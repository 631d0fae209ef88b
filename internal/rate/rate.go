// Package rate counts attempts per name and window in the database, so that a limit
// holds across restarts and nodes. It is for rare and costly things (sign-ins, mails,
// guesses), not for the flood of entries and votes.
package rate

import (
	"context"
	"encoding/base64"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// Name is what is counted, as a keyed hash: the table tells neither addresses nor
// networks.
type Name string

// NewName hashes the parts that make up a name.
func NewName(key []byte, parts ...string) Name {
	return Name(base64.RawURLEncoding.EncodeToString(secret.MAC(key, parts...)[:18]))
}

// Hit counts one more in the window that now lies in, in the caller's transaction, and
// returns the count with this one. Windows start at multiples of their length.
func Hit(ctx context.Context, tx *db.DB, name Name, window time.Duration, now time.Time) (int64, error) {
	if err := tx.RequireTx(); err != nil {
		return 0, err
	}
	return increment(ctx, tx, windowed(name, window), now.Truncate(window))
}

// Return takes back one that was counted at a moment, in the caller's transaction: what was
// counted in advance has turned out to be harmless.
func Return(ctx context.Context, tx *db.DB, name Name, window time.Duration, counted time.Time) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	return decrement(ctx, tx, windowed(name, window), counted.Truncate(window))
}

// Seen returns the count of a name in the window that now lies in, and adds nothing.
func Seen(ctx context.Context, d *db.DB, name Name, window time.Duration, now time.Time) (int64, error) {
	return selectCount(ctx, d, windowed(name, window), now.Truncate(window))
}

// Forget sets a name back to zero, in the caller's transaction.
func Forget(ctx context.Context, tx *db.DB, name Name, window time.Duration) error {
	return deleteName(ctx, tx, windowed(name, window))
}

// Purge removes the counters of windows that began before t.
func Purge(ctx context.Context, tx *db.DB, t time.Time) error {
	return deleteBefore(ctx, tx, t)
}

// Remaining is how long the window that now lies in still lasts.
func Remaining(window time.Duration, now time.Time) time.Duration {
	return now.Truncate(window).Add(window).Sub(now)
}

// Turn is when the n-th of a window may go ahead, where so many of each window may: at once (the
// zero time), or in the window in which its turn comes. It slows down and refuses nothing.
func Turn(n, most int64, window time.Duration, now time.Time) time.Time {
	if n <= most {
		return time.Time{}
	}
	return now.Truncate(window).Add(time.Duration((n-1)/most) * window)
}

// windowed keeps the windows of one name apart: an hour and a day may begin together.
func windowed(name Name, window time.Duration) string {
	return string(name) + "/" + window.String()
}
