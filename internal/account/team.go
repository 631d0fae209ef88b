package account

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Faults of teams.
var (
	ErrAlreadyMember = fault.New(fault.Conflict, "already_member",
		"Cette personne fait déjà partie de l’équipe.",
		"This person is on the team already.")
	ErrLastOwner = fault.New(fault.Conflict, "last_owner",
		"C’est la dernière personne propriétaire de la marque. Nommez-en une autre d’abord.",
		"This is the brand’s last owner. Name another one first.")
	ErrInvitationNotFound = fault.New(fault.NotFound, "invitation_not_found",
		"Cette invitation n’existe plus.",
		"This invitation is no longer there.")
)

// Member is a user with a role in the brand that is looked at.
type Member struct {
	User     User
	Role     Role
	JoinedAt time.Time
}

// ListTeam returns the members of the actor's brand, by name. It needs EditTeam.
func (s *Service) ListTeam(ctx context.Context, actor Actor) ([]Member, error) {
	if err := actor.Require(EditTeam, actor.Brand); err != nil {
		return nil, err
	}
	return selectTeam(ctx, s.db, actor.Brand)
}

// Owners returns the owners of a brand, by name: for mails that somebody must act on. d may
// be a transaction.
func Owners(ctx context.Context, d *db.DB, brand BrandID) ([]User, error) {
	team, err := selectTeam(ctx, d, brand)
	var owners []User
	for _, m := range team {
		if m.Role == Owner {
			owners = append(owners, m.User)
		}
	}
	return owners, err
}

// ChangeRole gives a member of the actor's brand another role. It needs EditTeam.
// Faults: ErrUserNotFound, ErrLastOwner.
func (s *Service) ChangeRole(ctx context.Context, actor Actor, user UserID, role Role) error {
	if !role.Valid() {
		return fault.Invalids(ErrRole.At("role"))
	}
	return s.editMember(ctx, actor, user, "team.role_changed", func(tx *db.DB, before Role) (any, error) {
		return map[string]any{"role": role}, updateRole(ctx, tx, actor.Brand, user, role)
	}, role == Owner)
}

// RemoveMember takes a user off the team of the actor's brand. What they did stays in
// the journal. It needs EditTeam. Faults: ErrUserNotFound, ErrLastOwner.
func (s *Service) RemoveMember(ctx context.Context, actor Actor, user UserID) error {
	return s.editMember(ctx, actor, user, "team.removed", func(tx *db.DB, _ Role) (any, error) {
		return nil, deleteMembership(ctx, tx, actor.Brand, user)
	}, false)
}

// editMember runs one change of a team. It locks the brand's owners first, so that two
// owners who remove each other at the same moment do not leave the brand without one,
// and looks again whether the actor is still an owner.
func (s *Service) editMember(ctx context.Context, actor Actor, user UserID, action string,
	change func(tx *db.DB, before Role) (after any, err error), staysOwner bool,
) error {
	if err := actor.Require(EditTeam, actor.Brand); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		owners, err := lockOwners(ctx, tx, actor.Brand)
		if err != nil {
			return err
		}
		if actor.Kind == KindStaff && !slices.Contains(owners, actor.User) {
			return ErrNotAllowed
		}
		before, err := selectRole(ctx, tx, actor.Brand, user)
		if err != nil {
			return err
		}
		if before == Owner && !staysOwner && len(owners) == 1 {
			return ErrLastOwner
		}
		after, err := change(tx, before)
		if err != nil {
			return err
		}
		return Record(ctx, tx, actor, Change{
			Action: action, Subject: "user:" + string(user),
			Before: map[string]any{"role": before}, After: after, At: s.clock.Now(),
		})
	})
}

// OnTeam reports whether an e-mail address is that of somebody on a brand's team. d may be a
// transaction.
func OnTeam(ctx context.Context, d *db.DB, brand BrandID, email string) (bool, error) {
	return isMember(ctx, d, brand, normalEmail(email))
}
