package fan

import (
	"context"
	"net/url"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/mail"
)

// Write queues a mail that a fan may refuse, in the caller's transaction, if they have
// agreed to its purpose and proved the address. It carries the headers by which a mail
// program stops such mails with one press (RFC 8058), and the same link in its text. It
// reports whether a mail was queued.
func (s *Service) Write(ctx context.Context, tx *db.DB, id ID, purpose string, letter mail.Letter) (bool, error) {
	if err := tx.RequireTx(); err != nil {
		return false, err
	}
	f, _, err := s.findForChallenge(ctx, tx, id)
	if isNotFound(err) {
		return false, nil // forgotten
	}
	if err != nil || f.Contact.Kind != ContactEmail || !f.Verified() {
		return false, err
	}
	if granted, err := s.Consents(ctx, tx, id, purpose); err != nil || !granted {
		return false, err
	}
	brand, err := account.FindBrand(ctx, tx, f.Brand)
	if err != nil {
		return false, err
	}
	lang := f.Locale
	if lang == "" {
		lang = brand.Locale
	}
	stop := s.base + "/" + lang + StopPath + "?token=" + url.QueryEscape(s.stopToken(id, purpose))
	m := mail.ComposeOptional(letter, f.Contact.Value, lang, stop)
	m.Brand, m.FromName, m.ReplyTo = string(f.Brand), brand.Name, brand.ContactEmail
	return true, s.outbox.Enqueue(ctx, tx, m)
}
