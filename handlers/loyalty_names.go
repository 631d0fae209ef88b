package handlers

import (
	"context"

	"kermesse/internal/account"
	"kermesse/loyalty"
)

// loyaltyNames are the names of rules, rewards and promo codes by their ids, for histories.
type loyaltyNames map[string]string

// of is the name of a rule, reward or promo code; what has no name is said as it is.
func (n loyaltyNames) of(id string) string {
	if name, ok := n[id]; ok {
		return name
	}
	return id
}

func (a *App) loyaltyNames(ctx context.Context, brand account.BrandID, p *loyalty.Programme) (loyaltyNames, error) {
	rewards, err := a.Loyalty.ListRewards(ctx, brand)
	if err != nil {
		return nil, err
	}
	codes, err := a.Loyalty.ListCodeNames(ctx, brand)
	if err != nil {
		return nil, err
	}
	names := loyaltyNames{}
	for id, name := range codes {
		names[string(id)] = name
	}
	for _, rule := range p.Rules {
		names[rule.ID] = rule.Name
	}
	for _, r := range rewards {
		names[r.ID] = r.Name
	}
	return names, nil
}
