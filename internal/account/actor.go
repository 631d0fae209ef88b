package account

import "kermesse/internal/fault"

// BrandID names a brand. Everything but users belongs to one.
type BrandID string

// UserID names a person who works for one or more brands.
type UserID string

// ActorKind is what acts: a person of the staff, the house itself, or a command of the
// operator's terminal.
type ActorKind string

// The kinds of actor, as the journal stores them.
const (
	KindStaff   ActorKind = "staff"
	KindSystem  ActorKind = "system"
	KindCommand ActorKind = "command"
)

// Actor is whoever does something for one brand. Domains take it after ctx and tx, ask
// it with Require, and record what it changed. The zero Actor may do nothing.
type Actor struct {
	User  UserID // empty for the house and for commands
	Name  string // as the journal shows it
	Brand BrandID
	Role  Role // empty for the house and for commands
	Kind  ActorKind
}

// SystemActor is the house acting for a brand by the clock: closing, drawing, expiring.
func SystemActor(brand BrandID) Actor {
	return Actor{Name: "Kermesse", Brand: brand, Kind: KindSystem}
}

// CommandActor is the operator acting for a brand from a terminal.
func CommandActor(brand BrandID) Actor {
	return Actor{Name: "kermesse", Brand: brand, Kind: KindCommand}
}

// Require returns nil when the actor may do perm in brand, ErrNotAllowed when the role
// does not carry it, and ErrBrandNotFound when the actor has no place in that brand:
// what belongs to another brand does not exist for them.
func (a Actor) Require(perm Permission, brand BrandID) error {
	return a.RequireOr(perm, brand, ErrBrandNotFound)
}

// RequireOr is Require for a thing that a brand has: for an actor of another brand it
// returns missing, the domain's own not-found, so that the answer for another brand's
// contest is the answer for a contest that does not exist.
func (a Actor) RequireOr(perm Permission, brand BrandID, missing *fault.Error) error {
	if a.Brand == "" || a.Brand != brand {
		return missing
	}
	if !a.may(perm) {
		return ErrNotAllowed
	}
	return nil
}

// May reports whether the actor may do perm in their own brand: for pages that leave
// out what the reader could not do anyway.
func (a Actor) May(perm Permission) bool {
	return a.Brand != "" && a.may(perm)
}

func (a Actor) may(perm Permission) bool {
	switch a.Kind {
	case KindSystem, KindCommand:
		return true
	case KindStaff:
		return a.Role.Can(perm)
	}
	return false
}
