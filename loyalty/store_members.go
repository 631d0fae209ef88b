package loyalty

import (
	"context"
	"strings"

	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

// memberLineRow holds the columns one by one: what is embedded and not exported is not
// filled from a row.
type memberLineRow struct {
	ID        string
	Ref       string
	Fan       *string
	CreatedAt int64
	ErasedAt  int64
	Available int64
	Pending   int64
	Held      int64
	Debt      int64
	Tier      int
	LastAt    int64
	NextDue   int64
	Erased    bool
}

func (r memberLineRow) line() MemberLine {
	return MemberLine{
		Member:   memberRow{ID: r.ID, Ref: r.Ref, Fan: r.Fan, CreatedAt: r.CreatedAt, ErasedAt: r.ErasedAt}.member(),
		Balances: ledger.Balances{Available: r.Available, Pending: r.Pending, Held: r.Held, Debt: r.Debt},
		Level:    r.Tier, LastAt: db.Time(r.LastAt), Erased: r.Erased, nextDue: db.Time(r.NextDue),
	}
}

// order is what a page of the list goes by: who came last comes first, and numbers that are
// searched for come in their order. An index gives either, so that a page of a hundred thousand
// members costs what it shows.
type order struct {
	from   string // the members m and their wallets w, those of the brand
	column string
	before string // operator of what comes after a row
	by     string
	mark   string // begins its cursors
}

var (
	newestFirst = order{"ly_wallet w JOIN ly_member m ON m.id = w.member WHERE w.brand = ?", "w.member", "<", "w.member DESC", "m."}
	byNumber    = order{"ly_member m JOIN ly_wallet w ON w.member = m.id WHERE m.brand = ?", "m.ref", ">", "m.ref", "r."}

	// Where text is sorted by the language of the database, its own index goes by bytes.
	byNumberOnPostgres = order{byNumber.from, byNumber.column, "~>~", "m.ref USING ~<~", byNumber.mark}
)

func (f MemberFilter) order(dialect db.Dialect) order {
	switch {
	case f.RefPrefix == "":
		return newestFirst
	case dialect == db.Postgres:
		return byNumberOnPostgres
	}
	return byNumber
}

// where is the filter as a condition on members m and their wallets w.
func (f MemberFilter) where(dialect db.Dialect) (condition string, args []any) {
	if f.RefPrefix != "" {
		condition = " AND m.ref >= ? AND m.ref < ?"
		if dialect == db.Postgres {
			condition = " AND m.ref ~>=~ ? AND m.ref ~<~ ?"
		}
		args = append(args, f.RefPrefix, f.RefPrefix+afterAll) // which sorts behind all that numbers are made of
	}
	if f.Fan != "" {
		condition, args = condition+" AND m.fan = ?", append(args, f.Fan)
	}
	if f.Level != nil {
		condition, args = condition+" AND w.tier = ? AND NOT w.erased", append(args, *f.Level)
	}
	return condition, args
}

// members reads a page of the list.
func (b books) members(ctx context.Context, f MemberFilter, page Page) (MemberPage, error) {
	if !storable(f.RefPrefix) {
		return MemberPage{}, nil
	}
	o := f.order(b.tx.Dialect())
	after, ours := strings.CutPrefix(page.After, o.mark)
	if page.After != "" && !ours || len(after) > 64 || !storable(after) {
		return MemberPage{}, ErrCursor
	}
	condition, args := f.where(b.tx.Dialect())
	args = append([]any{b.brand}, args...)
	if page.After != "" {
		condition, args = condition+" AND "+o.column+" "+o.before+" ?", append(args, after)
	}
	var rows []memberLineRow
	err := b.read(ctx, &rows, `SELECT m.id, m.ref, m.fan, m.created_at, m.erased_at,
		w.available, w.pending, w.held, w.debt, w.tier, w.last_at, w.next_due, w.erased FROM `+
		o.from+condition+" ORDER BY "+o.by+" LIMIT ?", append(args, page.Size+1)...)
	var found MemberPage
	for i, row := range rows {
		if i == page.Size {
			last := found.Lines[i-1]
			if found.Next = o.mark + string(last.ID); f.RefPrefix != "" {
				found.Next = o.mark + last.Ref
			}
			break
		}
		found.Lines = append(found.Lines, row.line())
	}
	return found, err
}

// countMembers counts those who match a filter. levels are how many each tier has.
func (b books) countMembers(ctx context.Context, f MemberFilter, levels map[int]int) (n int, err error) {
	switch {
	case f == (MemberFilter{}):
		err = b.one(ctx, &n, "SELECT count(*) FROM ly_member WHERE brand = ? AND erased_at > 0", b.brand)
		for _, of := range levels {
			n += of
		}
		return n, err
	case f.Level != nil && f == (MemberFilter{Level: f.Level}):
		return levels[*f.Level], nil
	case !storable(f.RefPrefix):
		return 0, nil
	}
	condition, args := f.where(b.tx.Dialect())
	from := byNumber.from
	if f.Level == nil {
		from = "ly_member m WHERE m.brand = ?"
	}
	err = b.one(ctx, &n, "SELECT count(*) FROM "+from+condition, append([]any{b.brand}, args...)...)
	return n, err
}

// countLevels counts the members of each tier, erased ones aside.
func (b books) countLevels(ctx context.Context) (map[int]int, error) {
	var rows []struct{ Tier, N int }
	err := b.read(ctx, &rows, "SELECT tier, count(*) AS n FROM ly_wallet WHERE brand = ? AND NOT erased GROUP BY tier", b.brand)
	counts := make(map[int]int, len(rows))
	for _, row := range rows {
		counts[row.Tier] = row.N
	}
	return counts, err
}

// redemptions returns what a member took, latest first.
func (b books) redemptions(ctx context.Context, member MemberID) ([]Redemption, error) {
	var rows []redemptionRow
	err := b.read(ctx, &rows, selectRedemption+"member = ? ORDER BY txn DESC", member)
	list := make([]Redemption, len(rows))
	for i, row := range rows {
		list[i] = row.redemption()
	}
	return list, err
}

// countByReward counts redemptions that were not given back.
func (b books) countByReward(ctx context.Context) (map[string]RewardUse, error) {
	var rows []struct {
		Reward         string
		Redeemed, Used int
	}
	err := b.read(ctx, &rows, `SELECT reward, count(*) AS redeemed, count(CASE WHEN status = 'used' THEN 1 END) AS used
		FROM ly_redemption WHERE brand = ? AND status <> 'void' GROUP BY reward`, b.brand)
	uses := make(map[string]RewardUse, len(rows))
	for _, row := range rows {
		uses[row.Reward] = RewardUse{row.Redeemed, row.Used}
	}
	return uses, err
}
