package contests

import (
	"context"
	"time"

	"kermesse/contests/claims"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

// tellWinners tells everybody who has a prize of an attempt and does not know it yet, and
// everybody who was told of one that is theirs no longer. Mails are queued in the transaction of
// the change that they tell of, so each leaves once.
func (s *Service) tellWinners(ctx context.Context, tx *db.DB, c Contest, a Attempt) error {
	slots, err := slotsOf(ctx, tx, c, a)
	if err != nil {
		return err
	}
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	show, err := selectShow(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	for _, slot := range slots {
		holds := slot.Holds() && a.CancelledAt.IsZero()
		switch {
		case holds && slot.ToldAt.IsZero() && show.Holds(a, slot, now): // told by ReleaseDue, after the audience
		case holds && slot.ToldAt.IsZero():
			err = s.tellWon(ctx, tx, c, a, slot, now)
		case !holds && !slot.ToldAt.IsZero():
			err = s.tellLost(ctx, tx, c, a, brand, slot)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tellWon begins the claim of a winner, which writes to them.
func (s *Service) tellWon(ctx context.Context, tx *db.DB, c Contest, a Attempt, slot Slot, now time.Time) error {
	first, err := updateTold(ctx, tx, c.ID, a.No, slot, now)
	if err != nil || !first {
		return err
	}
	e, err := selectEntry(ctx, tx, "WHERE id = ?", string(slot.Entry))
	if err != nil {
		return err
	}
	won := claims.Winner{Entry: string(e.ID), Fan: e.Fan, Number: e.Number, Name: e.Name, Locale: e.Locale, Promoted: slot.Alternate}
	claim, err := s.claims.Open(ctx, tx, c.wonAt(a.No, slot), won)
	if err != nil {
		return err
	}
	if err := s.addToYear(ctx, tx, c, e.Entry, claim); err != nil {
		return err
	}
	if !slot.Alternate {
		return nil
	}
	return s.informOf(ctx, tx, EventPromoted, c, a.No, slot, now)
}

func (s *Service) tellLost(ctx context.Context, tx *db.DB, c Contest, a Attempt, brand account.Brand, slot Slot) error {
	if err := updateUntold(ctx, tx, c.ID, a.No, slot); err != nil {
		return err
	}
	if err := s.claims.Withdraw(ctx, tx, c.wonAt(a.No, slot)); err != nil {
		return err
	}
	reason, until := slot.Reason.Text(), fault.Text{}
	switch {
	case !a.CancelledAt.IsZero():
		reason = a.CancelCode.Text()
	case slot.State == SlotDisqualified:
		until = momentWords(slot.DisqualifiedAt.Add(c.AppealPeriod()), c.Location())
	}
	return s.write(ctx, tx, brand, slot, func(e Entry, word string) mail.Letter {
		return mail.PrizeLost{
			Brand: brand.Name, Name: e.Name, Title: c.In(e.Locale).Title, Prize: c.In(e.Locale).Prizes[slot.Prize].Name, Number: e.Number,
			Reason: reason, Until: until, Contact: brand.ContactEmail, Link: s.page(c, e.Locale, "draw"), Word: word,
		}
	})
}

// write queues a letter to the holder of a slot, if they have an e-mail address.
func (s *Service) write(ctx context.Context, tx *db.DB, brand account.Brand, slot Slot, letter func(e Entry, word string) mail.Letter) error {
	e, err := selectEntry(ctx, tx, "WHERE id = ?", string(slot.Entry))
	if err != nil || e.Fan == "" {
		return err
	}
	f, err := s.fans.FindIn(ctx, tx, brand.ID, e.Fan)
	if err != nil || f.Contact.Kind != fan.ContactEmail {
		return err
	}
	word, err := s.wordOf(e.Entry)
	if err != nil {
		return err
	}
	m := mail.Compose(letter(e.Entry, word), f.Contact.Value, e.Locale)
	m.Brand, m.ReplyTo = string(brand.ID), brand.ContactEmail
	return s.post(ctx, tx, e.Entry, f.Contact, m)
}
