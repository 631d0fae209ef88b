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
// list is not sealed, and tells its holder. Of an entry that counted it is on record for
// ever, so that whoever holds its receipt can see that and why. Faults: ErrEntryNotFound,
// ErrSealed, ErrEntryState, ErrReasonUnknown on the field reason.
func (s *Service) Exclude(ctx context.Context, actor account.Actor, slug string, id EntryID, reason Reason) error {
	if err := checkReason(reason, ExclusionReasons()); err != nil {
		return err
	}
	return s.settle(ctx, actor, slug, id, "entry.excluded", reason, func(tx *db.DB, c Contest, e stored) (bool, error) {
		records, changed, err := s.exclude(ctx, tx, c, e, reason)
		if err != nil || len(records) == 0 {
			return changed, err
		}
		return true, s.publicise(ctx, tx, c.ID, records...)
	})
}

// exclude takes an entry out, and returns what goes on record of it.
func (s *Service) exclude(ctx context.Context, tx *db.DB, c Contest, e stored, reason Reason) ([]Record, bool, error) {
	changed, err := updateExcluded(ctx, tx, e.ID, string(reason))
	if err != nil || !changed {
		return nil, false, err
	}
	appeal, err := s.review(ctx, tx, c, e.Entry, reviewExcluded, reason)
	if err != nil {
		return nil, false, err
	}
	if e.Status != EntryConfirmed {
		return nil, true, nil
	}
	if err := s.tellExcluded(ctx, tx, c, e.Entry, reason, appeal); err != nil {
		return nil, false, err
	}
	left, err := s.leave(ctx, tx, c, reason, s.clock.Now(), e.Entry)
	return []Record{left}, true, err
}

// Include takes an excluded entry back in, and settles the flags of one that was only
// looked at; an appeal is upheld by it. The commitment that was taken out stays out: the
// entry comes back as a new revision with a new commitment and a new receipt. Faults:
// those of Exclude.
func (s *Service) Include(ctx context.Context, actor account.Actor, slug string, id EntryID) error {
	return s.settle(ctx, actor, slug, id, "entry.included", "", func(tx *db.DB, c Contest, e stored) (bool, error) {
		return s.include(ctx, tx, c, e, e.Status == EntryExcluded)
	})
}

func (s *Service) include(ctx context.Context, tx *db.DB, c Contest, e stored, tell bool) (bool, error) {
	if e.Reason == string(ReasonInstant) && e.Status == EntryExcluded {
		return false, nil // by the rules, and nobody's decision: they have their prize
	}
	act := reviewAccepted
	if e.Status == EntryExcluded {
		act = reviewIncluded
	}
	back := e.Status == EntryExcluded && !e.AcceptedAt.IsZero() && e.row.SecretSealed != nil
	if back {
		if err := s.revise(ctx, tx, c, e, e.Tickets, true); err != nil {
			return false, err
		}
	} else if changed, err := updateIncluded(ctx, tx, e.ID); err != nil || !changed {
		return changed, err
	}
	appeal, err := s.review(ctx, tx, c, e.Entry, act, "")
	if err != nil || !back && !appeal || !tell && !appeal {
		return true, err
	}
	return true, s.tellRestored(ctx, tx, c, e.Entry, appeal)
}

func (s *Service) settle(
	ctx context.Context, actor account.Actor, slug string, id EntryID, action string, reason Reason,
	change func(*db.DB, Contest, stored) (bool, error),
) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.holdToModerate(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?"+tx.ForUpdate(), string(id), string(c.ID))
		if err != nil {
			return err
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
			Action: action, Subject: c.subject() + "/entry:" + e.Number, At: s.clock.Now(), Before: before,
			After: map[string]any{"entry": id, "status": after.Status, "flags": after.Flags, "reason": reason},
		})
	})
}

// holdToModerate holds a contest whose list is not sealed for somebody who may moderate it.
func (s *Service) holdToModerate(ctx context.Context, tx *db.DB, actor account.Actor, slug string) (Contest, error) {
	c, err := holdBySlug(ctx, tx, slug)
	if err != nil {
		return c, err
	}
	if err := actor.RequireOr(account.Moderate, c.Brand, ErrNotFound); err != nil {
		return c, err
	}
	if c.Sealed(s.clock.Now()) {
		return c, ErrSealed
	}
	return c, nil
}
