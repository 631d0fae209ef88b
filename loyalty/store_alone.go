package loyalty

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// lockDesk lets one correction by hand after the other be held against the limit, where others
// write at the same time. Rows that refer to the programme wait for nobody.
func (b books) lockDesk(ctx context.Context) error {
	if b.tx.ForUpdate() == "" {
		return nil
	}
	var version int64
	return b.one(ctx, &version, "SELECT version FROM ly_programme WHERE brand = ? FOR NO KEY UPDATE", b.brand)
}

// moved is what a person moved by hand: for one member, and for all.
type moved struct{ Member, All int64 }

func (b books) movedAlone(ctx context.Context, user account.UserID, member MemberID, since time.Time) (m moved, err error) {
	err = b.one(ctx, &m, `SELECT CAST(COALESCE(sum(CASE WHEN member = ? THEN points END), 0) AS BIGINT) AS member, CAST(COALESCE(sum(points), 0) AS BIGINT) AS "all"
		FROM ly_alone WHERE brand = ? AND clerk = ? AND at > ?`, member, b.brand, user, db.Millis(since))
	return m, err
}

// noteAlone keeps what a person moved by hand for as long as it counts.
func (b books) noteAlone(ctx context.Context, id string, user account.UserID, member MemberID, points int64, at time.Time) error {
	if points == 0 {
		return nil
	}
	_, err := b.exec(ctx, "DELETE FROM ly_alone WHERE brand = ? AND clerk = ? AND at <= ?", b.brand, user, db.Millis(at.Add(-aloneWindow)))
	if err != nil {
		return err
	}
	_, err = b.exec(ctx, "INSERT INTO ly_alone (id, brand, clerk, member, points, at) VALUES (?, ?, ?, ?, ?, ?)",
		id, b.brand, user, member, points, db.Millis(at))
	return err
}

// tryOut lets fn write, and undoes it.
func (s *Service) tryOut(ctx context.Context, brand account.BrandID, fn func(books) error) error {
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		err := s.write(ctx, tx, brand, fn)
		if err == nil {
			err = errForeseen
		}
		return err
	})
	if errors.Is(err, errForeseen) {
		return nil
	}
	return err
}

func (b books) countWaiting(ctx context.Context, user account.UserID, now time.Time) (w Waiting, err error) {
	err = b.one(ctx, &w, `SELECT (SELECT count(*) FROM ly_adjust_request WHERE brand = ? AND state = 'waiting' AND expires_at > ? AND asker <> ?) AS corrections,
		(SELECT count(*) FROM ly_adjust_request WHERE brand = ? AND state = 'waiting' AND expires_at > ? AND asker = ?) AS own,
		(SELECT count(*) FROM ly_import WHERE brand = ? AND state = 'checked') AS imports`,
		b.brand, db.Millis(now), user, b.brand, db.Millis(now), user, b.brand)
	return w, err
}
