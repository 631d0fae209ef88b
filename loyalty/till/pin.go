package till

import (
	"context"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/rate"
)

const (
	minPIN = 6 // digits
	maxPIN = 12

	// guesses of a PIN in a guessWindow: with six digits, a year of guessing day and night
	// at an open till finds one PIN in six.
	guesses     = 5
	guessWindow = 15 * time.Minute
)

// SetPIN gives whoever is signed in by password a PIN for the tills of a brand, and ends
// what they have open there. It needs UseTill. Fault: at pin, ErrPINShape.
func (s *Service) SetPIN(ctx context.Context, actor account.Actor, brand account.BrandID, pin string) error {
	if err := actor.Require(account.UseTill, brand); err != nil {
		return err
	}
	if len(pin) < minPIN || len(pin) > maxPIN || strings.Trim(pin, "0123456789") != "" || tooSimple(pin) {
		return fault.Invalids(ErrPINShape.With(minPIN, maxPIN).At("pin"))
	}
	hash, err := s.hasher.Hash(ctx, pin)
	if err != nil {
		return err
	}
	return s.changePIN(ctx, actor, brand, actor.User, hash, "till.pin_set")
}

// ForgetPIN takes a person's PIN away: they choose another one by their password. It needs
// EditLoyalty.
func (s *Service) ForgetPIN(ctx context.Context, actor account.Actor, brand account.BrandID, user account.UserID) error {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return err
	}
	return s.changePIN(ctx, actor, brand, user, "", "till.pin_removed")
}

func (s *Service) changePIN(ctx context.Context, actor account.Actor, brand account.BrandID, user account.UserID, hash, action string) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if err := upsertPIN(ctx, tx, brand, user, hash); err != nil {
			return err
		}
		if err := endShifts(ctx, tx, brand, user, now); err != nil {
			return err
		}
		if err := rate.Forget(ctx, tx, s.guessName(brand, user), guessWindow); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{Action: action, Subject: "user:" + string(user), At: now})
	})
}

// tooSimple holds for what everybody tries first: one digit again and again, or a run.
func tooSimple(pin string) bool {
	same, up, down := true, true, true
	for i := 1; i < len(pin); i++ {
		same = same && pin[i] == pin[0]
		up = up && pin[i] == pin[i-1]+1
		down = down && pin[i] == pin[i-1]-1
	}
	return same || up || down
}

// HasPIN reports whether a person has chosen a PIN for the tills of a brand.
func (s *Service) HasPIN(ctx context.Context, brand account.BrandID, user account.UserID) (bool, error) {
	clerks, err := selectClerks(ctx, s.db, brand)
	return clerks[user].pin != "", err
}

func (s *Service) guessName(brand account.BrandID, user account.UserID) rate.Name {
	return rate.NewName(s.keys.rate, "pin", string(brand), string(user))
}

// check compares a PIN. A guess is counted before it is looked at, and outside of any
// transaction it is worked on: that takes a while on purpose.
func (s *Service) check(ctx context.Context, brand account.BrandID, user account.UserID, pin string) error {
	now, name := s.clock.Now(), s.guessName(brand, user)
	var n int64
	err := s.db.InTx(ctx, func(tx *db.DB) (err error) {
		n, err = rate.Hit(ctx, tx, name, guessWindow, now)
		return err
	})
	if err != nil {
		return err
	}
	if n > guesses {
		return ErrTooManyPINs.After(rate.Remaining(guessWindow, now))
	}
	clerks, err := selectClerks(ctx, s.db, brand)
	if err != nil {
		return err
	}
	if ok, err := s.hasher.Matches(ctx, pin, clerks[user].pin); err != nil || !ok {
		if err == nil {
			err = fault.Invalids(ErrPIN.At("pin"))
		}
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error { return rate.Forget(ctx, tx, name, guessWindow) })
}
