package fan

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
)

// ErrNotFound says that there is no such fan, or that they have been forgotten.
var ErrNotFound = fault.New(fault.NotFound, "fan_not_found",
	"Cette personne n’est pas connue ici.",
	"This person is not known here.")

// Ensure returns the fan of a contact in a brand and makes one where there is none. The
// contact is not proved by it: anybody can type any address.
//
// With foldAliases, an address that only differs from a known one by aliases (what
// follows a plus, Gmail's dots) is that known fan, and mails go to the address that
// was known first: so an alias proves nothing that the mailbox itself would not.
func (s *Service) Ensure(ctx context.Context, tx *db.DB, brand account.BrandID, c Contact, foldAliases bool) (Fan, error) {
	if err := tx.RequireTx(); err != nil {
		return Fan{}, err
	}
	hashes := s.hashes(brand, c)
	if foldAliases && hashes.folded != nil {
		if f, err := s.findByMailbox(ctx, tx, brand, hashes.folded, share(tx)); err == nil || !isNotFound(err) {
			return f, err
		}
	}
	if f, err := s.findByLookup(ctx, tx, brand, hashes.lookup, share(tx)); err == nil || !isNotFound(err) {
		return f, err
	}
	return s.create(ctx, tx, brand, c, hashes, foldAliases)
}

// create makes a fan. Where another transaction was faster, the constraints tell, and
// its fan is the one.
func (s *Service) create(ctx context.Context, tx *db.DB, brand account.BrandID, c Contact, h hashes, fold bool) (Fan, error) {
	f := Fan{ID: ID(db.NewID()), Brand: brand, Contact: c, Disposable: c.disposable(), CreatedAt: s.clock.Now()}
	row, err := s.sealContact(f, h.lookup)
	if err != nil {
		return Fan{}, err
	}
	if err := insertFan(ctx, tx, f); err != nil {
		return Fan{}, err
	}
	if h.folded != nil {
		claimed, err := insertMailbox(ctx, tx, f, h.folded)
		if err != nil {
			return Fan{}, err
		}
		if fold && !claimed {
			return s.yield(ctx, tx, f, func() (Fan, error) { return s.findByMailbox(ctx, tx, brand, h.folded, share(tx)) })
		}
	}
	inserted, err := insertContact(ctx, tx, row)
	if err != nil {
		return Fan{}, err
	}
	if !inserted {
		return s.yield(ctx, tx, f, func() (Fan, error) { return s.findByLookup(ctx, tx, brand, h.lookup, share(tx)) })
	}
	return f, nil
}

// yield takes back a fan that came second and returns the first.
func (s *Service) yield(ctx context.Context, tx *db.DB, second Fan, first func() (Fan, error)) (Fan, error) {
	if err := deleteNewFan(ctx, tx, second.ID); err != nil {
		return Fan{}, err
	}
	return first()
}

// Find returns a fan of a brand, or ErrNotFound. Tombstones are found: see ErasedAt.
func (s *Service) Find(ctx context.Context, brand account.BrandID, id ID) (Fan, error) {
	return s.FindIn(ctx, s.db, brand, id)
}

// FindIn is Find in the caller's transaction, which must not wait for another connection
// while others wait for what it holds.
func (s *Service) FindIn(ctx context.Context, d *db.DB, brand account.BrandID, id ID) (Fan, error) {
	found, err := s.findMany(ctx, d, brand, []ID{id})
	if err != nil {
		return Fan{}, err
	}
	f, ok := found[id]
	if !ok {
		return Fan{}, ErrNotFound
	}
	return f, nil
}

// FindMany returns those of the fans that the brand has, by id: for lists.
func (s *Service) FindMany(ctx context.Context, brand account.BrandID, ids []ID) (map[ID]Fan, error) {
	return s.findMany(ctx, s.db, brand, ids)
}

func (s *Service) findMany(ctx context.Context, d *db.DB, brand account.BrandID, ids []ID) (map[ID]Fan, error) {
	rows, err := selectFans(ctx, d, brand, ids)
	if err != nil {
		return nil, err
	}
	found := make(map[ID]Fan, len(rows))
	for _, row := range rows {
		f, err := s.unseal(row)
		if err != nil {
			return nil, err
		}
		found[f.ID] = f
	}
	return found, nil
}

// FindByContact returns the fan who has exactly this contact, or ErrNotFound. d may be
// a transaction.
func (s *Service) FindByContact(ctx context.Context, d *db.DB, brand account.BrandID, c Contact) (Fan, error) {
	return s.findByLookup(ctx, d, brand, s.hashes(brand, c).lookup, "")
}

// LookUp is FindByContact outside a transaction, for the edge.
func (s *Service) LookUp(ctx context.Context, brand account.BrandID, c Contact) (Fan, error) {
	return s.FindByContact(ctx, s.db, brand, c)
}

// hashes are what a contact is found by.
type hashes struct {
	lookup []byte
	folded []byte // nil for telephone numbers
}

func (s *Service) hashes(brand account.BrandID, c Contact) hashes {
	h := hashes{lookup: secret.MAC(s.keys.lookup, string(brand), string(c.Kind), c.normalised())}
	if c.Kind == ContactEmail {
		if a, err := mail.ParseAddress(c.Value); err == nil {
			h.folded = secret.MAC(s.keys.lookup, string(brand), "mailbox", a.Folded().String())
		}
	}
	return h
}

func isNotFound(err error) bool { return fault.KindOf(err) == fault.NotFound }
