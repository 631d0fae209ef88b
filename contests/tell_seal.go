package contests

import (
	"context"
	"errors"
	"fmt"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

// sealedAtOnce is how many entrants are told in one transaction. It is also how many of
// these mails may be waiting to be sent before no more are written: the mail of a winner
// must not stand behind those of a hundred thousand entrants.
const sealedAtOnce = 200

// TellSealDue mails the hash of the close record to the entrants of every list that is
// sealed and whose number is still to come: a mail that somebody keeps proves that the
// list was there before. Only addresses that their holders have confirmed are written to.
// Once the number is due such a mail proves nothing, and nobody else is told. It is a job.
func (s *Service) TellSealDue(ctx context.Context) error {
	due, err := selectUntold(ctx, s.db, s.clock.Now())
	if err != nil {
		return err
	}
	var failed error
	for _, id := range due {
		waiting, err := s.outbox.Waiting(ctx, mail.KindListSealed)
		if err != nil || waiting >= sealedAtOnce {
			return errors.Join(failed, err)
		}
		if err := s.tellSeal(ctx, id); err != nil {
			failed = errors.Join(failed, fmt.Errorf("contests: telling of the seal of %s: %w", id, err))
		}
	}
	return failed
}

// tellSeal tells the next entrants of a contest. Its row is held, so that two servers
// tell nobody twice.
func (s *Service) tellSeal(ctx context.Context, id ID) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockByID(ctx, tx, id)
		if err != nil {
			return err
		}
		seal, sealed, err := selectSeal(ctx, tx, c.ID, c.No)
		if err != nil || !sealed || !c.DrawnAt.IsZero() || !c.CancelledAt.IsZero() {
			return err // it was drawn or given up meanwhile
		}
		next, err := selectUntoldEntries(ctx, tx, c, sealedAtOnce)
		if err != nil {
			return err
		}
		brand, err := account.FindBrand(ctx, tx, c.Brand)
		if err != nil {
			return err
		}
		last := ""
		for _, entry := range next {
			if err := s.writeSeal(ctx, tx, c, brand, entry, seal); err != nil {
				return err
			}
			last = string(entry)
		}
		return upsertToldSeal(ctx, tx, c, last, len(next) < sealedAtOnce)
	})
}

func (s *Service) writeSeal(ctx context.Context, tx *db.DB, c Contest, brand account.Brand, id EntryID, seal Seal) error {
	e, err := selectEntry(ctx, tx, "WHERE id = ?", string(id))
	if err != nil {
		return err
	}
	f, err := s.fans.FindIn(ctx, tx, brand.ID, e.Fan)
	if err != nil || f.Contact.Kind != fan.ContactEmail || !f.Verified() {
		return err
	}
	word, err := s.wordOf(e.Entry)
	if err != nil {
		return err
	}
	m := mail.Compose(mail.ListSealed{
		Brand: brand.Name, Title: c.In(e.Locale).Title, Number: e.Number, Commit: seal.Commit.String(), Entries: int(seal.Entries),
		DrawnOn: momentWords(c.DrawAt, c.Location()).In(e.Locale), Link: s.page(c, e.Locale, "receipt", s.key(e.ID)), Page: s.page(c, e.Locale, "draw"),
		Word: word,
	}, f.Contact.Value, e.Locale)
	m.Brand, m.ReplyTo = string(brand.ID), brand.ContactEmail
	return s.post(ctx, tx, e.Entry, f.Contact, m)
}

// Post is what a brand says of a sealed list where it announced the draw, in both
// languages: whoever reads it before the number exists has a witness in their hands.
// Empty while nothing is sealed, and of a contest without a draw.
func (s *Service) Post(d Draw) fault.Text {
	if d.Seal.Record == nil || d.Contest.Ranked() {
		return fault.Text{}
	}
	c, commit := d.Contest, d.Seal.Commit.String()
	title := c.both(c.Title, c.Also.Title)
	fr, en := s.page(c, "fr", "draw"), s.page(c, "en", "draw")
	if d.Drawn() {
		return fault.Text{
			FR: fmt.Sprintf("Le tirage de «\u00a0%s\u00a0» a eu lieu. Empreinte de la liste, scellée avant\u00a0: %s. Chacun peut refaire le calcul\u00a0: %s", title.FR, commit, fr),
			EN: fmt.Sprintf("The draw of “%s” was held. Fingerprint of the list, sealed before it: %s. Anybody can repeat the calculation: %s", title.EN, commit, en),
		}
	}
	entries := plural(int(d.Seal.Entries), "participation", "participations", "entry", "entries")
	at := momentWords(d.DrawAt, c.Location())
	number := fault.Text{FR: ", avec un nombre que personne ne connaît encore", EN: ", with a number that nobody knows yet"}
	if c.Source != SourceDrand {
		number = fault.Text{} // of another one that would not be true
	}
	return fault.Text{
		FR: fmt.Sprintf("La liste de «\u00a0%s\u00a0» est scellée\u00a0: %s. Son empreinte\u00a0: %s. Tirage le %s%s. %s", title.FR, entries.FR, commit, at.FR, number.FR, fr),
		EN: fmt.Sprintf("The list of “%s” is sealed: %s. Its fingerprint: %s. The draw is on %s%s. %s", title.EN, entries.EN, commit, at.EN, number.EN, en),
	}
}
