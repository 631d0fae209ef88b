package loyalty

import (
	"context"
	"maps"
	"slices"
	"strings"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

func brandsWithBooks(ctx context.Context, d *db.DB) (brands []account.BrandID, err error) {
	err = d.Gorm(ctx).Raw("SELECT brand FROM ly_programme ORDER BY brand").Scan(&brands).Error
	return brands, err
}

// foldMark is up to which transaction the brand's books are folded; empty: not at all.
func (b books) foldMark(ctx context.Context) (string, error) {
	var marks []string
	if err := b.read(ctx, &marks, "SELECT upto FROM ly_fold WHERE brand = ?", b.brand); err != nil || len(marks) == 0 {
		return "", err
	}
	return marks[0], nil
}

// lockFold is foldMark for who moves it: two servers fold one after the other.
func (b books) lockFold(ctx context.Context) (string, error) {
	_, err := b.exec(ctx, "INSERT INTO ly_fold (brand, upto) VALUES (?, '') ON CONFLICT (brand) DO NOTHING", b.brand)
	if err != nil {
		return "", err
	}
	var upto string
	err = b.one(ctx, &upto, "SELECT upto FROM ly_fold WHERE brand = ?"+b.tx.ForUpdate(), b.brand)
	return upto, err
}

// ofBrand is the condition on the brand where another one leaves few rows, and an index gives them:
// the brand's own index would give all that it ever did.
const ofBrand = "brand || '' = ?"

// readRecent prepares a view for questions about what came since a mark: a few rows, each of which
// an index leads on from. PostgreSQL, where it has not yet counted how few, would read whole tables.
func (b books) readRecent(ctx context.Context) error {
	if b.tx.Dialect() != db.Postgres {
		return nil
	}
	return b.tx.Gorm(ctx).Exec("SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true)").Error
}

const selectFolded = `SELECT t.id, t.member, t.kind, t.rule, COALESCE(p.debit, ''), COALESCE(p.credit, ''), t.at, COALESCE(p.ord, 0), COALESCE(p.points, 0),
	t.points, m.created_at, t.tier, t.amount, t.num, t.den, t.tier_bp, t.campaign_bp
	FROM (SELECT * FROM ly_txn WHERE ` + ofBrand + ` AND id > ? AND id < ? ORDER BY id LIMIT ?) t
	JOIN ly_member m ON m.id = t.member LEFT JOIN ly_posting p ON p.txn = t.id`

// foldInto adds the transactions after one id and before another, the first ones.
func (b books) foldInto(ctx context.Context, f *fold, after, before string, atMost int) error {
	rows, err := b.tx.Gorm(ctx).Raw(selectFolded, b.brand, after, before, atMost).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error is that of Err
	for rows.Next() {
		var p foldedPosting
		err := rows.Scan(&p.Txn, &p.Member, &p.Kind, &p.Rule, &p.Debit, &p.Credit, &p.At, &p.Ord, &p.Points, &p.TxnPoints, &p.Joined,
			&p.Tier, &p.Amount, &p.Num, &p.Den, &p.TierBP, &p.CampaignBP)
		if err != nil {
			return err
		}
		f.add(p)
	}
	return rows.Err()
}

// saveFold adds the sums to the days.
func (b books) saveFold(ctx context.Context, f *fold) error {
	days := insertion{
		into: "ly_day (brand, day, kind, rule, debit, credit, bp, n, points, amount, extra)",
		then: `ON CONFLICT (brand, day, kind, rule, debit, credit, bp) DO UPDATE SET n = ly_day.n + excluded.n, points = ly_day.points + excluded.points,
			amount = ly_day.amount + excluded.amount, extra = ly_day.extra + excluded.extra`,
	}
	for key, d := range f.days {
		days.add(b.brand, key.Day, key.Kind, key.Rule, key.Debit, key.Credit, key.BP, d.N, d.Points, d.Amount, d.Extra)
	}
	if err := days.run(ctx, b); err != nil {
		return err
	}
	if err := b.saveActive(ctx, f.active); err != nil {
		return err
	}
	return b.saveOwed(ctx, f.last)
}

// moveMark notes up to which id the books are folded: also where nothing was, so that nobody looks
// through what other brands did since.
func (b books) moveMark(ctx context.Context, upto string) error {
	_, err := b.exec(ctx, "UPDATE ly_fold SET upto = ? WHERE brand = ? AND upto < ?", upto, b.brand, upto)
	return err
}

// saveActive notes who did something in a month, and how many of them are new.
func (b books) saveActive(ctx context.Context, active map[activeKey]bool) error {
	rows := insertion{
		into: "ly_active (brand, month, joined, member)",
		then: "ON CONFLICT (brand, month, joined, member) DO NOTHING RETURNING month, joined",
	}
	for key := range active {
		rows.add(b.brand, key.month, key.joined, key.member)
	}
	var added []cohortRow
	if err := rows.returning(ctx, b, &added); err != nil {
		return err
	}
	n := map[cohortRow]int64{}
	for _, row := range added {
		n[row]++
	}
	counts := insertion{
		into: "ly_active_count (brand, month, joined, n)",
		then: "ON CONFLICT (brand, month, joined) DO UPDATE SET n = ly_active_count.n + excluded.n",
	}
	for row, n := range n {
		counts.add(b.brand, row.Month, row.Joined, n)
	}
	return counts.run(ctx, b)
}

// owedSides are what postings after one transaction and up to another changed of what is available
// or held, by when the lots end. The end of a lot is settled once its points are available.
const owedSides = `SELECT l.expires_at, CAST(sum(s.points) AS BIGINT) AS points FROM (
		SELECT credit_member AS member, credit_lot AS lot, points FROM ly_posting
			WHERE brand = ? AND txn > ? AND txn <= ? AND credit IN ('available', 'held')
		UNION ALL SELECT debit_member, debit_lot, -points FROM ly_posting
			WHERE brand = ? AND txn > ? AND txn <= ? AND debit IN ('available', 'held')) s
	JOIN ly_lot l ON l.member = s.member AND l.no = s.lot WHERE l.brand = ? GROUP BY l.expires_at`

// saveOwed adds to what is owed what the postings since the mark changed of it.
func (b books) saveOwed(ctx context.Context, upto string) error {
	mark, err := b.foldMark(ctx)
	if err != nil {
		return err
	}
	_, err = b.exec(ctx, `INSERT INTO ly_owed (brand, expires_at, points) SELECT CAST(? AS TEXT), f.expires_at, f.points FROM (`+owedSides+`) f WHERE TRUE
		ON CONFLICT (brand, expires_at) DO UPDATE SET points = ly_owed.points + excluded.points`,
		b.brand, b.brand, mark, upto, b.brand, mark, upto, b.brand)
	return err
}

// foldedDays adds what is kept of days to a fold.
func (b books) foldedDays(ctx context.Context, f *fold, from, to string) error {
	var rows []struct {
		Day, Kind, Rule, Debit, Credit string
		BP                             int64
		N, Points, Amount, Extra       int64
	}
	err := b.read(ctx, &rows, `SELECT day, kind, rule, debit, credit, bp, n, points, amount, extra FROM ly_day WHERE brand = ? AND day >= ? AND day < ?`, b.brand, from, to)
	for _, r := range rows {
		f.count(dayKey{r.Day, r.Kind, r.Rule, r.Debit, r.Credit, r.BP}, dayFigures{r.N, r.Points, r.Amount, r.Extra})
	}
	return err
}

// cohortRow is how many of those who came in a month did something in another.
type cohortRow struct {
	Month, Joined string
	N             int64
}

func (b books) cohorts(ctx context.Context, since string) (rows []cohortRow, err error) {
	err = b.read(ctx, &rows, "SELECT month, joined, n FROM ly_active_count WHERE brand = ? AND month >= ?", b.brand, since)
	return rows, err
}

// activeAmong are which of some marks of activity are kept already.
func (b books) activeAmong(ctx context.Context, keys map[activeKey]bool) (known map[activeKey]bool, err error) {
	known = map[activeKey]bool{}
	const atOnce = 1000
	for part := range slices.Chunk(slices.Collect(maps.Keys(keys)), atOnce) {
		args := make([]any, 0, 3*len(part)+1)
		for _, key := range part {
			args = append(args, key.month, key.joined, key.member)
		}
		asked := strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", len(part)), ", ")
		var rows []struct{ Month, Joined, Member string }
		err := b.read(ctx, &rows, "SELECT a.month, a.joined, a.member FROM (VALUES "+asked+`) AS k JOIN ly_active a
			ON a.brand = ? AND a.month = k.column1 AND a.joined = k.column2 AND a.member = k.column3`, append(args, b.brand)...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			known[activeKey{r.Month, r.Joined, r.Member}] = true
		}
	}
	return known, nil
}

// joinedBetween counts the members by the month in which they came, those erased aside. Times are
// told apart by the bounds of months, which the brand's zone decides.
func (b books) joinedBetween(ctx context.Context, from, to int64) (n int64, err error) {
	err = b.one(ctx, &n, "SELECT count(*) FROM ly_member WHERE brand = ? AND created_at >= ? AND created_at < ? AND erased_at = 0", b.brand, from, to)
	return n, err
}
