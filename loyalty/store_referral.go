package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

func (b books) memberByReferral(ctx context.Context, code string) (Member, bool, error) {
	var rows []memberRow
	err := b.read(ctx, &rows, "SELECT id, ref, fan, created_at, erased_at FROM ly_member WHERE brand = ? AND referral = ?", b.brand, code)
	if err != nil || len(rows) == 0 {
		return Member{}, false, err
	}
	return rows[0].member(), true, nil
}

func (b books) referralOf(ctx context.Context, member MemberID) (code string, err error) {
	err = b.one(ctx, &code, "SELECT COALESCE(referral, '') FROM ly_member WHERE id = ?", member)
	return code, err
}

func (b books) updateReferral(ctx context.Context, member MemberID, code string) error {
	_, err := b.exec(ctx, "UPDATE ly_member SET referral = ? WHERE id = ?", code, member)
	return err
}

func (b books) insertReferral(ctx context.Context, friend, referrer MemberID, at time.Time) error {
	_, err := b.exec(ctx, "INSERT INTO ly_referral (friend, brand, referrer, at) VALUES (?, ?, ?, ?) ON CONFLICT (friend) DO NOTHING",
		friend, b.brand, referrer, db.Millis(at))
	return err
}

// markActed notes the friend's first act; of who was not referred there is nothing to note.
func (b books) markActed(ctx context.Context, friend MemberID, at time.Time) error {
	_, err := b.execAhead(ctx, "UPDATE ly_referral SET acted_at = ? WHERE friend = ? AND acted_at = 0", db.Millis(at), friend)
	return err
}

func (b books) claimReferral(ctx context.Context, friend MemberID, at time.Time) (bool, error) {
	rows, err := b.exec(ctx, "UPDATE ly_referral SET rewarded_at = ? WHERE friend = ? AND acted_at > 0 AND rewarded_at = 0", db.Millis(at), friend)
	return rows == 1, err
}

func (b books) referralsBy(ctx context.Context, referrer MemberID) ([]ReferredFriend, error) {
	var rows []struct{ At, ActedAt, RewardedAt int64 }
	err := b.read(ctx, &rows, "SELECT at, acted_at, rewarded_at FROM ly_referral WHERE referrer = ? ORDER BY at DESC LIMIT 200", referrer)
	list := make([]ReferredFriend, len(rows))
	for i, row := range rows {
		list[i] = ReferredFriend{At: db.Time(row.At), ActedAt: db.Time(row.ActedAt), RewardedAt: db.Time(row.RewardedAt)}
	}
	return list, err
}

// dueReferral is a referral to be rewarded, with the numbers of both members.
type dueReferral struct {
	ID       MemberID // the friend's
	Brand    account.BrandID
	Friend   string
	Referrer string
}

func dueReferrals(ctx context.Context, d *db.DB, limit int) (due []dueReferral, err error) {
	err = d.Gorm(ctx).Raw(`SELECT r.friend AS id, r.brand, f.ref AS friend, m.ref AS referrer FROM ly_referral r
		JOIN ly_member f ON f.id = r.friend JOIN ly_member m ON m.id = r.referrer
		WHERE r.acted_at > 0 AND r.rewarded_at = 0 ORDER BY r.acted_at LIMIT ?`, limit).Scan(&due).Error
	return due, err
}
