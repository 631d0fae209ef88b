package fan

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type challengeRow struct {
	ID        string
	FanID     string
	ContactID string
	Purpose   string
	Subject   string
	CodeHash  []byte
	Guesses   int64
	CreatedAt int64
	ExpiresAt int64
	UsedAt    int64
}

// findForChallenge returns a fan who can still prove something, and the contact's id.
func (s *Service) findForChallenge(ctx context.Context, d *db.DB, id ID) (Fan, string, error) {
	var row fanRow
	res := d.Gorm(ctx).Raw("SELECT "+fanColumns+` FROM fans f JOIN fan_contacts c ON c.fan_id = f.id
		WHERE f.id = ? AND f.erased_at = 0`, string(id)).Scan(&row)
	if res.Error != nil {
		return Fan{}, "", res.Error
	}
	if res.RowsAffected == 0 {
		return Fan{}, "", ErrNotFound
	}
	f, err := s.unseal(row)
	return f, row.ContactID, err
}

func insertChallenge(ctx context.Context, tx *db.DB, r challengeRow) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO fan_challenges
		(id, fan_id, contact_id, purpose, subject, code_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.FanID, r.ContactID, r.Purpose, r.Subject, r.CodeHash, r.CreatedAt, r.ExpiresAt).Error
}

// selectChallenge returns ErrLinkInvalid where there is none.
func selectChallenge(ctx context.Context, d *db.DB, id string) (challengeRow, error) {
	var row challengeRow
	res := d.Gorm(ctx).Raw("SELECT * FROM fan_challenges WHERE id = ?", id).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return row, ErrLinkInvalid
	}
	return row, res.Error
}

// countGuess reports whether one more guess was allowed.
func countGuess(ctx context.Context, tx *db.DB, id string) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE fan_challenges SET guesses = guesses + 1 WHERE id = ? AND guesses < ?", id, MaxGuesses)
	return res.RowsAffected == 1, res.Error
}

// useChallenge reports whether this call is the one that used it.
func useChallenge(ctx context.Context, tx *db.DB, id string, now time.Time) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE fan_challenges SET used_at = ? WHERE id = ? AND used_at = 0", db.Millis(now), id)
	return res.RowsAffected == 1, res.Error
}

func verifyContact(ctx context.Context, tx *db.DB, contactID string, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE fan_contacts SET verified_at = ? WHERE id = ? AND verified_at = 0",
		db.Millis(now), contactID).Error
}

func updateLocale(ctx context.Context, tx *db.DB, id ID, locale string) error {
	return tx.Gorm(ctx).Exec("UPDATE fans SET locale = ? WHERE id = ?", locale, string(id)).Error
}
