package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type slipRow struct {
	ID          string
	ContestID   string
	EntryID     string
	Shop        string
	Number      string
	Twin        []byte
	AmountMinor int64
	BoughtOn    string
	State       string
	Reason      string
	Tickets     int64
	Photo       bool
	SentAt      int64
	DecidedAt   int64
	EntryNumber string
	Twins       int
	PhotoWidth  int
	PhotoHeight int
}

func (r slipRow) slip(c Contest) Slip {
	s := Slip{
		ID: r.ID, Entry: EntryID(r.EntryID), Shop: r.Shop, Number: r.Number, AmountMinor: r.AmountMinor, State: SlipState(r.State),
		Reason: SlipReason(r.Reason), Tickets: uint64(r.Tickets), Photo: r.PhotoWidth > 0, PhotoWidth: r.PhotoWidth, PhotoHeight: r.PhotoHeight, SentAt: db.Time(r.SentAt), EntryNumber: r.EntryNumber,
		Twins: r.Twins, twin: r.Twin,
	}
	s.BoughtOn, _ = time.Parse(time.DateOnly, r.BoughtOn) // written by insertSlip
	if s.State == SlipWaiting && c.Entry.Slips != nil {
		s.Tickets = c.Entry.Slips.tickets(s.AmountMinor)
	}
	return s
}

// insertSlip stores a receipt, and reports whether the same entry has not sent it before.
func insertSlip(ctx context.Context, tx *db.DB, id ID, s Slip) (bool, error) {
	res := tx.Gorm(ctx).Exec(`INSERT INTO entry_slips (id, contest_id, entry_id, shop, number, twin, amount_minor, bought_on, state, photo, sent_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		s.ID, string(id), string(s.Entry), s.Shop, s.Number, s.twin, s.AmountMinor, s.BoughtOn.Format(time.DateOnly), string(s.State), s.Photo,
		db.Millis(s.SentAt))
	return res.RowsAffected == 1, res.Error
}

func selectSlips(ctx context.Context, d *db.DB, c Contest, clause string, args ...any) ([]Slip, error) {
	var rows []slipRow
	err := d.Gorm(ctx).Raw(`SELECT s.*, e.number AS entry_number,
		COALESCE(p.width, 0) AS photo_width, COALESCE(p.height, 0) AS photo_height,
		(SELECT count(*) FROM entry_slips o WHERE o.contest_id = s.contest_id AND o.twin = s.twin AND o.id <> s.id AND o.state <> 'refused') AS twins
		FROM entry_slips s JOIN entries e ON e.id = s.entry_id
		LEFT JOIN entry_pictures p ON p.entry_id = s.entry_id AND p.field = 'slip:' || s.id `+clause, args...).Scan(&rows).Error
	slips := make([]Slip, len(rows))
	for i, row := range rows {
		slips[i] = row.slip(c)
	}
	return slips, err
}

func countSlips(ctx context.Context, d *db.DB, where string, args ...any) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM entry_slips WHERE "+where, args...).Scan(&n).Error
	return n, err
}

// updateSlip decides about a receipt, and reports whether nobody had.
func updateSlip(ctx context.Context, tx *db.DB, s Slip, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE entry_slips SET state = ?, reason = ?, tickets = ?, decided_at = ? WHERE id = ? AND state = 'waiting'",
		string(s.State), string(s.Reason), int64(s.Tickets), db.Millis(now), s.ID)
	return res.RowsAffected == 1, res.Error
}

// deleteSlipPhotos removes the photos of receipts that were decided, or whose contest
// closed, before a moment.
func deleteSlipPhotos(ctx context.Context, tx *db.DB, before time.Time) error {
	return tx.Gorm(ctx).Exec(`DELETE FROM entry_pictures WHERE field LIKE 'slip:%' AND EXISTS (SELECT 1 FROM entry_slips s
		JOIN contests c ON c.id = s.contest_id WHERE s.entry_id = entry_pictures.entry_id AND entry_pictures.field = 'slip:' || s.id
		AND (s.decided_at > 0 AND s.decided_at < ? OR c.closes_at < ?))`, db.Millis(before), db.Millis(before)).Error
}
