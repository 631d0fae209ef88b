package polls

import (
	"cmp"
	"context"
	"fmt"

	"kermesse/internal/db"
)

// setAside marks a ballot that has just been stored.
func setAside(ctx context.Context, tx *db.DB, p Poll, b ballotRow) error {
	err := tx.Gorm(ctx).Exec("UPDATE ballots SET state = ?, signals = ? WHERE poll_id = ? AND voter_key = ?",
		b.State, b.Signals, b.PollID, b.VoterKey).Error
	if err != nil {
		return err
	}
	before := b
	before.State = ballotCounted
	return moveTally(ctx, tx, p, before, b)
}

func selectDoubtful(ctx context.Context, d *db.DB, poll ID, limit int) ([]ballotRow, error) {
	var rows []ballotRow
	err := d.Gorm(ctx).Raw(`SELECT id, cast_at, network, signals, review, review_reason, appeal FROM ballots
		WHERE poll_id = ? AND signals <> '' AND state <> ?
		ORDER BY CASE WHEN review = '' AND appeal <> '' THEN 0 WHEN review = '' THEN 1 ELSE 2 END, network, cast_at, id LIMIT ?`,
		string(poll), ballotWithdrawn, limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find what was set aside: %w", err)
	}
	return rows, nil
}

// updateDoubtful settles ballots that were set aside, and returns how many of them were not
// settled that way before.
func updateDoubtful(ctx context.Context, tx *db.DB, poll ID, d Decision) (int64, error) {
	state := ballotQuarantined
	if d.Review == Released {
		state = ballotCounted
	}
	which, value := d.which()
	res := tx.Gorm(ctx).Exec(`UPDATE ballots SET state = ?, review = ?, review_reason = ?
		WHERE poll_id = ? AND signals <> '' AND state <> ? AND review <> ? AND `+which,
		state, string(d.Review), d.Reason, string(poll), ballotWithdrawn, string(d.Review), value)
	if res.Error != nil {
		return 0, fmt.Errorf("polls: settle what was set aside: %w", res.Error)
	}
	return res.RowsAffected, nil
}

// which says which ballots a decision is about. The text is part of the program.
func (d Decision) which() (where string, value any) {
	if d.Network != "" {
		return "network = ?", d.Network
	}
	return "id IN ?", d.Ballots
}

// selectUndecided returns the ballots that a decision would change.
func selectUndecided(ctx context.Context, tx *db.DB, poll ID, d Decision) ([]ballotRow, error) {
	which, value := d.which()
	var rows []ballotRow
	err := tx.Gorm(ctx).Raw("SELECT * FROM ballots WHERE poll_id = ? AND signals <> '' AND state <> ? AND review <> ? AND "+which,
		string(poll), ballotWithdrawn, string(d.Review), value).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find what was set aside: %w", err)
	}
	return rows, nil
}

// setContent replaces the picks of a ballot; without any it is a blank one.
func setContent(ctx context.Context, tx *db.DB, b ballotRow) error {
	return tx.Gorm(ctx).Exec("UPDATE ballots SET content = ? WHERE poll_id = ? AND voter_key = ?", cmp.Or(b.Content, "[]"), b.PollID, b.VoterKey).Error
}

// updateAppeal reports false where the ballot is not set aside, or its review has ended.
func updateAppeal(ctx context.Context, tx *db.DB, poll ID, voter []byte, said string) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE ballots SET appeal = ? WHERE poll_id = ? AND voter_key = ? AND state = ? AND review = ''",
		said, string(poll), voter, ballotQuarantined)
	return res.RowsAffected == 1, res.Error
}

// countWaiting tells, for the polls of a brand, how many ballots wait for a decision.
func countWaiting(ctx context.Context, d *db.DB, brand string) (map[ID]int, error) {
	var rows []struct {
		PollID string
		N      int
	}
	err := d.Gorm(ctx).Raw(`SELECT poll_id, COUNT(*) AS n FROM ballots
		WHERE poll_id IN (SELECT id FROM polls WHERE brand_id = ? AND state <> 'cancelled') AND signals <> '' AND state = ? AND review = ''
		GROUP BY poll_id`, brand, ballotQuarantined).Scan(&rows).Error
	counts := make(map[ID]int, len(rows))
	for _, row := range rows {
		counts[ID(row.PollID)] = row.N
	}
	return counts, err
}

func countAside(ctx context.Context, d *db.DB, poll ID) (waiting int, any bool, err error) {
	var rows []struct {
		Review string
		N      int
	}
	err = d.Gorm(ctx).Raw("SELECT review, COUNT(*) AS n FROM ballots WHERE poll_id = ? AND signals <> '' AND state <> ? GROUP BY review",
		string(poll), ballotWithdrawn).Scan(&rows).Error
	for _, row := range rows {
		any = true
		if Review(row.Review) == Undecided {
			waiting = row.N
		}
	}
	return waiting, any, err
}
