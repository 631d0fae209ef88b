package till

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/secret"
)

const (
	// ShiftLife is how long a person stands at a till at most with one PIN.
	ShiftLife = 12 * time.Hour

	// ShiftIdle is how long they may leave it alone.
	ShiftIdle = 30 * time.Minute

	// LateLife is how long what waits on a telephone is taken after its shift: a long
	// weekend without a network.
	LateLife = 7 * 24 * time.Hour
)

// Shift is a person at a till, between their PIN and the lock.
type Shift struct {
	ID      string
	Clerk   Clerk
	BeganAt time.Time
	EndedAt time.Time // zero: not yet
	seenAt  time.Time
}

// Clerk is who does something, and where. Their name in the books says both.
type Clerk struct {
	Actor account.Actor
	Till  Till // zero: by the API
}

// Name is how a till shows who stands there.
func (c Clerk) Name() string { return c.Actor.Name }

// hand is the clerk as the books name them: "Fatou · Comptoir".
func (c Clerk) hand() account.Actor {
	hand := c.Actor
	if c.Till.Name != "" {
		hand.Name += " · " + c.Till.Name
	}
	return hand
}

// Person is somebody who may unlock a till.
type Person struct {
	User account.UserID
	Name string
}

// ListPeople returns who may unlock a till: those of the team who have chosen a PIN, by name.
func (s *Service) ListPeople(ctx context.Context, t Till) ([]Person, error) {
	team, err := s.team.ListTeam(ctx, account.SystemActor(t.Brand))
	if err != nil {
		return nil, err
	}
	clerks, err := selectClerks(ctx, s.db, t.Brand)
	var people []Person
	for _, m := range team {
		if m.Role.Can(account.UseTill) && clerks[m.User.ID].pin != "" {
			people = append(people, Person{User: m.User.ID, Name: m.User.Name})
		}
	}
	return people, err
}

// Unlock begins a shift with a person's PIN and returns the value of its cookie. Whoever
// stood there before is done. Faults: at pin, ErrPIN; ErrTooManyPINs.
func (s *Service) Unlock(ctx context.Context, t Till, user account.UserID, pin string) (Shift, string, error) {
	if err := s.check(ctx, t.Brand, user, pin); err != nil {
		return Shift{}, "", err
	}
	return s.begin(ctx, t, user)
}

// Begin is Unlock for whoever has just shown a password, which is more than a PIN.
func (s *Service) Begin(ctx context.Context, t Till, actor account.Actor) (Shift, string, error) {
	return s.begin(ctx, t, actor.User)
}

func (s *Service) begin(ctx context.Context, t Till, user account.UserID) (Shift, string, error) {
	actor, err := s.clerk(ctx, t, user)
	if err != nil {
		return Shift{}, "", err
	}
	cookie, err := secret.Token(s.random)
	if err != nil {
		return Shift{}, "", err
	}
	now := s.clock.Now()
	shift := Shift{ID: db.NewID(), Clerk: Clerk{Actor: actor, Till: t}, BeganAt: now, seenAt: now}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		if err := endShiftsAt(ctx, tx, t.ID, now); err != nil {
			return err
		}
		return insertShift(ctx, tx, shift, secret.Hash(cookie))
	})
	return shift, cookie, err
}

// clerk is a person as they may act at a till now. Fault: ErrClerkGone.
func (s *Service) clerk(ctx context.Context, t Till, user account.UserID) (account.Actor, error) {
	actor, err := s.team.FindActor(ctx, user, t.Brand)
	if err == nil && actor.Require(account.UseTill, t.Brand) == nil {
		return actor, nil
	}
	if err == nil || isGone(err) {
		err = ErrClerkGone
	}
	return account.Actor{}, err
}

// FindShift returns who stands at a till by the cookie of their shift, and keeps it open.
// Fault: ErrLocked.
func (s *Service) FindShift(ctx context.Context, t Till, cookie string) (Shift, error) {
	if cookie == "" {
		return Shift{}, ErrLocked
	}
	shift, user, err := selectShift(ctx, s.db, "hash = ?", secret.Hash(cookie), t.ID)
	if err != nil {
		return Shift{}, err
	}
	now := s.clock.Now()
	if !shift.EndedAt.IsZero() || !now.Before(shift.BeganAt.Add(ShiftLife)) || now.Sub(shift.seenAt) > ShiftIdle {
		return Shift{}, ErrLocked
	}
	actor, err := s.clerk(ctx, t, user)
	if err != nil {
		return Shift{}, ErrLocked
	}
	shift.Clerk = Clerk{Actor: actor, Till: t}
	if now.Sub(shift.seenAt) >= seenEvery {
		err = s.db.InTx(ctx, func(tx *db.DB) error { return touchShift(ctx, tx, shift.ID, now) })
	}
	return shift, err
}

// Lock ends a shift.
func (s *Service) Lock(ctx context.Context, shift Shift) error {
	return s.db.InTx(ctx, func(tx *db.DB) error { return endShift(ctx, tx, shift.ID, s.clock.Now()) })
}

// Stamp goes with everything that a telephone keeps for later. It says in whose name it was
// done, also when they have left since and somebody else stands there.
func (s *Service) Stamp(shift Shift) string {
	return shift.ID + "." + base64.RawURLEncoding.EncodeToString(secret.MAC(s.keys.stamp, shift.ID)[:18])
}

// FindStamped returns the shift of a stamp, which may be over. Fault: ErrLocked for a stamp
// that is not of this till, or too old; ErrClerkGone.
func (s *Service) FindStamped(ctx context.Context, t Till, stamp string) (Shift, error) {
	id, _, _ := strings.Cut(stamp, ".")
	if !secret.Equal(stamp, s.Stamp(Shift{ID: id})) {
		return Shift{}, ErrLocked
	}
	shift, user, err := selectShift(ctx, s.db, "id = ?", id, t.ID)
	if err != nil {
		return Shift{}, err
	}
	if s.clock.Now().After(shift.BeganAt.Add(ShiftLife + LateLife)) {
		return Shift{}, ErrLocked
	}
	actor, err := s.clerk(ctx, t, user)
	shift.Clerk = Clerk{Actor: actor, Till: t}
	return shift, err
}

// During puts a moment that a telephone's clock has told into the shift: clocks of
// telephones are wrong, and nothing is done before a PIN or after the lock.
func (s Shift) During(told, now time.Time) time.Time {
	last := now
	for _, end := range []time.Time{s.EndedAt, s.BeganAt.Add(ShiftLife)} {
		if !end.IsZero() && end.Before(last) {
			last = end
		}
	}
	switch {
	case told.IsZero() || told.After(last):
		return last
	case told.Before(s.BeganAt):
		return s.BeganAt
	}
	return told
}
