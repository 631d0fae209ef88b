package loyalty

import (
	"context"
	"crypto/sha256"

	"kermesse/loyalty/ledger"
)

// namedSource is a business id as those outside name it.
type namedSource struct {
	rule, member, id string
}

// findBySource returns the transaction that a business id earned, or ErrTxnNotFound.
func (b books) findBySource(ctx context.Context, named namedSource) (*origin, error) {
	if !storable(named.rule + named.member) {
		return nil, ErrTxnNotFound
	}
	scope, args := "''", []any{}
	if named.member != "" {
		scope, args = "(SELECT id FROM ly_member WHERE brand = ? AND ref = ?)", []any{b.brand, named.member}
	}
	hash := sha256.Sum256([]byte(named.id))
	var ids []TxnID
	err := b.read(ctx, &ids, "SELECT txn FROM ly_source WHERE scope = "+scope+" AND brand = ? AND rule = ? AND source = ?",
		append(args, b.brand, named.rule, hash[:])...)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, ErrTxnNotFound
	}
	return b.findTxn(ctx, ids[0])
}

// bought is a purchase, and how much of it was refunded.
type bought struct {
	ledger.Purchase
	refunded int64
}

// purchaseOf reads a purchase and its refunds. Its member's wallet is locked.
func (b books) purchaseOf(ctx context.Context, txn TxnID) (bought, error) {
	var row struct{ Amount, Num, Den, TierBP, CampaignBP, Points, Refunded int64 }
	err := b.one(ctx, &row, `SELECT COALESCE(amount, 0) AS amount, COALESCE(num, 0) AS num, COALESCE(den, 0) AS den,
			COALESCE(tier_bp, 0) AS tier_bp, COALESCE(campaign_bp, 0) AS campaign_bp, points,
			CAST((SELECT COALESCE(sum(r.amount), 0) FROM ly_txn r WHERE r.ref = t.id AND r.kind = 'refund') AS BIGINT) AS refunded
		FROM ly_txn t WHERE id = ?`, txn)
	return bought{
		ledger.Purchase{
			Amount: row.Amount, Num: row.Num, Den: row.Den, TierBP: row.TierBP, CampaignBP: row.CampaignBP, Points: row.Points,
		}, row.Refunded,
	}, err
}
