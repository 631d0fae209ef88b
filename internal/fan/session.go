package fan

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

// SessionLife is how long a fan stays signed in after the last visit.
const SessionLife = 30 * 24 * time.Hour

// ErrSignedOut says that no fan is signed in, or no longer.
var ErrSignedOut = fault.New(fault.Unauthenticated, "fan_signed_out",
	"Identifiez-vous avec votre adresse e-mail pour continuer.",
	"Sign in with your e-mail address to continue.")

// RequestSignIn mails a link and a code that open a session, and makes the fan where
// there is none: the answer is the same whether the address was known or not.
// Faults: ErrPhoneUnreachable.
func (s *Service) RequestSignIn(ctx context.Context, brand account.BrandID, c Contact, locale, path string) (Challenge, error) {
	var challenge Challenge
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		f, err := s.Ensure(ctx, tx, brand, c, false)
		if err != nil {
			return err
		}
		challenge, err = s.StartVerification(ctx, tx, VerificationRequest{
			Fan: f.ID, Purpose: SignIn, Locale: locale, Path: path,
		})
		return err
	})
	return challenge, err
}

// SignIn opens a session by the token of a link or of Guess, once. The token must have
// been mailed for this: one that confirms an entry does not sign anybody in by the way.
// It returns the value of the cookie. Faults: those of Verify.
func (s *Service) SignIn(ctx context.Context, brand account.BrandID, token string) (Fan, string, error) {
	var f Fan
	var cookie string
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		v, err := s.Verify(ctx, tx, token)
		if err != nil {
			return err
		}
		if v.Purpose != SignIn || v.Fan.Brand != brand {
			return ErrLinkInvalid
		}
		f = v.Fan
		cookie, err = s.StartSession(ctx, tx, f.ID)
		return err
	})
	return f, cookie, err
}

// StartSession opens a session for a fan who has just proved their contact, in the
// caller's transaction, and returns the value of the cookie. Its hash alone is stored.
func (s *Service) StartSession(ctx context.Context, tx *db.DB, id ID) (string, error) {
	if err := tx.RequireTx(); err != nil {
		return "", err
	}
	cookie, err := secret.Token(s.random)
	if err != nil {
		return "", err
	}
	now := s.clock.Now()
	return cookie, insertSession(ctx, tx, secret.Hash(cookie), id, now, now.Add(SessionLife))
}

// OpenSession is StartSession in a transaction of its own.
func (s *Service) OpenSession(ctx context.Context, id ID) (string, error) {
	var cookie string
	err := s.db.InTx(ctx, func(tx *db.DB) (err error) {
		cookie, err = s.StartSession(ctx, tx, id)
		return err
	})
	return cookie, err
}

// FindSession returns the fan who is signed in to a brand by a cookie, or ErrSignedOut.
func (s *Service) FindSession(ctx context.Context, brand account.BrandID, cookie string) (Fan, error) {
	if cookie == "" {
		return Fan{}, ErrSignedOut
	}
	now, hash := s.clock.Now(), secret.Hash(cookie)
	f, expires, err := s.findBySession(ctx, brand, hash, now)
	if err != nil {
		return Fan{}, err
	}
	// One write a day is enough to keep a visitor signed in.
	if expires.Sub(now) < SessionLife-24*time.Hour {
		err = s.db.InTx(ctx, func(tx *db.DB) error { return extendSession(ctx, tx, hash, now.Add(SessionLife)) })
	}
	return f, err
}

// EndSession signs a fan out on one browser.
func (s *Service) EndSession(ctx context.Context, cookie string) error {
	return s.db.InTx(ctx, func(tx *db.DB) error { return deleteSession(ctx, tx, secret.Hash(cookie)) })
}
