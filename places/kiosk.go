package places

import (
	"context"
	"crypto/hmac"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/rate"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

const (
	maxKiosks = 100 // of a campaign that are open
	minPIN    = 6   // digits
	maxPIN    = 12

	// tabletLife is how long a tablet stays unlocked: a long day at the fair.
	tabletLife = 18 * time.Hour

	// guesses of a PIN in a guessWindow. With six digits, a year of guessing day and night
	// finds one PIN in six.
	guesses     = 5
	guessWindow = 15 * time.Minute
)

// Kiosk is a tablet, or several alike, at which one person after the other meets a
// campaign.
type Kiosk struct {
	ID        string
	Code      string // typed on a tablet to begin with
	Campaign  Campaign
	Name      string // where it stands: "Stand du marché"
	Assisted  bool   // staff hold it and type for people
	OpenedBy  account.UserID
	CreatedAt time.Time
	ClosedAt  time.Time // zero: it is open
	Tablets   int       // that are unlocked now
}

// NewKiosk is what staff say of a kiosk.
type NewKiosk struct {
	Name     string
	PIN      string // six to twelve digits
	Assisted bool
}

// OpenKiosk makes a kiosk of a campaign. Tablets are unlocked with its code and PIN. It
// needs EditCampaigns. Faults: ErrTooManyKiosks; at name those of a text; at pin ErrPINShape.
func (s *Service) OpenKiosk(ctx context.Context, actor account.Actor, c Campaign, n NewKiosk) (Kiosk, error) {
	if err := actor.Require(account.EditCampaigns, c.Brand); err != nil {
		return Kiosk{}, err
	}
	name, wrong := readKiosk(n)
	if len(wrong) > 0 {
		return Kiosk{}, fault.Invalids(wrong...)
	}
	k := Kiosk{ID: db.NewID(), Campaign: c, Name: name, Assisted: n.Assisted, OpenedBy: actor.User, CreatedAt: s.clock.Now()}
	var err error
	if k.Code, err = drawCode(s.random); err != nil {
		return Kiosk{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		open, err := selectKiosks(ctx, tx, c, k.CreatedAt)
		if err != nil {
			return err
		}
		if len(open) >= maxKiosks {
			return ErrTooManyKiosks.With(maxKiosks)
		}
		if err := insertKiosk(ctx, tx, k, s.pinHash(k.ID, n.PIN)); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "places.kiosk_opened", Subject: c.subject(), At: k.CreatedAt,
			After: map[string]any{"kiosk": k.Code, "name": k.Name, "assisted": k.Assisted},
		})
	})
	return k, err
}

func readKiosk(n NewKiosk) (name string, wrong []fault.Field) {
	name, f := text.Line(n.Name, maxLabel)
	if f == nil {
		f = text.Require(name)
	}
	if f != nil {
		wrong = append(wrong, f.At("name"))
	}
	if len(n.PIN) < minPIN || len(n.PIN) > maxPIN || strings.Trim(n.PIN, "0123456789") != "" || tooSimple(n.PIN) {
		wrong = append(wrong, ErrPINShape.With(minPIN, maxPIN).At("pin"))
	}
	return name, wrong
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

// pinHash is how a PIN is stored. A PIN has so few digits that no slow hash would hold it
// for whoever has the table; a key that is not in the table does.
func (s *Service) pinHash(kiosk, pin string) []byte { return secret.MAC(s.keys.pin, kiosk, pin) }

// ListKiosks returns the kiosks of a campaign that are open, the oldest first. It needs
// ViewCampaigns.
func (s *Service) ListKiosks(ctx context.Context, actor account.Actor, c Campaign) ([]Kiosk, error) {
	if err := actor.Require(account.ViewCampaigns, c.Brand); err != nil {
		return nil, err
	}
	return selectKiosks(ctx, s.db, c, s.clock.Now())
}

// CloseKiosk locks all tablets of a kiosk for good. It needs EditCampaigns. Fault:
// ErrKioskNotFound.
func (s *Service) CloseKiosk(ctx context.Context, actor account.Actor, c Campaign, id string) error {
	if err := actor.Require(account.EditCampaigns, c.Brand); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		k, err := closeKiosk(ctx, tx, c, id, s.clock.Now())
		if err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "places.kiosk_closed", Subject: c.subject(), At: s.clock.Now(), Before: map[string]any{"kiosk": k.Code, "name": k.Name},
		})
	})
}

// Unlock opens a tablet with the code and the PIN of a kiosk, and returns the value of its
// cookie. Guesses are counted by kiosk before they are looked at. Faults: ErrPIN,
// ErrTooManyPINs.
func (s *Service) Unlock(ctx context.Context, code, pin string) (k Kiosk, session string, err error) {
	if code = readCode(code); code == "" {
		return Kiosk{}, "", fault.Invalids(ErrPIN.At("pin"))
	}
	session, err = secret.Token(s.random)
	if err != nil {
		return Kiosk{}, "", err
	}
	var refusal error
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		var hash []byte
		k, hash, err = selectKioskByCode(ctx, tx, code)
		if err != nil {
			return err
		}
		if refusal, err = s.guess(ctx, tx, code, hash, s.pinHash(k.ID, pin)); err != nil || refusal != nil {
			return err
		}
		if err := insertTablet(ctx, tx, secret.Hash(session), k.ID, s.clock.Now().Add(tabletLife)); err != nil {
			return err
		}
		return s.recordTablet(ctx, tx, k, "places.tablet_unlocked")
	})
	if err == nil {
		err = refusal
	}
	return k, session, err
}

// guess counts a guess at the PIN of what is named; nil for the right one. hash is nil
// where there is no such kiosk: the answer is that of a wrong PIN.
func (s *Service) guess(ctx context.Context, tx *db.DB, of string, hash, guessed []byte) (refusal, err error) {
	now, name := s.clock.Now(), rate.NewName(s.keys.rate, "pin", of)
	n, err := rate.Hit(ctx, tx, name, guessWindow, now)
	switch {
	case err != nil:
		return nil, err
	case n > guesses:
		return ErrTooManyPINs.After(rate.Remaining(guessWindow, now)), nil
	case hash == nil || !hmac.Equal(hash, guessed):
		return fault.Invalids(ErrPIN.At("pin")), nil
	}
	return nil, rate.Forget(ctx, tx, name, guessWindow)
}

// recordTablet notes in the journal what was done at a tablet: by whoever has the PIN.
func (s *Service) recordTablet(ctx context.Context, tx *db.DB, k Kiosk, action string) error {
	return account.Record(ctx, tx, account.SystemActor(k.Campaign.Brand), account.Change{
		Action: action, Subject: "kiosk:" + k.Code, At: s.clock.Now(), After: map[string]any{"name": k.Name},
	})
}

// Tablet returns the kiosk that a tablet's cookie unlocked. Fault: ErrTabletLocked.
func (s *Service) Tablet(ctx context.Context, session string) (Kiosk, error) {
	if session == "" {
		return Kiosk{}, ErrTabletLocked
	}
	k, _, err := selectTablet(ctx, s.db, secret.Hash(session), s.clock.Now())
	return k, err
}

// Leave locks a tablet again, with the PIN: who stands before it cannot leave the campaign
// by themselves. Faults: ErrTabletLocked, ErrPIN, ErrTooManyPINs.
func (s *Service) Leave(ctx context.Context, session, pin string) (Kiosk, error) {
	var k Kiosk
	var refusal error
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		var hash []byte
		var err error
		if k, hash, err = selectTablet(ctx, tx, secret.Hash(session), s.clock.Now()); err != nil {
			return err
		}
		// Counted by tablet: whoever plays with this one locks nobody out of the others.
		if refusal, err = s.guess(ctx, tx, session, hash, s.pinHash(k.ID, pin)); err != nil || refusal != nil {
			return err
		}
		if err := deleteTablet(ctx, tx, secret.Hash(session)); err != nil {
			return err
		}
		return s.recordTablet(ctx, tx, k, "places.tablet_locked")
	})
	if err == nil {
		err = refusal
	}
	return k, err
}

// ForgetTablets deletes what unlocked tablets in the past.
func (s *Service) ForgetTablets(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.DB) error { return deleteTabletsBefore(ctx, tx, s.clock.Now()) })
}
