package polls

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// Reopen lets a closed poll take votes until a later time. Its terms, its tie-break order
// and its ballots stay; that it happened, why, and whether the figures were known by then
// is told to all for ever.
// Faults: ErrReason, ErrTimeMissing and ErrTimePast at closes_at, ErrNotClosed, ErrVoided.
func (s *Service) Reopen(ctx context.Context, actor account.Actor, slug, reason string, closesAt time.Time) (Poll, error) {
	reason, wrong := readReason(reason)
	closesAt = wholeSecond(closesAt)
	switch {
	case closesAt.IsZero():
		wrong.add("closes_at", ErrTimeMissing)
	case checkTime(closesAt) != nil:
		wrong.add("closes_at", ErrTime)
	case !closesAt.After(s.clock.Now()):
		wrong.add("closes_at", ErrTimePast)
	}
	if len(wrong) > 0 {
		return Poll{}, fault.Invalids(wrong...)
	}
	return s.afterClose(ctx, actor, slug, "poll.reopened", func(ctx context.Context, tx *db.DB, p *Poll) error {
		detail := NoticeDetail{FormerClose: p.ClosesAt, ClosesAt: closesAt, FiguresKnown: p.Visibility != StaffOnly}
		p.State, p.ClosedAt, p.ClosesAt = StatePublished, time.Time{}, closesAt
		if err := reopenSnapshot(ctx, tx, p.ID); err != nil {
			return err
		}
		return s.tell(ctx, tx, *p, NoticeReopened, reason, detail)
	})
}

// Void declares that no result of a closed poll stands. Its ballots and figures stay
// public, because only they can show that the reason is true.
// Faults: ErrReason, ErrNotClosed, ErrVoided.
func (s *Service) Void(ctx context.Context, actor account.Actor, slug, reason string) (Poll, error) {
	reason, wrong := readReason(reason)
	if len(wrong) > 0 {
		return Poll{}, fault.Invalids(wrong...)
	}
	return s.afterClose(ctx, actor, slug, "poll.voided", func(ctx context.Context, tx *db.DB, p *Poll) error {
		p.VoidedAt, p.VoidReason = s.clock.Now(), reason
		return s.tell(ctx, tx, *p, NoticeVoided, reason, NoticeDetail{})
	})
}

// afterClose changes a poll whose final count is made; where the clock has closed it and
// nobody has counted yet, that comes first.
func (s *Service) afterClose(
	ctx context.Context, actor account.Actor, slug, action string, fn func(context.Context, *db.DB, *Poll) error,
) (Poll, error) {
	p, err := s.FindFor(ctx, actor, slug)
	if err != nil {
		return Poll{}, err
	}
	if err := actor.RequireOr(account.EditCampaigns, p.Brand, ErrNotFound); err != nil {
		return Poll{}, err
	}
	if err := s.close(ctx, p.ID); err != nil {
		return Poll{}, err
	}
	return s.change(ctx, actor, slug, action, func(ctx context.Context, tx *db.DB, p *Poll) error {
		switch {
		case !p.VoidedAt.IsZero():
			return ErrVoided
		case p.State != StateClosed:
			return ErrNotClosed
		}
		return fn(ctx, tx, p)
	})
}

// readReason reads a reason that is published.
func readReason(reason string) (string, complaints) {
	var wrong complaints
	reason, unfit := text.Line(reason, maxReason)
	if unfit == nil && reason == "" {
		unfit = ErrReason
	}
	wrong.add("reason", unfit)
	return reason, wrong
}
