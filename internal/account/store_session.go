package account

import (
	"context"
	"time"

	"kermesse/internal/db"
)

type sessionRow struct {
	ID        string
	UserID    string
	Kind      string
	Device    string
	CreatedAt int64
	SeenAt    int64
	ExpiresAt int64
	RevokedAt int64
}

func insertSession(ctx context.Context, tx *db.DB, user UserID, kind SessionKind, device string, now, expires time.Time) (string, error) {
	id := db.NewID()
	err := tx.Gorm(ctx).Exec(`INSERT INTO staff_sessions (id, user_id, kind, device, created_at, seen_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		id, string(user), string(kind), device, db.Millis(now), db.Millis(now), db.Millis(expires)).Error
	if err != nil {
		return "", err
	}
	return id, touchUser(ctx, tx, string(user), now)
}

func touchUser(ctx context.Context, tx *db.DB, user string, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE users SET last_seen_at = ? WHERE id = ?", db.Millis(now), user).Error
}

func insertToken(ctx context.Context, tx *db.DB, hash []byte, session string, now, expires time.Time) error {
	return tx.Gorm(ctx).Exec("INSERT INTO staff_tokens (session_id, hash, created_at, expires_at) VALUES (?, ?, ?, ?)",
		session, hash, db.Millis(now), db.Millis(expires)).Error
}

// selectPanel returns ErrSignedOut where no open session has this cookie.
func selectPanel(ctx context.Context, d *db.DB, hash []byte, now time.Time) (sessionRow, error) {
	return selectOpen(ctx, d, `SELECT s.* FROM staff_tokens k JOIN staff_sessions s ON s.id = k.session_id
		WHERE k.hash = ? AND s.kind = 'panel' AND s.revoked_at = 0 AND s.expires_at > ?`, hash, db.Millis(now))
}

// selectAPISession returns ErrSignedOut where the session of an access token is over or
// all tokens of its user were revoked since.
func selectAPISession(ctx context.Context, d *db.DB, p pass, now time.Time) (sessionRow, error) {
	return selectOpen(ctx, d, `SELECT s.* FROM staff_sessions s JOIN users u ON u.id = s.user_id
		WHERE s.id = ? AND s.kind = 'api' AND s.user_id = ? AND u.token_epoch = ? AND s.revoked_at = 0 AND s.expires_at > ?`,
		string(p.session), string(p.user), p.epoch, db.Millis(now))
}

func selectOpen(ctx context.Context, d *db.DB, query string, args ...any) (sessionRow, error) {
	var row sessionRow
	res := d.Gorm(ctx).Raw(query, args...).Scan(&row)
	if res.Error == nil && res.RowsAffected == 0 {
		return row, ErrSignedOut
	}
	return row, res.Error
}

// useToken uses a refresh token and returns its session. first is false where the token
// had been used before; a token that is unknown, expired or of an ended session is
// ErrSignedOut.
func useToken(ctx context.Context, tx *db.DB, hash []byte, now time.Time) (session sessionRow, first bool, err error) {
	session, err = selectOpen(ctx, tx, `SELECT s.* FROM staff_tokens k JOIN staff_sessions s ON s.id = k.session_id
		WHERE k.hash = ? AND s.kind = 'api' AND s.revoked_at = 0 AND k.expires_at > ?`, hash, db.Millis(now))
	if err != nil {
		return session, false, err
	}
	res := tx.Gorm(ctx).Exec("UPDATE staff_tokens SET used_at = ? WHERE hash = ? AND used_at = 0", db.Millis(now), hash)
	return session, res.RowsAffected == 1, res.Error
}

func extendSession(ctx context.Context, tx *db.DB, id string, now, expires time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE staff_sessions SET seen_at = ?, expires_at = ? WHERE id = ?",
		db.Millis(now), db.Millis(expires), id).Error
}

// touchPanel notes a use of a panel session. It never shortens nor reopens one.
func touchPanel(ctx context.Context, tx *db.DB, s sessionRow, now, expires time.Time) error {
	if err := extendSession(ctx, tx, s.ID, now, expires); err != nil {
		return err
	}
	return touchUser(ctx, tx, s.UserID, now)
}

func revokeSession(ctx context.Context, tx *db.DB, id string, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE staff_sessions SET revoked_at = ? WHERE id = ? AND revoked_at = 0", db.Millis(now), id).Error
}

func revokeSessions(ctx context.Context, tx *db.DB, user UserID, keep SessionID, now time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE staff_sessions SET revoked_at = ? WHERE user_id = ? AND id <> ? AND revoked_at = 0",
		db.Millis(now), string(user), string(keep)).Error
}

func selectSessions(ctx context.Context, d *db.DB, user UserID, now time.Time) ([]Session, error) {
	var rows []sessionRow
	err := d.Gorm(ctx).Raw(`SELECT * FROM staff_sessions WHERE user_id = ? AND revoked_at = 0 AND expires_at > ?
		ORDER BY seen_at DESC, id DESC`, string(user), db.Millis(now)).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	sessions := make([]Session, len(rows))
	for i, r := range rows {
		sessions[i] = Session{
			ID: SessionID(r.ID), Kind: SessionKind(r.Kind), Device: r.Device,
			CreatedAt: db.Time(r.CreatedAt), SeenAt: db.Time(r.SeenAt),
		}
	}
	return sessions, nil
}

// deleteOver removes sessions that ended before t with their tokens, and old links.
func deleteOver(ctx context.Context, tx *db.DB, t time.Time) error {
	const over = "(expires_at < ? OR (revoked_at > 0 AND revoked_at < ?))"
	ms := db.Millis(t)
	for _, statement := range []string{
		"DELETE FROM staff_tokens WHERE session_id IN (SELECT id FROM staff_sessions WHERE " + over + ")",
		"DELETE FROM staff_sessions WHERE " + over,
		"DELETE FROM staff_links WHERE expires_at < ? OR (used_at > 0 AND used_at < ?)",
	} {
		if err := tx.Gorm(ctx).Exec(statement, ms, ms).Error; err != nil {
			return err
		}
	}
	return nil
}
