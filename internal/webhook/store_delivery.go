package webhook

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/trace"
)

type messageRow struct {
	ID      string
	BrandID string
	Type    string
	At      int64
	Fan     string
	Data    string
	Trace   string // of what it tells
}

type deliveryRow struct {
	ID         string
	EndpointID string
	BrandID    string
	MessageID  string
	State      string
	Replay     bool
	Attempts   int
	DueAt      int64
	UntilAt    int64
	EndedAt    int64
	Status     int
	Failure    string
	CreatedAt  int64

	Type string // of its message, as are those that follow
	At   int64
	Fan  string
	Data string

	Trace string
}

func (r deliveryRow) told() Delivery {
	return Delivery{
		ID: DeliveryID(r.ID), Endpoint: EndpointID(r.EndpointID), Message: idPrefix + r.MessageID, Type: Type(r.Type), At: db.Time(r.At),
		State: DeliveryState(r.State), Replay: r.Replay, Attempts: r.Attempts, DueAt: db.Time(r.DueAt), Until: db.Time(r.UntilAt),
		EndedAt: db.Time(r.EndedAt), Status: r.Status, Failure: r.Failure, CreatedAt: db.Time(r.CreatedAt), Data: r.Data,
	}
}

// due is a delivery to be made, with what it tells.
type due struct {
	delivery deliveryRow
	message  messageRow
}

// batch keeps a statement far below SQLite's 32,766 parameters.
const batch = 500

func (o *outgoing) insert(ctx context.Context, tx *db.DB) error {
	for part := range slices.Chunk(o.messages, batch) {
		var args []any
		for _, m := range part {
			args = append(args, m.ID, m.BrandID, m.Type, m.At, m.Fan, m.Data, trace.Parent(ctx))
		}
		err := tx.Gorm(ctx).Exec("INSERT INTO webhook_messages (id, brand_id, type, at, fan, data, trace) VALUES "+places(len(part), 7), args...).Error
		if err != nil {
			return err
		}
	}
	return insertDeliveries(ctx, tx, o.deliveries)
}

func insertDeliveries(ctx context.Context, tx *db.DB, rows []deliveryRow) error {
	for part := range slices.Chunk(rows, batch) {
		var args []any
		for _, d := range part {
			args = append(args, d.ID, d.EndpointID, d.BrandID, d.MessageID, d.State, d.Replay, d.DueAt, d.UntilAt, d.CreatedAt)
		}
		err := tx.Gorm(ctx).Exec(`INSERT INTO webhook_deliveries (id, endpoint_id, brand_id, message_id, state, replay, due_at, until_at, created_at)
			VALUES `+places(len(part), 9), args...).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func places(rows, width int) string {
	row := "(" + strings.Repeat("?, ", width-1) + "?)"
	return strings.Repeat(row+", ", rows-1) + row
}

const selectRow = `SELECT d.id, d.endpoint_id, d.brand_id, d.message_id, d.state, d.replay, d.attempts, d.due_at, d.until_at, d.ended_at,
	d.status, d.failure, d.created_at, m.type, m.at, m.fan, m.data, m.trace FROM webhook_deliveries d JOIN webhook_messages m ON m.id = d.message_id WHERE `

// selectDue returns what is due to an endpoint, the oldest first.
func selectDue(ctx context.Context, d *db.DB, id EndpointID, now time.Time, limit int) ([]due, error) {
	var rows []deliveryRow
	err := d.Gorm(ctx).Raw(selectRow+"d.endpoint_id = ? AND d.state = 'queued' AND d.due_at <= ? ORDER BY d.due_at, d.id LIMIT ?",
		id, db.Millis(now), limit).Scan(&rows).Error
	list := make([]due, len(rows))
	for i, r := range rows {
		list[i] = due{delivery: r, message: messageRow{ID: r.MessageID, BrandID: r.BrandID, Type: r.Type, At: r.At, Fan: r.Fan, Data: r.Data, Trace: r.Trace}}
	}
	return list, err
}

func selectDeliveries(ctx context.Context, d *db.DB, f DeliveryFilter) ([]Delivery, error) {
	where, args := "d.endpoint_id = ?", []any{f.Endpoint}
	if f.State != "" {
		where, args = where+" AND d.state = ?", append(args, f.State)
	}
	if f.After != "" {
		where, args = where+" AND d.id < ?", append(args, f.After)
	}
	var rows []deliveryRow
	err := d.Gorm(ctx).Raw(selectRow+where+" ORDER BY d.id DESC LIMIT ?", append(args, f.Size+1)...).Scan(&rows).Error
	list := make([]Delivery, len(rows))
	for i, r := range rows {
		list[i] = r.told()
		list[i].Data = ""
	}
	return list, err
}

func selectDelivery(ctx context.Context, d *db.DB, brand account.BrandID, id DeliveryID) (Delivery, error) {
	var rows []deliveryRow
	if err := d.Gorm(ctx).Raw(selectRow+"d.id = ? AND d.brand_id = ?", id, brand).Scan(&rows).Error; err != nil {
		return Delivery{}, err
	}
	if len(rows) == 0 {
		return Delivery{}, ErrDeliveryNotFound
	}
	return rows[0].told(), nil
}

func countDeliveries(ctx context.Context, d *db.DB, id EndpointID) (map[DeliveryState]int, error) {
	var rows []struct {
		State string
		N     int
	}
	err := d.Gorm(ctx).Raw("SELECT state, count(*) AS n FROM webhook_deliveries WHERE endpoint_id = ? GROUP BY state", id).Scan(&rows).Error
	counts := map[DeliveryState]int{}
	for _, r := range rows {
		counts[DeliveryState(r.State)] = r.N
	}
	return counts, err
}

// countGivenUp counts what was given up since a moment and not told in the end, by endpoint.
func countGivenUp(ctx context.Context, d *db.DB, brand account.BrandID, since time.Time) (map[EndpointID]int, error) {
	var rows []struct {
		EndpointID string
		N          int
	}
	err := d.Gorm(ctx).Raw(`SELECT d.endpoint_id, count(*) AS n FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id
		WHERE e.brand_id = ? AND d.state = 'given_up' AND d.ended_at >= ? AND NOT EXISTS (
			SELECT 1 FROM webhook_deliveries r WHERE r.message_id = d.message_id AND r.endpoint_id = d.endpoint_id AND r.id > d.id)
		GROUP BY d.endpoint_id`, brand, db.Millis(since)).Scan(&rows).Error
	counts := map[EndpointID]int{}
	for _, r := range rows {
		counts[EndpointID(r.EndpointID)] = r.N
	}
	return counts, err
}

// updateAttempted writes down what became of a delivery, unless another server did.
func updateAttempted(ctx context.Context, tx *db.DB, d due, next judged, out outcome) (bool, error) {
	ended := int64(0)
	if next.state != Queued {
		ended = db.Millis(out.at.Add(out.took))
	}
	done := tx.Gorm(ctx).Exec(`UPDATE webhook_deliveries SET state = ?, attempts = attempts + 1, due_at = ?, ended_at = ?, status = ?, failure = ?
		WHERE id = ? AND state = 'queued' AND attempts = ?`,
		next.state, db.Millis(next.dueAt), ended, out.status, out.failure, d.delivery.ID, d.delivery.Attempts)
	return done.RowsAffected == 1, done.Error
}

func insertAttempt(ctx context.Context, tx *db.DB, d due, out outcome) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO webhook_attempts (delivery_id, no, at, took_ms, status, failure, answer) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		d.delivery.ID, d.delivery.Attempts+1, db.Millis(out.at), out.took.Milliseconds(), out.status, out.failure, out.answer).Error
}

func selectAttempts(ctx context.Context, d *db.DB, id DeliveryID) ([]Attempt, error) {
	var rows []struct {
		No, Status      int
		At, TookMs      int64
		Failure, Answer string
	}
	err := d.Gorm(ctx).Raw("SELECT no, at, took_ms, status, failure, answer FROM webhook_attempts WHERE delivery_id = ? ORDER BY no", id).Scan(&rows).Error
	attempts := make([]Attempt, len(rows))
	for i, r := range rows {
		attempts[i] = Attempt{
			No: r.No, At: db.Time(r.At), Took: time.Duration(r.TookMs) * time.Millisecond, Status: r.Status, Failure: r.Failure, Answer: r.Answer,
		}
	}
	return attempts, err
}

// requeueGivenUp has what an endpoint was not told in the end told again.
func requeueGivenUp(ctx context.Context, tx *db.DB, id EndpointID, since, now, until time.Time) (int, error) {
	done := tx.Gorm(ctx).Exec(`UPDATE webhook_deliveries SET state = 'queued', replay = TRUE, due_at = ?, until_at = ?, ended_at = 0
		WHERE endpoint_id = ? AND state = 'given_up' AND ended_at >= ?`, db.Millis(now), db.Millis(until), id, db.Millis(since))
	return int(done.RowsAffected), done.Error
}

// updateOverdue gives up what nobody has taken in time, also where nobody was asked.
func updateOverdue(ctx context.Context, tx *db.DB, now time.Time) error {
	return tx.Gorm(ctx).Exec(`UPDATE webhook_deliveries SET state = 'given_up', ended_at = ? WHERE state = 'queued' AND until_at < ?`,
		db.Millis(now), db.Millis(now)).Error
}

func deleteBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	const old = "(SELECT id FROM webhook_messages WHERE at < ?)"
	for _, query := range []string{
		"DELETE FROM webhook_attempts WHERE delivery_id IN (SELECT id FROM webhook_deliveries WHERE message_id IN " + old + ")",
		"DELETE FROM webhook_deliveries WHERE message_id IN " + old,
		"DELETE FROM webhook_messages WHERE at < ?",
	} {
		if err := tx.Gorm(ctx).Exec(query, db.Millis(t)).Error; err != nil {
			return err
		}
	}
	return nil
}

// told is that somebody was told something about a fan.
type told struct {
	at      time.Time
	event   string
	host    string
	contact bool
}

func selectTold(ctx context.Context, d *db.DB, id fan.ID) ([]told, error) {
	var rows []struct {
		At        int64
		Type, URL string
		Contacts  bool
	}
	err := d.Gorm(ctx).Raw(`SELECT m.at, m.type, e.url, e.contacts FROM webhook_messages m JOIN webhook_deliveries d ON d.message_id = m.id
		JOIN webhook_endpoints e ON e.id = d.endpoint_id WHERE m.fan = ? AND d.attempts > 0 ORDER BY m.at, d.id`, id).Scan(&rows).Error
	list := make([]told, len(rows))
	for i, r := range rows {
		list[i] = told{at: db.Time(r.At), event: r.Type, contact: r.Contacts}
		if u, err := url.Parse(r.URL); err == nil {
			list[i].host = u.Host
		}
	}
	return list, err
}

func forgetFan(ctx context.Context, tx *db.DB, id fan.ID) error {
	err := tx.Gorm(ctx).Exec(`UPDATE webhook_attempts SET answer = '' WHERE delivery_id IN (
		SELECT d.id FROM webhook_deliveries d JOIN webhook_messages m ON m.id = d.message_id WHERE m.fan = ?)`, id).Error
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("UPDATE webhook_messages SET fan = '' WHERE fan = ?", id).Error
}

// selectBacklog counts what was not delivered, and finds when the first of it was due; zero if
// nothing waits.
func selectBacklog(ctx context.Context, d *db.DB) (Backlog, time.Time, error) {
	var row struct{ Queued, GivenUp, Due int64 }
	err := d.Gorm(ctx).Raw(`SELECT COALESCE(SUM(CASE WHEN state = 'queued' THEN 1 ELSE 0 END), 0) AS queued,
		COALESCE(SUM(CASE WHEN state = 'given_up' THEN 1 ELSE 0 END), 0) AS given_up,
		COALESCE(MIN(CASE WHEN state = 'queued' THEN due_at END), 0) AS due
		FROM webhook_deliveries WHERE state IN ('queued', 'given_up')`).Scan(&row).Error
	return Backlog{Queued: row.Queued, GivenUp: row.GivenUp}, db.Time(row.Due), err
}
