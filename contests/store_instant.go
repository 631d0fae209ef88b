package contests

import (
	"context"

	"kermesse/contests/draw"
	"kermesse/contests/instant"
	"kermesse/internal/db"
)

type playRow struct {
	No        int64
	ID        string
	ContestID string
	EntryID   string
	Period    string
	PlayedAt  int64
	Moment    int
	Prize     int    // of the moment
	Code      string // of the message about it
}

type winRow struct {
	ContestID string
	Moment    int
	Prize     int
	Unit      int
	EntryID   string
	WonAt     int64
}

type gameRow struct {
	ContestID      string
	Seal           string
	ScheduleSealed []byte
	ClosesAt       int64
	Schedule       string
	Reveal         string
	LogIndex       int64
	RevealedAt     int64
}

func insertGame(ctx context.Context, tx *db.DB, g gameRow) error {
	return tx.Gorm(ctx).Exec("INSERT INTO instant_games (contest_id, seal, schedule_sealed, closes_at) VALUES (?, ?, ?, ?)",
		g.ContestID, g.Seal, g.ScheduleSealed, g.ClosesAt).Error
}

// selectGame returns the game of a contest, or ErrNoInstant.
func selectGame(ctx context.Context, d *db.DB, id ID) (gameRow, error) {
	var row gameRow
	res := d.Gorm(ctx).Raw("SELECT * FROM instant_games WHERE contest_id = ?", string(id)).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return row, ErrNoInstant
	}
	return row, res.Error
}

// selectWonMoments returns which of the moments from first to before end were won.
func selectWonMoments(ctx context.Context, d *db.DB, id ID, first, end int) (won []int, err error) {
	err = d.Gorm(ctx).Raw("SELECT moment FROM instant_wins WHERE contest_id = ? AND moment >= ? AND moment < ? ORDER BY moment",
		string(id), first, end).Scan(&won).Error
	return won, err
}

// insertWin wins a moment, and reports whether nobody had. Where somebody is winning it at
// this very moment it waits for what comes of that.
func insertWin(ctx context.Context, tx *db.DB, w winRow) (bool, error) {
	res := tx.Gorm(ctx).Exec(`INSERT INTO instant_wins (contest_id, moment, prize, unit, entry_id, won_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (contest_id, moment) DO NOTHING`, w.ContestID, w.Moment, w.Prize, w.Unit, w.EntryID, w.WonAt)
	return res.RowsAffected == 1, res.Error
}

func insertPlay(ctx context.Context, tx *db.DB, p playRow) error {
	return tx.Gorm(ctx).Exec("INSERT INTO instant_plays (id, contest_id, entry_id, period, played_at, moment) VALUES (?, ?, ?, ?, ?, ?)",
		p.ID, p.ContestID, p.EntryID, p.Period, p.PlayedAt, p.Moment).Error
}

// selectPlays returns plays with what they won.
func selectPlays(ctx context.Context, d *db.DB, clause string, args ...any) (rows []playRow, err error) {
	err = d.Gorm(ctx).Raw(`SELECT p.*, COALESCE(w.prize, -1) AS prize, COALESCE(m.code, '') AS code FROM instant_plays p
		JOIN contests c ON c.id = p.contest_id
		LEFT JOIN instant_wins w ON w.contest_id = p.contest_id AND w.moment = p.moment
		LEFT JOIN claims m ON m.contest_id = p.contest_id AND m.origin = 'instant' AND m.attempt = 0 AND m.slot = w.unit
			AND m.prize = w.prize + (SELECT count(*) FROM prizes WHERE prizes.contest_id = p.contest_id) `+clause, args...).Scan(&rows).Error
	return rows, err
}

// countWins is how many units of each prize of a game were won.
func countWins(ctx context.Context, d *db.DB, id ID, prizes int) ([]int, error) {
	var rows []struct{ Prize, N int }
	err := d.Gorm(ctx).Raw("SELECT prize, count(*) AS n FROM instant_wins WHERE contest_id = ? GROUP BY prize", string(id)).Scan(&rows).Error
	won := make([]int, prizes)
	for _, row := range rows {
		won[row.Prize] = row.N
	}
	return won, err
}

// playsOf returns all plays of a contest as they are published, in their order.
func playsOf(ctx context.Context, d *db.DB, id ID) ([]instant.Play, error) {
	var rows []playRow
	err := d.Gorm(ctx).Raw("SELECT id, played_at, moment FROM instant_plays WHERE contest_id = ? ORDER BY no", string(id)).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	plays := make([]instant.Play, len(rows))
	for i, row := range rows {
		play, err := draw.ParseID(row.ID)
		if err != nil {
			return nil, err
		}
		plays[i] = instant.Play{At: db.Time(row.PlayedAt), Token: instant.Token(play), Moment: row.Moment}
	}
	return plays, nil
}

// selectGamesDue returns the contests whose games are over and not revealed.
func selectGamesDue(ctx context.Context, d *db.DB, now int64) (ids []string, err error) {
	err = d.Gorm(ctx).Raw("SELECT contest_id FROM instant_games WHERE revealed_at = 0 AND closes_at <= ? ORDER BY closes_at", now).Scan(&ids).Error
	return ids, err
}

// updateRevealed stores what is revealed of a game, once.
func updateRevealed(ctx context.Context, tx *db.DB, g gameRow) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE instant_games SET schedule = ?, reveal = ?, log_index = ?, revealed_at = ?
		WHERE contest_id = ? AND revealed_at = 0`, g.Schedule, g.Reveal, g.LogIndex, g.RevealedAt, g.ContestID)
	return res.RowsAffected == 1, res.Error
}

type instantSlotRow struct {
	winRow
	Commitment []byte
	Alias      string
	Number     string
	Code       string
}

// selectInstantSlots returns what was won in a game as slots, in the order of winning.
func selectInstantSlots(ctx context.Context, d *db.DB, c Contest) ([]Slot, error) {
	var rows []instantSlotRow
	err := d.Gorm(ctx).Raw(`SELECT w.*, e.commitment, e.alias, e.number, COALESCE(m.code, '') AS code FROM instant_wins w
		JOIN entries e ON e.id = w.entry_id
		LEFT JOIN claims m ON m.contest_id = w.contest_id AND m.origin = 'instant' AND m.attempt = 0 AND m.prize = w.prize + ? AND m.slot = w.unit
		WHERE w.contest_id = ? ORDER BY w.won_at, w.moment`, len(c.Prizes), string(c.ID)).Scan(&rows).Error
	slots := make([]Slot, len(rows))
	for i, r := range rows {
		slots[i] = Slot{
			Prize: len(c.Prizes) + r.Prize, Slot: r.Unit, Index: r.Moment, State: SlotWinner, Alias: r.Alias,
			Entry: EntryID(r.EntryID), Number: r.Number, Code: r.Code, ToldAt: db.Time(r.WonAt),
		}
		copy(slots[i].Commitment[:], r.Commitment)
	}
	return slots, err
}
