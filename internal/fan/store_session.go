package fan

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

func insertSession(ctx context.Context, tx *db.DB, hash []byte, id ID, now, expires time.Time) error {
	return tx.Gorm(ctx).Exec("INSERT INTO fan_sessions (fan_id, hash, created_at, expires_at) VALUES (?, ?, ?, ?)",
		string(id), hash, db.Millis(now), db.Millis(expires)).Error
}

// findBySession returns ErrSignedOut where the brand has no such open session.
func (s *Service) findBySession(ctx context.Context, brand account.BrandID, hash []byte, now time.Time) (Fan, time.Time, error) {
	var row struct {
		Fan       fanRow `gorm:"embedded"`
		ExpiresAt int64
	}
	res := s.db.Gorm(ctx).Raw("SELECT "+fanColumns+`, s.expires_at FROM fan_sessions s JOIN fans f ON f.id = s.fan_id
		LEFT JOIN fan_contacts c ON c.fan_id = f.id
		WHERE s.hash = ? AND s.expires_at > ? AND f.brand_id = ? AND f.erased_at = 0`,
		hash, db.Millis(now), string(brand)).Scan(&row)
	if res.Error != nil {
		return Fan{}, time.Time{}, res.Error
	}
	if res.RowsAffected == 0 {
		return Fan{}, time.Time{}, ErrSignedOut
	}
	f, err := s.unseal(row.Fan)
	return f, db.Time(row.ExpiresAt), err
}

func extendSession(ctx context.Context, tx *db.DB, hash []byte, expires time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE fan_sessions SET expires_at = ? WHERE hash = ?", db.Millis(expires), hash).Error
}

func deleteSession(ctx context.Context, tx *db.DB, hash []byte) error {
	return tx.Gorm(ctx).Exec("DELETE FROM fan_sessions WHERE hash = ?", hash).Error
}
