package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

// sumPostings sums credits less debits of each account.
func (b books) sumPostings(ctx context.Context) (Totals, error) {
	return b.sumSides(ctx, `SELECT account, CAST(sum(points) AS BIGINT) AS points FROM (
		SELECT credit AS account, sum(points) AS points FROM ly_posting WHERE brand = ? GROUP BY credit
		UNION ALL SELECT debit, -sum(points) FROM ly_posting WHERE brand = ? GROUP BY debit) AS sides GROUP BY account`, b.brand, b.brand)
}

// sumFolded is sumPostings by the sums that are kept, and the postings since: what a page
// asks for may not read all books.
func (b books) sumFolded(ctx context.Context) (Totals, error) {
	mark, err := b.foldMark(ctx)
	if err != nil {
		return nil, err
	}
	return b.sumSides(ctx, `SELECT account, CAST(sum(points) AS BIGINT) AS points FROM (
		SELECT credit AS account, sum(points) AS points FROM ly_day WHERE brand = ? AND credit <> '' GROUP BY credit
		UNION ALL SELECT debit, -sum(points) FROM ly_day WHERE brand = ? AND credit <> '' GROUP BY debit
		UNION ALL SELECT credit, sum(points) FROM ly_posting WHERE brand = ? AND txn > ? GROUP BY credit
		UNION ALL SELECT debit, -sum(points) FROM ly_posting WHERE brand = ? AND txn > ? GROUP BY debit) AS sides GROUP BY account`,
		b.brand, b.brand, b.brand, mark, b.brand, mark)
}

func (b books) sumSides(ctx context.Context, query string, args ...any) (Totals, error) {
	totals := Totals{}
	for _, a := range ledger.Accounts() {
		totals[a] = 0
	}
	var rows []struct {
		Account ledger.Account
		Points  int64
	}
	err := b.read(ctx, &rows, query, args...)
	for _, row := range rows {
		totals[row.Account] = row.Points
	}
	return totals, err
}

// dueMembers returns the members of the brand to whom something has happened by t that
// is not written down yet.
func (b books) dueMembers(ctx context.Context, t time.Time) ([]string, error) {
	var members []string
	err := b.read(ctx, &members, "SELECT member FROM ly_wallet WHERE "+ofBrand+" AND next_due > 0 AND next_due <= ?", b.brand, db.Millis(t))
	return members, err
}

// openByExpiry sums what lots hold by when they end: by the sums that are kept, the postings
// since, and what is pending. A page that asks may not read all lots.
func (b books) openByExpiry(ctx context.Context) ([]expiring, error) {
	mark, err := b.foldMark(ctx)
	if err != nil {
		return nil, err
	}
	var rows []struct{ ExpiresAt, Points int64 }
	err = b.read(ctx, &rows, `SELECT expires_at, points FROM ly_owed WHERE brand = ?
		UNION ALL SELECT expires_at, CAST(sum(pending) AS BIGINT) FROM ly_lot WHERE brand = ? AND pending > 0 GROUP BY expires_at
		UNION ALL SELECT expires_at, points FROM (`+owedSides+`) AS since`,
		b.brand, b.brand, b.brand, mark, afterAll, b.brand, mark, afterAll, b.brand)
	ends := make([]expiring, len(rows))
	for i, row := range rows {
		ends[i] = expiring{db.Time(row.ExpiresAt), row.Points}
	}
	return ends, err
}

// dueWallets returns members of all brands but some to whom something has happened, by brand,
// the longest overdue first.
func dueWallets(ctx context.Context, d *db.DB, t time.Time, but []account.BrandID, atMost int) (map[account.BrandID][]string, error) {
	var rows []struct {
		Brand  account.BrandID
		Member string
	}
	query, args := "SELECT brand, member FROM ly_wallet WHERE next_due > 0 AND next_due <= ?", []any{db.Millis(t)}
	if len(but) > 0 {
		query, args = query+" AND brand NOT IN ?", append(args, but)
	}
	err := d.Gorm(ctx).Raw(query+" ORDER BY next_due, member LIMIT ?", append(args, atMost)...).Scan(&rows).Error
	members := map[account.BrandID][]string{}
	for _, row := range rows {
		members[row.Brand] = append(members[row.Brand], row.Member)
	}
	return members, err
}
