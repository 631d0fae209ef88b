package loyalty

import (
	"context"
	"time"

	"kermesse/loyalty/earning"
)

// standing reads what a rule asks about a member, and nothing else: most rules ask nothing.
// Source is the business id of the event itself, which is no earlier order.
func (b books) standing(
	ctx context.Context, p *Programme, member MemberID, tier int, rule Rule, sourceID string, now time.Time,
) (s earning.Standing, err error) {
	s = earning.Standing{Tier: tier, TierBP: p.Tier(tier).EarnBP}
	if s.Used, err = b.used(ctx, member, rule.Rule, &p.Terms, now); err != nil {
		return s, err
	}
	if rule.Cap.Points > 0 {
		if s.InCap, err = b.granted(ctx, member, []string{rule.ID}, rule.Cap.Per.Begin(&p.Terms, now)); err != nil {
			return s, err
		}
	}
	if group := p.groupCap(rule.Group); group.Points > 0 {
		if s.InGroup, err = b.granted(ctx, member, p.groupRules(rule.Group), group.Per.Begin(&p.Terms, now)); err != nil {
			return s, err
		}
	}
	if len(rule.When.Segments) > 0 {
		if s.Segments, err = b.segments(ctx, member); err != nil {
			return s, err
		}
	}
	if rule.When.FirstOrder {
		s.Orders, err = b.countPurchases(ctx, member, hashOf(sourceID))
	}
	return s, err
}
