package account

import (
	"context"
	"net/url"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

// Faults of one-time links.
var (
	ErrLink = fault.New(fault.Gone, "staff_link_over",
		"Ce lien a déjà servi ou n’est plus valable. Demandez-en un nouveau.",
		"This link was used already or has expired. Ask for a new one.")
	ErrSetUp = fault.New(fault.Conflict, "already_set_up",
		"Cette installation a déjà une personne propriétaire. Connectez-vous.",
		"This installation has an owner already. Sign in.")
)

// How long one-time links last.
const (
	setupLife  = 24 * time.Hour
	inviteLife = 7 * 24 * time.Hour
	resetLife  = time.Hour
)

// linkPurpose is what a one-time link is for, as it is stored.
type linkPurpose string

const (
	linkSetup  linkPurpose = "setup"
	linkInvite linkPurpose = "invite"
	linkReset  linkPurpose = "reset"
)

// link is a one-time link that waits to be used.
type link struct {
	id        string
	purpose   linkPurpose
	user      UserID  // reset
	brand     BrandID // invite
	email     string  // invite
	role      Role    // invite
	expiresAt time.Time
}

// newLink stores a link and returns the token that opens it.
func (s *Service) newLink(ctx context.Context, tx *db.DB, l link, life time.Duration) (string, error) {
	token, err := secret.Token(s.random)
	if err != nil {
		return "", err
	}
	now := s.clock.Now()
	l.id, l.expiresAt = db.NewID(), now.Add(life)
	return token, insertLink(ctx, tx, secret.Hash(token), l, now)
}

// NeedsSetup reports whether nobody can sign in yet.
func (s *Service) NeedsSetup(ctx context.Context) (bool, error) {
	n, err := countUsers(ctx, s.db)
	return n == 0, err
}

// SetupLink returns the address where the first user is made, good once and for a day,
// or "" where there is a user already. Every call makes the links before it void.
func (s *Service) SetupLink(ctx context.Context) (string, error) {
	var address string
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		address = ""
		n, err := countUsers(ctx, tx)
		if err != nil || n > 0 {
			return err
		}
		if err := voidLinks(ctx, tx, linkSetup, s.clock.Now()); err != nil {
			return err
		}
		token, err := s.newLink(ctx, tx, link{purpose: linkSetup}, setupLife)
		address = s.base + "/admin/setup?token=" + url.QueryEscape(token)
		return err
	})
	return address, err
}

// CheckSetup reports, for the page, whether a setup link is good: nil, ErrLink or ErrSetUp.
func (s *Service) CheckSetup(ctx context.Context, token string) error {
	if fresh, err := s.NeedsSetup(ctx); err != nil {
		return err
	} else if !fresh {
		return ErrSetUp
	}
	_, err := selectLink(ctx, s.db, linkSetup, secret.Hash(token), s.clock.Now())
	return err
}

// SetUp makes the first user and their brand, whose owner they are. Faults: ErrLink,
// ErrSetUp, invalid fields; those of the brand are named "brand_name", "brand_slug"…
func (s *Service) SetUp(ctx context.Context, token string, n NewUser, b Brand) (User, Brand, error) {
	b, errBrand := s.newBrand(b)
	u, hash, err := s.newUser(ctx, n)
	if err := bothInvalid(err, errBrand); err != nil {
		return User{}, Brand{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		if _, err := s.useLink(ctx, tx, linkSetup, token); err != nil {
			return err
		}
		if users, err := countUsers(ctx, tx); err != nil {
			return err
		} else if users > 0 {
			return ErrSetUp
		}
		if err := insertUser(ctx, tx, u, hash); err != nil {
			return err
		}
		return s.found(ctx, tx, u, b)
	})
	return u, b, err
}

// found stores a brand whose first owner is u.
func (s *Service) found(ctx context.Context, tx *db.DB, u User, b Brand) error {
	actor := Actor{User: u.ID, Name: u.Name, Brand: b.ID, Role: Owner, Kind: KindStaff}
	if err := s.storeBrand(ctx, tx, actor, b); err != nil {
		return err
	}
	return s.join(ctx, tx, actor, u, Owner)
}

// FoundBrand creates a brand owned by whoever is signed in. Faults: ErrNotAllowed,
// ErrBrandSlugTaken, invalid fields.
func (s *Service) FoundBrand(ctx context.Context, staff Staff, b Brand) (Brand, error) {
	if !staff.MayOpenBrand() {
		return Brand{}, ErrNotAllowed
	}
	b, err := s.newBrand(b)
	if err != nil {
		return Brand{}, err
	}
	return b, s.db.InTx(ctx, func(tx *db.DB) error { return s.found(ctx, tx, staff.User, b) })
}

// useLink uses a link once: of concurrent calls one gets it, the others ErrLink.
func (s *Service) useLink(ctx context.Context, tx *db.DB, purpose linkPurpose, token string) (link, error) {
	now := s.clock.Now()
	l, err := selectLink(ctx, tx, purpose, secret.Hash(token), now)
	if err != nil {
		return link{}, err
	}
	taken, err := takeLink(ctx, tx, l.id, now)
	if err == nil && !taken {
		err = ErrLink
	}
	return l, err
}

// bothInvalid tells the wrong fields of a user and of a brand at once.
func bothInvalid(user, brand error) error {
	wrongUser, wrongBrand := fault.From(user), fault.From(brand)
	switch {
	case wrongUser == nil && wrongBrand == nil:
		return nil
	case wrongUser != nil && wrongUser.Kind != fault.Invalid:
		return user
	case wrongBrand != nil && wrongBrand.Kind != fault.Invalid:
		return brand
	}
	var fields []fault.Field
	if wrongUser != nil {
		fields = append(fields, wrongUser.Fields...)
	}
	if wrongBrand != nil {
		for _, f := range wrongBrand.Fields {
			if f.Name == "name" || f.Name == "slug" {
				f.Name = "brand_" + f.Name
			}
			fields = append(fields, f)
		}
	}
	return fault.Invalids(fields...)
}
