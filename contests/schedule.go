package contests

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

// Schedule has a draft publish itself at a moment, given as Form gives its dates; empty:
// never. It must be ready now, so that what fails later is what was changed since.
// Faults: those of Publish; ErrScheduleInPast, ErrScheduleTooLate at the field publish_at.
func (s *Service) Schedule(ctx context.Context, actor account.Actor, slug, at string) (Contest, error) {
	var c Contest
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		var err error
		if c, err = s.lockDraft(ctx, tx, actor, slug); err != nil {
			return err
		}
		before := c.PublishAt
		if c.PublishAt, err = s.scheduled(c, at); err != nil {
			return err
		}
		if err := updateSchedule(ctx, tx, c, actor.User); err != nil {
			return err
		}
		c.PublishRefusedAt = time.Time{}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "contest.scheduled", Subject: c.subject(), At: s.clock.Now(),
			Before: map[string]any{"publish_at": clock.OrNil(before)}, After: map[string]any{"publish_at": clock.OrNil(c.PublishAt)},
		})
	})
	if err != nil {
		return Contest{}, err
	}
	return c, nil
}

// lockDraft returns a draft that the actor may publish and nobody else changes meanwhile.
func (s *Service) lockDraft(ctx context.Context, tx *db.DB, actor account.Actor, slug string) (Contest, error) {
	c, err := lockBySlug(ctx, tx, slug)
	if err != nil {
		return Contest{}, err
	}
	if err := actor.RequireOr(account.EditCampaigns, c.Brand, ErrNotFound); err != nil {
		return Contest{}, err
	}
	if !c.PublishedAt.IsZero() {
		return Contest{}, ErrAlreadyPublished
	}
	return c, nil
}

func (s *Service) scheduled(c Contest, at string) (time.Time, error) {
	if at == "" {
		return time.Time{}, nil
	}
	var wrong problems
	due, bad := parseMoment(at, c.TimeZone)
	wrong.add("publish_at", bad)
	switch {
	case bad != nil:
	case !due.After(s.clock.Now()):
		wrong.add("publish_at", ErrScheduleInPast)
	case !c.ClosesAt.IsZero() && !due.Before(c.ClosesAt):
		wrong.add("publish_at", ErrScheduleTooLate)
	}
	if err := wrong.err(); err != nil {
		return time.Time{}, err
	}
	const whicheverVersion = 0
	return due, c.publishable(whicheverVersion, s.clock.Now())
}

// scheduledAtOnce is how many drafts one run publishes; the rest waits for the next.
const scheduledAtOnce = 100

// PublishDue publishes the drafts whose moment has come. It is a job, for any number of
// servers. A draft that cannot be published any more is told to whoever scheduled it, once,
// and waits for a hand.
func (s *Service) PublishDue(ctx context.Context) error {
	due, err := selectContests(ctx, s.db, "WHERE published_at = 0 AND publish_at > 0 AND publish_at <= ? ORDER BY publish_at, id LIMIT ?",
		db.Millis(s.clock.Now()), scheduledAtOnce)
	if err != nil {
		return err
	}
	var failed error
	for _, c := range due {
		failed = errors.Join(failed, s.publishScheduled(ctx, c.ID))
	}
	return failed
}

// publishScheduled publishes a draft if it is still due: another server may have done so,
// or somebody may have put it off.
func (s *Service) publishScheduled(ctx context.Context, id ID) error {
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockByID(ctx, tx, id)
		if err != nil || !c.due(s.clock.Now()) {
			return err
		}
		if err := c.publishable(c.Version, s.clock.Now()); err != nil {
			return err
		}
		return s.publish(ctx, tx, account.SystemActor(c.Brand), &c)
	})
	if f := fault.From(err); f == nil || f.Kind == fault.Internal {
		return err
	}
	return s.refuseScheduled(ctx, id, fault.From(err))
}

// due reports whether the draft should have been published by now.
func (c Contest) due(now time.Time) bool {
	return c.PublishedAt.IsZero() && !c.PublishAt.IsZero() && !c.PublishAt.After(now)
}

// refuseScheduled takes the draft off the schedule and says so, in one transaction.
func (s *Service) refuseScheduled(ctx context.Context, id ID, why *fault.Error) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockByID(ctx, tx, id)
		now := s.clock.Now()
		if err != nil || !c.due(now) {
			return err
		}
		due := c.PublishAt
		user, err := updateRefused(ctx, tx, c, now)
		if err != nil {
			return err
		}
		if len(why.Fields) == 0 {
			why = fault.Invalids(why.At("publication"))
		}
		codes := []string{}
		for _, f := range why.Fields {
			codes = append(codes, f.Name+" "+f.Fault.Code)
		}
		err = account.Record(ctx, tx, account.SystemActor(c.Brand), account.Change{
			Action: "contest.not_published", Subject: c.subject(), At: now, After: map[string]any{"publish_at": due, "why": codes},
		})
		if err != nil {
			return err
		}
		return s.mailRefused(ctx, tx, c, user, why.Fields)
	})
}

// mailRefused tells whoever scheduled the publication what keeps it from happening.
func (s *Service) mailRefused(ctx context.Context, tx *db.DB, c Contest, user account.UserID, why []fault.Field) error {
	u, err := account.FindUserIn(ctx, tx, user)
	if errors.Is(err, account.ErrUserNotFound) {
		return nil // who has left; the house tells everybody else on its first page
	}
	if err != nil {
		return err
	}
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	letter := mail.PublicationRefused{
		Brand: brand.Name, Title: c.In(u.Locale).Title, Link: s.base + "/" + u.Locale + "/admin/b/" + brand.Slug + "/contests/" + c.Slug + "/publish",
	}
	for _, f := range why {
		letter.Why = append(letter.Why, f.Fault.Message.In(u.Locale))
	}
	m := mail.Compose(letter, u.Email, u.Locale)
	m.Brand = string(c.Brand)
	return s.outbox.Enqueue(ctx, tx, m)
}
