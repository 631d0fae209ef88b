package loyalty

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// each hands rows to read one by one.
func (r *replay) each(ctx context.Context, read func(*sql.Rows) error, query string, args ...any) error {
	rows, err := r.tx.Gorm(ctx).Raw(query, args...).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error is that of Err
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// purchaseRows reads the purchases of a period, with how many each member had before it where the
// rule asks. One more than is looked at tells that there are more.
func (r *replay) purchaseRows(ctx context.Context, from, to time.Time) (events []replayedEvent, err error) {
	earlier := "0"
	if r.rule.When.FirstOrder {
		earlier = "(SELECT count(*) FROM ly_purchase e WHERE e.member = p.member AND e.at < " + formatInt(db.Millis(from)) + ")"
	}
	err = r.each(ctx, func(rows *sql.Rows) error {
		var e replayedEvent
		var at int64
		var lines string
		if err := rows.Scan(&e.member, &at, &e.event.Amount, &e.event.Store, &lines, &e.level, &e.earlier); err != nil {
			return err
		}
		e.event.At = db.Time(at)
		var err error
		e.event.Lines, err = linesOf(lines)
		events = append(events, e)
		return err
	}, `SELECT p.member, p.at, p.amount, p.store, p.lines, w.tier, `+earlier+` FROM ly_purchase p JOIN ly_wallet w ON w.member = p.member
		WHERE p.brand = ? AND p.at >= ? AND p.at < ? ORDER BY p.at, p.source LIMIT ?`, r.brand, db.Millis(from), db.Millis(to), maxReplayed+1)
	return events, err
}

// eventRows reads the events of a period that a rule about the same earned on, and that are no
// stored purchase. Where several rules did, that one tells of them which knows of most.
func (r *replay) eventRows(ctx context.Context, from, to time.Time) (events []replayedEvent, err error) {
	witness, err := r.witness(ctx, from, to)
	if err != nil || witness == "" {
		return nil, err
	}
	var ids []source
	err = r.each(ctx, func(rows *sql.Rows) error {
		var e replayedEvent
		var at int64
		var amount *int64
		var id string
		if err := rows.Scan(&e.member, &at, &amount, &e.level, &id); err != nil {
			return err
		}
		e.event = earning.Event{At: db.Time(at)}
		if amount != nil {
			e.event.Amount = *amount
		}
		events, ids = append(events, e), append(ids, source{hash: hashOf(id)})
		return nil
	}, `SELECT t.member, t.at, t.amount, w.tier, COALESCE(n.source_id, '') FROM ly_txn t JOIN ly_wallet w ON w.member = t.member
		LEFT JOIN ly_txn_note n ON n.txn = t.id
		WHERE t.brand = ? AND t.at >= ? AND t.at < ? AND t.kind = ? AND t.rule = ? ORDER BY t.at, t.id LIMIT ?`,
		r.brand, db.Millis(from), db.Millis(to), ledger.Earn, witness, maxReplayed+1)
	if err != nil || r.rule.Event() != EventPurchase {
		return events, err
	}
	return r.butPurchases(ctx, events, ids)
}

// witness is the rule about the event that knows of most of them; empty for none.
func (r *replay) witness(ctx context.Context, from, to time.Time) (string, error) {
	var rules []string
	for _, rule := range r.programme.on(r.rule.Event()) {
		rules = append(rules, rule.ID)
	}
	if len(rules) == 0 {
		return "", nil
	}
	var most []string
	err := r.read(ctx, &most, `SELECT rule FROM ly_txn WHERE brand = ? AND at >= ? AND at < ? AND kind = ? AND rule IN ?
		GROUP BY rule ORDER BY count(*) DESC, rule LIMIT 1`, r.brand, db.Millis(from), db.Millis(to), ledger.Earn, rules)
	if err != nil || len(most) == 0 {
		return "", err
	}
	return most[0], nil
}

// butPurchases leaves out the earns of stored purchases, by their business ids.
func (r *replay) butPurchases(ctx context.Context, events []replayedEvent, ids []source) ([]replayedEvent, error) {
	const atOnce = 1000
	stored := map[string]bool{}
	for part := range slices.Chunk(ids, atOnce) {
		hashes := make([][]byte, len(part))
		for i, id := range part {
			hashes[i] = id.hash
		}
		err := r.each(ctx, func(rows *sql.Rows) error {
			var hash []byte
			err := rows.Scan(&hash)
			stored[string(hash)] = true
			return err
		}, "SELECT source FROM ly_purchase WHERE brand = ? AND source IN ?", r.brand, hashes)
		if err != nil {
			return nil, err
		}
	}
	var rest []replayedEvent
	for i, e := range events {
		if !stored[string(ids[i].hash)] {
			rest = append(rest, e)
		}
	}
	return rest, nil
}
