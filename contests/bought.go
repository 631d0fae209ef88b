package contests

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// BuyTickets adds tickets to a fan's entry that the fan has paid for elsewhere in the house,
// with points, in the caller's transaction: both are committed or neither is. The rules say
// how many tickets of an entry may come so. The entrant gets a receipt of a new revision.
// Faults: ErrNotFound, ErrEntryNotFound, ErrEntryState, ErrSealed, ErrTickets on the field
// tickets.
func (s *Service) BuyTickets(ctx context.Context, tx *db.DB, brand account.BrandID, who fan.ID, slug string, n int) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	c, err := holdBySlug(ctx, tx, slug)
	if err != nil {
		return err
	}
	if c.Brand != brand {
		return ErrNotFound
	}
	e, err := selectEntry(ctx, tx, "WHERE contest_id = ? AND fan_id = ? ORDER BY CASE WHEN status = 'withdrawn' THEN 1 ELSE 0 END, id DESC LIMIT 1"+tx.ForUpdate(),
		string(c.ID), string(who))
	switch {
	case err != nil:
		return err
	case c.Sealed(s.clock.Now()):
		return ErrSealed
	case e.Status != EntryConfirmed || e.row.SecretSealed == nil:
		return ErrEntryState
	}
	tickets := e.Tickets + uint64(max(n, 0))
	done := n > 0 && tickets <= c.Entry.ticketCap()
	if done {
		done, err = updatePointTickets(ctx, tx, e.ID, n, c.Entry.PointTickets)
	}
	if err == nil && !done {
		var wrong problems
		wrong.add("tickets", ErrTickets.With(e.Tickets, c.Entry.ticketCap()))
		return wrong.err()
	}
	if err != nil {
		return err
	}
	if err := insertRevision(ctx, tx, c, e.ID); err != nil {
		return err
	}
	return s.revise(ctx, tx, c, e, tickets, false)
}
