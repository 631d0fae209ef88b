package till

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

type tillRow struct {
	ID, Brand, Name  string
	OpenedBy         string
	OpenedAt, SeenAt int64
}

func (r tillRow) till() Till {
	return Till{
		ID: ID(r.ID), Brand: account.BrandID(r.Brand), Name: r.Name, OpenedBy: account.UserID(r.OpenedBy),
		OpenedAt: db.Time(r.OpenedAt), SeenAt: db.Time(r.SeenAt),
	}
}

const selectTillRow = "SELECT id, brand, name, opened_by, opened_at, seen_at FROM ly_till WHERE "

func insertTill(ctx context.Context, tx *db.DB, t Till, hash []byte) error {
	return tx.Gorm(ctx).Exec("INSERT INTO ly_till (id, brand, name, hash, opened_by, opened_at, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		string(t.ID), string(t.Brand), t.Name, hash, string(t.OpenedBy), db.Millis(t.OpenedAt), db.Millis(t.SeenAt)).Error
}

// selectTill returns the open till of a cookie that was seen since a moment.
func selectTill(ctx context.Context, d *db.DB, hash []byte, since time.Time) (Till, error) {
	var rows []tillRow
	err := d.Gorm(ctx).Raw(selectTillRow+"closed_at = 0 AND seen_at > ? AND hash = ?", db.Millis(since), hash).Scan(&rows).Error
	if err == nil && len(rows) == 0 {
		err = ErrTillClosed
	}
	if err != nil {
		return Till{}, err
	}
	return rows[0].till(), nil
}

func selectTills(ctx context.Context, d *db.DB, brand account.BrandID, since time.Time) ([]Till, error) {
	var rows []tillRow
	err := d.Gorm(ctx).Raw(selectTillRow+"brand = ? AND closed_at = 0 AND seen_at > ? ORDER BY opened_at, id", string(brand), db.Millis(since)).Scan(&rows).Error
	tills := make([]Till, len(rows))
	for i, r := range rows {
		tills[i] = r.till()
	}
	return tills, err
}

func touchTill(ctx context.Context, tx *db.DB, id ID, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE ly_till SET seen_at = ? WHERE id = ?", db.Millis(now), string(id)).Error
}

// closeTill closes a till and ends who stands at it.
func closeTill(ctx context.Context, tx *db.DB, brand account.BrandID, id ID, now time.Time) (Till, error) {
	var rows []tillRow
	err := tx.Gorm(ctx).Raw("UPDATE ly_till SET closed_at = ? WHERE id = ? AND brand = ? AND closed_at = 0 RETURNING id, brand, name, opened_by, opened_at, seen_at",
		db.Millis(now), string(id), string(brand)).Scan(&rows).Error
	if err == nil && len(rows) == 0 {
		err = ErrTillNotFound
	}
	if err != nil {
		return Till{}, err
	}
	return rows[0].till(), endShiftsAt(ctx, tx, id, now)
}

// clerkRow is what the tills of a brand know of a person.
type clerkRow struct {
	pin    string
	limits *Limits // nil: those of everybody
}

func selectClerks(ctx context.Context, d *db.DB, brand account.BrandID) (map[account.UserID]clerkRow, error) {
	var rows []struct{ Clerk, Pin, Limits string }
	if err := d.Gorm(ctx).Raw("SELECT clerk, pin, limits FROM ly_till_clerk WHERE brand = ?", string(brand)).Scan(&rows).Error; err != nil {
		return nil, err
	}
	clerks := make(map[account.UserID]clerkRow, len(rows))
	for _, r := range rows {
		row := clerkRow{pin: r.Pin}
		if r.Limits != "" {
			row.limits = &Limits{}
			if err := json.Unmarshal([]byte(r.Limits), row.limits); err != nil {
				return nil, fmt.Errorf("till: limits of a clerk: %w", err)
			}
		}
		clerks[account.UserID(r.Clerk)] = row
	}
	return clerks, nil
}

func upsertPIN(ctx context.Context, tx *db.DB, brand account.BrandID, user account.UserID, hash string) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO ly_till_clerk (brand, clerk, pin) VALUES (?, ?, ?)
		ON CONFLICT (brand, clerk) DO UPDATE SET pin = excluded.pin`, string(brand), string(user), hash).Error
}

func upsertLimits(ctx context.Context, tx *db.DB, brand account.BrandID, user account.UserID, l *Limits) error {
	text := []byte{}
	if l != nil {
		var err error
		if text, err = json.Marshal(l); err != nil {
			return err
		}
	}
	return tx.Gorm(ctx).Exec(`INSERT INTO ly_till_clerk (brand, clerk, limits) VALUES (?, ?, ?)
		ON CONFLICT (brand, clerk) DO UPDATE SET limits = excluded.limits`, string(brand), string(user), string(text)).Error
}

// lockClerk lets one act of a person after the other look at what they did.
func lockClerk(ctx context.Context, tx *db.DB, brand account.BrandID, user account.UserID) error {
	err := tx.Gorm(ctx).Exec("INSERT INTO ly_till_clerk (brand, clerk) VALUES (?, ?) ON CONFLICT (brand, clerk) DO NOTHING", string(brand), string(user)).Error
	if err != nil {
		return err
	}
	var pin string
	return tx.Gorm(ctx).Raw("SELECT pin FROM ly_till_clerk WHERE brand = ? AND clerk = ?"+tx.ForUpdate(), string(brand), string(user)).Scan(&pin).Error
}

type shiftRow struct {
	ID, Clerk                string
	BeganAt, SeenAt, EndedAt int64
}

// selectShift returns a shift at a till and whose it is. Fault: ErrLocked.
func selectShift(ctx context.Context, d *db.DB, where string, key any, t ID) (Shift, account.UserID, error) {
	var rows []shiftRow
	query := d.Gorm(ctx).Raw("SELECT id, clerk, began_at, seen_at, ended_at FROM ly_till_shift WHERE till = ? AND "+where, string(t), key)
	if err := query.Scan(&rows).Error; err != nil {
		return Shift{}, "", err
	}
	if len(rows) == 0 {
		return Shift{}, "", ErrLocked
	}
	r := rows[0]
	return Shift{ID: r.ID, BeganAt: db.Time(r.BeganAt), EndedAt: db.Time(r.EndedAt), seenAt: db.Time(r.SeenAt)}, account.UserID(r.Clerk), nil
}

func insertShift(ctx context.Context, tx *db.DB, s Shift, hash []byte) error {
	return tx.Gorm(ctx).Exec("INSERT INTO ly_till_shift (id, till, clerk, hash, began_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)",
		s.ID, string(s.Clerk.Till.ID), string(s.Clerk.Actor.User), hash, db.Millis(s.BeganAt), db.Millis(s.seenAt)).Error
}

func touchShift(ctx context.Context, tx *db.DB, id string, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE ly_till_shift SET seen_at = ? WHERE id = ? AND ended_at = 0", db.Millis(now), id).Error
}

func endShift(ctx context.Context, tx *db.DB, id string, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE ly_till_shift SET ended_at = ? WHERE id = ? AND ended_at = 0", db.Millis(now), id).Error
}

func endShiftsAt(ctx context.Context, tx *db.DB, t ID, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE ly_till_shift SET ended_at = ? WHERE till = ? AND ended_at = 0", db.Millis(now), string(t)).Error
}

func endShifts(ctx context.Context, tx *db.DB, brand account.BrandID, user account.UserID, now time.Time) error {
	return tx.Gorm(ctx).Exec(`UPDATE ly_till_shift SET ended_at = ? WHERE clerk = ? AND ended_at = 0
		AND till IN (SELECT id FROM ly_till WHERE brand = ?)`, db.Millis(now), string(user), string(brand)).Error
}

func deleteShiftsBefore(ctx context.Context, tx *db.DB, t time.Time) error {
	return tx.Gorm(ctx).Exec("DELETE FROM ly_till_shift WHERE began_at < ?", db.Millis(t)).Error
}

// isGone holds for a person who has no place in the brand any more.
func isGone(err error) bool {
	return errors.Is(err, account.ErrBrandNotFound) || errors.Is(err, account.ErrUserNotFound)
}
