package contests

import (
	"context"
	"slices"
	"strings"
	"time"

	"kermesse/internal/db"
)

// addTraffic adds to the counters, in their order.
func addTraffic(ctx context.Context, tx *db.DB, order []passage, counted map[passage]int) error {
	for batch := range slices.Chunk(order, entriesPerInsert) {
		var values []any
		for _, p := range batch {
			values = append(values, string(p.contest), db.Millis(p.hour), string(p.via), string(p.step), counted[p])
		}
		err := tx.Gorm(ctx).Exec("INSERT INTO contest_traffic (contest_id, hour, via, step, n) VALUES (?, ?, ?, ?, ?)"+
			strings.Repeat(", (?, ?, ?, ?, ?)", len(batch)-1)+
			" ON CONFLICT (contest_id, hour, via, step) DO UPDATE SET n = contest_traffic.n + excluded.n", values...).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func selectNamedVias(ctx context.Context, d *db.DB, id ID) (map[Via]bool, error) {
	var names []Via
	err := d.Gorm(ctx).Raw(`SELECT DISTINCT via FROM contest_traffic WHERE contest_id = ? AND (via LIKE 'utm-%' OR via LIKE 'link-%')`,
		string(id)).Scan(&names).Error
	found := make(map[Via]bool, len(names))
	for _, name := range names {
		found[name] = true
	}
	return found, err
}

// stepRow is how many people reached a step in an hour by a way.
type stepRow struct {
	Hour int64
	Via  Via
	Step string
	N    int
}

// selectSteps returns the counters of a contest and the entries and confirmations of each
// hour and way; those of an import came no way. until bounds them; the zero time does not.
func selectSteps(ctx context.Context, d *db.DB, id ID, until time.Time) ([]stepRow, error) {
	end := db.Millis(until)
	if until.IsZero() {
		end = 1 << 60
	}
	var rows []stepRow
	err := d.Gorm(ctx).Raw("SELECT hour, via, step, n FROM contest_traffic WHERE contest_id = ? AND hour < ?", string(id), end).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	var came []struct {
		Entered, Accepted int64
		Via               Via
		N                 int
	}
	err = d.Gorm(ctx).Raw(`SELECT created_at - created_at % 3600000 AS entered,
			CASE WHEN accepted_at < ? THEN accepted_at - accepted_at % 3600000 ELSE 0 END AS accepted, `+viaOf+` AS via, count(*) AS n
		FROM entries WHERE contest_id = ? AND created_at < ? AND source <> 'import' GROUP BY 1, 2, 3`, end, string(id), end).Scan(&came).Error
	for _, r := range came {
		rows = append(rows, stepRow{r.Entered, r.Via, "entry", r.N})
		if r.Accepted > 0 {
			rows = append(rows, stepRow{r.Accepted, r.Via, "confirmed", r.N})
		}
	}
	return rows, err
}

// viaOf is the way of an entry: where it is not known, what its place or source tells.
const viaOf = `CASE WHEN via <> '' THEN via WHEN place <> '' THEN place WHEN source <> 'form' THEN source ELSE 'direct' END`
