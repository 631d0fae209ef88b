package agenda

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/keydates"
)

type postRow struct {
	ID            string
	BrandID       string
	Title         string
	Body          string
	Channel       string
	Picture       string
	PictureAlt    string
	PostAt        int64
	State         string
	RemindMinutes int64
	RemindAt      int64 // when the reminder is due; 0: none, or sent
	RemindedAt    int64
	AuthorID      string
	Revision      int64
	CreatedAt     int64
	UpdatedAt     int64 `gorm:"autoUpdateTime:false"` // GORM would put its own clock, in seconds
}

func rowOf(p Post) postRow {
	row := postRow{
		ID: string(p.ID), BrandID: string(p.Brand), Title: p.Title, Body: p.Body, Channel: p.Channel, Picture: p.Picture, PictureAlt: p.PictureAlt,
		PostAt: db.Millis(p.At), State: string(p.State), RemindMinutes: int64(p.Remind / time.Minute), RemindedAt: db.Millis(p.RemindedAt),
		AuthorID: string(p.Author), Revision: p.Revision, CreatedAt: db.Millis(p.CreatedAt), UpdatedAt: db.Millis(p.UpdatedAt),
	}
	if p.Remind > 0 && p.RemindedAt.IsZero() && p.State.waits() {
		row.RemindAt = db.Millis(p.At.Add(-p.Remind))
	}
	return row
}

func (r postRow) post() Post {
	return Post{
		ID: PostID(r.ID), Brand: account.BrandID(r.BrandID),
		Terms: Terms{
			Title: r.Title, Body: r.Body, Channel: r.Channel, Picture: r.Picture, PictureAlt: r.PictureAlt,
			At: db.Time(r.PostAt), State: State(r.State), Remind: time.Duration(r.RemindMinutes) * time.Minute,
		},
		Author: account.UserID(r.AuthorID), RemindedAt: db.Time(r.RemindedAt), Revision: r.Revision,
		CreatedAt: db.Time(r.CreatedAt), UpdatedAt: db.Time(r.UpdatedAt),
	}
}

func insertPost(ctx context.Context, tx *db.DB, p Post) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	row := rowOf(p)
	return tx.Gorm(ctx).Table("posts").Create(&row).Error
}

// updatePost writes a post that lockPost has read in the same transaction.
func updatePost(ctx context.Context, tx *db.DB, p Post) error {
	row := rowOf(p)
	return tx.Gorm(ctx).Table("posts").Where("id = ?", row.ID).Select("*").Omit("id").Updates(&row).Error
}

func deletePost(ctx context.Context, tx *db.DB, id PostID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM posts WHERE id = ?", string(id)).Error
}

func lockPost(ctx context.Context, tx *db.DB, id PostID) (Post, error) {
	if err := tx.RequireTx(); err != nil {
		return Post{}, err
	}
	return onePost(ctx, tx, id, tx.ForUpdate())
}

func selectPost(ctx context.Context, d *db.DB, id PostID) (Post, error) {
	return onePost(ctx, d, id, "")
}

func onePost(ctx context.Context, d *db.DB, id PostID, lock string) (Post, error) {
	var row postRow
	res := d.Gorm(ctx).Raw("SELECT * FROM posts WHERE id = ?"+lock, string(id)).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return Post{}, ErrNotFound
	}
	return row.post(), res.Error
}

func selectPosts(ctx context.Context, d *db.DB, brand account.BrandID, from, to time.Time) ([]Post, error) {
	return posts(ctx, d, "brand_id = ? AND post_at >= ? AND post_at < ? ORDER BY post_at, id", string(brand), db.Millis(from), db.Millis(to))
}

// selectDue finds the posts whose reminder is due, the longest due first.
func selectDue(ctx context.Context, d *db.DB, now time.Time, limit int) ([]Post, error) {
	return posts(ctx, d, "remind_at > 0 AND remind_at <= ? AND post_at > ? ORDER BY remind_at, id LIMIT ?",
		db.Millis(now), db.Millis(now.AddDate(0, 0, -1)), limit)
}

func posts(ctx context.Context, d *db.DB, where string, args ...any) ([]Post, error) {
	var rows []postRow
	if err := d.Gorm(ctx).Raw("SELECT * FROM posts WHERE "+where, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("agenda: posts: %w", err)
	}
	list := make([]Post, len(rows))
	for i, r := range rows {
		list[i] = r.post()
	}
	return list, nil
}

// claimReminder reports whether this call is the one that sends the reminder of that time.
func claimReminder(ctx context.Context, tx *db.DB, p Post, now time.Time) (bool, error) {
	if err := tx.RequireTx(); err != nil {
		return false, err
	}
	res := tx.Gorm(ctx).Exec("UPDATE posts SET remind_at = 0, reminded_at = ? WHERE id = ? AND revision = ? AND remind_at > 0",
		db.Millis(now), string(p.ID), p.Revision)
	return res.RowsAffected == 1, res.Error
}

type feedRow struct {
	BrandID   string
	UserID    string
	Locale    string
	CreatedAt int64
}

func insertFeed(ctx context.Context, tx *db.DB, hash []byte, actor account.Actor, locale string, now time.Time) error {
	return tx.Gorm(ctx).Exec("INSERT INTO calendar_feeds (hash, brand_id, user_id, locale, created_at) VALUES ( ?, ?, ?, ?, ?)",
		hash, string(actor.Brand), string(actor.User), locale, db.Millis(now)).Error
}

func deleteFeed(ctx context.Context, tx *db.DB, actor account.Actor) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("DELETE FROM calendar_feeds WHERE brand_id = ? AND user_id = ?", string(actor.Brand), string(actor.User)).Error
}

func selectFeed(ctx context.Context, d *db.DB, hash []byte) (feedRow, error) {
	var row feedRow
	res := d.Gorm(ctx).Raw("SELECT brand_id, user_id, locale, created_at FROM calendar_feeds WHERE hash = ?", hash).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return row, ErrNoFeed
	}
	return row, res.Error
}

func selectFeedOf(ctx context.Context, d *db.DB, actor account.Actor) (time.Time, error) {
	var created int64
	err := d.Gorm(ctx).Raw("SELECT created_at FROM calendar_feeds WHERE brand_id = ? AND user_id = ?", string(actor.Brand), string(actor.User)).Scan(&created).Error
	return db.Time(created), err
}

func upsertCountries(ctx context.Context, tx *db.DB, brand account.BrandID, countries []keydates.Country) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	codes := make([]string, len(countries))
	for i, c := range countries {
		codes[i] = string(c)
	}
	return tx.Gorm(ctx).Exec("INSERT INTO calendar_countries (brand_id, countries) VALUES (?, ?) ON CONFLICT (brand_id) DO UPDATE SET countries = excluded.countries",
		string(brand), strings.Join(codes, " ")).Error
}

// selectCountries reports false where the brand has not chosen.
func selectCountries(ctx context.Context, d *db.DB, brand account.BrandID) ([]keydates.Country, bool, error) {
	var codes string
	res := d.Gorm(ctx).Raw("SELECT countries FROM calendar_countries WHERE brand_id = ?", string(brand)).Scan(&codes)
	var countries []keydates.Country
	for _, code := range strings.Fields(codes) {
		countries = append(countries, keydates.Country(code))
	}
	return countries, res.RowsAffected > 0, res.Error
}
