package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type entryPictureRow struct {
	EntryID    string
	Field      string
	Width      int
	Height     int
	JpegSealed []byte
	SentAt     int64
}

// upsertEntryPicture keeps a picture in place of the one before.
func upsertEntryPicture(ctx context.Context, tx *db.DB, id EntryID, field string, width, height int, sealed []byte, at time.Time) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO entry_pictures (entry_id, field, width, height, jpeg_sealed, sent_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (entry_id, field) DO UPDATE SET width = excluded.width, height = excluded.height,
			jpeg_sealed = excluded.jpeg_sealed, sent_at = excluded.sent_at`,
		string(id), field, width, height, sealed, db.Millis(at)).Error
}

// selectEntryPictures returns the pictures of an entry, by field.
func selectEntryPictures(ctx context.Context, d *db.DB, clause string, args ...any) ([]entryPictureRow, error) {
	var rows []entryPictureRow
	err := d.Gorm(ctx).Raw("SELECT * FROM entry_pictures "+clause, args...).Scan(&rows).Error
	return rows, err
}

// selectPictureSizes returns the sizes of the pictures of entries, by what each is bound to.
func selectPictureSizes(ctx context.Context, d *db.DB, ids []string) (map[string]entryPictureRow, error) {
	var rows []entryPictureRow
	err := d.Gorm(ctx).Raw("SELECT entry_id, field, width, height FROM entry_pictures WHERE entry_id IN ?", ids).Scan(&rows).Error
	sizes := make(map[string]entryPictureRow, len(rows))
	for _, r := range rows {
		sizes[pictureRow(EntryID(r.EntryID), r.Field)] = r
	}
	return sizes, err
}

// selectAnswerPictures returns which questions entries have answered with a picture.
func selectAnswerPictures(ctx context.Context, d *db.DB, ids []string) (map[EntryID][]string, error) {
	var rows []struct{ EntryID, Field string }
	err := d.Gorm(ctx).Raw("SELECT entry_id, field FROM entry_pictures WHERE entry_id IN ? AND field LIKE 'answer:%' ORDER BY entry_id, field", ids).Scan(&rows).Error
	fields := map[EntryID][]string{}
	for _, r := range rows {
		fields[EntryID(r.EntryID)] = append(fields[EntryID(r.EntryID)], r.Field)
	}
	return fields, err
}
