package places

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

type kioskRow struct {
	ID         string
	Code       string
	BrandID    string
	Kind       string
	CampaignID string
	Name       string
	Assisted   bool
	Pin        []byte
	OpenedBy   string
	CreatedAt  int64
	ClosedAt   int64
	Tablets    int
}

func (r kioskRow) kiosk() Kiosk {
	return Kiosk{
		ID: r.ID, Code: r.Code, Campaign: Campaign{Kind: Kind(r.Kind), ID: r.CampaignID, Brand: account.BrandID(r.BrandID)},
		Name: r.Name, Assisted: r.Assisted, OpenedBy: account.UserID(r.OpenedBy), CreatedAt: db.Time(r.CreatedAt), ClosedAt: db.Time(r.ClosedAt),
		Tablets: r.Tablets,
	}
}

func insertKiosk(ctx context.Context, tx *db.DB, k Kiosk, pin []byte) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO kiosks (id, code, brand_id, kind, campaign_id, name, assisted, opened_by, created_at, pin)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		k.ID, k.Code, string(k.Campaign.Brand), string(k.Campaign.Kind), k.Campaign.ID, k.Name, k.Assisted, string(k.OpenedBy),
		db.Millis(k.CreatedAt), pin).Error
}

// selectKiosks returns the open kiosks of a campaign, with how many tablets each has.
func selectKiosks(ctx context.Context, d *db.DB, c Campaign, now time.Time) ([]Kiosk, error) {
	var rows []kioskRow
	err := d.Gorm(ctx).Raw(`SELECT kiosks.*,
			(SELECT COUNT(*) FROM kiosk_sessions WHERE kiosk_id = kiosks.id AND expires_at > ?) AS tablets
		FROM kiosks WHERE kind = ? AND campaign_id = ? AND closed_at = 0 ORDER BY created_at, id`,
		db.Millis(now), string(c.Kind), c.ID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("places: read the kiosks: %w", err)
	}
	kiosks := make([]Kiosk, len(rows))
	for i, r := range rows {
		kiosks[i] = r.kiosk()
	}
	return kiosks, nil
}

// selectKioskByCode returns an open kiosk and the hash of its PIN; without one, neither.
func selectKioskByCode(ctx context.Context, d *db.DB, code string) (Kiosk, []byte, error) {
	return oneKiosk(ctx, d, "SELECT * FROM kiosks WHERE code = ? AND closed_at = 0", code)
}

func selectTablet(ctx context.Context, d *db.DB, session []byte, now time.Time) (Kiosk, []byte, error) {
	k, pin, err := oneKiosk(ctx, d, `SELECT kiosks.* FROM kiosk_sessions JOIN kiosks ON kiosks.id = kiosk_id
		WHERE hash = ? AND expires_at > ? AND closed_at = 0`, session, db.Millis(now))
	if err == nil && pin == nil {
		err = ErrTabletLocked
	}
	return k, pin, err
}

func oneKiosk(ctx context.Context, d *db.DB, query string, args ...any) (Kiosk, []byte, error) {
	var rows []kioskRow
	if err := d.Gorm(ctx).Raw(query, args...).Scan(&rows).Error; err != nil {
		return Kiosk{}, nil, fmt.Errorf("places: find a kiosk: %w", err)
	}
	if len(rows) == 0 {
		return Kiosk{}, nil, nil
	}
	return rows[0].kiosk(), rows[0].Pin, nil
}

// closeKiosk closes a kiosk and locks its tablets.
func closeKiosk(ctx context.Context, tx *db.DB, c Campaign, id string, now time.Time) (Kiosk, error) {
	res := tx.Gorm(ctx).Exec("UPDATE kiosks SET closed_at = ? WHERE id = ? AND kind = ? AND campaign_id = ? AND closed_at = 0",
		db.Millis(now), id, string(c.Kind), c.ID)
	if res.Error != nil {
		return Kiosk{}, res.Error
	}
	if res.RowsAffected == 0 {
		return Kiosk{}, ErrKioskNotFound
	}
	if err := tx.Gorm(ctx).Exec("DELETE FROM kiosk_sessions WHERE kiosk_id = ?", id).Error; err != nil {
		return Kiosk{}, err
	}
	k, _, err := oneKiosk(ctx, tx, "SELECT * FROM kiosks WHERE id = ?", id)
	return k, err
}

func insertTablet(ctx context.Context, tx *db.DB, session []byte, kiosk string, until time.Time) error {
	return tx.Gorm(ctx).Exec("INSERT INTO kiosk_sessions (kiosk_id, expires_at, hash) VALUES (?, ?, ?)", kiosk, db.Millis(until), session).Error
}

func deleteTablet(ctx context.Context, tx *db.DB, session []byte) error {
	return tx.Gorm(ctx).Exec("DELETE FROM kiosk_sessions WHERE hash = ?", session).Error
}

func deleteTabletsBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM kiosk_sessions WHERE expires_at <= ?", db.Millis(t)).Error
}
