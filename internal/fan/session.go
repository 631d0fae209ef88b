package fan

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/rate"
	"kermesse/internal/secret"
)

// SessionLife is how long a fan stays signed in after the last visit.
const SessionLife = 30 * 24 * time.Hour

// ErrSignedOut says that no fan is signed in, or no longer.
var ErrSignedOut = fault.New(fault.Unauthenticated, "fan_signed_out",
	"Identifiez-vous avec votre adresse e-mail pour continuer.",
	"Sign in with your e-mail address to continue.")

// SignInRequest asks for a link and a code that open a session.
type SignInRequest struct {
	Brand   account.BrandID
	Contact Contact
	Locale  string // of the mail
	Path    string // of the page that the link opens, without language
	Network string // where from, as the edge groups addresses; counted, never stored
}

// signInsOfNetwork is how many sign-ins that one network has asked for are mailed in an hour;
// more are mailed in the hours after. It is high, because a mobile operator puts a whole town
// behind one address: it slows down who writes to strangers by the thousand, and refuses nobody.
const signInsOfNetwork = 300

// RequestSignIn mails a link and a code that open a session, and makes the fan where
// there is none: the answer is the same whether the address was known or not.
// Fault: ErrPhoneUnreachable.
func (s *Service) RequestSignIn(ctx context.Context, r SignInRequest) (Challenge, error) {
	var challenge Challenge
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		n, err := rate.Hit(ctx, tx, rate.NewName(s.keys.rate, "network", r.Network), time.Hour, now)
		if err != nil {
			return err
		}
		f, err := s.Ensure(ctx, tx, r.Brand, r.Contact, false)
		if err != nil {
			return err
		}
		challenge, err = s.StartVerification(ctx, tx, VerificationRequest{
			Fan: f.ID, Purpose: SignIn, Locale: r.Locale, Path: r.Path, MailAt: rate.Turn(n, signInsOfNetwork, time.Hour, now),
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
