package fan

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

type blockRow struct {
	ID        string
	BrandID   string
	Kind      string
	Label     string
	Effect    string
	Reason    string
	Until     int64
	CreatedAt int64
	LiftedAt  int64
}

func (r blockRow) block() Block {
	return Block{
		ID: r.ID, Brand: account.BrandID(r.BrandID), Kind: BlockKind(r.Kind), Label: r.Label, Effect: BlockEffect(r.Effect),
		Reason: r.Reason, Until: db.Time(r.Until), CreatedAt: db.Time(r.CreatedAt), LiftedAt: db.Time(r.LiftedAt),
	}
}

const (
	blockColumns = "id, brand_id, kind, label, effect, reason, until, created_at, lifted_at"
	blockActive  = "brand_id = ? AND lifted_at = 0 AND until > ?"
)

func insertBlock(ctx context.Context, tx *db.DB, b Block, hash []byte) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO contact_blocks (id, hash, brand_id, kind, label, effect, reason, until, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		b.ID, hash, string(b.Brand), string(b.Kind), b.Label, string(b.Effect), b.Reason, db.Millis(b.Until), db.Millis(b.CreatedAt)).Error
}

// liftSame ends the blocks on what is blocked anew.
func liftSame(ctx context.Context, tx *db.DB, b Block, hash []byte) error {
	return tx.Gorm(ctx).Exec("UPDATE contact_blocks SET lifted_at = ? WHERE "+blockActive+" AND hash = ?",
		db.Millis(b.CreatedAt), string(b.Brand), db.Millis(b.CreatedAt), hash).Error
}

func updateLifted(ctx context.Context, tx *db.DB, brand account.BrandID, id string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE contact_blocks SET lifted_at = ? WHERE "+blockActive+" AND id = ?",
		db.Millis(now), string(brand), db.Millis(now), id)
	return res.RowsAffected == 1, res.Error
}

func countBlocks(ctx context.Context, tx *db.DB, brand account.BrandID, now time.Time) (n int, err error) {
	err = tx.Gorm(ctx).Raw("SELECT count(*) FROM contact_blocks WHERE "+blockActive, string(brand), db.Millis(now)).Scan(&n).Error
	return n, err
}

func selectBlocks(ctx context.Context, d *db.DB, brand account.BrandID, now time.Time, after string, limit int) ([]Block, error) {
	var rows []blockRow
	err := d.Gorm(ctx).Raw("SELECT "+blockColumns+" FROM contact_blocks WHERE "+blockActive+" AND (CAST(? AS TEXT) = '' OR id < ?) ORDER BY id DESC LIMIT ?",
		string(brand), db.Millis(now), after, after, limit).Scan(&rows).Error
	blocks := make([]Block, len(rows))
	for i, r := range rows {
		blocks[i] = r.block()
	}
	return blocks, err
}

// selectBlock returns the strictest of the active blocks with one of the hashes.
func selectBlock(ctx context.Context, d *db.DB, brand account.BrandID, hashes [][]byte, now time.Time) (Block, bool, error) {
	var rows []blockRow
	err := d.Gorm(ctx).Raw("SELECT "+blockColumns+" FROM contact_blocks WHERE "+blockActive+" AND hash IN ? ORDER BY effect DESC, until DESC, id LIMIT 1",
		string(brand), db.Millis(now), hashes).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return Block{}, false, err
	}
	return rows[0].block(), true, nil
}

// deleteBlocksOver removes blocks that ended before a moment.
func deleteBlocksOver(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM contact_blocks WHERE until < ? OR lifted_at > 0 AND lifted_at < ?", db.Millis(t), db.Millis(t)).Error
}
