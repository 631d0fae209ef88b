package fan

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/db"
)

// Consent is one act: a fan granted or refused a purpose, having read a text.
type Consent struct {
	Purpose string // machine word: "newsletter", "rules:flavour-2026"
	Granted bool
	Text    string // exactly what was shown
	Locale  string // language of the text
	Source  string // where it was given: "contest:flavour-2026", "data-page"
	At      time.Time
}

var errConsent = errors.New("fan: a consent needs a purpose and the text that was shown")

// RecordConsent adds an act of consent, in the caller's transaction. Nothing is ever
// changed: a withdrawal is another act, with Granted false. At is set here.
func (s *Service) RecordConsent(ctx context.Context, tx *db.DB, id ID, c Consent) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	if c.Purpose == "" || c.Text == "" {
		return errConsent
	}
	c.At = s.clock.Now()
	return insertConsent(ctx, tx, id, c)
}

// ListConsents returns every act of a fan, the oldest first.
func (s *Service) ListConsents(ctx context.Context, id ID) ([]Consent, error) {
	return selectConsents(ctx, s.db, id)
}

// Consents reports the last word of a fan on a purpose; false if there is none. d may
// be a transaction.
func (s *Service) Consents(ctx context.Context, d *db.DB, id ID, purpose string) (bool, error) {
	return selectLastConsent(ctx, d, id, purpose)
}
