package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type showRow struct {
	HoldS        int64
	EndedAttempt int
	Version      int64
	Attempt      int
	Phase        string
	Step         int
	CuedAt       int64
	SeenAt       int64
	SeenVersion  int64
}

// insertShow makes a contest's row where it has none.
func insertShow(ctx context.Context, tx *db.DB, id ID) error {
	return tx.Gorm(ctx).Exec("INSERT INTO contest_shows (contest_id) VALUES (?) ON CONFLICT DO NOTHING", string(id)).Error
}

// selectShow returns the show of a contest; one that was never touched holds nothing.
func selectShow(ctx context.Context, d *db.DB, id ID) (Show, error) {
	row := showRow{Phase: string(PhaseTitle)}
	if err := d.Gorm(ctx).Raw("SELECT * FROM contest_shows WHERE contest_id = ?", string(id)).Scan(&row).Error; err != nil {
		return Show{}, err
	}
	show := Show{
		HoldFor: time.Duration(row.HoldS) * time.Second, ended: row.EndedAttempt, SeenAt: db.Time(row.SeenAt), SeenCue: row.SeenVersion,
		Cue: Cue{Version: row.Version, Attempt: row.Attempt, Phase: Phase(row.Phase), Step: row.Step, At: db.Time(row.CuedAt)},
	}
	if show.HoldFor == 0 {
		return show, nil
	}
	var err error
	show.revealed, err = selectReveals(ctx, d, id)
	return show, err
}

func selectReveals(ctx context.Context, d *db.DB, id ID) (map[Place]time.Time, error) {
	var rows []struct {
		Attempt, Prize, Slot int
		PublicAt             int64
	}
	err := d.Gorm(ctx).Raw("SELECT attempt, prize, slot, public_at FROM draw_reveals WHERE contest_id = ?", string(id)).Scan(&rows).Error
	all := make(map[Place]time.Time, len(rows))
	for _, r := range rows {
		all[Place{Attempt: r.Attempt, Prize: r.Prize, Slot: r.Slot}] = db.Time(r.PublicAt)
	}
	return all, err
}

func updateHold(ctx context.Context, tx *db.DB, id ID, hold time.Duration) error {
	return tx.Gorm(ctx).Exec("UPDATE contest_shows SET hold_s = ? WHERE contest_id = ?", int64(hold/time.Second), string(id)).Error
}

func updateEnded(ctx context.Context, tx *db.DB, id ID, attempt int) error {
	return tx.Gorm(ctx).Exec("UPDATE contest_shows SET ended_attempt = ? WHERE contest_id = ?", attempt, string(id)).Error
}

func updateReleased(ctx context.Context, tx *db.DB, id ID, attempt int) error {
	return tx.Gorm(ctx).Exec("UPDATE contest_shows SET released_attempt = ? WHERE contest_id = ?", attempt, string(id)).Error
}

func updateCue(ctx context.Context, tx *db.DB, id ID, cue Cue) error {
	return tx.Gorm(ctx).Exec("UPDATE contest_shows SET version = ?, attempt = ?, phase = ?, step = ?, cued_at = ? WHERE contest_id = ?",
		cue.Version, cue.Attempt, string(cue.Phase), cue.Step, db.Millis(cue.At), string(id)).Error
}

func updateSeen(ctx context.Context, tx *db.DB, id ID, version int64, now time.Time) error {
	if err := insertShow(ctx, tx, id); err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("UPDATE contest_shows SET seen_at = ?, seen_version = ? WHERE contest_id = ? AND seen_at <= ?",
		db.Millis(now), version, string(id), db.Millis(now)).Error
}

// insertReveal notes that a name is shown and reports whether it was not before.
func insertReveal(ctx context.Context, tx *db.DB, c Contest, s Slot, now, public time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`INSERT INTO draw_reveals (contest_id, attempt, prize, slot, revealed_at, public_at)
		VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		string(c.ID), c.Attempt.No, s.Prize, s.Slot, db.Millis(now), db.Millis(public))
	return res.RowsAffected == 1, res.Error
}

// selectHeld returns the contests that were drawn and whose winners may still have to be told.
func selectHeld(ctx context.Context, d *db.DB) ([]ID, error) {
	var ids []ID
	err := d.Gorm(ctx).Raw(`SELECT s.contest_id FROM contest_shows s JOIN contests c ON c.id = s.contest_id
		JOIN contest_attempts a ON a.contest_id = c.id AND a.attempt = c.attempt
		WHERE s.hold_s > 0 AND s.released_attempt < c.attempt AND a.drawn_at > 0 AND a.cancelled_at = 0`).Scan(&ids).Error
	return ids, err
}

// selectAliases returns names of confirmed entries in the order of their commitments.
func selectAliases(ctx context.Context, d *db.DB, id ID, limit int) ([]string, error) {
	var aliases []string
	err := d.Gorm(ctx).Raw("SELECT alias FROM entries WHERE contest_id = ? AND status = 'confirmed' ORDER BY commitment LIMIT ?",
		string(id), limit).Scan(&aliases).Error
	return aliases, err
}
