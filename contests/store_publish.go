package contests

import (
	"context"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// updatePublished freezes a contest and reports whether it was still that version of a draft.
func updatePublished(ctx context.Context, tx *db.DB, c Contest, seedSealed []byte) (bool, error) {
	chain := ""
	if c.Round > 0 {
		chain = c.Chain.String()
	}
	res := tx.Gorm(ctx).Exec(`UPDATE contests SET published_at = ?, rules_hash = ?, chain_hash = ?, round = ?,
		draw_at = ?, seed_sealed = ? WHERE id = ? AND version = ? AND published_at = 0`,
		db.Millis(c.PublishedAt), c.RulesHash.String(), chain, int64(c.Round), db.Millis(c.DrawAt), seedSealed,
		string(c.ID), c.Version)
	return res.RowsAffected == 1, res.Error
}

func insertRules(ctx context.Context, tx *db.DB, id ID, r Rules) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_rules (contest_id, rules_json, text_fr, text_en, frozen_at)
		VALUES (?, ?, ?, ?, ?)`,
		string(id), string(r.JSON), r.Text.FR, r.Text.EN, db.Millis(r.FrozenAt)).Error
}

func selectRules(ctx context.Context, d *db.DB, id ID) (Rules, error) {
	var row struct {
		RulesJSON string
		TextFr    string
		TextEn    string
		FrozenAt  int64
	}
	res := d.Gorm(ctx).Raw("SELECT * FROM contest_rules WHERE contest_id = ?", string(id)).Scan(&row)
	if res.Error != nil {
		return Rules{}, res.Error
	}
	if res.RowsAffected == 0 {
		return Rules{}, ErrNotPublished
	}
	r := Rules{JSON: []byte(row.RulesJSON), FrozenAt: db.Time(row.FrozenAt)}
	r.Text.FR, r.Text.EN = row.TextFr, row.TextEn
	r.Hash = draw.RulesDigest(r.JSON)
	return r, nil
}

// updateCancelled cancels a published contest whose number is not due yet, and reports
// whether it was one.
func updateCancelled(ctx context.Context, tx *db.DB, id ID, reason string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE contests SET cancelled_at = ?, cancel_reason = ?
		WHERE id = ? AND published_at > 0 AND cancelled_at = 0 AND drawn_at = 0 AND draw_at > ?`,
		db.Millis(now), reason, string(id), db.Millis(now))
	return res.RowsAffected == 1, res.Error
}

func selectSeed(ctx context.Context, d *db.DB, id ID) ([]byte, error) {
	var row contestRow
	err := d.Gorm(ctx).Raw("SELECT seed_sealed FROM contests WHERE id = ?", string(id)).Scan(&row).Error
	return row.SeedSealed, err
}
