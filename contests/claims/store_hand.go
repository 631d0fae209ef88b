package claims

import (
	"context"

	"kermesse/internal/db"
)

func updateHandCode(ctx context.Context, tx *db.DB, c Claim) error {
	return tx.Gorm(ctx).Exec("UPDATE claims SET hand_hash = ?, hand_until = ?, hand_tries = 0 WHERE id = ?",
		c.handHash, db.Millis(c.handUntil), string(c.ID)).Error
}

// countHandTry counts a guess and reports whether it was still one of the few that count.
func countHandTry(ctx context.Context, tx *db.DB, id ID) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE claims SET hand_tries = hand_tries + 1 WHERE id = ? AND hand_tries < ?", string(id), maxHandTries)
	return res.RowsAffected == 1, res.Error
}

// useHandCode spends a code, and reports whether it was still that one.
func useHandCode(ctx context.Context, tx *db.DB, c Claim) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE claims SET hand_hash = NULL WHERE id = ? AND hand_hash = ?", string(c.ID), c.handHash)
	return res.RowsAffected == 1, res.Error
}
