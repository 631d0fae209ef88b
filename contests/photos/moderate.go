package photos

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

// Review is a photo as staff look at it.
type Review struct {
	Photo
	Number string // of the entry
	Twins  int    // others who sent the same picture
}

// Queue is what waits for staff.
type Queue struct {
	Contest Contest
	Counts  map[State]int
	Next    *Review // nil: nothing
}

// NextToReview returns the photo to look at after another one; after is empty for the first.
// It needs Moderate. Faults: ErrNoPhotos.
func (s *Service) NextToReview(ctx context.Context, actor account.Actor, slug, after string) (Queue, error) {
	c, err := s.findFor(ctx, actor, account.Moderate, slug)
	if err != nil {
		return Queue{}, err
	}
	q := Queue{Contest: c}
	if q.Counts, err = countStates(ctx, s.db, c.ID); err != nil {
		return q, err
	}
	const waits = "WHERE p.contest_id = ? AND p.state = 'waiting' AND " + standingEntry
	found, err := selectPhotos(ctx, s.db, waits+" AND p.id <> ? AND (p.sent_at, p.id) >= (SELECT COALESCE(MAX(a.sent_at), 0), COALESCE(MAX(a.id), '') FROM photos a WHERE a.id = ?) ORDER BY p.sent_at, p.id LIMIT 1",
		c.ID, after, after)
	if err == nil && len(found) == 0 && after != "" {
		found, err = selectPhotos(ctx, s.db, waits+" ORDER BY p.sent_at, p.id LIMIT 1", c.ID)
	}
	if err != nil || len(found) == 0 {
		return q, err
	}
	r, err := s.review(ctx, found[0])
	q.Next = &r
	return q, err
}

func (s *Service) review(ctx context.Context, p Photo) (Review, error) {
	r := Review{Photo: p}
	who, err := s.host.Entrant(ctx, s.db, p.Entry)
	if err != nil {
		return r, err
	}
	r.Number = who.Number
	r.Twins, err = countTwins(ctx, s.db, p)
	return r, err
}

// Decide publishes a photo that waits, or refuses it for a reason of the list; its author is
// told. A published one can be refused too: its votes are void. It needs Moderate. Faults:
// ErrNotFound, ErrDecided, ErrSealed, ErrReason on the field reason.
func (s *Service) Decide(ctx context.Context, actor account.Actor, slug string, id ID, publish bool, reason Reason) error {
	if !publish && !slices.Contains(Reasons(), reason) {
		return fault.Invalids(ErrReason.At("reason"))
	}
	if publish {
		reason = ""
	}
	return s.move(ctx, actor, slug, id, func(p Photo) (State, bool) {
		if publish {
			return Published, p.State == Waiting
		}
		return Refused, p.State == Waiting || p.State == Published
	}, reason, "photo.decided")
}

// Undo puts a photo that was decided back to those that wait. Faults: those of Decide.
func (s *Service) Undo(ctx context.Context, actor account.Actor, slug string, id ID) error {
	return s.move(ctx, actor, slug, id, func(p Photo) (State, bool) {
		return Waiting, p.State == Published || p.State == Refused && p.Reason != NoParent
	}, "", "photo.returned")
}

// move decides about a photo of a contest that has not closed.
func (s *Service) move(
	ctx context.Context, actor account.Actor, slug string, id ID, to func(Photo) (State, bool), reason Reason, action string,
) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.holdFor(ctx, tx, actor, account.Moderate, slug)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if c.Closed(now) {
			return ErrSealed
		}
		p, err := find(ctx, tx, c, id)
		if err != nil {
			return err
		}
		state, can := to(p)
		if !can {
			return ErrDecided
		}
		changed, err := updateDecided(ctx, tx, id, p.State, state, reason, actor.Name, now)
		if err != nil {
			return err
		}
		if !changed {
			return ErrDecided
		}
		if p.State == Published {
			if err := voidVotesOf(ctx, tx, id, now); err != nil {
				return err
			}
		}
		err = account.Record(ctx, tx, actor, account.Change{
			Action: action, Subject: p.subject(c), At: now,
			Before: map[string]any{"state": p.State, "reason": p.Reason}, After: map[string]any{"state": state, "reason": reason},
		})
		if err != nil || state == Waiting {
			return err
		}
		return s.tellDecided(ctx, tx, c, p, state, reason, now)
	})
}

// tellDecided writes to the author of a photo, and tells the brand's own systems.
func (s *Service) tellDecided(ctx context.Context, tx *db.DB, c Contest, p Photo, state State, reason Reason, now time.Time) error {
	news := NewsRefused
	if state == Published {
		news = NewsPublished
	}
	if err := s.host.TellPhoto(ctx, tx, news, p, reason, now); err != nil {
		return err
	}
	return s.host.WriteEntrant(ctx, tx, p.Entry, func(b account.Brand, link string) mail.Letter {
		if state == Published {
			return mail.PhotoPublished{
				Brand: b.Name, Contest: c.TitleIn(p.Locale), Link: s.page(c, p.Locale, "photos/"+string(p.ID)), Votes: c.Rules.Votes != NoVotes,
			}
		}
		return mail.PhotoRefused{
			Brand: b.Name, Contest: c.TitleIn(p.Locale), Reason: reason.Text(), Link: link, Again: c.TakesPhotos(s.clock.Now()),
		}
	})
}

// reviewedAtOnce is how many photos a list for staff has.
const reviewedAtOnce = 60

// ListPhotos returns the photos of a state, the last decided first. It needs Moderate.
func (s *Service) ListPhotos(ctx context.Context, actor account.Actor, slug string, state State) (Contest, []Photo, error) {
	c, err := s.findFor(ctx, actor, account.Moderate, slug)
	if err != nil {
		return c, nil, err
	}
	found, err := selectPhotos(ctx, s.db, "WHERE p.contest_id = ? AND p.state = ? AND "+standingEntry+" ORDER BY p.decided_at DESC, p.id LIMIT ?",
		c.ID, string(state), reviewedAtOnce)
	if err != nil {
		return c, nil, err
	}
	return c, found, s.countOn(ctx, c, found)
}

// Inspect returns one photo for staff. It needs Moderate. Faults: ErrNotFound.
func (s *Service) Inspect(ctx context.Context, actor account.Actor, slug string, id ID) (Contest, Review, error) {
	c, err := s.findFor(ctx, actor, account.Moderate, slug)
	if err != nil {
		return c, Review{}, err
	}
	p, err := find(ctx, s.db, c, id)
	if err != nil {
		return c, Review{}, err
	}
	r, err := s.review(ctx, p)
	return c, r, err
}
