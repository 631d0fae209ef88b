package fan

import (
	"context"
	"net/url"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/mail"
)

// Asked is what fans agreed to be written about: the purpose of a consent.
type Asked struct {
	Brand   account.BrandID
	Purpose string
}

// ListAsked returns fans who have agreed to a purpose, have not taken it back and have proved
// an e-mail address, in the order of their ids, those after one, at most limit. d may be a
// transaction.
func (s *Service) ListAsked(ctx context.Context, d *db.DB, asked Asked, after ID, limit int) ([]Fan, error) {
	rows, err := selectAsked(ctx, d, asked, after, limit)
	if err != nil {
		return nil, err
	}
	fans := make([]Fan, len(rows))
	for i, row := range rows {
		if fans[i], err = s.unseal(row); err != nil {
			return nil, err
		}
	}
	return fans, nil
}

// CountAsked counts them.
func (s *Service) CountAsked(ctx context.Context, asked Asked) (int64, error) {
	return countAsked(ctx, s.db, asked)
}

// Letter is a mail to fans who asked for it, before its links are known.
type Letter struct {
	Purpose string
	Path    string // of the page that it is about, without language
	// Write gets the language of the fan, the address of the page and that of the page where
	// such mails are stopped.
	Write func(lang, link, stop string) mail.Letter
}

// Tell writes a letter to a fan of the brand, in the caller's transaction, with a link and a
// header that stop such letters by one press (RFC 8058).
func (s *Service) Tell(ctx context.Context, tx *db.DB, brand account.Brand, f Fan, l Letter) error {
	lang := f.Locale
	if lang == "" {
		lang = brand.Locale
	}
	stop := s.base + "/" + lang + StopPath + "?token=" + url.QueryEscape(s.stopToken(f.ID, l.Purpose))
	m := mail.Compose(l.Write(lang, s.base+"/"+lang+l.Path, stop), f.Contact.Value, lang)
	m.Brand, m.ReplyTo, m.Unsubscribe = string(brand.ID), brand.ContactEmail, stop
	return s.outbox.Enqueue(ctx, tx, m)
}
