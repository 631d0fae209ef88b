// Package earning decides what an event is worth: which rules it meets, what multiplies the
// points and what cuts them, and why. It computes from its arguments alone, without a clock
// or a database, so the same decision is made for an order that is paid, for one that is only
// asked about, and for those of last month under a rule that nobody has switched on yet.
package earning

import (
	"slices"
	"time"

	"kermesse/loyalty/ledger"
)

// Rule is a way to earn points: a number of points for each minor unit of money (Den above
// zero), for each piece of a product (PerUnit above zero), or else a fixed number.
type Rule struct {
	ledger.Rule
	Terms
}

// Terms are what a rule may have beside its rate.
type Terms struct {
	On       string   // the event it is about; empty: the one that has the rule's id
	Products []string // SKUs and categories: only these lines of a purchase count; empty: all of it
	PerUnit  int64    // points for each piece of those products
	When     Condition
	Cap      Cap // on the points that one member earns by the rule
}

// Event is the name of the event that the rule is about.
func (r Rule) Event() string {
	if r.On != "" {
		return r.On
	}
	return r.ID
}

// Condition says whom and what a rule is for. What is empty is no condition.
type Condition struct {
	MinTier    int      // level of the lowest tier
	Segments   []string // the member is in one of them
	Stores     []string // the purchase was made in one of them
	From, To   time.Time
	FirstOrder bool  // the member has bought nothing before
	MinAmount  int64 // minor units, of what the rule counts
}

// Cap bounds points over a period.
type Cap struct {
	Points int64 // 0: none
	Per    Period
	Reject bool // an event that does not fit earns nothing; else it earns what is left
}

// Period is over what a cap counts, by the brand's calendar.
type Period string

// The periods.
const (
	Day   Period = "day" // also where none is said
	Week  Period = "week"
	Month Period = "month"
	Year  Period = "year"
	Ever  Period = "ever"
)

// Known reports whether there is such a period.
func (p Period) Known() bool {
	return slices.Contains([]Period{"", Day, Week, Month, Year, Ever}, p)
}

// Begin is when the period began in which t lies; the zero time for Ever. Weeks begin on
// Monday.
func (p Period) Begin(terms *ledger.Terms, t time.Time) time.Time {
	local := t.In(terms.Zone)
	switch p {
	case Week:
		return terms.StartOfDay(t.AddDate(0, 0, -(int(local.Weekday())+6)%7))
	case Month:
		return terms.StartOfDay(time.Date(local.Year(), local.Month(), 1, 12, 0, 0, 0, terms.Zone))
	case Year:
		return terms.StartOfYear(t)
	case Ever:
		return time.Time{}
	}
	return terms.StartOfDay(t)
}

// Event is something a member did.
type Event struct {
	At     time.Time
	Amount int64 // minor units, of the whole purchase
	Store  string
	Lines  []Line
}

// Line is one product of a purchase.
type Line struct {
	SKU, Category string
	Quantity      int64 // pieces
	Amount        int64 // minor units, of all pieces
}

// counted is what of an event a rule counts: money and pieces.
func (r Rule) counted(e Event) (amount, pieces int64, any bool) {
	if len(r.Products) == 0 {
		for _, line := range e.Lines {
			pieces += line.Quantity
		}
		return e.Amount, pieces, true
	}
	for _, line := range e.Lines {
		if slices.Contains(r.Products, line.SKU) || line.Category != "" && slices.Contains(r.Products, line.Category) {
			amount, pieces, any = amount+line.Amount, pieces+line.Quantity, true
		}
	}
	return amount, pieces, any
}

// Counted is what a rule multiplies: minor units, or pieces where it is per piece.
func (r Rule) Counted(e Event) int64 {
	amount, pieces, _ := r.counted(e)
	if r.PerUnit > 0 {
		return pieces
	}
	return amount
}

// rate is the rule with its points per piece written as a rate.
func (r Rule) rate() ledger.Rule {
	rate := r.Rule
	if r.PerUnit > 0 {
		rate.Num, rate.Den, rate.Fixed = r.PerUnit, 1, 0
	}
	return rate
}
