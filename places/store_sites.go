package places

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// selectSites returns the list of a campaign or, without kind and id, of a brand, and
// whether there is one.
func selectSites(ctx context.Context, d *db.DB, brand account.BrandID, kind Kind, id string) (Sites, bool, error) {
	var lists []string
	err := d.Gorm(ctx).Raw("SELECT sites FROM embed_sites WHERE brand_id = ? AND kind = ? AND campaign_id = ?", string(brand), string(kind), id).Scan(&lists).Error
	if err != nil {
		return nil, false, fmt.Errorf("places: read the sites: %w", err)
	}
	if len(lists) == 0 {
		return nil, false, nil
	}
	return strings.Fields(lists[0]), true, nil
}

func writeSites(ctx context.Context, tx *db.DB, c Campaign, sites Sites, now time.Time) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO embed_sites (brand_id, kind, campaign_id, sites, updated_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (brand_id, kind, campaign_id) DO UPDATE SET sites = excluded.sites, updated_at = excluded.updated_at`,
		string(c.Brand), string(c.Kind), c.ID, strings.Join(sites, "\n"), db.Millis(now)).Error
}

func deleteSites(ctx context.Context, tx *db.DB, c Campaign) error {
	return tx.Gorm(ctx).Exec("DELETE FROM embed_sites WHERE brand_id = ? AND kind = ? AND campaign_id = ?", string(c.Brand), string(c.Kind), c.ID).Error
}
