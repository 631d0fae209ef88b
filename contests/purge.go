package contests

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/law"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// purgedAtOnce is how many entries lose their person in one transaction.
const purgedAtOnce = 200

// Purge is one phase of the retention of a contest's personal data.
type Purge struct {
	Class   law.Class
	Days    int       // that the rules promise
	DueAt   time.Time // zero: not known before the draw
	DoneAt  time.Time // zero: still to come
	Entries int       // that lost their person by it
}

// Purges tells when the personal data of a contest goes, class by class, and what has
// gone. None where the rules promise nothing.
func (s *Service) Purges(ctx context.Context, c Contest) ([]Purge, error) {
	if c.Law == nil {
		return nil, nil
	}
	done, err := selectPurges(ctx, s.db, c.ID)
	if err != nil {
		return nil, err
	}
	purges := make([]Purge, 0, len(law.Classes()))
	for _, class := range law.Classes() {
		p, gone := done[class]
		if !gone {
			p = Purge{Class: class, DueAt: c.purgeAt(class)}
		}
		p.Days = c.Law.Retention.Days(class)
		purges = append(purges, p)
	}
	return purges, nil
}

// purgeAt is when the data of a class goes: so many days after the closing for entries
// that never counted, after the draw or the cancellation for the others. Zero while that
// moment is not known.
func (c Contest) purgeAt(class law.Class) time.Time {
	since := c.DrawnAt
	if since.IsZero() {
		since = c.CancelledAt
	}
	if class == law.Invalid && (since.IsZero() || c.ClosesAt.Before(since)) {
		since = c.ClosesAt
	}
	if since.IsZero() {
		return time.Time{}
	}
	return since.AddDate(0, 0, c.Law.Retention.Days(class))
}

// PurgeDue erases the personal data whose time has come, contest by contest and class by
// class, a batch in a transaction. Whatever is interrupted goes on with the next run; the
// phase is on record once nothing is left of it. Proofs stay valid: they are made of
// commitments, which lead to nobody once the secret is gone. It is a job.
func (s *Service) PurgeDue(ctx context.Context) error {
	now := s.clock.Now()
	held, err := selectContests(ctx, s.db, `WHERE published_at > 0 AND law_json <> '' AND closes_at < ?
		AND NOT EXISTS (SELECT 1 FROM contest_purges p WHERE p.contest_id = contests.id AND p.class = ?) ORDER BY closes_at, id`,
		db.Millis(now), string(law.Proof))
	if err != nil {
		return err
	}
	var failed error
	for _, c := range held {
		if err := s.purge(ctx, c, now); err != nil {
			failed = errors.Join(failed, fmt.Errorf("contests: purging %s: %w", c.Slug, err))
		}
	}
	return failed
}

func (s *Service) purge(ctx context.Context, c Contest, now time.Time) error {
	done, err := selectPurges(ctx, s.db, c.ID)
	if err != nil {
		return err
	}
	for _, class := range law.Classes() {
		due := c.purgeAt(class)
		if _, gone := done[class]; gone || due.IsZero() || now.Before(due) {
			continue
		}
		for more := true; more; {
			if more, err = s.purgeSome(ctx, c, class, due); err != nil {
				return err
			}
		}
	}
	return nil
}

// purgeSome purges one batch of a class and reports whether there may be more. The
// contest's row is held, so that two servers do not count the same entries twice.
func (s *Service) purgeSome(ctx context.Context, c Contest, class law.Class, due time.Time) (more bool, err error) {
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockByID(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if at := c.purgeAt(class); at.IsZero() || at.After(s.clock.Now()) {
			more = false // another draw was announced meanwhile: its result is waited for
			return nil
		}
		done, err := selectPurges(ctx, tx, c.ID)
		if _, gone := done[class]; gone || err != nil {
			more = false // another server was first
			return err
		}
		batch, err := selectPurgeable(ctx, tx, c.ID, class, purgedAtOnce)
		if err != nil {
			return err
		}
		for _, e := range batch {
			if err := s.purgeEntry(ctx, tx, c, class, e); err != nil {
				return err
			}
		}
		if err := s.releaseFans(ctx, tx, c.Brand, batch); err != nil {
			return err
		}
		if more = len(batch) == purgedAtOnce; more {
			return nil
		}
		return s.purged(ctx, tx, c, class, due)
	})
	return more, err
}

func (s *Service) purgeEntry(ctx context.Context, tx *db.DB, c Contest, class law.Class, e stored) error {
	if class != law.Winners {
		return forget(ctx, tx, e.ID)
	}
	if err := s.keepDisclosures(ctx, tx, c, e); err != nil {
		return err
	}
	if err := s.claims.Forget(ctx, tx, string(c.ID), string(e.ID)); err != nil {
		return err
	}
	return updatePurgedWinner(ctx, tx, e.ID)
}

// keepDisclosures keeps what opens the published name of an entry that was drawn: the
// salt of the name alone, in place of the secret, which opens the identity too.
func (s *Service) keepDisclosures(ctx context.Context, tx *db.DB, c Contest, e stored) error {
	drawn, err := selectDrawnCommitments(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	for _, commitment := range drawn {
		was := e
		if e.Commitment != commitment {
			r, err := selectRevision(ctx, tx, e.ID, commitment)
			if err != nil {
				return err
			}
			was.row.IdentityCommit, was.row.SecretSealed = r.IdentityCommit, r.SecretSealed
		}
		if was.row.SecretSealed == nil {
			continue
		}
		opening, err := s.opening(c, was, fan.Contact{})
		if err != nil {
			return err
		}
		salt := opening.Disclose().AliasSalt
		if err := insertDisclosure(ctx, tx, c.ID, e.ID, commitment, salt, draw.Hash(was.row.IdentityCommit)); err != nil {
			return err
		}
	}
	return nil
}

// releaseFans lets go of those who have nothing left with the brand.
func (s *Service) releaseFans(ctx context.Context, tx *db.DB, brand account.BrandID, batch []stored) error {
	seen := map[fan.ID]bool{}
	for _, e := range batch {
		if e.Fan == "" || seen[e.Fan] {
			continue
		}
		seen[e.Fan] = true
		if err := s.fans.Release(ctx, tx, brand, e.Fan); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) purged(ctx context.Context, tx *db.DB, c Contest, class law.Class, due time.Time) error {
	entries, err := countPurged(ctx, tx, c.ID, class)
	if err != nil {
		return err
	}
	if class == law.Losers && c.Entry.Photos != nil {
		if err := s.forgetVoters(ctx, tx, c); err != nil {
			return err
		}
	}
	if class == law.Proof {
		if _, err := deletePermit(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	now := s.clock.Now()
	if err := insertPurge(ctx, tx, c.ID, Purge{Class: class, DueAt: due, DoneAt: now, Entries: entries}); err != nil {
		return err
	}
	return account.Record(ctx, tx, account.SystemActor(c.Brand), account.Change{
		Action: "contest.purged", Subject: c.subject(), At: now,
		After: map[string]any{"class": class, "entries": entries, "due_at": due},
	})
}
