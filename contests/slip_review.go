package contests

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/picture"
)

// SendSlip takes a till receipt of whoever holds the key of an entry's receipt. It waits for
// staff. Faults: ErrEntryNotFound, ErrEntryState, ErrNoSlips, those of Enter for a contest
// that is not open, ErrSlipSent, ErrSlipsWaiting, invalid fields.
func (s *Service) SendSlip(ctx context.Context, slug, key string, form SlipForm) error {
	r, err := s.FindReceipt(ctx, slug, key)
	if err != nil {
		return err
	}
	rules := r.Contest.Entry.Slips
	if rules == nil {
		return ErrNoSlips
	}
	slip, err := rules.read(r.Contest, form, s.clock.Now())
	if err != nil {
		return err
	}
	slip.ID, slip.Entry, slip.twin = db.NewID(), r.Entry.ID, s.slipTwin(r.Contest, slip)
	return s.atOpenEntry(ctx, r.Contest.ID, r.Entry.ID, func(tx *db.DB, c Contest, e stored) error {
		waiting, err := countSlips(ctx, tx, "entry_id = ? AND state = 'waiting'", string(e.ID))
		if err != nil {
			return err
		}
		if waiting >= maxWaiting {
			return ErrSlipsWaiting.With(maxWaiting)
		}
		first, err := insertSlip(ctx, tx, c.ID, slip)
		if err == nil && !first {
			err = ErrSlipSent
		}
		if err != nil || form.Photo == nil {
			return err
		}
		return s.keepPicture(ctx, tx, e.ID, slipField(slip.ID), *form.Photo)
	})
}

// slipField names the photo of a receipt among the pictures of an entry.
func slipField(id string) string { return "slip:" + id }

// SlipsOf returns the till receipts of an entry, the newest first, for its own holder.
func (s *Service) SlipsOf(ctx context.Context, r Receipt) ([]Slip, error) {
	return selectSlips(ctx, s.db, r.Contest, "WHERE s.entry_id = ? ORDER BY s.id DESC", string(r.Entry.ID))
}

// SlipQueue is what waits for staff: the receipt to look at, and how many there are.
type SlipQueue struct {
	Contest Contest
	Slip    *Slip // the oldest that waits, or the first after the one that was named; nil: none
	Waiting int
}

// NextSlip returns the oldest till receipt that waits and comes after another one; an empty
// id begins with the first. It needs Moderate. Faults: ErrNotFound, ErrNoSlips.
func (s *Service) NextSlip(ctx context.Context, actor account.Actor, slug, after string) (SlipQueue, error) {
	c, err := s.find(ctx, s.db, actor, account.Moderate, slug)
	if err != nil {
		return SlipQueue{}, err
	}
	if c.Entry.Slips == nil {
		return SlipQueue{}, ErrNoSlips
	}
	q := SlipQueue{Contest: c}
	if q.Waiting, err = countSlips(ctx, s.db, "contest_id = ? AND state = 'waiting'", string(c.ID)); err != nil {
		return q, err
	}
	found, err := selectSlips(ctx, s.db, c, "WHERE s.contest_id = ? AND s.state = 'waiting' AND s.id > ? ORDER BY s.id LIMIT 1", string(c.ID), after)
	if len(found) > 0 {
		q.Slip = &found[0]
	}
	return q, err
}

// ReviewSlip accepts a till receipt, whose tickets then count, or refuses it with a reason;
// its sender is told either way. It needs Moderate. Faults: ErrNotFound, ErrSealed,
// ErrSlipNotFound, ErrSlipDecided, ErrSlipTwin; ErrSlipReason on the field reason.
func (s *Service) ReviewSlip(ctx context.Context, actor account.Actor, slug, id string, accept bool, reason SlipReason) error {
	if !accept && !slices.Contains(SlipReasons(), reason) {
		return fault.Invalids(ErrSlipReason.At("reason"))
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.Moderate, c.Brand, ErrNotFound); err != nil {
			return err
		}
		if c.Entry.Slips == nil {
			return ErrNoSlips
		}
		now := s.clock.Now()
		if c.Sealed(now) {
			return ErrSealed
		}
		found, err := selectSlips(ctx, tx, c, "WHERE s.contest_id = ? AND s.id = ?", string(c.ID), id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ErrSlipNotFound
		}
		return s.reviewSlip(ctx, tx, actor, c, found[0], accept, reason, now)
	})
}

func (s *Service) reviewSlip(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, slip Slip, accept bool, reason SlipReason, now time.Time) error {
	e, err := selectEntry(ctx, tx, "WHERE id = ?"+tx.ForUpdate(), string(slip.Entry))
	if err != nil {
		return err
	}
	action := "entry.slip_refused"
	slip.State, slip.Reason, slip.Tickets = SlipRefused, reason, 0
	if accept {
		action = "entry.slip_accepted"
		slip.State, slip.Reason = SlipAccepted, ""
		slip.Tickets = min(c.Entry.Slips.tickets(slip.AmountMinor), c.Entry.ticketCap()-min(e.Tickets, c.Entry.ticketCap()))
		twins, err := countSlips(ctx, tx, "contest_id = ? AND twin = ? AND state = 'accepted' AND id <> ?", string(c.ID), slip.twin, slip.ID)
		if err != nil {
			return err
		}
		if twins > 0 {
			return ErrSlipTwin
		}
	}
	decided, err := updateSlip(ctx, tx, slip, now)
	if db.IsDuplicate(err) { // somebody accepts its twin at this very moment
		return ErrSlipTwin
	}
	if err != nil {
		return err
	}
	if !decided {
		return ErrSlipDecided
	}
	err = account.Record(ctx, tx, actor, account.Change{
		Action: action, Subject: c.subject() + "/entry:" + e.Number, At: now,
		After: map[string]any{"entry": e.ID, "slip": slip.ID, "reason": slip.Reason, "tickets": slip.Tickets},
	})
	switch {
	case err != nil || e.Fan == "" || e.row.SecretSealed == nil:
		return err
	case !accept:
		return s.mailSlip(ctx, tx, c, e.Entry, slip)
	case e.Status != EntryConfirmed || slip.Tickets == 0:
		return s.mailSlip(ctx, tx, c, e.Entry, slip)
	}
	if err := insertRevision(ctx, tx, c, e.ID); err != nil {
		return err
	}
	if _, _, err := s.reviseQuietly(ctx, tx, c, e, e.Tickets+slip.Tickets, false); err != nil {
		return err
	}
	return s.mailSlip(ctx, tx, c, e.Entry, slip)
}

// FindSlipPhoto returns the photo of a till receipt. It needs Moderate. Faults: ErrNotFound,
// ErrSlipNotFound, picture.ErrNotFound.
func (s *Service) FindSlipPhoto(ctx context.Context, actor account.Actor, slug, id string) (EntryPicture, error) {
	c, err := s.find(ctx, s.db, actor, account.Moderate, slug)
	if err != nil {
		return EntryPicture{}, err
	}
	found, err := selectSlips(ctx, s.db, c, "WHERE s.contest_id = ? AND s.id = ?", string(c.ID), id)
	if err != nil {
		return EntryPicture{}, err
	}
	if len(found) == 0 {
		return EntryPicture{}, ErrSlipNotFound
	}
	rows, err := selectEntryPictures(ctx, s.db, "WHERE entry_id = ? AND field = ?", string(found[0].Entry), slipField(id))
	if err != nil {
		return EntryPicture{}, err
	}
	if len(rows) == 0 {
		return EntryPicture{}, picture.ErrNotFound
	}
	return s.openPicture(rows[0])
}

// mailSlip tells an entrant what was decided about a till receipt.
func (s *Service) mailSlip(ctx context.Context, tx *db.DB, c Contest, e Entry, slip Slip) error {
	f, err := s.fans.FindIn(ctx, tx, c.Brand, e.Fan)
	if err != nil {
		return err
	}
	return s.mailEntrant(ctx, tx, c, f, e, func(b account.Brand, link string) mail.Letter {
		return mail.SlipReviewed{
			Brand: b.Name, Contest: c.Title, Shop: slip.Shop, Number: slip.Number, Accepted: slip.State == SlipAccepted,
			Tickets: int(slip.Tickets), Reason: slip.Reason.Text(), Link: link,
		}
	})
}

// PurgeSlipPhotos deletes the photos of till receipts that were decided, or whose contest
// closed, longer ago than the rules say. It is a job.
func (s *Service) PurgeSlipPhotos(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.DB) error { return deleteSlipPhotos(ctx, tx, s.clock.Now().Add(-slipKeptFor)) })
}
