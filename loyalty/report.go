package loyalty

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/loyalty/ledger"
)

// Period is days of the brand, the first and the last included. Days have no hour.
type Period struct {
	First, Last time.Time // midnight UTC of the days
}

// MaxReportDays bounds a report.
const MaxReportDays = 800

// ErrReportPeriod refuses a period.
var ErrReportPeriod = fault.New(fault.Invalid, "report_period_invalid",
	"Choisissez une période de 1 à 800 jours, dans l’ordre.", "Choose a period of 1 to 800 days, in order.")

// Days is how many days the period has.
func (p Period) Days() int { return int(p.Last.Sub(p.First)/(24*time.Hour)) + 1 }

// Before is the period of the same length that ends the day before.
func (p Period) Before() Period {
	return Period{First: p.First.AddDate(0, 0, -p.Days()), Last: p.First.AddDate(0, 0, -1)}
}

// Flows are what moved in a stretch of time.
type Flows struct {
	Issued    int64 // earned, and given by codes
	TakenBack int64 // of those, by refunds and reversals
	Burned    int64 // spent, less what was given back
	Expired   int64 // ended unused, less what was taken back of it
	Adjusted  int64 // by hand and by import, signed
	Turnover  int64 // of purchases that earned, minor units
	Purchases int64 // that earned
}

// Breakage is the share of points that ended unused among those that ended; false where none did.
func (f Flows) Breakage() (float64, bool) {
	ended := f.Burned + f.Expired
	if ended <= 0 {
		return 0, false
	}
	return float64(f.Expired) / float64(ended), true
}

// DayFlows are the flows of one day.
type DayFlows struct {
	Day time.Time
	Flows
}

// RuleFlows are what a way to earn gave.
type RuleFlows struct {
	Rule     string
	Events   int64
	Points   int64
	Turnover int64
}

// RewardFlows are what a reward cost.
type RewardFlows struct {
	Reward string
	Taken  int64 // times, those given back aside
	Points int64
}

// TierMoves are how many came to a tier, and how many are in it now.
type TierMoves struct {
	Level    int
	Up, Down int64 // came to it from below, from above
	Members  int   // now
}

// ActiveMonth is a month with who did something in it.
type ActiveMonth struct {
	Month  time.Time
	Active int64
	Joined int64 // members who came in it
}

// Cohort is those who came in a month, and how many of them did something in each month since,
// the first one included.
type Cohort struct {
	Month  time.Time
	Size   int64
	Active []int64
}

// CampaignReturn is what a campaign cost and brought, as far as the books can know.
type CampaignReturn struct {
	ledger.Campaign
	Points   int64 // that its purchases earned
	Extra    int64 // of them, those that the campaign alone gave
	Turnover int64 // of the rule's purchases while it ran, minor units
	Before   int64 // … in as many days before it
	Cost     int64 // of the extra points, minor units; 0 where the cost of a point is not said
	Running  bool
}

// Lift is the turnover beyond that of the days before, signed.
func (c CampaignReturn) Lift() int64 { return c.Turnover - c.Before }

// ROI is the lift less the cost, by the cost; false where there is no cost to hold it against.
// What would have been sold anyway nobody knows: the days before stand for it.
func (c CampaignReturn) ROI() (float64, bool) {
	if c.Cost <= 0 {
		return 0, false
	}
	return float64(c.Lift()-c.Cost) / float64(c.Cost), true
}

// ActivityReport is what a programme did in a period, beside the period before.
type ActivityReport struct {
	Period
	Now, Was  Flows
	Days      []DayFlows
	Owed      int64 // now
	Liability []Liability
	Rules     []RuleFlows
	Rewards   []RewardFlows
	Tiers     []TierMoves // none: the programme has none
	Months    []ActiveMonth
	Cohorts   []Cohort
	Campaigns []CampaignReturn
	PointCost int64 // of a hundred points, minor units; 0: not said
}

// Worth is what points cost the brand, minor units; 0 where it is not said.
func (r ActivityReport) Worth(points int64) int64 { return points * r.PointCost / 100 }

// monthsReported is how many months of activity a report looks back.
const monthsReported = 12

// Report says what the programme did in a period. It reads sums by day, and of the books
// themselves only the last minutes. Faults: ErrReportPeriod, ErrNoProgramme.
func (s *Service) Report(ctx context.Context, actor account.Actor, brand account.BrandID, period Period) (ActivityReport, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return ActivityReport{}, err
	}
	if n := period.Days(); n < 1 || n > MaxReportDays {
		return ActivityReport{}, ErrReportPeriod
	}
	r := ActivityReport{Period: period}
	err := s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		p, err := b.programme(ctx)
		if err != nil {
			return err
		}
		r.PointCost = p.Desk.PointCost
		if err := b.readRecent(ctx); err != nil {
			return err
		}
		f, err := b.foldedSince(ctx, p, r.earliest(p))
		if err != nil {
			return err
		}
		r.fill(f, p, s.clock.Now())
		if err := b.fillActive(ctx, f, &r, s.clock.Now()); err != nil {
			return err
		}
		levels, err := b.countLevels(ctx)
		for level := range r.Tiers {
			r.Tiers[level].Members = levels[level]
		}
		return err
	})
	if err != nil {
		return ActivityReport{}, err
	}
	if r.Liability, err = s.ListLiability(ctx, actor, brand); err != nil {
		return ActivityReport{}, err
	}
	for _, l := range r.Liability {
		r.Owed += l.Points
	}
	return r, nil
}

// earliest is the first day of which anything is asked: that of the period before, or of the
// days before a campaign.
func (r ActivityReport) earliest(p *Programme) time.Time {
	first := r.Before().First
	for _, c := range p.Campaigns {
		if before := campaignDays(c, p.Terms.Zone).Before().First; before.Before(first) {
			first = before
		}
	}
	return first
}

// campaignDays are the days of the brand that a campaign touches.
func campaignDays(c ledger.Campaign, zone *time.Location) Period {
	return Period{First: dayOf(c.From, zone), Last: dayOf(c.To.Add(-time.Millisecond), zone)}
}

// dayOf is the day of the brand in which a moment lies, as midnight UTC.
func dayOf(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}

// afterAll is beyond every day and every id.
const afterAll = "~"

// foldedSince are the figures by day since a day, those of the last minutes included.
func (b books) foldedSince(ctx context.Context, p *Programme, first time.Time) (*fold, error) {
	f := newFold(p.Terms.Zone)
	upto, err := b.foldMark(ctx)
	if err != nil {
		return nil, err
	}
	if err := b.foldedDays(ctx, f, first.Format(time.DateOnly), afterAll); err != nil {
		return nil, err
	}
	const everything = 1 << 40
	return f, b.foldInto(ctx, f, upto, afterAll, everything)
}

// fill sums the days into the report.
func (r *ActivityReport) fill(f *fold, p *Programme, now time.Time) {
	days := map[string]*Flows{}
	for day := r.First; !day.After(r.Last); day = day.AddDate(0, 0, 1) {
		days[day.Format(time.DateOnly)] = &Flows{}
	}
	rules, rewards := map[string]*RuleFlows{}, map[string]*RewardFlows{}
	for level := range p.Terms.Tiers {
		if len(p.Terms.Tiers) > 1 {
			r.Tiers = append(r.Tiers, TierMoves{Level: level})
		}
	}
	for key, d := range f.days {
		if r.Period.Before().has(key.Day) {
			r.Was.count(key, *d)
		}
		if !r.has(key.Day) {
			continue
		}
		r.Now.count(key, *d)
		days[key.Day].count(key, *d)
		r.countMove(key, *d)
		countRule(rules, key, *d)
		countReward(rewards, key, *d)
	}
	for day := r.First; !day.After(r.Last); day = day.AddDate(0, 0, 1) {
		r.Days = append(r.Days, DayFlows{day, *days[day.Format(time.DateOnly)]})
	}
	for _, rule := range rules {
		r.Rules = append(r.Rules, *rule)
	}
	for _, reward := range rewards {
		r.Rewards = append(r.Rewards, *reward)
	}
	slices.SortFunc(r.Rules, func(a, b RuleFlows) int { return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Rule, b.Rule)) })
	slices.SortFunc(r.Rewards, func(a, b RewardFlows) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Reward, b.Reward))
	})
	for _, c := range p.Campaigns {
		r.Campaigns = append(r.Campaigns, f.campaign(c, *r, p.Terms.Zone, now))
	}
	slices.SortStableFunc(r.Campaigns, func(a, b CampaignReturn) int { return b.From.Compare(a.From) })
}

// has reports whether a day, as it is stored, lies in the period.
func (p Period) has(day string) bool {
	return day >= p.First.Format(time.DateOnly) && day <= p.Last.Format(time.DateOnly)
}

func (f *Flows) count(key dayKey, d dayFigures) {
	if key.Kind == movedTier {
		return
	}
	switch ledger.Account(key.Debit) {
	case ledger.Issuance:
		f.Issued += d.Points
	case ledger.Burned:
		f.Burned -= d.Points
	case ledger.Expired:
		f.Expired -= d.Points
	case ledger.Adjusted:
		f.Adjusted += d.Points
	}
	switch ledger.Account(key.Credit) {
	case ledger.Issuance:
		f.TakenBack += d.Points
	case ledger.Burned:
		f.Burned += d.Points
	case ledger.Expired:
		f.Expired += d.Points
	case ledger.Adjusted:
		f.Adjusted -= d.Points
	}
	if key.Kind == string(ledger.Earn) && d.Amount > 0 {
		f.Turnover, f.Purchases = f.Turnover+d.Amount, f.Purchases+d.N
	}
}

func (r *ActivityReport) countMove(key dayKey, d dayFigures) {
	level, err := strconv.Atoi(key.Rule)
	if key.Kind != movedTier || err != nil || level >= len(r.Tiers) {
		return
	}
	if key.Debit == "up" {
		r.Tiers[level].Up += d.N
	} else {
		r.Tiers[level].Down += d.N
	}
}

func countRule(rules map[string]*RuleFlows, key dayKey, d dayFigures) {
	if key.Kind != string(ledger.Earn) {
		return
	}
	if rules[key.Rule] == nil {
		rules[key.Rule] = &RuleFlows{Rule: key.Rule}
	}
	rule := rules[key.Rule]
	rule.Events, rule.Turnover = rule.Events+d.N, rule.Turnover+d.Amount
	if key.Debit == string(ledger.Issuance) {
		rule.Points += d.Points
	}
}

func countReward(rewards map[string]*RewardFlows, key dayKey, d dayFigures) {
	if key.Kind != string(ledger.Redeem) || key.Credit != string(ledger.Burned) {
		return
	}
	if rewards[key.Rule] == nil {
		rewards[key.Rule] = &RewardFlows{Reward: key.Rule}
	}
	rewards[key.Rule].Taken += d.N
	rewards[key.Rule].Points += d.Points
}

// campaign says what a campaign cost and brought. Only the days that are over or begun count
// on both sides.
func (f *fold) campaign(c ledger.Campaign, r ActivityReport, zone *time.Location, now time.Time) CampaignReturn {
	out := CampaignReturn{Campaign: c, Running: !now.Before(c.From) && now.Before(c.To)}
	ran := campaignDays(c, zone)
	if today := dayOf(now, zone); ran.Last.After(today) {
		ran.Last = today
	}
	if ran.Last.Before(ran.First) {
		return out // still to come
	}
	before := ran.Before()
	for key, d := range f.days {
		if key.Kind != string(ledger.Earn) || key.Rule != c.Rule {
			continue
		}
		switch {
		case before.has(key.Day):
			out.Before += d.Amount
		case ran.has(key.Day):
			out.Turnover += d.Amount
			if key.BP == c.BP && key.Debit == string(ledger.Issuance) {
				out.Points += d.Points
				out.Extra += d.Extra
			}
		}
	}
	out.Cost = r.Worth(out.Extra)
	return out
}

// fillActive says who did something in the last months, and how many of each month's newcomers.
func (b books) fillActive(ctx context.Context, f *fold, r *ActivityReport, now time.Time) error {
	local := now.In(f.zone)
	first := time.Date(local.Year(), local.Month()-monthsReported+1, 1, 0, 0, 0, 0, time.UTC)
	rows, err := b.cohorts(ctx, first.Format(monthLayout))
	if err != nil {
		return err
	}
	known, err := b.activeAmong(ctx, f.active)
	if err != nil {
		return err
	}
	active := map[string]map[string]int64{} // by month of coming, then of acting
	count := func(joined, month string, n int64) {
		if active[joined] == nil {
			active[joined] = map[string]int64{}
		}
		active[joined][month] += n
	}
	for _, row := range rows {
		count(row.Joined, row.Month, row.N)
	}
	for key := range f.active {
		if !known[key] {
			count(key.joined, key.month, 1)
		}
	}
	for i := range monthsReported {
		month := first.AddDate(0, i, 0)
		name := month.Format(monthLayout)
		out := ActiveMonth{Month: month}
		for _, months := range active {
			out.Active += months[name]
		}
		begins := time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, f.zone)
		if out.Joined, err = b.joinedBetween(ctx, db.Millis(begins), db.Millis(begins.AddDate(0, 1, 0))); err != nil {
			return err
		}
		r.Months = append(r.Months, out)
		if out.Joined == 0 {
			continue
		}
		c := Cohort{Month: month, Size: out.Joined}
		for j := i; j < monthsReported; j++ {
			c.Active = append(c.Active, active[name][first.AddDate(0, j, 0).Format(monthLayout)])
		}
		r.Cohorts = append(r.Cohorts, c)
	}
	return nil
}
