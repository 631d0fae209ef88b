package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
)

func insertReview(ctx context.Context, tx *db.DB, id ID, e Entry, act reviewAct, reason Reason, appeal bool, now time.Time) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO entry_reviews (id, contest_id, entry_id, act, reason, flags, appeal, decided_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), string(id), string(e.ID), string(act), string(reason), writeFlags(e.Flags), appeal, db.Millis(now)).Error
}

// reviewed is a decision that was made.
type reviewed struct {
	act    reviewAct
	flags  []Flag
	appeal bool
}

// selectLastReview returns the last decision about an entry.
func selectLastReview(ctx context.Context, d *db.DB, id EntryID) (reviewed, bool, error) {
	var rows []struct {
		Act    string
		Flags  string
		Appeal bool
	}
	err := d.Gorm(ctx).Raw("SELECT act, flags, appeal FROM entry_reviews WHERE entry_id = ? ORDER BY id DESC LIMIT 1", string(id)).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return reviewed{}, false, err
	}
	return reviewed{reviewAct(rows[0].Act), readFlags(rows[0].Flags), rows[0].Appeal}, true, nil
}

// upsertAppeal keeps what an entrant says, and reports whether it could: not once it was
// decided.
func upsertAppeal(ctx context.Context, tx *db.DB, id ID, entry EntryID, said string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`INSERT INTO entry_appeals (entry_id, contest_id, said, made_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (entry_id) DO UPDATE SET said = excluded.said, made_at = excluded.made_at WHERE entry_appeals.decided_at = 0`,
		string(entry), string(id), said, db.Millis(now))
	return res.RowsAffected == 1, res.Error
}

// updateAppealDecided answers the appeal of an entry, and reports whether one waited.
func updateAppealDecided(ctx context.Context, tx *db.DB, entry EntryID, upheld bool, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE entry_appeals SET decided_at = ?, upheld = ? WHERE entry_id = ? AND decided_at = 0",
		db.Millis(now), upheld, string(entry))
	return res.RowsAffected == 1, res.Error
}

func updateAppealReopened(ctx context.Context, tx *db.DB, entry EntryID) error {
	return tx.Gorm(ctx).Exec("UPDATE entry_appeals SET decided_at = 0, upheld = FALSE WHERE entry_id = ?", string(entry)).Error
}

// updateReviewsForgotten takes out of an entry's history what its entrant said.
func updateReviewsForgotten(ctx context.Context, tx *db.DB, entry EntryID) error {
	if err := deleteTraces(ctx, tx, entry); err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("DELETE FROM entry_appeals WHERE entry_id = ?", string(entry)).Error
}

func selectAppeal(ctx context.Context, d *db.DB, entry EntryID) (Appeal, error) {
	var rows []struct {
		Said              string
		MadeAt, DecidedAt int64
		Upheld            bool
	}
	err := d.Gorm(ctx).Raw("SELECT said, made_at, decided_at, upheld FROM entry_appeals WHERE entry_id = ?", string(entry)).Scan(&rows).Error
	if err != nil {
		return Appeal{}, err
	}
	if len(rows) == 0 {
		return Appeal{}, ErrNoAppeal
	}
	r := rows[0]
	return Appeal{Entry: entry, Said: r.Said, MadeAt: db.Time(r.MadeAt), DecidedAt: db.Time(r.DecidedAt), Upheld: r.Upheld}, nil
}

func countAppeals(ctx context.Context, d *db.DB, id ID) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM entry_appeals WHERE contest_id = ? AND decided_at = 0", string(id)).Scan(&n).Error
	return n, err
}

// queue are the conditions of the entries that a filter lets through.
func queue(id ID, f ReviewFilter) conditions {
	var c conditions
	c.add("contest_id = ?", string(id))
	if f.Appeals {
		c.add("id IN (SELECT entry_id FROM entry_appeals WHERE contest_id = ? AND decided_at = 0)", string(id))
		return c
	}
	c.add(doubtful)
	if f.Flag != "" {
		c.add("' ' || flags || ' ' LIKE ?", "% "+string(f.Flag)+" %")
	}
	return c
}

// selectDoubt returns the entry of a queue that is asked for, the next after it, or the
// first where there is none after it.
func selectDoubt(ctx context.Context, d *db.DB, id ID, f ReviewFilter) (stored, bool, error) {
	for _, from := range []EntryID{f.At, ""} {
		c := queue(id, f)
		c.add("id >= ?", string(from))
		found, err := selectEntries(ctx, d, c.where()+" ORDER BY id LIMIT 1", c.args...)
		if err != nil || len(found) > 0 {
			return append(found, stored{})[0], len(found) > 0, err
		}
	}
	return stored{}, false, nil
}

// selectAround returns who stands before and after an entry in a queue, and its place.
func selectAround(ctx context.Context, d *db.DB, id ID, f ReviewFilter, at EntryID) (previous, next EntryID, place int, err error) {
	before, after := queue(id, f), queue(id, f)
	before.add("id < ?", string(at))
	after.add("id > ?", string(at))
	var row struct {
		Previous string
		N        int
	}
	err = d.Gorm(ctx).Raw("SELECT COALESCE(max(id), '') AS previous, count(*) AS n FROM entries "+before.where(), before.args...).Scan(&row).Error
	if err != nil {
		return "", "", 0, err
	}
	var following string
	err = d.Gorm(ctx).Raw("SELECT id FROM entries "+after.where()+" ORDER BY id LIMIT 1", after.args...).Scan(&following).Error
	return EntryID(row.Previous), EntryID(following), row.N + 1, err
}
