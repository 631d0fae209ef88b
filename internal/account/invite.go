package account

import (
	"context"
	"errors"
	"net/url"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/rate"
	"kermesse/internal/secret"
)

// ErrMailboxFull says that an address is written to no more for a while.
var ErrMailboxFull = fault.New(fault.Limited, "mailbox_full",
	"Cette adresse a reçu beaucoup de nos messages dans l’heure. Réessayez dans une heure.",
	"This address has had many of our messages within the hour. Try again in an hour.")

// Invitation is somebody who was asked to join a team and has not come yet.
type Invitation struct {
	ID        string
	Brand     Brand // set by FindInvitation alone
	Email     string
	Role      Role
	ExpiresAt time.Time
	Known     bool // the person has an account already; set by FindInvitation alone
}

// Invite mails a link by which somebody joins the actor's brand, good for a week. An
// earlier invitation of the same address is void. The link is returned as well, for
// houses without a mail server; it is not shown again. It needs EditTeam.
// Faults: ErrAlreadyMember, ErrMailboxFull, invalid fields.
func (s *Service) Invite(ctx context.Context, actor Actor, email string, role Role) (address string, err error) {
	if err := actor.Require(EditTeam, actor.Brand); err != nil {
		return "", err
	}
	to, err := checkInvitation(email, role)
	if err != nil {
		return "", err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		if known, err := isMember(ctx, tx, actor.Brand, to); err != nil {
			return err
		} else if known {
			return ErrAlreadyMember.Field("email", ErrAlreadyMember)
		}
		address, err = s.sendInvitation(ctx, tx, actor, to, role)
		return err
	})
	return address, err
}

func checkInvitation(email string, role Role) (string, error) {
	var wrong []fault.Field
	to, f := mail.ParseAddress(email)
	if f != nil {
		wrong = append(wrong, f.At("email"))
	}
	if !role.Valid() {
		wrong = append(wrong, ErrRole.At("role"))
	}
	if len(wrong) > 0 {
		return "", fault.Invalids(wrong...)
	}
	return to.String(), nil
}

func (s *Service) sendInvitation(ctx context.Context, tx *db.DB, actor Actor, to string, role Role) (string, error) {
	now := s.clock.Now()
	brand, err := FindBrand(ctx, tx, actor.Brand)
	if err != nil {
		return "", err
	}
	bears, err := s.bears(ctx, tx, to, "team of "+string(actor.Brand))
	if err != nil {
		return "", err
	}
	if !bears {
		return "", ErrMailboxFull.After(rate.Remaining(time.Hour, now))
	}
	if err := voidInvitations(ctx, tx, actor.Brand, to, now); err != nil {
		return "", err
	}
	token, err := s.newLink(ctx, tx, link{purpose: linkInvite, brand: actor.Brand, email: to, role: role}, inviteLife)
	if err != nil {
		return "", err
	}
	address := s.base + "/" + brand.Locale + "/admin/join?token=" + url.QueryEscape(token)
	m := mail.Compose(mail.Invitation{
		Brand: brand.Name, From: actor.Name, Role: string(role), Link: address, Days: int(inviteLife.Hours() / 24),
	}, to, brand.Locale)
	m.Brand = string(brand.ID)
	if err := s.outbox.Enqueue(ctx, tx, m); err != nil {
		return "", err
	}
	return address, Record(ctx, tx, actor, Change{
		Action: "team.invited", Subject: "invitation:" + to, After: map[string]any{"email": to, "role": role}, At: now,
	})
}

// ListInvitations returns who was invited to the actor's brand and has not come. It
// needs EditTeam.
func (s *Service) ListInvitations(ctx context.Context, actor Actor) ([]Invitation, error) {
	if err := actor.Require(EditTeam, actor.Brand); err != nil {
		return nil, err
	}
	return selectInvitations(ctx, s.db, actor.Brand, s.clock.Now())
}

// Uninvite takes an invitation back. It needs EditTeam. Fault: ErrInvitationNotFound.
func (s *Service) Uninvite(ctx context.Context, actor Actor, id string) error {
	if err := actor.Require(EditTeam, actor.Brand); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		email, err := voidInvitation(ctx, tx, actor.Brand, id, s.clock.Now())
		if err != nil {
			return err
		}
		return Record(ctx, tx, actor, Change{
			Action: "team.uninvited", Subject: "invitation:" + email, Before: map[string]any{"email": email}, At: s.clock.Now(),
		})
	})
}

// FindInvitation returns what a link invites to, for the page that it opens, or ErrLink.
func (s *Service) FindInvitation(ctx context.Context, token string) (Invitation, error) {
	l, err := selectLink(ctx, s.db, linkInvite, secret.Hash(token), s.clock.Now())
	if err != nil {
		return Invitation{}, err
	}
	brand, err := s.FindBrand(ctx, l.brand)
	if err != nil {
		return Invitation{}, err
	}
	user, _, err := selectForSignIn(ctx, s.db, l.email)
	return Invitation{
		ID: l.id, Brand: brand, Email: l.email, Role: l.role, ExpiresAt: l.expiresAt, Known: user.ID != "",
	}, err
}

// Faults of accepting an invitation.
var (
	ErrJoinSignIn = fault.New(fault.Unauthenticated, "invitation_sign_in",
		"Vous avez déjà un accès avec cette adresse\u00a0: connectez-vous pour accepter l’invitation.",
		"You have an account with this address already: sign in to accept the invitation.")
	ErrJoinOther = fault.New(fault.Forbidden, "invitation_other",
		"Cette invitation est pour une autre adresse que celle de votre session.",
		"This invitation is for another address than the one you are signed in with.")
)

// Join accepts an invitation for somebody who has no account, and makes one. Who has one
// gets ErrJoinSignIn and goes by Accept: whoever invites sees the link too, and must not
// come by it into an account that exists. Faults: ErrLink, ErrJoinSignIn, invalid fields.
func (s *Service) Join(ctx context.Context, token, name, password, locale string) (User, error) {
	inv, err := s.FindInvitation(ctx, token)
	if err != nil {
		return User{}, err
	}
	if inv.Known {
		return User{}, ErrJoinSignIn
	}
	u, hash, err := s.newUser(ctx, NewUser{Email: inv.Email, Name: name, Password: password, Locale: locale})
	if err != nil {
		return User{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		if err := insertUser(ctx, tx, u, hash); err != nil {
			if errors.Is(err, ErrUserTaken) { // made a moment ago by another invitation
				return ErrJoinSignIn
			}
			return err
		}
		return s.accept(ctx, tx, token, u)
	})
	return u, err
}

// Accept accepts an invitation for whoever is signed in, whose address it must be for.
// Faults: ErrLink, ErrJoinOther, ErrAlreadyMember.
func (s *Service) Accept(ctx context.Context, staff Staff, token string) error {
	inv, err := s.FindInvitation(ctx, token)
	if err != nil {
		return err
	}
	if inv.Email != staff.User.Email {
		return ErrJoinOther
	}
	return s.db.InTx(ctx, func(tx *db.DB) error { return s.accept(ctx, tx, token, staff.User) })
}

func (s *Service) accept(ctx context.Context, tx *db.DB, token string, u User) error {
	l, err := s.useLink(ctx, tx, linkInvite, token)
	if err != nil {
		return err
	}
	return s.join(ctx, tx, Actor{User: u.ID, Name: u.Name, Brand: l.brand, Role: l.role, Kind: KindStaff}, u, l.role)
}
