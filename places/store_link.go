package places

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

type linkRow struct {
	Code       string
	BrandID    string
	Kind       string
	CampaignID string
	Label      string
	CreatedAt  int64
	Hits       int64
}

func (r linkRow) link() Link {
	return Link{
		Code: r.Code, Campaign: Campaign{Kind: Kind(r.Kind), ID: r.CampaignID, Brand: account.BrandID(r.BrandID)},
		Label: r.Label, CreatedAt: db.Time(r.CreatedAt), Hits: r.Hits,
	}
}

const linkColumns = `SELECT short_links.*, COALESCE((SELECT SUM(hits) FROM short_link_hours WHERE short_link_hours.code = short_links.code), 0) AS hits
	FROM short_links `

// insertLink reports false where the code, or the campaign's first link, is there already.
func insertLink(ctx context.Context, tx *db.DB, l Link) (bool, error) {
	res := tx.Gorm(ctx).Exec(`INSERT INTO short_links (code, brand_id, kind, campaign_id, label, created_at)
		VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		l.Code, string(l.Campaign.Brand), string(l.Campaign.Kind), l.Campaign.ID, l.Label, db.Millis(l.CreatedAt))
	if res.Error != nil {
		return false, fmt.Errorf("places: store a link: %w", res.Error)
	}
	return res.RowsAffected == 1, nil
}

func selectLink(ctx context.Context, d *db.DB, code string) (Link, error) {
	return oneLink(ctx, d, "WHERE code = ?", code)
}

func selectFirstLink(ctx context.Context, d *db.DB, c Campaign) (Link, error) {
	return oneLink(ctx, d, "WHERE kind = ? AND campaign_id = ? AND label = ''", string(c.Kind), c.ID)
}

func oneLink(ctx context.Context, d *db.DB, where string, args ...any) (Link, error) {
	links, err := listLinks(ctx, d, where, args...)
	if err != nil {
		return Link{}, err
	}
	if len(links) == 0 {
		return Link{}, ErrNotFound
	}
	return links[0], nil
}

func selectLinks(ctx context.Context, d *db.DB, c Campaign) ([]Link, error) {
	return listLinks(ctx, d, "WHERE kind = ? AND campaign_id = ? ORDER BY CASE WHEN label = '' THEN 0 ELSE 1 END, created_at, code", string(c.Kind), c.ID)
}

func listLinks(ctx context.Context, d *db.DB, where string, args ...any) ([]Link, error) {
	var rows []linkRow
	if err := d.Gorm(ctx).Raw(linkColumns+where, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("places: read the links: %w", err)
	}
	links := make([]Link, len(rows))
	for i, r := range rows {
		links[i] = r.link()
	}
	return links, nil
}

// addHits writes in one order, so that two nodes do not wait for each other in a circle.
func addHits(ctx context.Context, tx *db.DB, visits map[visit]int64) error {
	inOrder := slices.SortedFunc(maps.Keys(visits), func(a, b visit) int {
		return cmp.Or(cmp.Compare(a.code, b.code), a.hour.Compare(b.hour))
	})
	for _, v := range inOrder {
		err := tx.Gorm(ctx).Exec(`INSERT INTO short_link_hours (code, hour, hits) VALUES (?, ?, ?)
			ON CONFLICT (code, hour) DO UPDATE SET hits = short_link_hours.hits + excluded.hits`,
			v.code, db.Millis(v.hour), visits[v]).Error
		if err != nil {
			return fmt.Errorf("places: count a link: %w", err)
		}
	}
	return nil
}

func selectHits(ctx context.Context, d *db.DB, c Campaign, since time.Time) (map[time.Time]int64, error) {
	var rows []struct{ Hour, Hits int64 }
	err := d.Gorm(ctx).Raw(`SELECT hour, SUM(hits) AS hits FROM short_link_hours JOIN short_links ON short_links.code = short_link_hours.code
		WHERE kind = ? AND campaign_id = ? AND hour >= ? GROUP BY hour`, string(c.Kind), c.ID, db.Millis(since)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("places: read the counts: %w", err)
	}
	hits := make(map[time.Time]int64, len(rows))
	for _, r := range rows {
		hits[db.Time(r.Hour)] = r.Hits
	}
	return hits, nil
}
