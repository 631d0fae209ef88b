package contests

import (
	"context"

	"kermesse/contests/draw"
	"kermesse/contests/law"
	"kermesse/contests/photos"
	"kermesse/internal/db"
)

// drawn is the condition that an entry has a place in a draw of its contest, or has won at
// once.
const drawn = `(EXISTS (SELECT 1 FROM draw_slots d WHERE d.contest_id = e.contest_id AND d.entry_id = e.id)
	OR EXISTS (SELECT 1 FROM instant_wins i WHERE i.entry_id = e.id))`

// counted is the condition that an entry was one until the closing: also where its photo was
// not among those of the draw.
const counted = "(e.status = 'confirmed' OR e.status = 'excluded' AND e.excluded_reason = '" + photos.BelowTop + "')"

// purgeable are the conditions of entries that still have what a class loses. Whoever won at
// once and left the draw for it is a winner, whose prize is on its way.
var purgeable = map[law.Class]string{
	law.Invalid: "NOT " + counted + " AND e.holder NOT LIKE 'erased:%' AND NOT " + drawn,
	law.Losers:  counted + " AND e.holder NOT LIKE 'erased:%' AND NOT " + drawn,
	law.Winners: "e.holder NOT LIKE 'erased:%' AND e.holder NOT LIKE 'purged:%' AND " + drawn,
	law.Proof:   "e.holder NOT LIKE 'erased:%' AND " + drawn,
}

func selectPurgeable(ctx context.Context, tx *db.DB, id ID, class law.Class, limit int) ([]stored, error) {
	return selectEntries(ctx, tx, "e WHERE e.contest_id = ? AND "+purgeable[class]+" ORDER BY e.id LIMIT ?", string(id), limit)
}

// countPurged is how many entries of a class have lost their person, by this or earlier.
func countPurged(ctx context.Context, tx *db.DB, id ID, class law.Class) (n int, err error) {
	gone := map[law.Class]string{
		law.Invalid: "NOT " + counted + " AND e.holder LIKE 'erased:%' AND NOT " + drawn,
		law.Losers:  counted + " AND e.holder LIKE 'erased:%' AND NOT " + drawn,
		law.Winners: "e.holder LIKE 'purged:%'",
		law.Proof:   "e.holder LIKE 'erased:%' AND " + drawn,
	}[class]
	err = tx.Gorm(ctx).Raw("SELECT count(*) FROM entries e WHERE e.contest_id = ? AND "+gone, string(id)).Scan(&n).Error
	return n, err
}

// updatePurgedWinner deletes who is behind an entry that was drawn; its published name and
// number stay.
func updatePurgedWinner(ctx context.Context, tx *db.DB, id EntryID) error {
	for _, take := range []func(context.Context, *db.DB, EntryID) error{updateSentForgotten, updateLettersForgotten, updateReviewsForgotten, forgetPhotos} {
		if err := take(ctx, tx, id); err != nil {
			return err
		}
	}
	return tx.Gorm(ctx).Exec(`UPDATE entries SET holder = 'purged:' || id, fan_id = '', name = '', author = '', flags = '', answers_json = '',
		consents_json = '', search = number, secret_sealed = NULL, form_key = NULL, referrer_id = '', word_sealed = NULL, former_words_sealed = NULL WHERE id = ?`, string(id)).Error
}

func selectDrawnCommitments(ctx context.Context, tx *db.DB, id EntryID) ([]draw.Hash, error) {
	var rows []struct{ Commitment []byte }
	err := tx.Gorm(ctx).Raw("SELECT DISTINCT commitment FROM draw_slots WHERE entry_id = ?", string(id)).Scan(&rows).Error
	found := make([]draw.Hash, len(rows))
	for i, r := range rows {
		copy(found[i][:], r.Commitment)
	}
	return found, err
}

func insertDisclosure(ctx context.Context, tx *db.DB, c ID, id EntryID, commitment, salt, identity draw.Hash) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_disclosures (contest_id, entry_id, commitment, alias_salt, identity_commit)
		VALUES (?, ?, ?, ?, ?) ON CONFLICT (entry_id, commitment) DO NOTHING`,
		string(c), string(id), commitment[:], salt[:], identity[:]).Error
}

// selectDisclosure returns what opens the name of a purged entry; false for none.
func selectDisclosure(ctx context.Context, d *db.DB, id EntryID, commitment draw.Hash) (salt, identity draw.Hash, found bool, err error) {
	var row struct{ AliasSalt, IdentityCommit []byte }
	res := d.Gorm(ctx).Raw("SELECT alias_salt, identity_commit FROM contest_disclosures WHERE entry_id = ? AND commitment = ?",
		string(id), commitment[:]).Scan(&row)
	copy(salt[:], row.AliasSalt)
	copy(identity[:], row.IdentityCommit)
	return salt, identity, res.RowsAffected == 1, res.Error
}

func deleteDisclosures(ctx context.Context, tx *db.DB, id EntryID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM contest_disclosures WHERE entry_id = ?", string(id)).Error
}

func selectPurges(ctx context.Context, d *db.DB, id ID) (map[law.Class]Purge, error) {
	var rows []struct {
		Class         string
		DueAt, DoneAt int64
		Entries       int
	}
	err := d.Gorm(ctx).Raw("SELECT class, due_at, done_at, entries FROM contest_purges WHERE contest_id = ?", string(id)).Scan(&rows).Error
	done := make(map[law.Class]Purge, len(rows))
	for _, r := range rows {
		class := law.Class(r.Class)
		done[class] = Purge{Class: class, DueAt: db.Time(r.DueAt), DoneAt: db.Time(r.DoneAt), Entries: r.Entries}
	}
	return done, err
}

func insertPurge(ctx context.Context, tx *db.DB, id ID, p Purge) error {
	return tx.Gorm(ctx).Exec("INSERT INTO contest_purges (contest_id, class, due_at, done_at, entries) VALUES (?, ?, ?, ?, ?)",
		string(id), string(p.Class), db.Millis(p.DueAt), db.Millis(p.DoneAt), p.Entries).Error
}
