package handlers

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// tryRule says what the rule in the form would earn for an event that is made up, by the
// decision that earning makes.
func (a *App) tryRule(c *fiber.Ctx, d desk, p *loyalty.Programme, rule loyalty.Rule) (*frontend.EarnPreview, error) {
	f := formFigures{c: c}
	ask := loyalty.Preview{
		Member: strings.TrimSpace(formValue(c, "try_member")), Level: int(f.number("try_tier", 0)), Event: rule.Event(), Rule: &rule,
		Order: earning.Event{Amount: f.money("try_amount", d.Brand.Currency), Store: strings.TrimSpace(formValue(c, "try_store"))},
	}
	if sku := strings.TrimSpace(formValue(c, "try_product")); sku != "" {
		ask.Order.Lines = []earning.Line{{SKU: sku, Category: sku, Quantity: f.number("try_pieces", 1), Amount: ask.Order.Amount}}
	}
	if len(f.wrong) > 0 {
		return nil, fault.Invalids(f.wrong...)
	}
	said, err := a.Loyalty.Preview(c.UserContext(), d.Actor, d.Brand.ID, ask)
	if fault.KindOf(err) == fault.NotFound {
		return nil, fault.Invalids(fault.From(err).At("try_member"))
	}
	if err != nil {
		return nil, err
	}
	o := said.Outcomes[0]
	out := &frontend.EarnPreview{Points: o.Points, PendingDays: rule.PendingDays, Steps: stepsInWords(lang(c), d.Brand.Currency, o.Trace)}
	if o.Refused != nil {
		out.Refused = o.Refused.Message.In(lang(c))
	} else if ends := endOf(rule, p, d, a.Clock.Now()); !ends.IsZero() {
		out.EndsAt = ends.Add(-time.Second).In(d.Brand.Location()) // the last day on which they can be used
	}
	return out, nil
}

// endOf is when points end that are earned now by a rule; zero: never.
func endOf(rule loyalty.Rule, p *loyalty.Programme, d desk, now time.Time) time.Time {
	terms := p.Terms
	if terms.Zone == nil {
		terms.Zone = d.Brand.Location()
	}
	available := now.AddDate(0, 0, rule.PendingDays)
	if rule.ExpiryMonths > 0 {
		return terms.ExpiresIn(available, rule.ExpiryMonths)
	}
	return terms.Expires(available, rule.ExpiryDays)
}

// stepWords say one step of a decision; the figures are N, Of and Points, in this order.
var stepWords = map[earning.Reason]fault.Text{
	earning.Fixed:      {FR: "nombre fixe", EN: "fixed number"},
	earning.PerAmount:  {FR: "%[1]s points pour %[2]s", EN: "%[1]s points for %[2]s"},
	earning.PerPiece:   {FR: "%[1]s points par pièce, %[2]s pièces", EN: "%[1]s points a piece, %[2]s pieces"},
	earning.OfAmount:   {FR: "%[1]s comptent sur %[2]s", EN: "%[1]s count of %[2]s"},
	earning.TierBonus:  {FR: "palier %[1]s", EN: "tier %[1]s"},
	earning.Campaign:   {FR: "campagne %[1]s", EN: "campaign %[1]s"},
	earning.CutOnce:    {FR: "coupé à %[1]s points à chaque fois", EN: "cut to %[1]s points each time"},
	earning.CutCap:     {FR: "coupé : %[1]s déjà gagnés sur %[2]s", EN: "cut: %[1]s of %[2]s were earned already"},
	earning.CutGroup:   {FR: "coupé par le plafond commun : %[1]s déjà gagnés sur %[2]s", EN: "cut by the shared cap: %[1]s of %[2]s were earned already"},
	earning.RefusedFor: {FR: "rien : %[1]s au lieu de %[2]s", EN: "nothing: %[1]s instead of %[2]s"},
}

// stepsInWords tells why points are what they are.
func stepsInWords(lang, currency string, steps []earning.Step) []frontend.TraceStep {
	var told []frontend.TraceStep
	for _, s := range steps {
		n, of := frontend.Int(lang, s.N), frontend.Int(lang, s.Of)
		switch s.What {
		case earning.Fixed:
			told = append(told, frontend.TraceStep{Words: stepWords[s.What].In(lang), Points: s.Points})
			continue
		case earning.PerAmount:
			of = frontend.Money(lang, currency, s.Of)
		case earning.OfAmount:
			n, of = frontend.Money(lang, currency, s.N), frontend.Money(lang, currency, s.Of)
		case earning.TierBonus, earning.Campaign:
			n = "×" + frontend.Decimal(lang, float64(s.N)/ledger.One, 2)
		case earning.RefusedFor:
			if s.N == 0 && s.Of == 0 {
				continue // the sentence of the refusal says it all
			}
		}
		words := fmt.Sprintf(stepWords[s.What].In(lang)+"%.0[1]s%.0[2]s", n, of)
		told = append(told, frontend.TraceStep{Words: words, Points: s.Points})
	}
	return told
}

// backTestRule says what the rule in the form would have given last month.
func (a *App) backTestRule(c *fiber.Ctx, d desk, rule loyalty.Rule) (*frontend.BackTestView, error) {
	period := lastMonth(a.Clock.Now(), d)
	t, err := a.Loyalty.BackTest(c.UserContext(), d.Actor, d.Brand.ID, rule, period)
	if err != nil {
		return nil, err
	}
	view := &frontend.BackTestView{
		First: t.First, Last: t.Last, Events: t.Events, Earning: t.Earning, Members: t.Members, Points: t.Points, Cost: t.Cost, Given: t.Given, Cut: t.Cut,
		Currency: d.Brand.Currency,
	}
	for _, u := range t.Unknown {
		view.Unknown = append(view.Unknown, string(u))
	}
	for code, n := range t.Refused {
		view.Refused = append(view.Refused, frontend.RefusedCount{Why: refusalWords(code, lang(c)), N: n})
	}
	slices.SortFunc(view.Refused, func(a, b frontend.RefusedCount) int { return b.N - a.N })
	return view, nil
}

func refusalWords(code, lang string) string {
	if f := loyalty.RefusalOf(code); f != nil {
		return f.Message.In(lang)
	}
	return code
}

// lastMonth is the calendar month before the present one, where the brand is.
func lastMonth(now time.Time, d desk) loyalty.Period {
	local := now.In(d.Brand.Location())
	first := time.Date(local.Year(), local.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	return loyalty.Period{First: first, Last: first.AddDate(0, 1, -1)}
}
