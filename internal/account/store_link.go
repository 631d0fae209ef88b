package account

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type linkRow struct {
	ID        string
	Purpose   string
	UserID    string
	BrandID   string
	Email     string
	Role      string
	ExpiresAt int64
}

func (r linkRow) link() link {
	return link{
		id: r.ID, purpose: linkPurpose(r.Purpose), user: UserID(r.UserID), brand: BrandID(r.BrandID),
		email: r.Email, role: Role(r.Role), expiresAt: db.Time(r.ExpiresAt),
	}
}

func insertLink(ctx context.Context, tx *db.DB, hash []byte, l link, now time.Time) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO staff_links (id, hash, purpose, user_id, brand_id, email, role, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.id, hash, string(l.purpose), string(l.user), string(l.brand), l.email, string(l.role),
		db.Millis(now), db.Millis(l.expiresAt)).Error
}

const openLink = "purpose = ? AND used_at = 0 AND expires_at > ?"

// selectLink returns ErrLink for a link that is unknown, used or over.
func selectLink(ctx context.Context, d *db.DB, purpose linkPurpose, hash []byte, now time.Time) (link, error) {
	var row linkRow
	res := d.Gorm(ctx).Raw("SELECT * FROM staff_links WHERE "+openLink+" AND hash = ?",
		string(purpose), db.Millis(now), hash).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return link{}, ErrLink
	}
	return row.link(), res.Error
}

// takeLink reports whether this call is the one that used it.
func takeLink(ctx context.Context, tx *db.DB, id string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE staff_links SET used_at = ? WHERE id = ? AND used_at = 0", db.Millis(now), id)
	return res.RowsAffected == 1, res.Error
}

func voidLinks(ctx context.Context, tx *db.DB, purpose linkPurpose, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE staff_links SET used_at = ? WHERE purpose = ? AND used_at = 0",
		db.Millis(now), string(purpose)).Error
}

// voidLinksOf voids the reset links of a user.
func voidLinksOf(ctx context.Context, tx *db.DB, user UserID, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE staff_links SET used_at = ? WHERE user_id = ? AND used_at = 0",
		db.Millis(now), string(user)).Error
}

func voidInvitations(ctx context.Context, tx *db.DB, brand BrandID, email string, now time.Time) error {
	return tx.Gorm(ctx).Exec(`UPDATE staff_links SET used_at = ?
		WHERE brand_id = ? AND purpose = 'invite' AND email = ? AND used_at = 0`, db.Millis(now), string(brand), email).Error
}

// voidInvitation returns whom it was for, or ErrInvitationNotFound.
func voidInvitation(ctx context.Context, tx *db.DB, brand BrandID, id string, now time.Time) (string, error) {
	var email string
	res := tx.Gorm(ctx).Raw(`UPDATE staff_links SET used_at = ?
		WHERE brand_id = ? AND purpose = 'invite' AND id = ? AND used_at = 0 RETURNING email`,
		db.Millis(now), string(brand), id).Scan(&email)
	if res.Error == nil && res.RowsAffected == 0 {
		return "", ErrInvitationNotFound
	}
	return email, res.Error
}

func selectInvitations(ctx context.Context, d *db.DB, brand BrandID, now time.Time) ([]Invitation, error) {
	var rows []linkRow
	err := d.Gorm(ctx).Raw("SELECT * FROM staff_links WHERE "+openLink+" AND brand_id = ? ORDER BY id",
		string(linkInvite), db.Millis(now), string(brand)).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	invitations := make([]Invitation, len(rows))
	for i, r := range rows {
		invitations[i] = Invitation{ID: r.ID, Email: r.Email, Role: Role(r.Role), ExpiresAt: db.Time(r.ExpiresAt)}
	}
	return invitations, nil
}
