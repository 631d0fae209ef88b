package claims

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/jobs"
	"kermesse/internal/mail"
	"kermesse/internal/text"
)

// Tasks are what the clock makes due. Each finds its work by state and time.
func (s *Service) Tasks() []jobs.Task {
	return []jobs.Task{
		{Name: "claims.expire", Every: 2 * time.Second, Run: s.ExpireDue},
		{Name: "claims.remind", Every: 30 * time.Second, Run: s.RemindDue},
		{Name: "claims.purge", Every: time.Hour, Run: s.PurgeDue},
	}
}

// KeepDays is how long addresses are kept after a prize was handed over, where a contest says
// nothing else.
const KeepDays = 60

// purgeAfter is when the address of a prize that is with its winner from now on is deleted.
func (c Contest) purgeAfter(now time.Time) time.Time {
	return now.In(c.Zone).AddDate(0, 0, c.KeptFor())
}

// KeptFor is how many days an address is kept after the hand-over.
func (c Contest) KeptFor() int {
	if c.KeepDays > 0 {
		return c.KeepDays
	}
	return KeepDays
}

// each does something with each of some claims, in a transaction of its own; what fails for
// one is told and does not stop the others.
func (s *Service) each(ctx context.Context, ids []ID, do func(*db.DB, Claim, Contest) error) error {
	var failed error
	for _, id := range ids {
		err := s.db.InTx(ctx, func(tx *db.DB) error {
			c, err := selectClaim(ctx, tx, "WHERE id = ?", string(id))
			if err != nil {
				return err
			}
			if c, err = s.hold(ctx, tx, c); err != nil {
				return err
			}
			at, err := s.host.Describe(ctx, tx, c.Contest)
			if err != nil {
				return err
			}
			return do(tx, c, at)
		})
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("claims: %s: %w", id, err))
		}
	}
	return failed
}

// ExpireDue ends the claims that nobody answered in time: each prize goes on to the next
// person by itself. It is a job. An answer that came before the moment counts, even while
// this runs: whoever holds the contest first decides, and the moment decides about both.
func (s *Service) ExpireDue(ctx context.Context) error {
	ids, err := selectDue(ctx, s.db, "state IN ('told', 'identified') AND due_at > 0 AND due_at <= ? ORDER BY due_at, id", db.Millis(s.clock.Now()))
	if err != nil {
		return err
	}
	return s.each(ctx, ids, func(tx *db.DB, c Claim, _ Contest) error {
		now := s.clock.Now()
		if !c.State.Open() || !c.Late(now) {
			return nil
		}
		set := forgotten().with(columns{"state": string(Expired), "ended_at": db.Millis(now)})
		moved, err := updateFrom(ctx, tx, c.ID, set, Told, Identified)
		if err != nil || !moved {
			return err
		}
		if err := s.step(ctx, tx, c, StepKind(Expired), houseName, ""); err != nil {
			return err
		}
		if err := s.host.Tell(ctx, tx, NewsExpired, c, now); err != nil {
			return err
		}
		return s.passOn(ctx, tx, account.SystemActor(c.Brand), c, OutcomeNoAnswer)
	})
}

// RemindDue reminds winners who have not answered: half way to the deadline, two days and one
// day before it. It is a job. A server that was away sends one reminder for all it missed.
func (s *Service) RemindDue(ctx context.Context) error {
	ids, err := selectDue(ctx, s.db, "state IN ('told', 'identified') AND remind_at > 0 AND remind_at <= ? ORDER BY remind_at, id", db.Millis(s.clock.Now()))
	if err != nil {
		return err
	}
	return s.each(ctx, ids, func(tx *db.DB, c Claim, at Contest) error {
		now := s.clock.Now()
		taken, err := takeReminder(ctx, tx, c.ID, now, nextReminder(c.ToldAt, c.Due, now))
		if err != nil || !taken || c.Late(now) {
			return err
		}
		if err := s.step(ctx, tx, c, stepReminded, houseName, ""); err != nil {
			return err
		}
		return s.write(ctx, tx, c, func(l letterhead) mail.Letter {
			return mail.ClaimReminder{
				Win: winOf(l, c), Due: text.Moment(c.Due, at.Zone), Check: s.checkPage(l.brand, c.Locale), Link: s.claimPage(l.brand, c),
			}
		})
	})
}

// PurgeDue deletes the addresses and names of winners whose prizes were handed over as long
// ago as was said. It is a job, and journaled.
func (s *Service) PurgeDue(ctx context.Context) error {
	ids, err := selectDue(ctx, s.db, "purged_at = 0 AND purge_at > 0 AND purge_at <= ? ORDER BY purge_at, id", db.Millis(s.clock.Now()))
	if err != nil {
		return err
	}
	return s.each(ctx, ids, func(tx *db.DB, c Claim, at Contest) error {
		now := s.clock.Now()
		if !c.PurgedAt.IsZero() || now.Before(c.PurgeAt) {
			return nil
		}
		if err := purge(ctx, tx, c.ID, now); err != nil {
			return err
		}
		if err := s.step(ctx, tx, c, stepPurged, houseName, ""); err != nil {
			return err
		}
		return account.Record(ctx, tx, account.SystemActor(c.Brand), account.Change{
			Action: "claim.purged", Subject: c.subject(at), At: now, After: map[string]any{"claim": c.ID},
		})
	})
}

// NextMoment is the first moment after another at which a claim ends or is to be reminded of.
// Whoever leads a clock stops there.
func (s *Service) NextMoment(ctx context.Context, after time.Time) (time.Time, bool, error) {
	next, err := selectNextMoment(ctx, s.db, after)
	return next, !next.IsZero(), err
}
