package contests

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Sealed reports whether nobody can join or leave the list any more.
func (c Contest) Sealed(now time.Time) bool {
	return !c.SealedAt.IsZero() || !now.Before(c.ClosesAt)
}

// Exclude takes an entry out of the contest, with a reason that its holder can read,
// while the list is not sealed. Faults: ErrEntryNotFound, ErrSealed, ErrEntryState.
func (s *Service) Exclude(ctx context.Context, actor account.Actor, slug string, id EntryID, reason string) error {
	var wrong problems
	reason = wrong.line("reason", reason, maxReason)
	if err := wrong.err(); err != nil {
		return err
	}
	return s.settle(ctx, actor, slug, id, "entry.excluded", reason, func(tx *db.DB) (bool, error) {
		return updateExcluded(ctx, tx, id, reason)
	})
}

// Include takes an excluded entry back in, and settles the flags of one that was only
// looked at. Faults: those of Exclude.
func (s *Service) Include(ctx context.Context, actor account.Actor, slug string, id EntryID) error {
	return s.settle(ctx, actor, slug, id, "entry.included", "", func(tx *db.DB) (bool, error) {
		return updateIncluded(ctx, tx, id)
	})
}

func (s *Service) settle(
	ctx context.Context, actor account.Actor, slug string, id EntryID, action, reason string, change func(*db.DB) (bool, error),
) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.Moderate, c.Brand, ErrNotFound); err != nil {
			return err
		}
		e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?", string(id), string(c.ID))
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if c.Sealed(now) {
			return ErrSealed
		}
		changed, err := change(tx)
		if err != nil {
			return err
		}
		if !changed {
			return ErrEntryState
		}
		before := map[string]any{"entry": id, "status": e.Status, "flags": e.Flags, "reason": e.Reason}
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
