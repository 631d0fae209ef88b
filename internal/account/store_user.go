package account

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type userRow struct {
	ID           string
	Email        string
	Name         string
	PasswordHash string
	Locale       string
	TokenEpoch   int64
	CreatedAt    int64
	LastSeenAt   int64
}

func (r userRow) user() User {
	return User{
		ID: UserID(r.ID), Email: r.Email, Name: r.Name, Locale: r.Locale,
		CreatedAt: db.Time(r.CreatedAt), SeenAt: db.Time(r.LastSeenAt),
	}
}

// selectUser finds a user by a column that is one of ours, never a caller's text.
func selectUser(ctx context.Context, d *db.DB, column, value string) (User, error) {
	row, err := selectUserRow(ctx, d, column, value)
	return row.user(), err
}

func selectUserRow(ctx context.Context, d *db.DB, column, value string) (userRow, error) {
	var row userRow
	res := d.Gorm(ctx).Raw("SELECT * FROM users WHERE "+column+" = ?", value).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return row, ErrUserNotFound
	}
	return row, res.Error
}

// selectForSignIn returns no user and an empty hash where there is none.
func selectForSignIn(ctx context.Context, d *db.DB, email string) (User, string, error) {
	var row userRow
	err := d.Gorm(ctx).Raw("SELECT * FROM users WHERE email = ?", email).Scan(&row).Error
	return row.user(), row.PasswordHash, err
}

func countUsers(ctx context.Context, d *db.DB) (int64, error) {
	var n int64
	err := d.Gorm(ctx).Raw("SELECT count(*) FROM users").Scan(&n).Error
	return n, err
}

func insertUser(ctx context.Context, tx *db.DB, u User, hash string) error {
	res := tx.Gorm(ctx).Exec(`INSERT INTO users (id, email, name, password_hash, locale, created_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (email) DO NOTHING`, string(u.ID), u.Email, u.Name, hash, u.Locale, db.Millis(u.CreatedAt))
	if res.Error == nil && res.RowsAffected == 0 {
		return ErrUserTaken
	}
	return res.Error
}

func updateProfile(ctx context.Context, tx *db.DB, u User) error {
	return tx.Gorm(ctx).Exec("UPDATE users SET name = ?, locale = ? WHERE id = ?", u.Name, u.Locale, string(u.ID)).Error
}

func updatePassword(ctx context.Context, tx *db.DB, id UserID, hash string) error {
	return tx.Gorm(ctx).Exec("UPDATE users SET password_hash = ? WHERE id = ?", hash, string(id)).Error
}

func raiseEpoch(ctx context.Context, tx *db.DB, id UserID) error {
	return tx.Gorm(ctx).Exec("UPDATE users SET token_epoch = token_epoch + 1 WHERE id = ?", string(id)).Error
}

func selectEpoch(ctx context.Context, tx *db.DB, id UserID) (int64, error) {
	var epoch int64
	err := tx.Gorm(ctx).Raw("SELECT token_epoch FROM users WHERE id = ?", string(id)).Scan(&epoch).Error
	return epoch, err
}

func insertMembership(ctx context.Context, tx *db.DB, brand BrandID, user UserID, role Role, now time.Time) error {
	res := tx.Gorm(ctx).Exec(`INSERT INTO memberships (brand_id, user_id, role, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (brand_id, user_id) DO NOTHING`, string(brand), string(user), string(role), db.Millis(now))
	if res.Error == nil && res.RowsAffected == 0 {
		return ErrAlreadyMember
	}
	return res.Error
}

func selectMemberships(ctx context.Context, d *db.DB, user UserID) ([]Membership, error) {
	var rows []struct {
		Brand brandRow `gorm:"embedded"`
		Role  string
	}
	err := d.Gorm(ctx).Raw(`SELECT b.*, m.role FROM memberships m JOIN brands b ON b.id = m.brand_id
		WHERE m.user_id = ? ORDER BY b.name, b.id`, string(user)).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	memberships := make([]Membership, len(rows))
	for i, row := range rows {
		memberships[i] = Membership{Brand: row.Brand.brand(), Role: Role(row.Role)}
	}
	return memberships, nil
}
