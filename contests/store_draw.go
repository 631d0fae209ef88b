package contests

import (
	"context"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// updateDrawn takes a contest for its draw and reports whether it was there to be taken.
func updateDrawn(ctx context.Context, tx *db.DB, id ID, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE contests SET drawn_at = ?
		WHERE id = ? AND sealed_at > 0 AND cancelled_at = 0 AND drawn_at = 0 AND draw_at <= ?`,
		db.Millis(now), string(id), db.Millis(now))
	return res.RowsAffected == 1, res.Error
}

func insertDraw(ctx context.Context, tx *db.DB, id ID, r draw.Result, text []byte, n number, now time.Time) error {
	seed := ""
	if n.extra != (draw.Hash{}) {
		seed = n.extra.String()
	}
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_draws
		(contest_id, attempt, result, beacon_json, operator_seed, randomness, seed, drawn_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(id), r.Attempt, string(text), string(n.beaconJSON), seed, r.Randomness.String(), r.Seed.String(), db.Millis(now)).Error
}

func insertSlots(ctx context.Context, tx *db.DB, id ID, slots []draw.ResultSlot) error {
	for pick, s := range slots {
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
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, COALESCE((SELECT id FROM entries WHERE contest_id = ? AND commitment = ?), ''))`,
			string(id), firstAttempt, s.Prize, s.Slot, pick, kind, s.Index, commitment, string(id), commitment).Error
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

func selectDraw(ctx context.Context, d *db.DB, id ID) (drawRow, error) {
	var row drawRow
	res := d.Gorm(ctx).Raw("SELECT * FROM contest_draws WHERE contest_id = ? AND attempt = ?", string(id), firstAttempt).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return drawRow{}, ErrNotDrawn
	}
	return row, res.Error
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
	Alias          string
	Number         string
	Code           string
}

func (r slotRow) slot() Slot {
	s := Slot{
		Prize: r.Prize, Slot: r.Slot, Alternate: r.Kind == "alternate", Index: r.ListIndex, Entry: EntryID(r.EntryID),
		Alias: r.Alias, Number: r.Number, Code: r.Code, Reason: Reason(r.Reason),
		DisqualifiedAt: db.Time(r.DisqualifiedAt), ToldAt: db.Time(r.ToldAt),
	}
	copy(s.Commitment[:], r.Commitment)
	return s
}

// selectSlots returns the slots of a draw in the order of picking, with the names that
// are left of their holders.
func selectSlots(ctx context.Context, d *db.DB, id ID) ([]Slot, error) {
	var rows []slotRow
	err := d.Gorm(ctx).Raw(`SELECT s.prize, s.slot, s.kind, s.list_index, s.commitment, s.entry_id, s.disqualified_at, s.reason,
		s.told_at, COALESCE(e.alias, '') AS alias, COALESCE(e.number, '') AS number, COALESCE(m.code, '') AS code
		FROM draw_slots s
		LEFT JOIN entries e ON e.id = s.entry_id
		LEFT JOIN winner_messages m ON m.contest_id = s.contest_id AND m.attempt = s.attempt AND m.prize = s.prize
			AND m.slot = s.slot AND m.void_at = 0
		WHERE s.contest_id = ? AND s.attempt = ? ORDER BY s.pick`, string(id), firstAttempt).Scan(&rows).Error
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
func updateDisqualified(ctx context.Context, tx *db.DB, id ID, commitment draw.Hash, reason Reason, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE draw_slots SET disqualified_at = ?, reason = ?
		WHERE contest_id = ? AND attempt = ? AND commitment = ? AND disqualified_at = 0`,
		db.Millis(now), string(reason), string(id), firstAttempt, commitment[:])
	return res.RowsAffected > 0, res.Error
}

func updateReinstated(ctx context.Context, tx *db.DB, id ID, commitment draw.Hash) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE draw_slots SET disqualified_at = 0, reason = ''
		WHERE contest_id = ? AND attempt = ? AND commitment = ? AND disqualified_at > 0`,
		string(id), firstAttempt, commitment[:])
	return res.RowsAffected > 0, res.Error
}

// insertDecision adds a decision after those there are. The contest's row is locked, so
// their order is the one in which they were taken, whatever the clocks of two servers say.
func insertDecision(ctx context.Context, tx *db.DB, id ID, d Decision, record []byte) error {
	kind := "disqualify"
	if d.Reinstated {
		kind = "reinstate"
	}
	return tx.Gorm(ctx).Exec(`INSERT INTO draw_decisions
		(id, contest_id, attempt, kind, prize, slot, commitment, reason, record, decided_at, no)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT count(*) + 1 FROM draw_decisions WHERE contest_id = ?))`,
		db.NewID(), string(id), firstAttempt, kind, d.Prize, d.Slot, d.Commitment[:], string(d.Reason), string(record),
		db.Millis(d.At), string(id)).Error
}

func selectDecisions(ctx context.Context, d *db.DB, id ID) ([]Decision, error) {
	var rows []struct {
		Kind       string
		Prize      int
		Slot       int
		Commitment []byte
		Reason     string
		Record     string
		DecidedAt  int64
	}
	err := d.Gorm(ctx).Raw("SELECT * FROM draw_decisions WHERE contest_id = ? AND attempt = ? ORDER BY no, id",
		string(id), firstAttempt).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	decisions := make([]Decision, len(rows))
	for i, r := range rows {
		decisions[i] = Decision{
			Reinstated: r.Kind == "reinstate", Prize: r.Prize, Slot: r.Slot, Reason: Reason(r.Reason),
			Record: []byte(r.Record), At: db.Time(r.DecidedAt),
		}
		copy(decisions[i].Commitment[:], r.Commitment)
	}
	return decisions, nil
}

// updateTold marks a slot's holder as told and reports whether they were not before.
func updateTold(ctx context.Context, tx *db.DB, id ID, s Slot, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE draw_slots SET told_at = ?
		WHERE contest_id = ? AND attempt = ? AND prize = ? AND slot = ? AND told_at = 0`,
		db.Millis(now), string(id), firstAttempt, s.Prize, s.Slot)
	return res.RowsAffected == 1, res.Error
}

// updateUntold takes a told prize back: its message is void.
func updateUntold(ctx context.Context, tx *db.DB, id ID, s Slot, now time.Time) error {
	err := tx.Gorm(ctx).Exec(`UPDATE draw_slots SET told_at = 0 WHERE contest_id = ? AND attempt = ? AND prize = ? AND slot = ?`,
		string(id), firstAttempt, s.Prize, s.Slot).Error
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec(`UPDATE winner_messages SET void_at = ?
		WHERE contest_id = ? AND attempt = ? AND prize = ? AND slot = ? AND void_at = 0`,
		db.Millis(now), string(id), firstAttempt, s.Prize, s.Slot).Error
}

func insertMessage(ctx context.Context, tx *db.DB, c Contest, s Slot, code string, now time.Time) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO winner_messages (code, brand_id, contest_id, attempt, prize, slot, sent_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		code, string(c.Brand), string(c.ID), firstAttempt, s.Prize, s.Slot, db.Millis(now)).Error
}

type messageRow struct {
	ContestID string
	Prize     int
	SentAt    int64
	VoidAt    int64
}

func selectMessage(ctx context.Context, d *db.DB, brand, code string) (messageRow, error) {
	var row messageRow
	res := d.Gorm(ctx).Raw("SELECT contest_id, prize, sent_at, void_at FROM winner_messages WHERE code = ? AND brand_id = ?",
		code, brand).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return messageRow{}, ErrMessageNotFound
	}
	return row, res.Error
}
