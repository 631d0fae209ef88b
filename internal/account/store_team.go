package account

import (
	"context"

	"kermesse/internal/db"
)

func selectTeam(ctx context.Context, d *db.DB, brand BrandID) ([]Member, error) {
	var rows []struct {
		User     userRow `gorm:"embedded"`
		Role     string
		JoinedAt int64
	}
	err := d.Gorm(ctx).Raw(`SELECT u.id, u.email, u.name, u.locale, u.created_at, u.last_seen_at, m.role, m.created_at AS joined_at
		FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.brand_id = ? ORDER BY u.name, u.id`,
		string(brand)).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	team := make([]Member, len(rows))
	for i, r := range rows {
		team[i] = Member{User: r.User.user(), Role: Role(r.Role), JoinedAt: db.Time(r.JoinedAt)}
	}
	return team, nil
}

// lockOwners returns the owners of a brand; until the transaction ends, no other one
// changes them.
func lockOwners(ctx context.Context, tx *db.DB, brand BrandID) ([]UserID, error) {
	var ids []string
	err := tx.Gorm(ctx).Raw(`SELECT user_id FROM memberships WHERE brand_id = ? AND role = 'owner'
		ORDER BY user_id`+tx.ForUpdate(), string(brand)).Scan(&ids).Error
	owners := make([]UserID, len(ids))
	for i, id := range ids {
		owners[i] = UserID(id)
	}
	return owners, err
}

func selectRole(ctx context.Context, tx *db.DB, brand BrandID, user UserID) (Role, error) {
	var role string
	res := tx.Gorm(ctx).Raw("SELECT role FROM memberships WHERE brand_id = ? AND user_id = ?",
		string(brand), string(user)).Scan(&role)
	if res.Error == nil && res.RowsAffected == 0 {
		return "", ErrUserNotFound
	}
	return Role(role), res.Error
}

func isMember(ctx context.Context, tx *db.DB, brand BrandID, email string) (bool, error) {
	var n int64
	err := tx.Gorm(ctx).Raw(`SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id
		WHERE m.brand_id = ? AND u.email = ?`, string(brand), email).Scan(&n).Error
	return n > 0, err
}

func updateRole(ctx context.Context, tx *db.DB, brand BrandID, user UserID, role Role) error {
	return tx.Gorm(ctx).Exec("UPDATE memberships SET role = ? WHERE brand_id = ? AND user_id = ?",
		string(role), string(brand), string(user)).Error
}

func deleteMembership(ctx context.Context, tx *db.DB, brand BrandID, user UserID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM memberships WHERE brand_id = ? AND user_id = ?", string(brand), string(user)).Error
}
