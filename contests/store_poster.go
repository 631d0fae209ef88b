package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
)

// selectUnillustrated returns published contests that no picture was drawn of since they were
// published or last amended, the newest first.
func selectUnillustrated(ctx context.Context, d *db.DB, limit int) ([]Contest, error) {
	return selectContests(ctx, d, `WHERE published_at > 0 AND NOT EXISTS (SELECT 1 FROM contest_posters p
		WHERE p.contest_id = contests.id AND p.amended = contests.amended) ORDER BY published_at DESC, id DESC LIMIT ?`, limit)
}

// upsertPoster keeps a picture. One that says the same as before is the same file: of it only
// is noted that it is still the present one.
func upsertPoster(ctx context.Context, tx *db.DB, c Contest, locale, name string, png []byte, now time.Time) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_posters (contest_id, name, locale, amended, png, drawn_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (contest_id, name) DO UPDATE SET amended = excluded.amended, png = excluded.png, drawn_at = excluded.drawn_at`,
		string(c.ID), name, locale, c.Amended, png, db.Millis(now)).Error
}

func selectPoster(ctx context.Context, d *db.DB, id ID, name string) ([]byte, error) {
	var rows []struct{ Png []byte }
	err := d.Gorm(ctx).Raw("SELECT png FROM contest_posters WHERE contest_id = ? AND name = ?", string(id), name).Scan(&rows).Error
	if err == nil && len(rows) == 0 {
		err = ErrPosterNotFound
	}
	if err != nil {
		return nil, err
	}
	return rows[0].Png, nil
}
