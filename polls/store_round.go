package polls

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kermesse/internal/db"
)

// insertRound keeps which options meet in a round. Whoever calls it holds the poll's row.
func insertRound(ctx context.Context, tx *db.DB, poll ID, number int, pairs []Set, at time.Time) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	text, err := json.Marshal(pairs)
	if err != nil {
		return fmt.Errorf("polls: write a round: %w", err)
	}
	err = tx.Gorm(ctx).Exec("INSERT INTO poll_rounds (poll_id, no, pairs, began_at) VALUES (?, ?, ?, ?)",
		string(poll), number, string(text), db.Millis(at)).Error
	if err != nil {
		return fmt.Errorf("polls: begin a round: %w", err)
	}
	return nil
}

// setRound says which round ballots are taken for. Whoever calls it holds the poll's row.
func setRound(ctx context.Context, tx *db.DB, p Poll) error {
	return tx.Gorm(ctx).Exec("UPDATE polls SET round = ? WHERE id = ?", p.Round, string(p.ID)).Error
}

// selectRounds returns the pairs of the rounds that have begun, in their order.
func selectRounds(ctx context.Context, d *db.DB, poll ID) ([][]Set, error) {
	var rows []struct{ Pairs string }
	if err := d.Gorm(ctx).Raw("SELECT pairs FROM poll_rounds WHERE poll_id = ? ORDER BY no", string(poll)).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("polls: find the rounds: %w", err)
	}
	rounds := make([][]Set, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal([]byte(row.Pairs), &rounds[i]); err != nil {
			return nil, fmt.Errorf("polls: read a round: %w", err)
		}
	}
	return rounds, nil
}

// selectRound returns the pairs of a round, or nil where it has not begun.
func selectRound(ctx context.Context, d *db.DB, poll ID, number int) ([]Set, error) {
	rounds, err := selectRounds(ctx, d, poll)
	if err != nil || number < 1 || number > len(rounds) {
		return nil, err
	}
	return rounds[number-1], nil
}
