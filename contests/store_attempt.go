package contests

import (
	"context"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

type attemptRow struct {
	ContestID      string
	Attempt        int
	Source         string
	DrawAt         int64
	AnnouncedAt    int64
	SeedSealed     []byte
	Reason         string
	PrizesJSON     string
	Listing        int64
	SealedAt       int64
	CloseIndex     int64
	Late           bool
	CosignedAt     int64
	DrawnAt        int64
	CancelledAt    int64
	CancelCode     string
	CancelReason   string
	FallbackSource string
	FallbackDrawAt int64
	FallbackAt     int64
}

func (r attemptRow) attempt() (Attempt, error) {
	a := Attempt{
		No: r.Attempt, DrawAt: db.Time(r.DrawAt), AnnouncedAt: db.Time(r.AnnouncedAt), Reason: RestartReason(r.Reason),
		Listing: r.Listing, SealedAt: db.Time(r.SealedAt), CloseIndex: r.CloseIndex, Late: r.Late,
		CosignedAt: db.Time(r.CosignedAt), DrawnAt: db.Time(r.DrawnAt), CancelledAt: db.Time(r.CancelledAt),
		CancelCode: CancelCode(r.CancelCode), CancelReason: r.CancelReason, FallbackAt: db.Time(r.FallbackAt),
	}
	var err error
	if a.Named, err = draw.ParseSource(r.Source); err != nil {
		return Attempt{}, err
	}
	if r.FallbackAt > 0 {
		if a.Fallback, err = draw.ParseSource(r.FallbackSource); err != nil {
			return Attempt{}, err
		}
		a.DrawAt = db.Time(r.FallbackDrawAt)
	}
	a.follow()
	a.Units, err = decodeUnits(r.PrizesJSON)
	return a, err
}

// selectAttempts returns the attempts that the clause after FROM contest_attempts finds,
// by contest.
func selectAttempts(ctx context.Context, d *db.DB, clause string, args ...any) (map[ID][]Attempt, error) {
	var rows []attemptRow
	if err := d.Gorm(ctx).Raw("SELECT * FROM contest_attempts "+clause, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	found := map[ID][]Attempt{}
	for _, row := range rows {
		a, err := row.attempt()
		if err != nil {
			return nil, err
		}
		found[ID(row.ContestID)] = append(found[ID(row.ContestID)], a)
	}
	return found, nil
}

// attemptsOf returns all attempts of a contest in their order.
func attemptsOf(ctx context.Context, d *db.DB, id ID) ([]Attempt, error) {
	found, err := selectAttempts(ctx, d, "WHERE contest_id = ? ORDER BY attempt", string(id))
	return found[id], err
}

// insertAttempt announces an attempt. The contest's row is locked.
func insertAttempt(ctx context.Context, tx *db.DB, id ID, a Attempt, seedSealed []byte) error {
	units, err := encodeUnits(a.Units)
	if err != nil {
		return err
	}
	err = tx.Gorm(ctx).Exec(`INSERT INTO contest_attempts
		(contest_id, attempt, source, draw_at, announced_at, seed_sealed, reason, prizes_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(id), a.No, a.Named.String(), db.Millis(a.DrawAt), db.Millis(a.AnnouncedAt), seedSealed, string(a.Reason), units).Error
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("UPDATE contests SET attempt = ? WHERE id = ?", a.No, string(id)).Error
}

// updateAttemptSealed notes what the close record of an attempt commits to, and reports
// whether the attempt was there to be sealed.
func updateAttemptSealed(ctx context.Context, tx *db.DB, id ID, a Attempt) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE contest_attempts SET sealed_at = ?, listing = ?, close_index = ?, late = ?
		WHERE contest_id = ? AND attempt = ? AND sealed_at = 0 AND cancelled_at = 0`,
		db.Millis(a.SealedAt), a.Listing, a.CloseIndex, a.Late, string(id), a.No)
	return res.RowsAffected == 1, res.Error
}

func updateCosigned(ctx context.Context, tx *db.DB, id ID, attempt int, at time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE contest_attempts SET cosigned_at = ? WHERE contest_id = ? AND attempt = ? AND cosigned_at = 0",
		db.Millis(at), string(id), attempt).Error
}

// updateDrawn takes a sealed attempt for its draw and reports whether it was there to be
// taken, cancelled or not as the caller saw it.
func updateDrawn(ctx context.Context, tx *db.DB, id ID, a Attempt, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE contest_attempts SET drawn_at = ?
		WHERE contest_id = ? AND attempt = ? AND sealed_at > 0 AND drawn_at = 0 AND cancelled_at = ? AND fallback_at = ?`,
		db.Millis(now), string(id), a.No, db.Millis(a.CancelledAt), db.Millis(a.FallbackAt))
	return res.RowsAffected == 1, res.Error
}

func updateCancelled(ctx context.Context, tx *db.DB, id ID, a Attempt) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE contest_attempts SET cancelled_at = ?, cancel_code = ?, cancel_reason = ?
		WHERE contest_id = ? AND attempt = ? AND cancelled_at = 0`,
		db.Millis(a.CancelledAt), string(a.CancelCode), a.CancelReason, string(id), a.No)
	return res.RowsAffected == 1, res.Error
}

func updateFallback(ctx context.Context, tx *db.DB, id ID, a Attempt) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE contest_attempts SET fallback_at = ?, fallback_source = ?, fallback_draw_at = ?
		WHERE contest_id = ? AND attempt = ? AND fallback_at = 0 AND drawn_at = 0 AND cancelled_at = 0`,
		db.Millis(a.FallbackAt), a.Fallback.String(), db.Millis(a.DrawAt), string(id), a.No)
	return res.RowsAffected == 1, res.Error
}

func selectSeed(ctx context.Context, d *db.DB, id ID, attempt int) ([]byte, error) {
	var row attemptRow
	err := d.Gorm(ctx).Raw("SELECT seed_sealed FROM contest_attempts WHERE contest_id = ? AND attempt = ?", string(id), attempt).Scan(&row).Error
	return row.SeedSealed, err
}
