package contests

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

const (
	fillBatch  = 2000   // entries in one transaction
	fillAtOnce = 20_000 // entries that the person who asked waits for
)

// FreezeNameList turns a list into the entries of a contest that is published at once:
// from then on nobody can be added to it or taken from it, and its random number is one
// that nobody has seen. version is the one whose figures the person saw. The form's
// opening does not count; without a closing the draw closes when its entries are written,
// which for a large list is some time later, by FreezeDue. The list returned tells how
// far that is. Faults: ErrListNotFound, ErrListFrozen, ErrListEdited, ErrListNobody,
// ErrSlugTaken, ErrNoBeacon, invalid fields.
func (s *Service) FreezeNameList(ctx context.Context, actor account.Actor, id NameListID, version int64, form Form) (NameList, error) {
	l, err := s.FindNameList(ctx, actor, id)
	if err != nil {
		return NameList{}, err
	}
	switch {
	case l.Started():
		return NameList{}, ErrListFrozen
	case version != l.Version:
		return NameList{}, ErrListEdited
	case l.Problem != nil:
		return NameList{}, l.Problem
	case l.Report.Entries == 0:
		return NameList{}, ErrListNobody
	}
	c, closes, err := s.listContest(ctx, l, form)
	if err != nil {
		return NameList{}, err
	}
	err = s.inTx(ctx, func(tx *db.DB) error {
		if err := insertContest(ctx, tx, c); err != nil {
			return slugTaken(err)
		}
		started, err := updateStarted(ctx, tx, l, c.ID, closes)
		if err != nil {
			return err
		}
		if !started {
			return ErrListEdited
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "list.committed", Subject: c.subject(), At: c.CreatedAt,
			After: merge(l.facts(), map[string]any{"list": c.List.Terms()}),
		})
	})
	if err != nil {
		return NameList{}, err
	}
	if l.Report.Entries <= fillAtOnce {
		if err := s.fillList(ctx, l.ID); err != nil {
			return NameList{}, err
		}
		if err := s.sealFilled(ctx, c.ID); err != nil {
			return NameList{}, err
		}
	}
	return selectNameList(ctx, s.db, "WHERE id = ?", string(id))
}

// sealFilled seals a list that closed as it was published, so that whoever froze it sees
// its fingerprint at once. One that closes later is the sealing job's.
func (s *Service) sealFilled(ctx context.Context, id ID) error {
	c, err := selectContest(ctx, s.db, "WHERE id = ?", string(id))
	if err != nil || c.PublishedAt.IsZero() || c.ClosesAt.After(s.clock.Now()) {
		return err
	}
	return s.seal(ctx, c)
}

// listContest is the contest that a form makes of a list, and when it is to close; zero:
// once its entries are written.
func (s *Service) listContest(ctx context.Context, l NameList, form Form) (Contest, time.Time, error) {
	now := s.clock.Now().UTC().Truncate(time.Second)
	chosen := form.ClosesAt != ""
	form.OpensAt = now.Format(time.RFC3339)
	if !chosen {
		form.ClosesAt = now.Add(time.Minute).Format(time.RFC3339)
	}
	c, err := s.read(ctx, l.Brand, form)
	if err != nil {
		return Contest{}, time.Time{}, err
	}
	c.ID, c.Brand, c.Version, c.CreatedAt, c.UpdatedAt = ID(db.NewID()), l.Brand, 1, now, now
	c.Law = nil // nobody enters it: its rules say what its list is
	c.List = l.Report.terms()
	c.List.Excluded, c.List.Shown = l.Excluded, l.Filter.Shown
	if c.List.File, err = s.commitList(ctx, l); err != nil {
		return Contest{}, time.Time{}, err
	}
	named := c
	if _, err := s.announce(&named, Attempt{No: 1, AnnouncedAt: now}, named.ClosesAt.Add(named.Margin)); err != nil {
		return Contest{}, time.Time{}, err
	}
	if !chosen {
		return c, time.Time{}, nil
	}
	return c, c.ClosesAt, nil
}

// FreezeDue goes on with the lists whose freezing was asked for. It is a job: two servers
// that meet on a list hinder each other only until one of them is ahead.
func (s *Service) FreezeDue(ctx context.Context) error {
	due, err := selectNameLists(ctx, s.db, "WHERE contest_id <> '' AND frozen_at = 0 ORDER BY id LIMIT 10")
	for _, l := range due {
		err = errors.Join(err, s.fillList(ctx, l.ID))
	}
	return err
}

// errOvertaken ends a filling that another server goes on with.
var errOvertaken = errors.New("contests: another server fills this list")

// filling is one list on its way into the entries of its contest.
type filling struct {
	*Service
	list    NameList
	contest Contest
	filled  int // line of the file
	batch   []comment
}

// fillList writes the entries of a list that are not written yet, batch by batch, and
// publishes its contest. The same file gives the same rows again, so that after a crash
// the next look goes on where the last batch ended.
func (s *Service) fillList(ctx context.Context, id NameListID) error {
	l, err := selectNameList(ctx, s.db, "WHERE id = ?", string(id))
	if err != nil || !l.FrozenAt.IsZero() {
		return err
	}
	c, err := selectContest(ctx, s.db, "WHERE id = ?", string(l.Contest))
	if err != nil {
		return err
	}
	names, err := s.storedExcluded(ctx, l.ID)
	if err != nil {
		return err
	}
	r, err := s.listReader(ctx, l, names)
	if err != nil {
		return err
	}
	f := &filling{Service: s, list: l, contest: c, filled: l.FilledRow}
	r.keep = func(c comment) error { return f.take(ctx, c) }
	r.drop = func(Refusal) error { return nil }
	if err = r.run(MaxListBytes); err == nil {
		err = f.write(ctx)
	}
	if err == nil {
		err = f.publish(ctx)
	}
	if errors.Is(err, errOvertaken) {
		return nil
	}
	return err
}

func (f *filling) take(ctx context.Context, c comment) error {
	if c.row <= f.filled {
		return nil
	}
	if f.batch = append(f.batch, c); len(f.batch) < fillBatch {
		return nil
	}
	return f.write(ctx)
}

// write stores the entries of a batch and moves the mark, both or neither.
func (f *filling) write(ctx context.Context) error {
	if len(f.batch) == 0 {
		return nil
	}
	to := f.batch[len(f.batch)-1].row
	entries, err := f.importedEntries(f.contest, f.batch)
	if err != nil {
		return err
	}
	err = f.inTx(ctx, func(tx *db.DB) error {
		ours, err := updateFilled(ctx, tx, f.list.ID, f.filled, to)
		if err != nil {
			return err
		}
		if !ours {
			return errOvertaken
		}
		_, err = insertEntries(ctx, tx, entries)
		return err
	})
	f.filled, f.batch = to, f.batch[:0]
	return err
}

// publish freezes the contest of a list whose entries are all written. What it was made
// of goes: the entries are what counts now, and the rules commit to the file.
func (f *filling) publish(ctx context.Context) error {
	closes, err := selectClosing(ctx, f.db, f.list.ID)
	if err != nil {
		return err
	}
	return f.inTx(ctx, func(tx *db.DB) error {
		now := f.clock.Now().UTC().Truncate(time.Second)
		taken, err := updateFrozen(ctx, tx, f.list.ID, f.filled, now)
		if err != nil {
			return err
		}
		if !taken {
			return errOvertaken
		}
		c, err := lockBySlug(ctx, tx, f.contest.Slug)
		if err != nil {
			return err
		}
		written, err := selectConfirmed(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if written != f.list.Report.Entries {
			return fmt.Errorf("contests: list %s gave %d entries, %d were counted", f.list.ID, written, f.list.Report.Entries)
		}
		if c.ClosesAt = now; closes.After(now) {
			c.ClosesAt = closes
		}
		c.OpensAt, c.UpdatedAt = earlier(c.OpensAt, c.ClosesAt.Add(-time.Second)), now
		if err := f.redate(ctx, tx, &c); err != nil {
			return err
		}
		if err := deleteParts(ctx, tx, f.list.ID); err != nil {
			return err
		}
		if c.List.Before, err = twinIDs(ctx, tx, f.list); err != nil {
			return err
		}
		return f.Service.publish(ctx, tx, account.SystemActor(c.Brand), &c)
	})
}

// redate stores the dates of a draft that only its publication knows.
func (f *filling) redate(ctx context.Context, tx *db.DB, c *Contest) error {
	stored, err := updateDraft(ctx, tx, *c)
	if err == nil && !stored {
		err = ErrAlreadyPublished
	}
	c.Version++
	return err
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
