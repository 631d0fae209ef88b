package polls

import (
	"context"
	"encoding/json"
	"fmt"

	"kermesse/internal/db"
)

type noticeRow struct {
	No     int64
	Kind   string
	At     int64
	Reason string
	Detail string
}

// insertNotice numbers and stores a notice. Whoever calls it holds the poll's row, so two
// do not get the same number.
func insertNotice(ctx context.Context, tx *db.DB, poll ID, n Notice) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	detail, err := json.Marshal(n.NoticeDetail)
	if err != nil {
		return fmt.Errorf("polls: write a notice: %w", err)
	}
	err = tx.Gorm(ctx).Exec(`INSERT INTO poll_notices (poll_id, no, kind, at, reason, detail)
		SELECT ?, COALESCE(MAX(no), 0) + 1, ?, ?, ?, ? FROM poll_notices WHERE poll_id = ?`,
		string(poll), string(n.Kind), db.Millis(n.At), n.Reason, string(detail), string(poll)).Error
	if err != nil {
		return fmt.Errorf("polls: store a notice: %w", err)
	}
	return nil
}

func selectNotices(ctx context.Context, d *db.DB, poll ID) ([]Notice, error) {
	var rows []noticeRow
	err := d.Gorm(ctx).Raw("SELECT no, kind, at, reason, detail FROM poll_notices WHERE poll_id = ? ORDER BY no", string(poll)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: read the notices: %w", err)
	}
	notices := make([]Notice, len(rows))
	for i, row := range rows {
		notices[i] = Notice{No: row.No, At: db.Time(row.At), Kind: NoticeKind(row.Kind), Reason: row.Reason}
		if err := json.Unmarshal([]byte(row.Detail), &notices[i].NoticeDetail); err != nil {
			return nil, fmt.Errorf("polls: read a notice: %w", err)
		}
	}
	return notices, nil
}
