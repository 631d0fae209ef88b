package fan

import (
	"context"
	"errors"
	"strings"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Consent is one act: a fan granted or refused a purpose, having read a text.
type Consent struct {
	Purpose string // machine word: "newsletter", "rules:flavour-2026"
	Granted bool
	Text    string // exactly what was shown
	Locale  string // language of the text
	Source  string // where it was given: "contest:flavour-2026", "data-page"
	Version string // SHA-256, hex, of the rules that stood behind the text; empty: the text says it all
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

// ConsentCount is how many acts of consent were given to one text at one place.
type ConsentCount struct {
	Purpose, Text, Locale string
	Granted               bool
	Acts                  int64
	FirstAt, LastAt       time.Time
}

// CountConsents counts what was granted and refused at a source, such as
// "contest:flavour-2026", by text. It names nobody. d may be a transaction.
func (s *Service) CountConsents(ctx context.Context, d *db.DB, source string) ([]ConsentCount, error) {
	return selectConsentCounts(ctx, d, source)
}

// Consents reports the last word of a fan on a purpose; false if there is none. d may
// be a transaction.
func (s *Service) Consents(ctx context.Context, d *db.DB, id ID, purpose string) (bool, error) {
	c, err := selectLastConsent(ctx, d, id, purpose)
	if isNotFound(err) {
		return false, nil
	}
	return c.Granted, err
}

// Faults of changing a consent.
var (
	ErrConsentUnknown = fault.New(fault.NotFound, "consent_not_found",
		"Vous n’avez pas été consulté à ce sujet.",
		"You were never asked about this.")
	ErrConsentFixed = fault.New(fault.Conflict, "consent_fixed",
		"Le règlement accepté vaut tant que la participation existe. Pour vous retirer, effacez votre participation.",
		"Rules that were accepted hold as long as the entry does. To withdraw, erase your entry.")
)

// RulesPurpose begins the purposes that cannot be withdrawn alone: "rules:flavour-2026".
const RulesPurpose = "rules:"

// Fixed reports whether the consent holds as long as what it was given for.
func (c Consent) Fixed() bool { return strings.HasPrefix(c.Purpose, RulesPurpose) }

// PublicityPurpose begins the purposes of showing one's win: "publicity:flavour-2026".
const PublicityPurpose = "publicity:"

// lasting reports whether the consent is a reason to keep knowing a person of whom nothing
// else is left: to be written to is; to be shown as the winner of one contest is not, for
// that contest has forgotten them.
func (c Consent) lasting() bool { return !c.Fixed() && !strings.HasPrefix(c.Purpose, PublicityPurpose) }

// ChangeConsent grants or withdraws a purpose on the fan's own data page, where the
// text that was agreed to is shown again. Faults: ErrConsentUnknown, ErrConsentFixed.
func (s *Service) ChangeConsent(ctx context.Context, id ID, purpose string, granted bool) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		last, err := selectLastConsent(ctx, tx, id, purpose)
		switch {
		case err != nil:
			return err
		case last.Fixed():
			return ErrConsentFixed
		case last.Granted == granted:
			return nil
		}
		last.Granted, last.Source = granted, "data-page"
		return s.RecordConsent(ctx, tx, id, last)
	})
}
