package ledger

import (
	"math/big"
	"time"
)

// Never is the number of days until expiry of points that do not end.
const Never = -1

const day = 24 * time.Hour

// Policy says what becomes of points that a refund takes back when the member has spent
// them already.
type Policy string

// The policies.
const (
	ToDebt Policy = "debt"  // owed, and paid from the next points
	Clamp  Policy = "clamp" // written off by the brand
)

// Terms are a brand's rules for all its points.
type Terms struct {
	Clawback      Policy
	GraceDays     int // life of points restored to a lot that has ended; 0: they end at once
	TierWindow    int // days over which qualifying points count
	TierRetention int // days a tier lasts at least
	Tiers         []Tier
	Zone          *time.Location // where the brand's days begin
}

// Tier is one level of the programme. Level 0 is everybody's.
type Tier struct {
	Name   string
	Min    int64 // qualifying points needed
	EarnBP int64 // multiplier of points earned, in basis points: 12500 is 1.25
}

// Level is the highest tier whose threshold q reaches.
func (t *Terms) Level(q int64) int {
	level := 0
	for i, tier := range t.Tiers {
		if tier.Min <= q {
			level = i
		}
	}
	return level
}

// EndOfDay is the first midnight of the brand strictly after t.
func (t *Terms) EndOfDay(at time.Time) time.Time {
	return t.midnight(at, 1)
}

// midnight is when the day begins that comes some days after that of t. Where clocks jump
// over midnight, the day begins when they land.
func (t *Terms) midnight(at time.Time, days int) time.Time {
	local := at.In(t.Zone)
	begins := time.Date(local.Year(), local.Month(), local.Day()+days, 0, 0, 0, 0, t.Zone)
	// For a midnight that does not exist time.Date may give a moment of the day before.
	if begins.Hour() >= 12 {
		begins = begins.Add(time.Hour)
	}
	return begins.UTC()
}

// Expires is when points that become available at that time end; the zero time if never.
func (t *Terms) Expires(available time.Time, days int) time.Time {
	if days == Never {
		return time.Time{}
	}
	return t.EndOfDay(available.Add(time.Duration(days) * day))
}

// ExpiresIn is Expires for a life of calendar months: points of 31 January that live for a
// month end with the last day of February.
func (t *Terms) ExpiresIn(available time.Time, months int) time.Time {
	local := available.In(t.Zone)
	year, month := local.Year(), local.Month()+time.Month(months)
	lastDay := time.Date(year, month+1, 0, 12, 0, 0, 0, t.Zone).Day()
	return t.EndOfDay(time.Date(year, month, min(local.Day(), lastDay), 12, 0, 0, 0, t.Zone))
}

// StartOfDay is the midnight with which the brand's day of t began.
func (t *Terms) StartOfDay(at time.Time) time.Time {
	return t.midnight(at, 0)
}

// StartOfYear is the midnight with which the brand's calendar year of t began.
func (t *Terms) StartOfYear(at time.Time) time.Time {
	return time.Date(at.In(t.Zone).Year(), time.January, 1, 0, 0, 0, 0, t.Zone).UTC()
}

// Dedupe says among whom a business id (an order, a vote) earns once for ever.
type Dedupe string

// The scopes of de-duplication.
const (
	PerBrand  Dedupe = "brand"  // once, whoever it was for
	PerMember Dedupe = "member" // once for each member
	NoDedupe  Dedupe = "none"
)

// Rule says how one kind of event earns points. A rule is per amount where Den > 0, and
// gives Fixed points otherwise.
type Rule struct {
	ID             string
	Num, Den       int64 // points per minor unit of money: Num/Den
	Fixed          int64
	TierMultiplier bool // the member's tier multiplies the points
	PendingDays    int
	ExpiryDays     int    // counted from when the points are available; Never
	ExpiryMonths   int    // instead of days, calendar months; 0: days count
	MaxPerOp       int64  // points; 0: no limit
	MaxPerDay      int64  // accepted events a day; 0: no limit
	MaxPerYear     int64  // accepted events a calendar year; 0: no limit
	Group          string // rules of a group share a daily cap on points; empty: none
	Qualifying     bool   // the points count for the tier
	Dedupe         Dedupe
	NoSelf         bool // the business id names another member, not the one who earns
}

// Campaign multiplies what a rule earns from From until before To.
type Campaign struct {
	ID, Name string // for people and reports; may be empty
	Rule     string
	From, To time.Time
	BP       int64 // basis points: 20000 is double
}

// One is a multiplier of 1 in basis points.
const One = 10_000

// Multiplier is the highest of the rule's campaigns at t; One if there is none.
func Multiplier(campaigns []Campaign, rule string, t time.Time) int64 {
	var best int64
	for _, c := range campaigns {
		if c.Rule == rule && !t.Before(c.From) && t.Before(c.To) {
			best = max(best, c.BP)
		}
	}
	if best == 0 {
		return One
	}
	return best
}

// Worth is what an event earns before caps: fixed points, or amount × Num/Den × both
// multipliers, rounded down once, at the end. Amount is in minor units of money, ≥ 0.
func (r Rule) Worth(amount, tierBP, campaignBP int64) int64 {
	if r.Den == 0 {
		return r.Fixed
	}
	if !r.TierMultiplier {
		tierBP = One
	}
	// Four factors can exceed 64 bits long before the quotient does.
	n := big.NewInt(amount)
	for _, factor := range []int64{r.Num, tierBP, campaignBP} {
		n.Mul(n, big.NewInt(factor))
	}
	d := big.NewInt(r.Den)
	d.Mul(d, big.NewInt(One*One))
	n.Quo(n, d)
	if !n.IsInt64() {
		return maxPoints
	}
	return min(n.Int64(), maxPoints)
}

// maxPoints bounds what one event can earn, so that a slip in a rule cannot overflow a
// balance.
const maxPoints = 1_000_000_000_000

// Cut applies the rule's cap on one event.
func (r Rule) Cut(points int64) int64 {
	if r.MaxPerOp > 0 {
		return min(points, r.MaxPerOp)
	}
	return points
}

// Used is how often a member has earned by a rule in the present day and year.
type Used struct {
	Today, ThisYear int64
}

// Exhausted reports whether the rule's limits leave no room for another event.
func (r Rule) Exhausted(used Used) bool {
	return r.MaxPerDay > 0 && used.Today >= r.MaxPerDay || r.MaxPerYear > 0 && used.ThisYear >= r.MaxPerYear
}
