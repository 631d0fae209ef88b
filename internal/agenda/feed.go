package agenda

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// feedBytes is how long the secret of a feed's address is: 192 bits.
const feedBytes = 24

// Feed is the standing permission of a calendar program to read a brand's calendar with the
// eyes of one member of the team.
type Feed struct {
	Actor     account.Actor
	Locale    string // "fr" or "en"
	CreatedAt time.Time
}

// NewFeed makes the secret of a feed's address for the actor. It is told once; a former one
// of theirs in this brand stops working.
func (s *Service) NewFeed(ctx context.Context, actor account.Actor, locale string) (string, error) {
	if err := actor.Require(account.EditCampaigns, actor.Brand); err != nil {
		return "", err
	}
	secret := make([]byte, feedBytes)
	if _, err := io.ReadFull(s.random, secret); err != nil {
		return "", err
	}
	now := s.clock.Now()
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		if err := deleteFeed(ctx, tx, actor); err != nil {
			return err
		}
		if err := insertFeed(ctx, tx, feedHash(secret), actor, locale, now); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{Action: "calendar.feed_changed", Subject: "calendar", At: now})
	})
	return base64.RawURLEncoding.EncodeToString(secret), err
}

// EndFeed makes the actor's feed stop working. There may be none.
func (s *Service) EndFeed(ctx context.Context, actor account.Actor) error {
	if err := actor.Require(account.EditCampaigns, actor.Brand); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if err := deleteFeed(ctx, tx, actor); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{Action: "calendar.feed_ended", Subject: "calendar", At: s.clock.Now()})
	})
}

// HasFeed tells since when the actor has a feed; the zero time: they have none.
func (s *Service) HasFeed(ctx context.Context, actor account.Actor) (time.Time, error) {
	return selectFeedOf(ctx, s.db, actor)
}

// OpenFeed finds whose feed an address is, as long as they are on the team and may plan
// campaigns: an address outlives a session, so it is not for those who only look on.
// Fault: ErrNoFeed.
func (s *Service) OpenFeed(ctx context.Context, token string) (Feed, error) {
	secret, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(secret) != feedBytes {
		return Feed{}, ErrNoFeed
	}
	row, err := selectFeed(ctx, s.db, feedHash(secret))
	if err != nil {
		return Feed{}, err
	}
	team, err := s.team.ListTeam(ctx, account.SystemActor(account.BrandID(row.BrandID)))
	if err != nil {
		return Feed{}, err
	}
	for _, m := range team {
		if string(m.User.ID) == row.UserID && m.Role.Can(account.EditCampaigns) {
			return Feed{
				Actor:  account.Actor{User: m.User.ID, Name: m.User.Name, Brand: account.BrandID(row.BrandID), Role: m.Role, Kind: account.KindStaff},
				Locale: row.Locale, CreatedAt: db.Time(row.CreatedAt),
			}, nil
		}
	}
	return Feed{}, ErrNoFeed
}

// feedHash is what is stored of a secret that is long enough not to be guessed.
func feedHash(secret []byte) []byte {
	sum := sha256.Sum256(secret)
	return sum[:]
}
