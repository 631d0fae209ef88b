package contests

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// entrySubject is what a verification of an entry confirms.
const entrySubject = "entry:"

// challenge mails the link and the code that confirm an entry.
func (s *Service) challenge(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, e Entry) (string, error) {
	started, err := s.fans.StartVerification(ctx, tx, fan.VerificationRequest{
		Fan: f.ID, Purpose: fan.Entry, Subject: entrySubject + string(e.ID), Title: c.In(e.Locale).Title, Locale: e.Locale,
		Path: "/c/" + c.Slug + "/confirm",
	})
	return started.ID, err
}

// Handle names an entry to Remind, and tells nobody else anything of it: ids of entries tell
// when they were made, and so who had entered before.
func (s *Service) Handle(c Contest, id EntryID) (string, error) {
	sealed, err := s.vault.Seal([]byte(id), handleRow(c.Slug))
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// handleRow is what a handle is bound to.
func handleRow(slug string) string { return "handle in " + slug }

// Remind mails the link and the code of an entry again, or for the first time to
// somebody who wants their receipt back, while people can enter. handle is of Handle.
// Faults: ErrEntryNotFound, those of Enter for a contest that is not open.
func (s *Service) Remind(ctx context.Context, slug, handle, locale string) (Entered, error) {
	var in Entered
	sealed, err := base64.RawURLEncoding.DecodeString(handle)
	if err != nil {
		return in, ErrEntryNotFound
	}
	id, err := s.vault.Open(sealed, handleRow(slug))
	if err != nil {
		return in, ErrEntryNotFound
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := c.open(s.clock.Now()); err != nil {
			return err
		}
		e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?", string(id), string(c.ID))
		if err != nil {
			return err
		}
		if e.Fan == "" {
			return ErrEntryNotFound
		}
		f, err := s.fans.Find(ctx, c.Brand, e.Fan)
		if err != nil {
			return err
		}
		e.Locale = locale
		in = Entered{Contest: c, Entry: e.Entry, Contact: f.Contact.Masked(), Repeated: true}
		in.Challenge, err = s.challenge(ctx, tx, c, f, e.Entry)
		return err
	})
	return in, err
}

// Confirm takes the token of a link, or the one that fan.Service.Guess gave for a code,
// and makes the entry count: from here on it is in the draw. Somebody who was confirmed
// before gets their receipt again. After closing it is too late, and the link stays
// unused. Faults: those of fan.Service.Verify, of Enter, and ErrEntryNotFound.
func (s *Service) Confirm(ctx context.Context, slug, token string) (Entered, error) {
	var in Entered
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		proved, err := s.fans.Verify(ctx, tx, token)
		if err != nil {
			return err
		}
		id, ok := strings.CutPrefix(proved.Subject, entrySubject)
		if !ok {
			return ErrEntryNotFound
		}
		c, err := holdBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?"+tx.ForUpdate(), id, string(c.ID))
		if err != nil {
			return err
		}
		in = Entered{Contest: c, Entry: e.Entry, Contact: proved.Fan.Contact.Masked(), Own: true}
		if e.Status != EntryPending {
			in.Repeated = true
			return s.codeConfirmed(ctx, tx, c, e)
		}
		return s.confirm(ctx, tx, proved.Fan, e, &in)
	})
	return in, err
}

// confirm takes note that the contact of a pending entry is proved. Now its person may be told
// why they cannot enter, where lists say so.
func (s *Service) confirm(ctx context.Context, tx *db.DB, f fan.Fan, e stored, in *Entered) error {
	if err := in.Contest.open(s.clock.Now()); err != nil {
		return err
	}
	if _, err := s.watched(ctx, tx, in.Contest, f, false); err != nil {
		return err
	}
	if err := s.barred(ctx, tx, in.Contest, f.Contact); err != nil {
		return err
	}
	consents, err := e.consents()
	if err != nil {
		return err
	}
	return s.complete(ctx, tx, f, e.Entry, consents, in)
}

// complete makes a pending entry count whose contact needs no more proof, with the tickets
// that were earned until now. Where a mandatory action is missing it goes on waiting, and its
// person is told once.
func (s *Service) complete(ctx context.Context, tx *db.DB, f fan.Fan, e Entry, consents []fan.Consent, in *Entered) error {
	acts, err := selectActs(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	plan := in.Contest.Entry.plan()
	count := plan.Count(acts.counted())
	in.Entry = e
	if !count.Complete {
		return s.await(ctx, tx, f, in)
	}
	in.Entry.Status, in.Entry.AcceptedAt = EntryConfirmed, s.clock.Now().Truncate(time.Second)
	if err := s.confirmCode(ctx, tx, in.Contest, &in.Entry); err != nil {
		return err
	}
	in.Entry.Tickets, in.Entry.granted = plan.Settle(in.Entry.Tickets, e.granted, count.Bonus)
	if err := s.place(ctx, tx, in.Contest, &in.Entry); err != nil {
		return err
	}
	first, err := updateConfirmed(ctx, tx, in.Entry)
	if err != nil {
		return err
	}
	if !first {
		return ErrEntryState
	}
	if err := s.welcome(ctx, tx, in.Contest, f, in.Entry, consents); err != nil {
		return err
	}
	return s.creditReferrer(ctx, tx, in.Contest, in.Entry)
}

// await leaves an entry pending until its mandatory actions are done.
func (s *Service) await(ctx context.Context, tx *db.DB, f fan.Fan, in *Entered) error {
	if !in.Entry.ReadyAt.IsZero() {
		return nil
	}
	in.Entry.ReadyAt = s.clock.Now()
	if err := updateReady(ctx, tx, in.Entry); err != nil {
		return err
	}
	return s.mailMissing(ctx, tx, in.Contest, f, in.Entry)
}

// welcome does what follows from an entry that counts: consents on record, thanks, and
// the receipt by mail.
func (s *Service) welcome(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, e Entry, consents []fan.Consent) error {
	for _, consent := range consents {
		if err := s.fans.RecordConsent(ctx, tx, f.ID, consent); err != nil {
			return err
		}
	}
	if s.reward != nil {
		err := s.reward.Award(ctx, tx, Thanks{Brand: c.Brand, Fan: f.ID, Contest: c.ID, Slug: c.Slug, Key: "entry:" + string(e.ID)})
		if err != nil {
			return err
		}
	}
	if err := s.inform(ctx, tx, Event{Kind: EventConfirmed, Contest: c, At: e.AcceptedAt, Entry: e, Fan: f.ID}); err != nil {
		return err
	}
	if c.Entry.Photos != nil {
		if err := s.photos.Confirmed(ctx, tx, c.Photographed(), string(e.ID)); err != nil {
			return err
		}
	}
	return s.mailReceipt(ctx, tx, c, f, e)
}
