package contests

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// updateShut shuts the list of a contest and begins its last state; it reports whether
// the list was open. It waits for the entries that are being written and keeps out those
// that come later, also those that a server whose clock is behind would still let in.
func updateShut(ctx context.Context, tx *db.DB, id ID, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE contests SET shut_at = ?, listing = listing + 1
		WHERE id = ? AND published_at > 0 AND shut_at = 0 AND closes_at <= ?`, db.Millis(now), string(id), db.Millis(now))
	return res.RowsAffected == 1, res.Error
}

// updateListing ends the present state of an open list, if it is still the one that the
// caller knows, and reports whether it did.
func updateListing(ctx context.Context, tx *db.DB, c Contest, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE contests SET listing = listing + 1, listed_at = ? WHERE id = ? AND listing = ? AND shut_at = 0",
		db.Millis(now), string(c.ID), c.listing)
	return res.RowsAffected == 1, res.Error
}

func updateLooked(ctx context.Context, tx *db.DB, c Contest, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE contests SET listed_at = ? WHERE id = ?", db.Millis(now), string(c.ID)).Error
}

// listChanged reports whether anybody joined or left the list since the state that was
// last recorded.
func listChanged(ctx context.Context, d *db.DB, id ID, recorded int64) (bool, error) {
	var changed bool
	err := d.Gorm(ctx).Raw(`SELECT EXISTS (SELECT 1 FROM entries WHERE contest_id = ? AND status = 'confirmed' AND listed_from > ?)
		OR EXISTS (SELECT 1 FROM entry_revisions WHERE contest_id = ? AND listed_from <= ? AND listed_until >= ?)`,
		string(id), recorded, string(id), recorded, recorded).Scan(&changed).Error
	return changed, err
}

// selectListed yields the entries of a list's state whose present revisions were in it.
func selectListed(ctx context.Context, d *db.DB, l list, from draw.Hash, limit int) draw.Entries {
	query := `SELECT commitment, tickets FROM entries
		WHERE contest_id = ? AND status = 'confirmed' AND listed_from <= ? AND commitment >= ? ORDER BY commitment`
	args := []any{string(l.contest), l.state, from[:]}
	if limit > 0 {
		query, args = query+" LIMIT ?", append(args, limit)
	}
	return scanEntries(ctx, d, query, args)
}

func scanEntries(ctx context.Context, d *db.DB, query string, args []any) draw.Entries {
	return func(yield func(draw.Entry, error) bool) {
		rows, err := d.Gorm(ctx).Raw(query, args...).Rows()
		if err != nil {
			yield(draw.Entry{}, err)
			return
		}
		defer func() { _ = rows.Close() }()
		var commitment sql.RawBytes // of a list of millions, nothing is kept
		for rows.Next() {
			var e draw.Entry
			err := rows.Scan(&commitment, &e.Tickets)
			if err == nil && copy(e.Commitment[:], commitment) != len(commitment) {
				err = fmt.Errorf("contests: a commitment of %d bytes", len(commitment))
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(draw.Entry{}, err)
		}
	}
}

// selectSuperseded returns, in order, what was in a list's state and has been taken out
// or revised since.
func selectSuperseded(ctx context.Context, d *db.DB, l list, from draw.Hash) ([]draw.Entry, error) {
	var since []draw.Entry
	for e, err := range scanEntries(ctx, d, `SELECT commitment, tickets FROM entry_revisions
		WHERE contest_id = ? AND listed_from <= ? AND listed_until >= ? AND commitment >= ? ORDER BY commitment`,
		[]any{string(l.contest), l.state, l.state, from[:]}) {
		if err != nil {
			return nil, err
		}
		since = append(since, e)
	}
	return since, nil
}

func insertLeftOut(ctx context.Context, tx *db.DB, id ID, attempt int, leftOut []draw.Hash) error {
	for _, commitment := range leftOut {
		err := tx.Gorm(ctx).Exec("INSERT INTO attempt_left_out (contest_id, attempt, commitment) VALUES (?, ?, ?)",
			string(id), attempt, commitment[:]).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func selectLeftOut(ctx context.Context, d *db.DB, l list) (map[draw.Hash]bool, error) {
	if l.attempt <= 1 {
		return nil, nil
	}
	var rows []struct{ Commitment []byte }
	err := d.Gorm(ctx).Raw("SELECT commitment FROM attempt_left_out WHERE contest_id = ? AND attempt = ?", string(l.contest), l.attempt).
		Scan(&rows).Error
	leftOut := make(map[draw.Hash]bool, len(rows))
	for _, row := range rows {
		leftOut[draw.Hash(row.Commitment)] = true
	}
	return leftOut, err
}
