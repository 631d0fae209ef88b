package contests

import (
	"context"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// updatePublished freezes a contest and reports whether it was still that version of a draft.
func updatePublished(ctx context.Context, tx *db.DB, c Contest) (bool, error) {
	law, err := lawText(c.Law)
	if err != nil {
		return false, err
	}
	res := tx.Gorm(ctx).Exec(`UPDATE contests SET published_at = ?, rules_hash = ?, draw_at = ?, law_json = ?
		WHERE id = ? AND version = ? AND published_at = 0`,
		db.Millis(c.PublishedAt), c.RulesHash.String(), db.Millis(c.DrawAt), law, string(c.ID), c.Version)
	return res.RowsAffected == 1, res.Error
}

func insertRules(ctx context.Context, tx *db.DB, id ID, r Rules) error {
	if r.game != nil {
		if err := insertGame(ctx, tx, *r.game); err != nil {
			return err
		}
	}
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_rules (contest_id, rules_json, text_fr, text_en, frozen_at)
		VALUES (?, ?, ?, ?, ?)`,
		string(id), string(r.JSON), r.Text.FR, r.Text.EN, db.Millis(r.FrozenAt)).Error
}

// selectPublishedRules returns the rules as they were published.
func selectPublishedRules(ctx context.Context, d *db.DB, id ID) (Rules, error) {
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
	r := Rules{JSON: []byte(row.RulesJSON), FrozenAt: db.Time(row.FrozenAt), Version: 1}
	r.Text.FR, r.Text.EN = row.TextFr, row.TextEn
	r.Hash = draw.RulesDigest(r.JSON)
	return r, nil
}
