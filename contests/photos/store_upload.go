package photos

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type uploadRow struct {
	ContestID string
	Bytes     int64
	Received  int64
	State     string
	Hash      string
	Original  string
	Width     int
	Height    int
	TouchedAt int64
}

func selectUpload(ctx context.Context, d *db.DB, id string) (Upload, bool, error) {
	var r uploadRow
	res := d.Gorm(ctx).Raw("SELECT * FROM photo_uploads WHERE id = ?", id).Scan(&r)
	return Upload{
		Bytes: r.Bytes, Offset: r.Received, Ready: r.State == "ready", Expires: db.Time(r.TouchedAt).Add(uploadLife),
		contest: r.ContestID, hash: r.Hash, original: r.Original, width: r.Width, height: r.Height, used: r.State == "used",
	}, res.RowsAffected == 1, res.Error
}

func insertUpload(ctx context.Context, tx *db.DB, id string, u Upload, now time.Time) error {
	return tx.Gorm(ctx).Exec("INSERT INTO photo_uploads (id, contest_id, bytes, state, touched_at) VALUES (?, ?, ?, 'open', ?)",
		id, u.contest, u.Bytes, db.Millis(now)).Error
}

// sumUploads is how many bytes have arrived at a contest and not been made a photo.
func sumUploads(ctx context.Context, d *db.DB, contest string) (sum int64, err error) {
	err = d.Gorm(ctx).Raw("SELECT COALESCE(SUM(received), 0) FROM photo_uploads WHERE contest_id = ? AND state <> 'used'", contest).Scan(&sum).Error
	return sum, err
}

// updateReceived moves the end of an upload on, if it is where the caller knows it.
func updateReceived(ctx context.Context, tx *db.DB, id string, from, by int64, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE photo_uploads SET received = received + ?, touched_at = ? WHERE id = ? AND received = ? AND state = 'open'",
		by, db.Millis(now), id, from)
	return res.RowsAffected == 1, res.Error
}

func updateReady(ctx context.Context, tx *db.DB, id, hash, original string, width, height int) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE photo_uploads SET state = 'ready', hash = ?, original = ?, width = ?, height = ? WHERE id = ? AND state = 'open'",
		hash, original, width, height, id)
	return res.RowsAffected == 1, res.Error
}

// updateUsed gives the files of an upload to a photo, once.
func updateUsed(ctx context.Context, tx *db.DB, id string, photo ID) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE photo_uploads SET state = 'used' WHERE id = ? AND state = 'ready'", id)
	if res.Error != nil || res.RowsAffected == 0 {
		return false, res.Error
	}
	return true, tx.Gorm(ctx).Exec("UPDATE photo_files SET owner = ? WHERE owner = ?", string(photo), id).Error
}

func insertPart(ctx context.Context, tx *db.DB, id string, starts int64, sealed []byte) error {
	return tx.Gorm(ctx).Exec("INSERT INTO photo_upload_parts (upload_id, starts, sealed) VALUES (?, ?, ?)", id, starts, sealed).Error
}

type partRecord struct {
	Starts int64
	Sealed []byte
}

func selectParts(ctx context.Context, d *db.DB, id string) ([]partRecord, error) {
	var rows []partRecord
	err := d.Gorm(ctx).Raw("SELECT starts, sealed FROM photo_upload_parts WHERE upload_id = ? ORDER BY starts", id).Scan(&rows).Error
	return rows, err
}

func deleteParts(ctx context.Context, tx *db.DB, id string) error {
	return tx.Gorm(ctx).Exec("DELETE FROM photo_upload_parts WHERE upload_id = ?", id).Error
}

func deleteUpload(ctx context.Context, tx *db.DB, id string) error {
	if err := deleteParts(ctx, tx, id); err != nil {
		return err
	}
	if err := tx.Gorm(ctx).Exec("DELETE FROM photo_files WHERE owner = ?", id).Error; err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("DELETE FROM photo_uploads WHERE id = ?", id).Error
}

func deleteUploadsBefore(ctx context.Context, tx *db.DB, before time.Time) error {
	return deleteUploadsWhere(ctx, tx, "touched_at < ?", db.Millis(before))
}

// deleteIdle deletes the uploads to a contest of which nothing has come since a moment, and that
// are no photo.
func deleteIdle(ctx context.Context, tx *db.DB, contest string, since time.Time) error {
	return deleteUploadsWhere(ctx, tx, "contest_id = ? AND state <> 'used' AND touched_at < ?", contest, db.Millis(since))
}

func deleteUploadsWhere(ctx context.Context, tx *db.DB, where string, args ...any) error {
	old := "(SELECT id FROM photo_uploads WHERE " + where + ")"
	for _, statement := range []string{
		"DELETE FROM photo_upload_parts WHERE upload_id IN " + old,
		"DELETE FROM photo_files WHERE owner IN " + old,
		"DELETE FROM photo_uploads WHERE " + where,
	} {
		if err := tx.Gorm(ctx).Exec(statement, args...).Error; err != nil {
			return err
		}
	}
	return nil
}

func insertFile(ctx context.Context, tx *db.DB, owner string, width, height int, sealed []byte) error {
	return tx.Gorm(ctx).Exec("INSERT INTO photo_files (owner, width, height, sealed) VALUES (?, ?, ?, ?)", owner, width, height, sealed).Error
}

func selectFile(ctx context.Context, d *db.DB, owner string, width int) (sealed []byte, height int, found bool, err error) {
	var row struct {
		Height int
		Sealed []byte
	}
	res := d.Gorm(ctx).Raw("SELECT height, sealed FROM photo_files WHERE owner = ? AND width = ?", owner, width).Scan(&row)
	return row.Sealed, row.Height, res.RowsAffected == 1, res.Error
}
