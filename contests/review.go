package contests

import (
	"context"
	"errors"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// reviewAct is what was decided about an entry.
type reviewAct string

const (
	reviewAccepted  reviewAct = "accepted"  // its flags are settled, and it stays
	reviewExcluded  reviewAct = "excluded"  // it is out
	reviewIncluded  reviewAct = "included"  // it is in again
	reviewDismissed reviewAct = "dismissed" // it stays out, against an appeal
	reviewUndone    reviewAct = "undone"    // the decision before is taken back
)

// review keeps a decision about an entry as it was, and answers its appeal by it, if there
// is one that waits.
func (s *Service) review(ctx context.Context, tx *db.DB, c Contest, e Entry, act reviewAct, reason Reason) (appeal bool, err error) {
	now := s.clock.Now()
	if act != reviewUndone {
		upheld := act == reviewAccepted || act == reviewIncluded
		if appeal, err = updateAppealDecided(ctx, tx, e.ID, upheld, now); err != nil {
			return false, err
		}
	}
	return appeal, insertReview(ctx, tx, c.ID, e, act, reason, appeal, now)
}

// ReviewFilter narrows the queue of entries to look at.
type ReviewFilter struct {
	Flag    Flag    // only those with this reason; empty: all
	Appeals bool    // only those whose entrant objects, excluded ones too
	At      EntryID // the one to show, or the next after it; empty: the first
}

// Kin is how many other entries have something in common with one.
type Kin struct {
	Flag  Flag
	Count int
}

// Doubt is an entry to look at.
type Doubt struct {
	EntryLine
	Kin    []Kin
	Appeal *Appeal // nil: its entrant has said nothing
	Wave   int     // flagged entries from the same network and day, with this one; 0: none is known
}

// ReviewPage is one entry of the queue, and what is around it.
type ReviewPage struct {
	Contest  Contest
	Doubt    *Doubt  // nil: there is nothing to look at
	Previous EntryID // empty: it is the first
	Next     EntryID // empty: it is the last
	Place    int     // in the queue, from 1
	Flagged  int     // all entries to look at
	ByFlag   map[Flag]int
	Appeals  int // that wait for an answer
}

// Length is how many entries the queue of a filter has.
func (p ReviewPage) Length(f ReviewFilter) int {
	switch {
	case f.Appeals:
		return p.Appeals
	case f.Flag != "":
		return p.ByFlag[f.Flag]
	}
	return p.Flagged
}

// Review shows one entry of the queue of a contest, the oldest first, with its reasons, what
// it has in common with others, and its appeal. It needs account.Moderate.
func (s *Service) Review(ctx context.Context, actor account.Actor, slug string, f ReviewFilter) (ReviewPage, error) {
	c, err := s.find(ctx, s.db, actor, account.Moderate, slug)
	if err != nil {
		return ReviewPage{}, err
	}
	page := ReviewPage{Contest: c}
	if page.ByFlag, page.Flagged, err = selectFlagCounts(ctx, s.db, c.ID); err != nil {
		return page, err
	}
	if page.Appeals, err = countAppeals(ctx, s.db, c.ID); err != nil {
		return page, err
	}
	e, found, err := selectDoubt(ctx, s.db, c.ID, f)
	if err != nil || !found {
		return page, err
	}
	if page.Previous, page.Next, page.Place, err = selectAround(ctx, s.db, c.ID, f, e.ID); err != nil {
		return page, err
	}
	page.Doubt, err = s.doubt(ctx, c, e)
	return page, err
}

func (s *Service) doubt(ctx context.Context, c Contest, e stored) (*Doubt, error) {
	lines, err := s.withContacts(ctx, c, []stored{e})
	if err != nil {
		return nil, err
	}
	d := &Doubt{EntryLine: lines[0]}
	kin, err := selectKin(ctx, s.db, c.ID, e.ID)
	if err != nil {
		return nil, err
	}
	for _, flag := range e.Flags {
		for kind, why := range suspicions {
			if why.flag == flag && kin[kind] > 0 {
				d.Kin = append(d.Kin, Kin{flag, kin[kind]})
			}
		}
	}
	wave, err := selectWave(ctx, s.db, c.ID, e.ID, "", maxWave)
	if err != nil {
		return nil, err
	}
	if len(wave) > 1 {
		d.Wave = len(wave)
	}
	d.Appeal, err = findAppeal(ctx, s.db, e.ID)
	return d, err
}

// maxWave is how many entries one act settles: a transaction that others wait for.
const maxWave = 200

// WaveVerdict is what becomes of all flagged entries of one network and day.
type WaveVerdict struct {
	Entry  EntryID // one of them
	Reason Reason  // of their exclusion; empty: they are accepted
}

// ListWave returns the flagged entries that came from the same network and day as one, at
// most as many as SettleWave settles. It needs account.Moderate.
func (s *Service) ListWave(ctx context.Context, actor account.Actor, slug string, id EntryID) ([]EntryLine, error) {
	c, err := s.find(ctx, s.db, actor, account.Moderate, slug)
	if err != nil {
		return nil, err
	}
	wave, err := selectWave(ctx, s.db, c.ID, id, "", maxWave)
	if err != nil {
		return nil, err
	}
	return s.withContacts(ctx, c, wave)
}

// SettleWave accepts or excludes the flagged entries of one network and day, and returns how
// many; each has its own record and its own mail. Of a large wave some are left for the
// next time. Faults: those of Exclude.
func (s *Service) SettleWave(ctx context.Context, actor account.Actor, slug string, v WaveVerdict) (int, error) {
	if v.Reason != "" {
		if err := checkReason(v.Reason, ExclusionReasons()); err != nil {
			return 0, err
		}
	}
	settled := 0
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.holdToModerate(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		wave, err := selectWave(ctx, tx, c.ID, v.Entry, tx.ForUpdate(), maxWave)
		if err != nil {
			return err
		}
		if settled = len(wave); settled == 0 {
			return ErrEntryState
		}
		records, err := s.settleAll(ctx, tx, c, wave, v.Reason)
		if err != nil {
			return err
		}
		action := "entries.accepted"
		if v.Reason != "" {
			action = "entries.excluded"
		}
		err = account.Record(ctx, tx, actor, account.Change{
			Action: action, Subject: c.subject(), At: s.clock.Now(), After: map[string]any{"count": settled, "reason": v.Reason},
		})
		if err != nil || len(records) == 0 {
			return err
		}
		return s.publicise(ctx, tx, c.ID, records...)
	})
	return settled, err
}

// settleAll accepts entries, or excludes them for a reason, and returns what goes on record.
func (s *Service) settleAll(ctx context.Context, tx *db.DB, c Contest, entries []stored, reason Reason) ([]Record, error) {
	var records []Record
	for _, e := range entries {
		var of []Record
		var err error
		if reason == "" {
			_, err = s.include(ctx, tx, c, e, false)
		} else {
			of, _, err = s.exclude(ctx, tx, c, e, reason)
		}
		if err != nil {
			return nil, err
		}
		records = append(records, of...)
	}
	return records, nil
}

// Undo takes the last decision about an entry back, while the list is not sealed: its flags
// are there again, and one that was excluded is in again, as a new revision. Faults: those
// of Exclude; ErrEntryState where nothing was decided.
func (s *Service) Undo(ctx context.Context, actor account.Actor, slug string, id EntryID) error {
	return s.settle(ctx, actor, slug, id, "entry.reopened", "", func(tx *db.DB, c Contest, e stored) (bool, error) {
		last, found, err := selectLastReview(ctx, tx, id)
		if err != nil || !found {
			return false, err
		}
		switch {
		case last.act == reviewExcluded && e.Status == EntryExcluded:
			if changed, err := s.include(ctx, tx, c, e, true); err != nil || !changed {
				return changed, err
			}
		case last.act == reviewDismissed && e.Status == EntryExcluded:
		case last.act == reviewAccepted && e.Status != EntryExcluded && e.Status != EntryWithdrawn:
		default:
			return false, nil
		}
		if last.appeal {
			if err := updateAppealReopened(ctx, tx, id); err != nil {
				return false, err
			}
		}
		if err := updateFlags(ctx, tx, id, last.flags); err != nil {
			return false, err
		}
		_, err = s.review(ctx, tx, c, e.Entry, reviewUndone, "")
		return true, err
	})
}

// findAppeal returns the appeal of an entry; nil for none.
func findAppeal(ctx context.Context, d *db.DB, id EntryID) (*Appeal, error) {
	a, err := selectAppeal(ctx, d, id)
	if errors.Is(err, ErrNoAppeal) {
		return nil, nil
	}
	return &a, err
}
