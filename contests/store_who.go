package contests

import (
	"bytes"
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

func hasContact(ctx context.Context, d *db.DB, id ID, list ContactList, hash []byte) (bool, error) {
	var n int64
	err := d.Gorm(ctx).Raw("SELECT count(*) FROM contest_contacts WHERE contest_id = ? AND list = ? AND hash = ?", string(id), string(list), hash).Scan(&n).Error
	return n > 0, err
}

func countContacts(ctx context.Context, d *db.DB, id ID, list ContactList) (int, error) {
	var n int
	err := d.Gorm(ctx).Raw("SELECT count(*) FROM contest_contacts WHERE contest_id = ? AND list = ?", string(id), string(list)).Scan(&n).Error
	return n, err
}

// contactsPerInsert keeps a statement's values far below what either database bears.
const contactsPerInsert = 500

func replaceContacts(ctx context.Context, tx *db.DB, id ID, list ContactList, hashes [][]byte) error {
	if err := tx.Gorm(ctx).Exec("DELETE FROM contest_contacts WHERE contest_id = ? AND list = ?", string(id), string(list)).Error; err != nil {
		return err
	}
	slices.SortFunc(hashes, bytes.Compare)
	for batch := range slices.Chunk(hashes, contactsPerInsert) {
		query, values := "INSERT INTO contest_contacts (contest_id, list, hash) VALUES ", make([]any, 0, 3*len(batch))
		for i, hash := range batch {
			if i > 0 {
				query += ", "
			}
			query += "(?, ?, ?)"
			values = append(values, string(id), string(list), hash)
		}
		if err := tx.Gorm(ctx).Exec(query, values...).Error; err != nil {
			return err
		}
	}
	return nil
}

// deleteContacts removes the lists of contests whose winners had to answer before a moment,
// and of those that were called off before it.
func deleteContacts(ctx context.Context, tx *db.DB, before time.Time) error {
	const day = 24 * 60 * 60 * 1000
	return tx.Gorm(ctx).Exec(`DELETE FROM contest_contacts WHERE contest_id IN (SELECT c.id FROM contests c
		JOIN contest_attempts a ON a.contest_id = c.id AND a.attempt = c.attempt
		WHERE a.drawn_at > 0 AND a.drawn_at + c.claim_days * CAST(? AS BIGINT) < ? OR a.cancelled_at > 0 AND a.cancelled_at < ?)`,
		day, db.Millis(before), db.Millis(before)).Error
}

// insertRest remembers a winner until a moment.
func insertRest(ctx context.Context, tx *db.DB, c Contest, hash []byte, won, expires time.Time) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO winner_rests (brand_id, hash, contest_id, won_at, expires_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (brand_id, hash, contest_id) DO NOTHING`,
		string(c.Brand), hash, string(c.ID), db.Millis(won), db.Millis(expires)).Error
}

// selectLastWin returns when a contact last won another contest of the brand, as far as it is
// remembered; the zero time if it is not.
func selectLastWin(ctx context.Context, d *db.DB, c Contest, hash []byte, now time.Time) (time.Time, error) {
	var won int64
	err := d.Gorm(ctx).Raw(`SELECT COALESCE(MAX(won_at), 0) FROM winner_rests
		WHERE brand_id = ? AND hash = ? AND contest_id <> ? AND expires_at > ?`,
		string(c.Brand), hash, string(c.ID), db.Millis(now)).Scan(&won).Error
	return db.Time(won), err
}

func deleteRests(ctx context.Context, tx *db.DB, now time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM winner_rests WHERE expires_at <= ?", db.Millis(now)).Error
}

// deleteRestsOf removes what is remembered of one contact.
func deleteRestsOf(ctx context.Context, tx *db.DB, brand account.BrandID, hash []byte) error {
	return tx.Gorm(ctx).Exec("DELETE FROM winner_rests WHERE brand_id = ? AND hash = ?", string(brand), hash).Error
}
