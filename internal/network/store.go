package network

import (
	"context"
	"fmt"

	"kermesse/internal/db"
)

// selectKey returns the key under which networks are hashed on a day, or nil.
func selectKey(ctx context.Context, tx *db.DB, day string) ([]byte, error) {
	var rows []struct{ Key []byte }
	if err := tx.Gorm(ctx).Raw("SELECT key FROM network_days WHERE day = ?", day).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("network: find the key of the day: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return rows[0].Key, nil
}

func insertKey(ctx context.Context, tx *db.DB, day string, key []byte) error {
	return tx.Gorm(ctx).Exec("INSERT INTO network_days (day, key) VALUES (?, ?) ON CONFLICT (day) DO NOTHING", day, key).Error
}

func deleteKeysBefore(ctx context.Context, tx *db.DB, day string) error {
	return tx.Gorm(ctx).Exec("DELETE FROM network_days WHERE day < ?", day).Error
}
