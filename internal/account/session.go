package account

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

// How long sessions last.
const (
	PanelLife   = 14 * 24 * time.Hour // since the last use of the cookie
	RefreshLife = 30 * 24 * time.Hour // since the last refresh
	seenEvery   = 5 * time.Minute     // how exactly last uses are kept
)

// ErrSignedOut says that a session is over, was ended, or never was.
var ErrSignedOut = fault.New(fault.Unauthenticated, "signed_out",
	"Connectez-vous pour continuer.",
	"Sign in to continue.")

// SignInPanel opens a session for a browser and returns the value of its cookie, which
// is stored as a hash only. Faults: ErrCredentials, ErrTooManySignIns, ErrBusy.
func (s *Service) SignInPanel(ctx context.Context, c Credentials) (cookie string, err error) {
	user, err := s.signIn(ctx, c)
	if err != nil {
		return "", err
	}
	return s.OpenPanel(ctx, user.ID, c.Device)
}

// OpenPanel opens a session for a user who has just proved who they are by other means
// than a password: the setup link, an invitation.
func (s *Service) OpenPanel(ctx context.Context, user UserID, device string) (cookie string, err error) {
	cookie, err = secret.Token(s.random)
	if err != nil {
		return "", err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		now := s.clock.Now()
		id, err := insertSession(ctx, tx, user, PanelSession, device, now, now.Add(PanelLife))
		if err != nil {
			return err
		}
		return insertToken(ctx, tx, secret.Hash(cookie), id, now, now.Add(PanelLife))
	})
	return cookie, err
}

// FindPanel returns who is signed in by a cookie, or ErrSignedOut. Each use lets the
// session last PanelLife from then.
func (s *Service) FindPanel(ctx context.Context, cookie string) (Staff, error) {
	if cookie == "" {
		return Staff{}, ErrSignedOut
	}
	now := s.clock.Now()
	session, err := selectPanel(ctx, s.db, secret.Hash(cookie), now)
	if err != nil {
		return Staff{}, err
	}
	if now.Sub(db.Time(session.SeenAt)) >= seenEvery {
		err := s.db.InTx(ctx, func(tx *db.DB) error { return touchPanel(ctx, tx, session, now, now.Add(PanelLife)) })
		if err != nil {
			return Staff{}, err
		}
	}
	return s.staff(ctx, session)
}

func (s *Service) staff(ctx context.Context, session sessionRow) (Staff, error) {
	user, err := selectUser(ctx, s.db, "id", session.UserID)
	if err != nil {
		return Staff{}, err
	}
	memberships, err := selectMemberships(ctx, s.db, user.ID)
	return Staff{User: user, Session: SessionID(session.ID), Kind: SessionKind(session.Kind), Memberships: memberships}, err
}

// FindActor returns a user as the actor of a brand, for what goes on in their name while they
// are elsewhere: a tablet that they have opened. Fault: ErrBrandNotFound where they have no role in it any more.
func (s *Service) FindActor(ctx context.Context, user UserID, brand BrandID) (Actor, error) {
	staff, err := s.staff(ctx, sessionRow{UserID: string(user)})
	if err != nil {
		return Actor{}, err
	}
	return staff.In(brand)
}

// SignOut ends the session of whoever is signed in.
func (s *Service) SignOut(ctx context.Context, staff Staff) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		return revokeSession(ctx, tx, string(staff.Session), s.clock.Now())
	})
}

// SignOutElsewhere ends every other session of whoever is signed in, and with them
// every access token that is about.
func (s *Service) SignOutElsewhere(ctx context.Context, staff Staff) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		return s.endSessions(ctx, tx, staff.User.ID, staff.Session)
	})
}

// endSessions ends all sessions of a user but one; keep may be empty.
func (s *Service) endSessions(ctx context.Context, tx *db.DB, user UserID, keep SessionID) error {
	if err := revokeSessions(ctx, tx, user, keep, s.clock.Now()); err != nil {
		return err
	}
	return raiseEpoch(ctx, tx, user)
}

// Session is one sign-in, as its owner sees it.
type Session struct {
	ID        SessionID
	Kind      SessionKind
	Device    string
	CreatedAt time.Time
	SeenAt    time.Time
}

// ListSessions returns the sessions of whoever is signed in, the last used first.
func (s *Service) ListSessions(ctx context.Context, staff Staff) ([]Session, error) {
	return selectSessions(ctx, s.db, staff.User.ID, s.clock.Now())
}
