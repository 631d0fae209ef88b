package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty/ledger"
)

// MemberFilter narrows the list of members. Its zero value is all of them.
type MemberFilter struct {
	RefPrefix string // beginning of the member number
	Fan       fan.ID // the member who is this fan
	Level     *int   // tier
}

// MemberLine is a member in the list, as their books were last written. A member to whom
// something is due at this moment is shown as it will be.
type MemberLine struct {
	Member
	ledger.Balances
	Level  int
	Tier   string
	LastAt time.Time // of the last movement
	Erased bool

	nextDue time.Time // nothing happens by itself before this
}

// MemberPage is one page of the list, and how many members there are of each tier.
type MemberPage struct {
	Lines  []MemberLine
	Next   string // cursor of the next page; empty at the end
	Levels []int  // members of each tier, erased ones aside
	Total  int    // members that match the filter
}

// ListMembers returns members of the brand: who came last comes first, and where a beginning of
// numbers is searched for, the numbers come in their order.
func (s *Service) ListMembers(ctx context.Context, actor account.Actor, brand account.BrandID, f MemberFilter, page Page) (MemberPage, error) {
	if err := actor.Require(account.ViewPeople, brand); err != nil {
		return MemberPage{}, err
	}
	var found MemberPage
	err := s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		p, err := b.programme(ctx)
		if err != nil {
			return err
		}
		if found, err = b.members(ctx, f, page); err != nil {
			return err
		}
		for i := range found.Lines {
			if err := s.freshen(ctx, b, &found.Lines[i]); err != nil {
				return err
			}
			found.Lines[i].Tier = p.Tier(found.Lines[i].Level).Name
		}
		levels, err := b.countLevels(ctx)
		if err != nil {
			return err
		}
		found.Levels = p.inOrder(levels)
		found.Total, err = b.countMembers(ctx, f, levels)
		return err
	})
	return found, err
}

// CountTiers returns how many members each tier has, erased ones aside.
func (s *Service) CountTiers(ctx context.Context, actor account.Actor, brand account.BrandID) ([]int, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return nil, err
	}
	p, err := s.FindProgramme(ctx, brand)
	if err != nil {
		return nil, err
	}
	levels, err := books{tx: s.db, brand: brand}.countLevels(ctx)
	return p.inOrder(levels), err
}

// inOrder lists how many members the tiers of the programme have, from the lowest on.
func (p *Programme) inOrder(levels map[int]int) []int {
	counts := make([]int, max(1, len(p.Terms.Tiers)))
	for level := range counts {
		counts[level] = levels[level]
	}
	return counts
}

// freshen settles a line to which time has done something that is not written down yet.
func (s *Service) freshen(ctx context.Context, b books, line *MemberLine) error {
	if line.nextDue.IsZero() || line.nextDue.After(s.clock.Now()) {
		return nil
	}
	settled, _, err := s.peek(ctx, b, byID, string(line.ID))
	if err != nil {
		return err
	}
	line.Balances, line.Level = settled.Balances, settled.Tier
	return nil
}

// ListRedemptions returns the rewards that a member took, latest first.
func (s *Service) ListRedemptions(ctx context.Context, actor account.Actor, brand account.BrandID, ref string) ([]Redemption, error) {
	if err := mayRead(actor, brand); err != nil {
		return nil, err
	}
	return s.redemptions(ctx, brand, byRef, ref)
}

// ListOwnRedemptions is ListRedemptions for the fan who asks about themselves.
func (s *Service) ListOwnRedemptions(ctx context.Context, brand account.BrandID, id fan.ID) ([]Redemption, error) {
	return s.redemptions(ctx, brand, byFan, string(id))
}

func (s *Service) redemptions(ctx context.Context, brand account.BrandID, by, member string) (list []Redemption, err error) {
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		w, err := b.findWallet(ctx, by, member)
		if err != nil {
			return err
		}
		if list, err = b.redemptions(ctx, w.id); err != nil {
			return err
		}
		return s.allReadable(list)
	})
	return list, err
}

// RewardUse is how often a reward was taken and handed over.
type RewardUse struct {
	Redeemed, Used int
}

// CountRedemptions returns, by reward, how often each was taken and not given back.
func (s *Service) CountRedemptions(ctx context.Context, actor account.Actor, brand account.BrandID) (map[string]RewardUse, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return nil, err
	}
	return books{tx: s.db, brand: brand}.countByReward(ctx)
}
