package earning

import (
	"errors"
	"slices"

	"kermesse/loyalty/ledger"
)

// Why an event earns nothing.
var (
	ErrTier         = errors.New("earning: for a higher tier")
	ErrSegment      = errors.New("earning: for other members")
	ErrStore        = errors.New("earning: for other stores")
	ErrDates        = errors.New("earning: for other dates")
	ErrFirstOrder   = errors.New("earning: for a first order")
	ErrMinAmount    = errors.New("earning: below the amount")
	ErrProducts     = errors.New("earning: none of the products")
	ErrLimitReached = errors.New("earning: as often as allowed")
	ErrNoPoints     = errors.New("earning: worth no point")
	ErrCapReached   = errors.New("earning: the rule's cap is reached")
	ErrGroupReached = errors.New("earning: the group's cap is reached")
)

// Standing is what is known of a member when a rule is applied. Only what the rule asks
// about need be filled.
type Standing struct {
	Tier     int
	TierBP   int64 // multiplier of the tier
	Segments []string
	Orders   int64 // bought before
	Used     ledger.Used
	InCap    int64 // points earned by the rule in the period of its cap
	InGroup  int64 // points earned by the rules of its group in the period of that cap
}

// Step is one thing that made the points what they are.
type Step struct {
	What   Reason
	N      int64 // the figure that the step is about, which is said beside each reason
	Of     int64
	Points int64 // after it
}

// Reason names a step.
type Reason string

// The reasons, with what N and Of are.
const (
	Fixed      Reason = "fixed"       // the rule gives a number of points
	PerAmount  Reason = "per_amount"  // N points for Of minor units
	PerPiece   Reason = "per_piece"   // N points for a piece; Of pieces
	OfAmount   Reason = "of_amount"   // N minor units count of Of
	TierBonus  Reason = "tier"        // multiplied by N basis points
	Campaign   Reason = "campaign"    // multiplied by N basis points
	CutOnce    Reason = "max_per_op"  // cut to N
	CutCap     Reason = "cap"         // cut: N of Of were earned in the period
	CutGroup   Reason = "group"       // cut: N of Of were earned in the period
	RefusedFor Reason = "refused_for" // N was found, Of was needed
)

// Decision is what an event earns by a rule, and why.
type Decision struct {
	Points int64
	Trace  []Step
	Bought *ledger.Purchase // of a rule by amount or by piece: what a refund counts again with; its Points are not set
}

// Decide says what an event earns by a rule, or returns the error that says why nothing.
// The trace tells either. The group's cap is zero where the rule has no group.
func Decide(r Rule, e Event, s Standing, campaigns []ledger.Campaign, group Cap) (Decision, error) {
	var d Decision
	if err := d.meet(r, e, s); err != nil {
		return d, err
	}
	if r.Exhausted(s.Used) {
		return d.refuse(ErrLimitReached, max(s.Used.Today, s.Used.ThisYear), max(r.MaxPerDay, r.MaxPerYear))
	}
	d.multiply(r, e, s.TierBP, ledger.Multiplier(campaigns, r.ID, e.At))
	if d.Points <= 0 {
		return d.refuse(ErrNoPoints, 0, 1)
	}
	if cut := r.Cut(d.Points); cut < d.Points {
		d.cut(CutOnce, cut, r.MaxPerOp, d.Points)
	}
	if err := d.fit(r.Cap, s.InCap, CutCap, ErrCapReached); err != nil {
		return d, err
	}
	return d, d.fit(group, s.InGroup, CutGroup, ErrGroupReached)
}

func (d *Decision) refuse(why error, n, of int64) (Decision, error) {
	d.Points = 0
	d.Trace = append(d.Trace, Step{What: RefusedFor, N: n, Of: of})
	return *d, why
}

// meet holds the conditions against the event and the member.
func (d *Decision) meet(r Rule, e Event, s Standing) error {
	when := r.When
	amount, _, any := r.counted(e)
	refuse := func(why error, n, of int64) error {
		_, err := d.refuse(why, n, of)
		return err
	}
	switch {
	case e.At.Before(when.From) || !when.To.IsZero() && !e.At.Before(when.To):
		return refuse(ErrDates, 0, 0)
	case s.Tier < when.MinTier:
		return refuse(ErrTier, int64(s.Tier), int64(when.MinTier))
	case len(when.Segments) > 0 && !slices.ContainsFunc(s.Segments, func(of string) bool { return slices.Contains(when.Segments, of) }):
		return refuse(ErrSegment, 0, 0)
	case len(when.Stores) > 0 && !slices.Contains(when.Stores, e.Store):
		return refuse(ErrStore, 0, 0)
	case when.FirstOrder && s.Orders > 0:
		return refuse(ErrFirstOrder, s.Orders, 0)
	case !any:
		return refuse(ErrProducts, 0, 0)
	case amount < when.MinAmount:
		return refuse(ErrMinAmount, amount, when.MinAmount)
	}
	return nil
}

// multiply counts the points before any cap. The multipliers are shown one after the other,
// and rounded once, at the end.
func (d *Decision) multiply(r Rule, e Event, tierBP, campaignBP int64) {
	rate := r.rate()
	if rate.Den == 0 {
		d.Points = rate.Fixed
		d.Trace = append(d.Trace, Step{What: Fixed, N: rate.Fixed, Points: d.Points})
		return
	}
	counted := r.Counted(e)
	if r.PerUnit > 0 {
		d.step(Step{What: PerPiece, N: r.PerUnit, Of: counted, Points: rate.Worth(counted, ledger.One, ledger.One)})
	} else {
		if counted != e.Amount {
			d.step(Step{What: OfAmount, N: counted, Of: e.Amount})
		}
		d.step(Step{What: PerAmount, N: rate.Num, Of: rate.Den, Points: rate.Worth(counted, ledger.One, ledger.One)})
	}
	if rate.TierMultiplier && tierBP != ledger.One {
		d.step(Step{What: TierBonus, N: tierBP, Points: rate.Worth(counted, tierBP, ledger.One)})
	}
	if campaignBP != ledger.One {
		d.step(Step{What: Campaign, N: campaignBP, Points: rate.Worth(counted, tierBP, campaignBP)})
	}
	d.Points = rate.Worth(counted, tierBP, campaignBP)
	bought := rate.Bought(counted, tierBP, campaignBP)
	d.Bought = &bought
}

func (d *Decision) step(s Step) { d.Trace = append(d.Trace, s) }

func (d *Decision) cut(why Reason, to, n, of int64) {
	d.Points = to
	d.step(Step{What: why, N: n, Of: of, Points: to})
}

// fit holds a cap against the points.
func (d *Decision) fit(c Cap, earned int64, why Reason, full error) error {
	left := c.Points - earned
	switch {
	case c.Points == 0 || d.Points <= left:
		return nil
	case left <= 0 || c.Reject:
		_, err := d.refuse(full, earned, c.Points)
		return err
	}
	d.cut(why, left, earned, c.Points)
	return nil
}
