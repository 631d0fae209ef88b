package fan

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"strings"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

// What is wrong with a link or a code.
var (
	ErrLinkInvalid = fault.New(fault.NotFound, "link_invalid",
		"Ce lien n’est pas complet ou n’est pas de nous. Copiez-le en entier depuis le message.",
		"This link is not complete, or not ours. Copy all of it from the message.")
	ErrLinkExpired = fault.New(fault.Gone, "link_expired",
		"Ce lien et ce code ne sont plus valables. Demandez-en de nouveaux.",
		"This link and this code have expired. Ask for new ones.")
	ErrLinkUsed = fault.New(fault.Gone, "link_used",
		"C’est déjà confirmé\u00a0: ce lien et ce code ne servent qu’une fois.",
		"This is confirmed already: the link and the code work once.")
	ErrCodeWrong = fault.New(fault.Invalid, "code_wrong",
		"Ce n’est pas le bon code. Vérifiez les six chiffres du dernier message reçu.",
		"This is not the right code. Check the six digits of the latest message.")
	ErrCodeSpent = fault.New(fault.Limited, "code_spent",
		"Trop d’essais avec ce code. Demandez-en un nouveau.",
		"Too many tries with this code. Ask for a new one.")
)

// Verified is what a fan has just proved, or is about to.
type Verified struct {
	Fan     Fan
	Purpose Purpose
	Subject string
}

// Verify takes the token of a link, or the one that Guess gave for a code, marks the
// contact as proved and tells what it was for. It works once: of any number of
// concurrent calls one succeeds and the others get ErrLinkUsed. It is part of the
// caller's transaction: if that fails, the link still works.
// Faults: ErrLinkInvalid, ErrLinkExpired, ErrLinkUsed.
func (s *Service) Verify(ctx context.Context, tx *db.DB, token string) (Verified, error) {
	if err := tx.RequireTx(); err != nil {
		return Verified{}, err
	}
	row, err := s.challengeOf(ctx, tx, token)
	if err != nil {
		return Verified{}, err
	}
	now := s.clock.Now()
	taken, err := useChallenge(ctx, tx, row.ID, now)
	if err != nil {
		return Verified{}, err
	}
	if !taken {
		return Verified{}, ErrLinkUsed
	}
	if err := verifyContact(ctx, tx, row.ContactID, now); err != nil {
		return Verified{}, err
	}
	return s.verified(ctx, tx, row)
}

// Preview tells what a token would confirm, and changes nothing: for the page that a
// link opens. It has the faults of Verify.
func (s *Service) Preview(ctx context.Context, token string) (Verified, error) {
	row, err := s.challengeOf(ctx, s.db, token)
	if err != nil {
		return Verified{}, err
	}
	return s.verified(ctx, s.db, row)
}

// Guess exchanges a challenge and its code for the token that Verify takes. Every guess
// counts, in a transaction of its own, whatever becomes of the rest: MaxGuesses, and
// the code is spent. Faults: ErrCodeWrong, ErrCodeSpent, ErrLinkExpired, ErrLinkUsed.
func (s *Service) Guess(ctx context.Context, challengeID, code string) (string, error) {
	var row challengeRow
	var counted bool
	err := s.db.InTx(ctx, func(tx *db.DB) (err error) {
		if counted, err = countGuess(ctx, tx, challengeID); err != nil {
			return err
		}
		row, err = selectChallenge(ctx, tx, challengeID)
		return err
	})
	switch {
	case isNotFound(err):
		return "", ErrCodeWrong // the same answer as for a challenge that exists
	case err != nil:
		return "", err
	case row.UsedAt != 0:
		return "", ErrLinkUsed
	case row.expired(s.clock.Now()):
		return "", ErrLinkExpired
	case !counted:
		return "", ErrCodeSpent
	}
	code = strings.Join(strings.Fields(code), "")
	if !hmac.Equal(row.CodeHash, s.codeHash(challengeID, code)) {
		return "", ErrCodeWrong
	}
	return s.token(challengeID), nil
}

// token is the challenge's id and our signature of it: nothing that is stored can be
// turned into a link.
func (s *Service) token(id string) string { return id + "." + s.signature(id) }

func (s *Service) signature(id string) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(s.keys.challenge, id)[:16])
}

func (s *Service) challengeOf(ctx context.Context, d *db.DB, token string) (challengeRow, error) {
	id, signature, ok := strings.Cut(token, ".")
	if !ok || !hmac.Equal([]byte(signature), []byte(s.signature(id))) {
		return challengeRow{}, ErrLinkInvalid
	}
	row, err := selectChallenge(ctx, d, id)
	switch {
	case err != nil:
		return row, err
	case row.UsedAt != 0:
		return row, ErrLinkUsed
	case row.expired(s.clock.Now()):
		return row, ErrLinkExpired
	}
	return row, nil
}

func (s *Service) verified(ctx context.Context, d *db.DB, row challengeRow) (Verified, error) {
	f, _, err := s.findForChallenge(ctx, d, ID(row.FanID))
	return Verified{Fan: f, Purpose: Purpose(row.Purpose), Subject: row.Subject}, err
}

func (r challengeRow) expired(now time.Time) bool { return db.Millis(now) >= r.ExpiresAt }
