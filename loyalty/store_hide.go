package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// What an earlier version kept in clear. Two servers that start at once hide the same rows
// twice over, to the same end: hashes follow from the key, and a row that is hidden is not
// found again.

func anyPlainVoucher(ctx context.Context, d *db.DB) (bool, error) {
	var txns []string
	err := d.Gorm(ctx).Raw("SELECT txn FROM ly_redemption WHERE sealed IS NULL LIMIT 1").Scan(&txns).Error
	return len(txns) > 0, err
}

type answerRow struct {
	Brand  account.BrandID
	Key    string
	Answer string
}

func plainAnswers(ctx context.Context, tx *db.DB, limit int) (rows []answerRow, err error) {
	err = tx.Gorm(ctx).Raw(`SELECT brand, key, answer FROM ly_idem WHERE answer LIKE '%"Voucher":"%' AND answer NOT LIKE '%"Voucher":""%' LIMIT ?`, limit).Scan(&rows).Error
	return rows, err
}

func (b books) replaceAnswer(ctx context.Context, key, answer string) error {
	_, err := b.exec(ctx, "UPDATE ly_idem SET answer = ? WHERE brand = ? AND key = ?", answer, b.brand, key)
	return err
}

type plainVoucher struct {
	Txn     TxnID
	Brand   account.BrandID
	Voucher string
}

func plainVouchers(ctx context.Context, tx *db.DB, limit int) (rows []plainVoucher, err error) {
	err = tx.Gorm(ctx).Raw("SELECT txn, brand, voucher FROM ly_redemption WHERE sealed IS NULL ORDER BY txn LIMIT ?"+tx.ForUpdate(), limit).
		Scan(&rows).Error
	return rows, err
}

func (b books) replaceVoucher(ctx context.Context, txn TxnID, v issued) error {
	_, err := b.exec(ctx, "UPDATE ly_redemption SET voucher = ?, sealed = ? WHERE txn = ? AND sealed IS NULL", v.hash, v.sealed, txn)
	return err
}

type plainCode struct {
	ID    string
	Brand account.BrandID
	Code  string
	Total *int64
	Used  int64
}

func plainCodes(ctx context.Context, tx *db.DB, limit int) (rows []plainCode, err error) {
	err = tx.Gorm(ctx).Raw("SELECT id, brand, code, total, used FROM ly_code_plain ORDER BY id LIMIT ?"+tx.ForUpdate(), limit).Scan(&rows).Error
	return rows, err
}

func (b books) replaceCode(ctx context.Context, c plainCode, sealed, hash []byte) error {
	for _, step := range []struct {
		query string
		args  []any
	}{
		{"INSERT INTO ly_code_key (brand, hash, code, total, used) VALUES (?, ?, ?, ?, ?)", []any{b.brand, hash, c.ID, c.Total, c.Used}},
		{"UPDATE ly_promo SET sealed = ? WHERE id = ?", []any{sealed, c.ID}},
		{"UPDATE ly_code_use SET hash = ? WHERE code = ?", []any{hash, c.ID}},
		{"DELETE FROM ly_code_plain WHERE id = ?", []any{c.ID}},
	} {
		if _, err := b.exec(ctx, step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// unreadyBatches are the batches whose codes were begun to be written before t and are not
// all there, by brand.
func unreadyBatches(ctx context.Context, d *db.DB, t time.Time) (map[account.BrandID][]Code, error) {
	var rows []struct {
		ID    string
		Brand account.BrandID
	}
	err := d.Gorm(ctx).Raw("SELECT id, brand FROM ly_promo WHERE ready_at = 0 AND created_at < ?", db.Millis(t)).Scan(&rows).Error
	batches := map[account.BrandID][]Code{}
	for _, row := range rows {
		if err != nil {
			break
		}
		var c Code
		if c, err = (books{tx: d, brand: row.Brand}).codeByID(ctx, CodeID(row.ID)); err == nil {
			batches[row.Brand] = append(batches[row.Brand], c)
		}
	}
	return batches, err
}
