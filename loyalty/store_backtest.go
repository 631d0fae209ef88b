package loyalty

import (
	"context"
	"database/sql"
	"errors"
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

// purchaseRows reads the purchases of a period in their order, with how many each member had
// before it where the rule asks. Segments are read beside them, so rows are gathered first.
func (r *replay) purchaseRows(ctx context.Context, from, to time.Time, fn func(replayedEvent) error) error {
	earlier := "0"
	if r.rule.When.FirstOrder {
		earlier = "(SELECT count(*) FROM ly_purchase e WHERE e.member = p.member AND e.at < " + formatInt(db.Millis(from)) + ")"
	}
	var events []replayedEvent
	err := r.each(ctx, func(rows *sql.Rows) error {
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
	return handOver(events, err, fn)
}

// eventRows reads the events of a period that a rule about the same earned on. Where several
// did, that one tells of them which knows of most.
func (r *replay) eventRows(ctx context.Context, from, to time.Time, fn func(replayedEvent) error) error {
	var rules []string
	for _, rule := range r.programme.on(r.rule.Event()) {
		rules = append(rules, rule.ID)
	}
	if len(rules) == 0 {
		return nil
	}
	const earns = "brand = ? AND at >= ? AND at < ? AND kind = ?"
	var witness []string
	err := r.read(ctx, &witness, "SELECT rule FROM ly_txn WHERE "+earns+" AND rule IN ? GROUP BY rule ORDER BY count(*) DESC, rule LIMIT 1",
		r.brand, db.Millis(from), db.Millis(to), ledger.Earn, rules)
	if err != nil || len(witness) == 0 {
		return err
	}
	var events []replayedEvent
	err = r.each(ctx, func(rows *sql.Rows) error {
		var e replayedEvent
		var at int64
		var amount *int64
		if err := rows.Scan(&e.member, &at, &amount, &e.level); err != nil {
			return err
		}
		e.event = earning.Event{At: db.Time(at)}
		if amount != nil {
			e.event.Amount = *amount
		}
		events = append(events, e)
		return nil
	}, `SELECT t.member, t.at, t.amount, w.tier FROM ly_txn t JOIN ly_wallet w ON w.member = t.member
		WHERE t.brand = ? AND t.at >= ? AND t.at < ? AND t.kind = ? AND t.rule = ? ORDER BY t.at, t.id LIMIT ?`,
		r.brand, db.Millis(from), db.Millis(to), ledger.Earn, witness[0], maxReplayed+1)
	return handOver(events, err, fn)
}

func handOver(events []replayedEvent, err error, fn func(replayedEvent) error) error {
	for _, e := range events {
		if err != nil {
			break
		}
		err = fn(e)
	}
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}
