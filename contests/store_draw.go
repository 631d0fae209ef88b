package contests

import (
	"context"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

func insertDraw(ctx context.Context, tx *db.DB, id ID, r draw.Result, text []byte, n number, now time.Time) error {
	seed := ""
	if n.extra != (draw.Hash{}) {
		seed = n.extra.String()
	}
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_draws
		(contest_id, attempt, result, beacon_json, operator_seed, randomness, seed, drawn_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(id), r.Attempt, string(text), string(n.beaconJSON), seed, r.Randomness.String(), r.Seed.String(), db.Millis(now)).Error
}

func insertSlots(ctx context.Context, tx *db.DB, id ID, r draw.Result) error {
	for pick, s := range r.Slots {
		kind := "winner"
		if s.Alternate {
			kind = "alternate"
		}
		var commitment []byte
		if s.Index != draw.Vacant {
			commitment = s.Commitment[:]
		}
		err := tx.Gorm(ctx).Exec(`INSERT INTO draw_slots
			(contest_id, attempt, prize, slot, pick, kind, list_index, commitment, entry_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, COALESCE((SELECT id FROM entries WHERE contest_id = ? AND commitment = ?),
				(SELECT entry_id FROM entry_revisions WHERE contest_id = ? AND commitment = ? LIMIT 1), ''))`,
			string(id), r.Attempt, s.Prize, s.Slot, pick, kind, s.Index, commitment,
			string(id), commitment, string(id), commitment).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// drawRow is one attempt's result as it was stored.
type drawRow struct {
	Result       string
	BeaconJSON   string
	OperatorSeed string
	Randomness   string
	Seed         string
	DrawnAt      int64
}

// selectDraw returns the result of an attempt, or false while there is none.
func selectDraw(ctx context.Context, d *db.DB, id ID, attempt int) (drawRow, bool, error) {
	var row drawRow
	res := d.Gorm(ctx).Raw("SELECT * FROM contest_draws WHERE contest_id = ? AND attempt = ?", string(id), attempt).Scan(&row)
	return row, res.RowsAffected == 1, res.Error
}

type slotRow struct {
	Prize          int
	Slot           int
	Kind           string
	ListIndex      int
	Commitment     []byte
	EntryID        string
	DisqualifiedAt int64
	Reason         string
	ToldAt         int64
	AcceptedAt     int64
	Alias          string
	Number         string
}

func (r slotRow) slot() Slot {
	s := Slot{
		Prize: r.Prize, Slot: r.Slot, Alternate: r.Kind == "alternate", Index: r.ListIndex, Entry: EntryID(r.EntryID),
		Alias: r.Alias, Number: r.Number, Reason: Reason(r.Reason),
		DisqualifiedAt: db.Time(r.DisqualifiedAt), ToldAt: db.Time(r.ToldAt), AcceptedAt: db.Time(r.AcceptedAt),
	}
	copy(s.Commitment[:], r.Commitment)
	return s
}

// selectSlots returns the slots of a draw in the order of picking, with the names that
// are left of their holders.
func selectSlots(ctx context.Context, d *db.DB, id ID, attempt int) ([]Slot, error) {
	var rows []slotRow
	err := d.Gorm(ctx).Raw(`SELECT s.prize, s.slot, s.kind, s.list_index, s.commitment, s.entry_id, s.disqualified_at, s.reason,
		s.told_at, s.accepted_at, COALESCE(e.alias, '') AS alias, COALESCE(e.number, '') AS number
		FROM draw_slots s
		LEFT JOIN entries e ON e.id = s.entry_id
		WHERE s.contest_id = ? AND s.attempt = ? ORDER BY s.pick`, string(id), attempt).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	slots := make([]Slot, len(rows))
	for i, row := range rows {
		slots[i] = row.slot()
	}
	return slots, nil
}

// updateDisqualified marks every slot that an entry holds, and reports whether it was
// not marked before.
func updateDisqualified(ctx context.Context, tx *db.DB, id ID, attempt int, commitment draw.Hash, reason Reason, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE draw_slots SET disqualified_at = ?, reason = ?
		WHERE contest_id = ? AND attempt = ? AND commitment = ? AND disqualified_at = 0`,
		db.Millis(now), string(reason), string(id), attempt, commitment[:])
	return res.RowsAffected > 0, res.Error
}

func updateReinstated(ctx context.Context, tx *db.DB, id ID, attempt int, commitment draw.Hash) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE draw_slots SET disqualified_at = 0, reason = ''
		WHERE contest_id = ? AND attempt = ? AND commitment = ? AND disqualified_at > 0`,
		string(id), attempt, commitment[:])
	return res.RowsAffected > 0, res.Error
}

// updateAccepted confirms a slot's holder and reports whether they were not before.
func updateAccepted(ctx context.Context, tx *db.DB, id ID, attempt int, s Slot, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE draw_slots SET accepted_at = ?
		WHERE contest_id = ? AND attempt = ? AND prize = ? AND slot = ? AND accepted_at = 0`,
		db.Millis(now), string(id), attempt, s.Prize, s.Slot)
	return res.RowsAffected == 1, res.Error
}

func countAccepted(ctx context.Context, d *db.DB, id ID, attempt int) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM draw_slots WHERE contest_id = ? AND attempt = ? AND accepted_at > 0",
		string(id), attempt).Scan(&n).Error
	return n, err
}

// updateTold marks a slot's holder as told and reports whether they were not before.
func updateTold(ctx context.Context, tx *db.DB, id ID, attempt int, s Slot, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE draw_slots SET told_at = ?
		WHERE contest_id = ? AND attempt = ? AND prize = ? AND slot = ? AND told_at = 0`,
		db.Millis(now), string(id), attempt, s.Prize, s.Slot)
	return res.RowsAffected == 1, res.Error
}

// updateUntold notes that a prize that somebody was told of is theirs no longer.
func updateUntold(ctx context.Context, tx *db.DB, id ID, attempt int, s Slot) error {
	return tx.Gorm(ctx).Exec(`UPDATE draw_slots SET told_at = 0 WHERE contest_id = ? AND attempt = ? AND prize = ? AND slot = ?`,
		string(id), attempt, s.Prize, s.Slot).Error
}
