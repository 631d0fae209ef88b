package contests

import (
	"context"

	"kermesse/contests/tickets"
	"kermesse/internal/db"
)

type actRow struct {
	ID         string
	ContestID  string
	EntryID    string
	Action     string
	Period     string
	State      string
	Proof      string
	Reason     string
	ActedAt    int64
	ReviewedAt int64
}

// actRows are what was done of one entry's actions.
type actRows []actRow

// counted are those that count.
func (rows actRows) counted() []tickets.Done {
	var done []tickets.Done
	for _, r := range rows {
		if ActState(r.State) == ActDone {
			done = append(done, tickets.Done{Action: r.Action, In: r.Period})
		}
	}
	return done
}

// times is how often an action was done.
func (rows actRows) times(action string) int {
	n := 0
	for _, d := range rows.counted() {
		if d.Action == action {
			n++
		}
	}
	return n
}

// state is what became of an action in a period; empty where it was not tried.
func (rows actRows) state(action, period string) ActState {
	for _, r := range rows {
		if r.Action == action && r.Period == period {
			return ActState(r.State)
		}
	}
	return ""
}

func selectActs(ctx context.Context, d *db.DB, id EntryID) (actRows, error) {
	var rows actRows
	err := d.Gorm(ctx).Raw("SELECT * FROM entry_acts WHERE entry_id = ? ORDER BY id", string(id)).Scan(&rows).Error
	return rows, err
}

// upsertAct notes what became of an action. What is done stays done. What is sent anew has
// another id: whoever looks at what was there before decides about that, and not unseen about
// this.
func upsertAct(ctx context.Context, tx *db.DB, a actRow) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO entry_acts (id, contest_id, entry_id, action, period, state, proof, acted_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (entry_id, action, period) DO UPDATE SET id = excluded.id, state = excluded.state, proof = excluded.proof, acted_at = excluded.acted_at,
			reason = '', reviewed_at = 0
		WHERE entry_acts.state <> 'done'`,
		a.ID, a.ContestID, a.EntryID, a.Action, a.Period, a.State, a.Proof, a.ActedAt).Error
}

// updateReady notes since when nothing but mandatory actions is missing.
func updateReady(ctx context.Context, tx *db.DB, e Entry) error {
	return tx.Gorm(ctx).Exec("UPDATE entries SET ready_at = ? WHERE id = ?", db.Millis(e.ReadyAt), string(e.ID)).Error
}

// updateGranted notes how many of an entry's tickets its actions earned.
func updateGranted(ctx context.Context, tx *db.DB, id EntryID, granted uint64) error {
	return tx.Gorm(ctx).Exec("UPDATE entries SET action_tickets = ? WHERE id = ?", int64(granted), string(id)).Error
}

// selectReviews returns proofs of a contest that wait, the oldest first, each after a cursor.
func selectReviews(ctx context.Context, d *db.DB, id ID, cursor string, limit int) ([]actRow, error) {
	var rows []actRow
	err := d.Gorm(ctx).Raw("SELECT * FROM entry_acts WHERE contest_id = ? AND state = 'review' AND id > ? ORDER BY id LIMIT ?",
		string(id), cursor, limit).Scan(&rows).Error
	return rows, err
}

func selectAct(ctx context.Context, d *db.DB, contest ID, id string) (actRow, error) {
	var rows []actRow
	err := d.Gorm(ctx).Raw("SELECT * FROM entry_acts WHERE id = ? AND contest_id = ?", id, string(contest)).Scan(&rows).Error
	if err == nil && len(rows) == 0 {
		return actRow{}, ErrProofNotFound
	}
	if err != nil {
		return actRow{}, err
	}
	return rows[0], nil
}

// updateReviewed settles a proof that waits, and reports whether it did.
func updateReviewed(ctx context.Context, tx *db.DB, a actRow) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE entry_acts SET state = ?, reason = ?, reviewed_at = ? WHERE id = ? AND state = 'review'",
		a.State, a.Reason, a.ReviewedAt, a.ID)
	return res.RowsAffected == 1, res.Error
}

func countReviews(ctx context.Context, d *db.DB, id ID) (int, error) {
	var n int
	err := d.Gorm(ctx).Raw("SELECT count(*) FROM entry_acts WHERE contest_id = ? AND state = 'review'", string(id)).Scan(&n).Error
	return n, err
}

// selectTicketSum adds up the tickets of entries that count.
func selectTicketSum(ctx context.Context, d *db.DB, id ID) (int64, error) {
	var sum int64
	err := d.Gorm(ctx).Raw("SELECT COALESCE(SUM(tickets), 0) FROM entries WHERE contest_id = ? AND status = 'confirmed'", string(id)).Scan(&sum).Error
	return sum, err
}
