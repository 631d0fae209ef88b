package loyalty

import (
	"context"
	"math"
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
	Erased    bool
}

func (r memberLineRow) line() MemberLine {
	return MemberLine{
		Member:   memberRow{ID: r.ID, Ref: r.Ref, Fan: r.Fan, CreatedAt: r.CreatedAt, ErasedAt: r.ErasedAt}.member(),
		Balances: ledger.Balances{Available: r.Available, Pending: r.Pending, Held: r.Held, Debt: r.Debt},
		Level:    r.Tier, LastAt: db.Time(r.LastAt), Erased: r.Erased,
	}
}

// where is the filter as a condition on members m and their wallets w.
func (f MemberFilter) where() (condition string, args []any) {
	if f.RefPrefix != "" {
		escaped := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(f.RefPrefix)
		condition, args = condition+` AND m.ref LIKE ? ESCAPE '\'`, append(args, escaped+"%")
	}
	if f.Fan != "" {
		condition, args = condition+" AND m.fan = ?", append(args, f.Fan)
	}
	if f.Level != nil {
		condition, args = condition+" AND w.tier = ? AND NOT w.erased", append(args, *f.Level)
	}
	return condition, args
}

// members reads a page of the list, those who moved last first.
func (b books) members(ctx context.Context, f MemberFilter, page Page) (MemberPage, error) {
	at, id := int64(math.MaxInt64), ""
	if page.After != "" {
		var err error
		if at, id, err = decodeCursor(page.After); err != nil {
			return MemberPage{}, err
		}
	}
	if !storable(f.RefPrefix) {
		return MemberPage{}, nil
	}
	condition, args := f.where()
	args = append([]any{b.brand}, args...)
	var found MemberPage
	err := b.one(ctx, &found.Total, "SELECT count(*) FROM ly_member m JOIN ly_wallet w ON w.member = m.id WHERE m.brand = ?"+condition, args...)
	if err != nil {
		return MemberPage{}, err
	}
	var rows []memberLineRow
	err = b.read(ctx, &rows, `SELECT m.id, m.ref, m.fan, m.created_at, m.erased_at,
		w.available, w.pending, w.held, w.debt, w.tier, w.last_at, w.erased
		FROM ly_member m JOIN ly_wallet w ON w.member = m.id WHERE m.brand = ?`+condition+`
		AND (w.last_at < ? OR w.last_at = ? AND m.id < ?) ORDER BY w.last_at DESC, m.id DESC LIMIT ?`,
		append(args, at, at, id, page.Size+1)...)
	for i, row := range rows {
		if i == page.Size {
			last := found.Lines[i-1]
			found.Next = encodeCursor(last.LastAt, string(last.ID))
			break
		}
		found.Lines = append(found.Lines, row.line())
	}
	return found, err
}

// countLevels counts the members of each tier, erased ones aside.
func (b books) countLevels(ctx context.Context, levels int) ([]int, error) {
	var rows []struct{ Tier, N int }
	err := b.read(ctx, &rows, "SELECT tier, count(*) AS n FROM ly_wallet WHERE brand = ? AND NOT erased GROUP BY tier", b.brand)
	counts := make([]int, levels)
	for _, row := range rows {
		if row.Tier < levels {
			counts[row.Tier] = row.N
		}
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
