package webhook

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

type endpointRow struct {
	ID           string
	BrandID      string
	URL          string
	Description  string
	Events       string
	Contacts     bool
	Secret       []byte
	FormerSecret []byte
	FormerUntil  int64
	State        string
	Reason       string
	Failures     int
	FailingSince int64
	DeliveredAt  int64
	CreatedAt    int64
}

// sealedEndpoint is an endpoint with its secrets, sealed.
type sealedEndpoint struct {
	Endpoint
	secret, former []byte
}

func (r endpointRow) endpoint() sealedEndpoint {
	return sealedEndpoint{secret: r.Secret, former: r.FormerSecret, Endpoint: Endpoint{
		ID: EndpointID(r.ID), Brand: account.BrandID(r.BrandID), URL: r.URL, Description: r.Description,
		Events: readSelection(r.Events), Contacts: r.Contacts, State: State(r.State), Reason: Reason(r.Reason),
		Failures: r.Failures, FailingFrom: db.Time(r.FailingSince), DeliveredAt: db.Time(r.DeliveredAt),
		FormerUntil: db.Time(r.FormerUntil), CreatedAt: db.Time(r.CreatedAt),
	}}
}

// lockEndpoints keeps others from adding endpoints to a brand until the transaction ends,
// and returns how many it has.
func lockEndpoints(ctx context.Context, tx *db.DB, brand account.BrandID) (int, error) {
	var locked []string
	if err := tx.Gorm(ctx).Raw("SELECT id FROM brands WHERE id = ?"+tx.ForUpdate(), brand).Scan(&locked).Error; err != nil {
		return 0, err
	}
	var n int
	err := tx.Gorm(ctx).Raw("SELECT count(*) FROM webhook_endpoints WHERE brand_id = ?", brand).Scan(&n).Error
	return n, err
}

func insertEndpoint(ctx context.Context, tx *db.DB, e Endpoint, secret []byte) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO webhook_endpoints (id, brand_id, url, description, events, contacts, state, created_at, secret)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.Brand, e.URL, e.Description, e.Events.String(), e.Contacts, e.State, db.Millis(e.CreatedAt), secret).Error
}

func updateEndpoint(ctx context.Context, tx *db.DB, e Endpoint) error {
	return tx.Gorm(ctx).Exec(`UPDATE webhook_endpoints SET url = ?, description = ?, events = ?, contacts = ?, state = ?, reason = ?,
		failures = ?, failing_since = ?, delivered_at = ?, former_until = ? WHERE id = ?`,
		e.URL, e.Description, e.Events.String(), e.Contacts, e.State, e.Reason,
		e.Failures, db.Millis(e.FailingFrom), db.Millis(e.DeliveredAt), db.Millis(e.FormerUntil), e.ID).Error
}

// updateSecret puts a new secret in the place of the one before, which moves aside where
// it is to sign for a while.
func updateSecret(ctx context.Context, tx *db.DB, e Endpoint, secret []byte) error {
	former := "NULL"
	if !e.FormerUntil.IsZero() {
		former = "secret"
	}
	return tx.Gorm(ctx).Exec("UPDATE webhook_endpoints SET former_secret = "+former+", secret = ? WHERE id = ?", secret, e.ID).Error
}

func deleteEndpoint(ctx context.Context, tx *db.DB, id EndpointID) error {
	for _, query := range []string{
		"DELETE FROM webhook_attempts WHERE delivery_id IN (SELECT id FROM webhook_deliveries WHERE endpoint_id = ?)",
		"DELETE FROM webhook_deliveries WHERE endpoint_id = ?",
		"DELETE FROM webhook_endpoints WHERE id = ?",
	} {
		if err := tx.Gorm(ctx).Exec(query, id).Error; err != nil {
			return err
		}
	}
	return nil
}

func selectEndpoint(ctx context.Context, d *db.DB, brand account.BrandID, id EndpointID) (sealedEndpoint, error) {
	return oneEndpoint(ctx, d, brand, id, "")
}

func lockEndpoint(ctx context.Context, tx *db.DB, brand account.BrandID, id EndpointID) (Endpoint, error) {
	e, err := oneEndpoint(ctx, tx, brand, id, tx.ForUpdate())
	return e.Endpoint, err
}

func oneEndpoint(ctx context.Context, d *db.DB, brand account.BrandID, id EndpointID, lock string) (sealedEndpoint, error) {
	var rows []endpointRow
	err := d.Gorm(ctx).Raw("SELECT * FROM webhook_endpoints WHERE id = ? AND brand_id = ?"+lock, id, brand).Scan(&rows).Error
	if err != nil {
		return sealedEndpoint{}, err
	}
	if len(rows) == 0 {
		return sealedEndpoint{}, ErrEndpointNotFound
	}
	return rows[0].endpoint(), nil
}

func selectEndpoints(ctx context.Context, d *db.DB, brand account.BrandID) ([]Endpoint, error) {
	var rows []endpointRow
	err := d.Gorm(ctx).Raw("SELECT * FROM webhook_endpoints WHERE brand_id = ? ORDER BY id", brand).Scan(&rows).Error
	endpoints := make([]Endpoint, len(rows))
	for i, row := range rows {
		endpoints[i] = row.endpoint().Endpoint
	}
	return endpoints, err
}

func selectListeners(ctx context.Context, d *db.DB, brand account.BrandID) ([]listener, error) {
	var rows []struct{ ID, Events string }
	err := d.Gorm(ctx).Raw("SELECT id, events FROM webhook_endpoints WHERE brand_id = ? AND state = 'active' ORDER BY id", brand).Scan(&rows).Error
	listeners := make([]listener, len(rows))
	for i, row := range rows {
		listeners[i] = listener{id: EndpointID(row.ID), events: readSelection(row.Events)}
	}
	return listeners, err
}

// claimEndpoint takes the endpoint that was served longest ago, those of brands that others
// serve last; whoever else looks does not see it until the lease is over. Servers of earlier
// versions go by free_at alone.
func claimEndpoint(ctx context.Context, tx *db.DB, served []account.BrandID, now, leaseEnds time.Time) (sealedEndpoint, bool, error) {
	skip := ""
	if tx.Dialect() == db.Postgres {
		skip = " FOR UPDATE SKIP LOCKED"
	}
	var rows []endpointRow
	err := tx.Gorm(ctx).Raw(`UPDATE webhook_endpoints SET free_at = ?, leased_until = ? WHERE id IN (
			SELECT e.id FROM webhook_endpoints e WHERE e.state = 'active' AND e.free_at <= ? AND e.leased_until <= ? AND EXISTS (
				SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.state = 'queued' AND d.due_at <= ?)
			ORDER BY CASE WHEN e.brand_id IN ? THEN 1 ELSE 0 END, e.free_at, e.id LIMIT 1`+skip+`)
		RETURNING *`, db.Millis(leaseEnds), db.Millis(leaseEnds), db.Millis(now), db.Millis(now), db.Millis(now), served).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return sealedEndpoint{}, false, err
	}
	return rows[0].endpoint(), true, nil
}

// freeEndpoint ends a lease, unless another server has the endpoint by now.
func freeEndpoint(ctx context.Context, tx *db.DB, id EndpointID, leased, at time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE webhook_endpoints SET free_at = ?, leased_until = 0 WHERE id = ? AND leased_until = ?",
		db.Millis(at), id, db.Millis(leased)).Error
}

// wakeEndpoint ends the rest that an endpoint has after failures, and no lease.
func wakeEndpoint(ctx context.Context, tx *db.DB, id EndpointID, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE webhook_endpoints SET free_at = ? WHERE id = ? AND leased_until <= ?", db.Millis(now), id, db.Millis(now)).Error
}
