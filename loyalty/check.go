package loyalty

import (
	"fmt"
	"regexp"
	"time"

	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// Faults of one field of what a brand configures.
var (
	ErrBadID = fault.New(fault.Invalid, "bad_id",
		"Un identifiant a 1 à 60 lettres minuscules sans accent, chiffres, tirets ou « _ ».",
		"An id has 1 to 60 lower-case letters, digits, hyphens or underscores.")
	ErrTwice = fault.New(fault.Invalid, "listed_twice",
		"Cet identifiant figure deux fois.", "This id is listed twice.")
	ErrOutOfRange = fault.New(fault.Invalid, "out_of_range",
		"Indiquez un nombre de %d à %d.", "Give a number from %d to %d.")
	ErrUnknownChoice = fault.New(fault.Invalid, "unknown_choice",
		"Ce choix n’existe pas.", "There is no such choice.")
	ErrUnknownGroup = fault.New(fault.Invalid, "unknown_group",
		"Ce groupe de règles n’existe pas.", "There is no such group of rules.")
	ErrTierOrder = fault.New(fault.Invalid, "tier_order",
		"Le premier palier commence à 0 point, et chaque palier au-dessus du précédent.",
		"The first tier begins at 0 points, and each tier above the one before.")
	ErrPeriodEmpty = fault.New(fault.Invalid, "period_empty",
		"La fin doit venir après le début.", "The end must come after the beginning.")
	ErrPromoCode = fault.New(fault.Invalid, "promo_code_invalid",
		"Un code a 3 à 40 lettres sans accent ou chiffres.", "A code has 3 to 40 letters or digits without accents.")
	ErrFixedOrRate = fault.New(fault.Invalid, "fixed_or_rate",
		"Indiquez soit un nombre de points, soit un taux par montant.", "Give either a number of points or a rate per amount.")
)

// Bounds of what a brand configures: wide, and far from where sums could overflow.
const (
	maxDays   = 3650
	maxFigure = 1_000_000_000
)

var (
	idShape   = regexp.MustCompile(`^[a-z0-9_-]{1,60}$`)
	codeShape = regexp.MustCompile(`^[A-Z0-9]{3,40}$`)
)

// checker gathers every wrong field, so that all are told at once.
type checker struct {
	fields []fault.Field
}

func (c *checker) refuse(wrong bool, name string, f *fault.Error) {
	if wrong {
		c.fields = append(c.fields, f.At(name))
	}
}

func (c *checker) between(n, low, high int64, name string) {
	c.refuse(n < low || n > high, name, ErrOutOfRange.With(low, high))
}

func (c *checker) line(s string, atMost int, name string) {
	read, f := text.Line(s, atMost)
	if f == nil && read == "" {
		f = text.ErrRequired
	}
	if f != nil {
		c.fields = append(c.fields, f.At(name))
	}
}

// optionalLine takes one line, or none.
func (c *checker) optionalLine(s string, atMost int, name string) {
	if s != "" {
		c.line(s, atMost, name)
	}
}

// text takes a few lines, or none.
func (c *checker) text(s string, atMost int, name string) {
	if _, f := text.Lines(s, atMost); f != nil {
		c.fields = append(c.fields, f.At(name))
	}
}

// period takes any end that comes after the beginning, and none at all where there may be
// none.
func (c *checker) period(from, to time.Time, endless bool, name string) {
	c.refuse(!to.After(from) && !(endless && to.IsZero()), name, ErrPeriodEmpty)
}

func (c *checker) err() error {
	if len(c.fields) > 0 {
		return fault.Invalids(c.fields...)
	}
	return nil
}

func (p *Programme) check() error {
	var c checker
	t := p.Terms
	if t.Zone == nil {
		p.Terms.Zone = time.UTC
	}
	c.refuse(t.Clawback != ledger.ToDebt && t.Clawback != ledger.Clamp, "clawback", ErrUnknownChoice)
	c.between(int64(t.GraceDays), 0, maxDays, "grace_days")
	c.between(int64(t.TierWindow), 1, maxDays, "tier_window_days")
	c.between(int64(t.TierRetention), 1, maxDays, "tier_retention_days")
	c.tiers(t.Tiers)
	groups := map[string]bool{"": true}
	for i, g := range p.Groups {
		at := fmt.Sprintf("groups[%d].", i)
		c.refuse(!idShape.MatchString(g.ID), at+"id", ErrBadID)
		c.refuse(groups[g.ID], at+"id", ErrTwice)
		c.between(g.Points, 1, maxFigure, at+"points")
		c.refuse(!g.Per.Known(), at+"period", ErrUnknownChoice)
		groups[g.ID] = true
	}
	rules := map[string]bool{}
	for i, r := range p.Rules {
		at := fmt.Sprintf("rules[%d].", i)
		c.refuse(rules[r.ID], at+"id", ErrTwice)
		c.refuse(!groups[r.Group], at+"group", ErrUnknownGroup)
		c.rule(r, at)
		rules[r.ID] = true
	}
	for i, campaign := range p.Campaigns {
		at := fmt.Sprintf("campaigns[%d].", i)
		c.refuse(!rules[campaign.Rule], at+"rule", ErrUnknownChoice)
		c.period(campaign.From, campaign.To, false, at+"to")
		c.between(campaign.BP, 1, 100*ledger.One, at+"bp")
	}
	p.Social.check(&c, len(t.Tiers))
	c.between(p.Desk.FourEyes, 0, maxFigure, "four_eyes")
	c.between(p.Desk.PointCost, 0, maxFigure, "point_cost")
	return c.err()
}

func (s Social) check(c *checker, tiers int) {
	c.refuse(s.ReferralAct != "" && !idShape.MatchString(s.ReferralAct), "referral_act", ErrBadID)
	c.refuse(s.ReferralAct == Referral || s.ReferralAct == Referred, "referral_act", ErrUnknownChoice)
	c.between(s.Gifts.PerMonth, 0, maxFigure, "gifts.per_month")
	if s.Gifts.PerMonth > 0 {
		c.between(int64(s.Gifts.Days), 1, 90, "gifts.days")
	}
	c.between(int64(len(s.Benefits)), 0, int64(max(1, tiers)), "benefits")
	for i, level := range s.Benefits {
		c.between(int64(len(level)), 0, 20, fmt.Sprintf("benefits[%d]", i))
		for j, line := range level {
			c.line(line, 160, fmt.Sprintf("benefits[%d][%d]", i, j))
		}
	}
}

func (c *checker) tiers(tiers []ledger.Tier) {
	for i, tier := range tiers {
		at := fmt.Sprintf("tiers[%d].", i)
		c.line(tier.Name, 40, at+"name")
		c.between(tier.Min, 0, maxFigure, at+"min")
		c.between(tier.EarnBP, 1, 100*ledger.One, at+"earn_bp")
		c.refuse(i == 0 && tier.Min != 0 || i > 0 && tier.Min <= tiers[i-1].Min, at+"min", ErrTierOrder)
	}
}

func (c *checker) rule(r Rule, at string) {
	c.refuse(!idShape.MatchString(r.ID), at+"id", ErrBadID)
	c.line(r.Name, 80, at+"name")
	switch {
	case r.PerUnit != 0:
		c.between(r.PerUnit, 1, maxFigure, at+"per_unit")
		c.refuse(r.Den != 0 || r.Fixed != 0, at+"points", ErrFixedOrRate)
	case r.Den == 0:
		c.between(r.Fixed, 1, maxFigure, at+"points")
	default:
		c.between(r.Num, 1, maxFigure, at+"num")
		c.between(r.Den, 1, maxFigure, at+"den")
	}
	c.refuse(r.Den != 0 && r.Fixed != 0, at+"points", ErrFixedOrRate)
	c.between(int64(r.PendingDays), 0, maxDays, at+"pending_days")
	c.between(int64(r.ExpiryDays), ledger.Never, maxDays, at+"expiry_days")
	c.between(int64(r.ExpiryMonths), 0, maxDays/30, at+"expiry_months")
	c.between(r.MaxPerOp, 0, maxFigure, at+"max_per_op")
	c.between(r.MaxPerDay, 0, maxFigure, at+"max_per_day")
	c.between(r.MaxPerYear, 0, maxFigure, at+"max_per_year")
	c.terms(r.Terms, at)
	known := r.Dedupe == ledger.PerBrand || r.Dedupe == ledger.PerMember || r.Dedupe == ledger.NoDedupe
	c.refuse(!known, at+"dedupe", ErrUnknownChoice)
}

func (c *checker) terms(t earning.Terms, at string) {
	c.refuse(t.On != "" && !idShape.MatchString(t.On), at+"on", ErrBadID)
	for name, list := range map[string][]string{"products": t.Products, "segments": t.When.Segments, "stores": t.When.Stores} {
		c.between(int64(len(list)), 0, 500, at+name)
		for i, word := range list {
			c.line(word, 60, fmt.Sprintf("%s%s[%d]", at, name, i))
		}
	}
	c.between(int64(t.When.MinTier), 0, 100, at+"min_tier")
	c.between(t.When.MinAmount, 0, maxFigure, at+"min_amount")
	c.refuse(!t.When.From.IsZero() && !t.When.To.IsZero() && !t.When.To.After(t.When.From), at+"to", ErrPeriodEmpty)
	c.between(t.Cap.Points, 0, maxFigure, at+"cap.points")
	c.refuse(!t.Cap.Per.Known(), at+"cap.period", ErrUnknownChoice)
}

func (r Reward) check() error {
	var c checker
	c.refuse(!idShape.MatchString(r.ID), "id", ErrBadID)
	c.line(r.Name, 80, "name")
	c.text(r.Description, 500, "description")
	c.text(r.PictureAlt, 160, "picture_alt")
	c.between(r.Cost, 1, maxFigure, "cost")
	c.stock(r.StockLeft)
	c.between(r.PerMember, 0, maxFigure, "per_member")
	c.between(int64(r.MinTier), 0, 100, "min_tier")
	c.between(int64(r.VoucherDays), 1, maxDays, "voucher_days")
	r.Gives.check(&c)
	c.period(r.From, r.To, true, "to")
	return c.err()
}

func (g Gives) check(c *checker) {
	switch g.Kind {
	case RewardProduct:
	case RewardSeat:
		c.line(g.Event, 120, "event")
	case RewardDiscount, RewardCode:
		c.refuse(g.Discount != CodePercent && g.Discount != CodeFixed, "discount", ErrUnknownChoice)
		highest := int64(maxFigure)
		if g.Discount == CodePercent {
			highest = ledger.One
		}
		c.between(g.Value, 1, highest, "value")
		c.between(g.MaxDiscount, 0, maxFigure, "max_discount")
		c.between(g.MinAmount, 0, maxFigure, "min_amount")
	case RewardPool:
		c.refuse(!idShape.MatchString(g.Pool), "pool", ErrUnknownPool)
	case RewardTickets:
		c.line(g.Contest, 60, "contest")
		c.between(int64(g.Tickets), 1, 1000, "tickets")
	default:
		c.refuse(true, "kind", ErrUnknownChoice)
	}
}

func (r Reward) checkStock() error {
	var c checker
	c.stock(r.StockLeft)
	return c.err()
}

func (c *checker) stock(left *int64) {
	if left != nil {
		c.between(*left, 0, maxFigure, "stock")
	}
}

func (code Code) check() error {
	var c checker
	c.refuse(!codeShape.MatchString(code.Code), "code", ErrPromoCode)
	c.optionalLine(code.Label, maxLabel, "label")
	code.terms(&c)
	return c.err()
}

// terms checks what a code gives, and when.
func (code Code) terms(c *checker) {
	c.refuse(code.Kind != CodePercent && code.Kind != CodeFixed && code.Kind != CodePoints, "kind", ErrUnknownChoice)
	highest := int64(maxFigure)
	if code.Kind == CodePercent {
		highest = ledger.One
	}
	c.between(code.Value, 1, highest, "value")
	c.between(code.MaxDiscount, 0, maxFigure, "max_discount")
	if code.Total != nil {
		c.between(*code.Total, max(1, code.Used), maxFigure, "total")
	}
	c.between(code.PerMember, 0, maxFigure, "per_member")
	c.between(code.MinAmount, 0, maxFigure, "min_amount")
	c.between(int64(code.ExpiryDays), ledger.Never, maxDays, "expiry_days")
	c.period(code.From, code.To, true, "to")
}
