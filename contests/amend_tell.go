package contests

import (
	"context"
	"errors"
	"fmt"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
)

// amendedAtOnce is how many entrants are told in one transaction, and how many of these
// mails may wait to be sent before no more are written.
const amendedAtOnce = 200

// TellAmendmentsDue mails every amendment to those who had entered before it. Only
// addresses that their holders have confirmed are written to. It is a job.
func (s *Service) TellAmendmentsDue(ctx context.Context) error {
	due, err := selectAmendmentRows(ctx, s.db, "WHERE told = FALSE ORDER BY amended_at, contest_id LIMIT 20")
	if err != nil {
		return err
	}
	var failed error
	for _, r := range due {
		waiting, err := s.outbox.Waiting(ctx, mail.KindRulesAmended)
		if err != nil || waiting >= amendedAtOnce {
			return errors.Join(failed, err)
		}
		if err := s.tellAmendment(ctx, ID(r.ContestID), r.No); err != nil {
			failed = errors.Join(failed, fmt.Errorf("contests: telling amendment %d of %s: %w", r.No, r.ContestID, err))
		}
	}
	return failed
}

// tellAmendment tells the next entrants. The contest's row is held, so that two servers
// tell nobody twice.
func (s *Service) tellAmendment(ctx context.Context, id ID, no int) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockByID(ctx, tx, id)
		if err != nil {
			return err
		}
		rows, err := selectAmendmentRows(ctx, tx, "WHERE contest_id = ? AND no = ? AND told = FALSE", string(id), no)
		if err != nil || len(rows) == 0 {
			return err
		}
		a, err := rows[0].amendment()
		if err != nil {
			return err
		}
		brand, err := account.FindBrand(ctx, tx, c.Brand)
		if err != nil {
			return err
		}
		next, err := selectEntries(ctx, tx, `WHERE contest_id = ? AND status = 'confirmed' AND fan_id <> '' AND accepted_at < ? AND id > ?
			ORDER BY id LIMIT ?`, string(id), db.Millis(a.At), rows[0].ToldTo, amendedAtOnce)
		if err != nil {
			return err
		}
		last := rows[0].ToldTo
		for _, e := range next {
			if err := s.writeAmendment(ctx, tx, c, brand, e.Entry, a); err != nil {
				return err
			}
			last = string(e.ID)
		}
		return updateAmendmentTold(ctx, tx, id, no, last, len(next) < amendedAtOnce)
	})
}

func (s *Service) writeAmendment(ctx context.Context, tx *db.DB, c Contest, brand account.Brand, e Entry, a Amendment) error {
	f, err := s.fans.FindIn(ctx, tx, brand.ID, e.Fan)
	if err != nil || f.Contact.Kind != fan.ContactEmail || !f.Verified() {
		return err
	}
	m := mail.Compose(mail.RulesAmended{
		Brand: brand.Name, Title: c.Title, Number: e.Number, No: a.No, Reason: a.Reason, Link: s.page(c, e.Locale, "rules"),
	}, f.Contact.Value, e.Locale)
	m.Brand, m.ReplyTo = string(brand.ID), brand.ContactEmail
	return s.post(ctx, tx, e, f.Contact, m)
}
