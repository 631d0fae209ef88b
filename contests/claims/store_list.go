package claims

import (
	"context"

	"kermesse/internal/db"
)

func countClaims(ctx context.Context, d *db.DB, where string, args ...any) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM claims "+where, args...).Scan(&n).Error
	return n, err
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
