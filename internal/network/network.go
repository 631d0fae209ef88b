// Package network tells that two acts came from one network, and never which. An address
// is no identity: mobile operators put a whole town behind one, and a shop's guests share
// another. So what is stored of a network is a hash under a key that is drawn anew every
// day and thrown away soon after: from then on nobody can find out which network a hash
// stands for, the house included.
package network

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// keyDays is how long the key of a day is kept: until its last act is surely stored.
const keyDays = 2

// hashBytes are enough to tell the networks of one campaign apart.
const hashBytes = 9

// Names hashes networks with the keys of one database.
type Names struct {
	clock  clock.Clock
	random io.Reader // a cryptographic source
}

// NewNames returns names that draw their keys from random.
func NewNames(c clock.Clock, random io.Reader) Names { return Names{c, random} }

// Of hashes a network (a /24 or a /48, as the edge cut it) for one subject and today, in
// the caller's transaction: of another subject or day the same network has another hash.
// Nothing is known of no network.
func (n Names) Of(ctx context.Context, tx *db.DB, subject, network string) (string, error) {
	if network == "" {
		return "", nil
	}
	key, err := n.keyOfDay(ctx, tx)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(secret.MAC(key, subject, network)[:hashBytes]), nil
}

func (n Names) keyOfDay(ctx context.Context, tx *db.DB) ([]byte, error) {
	day := n.clock.Now().UTC().Format(time.DateOnly)
	key, err := selectKey(ctx, tx, day)
	if err != nil || key != nil {
		return key, err
	}
	drawn := make([]byte, secret.KeySize)
	if _, err := io.ReadFull(n.random, drawn); err != nil {
		return nil, fmt.Errorf("network: no random numbers: %w", err)
	}
	if err := insertKey(ctx, tx, day, drawn); err != nil {
		return nil, err
	}
	return selectKey(ctx, tx, day) // another node may have been faster
}

// Forget throws away the keys of past days, in the caller's transaction.
func (n Names) Forget(ctx context.Context, tx *db.DB) error {
	return deleteKeysBefore(ctx, tx, n.clock.Now().UTC().AddDate(0, 0, 1-keyDays).Format(time.DateOnly))
}
