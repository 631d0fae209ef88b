package fan

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// fanRow is a fan and their contact; a tombstone has none.
type fanRow struct {
	ID         string
	BrandID    string
	Locale     string
	CreatedAt  int64
	ErasedAt   int64
	ContactID  string
	Kind       string
	Sealed     []byte
	KeyID      string
	Disposable bool
	VerifiedAt int64
}

const fanColumns = `f.id, f.brand_id, f.locale, f.created_at, f.erased_at,
	COALESCE(c.id, '') AS contact_id, COALESCE(c.kind, '') AS kind, c.sealed, COALESCE(c.key_id, '') AS key_id,
	COALESCE(c.disposable, FALSE) AS disposable, COALESCE(c.verified_at, 0) AS verified_at`

type contactRow struct {
	ID         string
	BrandID    string
	FanID      string
	Kind       string
	Lookup     []byte
	Sealed     []byte
	KeyID      string
	Disposable bool
	CreatedAt  int64
}

// sealContact returns the row of a new fan's contact.
func (s *Service) sealContact(f Fan, lookup []byte) (contactRow, error) {
	id := db.NewID()
	sealed, keyID, err := s.keys.vault.seal(f.Contact.Value, id)
	if err != nil {
		return contactRow{}, err
	}
	return contactRow{
		ID: id, BrandID: string(f.Brand), FanID: string(f.ID), Kind: string(f.Contact.Kind), Lookup: lookup,
		Sealed: sealed, KeyID: keyID, Disposable: f.Disposable, CreatedAt: db.Millis(f.CreatedAt),
	}, nil
}

func (s *Service) unseal(r fanRow) (Fan, error) {
	f := Fan{
		ID: ID(r.ID), Brand: account.BrandID(r.BrandID), Locale: r.Locale, Disposable: r.Disposable,
		VerifiedAt: db.Time(r.VerifiedAt), CreatedAt: db.Time(r.CreatedAt), ErasedAt: db.Time(r.ErasedAt),
	}
	if r.ContactID == "" {
		return f, nil
	}
	value, err := s.keys.vault.open(r.Sealed, r.KeyID, r.ContactID)
	if err != nil {
		return Fan{}, err
	}
	f.Contact = Contact{Kind: ContactKind(r.Kind), Value: value}
	return f, nil
}

func (s *Service) findByLookup(ctx context.Context, d *db.DB, brand account.BrandID, lookup []byte, lock string) (Fan, error) {
	return s.findWhere(ctx, d, `FROM fan_contacts k JOIN fans f ON f.id = k.fan_id
		LEFT JOIN fan_contacts c ON c.fan_id = f.id WHERE k.brand_id = ? AND k.lookup = ?`+lock, string(brand), lookup)
}

func (s *Service) findByMailbox(ctx context.Context, d *db.DB, brand account.BrandID, folded []byte, lock string) (Fan, error) {
	return s.findWhere(ctx, d, `FROM fan_mailboxes m JOIN fans f ON f.id = m.fan_id
		LEFT JOIN fan_contacts c ON c.fan_id = f.id WHERE m.brand_id = ? AND m.folded = ?`+lock, string(brand), folded)
}

// share is the clause that keeps a fan from being forgotten before the transaction ends,
// so that nothing is written about somebody who is gone.
func share(tx *db.DB) string {
	if tx.Dialect() == db.Postgres {
		return " FOR SHARE OF f"
	}
	return ""
}

// findWhere returns a fan who has not been forgotten.
func (s *Service) findWhere(ctx context.Context, d *db.DB, from string, args ...any) (Fan, error) {
	var row fanRow
	res := d.Gorm(ctx).Raw("SELECT "+fanColumns+" "+from, args...).Scan(&row)
	if res.Error != nil {
		return Fan{}, res.Error
	}
	if res.RowsAffected == 0 || row.ErasedAt != 0 {
		return Fan{}, ErrNotFound
	}
	return s.unseal(row)
}

func selectFans(ctx context.Context, d *db.DB, brand account.BrandID, ids []ID) ([]fanRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []fanRow
	err := d.Gorm(ctx).Raw("SELECT "+fanColumns+` FROM fans f LEFT JOIN fan_contacts c ON c.fan_id = f.id
		WHERE f.brand_id = ? AND f.id IN ?`, string(brand), texts(ids)).Scan(&rows).Error
	return rows, err
}

func insertFan(ctx context.Context, tx *db.DB, f Fan) error {
	return tx.Gorm(ctx).Exec("INSERT INTO fans (id, brand_id, locale, created_at) VALUES (?, ?, ?, ?)",
		string(f.ID), string(f.Brand), f.Locale, db.Millis(f.CreatedAt)).Error
}

// insertMailbox reports whether f is now the mailbox's first fan.
func insertMailbox(ctx context.Context, tx *db.DB, f Fan, folded []byte) (bool, error) {
	res := tx.Gorm(ctx).Exec(`INSERT INTO fan_mailboxes (brand_id, folded, fan_id) VALUES (?, ?, ?)
		ON CONFLICT (brand_id, folded) DO NOTHING`, string(f.Brand), folded, string(f.ID))
	return res.RowsAffected == 1, res.Error
}

// insertContact reports whether the contact was free.
func insertContact(ctx context.Context, tx *db.DB, r contactRow) (bool, error) {
	res := tx.Gorm(ctx).Exec(`INSERT INTO fan_contacts
		(id, brand_id, fan_id, kind, lookup, sealed, key_id, disposable, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (brand_id, lookup) DO NOTHING`,
		r.ID, r.BrandID, r.FanID, r.Kind, r.Lookup, r.Sealed, r.KeyID, r.Disposable, r.CreatedAt)
	return res.RowsAffected == 1, res.Error
}

// deleteNewFan takes back a fan that was made in this transaction and has nothing yet.
func deleteNewFan(ctx context.Context, tx *db.DB, id ID) error {
	if err := tx.Gorm(ctx).Exec("DELETE FROM fan_mailboxes WHERE fan_id = ?", string(id)).Error; err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("DELETE FROM fans WHERE id = ?", string(id)).Error
}

func texts(ids []ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
