package contests

import (
	"context"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

func insertRecord(ctx context.Context, tx *db.DB, id ID, r Record) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO contest_records (contest_id, log_index, attempt, kind, record, listing, logged_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		string(id), r.Index, r.Attempt, r.Kind, string(r.Text), r.listing, db.Millis(r.LoggedAt)).Error
}

type recordRow struct {
	LogIndex int64
	Attempt  int
	Kind     string
	Record   string
	Listing  int64
	LoggedAt int64
}

func (r recordRow) record() (Record, error) {
	record := Record{
		Kind: r.Kind, Attempt: r.Attempt, Text: []byte(r.Record), Index: r.LogIndex, LoggedAt: db.Time(r.LoggedAt), listing: r.Listing,
	}
	if r.Kind == recordClose || r.Kind == recordResult {
		return record, nil
	}
	var err error
	record.Event, err = draw.ParseEvent(record.Text)
	return record, err
}

// The kinds of records that are no events.
const (
	recordClose  = "close"
	recordResult = "result"
)

// selectRecords returns the records of a contest that the rest of the condition finds, in
// the order of the log.
func selectRecords(ctx context.Context, d *db.DB, id ID, and string, args ...any) ([]Record, error) {
	var rows []recordRow
	err := d.Gorm(ctx).Raw("SELECT * FROM contest_records WHERE contest_id = ? "+and+" ORDER BY log_index",
		append([]any{string(id)}, args...)...).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	records := make([]Record, len(rows))
	for i, row := range rows {
		if records[i], err = row.record(); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// lastEntries returns the last entries record of a contest, or false if there is none.
func lastEntries(ctx context.Context, d *db.DB, id ID) (Record, bool, error) {
	var row recordRow
	res := d.Gorm(ctx).Raw("SELECT * FROM contest_records WHERE contest_id = ? AND kind = ? ORDER BY log_index DESC LIMIT 1",
		string(id), string(draw.EventEntries)).Scan(&row)
	if res.Error != nil || res.RowsAffected == 0 {
		return Record{}, false, res.Error
	}
	r, err := row.record()
	return r, err == nil, err
}

// selectDecisions returns what was decided about an attempt, in the order of the log.
func selectDecisions(ctx context.Context, d *db.DB, id ID, attempt int) ([]Decision, error) {
	records, err := selectRecords(ctx, d, id, "AND attempt = ? AND kind IN ('disqualify', 'reinstate', 'accept')", attempt)
	if err != nil {
		return nil, err
	}
	decisions := make([]Decision, len(records))
	for i, r := range records {
		e := r.Event
		decisions[i] = Decision{
			Kind: e.Kind, Attempt: e.Attempt, Prize: e.Prize, Slot: e.Slot, Commitment: e.Entry, Reason: Reason(e.Reason),
			Record: r.Text, Index: r.Index, At: e.At,
		}
	}
	return decisions, nil
}
