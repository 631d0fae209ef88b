package handlers

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// programmeBody is a loyalty programme. Rewards and codes have addresses of their own.
type programmeBody struct {
	TimeZone      string         `json:"time_zone,omitempty" example:"Indian/Mauritius" doc:"Where days begin; the brand's if left out."`
	Clawback      string         `json:"clawback,omitempty" enum:"debt,clamp" default:"debt" doc:"Points taken back that were spent: owed, or written off."`
	GraceDays     int            `json:"grace_days,omitempty" minimum:"0" maximum:"3650" doc:"Life of points given back whose own had ended; 0: they end at once."`
	TierWindow    int            `json:"tier_window_days,omitempty" minimum:"1" maximum:"3650" default:"365"`
	TierRetention int            `json:"tier_retention_days,omitempty" minimum:"1" maximum:"3650" default:"365"`
	Tiers         []tierBody     `json:"tiers,omitempty" maxItems:"20" doc:"Lowest first; the first begins at 0."`
	Groups        []groupBody    `json:"groups,omitempty" maxItems:"50"`
	Rules         []ruleBody     `json:"rules,omitempty" maxItems:"100"`
	Campaigns     []campaignBody `json:"campaigns,omitempty" maxItems:"200"`
	Social        *socialBody    `json:"social,omitempty"`
	FourEyes      int64          `json:"four_eyes,omitempty" minimum:"0" doc:"Points above which a second person has to agree to a correction or an import; 0: none has to."`
	PointCost     int64          `json:"point_cost,omitempty" minimum:"0" doc:"What a hundred points cost the brand, minor units, for reports."`
}

type tierBody struct {
	Name   string `json:"name"`
	Min    int64  `json:"min" doc:"Qualifying points needed."`
	EarnBP int64  `json:"earn_bp,omitempty" default:"10000" doc:"Multiplier of points earned, in basis points: 12500 is 1.25."`
}

type groupBody struct {
	ID           string `json:"id"`
	PointsPerDay int64  `json:"points_per_day,omitempty" doc:"Cap that the rules of the group share, by the day; or else points and period."`
	Points       int64  `json:"points,omitempty"`
	Period       string `json:"period,omitempty" enum:"day,week,month,year,ever" doc:"day if left out."`
	Reject       bool   `json:"reject,omitempty" doc:"What does not fit earns nothing; else it earns what is left."`
}

type ruleBody struct {
	ID             string `json:"id,omitempty" example:"purchase" doc:"Also the event it is about, unless on says another. The house itself tells of contest_entry, contest_win, vote, survey, sign_up, birthday, referral and referred."`
	Name           string `json:"name" doc:"As members read it."`
	Active         *bool  `json:"active,omitempty" doc:"true if left out."`
	Points         int64  `json:"points,omitempty" doc:"Fixed number; or else num and den."`
	Num            int64  `json:"num,omitempty" doc:"Points are amount × num ÷ den, rounded down."`
	Den            int64  `json:"den,omitempty"`
	TierMultiplier bool   `json:"tier_multiplier,omitempty"`
	PendingDays    int    `json:"pending_days,omitempty"`
	ExpiryDays     *int   `json:"expiry_days,omitempty" minimum:"0" doc:"Never if left out."`
	ExpiryMonths   int    `json:"expiry_months,omitempty" minimum:"0" doc:"Instead of days: points of 31 January that live for a month end with the last day of February."`
	MaxPerOp       int64  `json:"max_per_op,omitempty"`
	MaxPerDay      int64  `json:"max_per_day,omitempty"`
	MaxPerYear     int64  `json:"max_per_year,omitempty"`
	Group          string `json:"group,omitempty"`
	Qualifying     bool   `json:"qualifying,omitempty" doc:"The points count for the tier."`
	Dedupe         string `json:"dedupe,omitempty" enum:"brand,member,none" default:"brand" doc:"Among whom a source_id earns once."`
	NoSelf         bool   `json:"no_self,omitempty" doc:"source_id names another member."`

	On         string    `json:"on,omitempty" example:"purchase" doc:"The event that the rule is about; its id if left out."`
	Products   []string  `json:"products,omitempty" doc:"SKUs and categories: only these lines of a purchase count."`
	PerUnit    int64     `json:"per_unit,omitempty" doc:"Points for each piece of the products; instead of points, num and den."`
	MinTier    int       `json:"min_tier,omitempty" doc:"Level of the lowest tier, from 0."`
	Segments   []string  `json:"segments,omitempty" doc:"For members who are in one of them."`
	Stores     []string  `json:"stores,omitempty" doc:"For purchases in one of them."`
	From       time.Time `json:"from,omitzero"`
	To         time.Time `json:"to,omitzero"`
	FirstOrder bool      `json:"first_order,omitempty"`
	MinAmount  int64     `json:"min_amount,omitempty" doc:"Minor units, of what the rule counts."`
	Cap        *capBody  `json:"cap,omitempty" doc:"On the points that one member earns by the rule."`
}

type capBody struct {
	Points int64  `json:"points" minimum:"1"`
	Period string `json:"period,omitempty" enum:"day,week,month,year,ever" doc:"day if left out."`
	Reject bool   `json:"reject,omitempty" doc:"What does not fit earns nothing; else it earns what is left."`
}

// socialBody is what a brand settles for members among themselves, and what tiers give beside points.
type socialBody struct {
	ReferralAct string     `json:"referral_act,omitempty" example:"sign_up" doc:"The friend's act that a referral waits for: sign_up, purchase, any event; without one there are no referrals."`
	GiftsMonth  int64      `json:"gifts_per_month,omitempty" doc:"Points that a member may give others in a month; 0: none."`
	GiftDays    int        `json:"gift_days,omitempty" doc:"How long a gift waits to be claimed."`
	Benefits    [][]string `json:"benefits,omitempty" doc:"What each tier gives beside points, in your words; lowest first."`
}

func (b socialBody) social() loyalty.Social {
	return loyalty.Social{
		ReferralAct: b.ReferralAct, Gifts: loyalty.Gifts{PerMonth: b.GiftsMonth, Days: b.GiftDays}, Benefits: b.Benefits,
	}
}

func tellSocial(s loyalty.Social) *socialBody {
	return &socialBody{ReferralAct: s.ReferralAct, GiftsMonth: s.Gifts.PerMonth, GiftDays: s.Gifts.Days, Benefits: s.Benefits}
}

func (b groupBody) group() loyalty.Group {
	return loyalty.Group{ID: b.ID, Cap: earning.Cap{
		Points: b.PointsPerDay + b.Points, Per: earning.Period(orElse(b.Period, string(earning.Day))), Reject: b.Reject,
	}}
}

func tellGroup(g loyalty.Group) groupBody {
	b := groupBody{ID: g.ID, Points: g.Points, Period: string(g.Per), Reject: g.Reject}
	if g.Per == earning.Day {
		b.PointsPerDay, b.Points, b.Period = g.Points, 0, ""
	}
	return b
}

func (b ruleBody) terms() earning.Terms {
	t := earning.Terms{
		On: b.On, Products: b.Products, PerUnit: b.PerUnit,
		When: earning.Condition{
			MinTier: b.MinTier, Segments: b.Segments, Stores: b.Stores, From: b.From, To: b.To, FirstOrder: b.FirstOrder, MinAmount: b.MinAmount,
		},
	}
	if b.Cap != nil {
		t.Cap = earning.Cap{Points: b.Cap.Points, Per: earning.Period(b.Cap.Period), Reject: b.Cap.Reject}
	}
	return t
}

// tellRuleTerms adds what a rule has beside its rate.
func tellRuleTerms(b ruleBody, t earning.Terms) ruleBody {
	b.On, b.Products, b.PerUnit = t.On, t.Products, t.PerUnit
	b.MinTier, b.Segments, b.Stores, b.From, b.To = t.When.MinTier, t.When.Segments, t.When.Stores, t.When.From, t.When.To
	b.FirstOrder, b.MinAmount = t.When.FirstOrder, t.When.MinAmount
	if t.Cap.Points > 0 {
		b.Cap = &capBody{Points: t.Cap.Points, Period: string(t.Cap.Per), Reject: t.Cap.Reject}
	}
	return b
}

type campaignBody struct {
	ID   string    `json:"id,omitempty" maxLength:"60" doc:"Made where it is left out."`
	Name string    `json:"name,omitempty" maxLength:"80" doc:"As reports show it."`
	Rule string    `json:"rule"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	BP   int64     `json:"bp" doc:"Multiplier in basis points; the highest of several counts."`
}

func (b programmeBody) programme(brand account.Brand) (loyalty.Programme, error) {
	zone, err := time.LoadLocation(orElse(b.TimeZone, brand.TimeZone))
	if err != nil {
		return loyalty.Programme{}, account.ErrTimeZone
	}
	p := loyalty.Programme{Terms: ledger.Terms{
		Clawback: ledger.Policy(b.Clawback), GraceDays: b.GraceDays, TierWindow: b.TierWindow, TierRetention: b.TierRetention, Zone: zone,
	}}
	p.Desk = loyalty.Desk{FourEyes: b.FourEyes, PointCost: b.PointCost}
	if b.Social != nil {
		p.Social = b.Social.social()
	}
	for _, t := range b.Tiers {
		p.Terms.Tiers = append(p.Terms.Tiers, ledger.Tier(t))
	}
	for _, g := range b.Groups {
		p.Groups = append(p.Groups, g.group())
	}
	for _, r := range b.Rules {
		p.Rules = append(p.Rules, r.rule())
	}
	for _, c := range b.Campaigns {
		p.Campaigns = append(p.Campaigns, ledger.Campaign(c))
	}
	return p, nil
}

func (b ruleBody) rule() loyalty.Rule {
	return loyalty.Rule{Name: b.Name, Active: or(b.Active, true), Terms: b.terms(), Rule: ledger.Rule{
		ID: b.ID, Num: b.Num, Den: b.Den, Fixed: b.Points, TierMultiplier: b.TierMultiplier,
		PendingDays: b.PendingDays, ExpiryDays: or(b.ExpiryDays, ledger.Never), ExpiryMonths: b.ExpiryMonths,
		MaxPerOp: b.MaxPerOp, MaxPerDay: b.MaxPerDay, MaxPerYear: b.MaxPerYear,
		Group: b.Group, Qualifying: b.Qualifying, Dedupe: ledger.Dedupe(b.Dedupe), NoSelf: b.NoSelf,
	}}
}

func tellRule(r loyalty.Rule) ruleBody {
	return tellRuleTerms(ruleBody{
		ID: r.ID, Name: r.Name, Active: &r.Active, Points: r.Fixed, Num: r.Num, Den: r.Den, TierMultiplier: r.TierMultiplier,
		PendingDays: r.PendingDays, ExpiryDays: optionalDays(r.ExpiryDays), ExpiryMonths: r.ExpiryMonths,
		MaxPerOp: r.MaxPerOp, MaxPerDay: r.MaxPerDay, MaxPerYear: r.MaxPerYear,
		Group: r.Group, Qualifying: r.Qualifying, Dedupe: string(r.Dedupe), NoSelf: r.NoSelf,
	}, r.Terms)
}

func optionalDays(days int) *int {
	if days == ledger.Never {
		return nil
	}
	return &days
}

func tellProgramme(p *loyalty.Programme) programmeBody {
	t := p.Terms
	b := programmeBody{
		TimeZone: t.Zone.String(), Clawback: string(t.Clawback), GraceDays: t.GraceDays,
		TierWindow: t.TierWindow, TierRetention: t.TierRetention, Social: tellSocial(p.Social),
		FourEyes: p.Desk.FourEyes, PointCost: p.Desk.PointCost,
	}
	for _, tier := range t.Tiers {
		b.Tiers = append(b.Tiers, tierBody(tier))
	}
	for _, g := range p.Groups {
		b.Groups = append(b.Groups, tellGroup(g))
	}
	for _, r := range p.Rules {
		b.Rules = append(b.Rules, tellRule(r))
	}
	for _, c := range p.Campaigns {
		b.Campaigns = append(b.Campaigns, campaignBody(c))
	}
	return b
}

type programmeRequest struct {
	BrandRequest
	Body programmeBody
}

type programmeResponse struct {
	Body programmeBody
}

func (a *App) findProgramme(ctx context.Context, in *BrandRequest) (*programmeResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if err := actor.Require(account.UseTill, brand.ID); err != nil {
		return nil, err
	}
	return a.answerProgramme(ctx, brand.ID)
}

func (a *App) answerProgramme(ctx context.Context, brand account.BrandID) (*programmeResponse, error) {
	p, err := a.Loyalty.FindProgramme(ctx, brand)
	if err != nil {
		return nil, err
	}
	return &programmeResponse{Body: tellProgramme(p)}, nil
}

func (a *App) setProgramme(ctx context.Context, in *programmeRequest) (*programmeResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	p, err := in.Body.programme(brand)
	if err != nil {
		return nil, err
	}
	if err := a.Loyalty.SetProgramme(ctx, actor, brand.ID, p); err != nil {
		return nil, err
	}
	return a.answerProgramme(ctx, brand.ID)
}

type ruleRequest struct {
	BrandRequest
	Rule string `path:"rule"`
	Body ruleBody
}

func (a *App) saveRule(ctx context.Context, in *ruleRequest) (*programmeResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	in.Body.ID = in.Rule
	if err := a.Loyalty.SaveRule(ctx, actor, brand.ID, in.Body.rule()); err != nil {
		return nil, err
	}
	return a.answerProgramme(ctx, brand.ID)
}

// tierLevel is the level of a tier by its name; no tier has the level of an unknown one.
func (a *App) tierLevel(ctx context.Context, brand account.BrandID, name string) (*int, error) {
	p, err := a.Loyalty.FindProgramme(ctx, brand)
	if err != nil {
		return nil, err
	}
	level := slices.IndexFunc(p.Terms.Tiers, func(t ledger.Tier) bool { return t.Name == name })
	return &level, nil
}
