package contests

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
)

// mailMissing tells an entrant that their entry waits for a mandatory action.
func (s *Service) mailMissing(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, e Entry) error {
	return s.mailEntrant(ctx, tx, c, f, e, func(b account.Brand, link string) mail.Letter {
		return mail.EntryMissing{
			Brand: b.Name, Contest: c.Title, Number: e.Number, ClosesOn: momentWords(c.ClosesAt, c.Location()).In(e.Locale), Link: link,
		}
	})
}

// mailProofRefused tells an entrant why a proof was refused.
func (s *Service) mailProofRefused(ctx context.Context, tx *db.DB, c Contest, e Entry, a Action, reason string) error {
	f, err := s.fans.FindIn(ctx, tx, c.Brand, e.Fan)
	if err != nil {
		return err
	}
	return s.mailEntrant(ctx, tx, c, f, e, func(b account.Brand, link string) mail.Letter {
		return mail.ProofRefused{Brand: b.Name, Contest: c.Title, Action: c.In(e.Locale).labelOf(a), Reason: reason, Link: link}
	})
}

// labelOf is the label of an action in the contest's present language.
func (c Contest) labelOf(a Action) string {
	in, _ := c.Entry.Action(a.ID)
	return in.Label
}

// mailEntrant queues a letter to an entrant who has an e-mail address; link leads to their
// exit screen, which tells the same. Of an address that nobody has proved to be theirs no more
// is written to than any mailbox bears: a stranger may have typed it, again and again.
func (s *Service) mailEntrant(
	ctx context.Context, tx *db.DB, c Contest, f fan.Fan, e Entry, letter func(b account.Brand, link string) mail.Letter,
) error {
	if f.Contact.Kind != fan.ContactEmail {
		return nil
	}
	if !f.Verified() {
		if bears, err := s.fans.Bears(ctx, tx, f.Contact); err != nil || !bears {
			return err
		}
	}
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	m := mail.Compose(letter(brand, s.page(c, e.Locale, "receipt", s.key(e.ID))), f.Contact.Value, e.Locale)
	m.Brand, m.ReplyTo = string(brand.ID), brand.ContactEmail
	return s.post(ctx, tx, e, f.Contact, m)
}
