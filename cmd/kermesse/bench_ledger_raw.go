package main

import (
	"context"
	"crypto/sha256"
	"math/rand/v2"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// rawBooks are members whose rows are written as an earn would write them, by nobody who
// asks whether that is right.
type rawBooks struct {
	brand   account.BrandID
	members []string
}

func findRawBooks(ctx context.Context, d *db.DB, brand account.BrandID) (rawBooks, error) {
	raw := rawBooks{brand: brand}
	err := d.Gorm(ctx).Raw("SELECT id FROM ly_member WHERE brand = ?", brand).Scan(&raw.members).Error
	return raw, err
}

// lots counts the point lots of all brands.
func (rawBooks) lots(ctx context.Context, d *db.DB) (n int64, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM ly_lot").Scan(&n).Error
	return n, err
}

// write is one transaction of the rows of one earn.
func (r rawBooks) write(ctx context.Context, d *db.DB, random *rand.Rand) error {
	member, id, at := r.members[random.IntN(len(r.members))], db.NewID(), time.Now().UnixMilli()
	hash := sha256.Sum256([]byte(id))
	statements := []struct {
		query string
		args  []any
	}{
		{"INSERT INTO ly_idem (brand, key, request, answer, at) VALUES (?, ?, ?, ?, ?)", []any{r.brand, id, hash[:], rawAnswer, at}},
		{"INSERT INTO ly_source (brand, scope, rule, source, txn) VALUES (?, '', 'purchase', ?, ?)", []any{r.brand, hash[:], id}},
		{
			`INSERT INTO ly_txn (id, brand, member, kind, at, points, rule, note_hash, amount, num, den, tier_bp, campaign_bp)
				VALUES (?, ?, ?, 'earn', ?, 12, 'purchase', ?, 1234, 1, 100, 10000, 10000)`,
			[]any{id, r.brand, member, at, hash[:]},
		},
		{"INSERT INTO ly_txn_note (txn, salt, source_id) VALUES (?, ?, ?)", []any{id, hash[:16], id}},
		{
			`INSERT INTO ly_lot (member, no, brand, txn, kind, rule, qualifying, points, pending, available, held, expired, reversed,
				available_at, activated_at, activated, reversed_after, expires_at, expiry_days)
				VALUES (?, ?, ?, ?, 'earn', 'purchase', ?, 12, 0, 12, 0, 0, 0, ?, ?, 12, 0, ?, 365)`,
			[]any{member, random.Int64(), r.brand, id, true, at, at, at},
		},
		{
			`INSERT INTO ly_posting (txn, ord, brand, debit, credit, credit_member, credit_lot, points)
				VALUES (?, 0, ?, 'issuance', 'available', ?, 1, 12)`,
			[]any{id, r.brand, member},
		},
		{"UPDATE ly_wallet SET available = available + 12, earned = earned + 12, last_at = ?, version = version + 1 WHERE member = ?", []any{at, member}},
	}
	return d.InTx(ctx, func(tx *db.DB) error {
		for _, s := range statements {
			if err := tx.Gorm(ctx).Exec(s.query, s.args...).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// rawAnswer is as long as an answer that is kept.
const rawAnswer = `{"Txn":"019a0000-0000-7000-8000-000000000000","At":"2026-11-22T00:00:00Z","Refused":null,"Replayed":false,"Points":12,` +
	`"Discount":0,"ExpiresAt":"0001-01-01T00:00:00Z","Voucher":"","WrittenOff":0,"Clawback":null,"Restored":null,"Code":""}`
