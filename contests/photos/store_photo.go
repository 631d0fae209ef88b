package photos

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// standingEntry holds of entries that count, and of those that the order has put below the best
// at closing: these stay in the gallery.
const standingEntry = `EXISTS (SELECT 1 FROM entries e WHERE e.id = p.entry_id
	AND (e.status = 'confirmed' OR e.status = 'excluded' AND e.excluded_reason = '` + BelowTop + `'))`

// public holds of photos that everybody sees.
const public = "p.state = 'published' AND " + standingEntry

// BelowTop is the reason that takes entries out of a draw among the best.
const BelowTop = "below-the-top"

type photoRow struct {
	ID           string
	ContestID    string
	EntryID      string
	FanID        string
	Author       string
	Alt          string
	State        string
	Reason       string
	Minor        bool
	ParentSealed []byte
	ParentText   string
	ParentAt     int64
	ParentTold   int64
	Hash         string
	Original     string
	Width        int
	Height       int
	SentAt       int64
	DecidedAt    int64
	DecidedBy    string
	Locale       string
}

func (r photoRow) photo() Photo {
	return Photo{
		ID: ID(r.ID), Contest: r.ContestID, Entry: r.EntryID, Fan: fan.ID(r.FanID), Author: r.Author, Alt: r.Alt, Locale: r.Locale,
		State: State(r.State), Reason: Reason(r.Reason), Minor: r.Minor, Hash: r.Hash, Width: r.Width, Height: r.Height,
		SentAt: db.Time(r.SentAt), DecidedAt: db.Time(r.DecidedAt), DecidedBy: r.DecidedBy, AskedAt: db.Time(r.ParentTold),
		AgreedAt: db.Time(r.ParentAt), original: r.Original, sealed: r.ParentSealed, agreed: r.ParentText,
	}
}

// selectPhotos returns the photos that the clause after FROM photos p finds.
func selectPhotos(ctx context.Context, d *db.DB, clause string, args ...any) ([]Photo, error) {
	var rows []photoRow
	if err := d.Gorm(ctx).Raw("SELECT p.* FROM photos p "+clause, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	found := make([]Photo, len(rows))
	for i, r := range rows {
		found[i] = r.photo()
	}
	return found, nil
}

// selectIDs returns the ids of the photos of a contest that everybody sees.
func selectIDs(ctx context.Context, d *db.DB, contest string) ([]string, error) {
	var ids []string
	err := d.Gorm(ctx).Raw("SELECT p.id FROM photos p WHERE p.contest_id = ? AND "+public+" ORDER BY p.id", contest).Scan(&ids).Error
	return ids, err
}

// insertPhoto stores a photo unless its entry has one, and tells whether it did.
func insertPhoto(ctx context.Context, tx *db.DB, p Photo) (bool, error) {
	res := tx.Gorm(ctx).Exec(`INSERT INTO photos
		(id, contest_id, entry_id, fan_id, author, alt, state, minor, parent_sealed, hash, original, width, height, sent_at, locale)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		string(p.ID), p.Contest, p.Entry, string(p.Fan), p.Author, p.Alt, string(p.State), p.Minor, p.sealed,
		p.Hash, p.original, p.Width, p.Height, db.Millis(p.SentAt), p.Locale)
	return res.RowsAffected == 1, res.Error
}

// updateDecided moves a photo from one state to another and tells whether it was in it.
func updateDecided(ctx context.Context, tx *db.DB, id ID, from, to State, reason Reason, by string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE photos SET state = ?, reason = ?, decided_at = ?, decided_by = ? WHERE id = ? AND state = ?",
		string(to), string(reason), db.Millis(now), by, string(id), string(from))
	return res.RowsAffected == 1, res.Error
}

func updateWithdrawn(ctx context.Context, tx *db.DB, id ID) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE photos SET state = 'withdrawn', parent_sealed = NULL WHERE id = ? AND state <> 'withdrawn'", string(id))
	return res.RowsAffected == 1, res.Error
}

func updateForgotten(ctx context.Context, tx *db.DB, entry string) error {
	return tx.Gorm(ctx).Exec(`UPDATE photos SET state = 'withdrawn', fan_id = '', author = '', alt = '', parent_sealed = NULL, parent_text = '',
		original = '' WHERE entry_id = ?`, entry).Error
}

// updateAsked notes that a parent was written to, once.
func updateAsked(ctx context.Context, tx *db.DB, id ID, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE photos SET parent_told = ? WHERE id = ? AND state = 'held' AND parent_told = 0", db.Millis(now), string(id))
	return res.RowsAffected == 1, res.Error
}

// updateAgreed keeps what a parent answered, once.
func updateAgreed(ctx context.Context, tx *db.DB, id ID, to State, reason Reason, words string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE photos SET state = ?, reason = ?, parent_text = ?, parent_at = ? WHERE id = ? AND state = 'held'",
		string(to), string(reason), words, db.Millis(now), string(id))
	return res.RowsAffected == 1, res.Error
}

func deleteFiles(ctx context.Context, tx *db.DB, id ID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM photo_files WHERE owner = ?", string(id)).Error
}

// countTwins is how many others of a contest sent the same picture.
func countTwins(ctx context.Context, d *db.DB, p Photo) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM photos WHERE contest_id = ? AND original = ? AND original <> '' AND entry_id <> ?", p.Contest, p.original, p.Entry).Scan(&n).Error
	return n, err
}

// countStates is how many photos of a contest are in each state, of entries that stand.
func countStates(ctx context.Context, d *db.DB, contest string) (map[State]int, error) {
	var rows []struct {
		State string
		N     int
	}
	err := d.Gorm(ctx).Raw("SELECT p.state, count(*) AS n FROM photos p WHERE p.contest_id = ? AND "+standingEntry+" GROUP BY p.state", contest).Scan(&rows).Error
	counts := map[State]int{}
	for _, r := range rows {
		counts[State(r.State)] = r.N
	}
	return counts, err
}

func countPublic(ctx context.Context, d *db.DB, contest string) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM photos p WHERE p.contest_id = ? AND "+public, contest).Scan(&n).Error
	return n, err
}
