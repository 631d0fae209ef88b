package polls

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kermesse/internal/db"
)

type snapshotRow struct {
	PollID     string
	Version    int64
	Final      bool
	Result     string
	ComputedAt int64

	Analysis        string
	AnalysisVersion int64
	Ballots         int64 // in the count, those set aside included
}

func snapshotOf(poll ID, counted tallied, at time.Time) (snapshotRow, error) {
	text, err := json.Marshal(counted)
	if err != nil {
		return snapshotRow{}, fmt.Errorf("polls: write a result: %w", err)
	}
	return snapshotRow{
		PollID: string(poll), Version: 1, Result: string(text), ComputedAt: db.Millis(at),
		Ballots: counted.Result.Counted + counted.Result.Blank + counted.Aside,
	}, nil
}

func (r snapshotRow) snapshot() (Snapshot, error) {
	var counted tallied
	if err := json.Unmarshal([]byte(r.Result), &counted); err != nil {
		return Snapshot{}, fmt.Errorf("polls: read a result: %w", err)
	}
	snap := Snapshot{
		Poll: ID(r.PollID), Version: r.Version, Final: r.Final, ComputedAt: db.Time(r.ComputedAt),
		Result: counted.Result, First: counted.First, With: counted.With, Aside: counted.Aside, Held: counted.Held,
		Above: counted.Above, Below: counted.Below, Picked: counted.Picked, Sources: counted.Sources,
	}
	if r.Analysis != "" && (!r.Final || r.AnalysisVersion == r.Version) {
		if err := json.Unmarshal([]byte(r.Analysis), &snap.Analysis); err != nil {
			return Snapshot{}, fmt.Errorf("polls: read an analysis: %w", err)
		}
	}
	return snap, nil
}

// selectSnapshot returns the last snapshot of a poll, or nil.
func selectSnapshot(ctx context.Context, d *db.DB, poll ID) (*snapshotRow, error) {
	var rows []snapshotRow
	err := d.Gorm(ctx).Raw("SELECT * FROM poll_snapshots WHERE poll_id = ?", string(poll)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find a snapshot: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

// selectVersions returns the versions of the snapshots of some polls.
func selectVersions(ctx context.Context, d *db.DB, polls []string) (map[ID]int64, error) {
	var rows []snapshotRow
	err := d.Gorm(ctx).Raw("SELECT poll_id, version FROM poll_snapshots WHERE poll_id IN ?", polls).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find snapshots: %w", err)
	}
	versions := make(map[ID]int64, len(rows))
	for _, row := range rows {
		versions[ID(row.PollID)] = row.Version
	}
	return versions, nil
}

// writeSnapshot writes the version that follows the one that was read. It reports false
// where somebody else was faster, or the final one is there.
func writeSnapshot(ctx context.Context, tx *db.DB, r snapshotRow) (bool, error) {
	res := tx.Gorm(ctx).Exec("INSERT INTO poll_snapshots (poll_id, version, final, result, computed_at, ballots)"+
		" VALUES (?, ?, FALSE, ?, ?, ?) ON CONFLICT (poll_id) DO UPDATE SET version = excluded.version,"+
		" result = excluded.result, computed_at = excluded.computed_at, ballots = excluded.ballots"+
		" WHERE poll_snapshots.version = excluded.version - 1 AND NOT poll_snapshots.final",
		r.PollID, r.Version, r.Result, r.ComputedAt, r.Ballots)
	if res.Error != nil {
		return false, fmt.Errorf("polls: write a snapshot: %w", res.Error)
	}
	return res.RowsAffected == 1, nil
}

// writeFinal writes the last snapshot of a poll, after whichever came before it.
func writeFinal(ctx context.Context, tx *db.DB, r snapshotRow) error {
	err := tx.Gorm(ctx).Exec("INSERT INTO poll_snapshots (poll_id, version, final, result, computed_at, ballots)"+
		" VALUES (?, 1, TRUE, ?, ?, ?) ON CONFLICT (poll_id) DO UPDATE SET version = poll_snapshots.version + 1,"+
		" final = TRUE, result = excluded.result, computed_at = excluded.computed_at, ballots = excluded.ballots",
		r.PollID, r.Result, r.ComputedAt, r.Ballots).Error
	if err != nil {
		return fmt.Errorf("polls: write the final count: %w", err)
	}
	return nil
}

// reopenSnapshot takes back that the last snapshot of a poll was its final one. The version
// grows, so that whoever holds the final one notices.
func reopenSnapshot(ctx context.Context, tx *db.DB, poll ID) error {
	return tx.Gorm(ctx).Exec("UPDATE poll_snapshots SET final = FALSE, version = version + 1 WHERE poll_id = ?", string(poll)).Error
}

// selectDue lists the published polls whose time is over.
func selectDue(ctx context.Context, d *db.DB, now time.Time) ([]ID, error) {
	var ids []ID
	err := d.Gorm(ctx).Raw("SELECT id FROM polls WHERE state = 'published' AND closes_at <= ? ORDER BY closes_at, id", db.Millis(now)).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find what closes: %w", err)
	}
	return ids, nil
}

// countBallots counts the ballots in the box of each poll.
func countBallots(ctx context.Context, d *db.DB, polls []string) (map[ID]int64, error) {
	counts := make(map[ID]int64, len(polls))
	if len(polls) == 0 {
		return counts, nil
	}
	var rows []struct {
		PollID string
		N      int64
	}
	err := d.Gorm(ctx).Raw("SELECT poll_id, COUNT(*) AS n FROM ballots WHERE poll_id IN ? AND state = ? GROUP BY poll_id", polls, ballotCounted).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: count ballots: %w", err)
	}
	for _, row := range rows {
		counts[ID(row.PollID)] = row.N
	}
	return counts, nil
}

// countByQuarter counts the ballots of a poll by quarter of an hour, in order of time.
func countByQuarter(ctx context.Context, d *db.DB, poll ID) ([]quarter, error) {
	const quarterMs = 15 * 60 * 1000
	var rows []struct{ Quarter, N int64 }
	err := d.Gorm(ctx).Raw("SELECT cast_at / ? AS quarter, COUNT(*) AS n FROM ballots WHERE poll_id = ? GROUP BY 1 ORDER BY 1",
		quarterMs, string(poll)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: count by day: %w", err)
	}
	quarters := make([]quarter, len(rows))
	for i, row := range rows {
		quarters[i] = quarter{At: db.Time(row.Quarter * quarterMs), N: int(row.N)}
	}
	return quarters, nil
}

// selectUnanalysed lists the snapshots whose analysis is of another version, final ones first.
func selectUnanalysed(ctx context.Context, d *db.DB) ([]snapshotRow, error) {
	var rows []snapshotRow
	err := d.Gorm(ctx).Raw("SELECT * FROM poll_snapshots WHERE analysis_version <> version ORDER BY final DESC, poll_id").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: find what to analyse: %w", err)
	}
	return rows, nil
}

// updateAnalysis keeps the analysis of a version; of a final one only while it is the last.
func updateAnalysis(ctx context.Context, tx *db.DB, r snapshotRow, analysis string) error {
	err := tx.Gorm(ctx).Exec("UPDATE poll_snapshots SET analysis = ?, analysis_version = ? WHERE poll_id = ? AND (version = ? OR NOT final)",
		analysis, r.Version, r.PollID, r.Version).Error
	if err != nil {
		return fmt.Errorf("polls: store an analysis: %w", err)
	}
	return nil
}

// sameByQuarter is how often one ballot was first cast in a quarter of an hour.
type sameByQuarter struct {
	Content string
	N       int64
	At      time.Time
}

// countSameByQuarter counts the counted ballots of a poll by what they say and when, in
// order of time.
func countSameByQuarter(ctx context.Context, d *db.DB, poll ID) ([]sameByQuarter, error) {
	var rows []struct {
		Content string
		N       int64
		CastAt  int64
	}
	err := d.Gorm(ctx).Raw("SELECT content, cast_at, COUNT(*) AS n FROM ballots WHERE poll_id = ? AND state = ? GROUP BY cast_at, content ORDER BY cast_at",
		string(poll), ballotCounted).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("polls: count by day: %w", err)
	}
	same := make([]sameByQuarter, len(rows))
	for i, row := range rows {
		same[i] = sameByQuarter{row.Content, row.N, db.Time(row.CastAt)}
	}
	return same, nil
}
