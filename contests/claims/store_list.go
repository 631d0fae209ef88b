package claims

import (
	"context"
	"time"

	"kermesse/internal/db"
)

func countClaims(ctx context.Context, d *db.DB, where string, args ...any) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM claims "+where, args...).Scan(&n).Error
	return n, err
}

// selectExpiring counts the claims that wait for an answer until a moment at the latest, and
// finds the first end.
func selectExpiring(ctx context.Context, d *db.DB, brand string, before time.Time) (int, time.Time, error) {
	var row struct {
		N     int
		First int64
	}
	err := d.Gorm(ctx).Raw(`SELECT count(*) AS n, COALESCE(min(due_at), 0) AS first FROM claims
		WHERE brand_id = ? AND state IN ? AND due_at > 0 AND due_at <= ?`, brand, []string{string(Told), string(Identified)}, db.Millis(before)).Scan(&row).Error
	return row.N, db.Time(row.First), err
}

func countStates(ctx context.Context, d *db.DB, where string, args ...any) (map[State]int, error) {
	var rows []struct {
		State string
		N     int
	}
	err := d.Gorm(ctx).Raw("SELECT state, count(*) AS n FROM claims "+where+" GROUP BY state", args...).Scan(&rows).Error
	counts := make(map[State]int, len(rows))
	for _, r := range rows {
		counts[State(r.State)] = r.N
	}
	return counts, err
}
