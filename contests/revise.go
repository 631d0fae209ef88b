package contests

import (
	"context"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// GiveTickets raises the tickets of an entry up to what the rules allow, before closing:
// a bonus for an action, or for a code. The entrant gets a receipt of a new revision, by
// mail too; the earlier one stays true of its time.
// Faults: ErrEntryNotFound, ErrEntryState, ErrSealed, ErrTickets on the field tickets.
func (s *Service) GiveTickets(ctx context.Context, actor account.Actor, slug string, id EntryID, tickets uint64) error {
	return s.settle(ctx, actor, slug, id, "entry.revised", "", func(tx *db.DB, c Contest, e stored) (bool, error) {
		if tickets < 1 || tickets > c.Entry.ticketCap() || e.Status == EntryConfirmed && tickets < e.Tickets {
			var wrong problems
			wrong.add("tickets", ErrTickets.With(max(e.Tickets, 1), c.Entry.ticketCap()))
			return false, wrong.err()
		}
		if e.Status != EntryConfirmed || e.row.SecretSealed == nil || tickets == e.Tickets {
			return false, nil
		}
		if err := insertRevision(ctx, tx, c, id); err != nil {
			return false, err
		}
		return true, s.revise(ctx, tx, c, e, tickets, false)
	})
}

// revise makes the next revision of an entry that is not forgotten, and mails its
// receipt. Where it is blinded anew its commitment is another one, and what was said of it
// is settled; more tickets settle nothing.
func (s *Service) revise(ctx context.Context, tx *db.DB, c Contest, e stored, tickets uint64, anew bool) error {
	f, revised, err := s.reviseQuietly(ctx, tx, c, e, tickets, anew)
	if err != nil {
		return err
	}
	return s.mailReceipt(ctx, tx, c, f, revised)
}

// reviseQuietly is revise without the mail: for what entrants do themselves, who see the
// new receipt at once.
func (s *Service) reviseQuietly(ctx context.Context, tx *db.DB, c Contest, e stored, tickets uint64, anew bool) (fan.Fan, Entry, error) {
	n := newRow{Entry: e.Entry, SecretSealed: e.row.SecretSealed, IdentityCommit: draw.Hash(e.row.IdentityCommit)}
	n.Revision, n.Tickets, n.RevisedAt, n.Status = e.Revision+1, tickets, s.clock.Now().Truncate(time.Second), EntryConfirmed
	var f fan.Fan
	var err error
	if e.Fan != "" {
		if f, err = s.fans.FindIn(ctx, tx, c.Brand, e.Fan); err != nil {
			return f, n.Entry, err
		}
	}
	if anew {
		n.Flags = nil
		opening, err := s.opening(c, e, f.Contact)
		if err != nil {
			return f, n.Entry, err
		}
		if opening.Secret, err = draw.NewSecret(s.random); err != nil {
			return f, n.Entry, err
		}
		if err := s.blind(&n, opening); err != nil {
			return f, n.Entry, err
		}
	}
	if err := s.place(ctx, tx, c, &n.Entry); err != nil {
		return f, n.Entry, err
	}
	return f, n.Entry, updateRevised(ctx, tx, n)
}

// takeOut keeps what an entry was that counted until now, and puts on record that it is
// out of the list and why.
func (s *Service) takeOut(ctx context.Context, tx *db.DB, c Contest, why Reason, now time.Time, e Entry) error {
	left, err := s.leave(ctx, tx, c, why, now, e)
	if err != nil {
		return err
	}
	return s.publicise(ctx, tx, c.ID, left)
}

// leave is takeOut, with the record still to be made public.
func (s *Service) leave(ctx context.Context, tx *db.DB, c Contest, why Reason, now time.Time, e Entry) (Record, error) {
	if err := insertRevision(ctx, tx, c, e.ID); err != nil {
		return Record{}, err
	}
	return c.event(draw.Event{Kind: draw.EventExclude, Entry: e.Commitment, Reason: string(why), At: now.Truncate(time.Second)})
}
