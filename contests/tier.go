package contests

import (
	"context"
	"slices"

	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// ListTiers returns the tiers that actions of a brand may ask for, the lowest first.
func (s *Service) ListTiers(ctx context.Context, brand account.BrandID) ([]string, error) {
	if s.tiers == nil {
		return nil, nil
	}
	return s.tiers.ListTiers(ctx, brand)
}

// tierReached is nil where the person of an entry has a tier or a higher one. A tier is
// somebody's who has proved to be them.
func (s *Service) tierReached(ctx context.Context, c Contest, e Entry, tier string) (*fault.Error, error) {
	f, err := s.fans.Find(ctx, c.Brand, e.Fan)
	if err != nil {
		return nil, err
	}
	if !f.Verified() {
		return ErrTierUnproved, nil
	}
	all, err := s.tiers.ListTiers(ctx, c.Brand)
	if err != nil {
		return nil, err
	}
	has, err := s.tiers.TierOf(ctx, c.Brand, e.Fan)
	if err != nil {
		return nil, err
	}
	asked := slices.Index(all, tier)
	if asked < 0 || slices.Index(all, has) < asked {
		return ErrTierNotReached.With(tier), nil
	}
	return nil, nil
}

// checkTiers refuses a draft that asks for tiers which the programme does not have.
func (s *Service) checkTiers(ctx context.Context, brand account.BrandID, r EntryRules) error {
	var wrong problems
	all, err := s.ListTiers(ctx, brand)
	if err != nil {
		return err
	}
	for i, a := range r.Actions {
		if a.Tier != "" && !slices.Contains(all, a.Tier) {
			wrong.add(indexed("entry.actions", i, "tier"), ErrTierUnknown)
		}
	}
	return wrong.err()
}
