package till

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

const (
	maxTills = 200 // of a brand that are open
	maxName  = 40  // characters

	// DeviceLife is how long a till that nobody uses stays open.
	DeviceLife = 90 * 24 * time.Hour
	seenEvery  = 5 * time.Minute // how exactly last uses are kept
)

// ID names a till.
type ID string

// Till is a telephone at a counter, open for the people of one brand.
type Till struct {
	ID       ID
	Brand    account.BrandID
	Name     string // where it is: "Comptoir"
	OpenedBy account.UserID
	OpenedAt time.Time
	SeenAt   time.Time // to some minutes
}

// Open makes a telephone a till of the brand and returns the value of its cookie. It needs
// UseTill, by password: from then on a PIN is enough there. Faults: ErrTooManyTills; at name
// those of a text.
func (s *Service) Open(ctx context.Context, actor account.Actor, brand account.BrandID, name string) (Till, string, error) {
	if err := actor.Require(account.UseTill, brand); err != nil {
		return Till{}, "", err
	}
	name, f := text.Line(name, maxName)
	if f == nil {
		f = text.Require(name)
	}
	if f != nil {
		return Till{}, "", fault.Invalids(f.At("name"))
	}
	cookie, err := secret.Token(s.random)
	if err != nil {
		return Till{}, "", err
	}
	now := s.clock.Now()
	t := Till{ID: ID(db.NewID()), Brand: brand, Name: name, OpenedBy: actor.User, OpenedAt: now, SeenAt: now}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		open, err := selectTills(ctx, tx, brand, now.Add(-DeviceLife))
		if err != nil {
			return err
		}
		if len(open) >= maxTills {
			return ErrTooManyTills.With(maxTills)
		}
		if err := insertTill(ctx, tx, t, secret.Hash(cookie)); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, "till.opened", t)
	})
	return t, cookie, err
}

func (s *Service) record(ctx context.Context, tx *db.DB, actor account.Actor, action string, t Till) error {
	return account.Record(ctx, tx, actor, account.Change{
		Action: action, Subject: "till:" + string(t.ID), At: s.clock.Now(), After: map[string]any{"name": t.Name},
	})
}

// Find returns the till of a telephone's cookie. Fault: ErrTillClosed.
func (s *Service) Find(ctx context.Context, cookie string) (Till, error) {
	if cookie == "" {
		return Till{}, ErrTillClosed
	}
	now := s.clock.Now()
	t, err := selectTill(ctx, s.db, secret.Hash(cookie), now.Add(-DeviceLife))
	if err != nil || now.Sub(t.SeenAt) < seenEvery {
		return t, err
	}
	return t, s.db.InTx(ctx, func(tx *db.DB) error { return touchTill(ctx, tx, t.ID, now) })
}

// List returns the open tills of a brand, the oldest first. It needs EditLoyalty.
func (s *Service) List(ctx context.Context, actor account.Actor, brand account.BrandID) ([]Till, error) {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return nil, err
	}
	return selectTills(ctx, s.db, brand, s.clock.Now().Add(-DeviceLife))
}

// Close ends a till for good, a stolen one say: nothing it still holds is taken any more. It
// needs EditLoyalty. Fault: ErrTillNotFound.
func (s *Service) Close(ctx context.Context, actor account.Actor, brand account.BrandID, id ID) error {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return err
	}
	return s.close(ctx, actor, brand, id)
}

// Leave is Close for the person who stands at the till.
func (s *Service) Leave(ctx context.Context, clerk Clerk) error {
	return s.close(ctx, clerk.Actor, clerk.Till.Brand, clerk.Till.ID)
}

func (s *Service) close(ctx context.Context, actor account.Actor, brand account.BrandID, id ID) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		t, err := closeTill(ctx, tx, brand, id, s.clock.Now())
		if err != nil {
			return err
		}
		return s.record(ctx, tx, actor, "till.closed", t)
	})
}
