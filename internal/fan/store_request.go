package fan

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

func insertRequest(ctx context.Context, tx *db.DB, brand account.BrandID, r Request) error {
	source := "fan"
	if r.ByStaff {
		source = "staff"
	}
	return tx.Gorm(ctx).Exec(`INSERT INTO fan_requests (id, brand_id, fan_id, kind, words, source, created_at, due_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, string(brand), string(r.Fan), string(r.Kind), r.Words, source, db.Millis(r.CreatedAt), db.Millis(r.DueAt)).Error
}

// selectRequests returns the requests that a condition finds; it is one of ours.
func selectRequests(ctx context.Context, d *db.DB, where string, args ...any) ([]Request, error) {
	var rows []struct {
		ID, FanID, Kind, Words, Source, Answer string
		CreatedAt, DueAt, AnsweredAt           int64
		Granted                                bool
	}
	if err := d.Gorm(ctx).Raw("SELECT r.* FROM fan_requests r WHERE "+where, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	found := make([]Request, len(rows))
	for i, r := range rows {
		found[i] = Request{
			ID: r.ID, Fan: ID(r.FanID), Kind: RequestKind(r.Kind), Words: r.Words, ByStaff: r.Source == "staff", Granted: r.Granted, Answer: r.Answer,
			CreatedAt: db.Time(r.CreatedAt), DueAt: db.Time(r.DueAt), AnsweredAt: db.Time(r.AnsweredAt),
		}
	}
	return found, nil
}

func countOpenRequests(ctx context.Context, d *db.DB, id ID) (n int, err error) {
	err = d.Gorm(ctx).Raw("SELECT count(*) FROM fan_requests WHERE fan_id = ? AND answered_at = 0", string(id)).Scan(&n).Error
	return n, err
}

// updateAnswered closes a request and reports whether it was open.
func updateAnswered(ctx context.Context, tx *db.DB, id string, granted bool, answer string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE fan_requests SET answered_at = ?, granted = ?, answer = ? WHERE id = ? AND answered_at = 0",
		db.Millis(now), granted, answer, id)
	return res.RowsAffected == 1, res.Error
}

// forgetRequests takes the words out of a fan's requests: that one was made and answered in
// time is still on record. An open request of somebody who is forgotten is answered by that.
func forgetRequests(ctx context.Context, tx *db.DB, id ID, now time.Time) error {
	err := tx.Gorm(ctx).Exec("UPDATE fan_requests SET answered_at = ?, granted = TRUE WHERE fan_id = ? AND answered_at = 0", db.Millis(now), string(id)).Error
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("UPDATE fan_requests SET words = '', answer = '' WHERE fan_id = ?", string(id)).Error
}
