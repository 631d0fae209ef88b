package contests

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/text"
)

// Appeal is what an entrant says to their entry being excluded, or looked at.
type Appeal struct {
	Entry     EntryID
	Said      string // may be empty: asking to look again is enough
	MadeAt    time.Time
	DecidedAt time.Time // zero while it waits
	Upheld    bool
}

// Waits reports whether nobody has answered the appeal yet.
func (a Appeal) Waits() bool { return a.DecidedAt.IsZero() }

// MaxAppeal is how long an appeal may be, in characters.
const MaxAppeal = 500

// Appeal asks the brand to look at an entry again, on its holder's word: one that is
// excluded or flagged, while the list is not sealed. Until it is decided they may say it
// anew. Faults: ErrEntryNotFound, ErrSealed, ErrNoAppeal, ErrAppealDecided; those of a text
// on the field appeal.
func (s *Service) Appeal(ctx context.Context, slug, key, said string) error {
	said, wrong := text.Lines(said, MaxAppeal)
	if wrong != nil {
		return fault.Invalids(wrong.At("appeal"))
	}
	id, ok := s.readKey(key)
	if !ok {
		return ErrEntryNotFound
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?"+tx.ForUpdate(), string(id), string(c.ID))
		if err != nil {
			return err
		}
		now := s.clock.Now()
		switch {
		case e.Forgotten():
			return ErrEntryNotFound
		case c.Sealed(now):
			return ErrSealed
		case !e.contestable():
			return ErrNoAppeal
		}
		kept, err := upsertAppeal(ctx, tx, c.ID, id, said, now)
		if err == nil && !kept {
			err = ErrAppealDecided
		}
		return err
	})
}

// contestable holds for an entry that somebody may object to the treatment of. That whoever
// has won at once leaves the draw is the rules', and no treatment.
func (e Entry) contestable() bool {
	return e.Status == EntryExcluded && e.Reason != string(ReasonInstant) || len(e.Doubts()) > 0
}

// FindAppeal returns the appeal of an entry; nil for none. The caller has made sure that it
// is the entrant who asks, or staff.
func (s *Service) FindAppeal(ctx context.Context, id EntryID) (*Appeal, error) {
	return findAppeal(ctx, s.db, id)
}

// CountAppeals is how many appeals of a contest wait for an answer.
func (s *Service) CountAppeals(ctx context.Context, c Contest) (int, error) {
	return countAppeals(ctx, s.db, c.ID)
}

// Dismiss answers an appeal: the entry stays excluded. Faults: those of Exclude; ErrNoAppeal.
func (s *Service) Dismiss(ctx context.Context, actor account.Actor, slug string, id EntryID) error {
	return s.settle(ctx, actor, slug, id, "entry.appeal_dismissed", "", func(tx *db.DB, c Contest, e stored) (bool, error) {
		if e.Status != EntryExcluded {
			return false, nil
		}
		answered, err := s.review(ctx, tx, c, e.Entry, reviewDismissed, "")
		if err != nil {
			return false, err
		}
		if !answered {
			return false, ErrNoAppeal
		}
		return true, s.tellEntrant(ctx, tx, c, e.Entry, func(m about) mail.Letter {
			return mail.AppealDismissed{
				Brand: m.brand.Name, Title: c.Title, Number: e.Number, Reason: Reason(e.Reason).Text(), Contact: m.brand.ContactEmail, Link: m.receipt,
			}
		})
	})
}

// about is what letters about an entry have in common.
type about struct {
	brand   account.Brand
	receipt string // its address
}

// tellEntrant writes to the holder of an entry that has counted, if they have an e-mail
// address. Of a pending one nobody knows whose address it is.
func (s *Service) tellEntrant(ctx context.Context, tx *db.DB, c Contest, e Entry, letter func(about) mail.Letter) error {
	if e.Fan == "" || e.AcceptedAt.IsZero() {
		return nil
	}
	f, err := s.fans.FindIn(ctx, tx, c.Brand, e.Fan)
	if err != nil || f.Contact.Kind != fan.ContactEmail {
		return err
	}
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	m := mail.Compose(letter(about{brand, s.page(c, e.Locale, "receipt", s.key(e.ID))}), f.Contact.Value, e.Locale)
	m.Brand, m.ReplyTo = string(brand.ID), brand.ContactEmail
	return s.post(ctx, tx, e, f.Contact, m)
}

// tellExcluded tells why an entry is out, and how to object until the list is sealed.
// answers tells that it is the answer to what they have said before.
func (s *Service) tellExcluded(ctx context.Context, tx *db.DB, c Contest, e Entry, reason Reason, answers bool) error {
	return s.tellEntrant(ctx, tx, c, e, func(m about) mail.Letter {
		return mail.EntryExcluded{
			Brand: m.brand.Name, Title: c.Title, Number: e.Number, Reason: reason.Text(), Answers: answers,
			Until: momentWords(c.ClosesAt, c.Location()), Contact: m.brand.ContactEmail, Link: m.receipt + "#appeal",
		}
	})
}

// tellRestored tells that an entry counts again, or that its doubts are settled.
func (s *Service) tellRestored(ctx context.Context, tx *db.DB, c Contest, e Entry, appeal bool) error {
	return s.tellEntrant(ctx, tx, c, e, func(m about) mail.Letter {
		return mail.EntryRestored{Brand: m.brand.Name, Title: c.Title, Number: e.Number, Appeal: appeal, Link: m.receipt}
	})
}
