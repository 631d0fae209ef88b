package contests

import (
	"context"
	"time"

	"kermesse/contests/claims"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

func insertWinnerYear(
	ctx context.Context, tx *db.DB, brand account.BrandID, hash []byte, year int, claim claims.ID, p Prize, expires time.Time,
) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO winner_years (brand_id, hash, year, claim_id, currency, value_minor, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, string(brand), hash, year, string(claim), p.Currency, p.ValueMinor, db.Millis(expires)).Error
}

// selectWinnerYear adds up what the winner of a claim has taken in its year, and the prize of
// the claim itself as long as it can still be taken.
func selectWinnerYear(ctx context.Context, d *db.DB, claim claims.ID) (YearTotal, bool, error) {
	var rows []struct {
		Year   int
		Prizes int
		Minor  int64
	}
	err := d.Gorm(ctx).Raw(`SELECT one.year AS year, count(*) AS prizes, CAST(sum(y.value_minor) AS BIGINT) AS minor
		FROM winner_years one
		JOIN winner_years y ON y.brand_id = one.brand_id AND y.hash = one.hash AND y.year = one.year AND y.currency = one.currency
		JOIN claims c ON c.id = y.claim_id
		WHERE one.claim_id = ? AND (c.state IN ('accepted', 'to-send', 'sent', 'received') OR c.id = one.claim_id AND c.state IN ('told', 'identified'))
		GROUP BY one.year`, string(claim)).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return YearTotal{}, false, err
	}
	return YearTotal{Year: rows[0].Year, Prizes: rows[0].Prizes, Minor: rows[0].Minor}, true, nil
}

// deleteWinnerYears forgets years that are over, and prizes that their winners did not take.
func deleteWinnerYears(ctx context.Context, tx *db.DB, now time.Time) error {
	return tx.Gorm(ctx).Exec(`DELETE FROM winner_years WHERE expires_at <= ?
		OR claim_id IN (SELECT id FROM claims WHERE state IN ('declined', 'expired', 'void'))`, db.Millis(now)).Error
}

// deleteWinnerYearsOf forgets what one contact has won.
func deleteWinnerYearsOf(ctx context.Context, tx *db.DB, brand account.BrandID, hash []byte) error {
	return tx.Gorm(ctx).Exec("DELETE FROM winner_years WHERE brand_id = ? AND hash = ?", string(brand), hash).Error
}
