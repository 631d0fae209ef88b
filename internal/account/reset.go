package account

import (
	"context"
	"net/url"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/rate"
	"kermesse/internal/secret"
)

// resetsPerHour is how many reset mails one account gets in an hour.
const resetsPerHour = 3

// ErrOldPassword says that the present password was not the one given.
var ErrOldPassword = fault.New(fault.Invalid, "password_wrong",
	"Ce n’est pas votre mot de passe actuel.",
	"This is not your present password.")

// RequestReset mails a link to choose a new password, if somebody signs in with this
// address. The caller is told nothing of that, nor of the limits of mails in an hour.
func (s *Service) RequestReset(ctx context.Context, email string) error {
	email = normalEmail(email)
	return s.db.InTx(ctx, func(tx *db.DB) error {
		n, err := rate.Hit(ctx, tx, rate.NewName(s.keys.rate, "reset", email), time.Hour, s.clock.Now())
		if err != nil || n > resetsPerHour {
			return err
		}
		user, _, err := selectForSignIn(ctx, tx, email)
		if err != nil || user.ID == "" {
			return err
		}
		if bears, err := s.bears(ctx, tx, email, "reset"); err != nil || !bears {
			return err
		}
		token, err := s.newLink(ctx, tx, link{purpose: linkReset, user: user.ID}, resetLife)
		if err != nil {
			return err
		}
		return s.outbox.Enqueue(ctx, tx, mail.Compose(mail.PasswordReset{
			Name: user.Name, Minutes: int(resetLife.Minutes()),
			Link: s.base + "/" + user.Locale + "/admin/reset?token=" + url.QueryEscape(token),
		}, user.Email, user.Locale))
	})
}

// bears counts one more mail to an address among those of the whole house; reserved as in
// mail.Mailboxes.
func (s *Service) bears(ctx context.Context, tx *db.DB, email, reserved string) (bool, error) {
	to, f := mail.ParseAddress(email)
	if f != nil {
		return false, f
	}
	return s.mailboxes.Bears(ctx, tx, to.Folded().String(), reserved)
}

// CheckReset reports, for the page, whether a reset link is good: nil or ErrLink.
func (s *Service) CheckReset(ctx context.Context, token string) error {
	_, err := selectLink(ctx, s.db, linkReset, secret.Hash(token), s.clock.Now())
	return err
}

// Reset sets a new password by a mailed link and ends every session of the user, whom it
// returns. Faults: ErrLink, ErrPassword on the field "password".
func (s *Service) Reset(ctx context.Context, token, password string) (User, error) {
	l, err := selectLink(ctx, s.db, linkReset, secret.Hash(token), s.clock.Now())
	if err != nil {
		return User{}, err
	}
	user, err := s.FindUser(ctx, l.user)
	if err != nil {
		return User{}, err
	}
	hash, err := s.newHash(ctx, password, user.Email, "password")
	if err != nil {
		return User{}, err
	}
	return user, s.db.InTx(ctx, func(tx *db.DB) error {
		if _, err := s.useLink(ctx, tx, linkReset, token); err != nil {
			return err
		}
		memberships, err := selectMemberships(ctx, tx, user.ID)
		if err != nil {
			return err
		}
		return s.replacePassword(ctx, tx, Staff{User: user, Memberships: memberships}, hash)
	})
}

// ChangePassword sets a new password for whoever is signed in and ends their other
// sessions. Guesses at the present one count as sign-ins do. Faults: ErrOldPassword on
// the field "current_password", ErrPassword on "new_password", ErrTooManySignIns.
func (s *Service) ChangePassword(ctx context.Context, staff Staff, current, password string) error {
	limits := s.signInLimits(Credentials{Email: staff.User.Email, Network: "session"})[:1]
	if err := s.countSignIn(ctx, limits); err != nil {
		return err
	}
	row, err := selectUserRow(ctx, s.db, "id", string(staff.User.ID))
	if err != nil {
		return err
	}
	ok, err := s.hasher.Matches(ctx, current, row.PasswordHash)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Invalids(ErrOldPassword.At("current_password"))
	}
	hash, err := s.newHash(ctx, password, staff.User.Email, "new_password")
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error { return s.replacePassword(ctx, tx, staff, hash) })
}

func (s *Service) newHash(ctx context.Context, password, email, field string) (string, error) {
	if f := checkPassword(password, email); f != nil {
		return "", fault.Invalids(f.At(field))
	}
	return s.hasher.Hash(ctx, password)
}

// replacePassword stores a password, voids what the old one opened (sessions, reset
// links) but for the session at hand, and journals it in each brand.
func (s *Service) replacePassword(ctx context.Context, tx *db.DB, staff Staff, hash string) error {
	if err := updatePassword(ctx, tx, staff.User.ID, hash); err != nil {
		return err
	}
	if err := voidLinksOf(ctx, tx, staff.User.ID, s.clock.Now()); err != nil {
		return err
	}
	if err := s.endSessions(ctx, tx, staff.User.ID, staff.Session); err != nil {
		return err
	}
	return s.recordEverywhere(ctx, tx, staff, Change{
		Action: "user.password_changed", Subject: "user:" + string(staff.User.ID),
	})
}
