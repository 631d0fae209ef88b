package contests

import (
	"context"
	"slices"
	"strings"
	"time"

	"kermesse/internal/db"
)

// countTraces counts the entries of a contest that have a trace, no further than matters.
func countTraces(ctx context.Context, tx *db.DB, id ID, t trace, now time.Time, why suspicion) (n int, err error) {
	since := int64(0)
	if why.within > 0 {
		since = db.Millis(now.Add(-why.within))
	}
	err = tx.Gorm(ctx).Raw(`SELECT count(*) FROM (SELECT 1 AS one FROM entry_traces
		WHERE contest_id = ? AND trace = ? AND seen_at > ? LIMIT ?) AS seen`, string(id), t.hash, since, why.free+1).Scan(&n).Error
	return n, err
}

// insertTraces notes what an entry may have in common with others.
func insertTraces(ctx context.Context, tx *db.DB, id ID, entry EntryID, traces []trace, now time.Time) error {
	if len(traces) == 0 {
		return nil
	}
	var values []any
	for _, t := range traces {
		values = append(values, string(entry), string(t.kind), string(id), t.hash, db.Millis(now))
	}
	return tx.Gorm(ctx).Exec("INSERT INTO entry_traces (entry_id, kind, contest_id, trace, seen_at) VALUES (?, ?, ?, ?, ?)"+
		strings.Repeat(", (?, ?, ?, ?, ?)", len(traces)-1), values...).Error
}

func deleteTraces(ctx context.Context, tx *db.DB, entry EntryID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM entry_traces WHERE entry_id = ?", string(entry)).Error
}

func deleteTracesBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM entry_traces WHERE contest_id IN (SELECT id FROM contests WHERE closes_at < ?)", db.Millis(t)).Error
}

// doubtful holds for entries with a reason to look twice that are not out. Where a contest
// asks for no proof every contact is unproved, which is a reason to look at none.
const doubtful = "flags <> '' AND flags <> 'unproved-contact' AND status IN ('pending', 'confirmed')"

func updateFlags(ctx context.Context, tx *db.DB, id EntryID, flags []Flag) error {
	return tx.Gorm(ctx).Exec("UPDATE entries SET flags = ? WHERE id = ?", writeFlags(flags), string(id)).Error
}

func writeFlags(flags []Flag) string {
	words := make([]string, len(flags))
	for i, flag := range flags {
		words[i] = string(flag)
	}
	return strings.Join(words, " ")
}

func readFlags(words string) []Flag {
	var flags []Flag
	for _, word := range strings.Fields(words) {
		flags = append(flags, Flag(word))
	}
	return flags
}

// kinRow is how many other entries share a trace with one.
type kinRow struct {
	Kind string
	N    int
}

// selectKin counts, kind by kind, the other entries that share a trace with an entry.
func selectKin(ctx context.Context, d *db.DB, id ID, entry EntryID) (map[traceKind]int, error) {
	var rows []kinRow
	err := d.Gorm(ctx).Raw(`SELECT t.kind, (SELECT count(*) FROM entry_traces o WHERE o.contest_id = t.contest_id AND o.trace = t.trace) - 1 AS n
		FROM entry_traces t WHERE t.entry_id = ? AND t.contest_id = ?`, string(entry), string(id)).Scan(&rows).Error
	kin := make(map[traceKind]int, len(rows))
	for _, r := range rows {
		kin[traceKind(r.Kind)] = r.N
	}
	return kin, err
}

// selectWave returns the flagged entries that came from the same network on the same day
// as one, the oldest first.
func selectWave(ctx context.Context, d *db.DB, id ID, entry EntryID, lock string, limit int) ([]stored, error) {
	return selectEntries(ctx, d, "WHERE contest_id = ? AND "+doubtful+` AND id IN (
		SELECT o.entry_id FROM entry_traces t JOIN entry_traces o ON o.contest_id = t.contest_id AND o.trace = t.trace
		WHERE t.entry_id = ? AND t.contest_id = ? AND t.kind = 'network') ORDER BY id LIMIT ?`+lock,
		string(id), string(entry), string(id), limit)
}

// selectFlagCounts counts the entries to look at by each of their flags.
func selectFlagCounts(ctx context.Context, d *db.DB, id ID) (map[Flag]int, int, error) {
	var rows []struct {
		Flags string
		N     int
	}
	err := d.Gorm(ctx).Raw("SELECT flags, count(*) AS n FROM entries WHERE contest_id = ? AND "+doubtful+" GROUP BY flags",
		string(id)).Scan(&rows).Error
	counts, all := map[Flag]int{}, 0
	for _, r := range rows {
		all += r.N
		for _, flag := range slices.Compact(readFlags(r.Flags)) {
			counts[flag] += r.N
		}
	}
	return counts, all, err
}
