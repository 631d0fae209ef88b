package main

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/till"
)

// demoPIN unlocks the demo's till, for whoever has signed in there once.
const demoPIN = "270415"

// planTill has a till at the counter where somebody has worked this morning, and what a
// member of the demo shows there: a name, a card, a gift on its way.
func (s *seeder) planTill() {
	s.plan(s.before(100*day), func(ctx context.Context) error {
		return s.h.loyalty.SetOwnProfile(ctx, s.brand.ID, s.fans[0].ID, loyalty.OwnProfile{FirstName: demoFirstName(0), Birthday: "07-14"}, true, "fr")
	})
	s.plan(s.before(2*day), func(ctx context.Context) error {
		_, _, err := s.h.loyalty.Give(ctx, s.brand.ID, s.fans[0].ID, "demo-gift", 25, "Pour ta fête !")
		return err
	})
	s.plan(s.before(50*time.Minute), s.workAtTill)
}

func (s *seeder) workAtTill(ctx context.Context) error {
	if err := s.h.tills.SetPIN(ctx, s.till, s.brand.ID, demoPIN); err != nil {
		return err
	}
	limits := till.Limits{Bill: 20_000, DayBills: 200_000, Spend: 500}
	if err := s.h.tills.SetLimits(ctx, s.owner, s.brand.ID, "", &limits); err != nil {
		return err
	}
	counter, _, err := s.h.tills.Open(ctx, s.till, s.brand.ID, "Comptoir")
	if err != nil {
		return err
	}
	clerk := till.Clerk{Actor: s.till, Till: counter}
	for i, amount := range []int64{1250, 890, 2400} {
		if _, err := s.h.tills.Earn(ctx, clerk, "demo-"+s.refs[i], till.Sale{Member: s.refs[i], Amount: amount}); err != nil {
			return err
		}
	}
	return nil
}

// demoClerk is the user of the role till.
func (s *seeder) demoClerk(role account.Role, user account.User) {
	if role == account.Till {
		s.till = account.Actor{User: user.ID, Name: user.Name, Brand: s.brand.ID, Role: role, Kind: account.KindStaff}
	}
}
