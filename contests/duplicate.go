package contests

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/text"
)

// Duplicate stores a new draft that says what a contest says. Its dates are moved on by
// whole weeks until it opens in the future, so that weekday and hour stay in its zone. No
// person and nothing that happened is copied: entries, codes, messages, the schedule; nor what
// an authority granted or the brand took upon itself for that contest alone.
// Faults: ErrListOnly for a draw from a list, which is nothing without its list.
func (s *Service) Duplicate(ctx context.Context, actor account.Actor, slug string) (Contest, error) {
	c, err := s.find(ctx, s.db, actor, account.EditCampaigns, slug)
	if err != nil {
		return Contest{}, err
	}
	if c.List != nil {
		return Contest{}, ErrListOnly
	}
	form := c.Form()
	form.Law = form.Law.anew()
	opens, closes := movedOn(c, s.clock.Now())
	form.OpensAt, form.ClosesAt = formMoment(opens), formMoment(closes)
	return s.sketch(ctx, actor, form, either(text.Slug(c.Title), c.Slug))
}

// movedOn are the dates of a contest, later by the weeks that bring its opening into the
// future. A date that is not fixed stays so.
func movedOn(c Contest, now time.Time) (opens, closes time.Time) {
	opens, closes = c.OpensAt, c.ClosesAt
	first := opens
	if first.IsZero() {
		first = closes
	}
	if first.IsZero() {
		return opens, closes
	}
	const week = 7 * 24 * time.Hour
	days := 0
	if !first.After(now) {
		days = 7 * (int(now.Sub(first)/week) + 1)
	}
	shift := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		return t.In(c.Location()).AddDate(0, 0, days).UTC()
	}
	return shift(opens), shift(closes)
}
