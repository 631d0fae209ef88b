package polls

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// keyDays is how long the key of a day is kept: until its last vote is surely stored.
const keyDays = 2

// networkKept is how long after the end of a poll its ballots keep the hash of their
// network, for appeals that come late.
const networkKept = 30 * 24 * time.Hour

// networkOf writes a network as ballots hold it: a hash under a key that is drawn anew every
// day and thrown away after it, and of this poll alone. Two ballots of a day can be seen to
// come from one network; from which one, nobody can find out later, the house included.
func (s *Service) networkOf(ctx context.Context, tx *db.DB, p ID, network string) (string, error) {
	if network == "" {
		return "", nil
	}
	key, err := s.keyOfDay(ctx, tx)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(secret.MAC(key, string(p), network)[:9]), nil
}

func (s *Service) keyOfDay(ctx context.Context, tx *db.DB) ([]byte, error) {
	day := s.clock.Now().UTC().Format(time.DateOnly)
	key, err := selectDayKey(ctx, tx, day)
	if err != nil || key != nil {
		return key, err
	}
	drawn := make([]byte, secret.KeySize)
	if _, err := io.ReadFull(s.random, drawn); err != nil {
		return nil, fmt.Errorf("polls: no random numbers: %w", err)
	}
	if err := insertDayKey(ctx, tx, day, drawn); err != nil {
		return nil, err
	}
	return selectDayKey(ctx, tx, day) // another node may have been faster
}

// ForgetNetworks throws away the keys of past days, and of polls that have long been over
// what ballots say of networks.
func (s *Service) ForgetNetworks(ctx context.Context) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if err := deleteDayKeysBefore(ctx, tx, now.UTC().AddDate(0, 0, 1-keyDays).Format(time.DateOnly)); err != nil {
			return err
		}
		if err := deleteSpentBefore(ctx, tx, now); err != nil {
			return err
		}
		return clearNetworksBefore(ctx, tx, now.Add(-networkKept))
	})
}
