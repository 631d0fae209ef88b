package loyalty

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

// source is a business id: in the whole brand, or where scope names a member, theirs.
type source struct {
	scope, rule string
	hash        []byte
}

func (b books) sourceTaken(ctx context.Context, s source) (bool, error) {
	var txns []string
	err := b.readAhead(ctx, &txns, "SELECT txn FROM ly_source WHERE brand = ? AND scope = ? AND rule = ? AND source = ?",
		b.brand, s.scope, s.rule, s.hash)
	return len(txns) > 0, err
}

// insertSource takes a business id for a transaction, or returns ErrDuplicateSource.
func (b books) insertSource(ctx context.Context, s source, txn TxnID) error {
	rows, err := b.execAhead(ctx, `INSERT INTO ly_source (brand, scope, rule, source, txn) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (brand, scope, rule, source) DO NOTHING`, b.brand, s.scope, s.rule, s.hash, txn)
	if err == nil && rows == 0 {
		return ErrDuplicateSource
	}
	return err
}

// used counts the member's accepted earns by a rule, as far as its limits ask.
func (b books) used(ctx context.Context, member MemberID, rule ledger.Rule, terms *ledger.Terms, now time.Time) (ledger.Used, error) {
	var used ledger.Used
	if rule.MaxPerDay > 0 {
		if err := b.countEarns(ctx, &used.Today, member, rule.ID, terms.StartOfDay(now)); err != nil {
			return used, err
		}
	}
	if rule.MaxPerYear > 0 {
		return used, b.countEarns(ctx, &used.ThisYear, member, rule.ID, terms.StartOfYear(now))
	}
	return used, nil
}

func (b books) countEarns(ctx context.Context, n *int64, member MemberID, rule string, since time.Time) error {
	return b.one(ctx, n, "SELECT count(*) FROM ly_txn WHERE member = ? AND at >= ? AND kind = ? AND rule = ?",
		member, db.Millis(since), ledger.Earn, rule)
}

// granted sums the points a member earned by some rules since a moment, reversed or not.
func (b books) granted(ctx context.Context, member MemberID, rules []string, since time.Time) (int64, error) {
	var n int64
	err := b.one(ctx, &n, "SELECT CAST(COALESCE(sum(points), 0) AS BIGINT) FROM ly_txn WHERE member = ? AND at >= ? AND kind = ? AND rule IN ?",
		member, db.Millis(since), ledger.Earn, rules)
	return n, err
}
