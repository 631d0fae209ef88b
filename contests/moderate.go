package contests

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Sealed reports whether nobody can join or leave the list any more.
func (c Contest) Sealed(now time.Time) bool {
	return !c.ShutAt.IsZero() || !now.Before(c.ClosesAt)
}

// Exclude takes an entry out of the contest, for a reason of a closed list, while the
// list is not sealed. Of an entry that counted it is on record for ever, so that whoever
// holds its receipt can see that and why. Faults: ErrEntryNotFound, ErrSealed,
// ErrEntryState, ErrReasonUnknown on the field reason.
func (s *Service) Exclude(ctx context.Context, actor account.Actor, slug string, id EntryID, reason Reason) error {
	if err := checkReason(reason, ExclusionReasons()); err != nil {
		return err
	}
	return s.settle(ctx, actor, slug, id, "entry.excluded", reason, func(tx *db.DB, c Contest, e stored) (bool, error) {
		changed, err := updateExcluded(ctx, tx, id, string(reason))
		if err != nil || !changed || e.Status != EntryConfirmed {
			return changed, err
		}
		return true, s.takeOut(ctx, tx, c, reason, s.clock.Now(), e.Entry)
	})
}

// Include takes an excluded entry back in, and settles the flags of one that was only
// looked at. The commitment that was taken out stays out: the entry comes back as a new
// revision with a new commitment and a new receipt. Faults: those of Exclude.
func (s *Service) Include(ctx context.Context, actor account.Actor, slug string, id EntryID) error {
	return s.settle(ctx, actor, slug, id, "entry.included", "", func(tx *db.DB, c Contest, e stored) (bool, error) {
		if e.Status != EntryExcluded || e.AcceptedAt.IsZero() || e.row.SecretSealed == nil {
			return updateIncluded(ctx, tx, id)
		}
		return true, s.revise(ctx, tx, c, e, e.Tickets, true)
	})
}

func (s *Service) settle(
	ctx context.Context, actor account.Actor, slug string, id EntryID, action string, reason Reason,
	change func(*db.DB, Contest, stored) (bool, error),
) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.Moderate, c.Brand, ErrNotFound); err != nil {
			return err
		}
		e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?"+tx.ForUpdate(), string(id), string(c.ID))
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if c.Sealed(now) {
			return ErrSealed
		}
		before := map[string]any{"entry": id, "status": e.Status, "flags": e.Flags, "reason": e.Reason}
		changed, err := change(tx, c, e)
		if err != nil {
			return err
		}
		if !changed {
			return ErrEntryState
		}
		after, err := selectEntry(ctx, tx, "WHERE id = ?", string(id))
		if err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: action, Subject: c.subject() + "/entry:" + e.Number, At: now, Before: before,
			After: map[string]any{"entry": id, "status": after.Status, "flags": after.Flags, "reason": reason},
		})
	})
}
