package polls

import (
	"context"
	"errors"
	"math"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// CloseDue makes the final count of every poll whose time is over.
func (s *Service) CloseDue(ctx context.Context) error {
	ids, err := selectDue(ctx, s.db, s.clock.Now())
	if err != nil {
		return err
	}
	var failed []error
	for _, id := range ids {
		failed = append(failed, s.close(ctx, id))
	}
	return errors.Join(failed...)
}

// close makes the final count of a poll whose time is over, once. It waits for the ballots
// under way; whoever comes later finds the poll closed, whatever their clock says. A poll
// whose lots are still to come is counted when they are there.
func (s *Service) close(ctx context.Context, id ID) error {
	now := s.clock.Now()
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		before, err := lockPollByID(ctx, tx, id)
		if err != nil || before.State != StatePublished || before.Status(now) != Closed || before.Lots.awaited() {
			return err
		}
		p := before
		if err := s.beginRounds(ctx, tx, &p); err != nil {
			return err
		}
		p.State, p.ClosedAt, p.UpdatedAt, p.Revision = StateClosed, now, now, before.Revision+1
		if err := updatePoll(ctx, tx, p); err != nil {
			return err
		}
		final, err := s.countFinally(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := deletePendingIn(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := deleteSittings(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := s.announceClose(ctx, tx, p, final); err != nil {
			return err
		}
		if err := s.record(ctx, tx, account.SystemActor(p.Brand), "poll.closed", &before, &p); err != nil {
			return err
		}
		return s.log(ctx, tx, before, p)
	})
	if err == nil {
		s.live.forget(id)
		s.shown.forget(id)
		s.hub.forget(id)
	}
	return err
}

// countAgain is countFinally for a poll that was closed before: its result may be another.
func (s *Service) countAgain(ctx context.Context, tx *db.DB, p Poll) error {
	final, err := s.countFinally(ctx, tx, p)
	if err != nil {
		return err
	}
	return s.announceResult(ctx, tx, p, final)
}

// countFinally writes the final figures of a poll, after whichever came before them. Whoever
// calls it holds the poll's row. What stands for good is counted from the ballots themselves.
func (s *Service) countFinally(ctx context.Context, tx *db.DB, p Poll) (Snapshot, error) {
	piles, err := pilesInBox(ctx, tx, p.ID)
	if err != nil {
		return Snapshot{}, err
	}
	counted, err := count(ctx, tx, p, piles)
	if err != nil {
		return Snapshot{}, err
	}
	row, err := snapshotOf(p.ID, counted, s.clock.Now())
	if err != nil {
		return Snapshot{}, err
	}
	if err := writeFinal(ctx, tx, row); err != nil {
		return Snapshot{}, err
	}
	if err := releaseComments(ctx, tx, p, math.MaxInt64); err != nil {
		return Snapshot{}, err
	}
	return row.snapshot()
}
