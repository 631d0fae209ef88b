package loyalty

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"kermesse/internal/text"
)

// takeoutTable is one table of a takeout: a query whose columns are its titles. Times are
// columns that end in _at; brand is its only parameter.
type takeoutTable struct {
	name  string
	query string
}

var takeoutTables = []takeoutTable{
	{"lots.csv", `SELECT m.ref AS member, l.no AS lot, l.txn AS "transaction", l.kind, l.rule, ` + truth("l.qualifying", "qualifying") + `, l.points, l.pending,
		l.available, l.held, l.expired, l.reversed, l.available_at, l.activated_at, l.expires_at
		FROM ly_lot l JOIN ly_member m ON m.id = l.member WHERE l.brand = ? ORDER BY l.member, l.no`},
	{"transactions.csv", `SELECT t.id AS "transaction", t.at AS done_at, m.ref AS member, COALESCE(o.ref, '') AS to_member, t.kind, t.points, t.ref AS about,
		t.rule, t.tier, t.amount, COALESCE(n.source_id, '') AS source_id, COALESCE(n.reason, '') AS reason, COALESCE(n.actor, '') AS actor,
		COALESCE(n.trace, '') AS trace
		FROM ly_txn t JOIN ly_member m ON m.id = t.member LEFT JOIN ly_member o ON o.id = t.other LEFT JOIN ly_txn_note n ON n.txn = t.id
		WHERE t.brand = ? ORDER BY t.id`},
	{"postings.csv", `SELECT p.txn AS "transaction", p.ord AS no, p.debit, COALESCE(d.ref, '') AS debit_member, p.debit_lot,
		p.credit, COALESCE(c.ref, '') AS credit_member, p.credit_lot, p.points
		FROM ly_posting p LEFT JOIN ly_member d ON d.id = p.debit_member LEFT JOIN ly_member c ON c.id = p.credit_member
		WHERE p.brand = ? ORDER BY p.txn, p.ord`},
	{"rewards.csv", `SELECT id, name, description, picture, picture_alt, ` + truth("active", "active") + `, cost, stock_left, per_member, min_tier, from_at, to_at,
		voucher_days, gives FROM ly_reward WHERE brand = ? ORDER BY id`},
	{"code_uses.csv", `SELECT u.code, u.txn AS "transaction", m.ref AS member, ` + truth("u.rolled_back", "rolled_back") + `, u.reserved_until AS reserved_until_at
		FROM ly_code_use u JOIN ly_member m ON m.id = u.member WHERE u.brand = ? ORDER BY u.txn`},
	{"pools.csv", `SELECT p.id, p.name, p.created_at, (SELECT count(*) FROM ly_pool_code c WHERE c.brand = p.brand AND c.pool = p.id) AS codes,
		(SELECT count(*) FROM ly_pool_code c WHERE c.brand = p.brand AND c.pool = p.id AND c.txn = '') AS unused
		FROM ly_pool p WHERE p.brand = ? ORDER BY p.id`},
	{"programme.csv", `SELECT time_zone, clawback, grace_days, tier_window_days, tier_retention_days, social, desk FROM ly_programme WHERE brand = ?`},
	{"tiers.csv", `SELECT level, name, min_points, earn_bp FROM ly_tier WHERE brand = ? ORDER BY level`},
	{"groups.csv", `SELECT id, points, period, ` + truth("reject", "reject") + ` FROM ly_group WHERE brand = ? ORDER BY id`},
	{"rules.csv", `SELECT id, name, ` + truth("active", "active") + `, num, den, fixed, ` + truth("tier_multiplier", "tier_multiplier") + `, pending_days, expiry_days,
		expiry_months, max_per_op, max_per_day, max_per_year, group_id, ` + truth("qualifying", "qualifying") + `, dedupe, ` + truth("no_self", "no_self") + `, terms
		FROM ly_rule WHERE brand = ? ORDER BY id`},
	{"campaigns.csv", `SELECT id, name, rule, from_at, to_at, bp FROM ly_campaign WHERE brand = ? ORDER BY no`},
}

// truth writes a boolean the same on both databases.
func truth(column, name string) string {
	return "CASE WHEN " + column + " THEN 'true' ELSE 'false' END AS " + name
}

// table writes the rows of a query while they are read.
func (t *takeout) table(ctx context.Context, table takeoutTable) error {
	rows, err := t.tx.Gorm(ctx).Raw(table.query, t.brand).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error is that of Err
	titles, err := rows.Columns()
	if err != nil {
		return err
	}
	return t.csv(table.name, titles, func(add func(...string) error) error {
		values, into, cells := make([]any, len(titles)), make([]any, len(titles)), make([]string, len(titles))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				return err
			}
			for i, v := range values {
				cells[i] = takenCell(titles[i], v)
			}
			if err := add(cells...); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

func takenCell(title string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case int64:
		if strings.HasSuffix(title, "_at") {
			return told(v)
		}
		return strconv.FormatInt(v, 10)
	case int32:
		return strconv.FormatInt(int64(v), 10)
	case []byte:
		return text.Cell(string(v))
	case string:
		return text.Cell(v)
	}
	return fmt.Sprint(v)
}

// takenMember is a member as a takeout tells them.
type takenMember struct {
	Ref, Fan, Birthday, Segments   string
	CreatedAt, ErasedAt, TierUntil int64
	Tier                           int
	Available, Pending, Held, Debt int64
	Earned, Spent, Restored        int64
	Expired, ClawedBack            int64
}

// takenMembers reads members in the order of their numbers.
func (b books) takenMembers(ctx context.Context, after string, atMost int) (rows []takenMember, err error) {
	segments := "COALESCE((SELECT group_concat(segment, ' ') FROM ly_segment s WHERE s.member = m.id), '')"
	if b.tx.Dialect() == "postgres" {
		segments = "COALESCE((SELECT string_agg(segment, ' ') FROM ly_segment s WHERE s.member = m.id), '')"
	}
	err = b.read(ctx, &rows, `SELECT m.ref, COALESCE(m.fan, '') AS fan, m.birthday, `+segments+` AS segments, m.created_at, m.erased_at, w.tier, w.tier_until,
		w.available, w.pending, w.held, w.debt, w.earned, w.spent, w.restored, w.expired, w.clawed_back
		FROM ly_member m JOIN ly_wallet w ON w.member = m.id WHERE m.brand = ? AND m.ref > ? ORDER BY m.ref LIMIT ?`, b.brand, after, atMost)
	return rows, err
}

// takenVoucher is a reward that was taken, and by which number.
type takenVoucher struct {
	ref        string
	redemption Redemption
}

func (b books) takenVouchers(ctx context.Context, after string, atMost int) ([]takenVoucher, error) {
	var rows []struct {
		Ref                         string
		Txn, Member, Reward, Status string
		Kind                        string
		Sealed, Delivered           []byte
		ExpiresAt, UsedAt           int64
	}
	err := b.read(ctx, &rows, `SELECT m.ref, r.txn, r.member, r.reward, r.status, r.kind, r.sealed, r.delivered, r.expires_at, r.used_at
		FROM ly_redemption r JOIN ly_member m ON m.id = r.member WHERE r.brand = ? AND r.txn > ? ORDER BY r.txn LIMIT ?`, b.brand, after, atMost)
	list := make([]takenVoucher, len(rows))
	for i, r := range rows {
		list[i] = takenVoucher{r.Ref, redemptionRow{
			Txn: r.Txn, Member: r.Member, Reward: r.Reward, Status: r.Status, Kind: r.Kind, Sealed: r.Sealed, Delivered: r.Delivered,
			ExpiresAt: r.ExpiresAt, UsedAt: r.UsedAt,
		}.redemption()}
	}
	return list, err
}
