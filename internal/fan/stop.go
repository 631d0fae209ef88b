package fan

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"strings"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// StopPath is the page where mails are stopped, without language.
const StopPath = "/unsubscribe"

// Stop is what the link in a mail stops.
type Stop struct {
	Brand   account.BrandID
	Consent Consent // the fan's last word on it
}

// FindStop tells what a link stops, and changes nothing. Faults: ErrLinkInvalid; ErrNotFound
// and ErrConsentUnknown where nothing is left to stop.
func (s *Service) FindStop(ctx context.Context, token string) (Stop, error) {
	id, purpose, ok := s.readStop(token)
	if !ok {
		return Stop{}, ErrLinkInvalid
	}
	f, _, err := s.findForChallenge(ctx, s.db, id)
	if err != nil {
		return Stop{}, err
	}
	last, err := selectLastConsent(ctx, s.db, id, purpose)
	return Stop{Brand: f.Brand, Consent: last}, err
}

// StopMails takes back what the mail with this link was sent for, without any other proof:
// who has the mail may stop it. It can be repeated. Faults: ErrLinkInvalid.
func (s *Service) StopMails(ctx context.Context, token string) error {
	id, purpose, ok := s.readStop(token)
	if !ok {
		return ErrLinkInvalid
	}
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		if _, _, err := s.findForChallenge(ctx, tx, id); err != nil {
			return err
		}
		last, err := selectLastConsent(ctx, tx, id, purpose)
		if err != nil || !last.Granted {
			return err
		}
		last.Granted, last.Source = false, "unsubscribe"
		return s.RecordConsent(ctx, tx, id, last)
	})
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrConsentUnknown) {
		return nil // forgotten: no mail is sent any more
	}
	return err
}

// stopToken is a fan and a purpose, signed. It does not end: mails are kept for years.
func (s *Service) stopToken(id ID, purpose string) string {
	said := string(id) + " " + purpose
	return base64.RawURLEncoding.EncodeToString([]byte(said)) + "." + s.stopSignature(said)
}

func (s *Service) stopSignature(said string) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(s.keys.stop, said)[:16])
}

func (s *Service) readStop(token string) (id ID, purpose string, ok bool) {
	encoded, _, _ := strings.Cut(token, ".")
	said, err := base64.RawURLEncoding.DecodeString(encoded)
	name, purpose, ok := strings.Cut(string(said), " ")
	// Compared whole: line ends within are passed over where base64 is decoded.
	if err != nil || !ok || !hmac.Equal([]byte(token), []byte(s.stopToken(ID(name), purpose))) {
		return "", "", false
	}
	return ID(name), purpose, true
}
