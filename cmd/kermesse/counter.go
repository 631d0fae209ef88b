package main

import (
	"context"
	"errors"

	"kermesse/contests/claims"
	"kermesse/internal/account"
	"kermesse/loyalty/till"
)

// counter lets tills hand over the prizes of contests.
type counter struct{ claims *claims.Service }

// FindPrize implements till.Prizes. A prize that was handed over is found as well: it says when
// and by whom.
func (c counter) FindPrize(ctx context.Context, actor account.Actor, _ account.BrandID, code string) (till.Prize, error) {
	m, err := c.claims.Scan(ctx, actor, code)
	switch {
	case errors.Is(err, claims.ErrPickupUnknown):
		return till.Prize{}, till.ErrScan
	case err != nil && !errors.Is(err, claims.ErrHandedOver):
		return till.Prize{}, err
	}
	return prizeOf(m, code), nil
}

// HandOver implements till.Prizes. A till that lost the answer asks again: a prize that the same
// hand has handed over already is no second one.
func (c counter) HandOver(ctx context.Context, actor account.Actor, _ account.BrandID, _, code string) (till.Prize, error) {
	m, err := c.claims.HandOver(ctx, actor, code, "")
	if errors.Is(err, claims.ErrHandedOver) {
		if m, _ = c.claims.Scan(ctx, actor, code); m.Claim.HandedBy == actor.Name { // Scan says the same, and what it is about
			err = nil
		}
	}
	if err != nil {
		return till.Prize{}, err
	}
	return prizeOf(m, code), nil
}

func prizeOf(m claims.Message, code string) till.Prize {
	return till.Prize{
		Code: code, Name: m.Contest.Prizes[m.Claim.Prize].Name, Contest: m.Contest.Title, Winner: m.Claim.Name,
		HandedAt: m.Claim.ReceivedAt, HandedBy: m.Claim.HandedBy,
	}
}
