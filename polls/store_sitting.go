package polls

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"kermesse/internal/db"
)

type sittingRow struct {
	PollID    string
	Seat      []byte
	Shown     string
	Content   string
	ChangedAt int64
}

// writePlaces writes sets of places in the brand's order: "0-3 2-1".
func writePlaces(sets [][]int) string {
	var b strings.Builder
	for i, set := range sets {
		if i > 0 {
			b.WriteByte(' ')
		}
		for j, place := range set {
			if j > 0 {
				b.WriteByte('-')
			}
			b.WriteString(strconv.Itoa(place))
		}
	}
	return b.String()
}

// readPlaces reads what writePlaces wrote.
func readPlaces(text string) [][]int {
	var sets [][]int
	for _, set := range strings.Fields(text) {
		var places []int
		for _, place := range strings.Split(set, "-") {
			n, err := strconv.Atoi(place)
			if err != nil {
				n = -1
			}
			places = append(places, n)
		}
		sets = append(sets, places)
	}
	return sets
}

func selectSitting(ctx context.Context, d *db.DB, poll ID, seat []byte) (*sittingRow, error) {
	return oneSitting(ctx, d, "", poll, seat)
}

// lockSitting returns a sitting for a change, or nil.
func lockSitting(ctx context.Context, tx *db.DB, poll ID, seat []byte) (*sittingRow, error) {
	if err := tx.RequireTx(); err != nil {
		return nil, err
	}
	return oneSitting(ctx, tx, tx.ForUpdate(), poll, seat)
}

func oneSitting(ctx context.Context, d *db.DB, lock string, poll ID, seat []byte) (*sittingRow, error) {
	var rows []sittingRow
	err := d.Gorm(ctx).Raw("SELECT * FROM poll_sittings WHERE poll_id = ? AND seat = ?"+lock, string(poll), seat).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find a sitting: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

// insertSitting reports false where the browser has one already.
func insertSitting(ctx context.Context, tx *db.DB, r sittingRow) (bool, error) {
	res := tx.Gorm(ctx).Exec(`INSERT INTO poll_sittings (poll_id, seat, shown, content, changed_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (poll_id, seat) DO NOTHING`, r.PollID, r.Seat, r.Shown, r.Content, r.ChangedAt)
	if res.Error != nil {
		return false, fmt.Errorf("polls: begin a sitting: %w", res.Error)
	}
	return res.RowsAffected == 1, nil
}

func updateSitting(ctx context.Context, tx *db.DB, r sittingRow) error {
	err := tx.Gorm(ctx).Exec("UPDATE poll_sittings SET content = ?, changed_at = ? WHERE poll_id = ? AND seat = ?",
		r.Content, r.ChangedAt, r.PollID, r.Seat).Error
	if err != nil {
		return fmt.Errorf("polls: keep the answers of a sitting: %w", err)
	}
	return nil
}

// deleteSittings forgets what browsers were asked in a poll that is over.
func deleteSittings(ctx context.Context, tx *db.DB, poll ID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM poll_sittings WHERE poll_id = ?", string(poll)).Error
}

// eachShown calls fn with the sets of every sitting of a poll.
func eachShown(ctx context.Context, d *db.DB, poll ID, fn func(sets [][]int)) error {
	rows, err := d.Gorm(ctx).Raw("SELECT shown FROM poll_sittings WHERE poll_id = ?", string(poll)).Rows()
	if err != nil {
		return fmt.Errorf("polls: read what was shown: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var shown string
		if err := rows.Scan(&shown); err != nil {
			return fmt.Errorf("polls: read what was shown: %w", err)
		}
		fn(readPlaces(shown))
	}
	return rows.Err()
}
