package loyalty

import (
	"context"
	"time"

	"kermesse/internal/db"
)

func (b books) savePool(ctx context.Context, p Pool, now time.Time) error {
	_, err := b.exec(ctx, `INSERT INTO ly_pool (brand, id, name, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (brand, id) DO UPDATE SET name = excluded.name`, b.brand, p.ID, p.Name, db.Millis(now))
	return err
}

func (b books) pools(ctx context.Context) (pools []Pool, err error) {
	err = b.read(ctx, &pools, `SELECT p.id, p.name, count(c.hash) AS size, count(CASE WHEN c.txn = '' THEN 1 END) AS "left"
		FROM ly_pool p LEFT JOIN ly_pool_code c ON c.brand = p.brand AND c.pool = p.id WHERE p.brand = ? GROUP BY p.id, p.name ORDER BY p.id`, b.brand)
	return pools, err
}

// takePooled hands a code of a pool to a transaction, or returns ErrOutOfStock. Those who
// come at once each lock another row.
func (b books) takePooled(ctx context.Context, pool string, txn TxnID) (sealed, hash []byte, err error) {
	lock := b.tx.ForUpdate()
	if lock != "" {
		lock += " SKIP LOCKED"
	}
	var rows []struct{ Sealed, Hash []byte }
	err = b.read(ctx, &rows, `UPDATE ly_pool_code SET txn = ? WHERE brand = ? AND pool = ? AND hash =
		(SELECT hash FROM ly_pool_code WHERE brand = ? AND pool = ? AND txn = '' ORDER BY hash LIMIT 1`+lock+`) RETURNING sealed, hash`,
		txn, b.brand, pool, b.brand, pool)
	if err == nil && len(rows) == 0 {
		return nil, nil, ErrOutOfStock
	}
	if err != nil {
		return nil, nil, err
	}
	return rows[0].Sealed, rows[0].Hash, nil
}

// countPooled counts what is left of a pool; false where there is no such pool.
func (b books) countPooled(ctx context.Context, pool string) (left int64, found bool, err error) {
	pools, err := b.pools(ctx)
	for _, p := range pools {
		if p.ID == pool {
			return p.Left, true, err
		}
	}
	return 0, false, err
}

// deleteKey makes a code that was not used worth nothing.
func (b books) deleteKey(ctx context.Context, hash []byte) (bool, error) {
	rows, err := b.exec(ctx, "DELETE FROM ly_code_key WHERE brand = ? AND hash = ? AND used = 0", b.brand, hash)
	return rows == 1, err
}
