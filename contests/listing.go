package contests

import (
	"context"
	"errors"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// listEvery is how often the growth of an open list goes on record.
const listEvery = 15 * time.Minute

// ListDue records the lists of open contests that have changed: how many entries and
// tickets, and their root. A burst of invented entries just before closing is then seen
// by everybody, and a server that comes back too late to seal a list has one that was on
// record in time. It is a job, for any number of servers.
func (s *Service) ListDue(ctx context.Context) error {
	now := s.clock.Now()
	due, err := selectContests(ctx, s.db,
		"WHERE published_at > 0 AND shut_at = 0 AND opens_at <= ? AND closes_at > ? AND listed_at <= ? AND "+present("a.cancelled_at = 0")+" ORDER BY id",
		db.Millis(now), db.Millis(now), db.Millis(now.Add(-listEvery)))
	if err != nil {
		return err
	}
	var failed error
	for _, c := range due {
		failed = errors.Join(failed, s.recordList(ctx, c))
	}
	return failed
}

// recordList ends the present state of a list, reads it, and puts it on record. The list is
// read outside of any transaction that others wait for: people go on entering, into the
// state after it.
func (s *Service) recordList(ctx context.Context, c Contest) error {
	now := s.clock.Now()
	begun, err := s.beginState(ctx, c, now)
	if err != nil || !begun {
		return err
	}
	ended := list{contest: c.ID, state: c.listing + 1}
	var hasher *draw.ListHasher
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		hasher, err = leisurely(ctx, ended.entries(ctx, view)).Hash()
		return err
	})
	if err != nil {
		return err
	}
	r, err := c.event(draw.Event{
		Kind: draw.EventEntries, Entries: hasher.Entries(), Tickets: hasher.Tickets(), Root: hasher.Root(), At: now.Truncate(time.Second),
	})
	if err != nil {
		return err
	}
	r.listing = ended.state
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockByID(ctx, tx, c.ID)
		if err != nil || !c.ShutAt.IsZero() || !c.CancelledAt.IsZero() {
			return err // closed meanwhile: the close record says more
		}
		return s.publicise(ctx, tx, c.ID, r)
	})
}

// beginState begins a new state of an open list if the present one differs from what is
// on record, and reports whether it did.
func (s *Service) beginState(ctx context.Context, c Contest, now time.Time) (begun bool, err error) {
	last, recorded, err := lastEntries(ctx, s.db, c.ID)
	if err != nil {
		return false, err
	}
	if !recorded {
		last.listing = -1
	}
	changed, err := listChanged(ctx, s.db, c.ID, last.listing)
	if err != nil {
		return false, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		if !changed {
			return updateLooked(ctx, tx, c, now)
		}
		begun, err = updateListing(ctx, tx, c, now)
		return err
	})
	return begun, err
}
