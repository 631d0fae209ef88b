package contests

import (
	"context"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// loggedRow is a record as we keep it and as the log has it.
type loggedRow struct {
	ContestID string
	LogIndex  int64
	Record    string
	Logged    []byte
}

func eachLogged(ctx context.Context, view *db.DB, visit func(loggedRow) error) error {
	rows, err := view.Gorm(ctx).Raw(`SELECT r.contest_id, r.log_index, r.record, e.record FROM contest_records r
		LEFT JOIN log_events e ON e.idx = r.log_index WHERE r.log_index >= 0 ORDER BY r.log_index`).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r loggedRow
		if err := rows.Scan(&r.ContestID, &r.LogIndex, &r.Record, &r.Logged); err != nil {
			return err
		}
		if err := visit(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// publishedRow is a publication and the rules that it is about.
type publishedRow struct {
	ContestID string
	Record    string
	RulesJSON string
}

func selectPublished(ctx context.Context, view *db.DB) ([]publishedRow, error) {
	var rows []publishedRow
	err := view.Gorm(ctx).Raw(`SELECT r.contest_id, r.record, u.rules_json FROM contest_records r
		JOIN contest_rules u ON u.contest_id = r.contest_id WHERE r.kind = ? ORDER BY r.log_index`, string(draw.EventPublish)).Scan(&rows).Error
	return rows, err
}

// selectAmendRecords returns, by contest, the hashes that were put on record, in order.
func selectAmendRecords(ctx context.Context, view *db.DB) (map[string][]draw.Hash, error) {
	var rows []publishedRow
	err := view.Gorm(ctx).Raw("SELECT contest_id, record FROM contest_records WHERE kind = ? ORDER BY log_index", string(draw.EventAmend)).Scan(&rows).Error
	hashes := map[string][]draw.Hash{}
	for _, r := range rows {
		e, err := draw.ParseEvent([]byte(r.Record))
		if err != nil {
			return nil, err
		}
		hashes[r.ContestID] = append(hashes[r.ContestID], e.Rules)
	}
	return hashes, err
}

func selectOtherClose(ctx context.Context, view *db.DB) (ID, int, bool, error) {
	return selectOther(ctx, view, `SELECT c.contest_id, c.attempt FROM contest_closes c
		JOIN contest_records r ON r.contest_id = c.contest_id AND r.attempt = c.attempt AND r.kind = ?
		WHERE r.record <> c.record ORDER BY c.contest_id, c.attempt LIMIT 1`, recordClose)
}

func selectOtherResult(ctx context.Context, view *db.DB) (ID, int, bool, error) {
	return selectOther(ctx, view, `SELECT d.contest_id, d.attempt FROM contest_draws d
		JOIN contest_records r ON r.contest_id = d.contest_id AND r.attempt = d.attempt AND r.kind = ?
		WHERE r.record <> d.result ORDER BY d.contest_id, d.attempt LIMIT 1`, recordResult)
}

func selectOther(ctx context.Context, view *db.DB, query, kind string) (ID, int, bool, error) {
	var row struct {
		ContestID string
		Attempt   int
	}
	res := view.Gorm(ctx).Raw(query, kind).Scan(&row)
	return ID(row.ContestID), row.Attempt, res.RowsAffected > 0, res.Error
}

func eachResult(ctx context.Context, view *db.DB, visit func(id ID, attempt int, text string) error) error {
	var rows []struct {
		ContestID string
		Attempt   int
		Result    string
	}
	if err := view.Gorm(ctx).Raw("SELECT contest_id, attempt, result FROM contest_draws WHERE result <> '' ORDER BY contest_id, attempt").Scan(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		if err := visit(ID(r.ContestID), r.Attempt, r.Result); err != nil {
			return err
		}
	}
	return nil
}

// selectPicks returns the slots of an attempt as a result record has them.
func selectPicks(ctx context.Context, view *db.DB, id ID, attempt int) ([]draw.ResultSlot, error) {
	var rows []struct {
		Prize, Slot int
		Kind        string
		ListIndex   int
		Commitment  []byte
	}
	err := view.Gorm(ctx).Raw(`SELECT prize, slot, kind, list_index, commitment FROM draw_slots
		WHERE contest_id = ? AND attempt = ? ORDER BY pick`, string(id), attempt).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	slots := make([]draw.ResultSlot, len(rows))
	for i, r := range rows {
		slots[i] = draw.ResultSlot{Prize: r.Prize, Slot: r.Slot, Alternate: r.Kind == "alternate", Index: r.ListIndex}
		copy(slots[i].Commitment[:], r.Commitment) // of whatever length somebody put there
	}
	return slots, nil
}
