package contests

import (
	"context"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// conditions builds a WHERE clause.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(part string, args ...any) {
	c.parts = append(c.parts, part)
	c.args = append(c.args, args...)
}

func (c *conditions) where() string { return "WHERE " + strings.Join(c.parts, " AND ") }

// contains matches a part of a folded text; what the query means by % and _ is itself.
func (c *conditions) contains(column, query string) {
	for word := range strings.FieldsSeq(foldText(query)) {
		c.add(column+` LIKE ? ESCAPE '!'`, "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(word)+"%")
	}
}

// status adds the condition of a status at a moment.
func (c *conditions) status(s Status, now time.Time) {
	part := statusWhere[s]
	for range strings.Count(part, "?") {
		c.args = append(c.args, db.Millis(now))
	}
	c.parts = append(c.parts, part)
}

func selectList(ctx context.Context, d *db.DB, brand account.BrandID, f Filter, now time.Time, limit int) ([]Contest, error) {
	var c conditions
	c.add("brand_id = ?", string(brand))
	if _, known := statusWhere[f.Status]; known {
		c.status(f.Status, now)
	}
	c.contains("search", f.Query)
	if f.Cursor != "" {
		c.add("id < ?", f.Cursor)
	}
	return selectContests(ctx, d, c.where()+" ORDER BY id DESC LIMIT ?", append(c.args, limit)...)
}

func selectEntryList(ctx context.Context, d *db.DB, id ID, f EntryFilter, holder string, limit int) ([]stored, error) {
	var c conditions
	c.add("contest_id = ?", string(id))
	if f.Status != "" {
		c.add("status = ?", string(f.Status))
	}
	if f.Source != "" {
		c.add("source = ?", string(f.Source))
	}
	if f.Flagged {
		c.add(doubtful)
	}
	if holder != "" {
		c.add("holder = ?", holder)
	}
	c.contains("search", f.Query)
	if f.Cursor != "" {
		c.add("id < ?", f.Cursor)
	}
	return selectEntries(ctx, d, c.where()+" ORDER BY id DESC LIMIT ?", append(c.args, limit)...)
}

// setIndexOrder has PostgreSQL read in the order of an index for the rest of a transaction. Of
// a contest that its statistics do not know yet it expects a few dozen entries, and would read
// and sort all that are left for each part of a long list.
func setIndexOrder(ctx context.Context, view *db.DB) error {
	if view.Dialect() != db.Postgres {
		return nil
	}
	return view.Gorm(ctx).Exec("SET LOCAL enable_sort = off").Error
}

func selectCounts(ctx context.Context, d *db.DB, id ID, midnight time.Time) (EntryCounts, error) {
	var rows []struct {
		Status  string
		Source  string
		N       int
		Tickets int64
		Flagged int
		Today   int
	}
	err := d.Gorm(ctx).Raw("SELECT status, source, count(*) AS n, sum(tickets) AS tickets, sum(CASE WHEN "+doubtful+" THEN 1 ELSE 0 END) AS flagged,"+`
		sum(CASE WHEN accepted_at >= ? THEN 1 ELSE 0 END) AS today
		FROM entries WHERE contest_id = ? GROUP BY status, source`, db.Millis(midnight), string(id)).Scan(&rows).Error
	counts := EntryCounts{BySource: map[EntrySource]int{}}
	for _, r := range rows {
		counts.Started += r.N
		switch EntryStatus(r.Status) {
		case EntryPending:
			counts.Pending += r.N
			counts.Flagged += r.Flagged
		case EntryConfirmed:
			counts.Confirmed += r.N
			counts.Flagged += r.Flagged
			counts.Today += r.Today
			counts.Tickets += r.Tickets
			counts.BySource[EntrySource(r.Source)] += r.N
		case EntryExcluded:
			counts.Excluded += r.N
		case EntryWithdrawn:
			counts.Withdrawn += r.N
		}
	}
	return counts, err
}

// selectAcceptedBetween counts the entries accepted between each two of the moments.
func selectAcceptedBetween(ctx context.Context, d *db.DB, id ID, moments []time.Time) ([]int, error) {
	counts := make([]int, len(moments)-1)
	for i := range counts {
		err := d.Gorm(ctx).Raw(`SELECT count(*) FROM entries
			WHERE contest_id = ? AND status = 'confirmed' AND accepted_at >= ? AND accepted_at < ?`,
			string(id), db.Millis(moments[i]), db.Millis(moments[i+1])).Scan(&counts[i]).Error
		if err != nil {
			return nil, err
		}
	}
	return counts, nil
}

func selectConfirmed(ctx context.Context, d *db.DB, id ID) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM entries WHERE contest_id = ? AND status = 'confirmed'", string(id)).Scan(&n).Error
	return n, err
}
