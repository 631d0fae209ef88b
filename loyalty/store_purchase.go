package loyalty

import (
	"context"
	"encoding/json"
	"time"

	"kermesse/internal/db"
)

// insertPurchase takes an order's number, and reports false where it was taken before.
func (b books) insertPurchase(ctx context.Context, member MemberID, p Purchase, now time.Time) (bool, error) {
	print, err := p.fingerprint()
	if err != nil {
		return false, err
	}
	at := p.At
	if at.IsZero() {
		at = now
	}
	lines := ""
	if len(p.Lines) > 0 {
		text, err := json.Marshal(p.Lines)
		if err != nil {
			return false, err
		}
		lines = string(text)
	}
	rows, err := b.execAhead(ctx, `INSERT INTO ly_purchase (brand, source, member, request, at, amount, store, lines)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (brand, source) DO NOTHING`,
		b.brand, hashOf(p.Order), member, print, db.Millis(at), p.Amount, p.Store, lines)
	return rows == 1, err
}

func (b books) purchaseRequest(ctx context.Context, order string) ([]byte, error) {
	var row struct{ Request []byte }
	err := b.one(ctx, &row, "SELECT request FROM ly_purchase WHERE brand = ? AND source = ?", b.brand, hashOf(order))
	return row.Request, err
}

// earnedFrom returns what an order earned, by rule.
func (b books) earnedFrom(ctx context.Context, order string) ([]Outcome, error) {
	var rows []struct {
		Rule, Txn string
		Points    int64
		Counted   int64
		Pending   bool
		Trace     string
	}
	err := b.read(ctx, &rows, `SELECT s.rule, s.txn, t.points, COALESCE(n.trace, '') AS trace,
			CASE WHEN COALESCE(t.den, 0) > 0 THEN COALESCE(t.amount, 0) ELSE 0 END AS counted,
			EXISTS (SELECT 1 FROM ly_lot l WHERE l.txn = t.id AND l.pending > 0) AS pending
		FROM ly_source s JOIN ly_txn t ON t.id = s.txn JOIN ly_purchase p ON p.brand = s.brand AND p.source = s.source
		LEFT JOIN ly_txn_note n ON n.txn = t.id
		WHERE s.brand = ? AND s.source = ? AND (s.scope = '' OR s.scope = p.member) ORDER BY s.rule`, b.brand, hashOf(order))
	outcomes := make([]Outcome, len(rows))
	for i, row := range rows {
		if err != nil {
			break
		}
		outcomes[i] = Outcome{Rule: row.Rule, Txn: TxnID(row.Txn), Points: row.Points, Pending: row.Pending, counted: row.Counted}
		outcomes[i].Trace, err = decodeTrace(row.Trace)
	}
	return outcomes, err
}

// countPurchases counts a member's orders but one.
func (b books) countPurchases(ctx context.Context, member MemberID, but []byte) (n int64, err error) {
	err = b.one(ctx, &n, "SELECT count(*) FROM ly_purchase WHERE member = ? AND source <> ?", member, but)
	return n, err
}
