package contests

import (
	"context"
	"slices"
	"strings"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Cancellation is why an attempt is given up, for everybody to read.
type Cancellation struct {
	Code   CancelCode // for the public record; empty: CancelOther
	Reason string     // in the brand's own words
}

// Cancel gives the present attempt of a published contest up. Before closing it ends the
// contest. Afterwards the list is frozen all the same: the winners whom it has, or would
// have had, are computed from public bytes once the number exists and shown for ever, so
// that nobody gains by calling a result off. Somebody who is confirmed as a winner
// cannot lose the prize again.
// Faults: ErrNotPublished, ErrCancelLate, ErrAccepted, ErrCancelled, invalid fields.
func (s *Service) Cancel(ctx context.Context, actor account.Actor, slug string, why Cancellation) (Contest, error) {
	if err := why.check(); err != nil {
		return Contest{}, err
	}
	c, err := s.find(ctx, s.db, actor, account.EditCampaigns, slug)
	if err != nil {
		return Contest{}, err
	}
	// Whoever cancels between the closing and the job that seals leaves a sealed list, too.
	if c.closable(s.clock.Now()) {
		if err := s.seal(ctx, c); err != nil {
			return Contest{}, err
		}
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		if c, err = lockByID(ctx, tx, c.ID); err != nil {
			return err
		}
		if err := s.cancellable(ctx, tx, c); err != nil {
			return err
		}
		return s.giveUp(ctx, tx, actor, c, why)
	})
	if err != nil {
		return Contest{}, err
	}
	return s.Inspect(ctx, actor, slug)
}

const maxReason = 300

func (why *Cancellation) check() error {
	var wrong problems
	why.Reason = wrong.line("reason", why.Reason, maxReason)
	if why.Code == "" {
		why.Code = CancelOther
	}
	if !slices.Contains(CancelCodes(), why.Code) {
		var known []string
		for _, code := range CancelCodes() {
			known = append(known, string(code))
		}
		wrong.add("code", ErrReasonUnknown.With(strings.Join(known, ", ")))
	}
	return wrong.err()
}

// closable reports whether the list is to be sealed now.
func (c Contest) closable(now time.Time) bool {
	return !c.PublishedAt.IsZero() && c.CancelledAt.IsZero() && c.SealedAt.IsZero() && !now.Before(c.ClosesAt)
}

func (s *Service) cancellable(ctx context.Context, tx *db.DB, c Contest) error {
	switch {
	case c.PublishedAt.IsZero():
		return ErrNotPublished
	case !c.CancelledAt.IsZero():
		return ErrCancelled
	case s.clock.Now().Before(c.DrawAt):
		return nil
	}
	// Rules that were frozen before there were later attempts promise that nobody calls a
	// draw off whose number is due.
	frozen, err := selectRules(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if !strings.Contains(string(frozen.JSON), `"cancellation_codes"`) {
		return ErrCancelLate
	}
	confirmed, err := countAccepted(ctx, tx, c.ID, c.No)
	if err == nil && confirmed > 0 {
		err = ErrAccepted
	}
	return err
}

// giveUp cancels the present attempt in the contest's locked row and puts it on record.
func (s *Service) giveUp(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, why Cancellation) error {
	now := s.clock.Now().Truncate(time.Second)
	c.CancelledAt, c.CancelCode, c.CancelReason = now, why.Code, why.Reason
	cancelled, err := updateCancelled(ctx, tx, c.ID, c.Attempt)
	if err != nil {
		return err
	}
	if !cancelled {
		return ErrCancelled
	}
	if c.Shadow() {
		if err := s.tellWinners(ctx, tx, c, c.Attempt); err != nil {
			return err
		}
	}
	r, err := c.event(draw.Event{Kind: draw.EventCancel, Attempt: c.No, Reason: string(why.Code), At: now})
	if err != nil {
		return err
	}
	err = account.Record(ctx, tx, actor, account.Change{
		Action: "contest.cancelled", Subject: c.subject(), At: now,
		After: map[string]any{"reason": why.Reason, "code": why.Code, "attempt": c.No},
	})
	if err != nil {
		return err
	}
	return s.publicise(ctx, tx, c.ID, r)
}
