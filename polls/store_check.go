package polls

import (
	"context"
	"fmt"

	"kermesse/internal/db"
)

// loggedRow is a record as we keep it and as the log has it.
type loggedRow struct {
	PollID   string
	LogIndex int64
	Record   string
	Logged   []byte
}

func eachLogged(ctx context.Context, view *db.DB, visit func(loggedRow) error) error {
	rows, err := view.Gorm(ctx).Raw(`SELECT r.poll_id, r.log_index, r.record, e.record FROM poll_records r
		LEFT JOIN log_events e ON e.idx = r.log_index ORDER BY r.log_index`).Rows()
	if err != nil {
		return fmt.Errorf("polls: read the records: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r loggedRow
		if err := rows.Scan(&r.PollID, &r.LogIndex, &r.Record, &r.Logged); err != nil {
			return fmt.Errorf("polls: read the records: %w", err)
		}
		if err := visit(r); err != nil {
			return err
		}
	}
	return rows.Err()
}
