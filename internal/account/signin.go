package account

import (
	"context"
	"strings"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/rate"
)

// Credentials are what somebody signs in with.
type Credentials struct {
	Email    string
	Password string
	Network  string // where from, as the edge groups addresses; counted, never stored
	Device   string // as its owner will recognise it: "Firefox, Android"
	Browser  string // what KnowBrowser gave this browser; may be empty
}

// How many sign-ins may fail in a window before the next must wait for its end. One
// person who mistypes from one place is told soon; an address behind which a town sits,
// and an account that strangers try, have more room.
const (
	signInWindow      = 15 * time.Minute
	failuresHere      = 8   // of one account from one network
	failuresOfAccount = 40  // of one account from anywhere
	failuresOfNetwork = 120 // of any account from one network
)

// Faults of signing in.
var (
	ErrCredentials = fault.New(fault.Unauthenticated, "credentials_wrong",
		"L’adresse et le mot de passe ne vont pas ensemble. Vérifiez-les, ou demandez un nouveau mot de passe.",
		"The address and the password do not match. Check them, or ask for a new password.")
	ErrTooManySignIns = fault.New(fault.Limited, "sign_in_limited",
		"Trop d’essais de connexion. Réessayez dans %d minutes.",
		"Too many attempts to sign in. Try again in %d minutes.")
)

// signIn returns the user whom the credentials belong to. An address without an
// account gets the same answer as a wrong password, after the same work.
// Faults: ErrCredentials, ErrTooManySignIns, ErrBusy.
func (s *Service) signIn(ctx context.Context, c Credentials) (User, error) {
	c.Email = normalEmail(c.Email)
	limits := s.signInLimits(c)
	if err := s.countSignIn(ctx, limits); err != nil {
		return User{}, err
	}
	user, hash, err := selectForSignIn(ctx, s.db, c.Email)
	if err != nil {
		return User{}, err
	}
	ok, err := s.hasher.Matches(ctx, c.Password, hash)
	switch {
	case err != nil:
		return User{}, err
	case !ok:
		return User{}, ErrCredentials
	}
	return user, s.forgetSignIns(ctx, limits[:min(2, len(limits))])
}

type limit struct {
	name rate.Name
	most int64
}

// signInLimits are what sign-ins are counted by. A browser at which the owner of the account has
// signed in before is counted by itself: strangers who guess, be it from the same Wi-Fi, keep
// nobody out who is known. Whoever is not known there asks for a new password, and is by its link.
func (s *Service) signInLimits(c Credentials) []limit {
	if id := s.browserOf(c); id != "" {
		return []limit{{rate.NewName(s.keys.rate, "browser", c.Email, id), failuresHere}}
	}
	return []limit{
		{rate.NewName(s.keys.rate, "here", c.Email, c.Network), failuresHere},
		{rate.NewName(s.keys.rate, "account", c.Email), failuresOfAccount},
		{rate.NewName(s.keys.rate, "network", c.Network), failuresOfNetwork},
	}
}

// countSignIn counts before the password is looked at: twenty guesses at once are
// twenty guesses.
func (s *Service) countSignIn(ctx context.Context, limits []limit) error {
	now := s.clock.Now()
	var exceeded bool
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		exceeded = false
		for _, l := range limits {
			n, err := rate.Hit(ctx, tx, l.name, signInWindow, now)
			if err != nil {
				return err
			}
			exceeded = exceeded || n > l.most
		}
		return nil
	})
	if err == nil && exceeded {
		wait := rate.Remaining(signInWindow, now)
		return ErrTooManySignIns.With(int(wait.Minutes()) + 1).After(wait)
	}
	return err
}

// forgetSignIns sets the counters of an account back after it was signed in to.
func (s *Service) forgetSignIns(ctx context.Context, limits []limit) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		for _, l := range limits {
			if err := rate.Forget(ctx, tx, l.name, signInWindow); err != nil {
				return err
			}
		}
		return nil
	})
}

// normalEmail is the form under which a user is stored; empty, which is nobody's, for
// what is no address.
func normalEmail(s string) string {
	a, f := mail.ParseAddress(strings.TrimSpace(s))
	if f != nil {
		return ""
	}
	return a.String()
}
