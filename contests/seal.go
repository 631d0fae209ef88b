package contests

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Seal is the frozen list of an attempt and the record that commits to it.
type Seal struct {
	Record   []byte // vdraw1/close
	Commit   draw.Hash
	Root     draw.Hash
	Entries  uint64
	Tickets  uint64
	ClosedAt time.Time // whose list it is: that of the closing, or of an entries record where the job came late
	SealedAt time.Time // when the record was made
}

func sealOf(text []byte, c draw.Close, at time.Time) Seal {
	return Seal{
		Record: text, Commit: draw.CommitOf(text), Root: c.Root, Entries: c.Entries, Tickets: c.Tickets, ClosedAt: c.ClosedAt, SealedAt: at,
	}
}

// SealDue freezes the lists of all contests that have closed, and puts the close records
// in the log. It is a job: whichever server comes first freezes a list, once, and a
// crash between any two steps leaves what the next run takes up.
func (s *Service) SealDue(ctx context.Context) error {
	due, err := selectContests(ctx, s.db, `WHERE closes_at <= ? AND published_at > 0
		AND id IN (SELECT contest_id FROM contest_attempts WHERE drawn_at = 0 AND sealed_at = 0 AND cancelled_at = 0)
		ORDER BY closes_at, id`, db.Millis(s.clock.Now()))
	if err != nil {
		return err
	}
	var failed error
	for _, c := range due {
		// One broken contest must not keep the others open.
		if err := s.seal(ctx, c); err != nil {
			failed = errors.Join(failed, fmt.Errorf("contests: seal %s: %w", c.Slug, err))
		}
	}
	return failed
}

// seal freezes one list in three steps: it is shut, from where on it cannot change; it is
// read, which may take a while and keeps nobody waiting; the record is made and logged.
func (s *Service) seal(ctx context.Context, c Contest) error {
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		left, err := s.rankPhotos(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		shut, err := updateShut(ctx, tx, c.ID, s.clock.Now())
		if err != nil || !shut {
			return err
		}
		if err := s.inform(ctx, tx, Event{Kind: EventClosed, Contest: c, At: c.ClosesAt}); err != nil || len(left) == 0 {
			return err
		}
		return s.publicise(ctx, tx, c.ID, left...)
	})
	if err != nil {
		return err
	}
	if c, err = selectContest(ctx, s.db, "WHERE id = ?", string(c.ID)); err != nil {
		return err
	}
	for {
		late := c.late(s.clock.Now())
		to, found, err := s.closing(ctx, c, late)
		if err != nil {
			return err
		}
		if !found {
			return s.void(ctx, c, CancelUnsealed)
		}
		again, err := s.sealWith(ctx, c, to, late)
		if err != nil || !again {
			return err
		}
	}
}

// late reports whether the number of an attempt may exist already: a list that was not
// on record before is not its list. A number of our own exists from the publication on,
// and no moment is too late for it.
func (c Contest) late(now time.Time) bool {
	return c.Source != SourceOperator && !now.Before(c.DrawAt)
}

// closing is what the close record of an attempt says, and of which state of the list.
type closing struct {
	draw.Close
	state int64
}

// closing reads the list that counts: that of the closing or, where it is too late for
// it, that of the last entries record. It reports whether there is one.
func (s *Service) closing(ctx context.Context, c Contest, late bool) (closing, bool, error) {
	frozen, err := selectRules(ctx, s.db, c.ID)
	if err != nil {
		return closing{}, false, err
	}
	rules, err := draw.ParseRules(frozen.JSON)
	if err != nil {
		return closing{}, false, err
	}
	to := closing{state: c.listing, Close: draw.Close{
		Draw: rules.Draw, Attempt: c.No, Rules: frozen.Hash, Mode: rules.Mode, Prizes: c.units(c.Attempt), Source: c.Named, ClosedAt: rules.ClosesAt,
	}}
	var last Record
	if late && c.Entry.Photos != nil && !c.Ranked() {
		return closing{}, false, nil // the lists on record before are of all photos, not of the best
	}
	if late {
		var recorded bool
		if last, recorded, err = lastEntries(ctx, s.db, c.ID); err != nil || !recorded {
			return closing{}, false, err
		}
		to.state, to.ClosedAt = last.listing, last.Event.At
	}
	hasher, err := leisurely(ctx, list{contest: c.ID, state: to.state, attempt: c.No}.entries(ctx, s.db)).Hash()
	if err != nil {
		return closing{}, false, err
	}
	to.Entries, to.Tickets, to.Root = hasher.Entries(), hasher.Tickets(), hasher.Root()
	if late {
		err = to.Matches(last.Event.Entries, last.Event.Tickets, last.Event.Root)
	}
	return to, true, err
}

// sealWith makes the close record and logs it. It reports whether all must be done again,
// because the number came to exist while the list was read.
func (s *Service) sealWith(ctx context.Context, c Contest, to closing, late bool) (again bool, err error) {
	text, err := to.Encode()
	if err != nil {
		return false, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockByID(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if again = !late && c.late(now); again || !c.CancelledAt.IsZero() || !c.SealedAt.IsZero() {
			return nil // or another server was first
		}
		return s.storeSeal(ctx, tx, account.SystemActor(c.Brand), c, to, sealOf(text, to.Close, now))
	})
	return again, err
}

// storeSeal keeps a seal, with earlier records that belong into the log before it.
func (s *Service) storeSeal(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, to closing, seal Seal, earlier ...Record) error {
	if err := insertSeal(ctx, tx, c.ID, c.No, seal); err != nil {
		return err
	}
	err := account.Record(ctx, tx, actor, account.Change{
		Action: "contest.sealed", Subject: c.subject(), At: seal.SealedAt,
		After: map[string]any{
			"commit": seal.Commit.String(), "root": seal.Root.String(), "entries": seal.Entries, "tickets": seal.Tickets, "attempt": c.No,
		},
	})
	if err != nil {
		return err
	}
	records := append(slices.Clone(earlier), Record{Kind: recordClose, Attempt: c.No, Text: seal.Record})
	if err := s.publicise(ctx, tx, c.ID, records...); err != nil {
		return err
	}
	c.SealedAt, c.Listing, c.CloseIndex = seal.SealedAt, to.state, records[len(records)-1].Index
	c.Late = c.late(seal.SealedAt)
	_, err = updateAttemptSealed(ctx, tx, c.ID, c.Attempt)
	return err
}

// void gives up an attempt of whose list nothing was on record, or not before the
// witnesses that the rules ask for, when its number came to exist: whoever chose a list
// now would choose the winners. That is no person's decision.
func (s *Service) void(ctx context.Context, seen Contest, why CancelCode) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockByID(ctx, tx, seen.ID)
		if err != nil || c.No != seen.No || c.CancelledAt != seen.CancelledAt || c.SealedAt != seen.SealedAt || c.CosignedAt != seen.CosignedAt {
			return err // another server was first
		}
		return s.giveUp(ctx, tx, account.SystemActor(c.Brand), c, Cancellation{Code: why})
	})
}

// FindSeal returns the seal of a contest's present attempt, or false while its list is
// not frozen.
func (s *Service) FindSeal(ctx context.Context, c Contest) (Seal, bool, error) {
	return selectSeal(ctx, s.db, c.ID, c.No)
}
