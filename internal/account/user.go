package account

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/text"
)

// User is a person who works for one or more brands.
type User struct {
	ID        UserID
	Email     string // lower case; what they sign in with
	Name      string
	Locale    string // "fr" or "en"
	CreatedAt time.Time
	SeenAt    time.Time // last use of a session, to a few minutes; zero: never
}

// NewUser is a user who is to be made.
type NewUser struct {
	Email    string
	Name     string
	Password string
	Locale   string // "fr" or "en"; empty: "fr"
}

// Membership is a user's role in a brand.
type Membership struct {
	Brand Brand
	Role  Role
}

// ErrUserTaken says that somebody signs in with this address already.
var ErrUserTaken = fault.New(fault.Conflict, "user_taken",
	"Une personne se connecte déjà avec cette adresse e-mail.",
	"Somebody signs in with this e-mail address already.")

// ErrUserNotFound says that there is no such user, or not in this brand.
var ErrUserNotFound = fault.New(fault.NotFound, "user_not_found",
	"Cette personne ne fait pas partie de l’équipe.",
	"This person is not on the team.")

// AddUser makes a user, and gives them a role in a brand if one is named: for the
// operator's command and the demo. Faults: ErrUserTaken, ErrBrandNotFound, invalid fields.
func (s *Service) AddUser(ctx context.Context, n NewUser, brandSlug string, role Role) (User, error) {
	u, hash, err := s.newUser(ctx, n)
	if err != nil {
		return User{}, err
	}
	if brandSlug != "" && !role.Valid() {
		return User{}, fault.Invalids(ErrRole.At("role"))
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		if err := insertUser(ctx, tx, u, hash); err != nil {
			return err
		}
		if brandSlug == "" {
			return nil
		}
		brand, err := FindBrandBySlug(ctx, tx, brandSlug)
		if err != nil {
			return err
		}
		return s.join(ctx, tx, CommandActor(brand.ID), u, role)
	})
	return u, err
}

// join gives a user a role in the actor's brand.
func (s *Service) join(ctx context.Context, tx *db.DB, actor Actor, u User, role Role) error {
	now := s.clock.Now()
	if err := insertMembership(ctx, tx, actor.Brand, u.ID, role, now); err != nil {
		return err
	}
	return Record(ctx, tx, actor, Change{
		Action: "team.joined", Subject: "user:" + string(u.ID),
		After: map[string]any{"name": u.Name, "email": u.Email, "role": role}, At: now,
	})
}

// newUser checks what was typed and hashes the password, which takes a while: outside
// any transaction.
func (s *Service) newUser(ctx context.Context, n NewUser) (User, string, error) {
	if n.Locale == "" {
		n.Locale = "fr"
	}
	var wrong []fault.Field
	refuse := func(field string, f *fault.Error) {
		if f != nil {
			wrong = append(wrong, f.At(field))
		}
	}
	email, f := mail.ParseAddress(n.Email)
	refuse("email", f)
	name, f := tidyName(n.Name)
	refuse("name", f)
	refuse("locale", checkLocale(n.Locale))
	refuse("password", checkPassword(n.Password, n.Email))
	if len(wrong) > 0 {
		return User{}, "", fault.Invalids(wrong...)
	}
	hash, err := s.hasher.Hash(ctx, n.Password)
	if err != nil {
		return User{}, "", err
	}
	return User{
		ID: UserID(db.NewID()), Email: email.String(), Name: name, Locale: n.Locale, CreatedAt: s.clock.Now(),
	}, hash, nil
}

func tidyName(s string) (string, *fault.Error) {
	name, f := text.Line(s, 80)
	if f == nil {
		f = text.Require(name)
	}
	return name, f
}

// FindUser returns a user, or ErrUserNotFound.
func (s *Service) FindUser(ctx context.Context, id UserID) (User, error) {
	return selectUser(ctx, s.db, "id", string(id))
}

// FindUserIn is Service.FindUser in the caller's transaction, for domains that write to
// staff.
func FindUserIn(ctx context.Context, tx *db.DB, id UserID) (User, error) {
	return selectUser(ctx, tx, "id", string(id))
}

// EditProfile changes the name and language of whoever is signed in.
func (s *Service) EditProfile(ctx context.Context, staff Staff, name, locale string) (User, error) {
	var wrong []fault.Field
	tidy, f := tidyName(name)
	if f != nil {
		wrong = append(wrong, f.At("name"))
	}
	if f := checkLocale(locale); f != nil {
		wrong = append(wrong, f.At("locale"))
	}
	if len(wrong) > 0 {
		return User{}, fault.Invalids(wrong...)
	}
	after := staff.User
	after.Name, after.Locale = tidy, locale
	if after == staff.User {
		return after, nil
	}
	return after, s.db.InTx(ctx, func(tx *db.DB) error {
		if err := updateProfile(ctx, tx, after); err != nil {
			return err
		}
		return s.recordEverywhere(ctx, tx, staff, Change{
			Action: "user.edited", Subject: "user:" + string(after.ID),
			Before: map[string]any{"name": staff.User.Name, "locale": staff.User.Locale},
			After:  map[string]any{"name": after.Name, "locale": after.Locale},
		})
	})
}

// recordEverywhere writes a change to a user into the journal of each of their brands.
func (s *Service) recordEverywhere(ctx context.Context, tx *db.DB, staff Staff, c Change) error {
	c.At = s.clock.Now()
	for _, m := range staff.Memberships {
		actor, err := staff.In(m.Brand.ID)
		if err != nil {
			return err
		}
		if err := Record(ctx, tx, actor, c); err != nil {
			return err
		}
	}
	return nil
}
