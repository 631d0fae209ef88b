package handlers

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

const historyPerPage = 20

// memberPage shows a fan their points, what they can take for them and what moved them.
func (a *App) memberPage(c *fiber.Ctx, g guest) error {
	ctx := c.UserContext()
	programme, err := a.Loyalty.FindProgramme(ctx, g.Brand.ID)
	if errors.Is(err, loyalty.ErrNoProgramme) {
		return a.redirect(c, frontend.MemberPath(g.Brand.Slug, "data"), "")
	}
	if err != nil {
		return err
	}
	offers, err := a.Loyalty.ListOwnOffers(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	page := frontend.MemberPage{
		Frame: a.frame(c), Earn: waysToEarn(c, g, programme),
		Friends: programme.Social.ReferralAct != "", Gifts: programme.Social.Gifts.PerMonth > 0,
	}
	page.Brand = a.brandFor(c, g.Brand)
	for _, o := range offers {
		card, err := a.rewardCard(c, g, o)
		if err != nil {
			return err
		}
		page.Rewards = append(page.Rewards, card)
	}
	if err := a.fillMember(c, g, programme, &page); err != nil {
		return err
	}
	page.Member.Contact = g.Fan.Contact.Masked()
	return a.render(c, fiber.StatusOK, page)
}

// fillMember adds what only a member has; a fan who has earned nothing yet has none of it.
func (a *App) fillMember(c *fiber.Ctx, g guest, p *loyalty.Programme, page *frontend.MemberPage) error {
	ctx := c.UserContext()
	view, err := a.Loyalty.FindOwn(ctx, g.Brand.ID, g.Fan.ID)
	if errors.Is(err, loyalty.ErrUnknownMember) {
		page.Member.Tier = p.Tier(0).Name
		return nil
	}
	if err != nil {
		return err
	}
	page.Joined, page.Member = true, memberView(view, g.Brand.Location())
	if view.Level < len(p.Social.Benefits) {
		page.Member.Benefits = p.Social.Benefits[view.Level]
	}
	profile, err := a.Loyalty.FindOwnProfile(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	page.Member.FirstName = profile.FirstName
	missed, err := a.Loyalty.ListOwnRefusals(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	page.Missed = len(missed)
	redemptions, err := a.Loyalty.ListOwnRedemptions(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	names, err := a.loyaltyNames(ctx, g.Brand.ID, p)
	if err != nil {
		return err
	}
	page.Vouchers = voucherViews(redemptions, names, a.Clock.Now(), g.Brand.Location())
	lines, next, err := a.Loyalty.ListOwnHistory(ctx, g.Brand.ID, g.Fan.ID, loyalty.Page{After: c.Query("after"), Size: historyPerPage})
	if err != nil {
		return err
	}
	for _, line := range lines {
		if line.Points != 0 || line.Pending > 0 {
			shown := historyLine(lang(c), line, names, g.Brand.Location())
			shown.Why = traceInWords(lang(c), g.Brand.Currency, line.Trace)
			page.History = append(page.History, shown)
		}
	}
	page.Pager, page.Years = frontend.Pager{Total: -1, Next: nextPage(c, next)}, a.statementYears(g.Brand)
	return nil
}

// maxExpiries is how many ends of points the page tells, the nearest first.
const maxExpiries = 12

func memberView(v loyalty.View, zone *time.Location) frontend.MemberView {
	m := frontend.MemberView{
		Number: v.Ref, Available: v.Available, Pending: v.Pending, Held: v.Held, Debt: v.Debt, Tier: v.Tier,
		TierUntil: in(v.TierUntil, zone), NextTier: v.NextTier, Qualifying: v.Qualifying, NextAt: v.NextTierMin,
	}
	for _, lot := range v.Lots {
		if lot.Available == 0 || lot.ExpiresAt.IsZero() {
			continue
		}
		// Points end with the day before the midnight of their expiry: that day is said.
		at := lot.ExpiresAt.Add(-time.Second).In(zone)
		if n := len(m.Expiries); n > 0 && m.Expiries[n-1].At.Equal(at) {
			m.Expiries[n-1].Points += lot.Available
		} else if n < maxExpiries {
			m.Expiries = append(m.Expiries, frontend.PointExpiry{At: at, Points: lot.Available})
		}
	}
	return m
}

// waysToEarn lists the active rules, those that can be done on this site with their way.
func waysToEarn(c *fiber.Ctx, g guest, p *loyalty.Programme) []frontend.WayToEarn {
	var ways []frontend.WayToEarn
	for _, rule := range p.Rules {
		if !rule.Active {
			continue
		}
		way := frontend.WayToEarn{Label: rule.Name, Points: rule.Fixed}
		if rule.Den > 0 {
			way.Points, way.Detail = 0, rateInWords(lang(c), g.Brand.Currency, rule)
		}
		if loyalty.Automatic(rule.ID) {
			way.Path = frontend.BrandPath(g.Brand.Slug)
		}
		ways = append(ways, way)
	}
	return ways
}

// rateInWords says what a rule per amount is worth: « 1 point pour 1 € ».
func rateInWords(lang, currency string, rule loyalty.Rule) string {
	one, many := fault.Text{FR: "%s point pour %s", EN: "%s point for %s"}, fault.Text{FR: "%s points pour %s", EN: "%s points for %s"}
	if rule.Num == 1 {
		many = one
	}
	return fmt.Sprintf(many.In(lang), frontend.Int(lang, rule.Num), frontend.Money(lang, currency, rule.Den))
}

// historyWords say what moved points, where a name alone does not.
var historyWords = map[ledger.Kind]fault.Text{
	ledger.Earn:            {FR: "%s", EN: "%s"},
	ledger.Confirm:         {FR: "Points confirmés", EN: "Points confirmed"},
	ledger.Spend:           {FR: "Points utilisés", EN: "Points used"},
	ledger.Redeem:          {FR: "Récompense\u00a0: %s", EN: "Reward: %s"},
	ledger.HoldPoints:      {FR: "Points réservés", EN: "Points held"},
	ledger.Capture:         {FR: "Points réservés, utilisés", EN: "Held points used"},
	ledger.Release:         {FR: "Réservation de points levée", EN: "Held points released"},
	ledger.HoldTimeout:     {FR: "Réservation de points terminée", EN: "Hold ended"},
	ledger.Adjust:          {FR: "Correction par la marque", EN: "Adjustment by the brand"},
	ledger.Transfer:        {FR: "Points offerts", EN: "Points given"},
	ledger.Reverse:         {FR: "Annulation", EN: "Reversal"},
	ledger.PromoRedeem:     {FR: "Code %s", EN: "Code %s"},
	loyalty.PromoReserved:  {FR: "Code %s réservé", EN: "Code %s reserved"},
	loyalty.PromoConfirmed: {FR: "Code %s", EN: "Code %s"},
	ledger.PromoRollback:   {FR: "Code %s annulé", EN: "Code %s rolled back"},
	ledger.Activation:      {FR: "Points devenus disponibles", EN: "Points now available"},
	ledger.Expiry:          {FR: "Points arrivés à échéance", EN: "Points expired"},
	ledger.Erase:           {FR: "Effacement", EN: "Erasure"},
}

func historyLine(lang string, l loyalty.Line, names loyaltyNames, zone *time.Location) frontend.HistoryLine {
	words := historyWords[l.Kind]
	if l.Received {
		words = fault.Text{FR: "Points reçus", EN: "Points received"}
	}
	label := words.In(lang)
	if strings.Contains(label, "%s") {
		label = fmt.Sprintf(label, names.of(l.Rule))
	}
	if l.Pending > 0 {
		waiting := fault.Text{FR: "%s (%s en attente)", EN: "%s (%s pending)"}
		label = fmt.Sprintf(waiting.In(lang), label, frontend.Int(lang, l.Pending))
	}
	return frontend.HistoryLine{At: l.At.In(zone), Label: label, Reason: l.Reason, Points: l.Points}
}
