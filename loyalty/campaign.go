package loyalty

import (
	"context"
	"slices"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/loyalty/ledger"
)

// ErrUnknownCampaign refuses a campaign that is not there.
var ErrUnknownCampaign = fault.New(fault.NotFound, "unknown_campaign",
	"Cette campagne n’existe pas, ou plus.", "There is no such campaign, or no longer.")

// SaveCampaign adds a dated multiplier to the programme (without an id), or changes the one of
// that id. What was earned keeps the multiplier it was earned with.
// Faults: ErrNoProgramme, ErrUnknownCampaign, fault.ErrInvalid with the wrong fields.
func (s *Service) SaveCampaign(ctx context.Context, actor account.Actor, brand account.BrandID, c ledger.Campaign) (ledger.Campaign, error) {
	var wrong checker
	wrong.line(c.Name, 80, "name")
	if err := wrong.err(); err != nil {
		return c, err
	}
	err := s.changeCampaigns(ctx, actor, brand, func(list []ledger.Campaign) ([]ledger.Campaign, error) {
		if c.ID == "" {
			c.ID = db.NewID()
			return append(list, c), nil
		}
		i := slices.IndexFunc(list, func(old ledger.Campaign) bool { return old.ID == c.ID })
		if i < 0 {
			return nil, ErrUnknownCampaign
		}
		list[i] = c
		return list, nil
	})
	return c, err
}

// DropCampaign takes a campaign out of the programme.
func (s *Service) DropCampaign(ctx context.Context, actor account.Actor, brand account.BrandID, id string) error {
	return s.changeCampaigns(ctx, actor, brand, func(list []ledger.Campaign) ([]ledger.Campaign, error) {
		left := slices.DeleteFunc(list, func(c ledger.Campaign) bool { return c.ID == id })
		if len(left) == len(list) {
			return nil, ErrUnknownCampaign
		}
		return left, nil
	})
}

func (s *Service) changeCampaigns(
	ctx context.Context, actor account.Actor, brand account.BrandID, change func([]ledger.Campaign) ([]ledger.Campaign, error),
) error {
	return s.changeProgramme(ctx, actor, brand, "loyalty.campaigns_set", func(now *Programme) (Programme, error) {
		if now == nil {
			return Programme{}, ErrNoProgramme
		}
		p := *now
		var err error
		p.Campaigns, err = change(slices.Clone(now.Campaigns))
		return p, err
	})
}

// Settings are what of a programme is no rule and no campaign.
type Settings struct {
	Clawback      ledger.Policy
	GraceDays     int
	TierWindow    int // days
	TierRetention int // days
	Tiers         []ledger.Tier
	Groups        []Group
	Desk          Desk
}

// SaveSettings changes the terms of a programme, or begins it. Rules and campaigns stay.
func (s *Service) SaveSettings(ctx context.Context, actor account.Actor, brand account.BrandID, set Settings) error {
	found, err := account.FindBrand(ctx, s.db, brand)
	if err != nil {
		return err
	}
	return s.changeProgramme(ctx, actor, brand, "loyalty.programme_set", func(now *Programme) (Programme, error) {
		p := firstProgramme(found.Location())
		if now != nil {
			p = *now
		}
		p.Terms.Clawback, p.Terms.GraceDays, p.Terms.Tiers = set.Clawback, set.GraceDays, set.Tiers
		p.Terms.TierWindow, p.Terms.TierRetention = set.TierWindow, set.TierRetention
		p.Groups, p.Desk = set.Groups, set.Desk
		if levels := max(1, len(set.Tiers)); len(p.Social.Benefits) > levels {
			p.Social.Benefits = p.Social.Benefits[:levels]
		}
		return p, nil
	})
}
