package handlers

import (
	"crypto/rand"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

func (a *App) memberRoutes() {
	r := a.fiber
	r.Get("/m/:brand/rewards/:reward", a.asGuest(a.redeemPage))
	r.Post("/m/:brand/rewards/:reward", a.asGuest(a.redeem))
}

// memberHome is the member page, or what is held about the fan where the brand has no
// programme.
func (a *App) memberHome(c *fiber.Ctx, g guest) error {
	err := a.memberPage(c, g)
	if errors.Is(err, loyalty.ErrNoProgramme) {
		return a.redirect(c, frontend.MemberPath(g.Brand.Slug, "data"), "")
	}
	return err
}

const historyPerPage = 20

// memberPage is what a signed-in fan sees of the programme: balance first.
func (a *App) memberPage(c *fiber.Ctx, g guest) error {
	ctx := c.UserContext()
	programme, err := a.Loyalty.FindProgramme(ctx, g.Brand.ID)
	if err != nil {
		return err
	}
	view, err := a.Loyalty.FindOwn(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil && !errors.Is(err, loyalty.ErrUnknownMember) {
		return err
	}
	taken, err := a.ownRedemptions(c, g)
	if err != nil {
		return err
	}
	rewards, err := a.Loyalty.ListRewards(ctx, g.Brand.ID)
	if err != nil {
		return err
	}
	page := frontend.MemberPage{
		Frame: a.frame(c), Member: a.memberView(g, view), Earn: waysToEarn(lang(c), g.Brand.Currency, programme),
		Vouchers: voucherViews(taken, rewards, a.Clock.Now(), g.Brand.Location()),
	}
	page.Brand = a.brandFor(c, g.Brand)
	for _, r := range rewards {
		if card, ok := a.rewardCard(g, r, view, programme, taken); ok {
			page.Rewards = append(page.Rewards, card)
		}
	}
	if page.History, page.Pager, err = a.ownHistory(c, g, programme, rewards); err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

// ownRedemptions lists what the fan took; nothing for somebody who is no member yet.
func (a *App) ownRedemptions(c *fiber.Ctx, g guest) ([]loyalty.Redemption, error) {
	taken, err := a.Loyalty.ListOwnRedemptions(c.UserContext(), g.Brand.ID, g.Fan.ID)
	if errors.Is(err, loyalty.ErrUnknownMember) {
		return nil, nil
	}
	return taken, err
}

func (a *App) memberView(g guest, v loyalty.View) frontend.MemberView {
	zone := g.Brand.Location()
	m := frontend.MemberView{
		Contact: g.Fan.Contact.Masked(), Number: v.Ref, Available: v.Available, Pending: v.Pending, Held: v.Held, Debt: v.Debt,
		Tier: v.Tier, TierUntil: in(v.TierUntil, zone), NextTier: v.NextTier, Qualifying: v.Qualifying, NextAt: v.NextTierMin,
	}
	if at, points := v.NextExpiry(); points > 0 && !at.IsZero() {
		m.Expiries = []frontend.PointExpiry{{At: at.In(zone), Points: points}}
	}
	return m
}

// waysToEarn lists the rules that are on, as members read them.
func waysToEarn(language, currency string, p *loyalty.Programme) []frontend.WayToEarn {
	var ways []frontend.WayToEarn
	for _, r := range p.Rules {
		if r.Active {
			ways = append(ways, frontend.WayToEarn{Label: r.Name, Points: r.Fixed, Detail: rateInWords(language, currency, r)})
		}
	}
	return ways
}

// rateInWords says what a rule per amount gives; empty for a fixed number of points.
func rateInWords(language, currency string, r loyalty.Rule) string {
	if r.Num == 0 {
		return ""
	}
	points := fault.Text{FR: "point", EN: "point"}
	if r.Num > 1 {
		points = fault.Text{FR: "points", EN: "points"}
	}
	return frontend.Int(language, r.Num) + "\u00a0" + points.In(language) + " / " + frontend.Money(language, currency, r.Den)
}

// rewardCard tells whether this member can have a reward now, and what is missing;
// false for a reward that is not offered any more.
func (a *App) rewardCard(g guest, r loyalty.Reward, v loyalty.View, p *loyalty.Programme, taken []loyalty.Redemption) (frontend.RewardCard, bool) {
	now, zone := a.Clock.Now(), g.Brand.Location()
	card := frontend.RewardCard{
		ID: r.ID, Name: r.Name, Description: r.Description, Picture: a.rewardPicture(r), Cost: r.Cost, StockLeft: -1,
		From: in(r.From, zone), Until: in(r.To, zone), State: frontend.RewardAvailable,
	}
	if r.StockLeft != nil {
		card.StockLeft = *r.StockLeft
	}
	mine := int64(0)
	for _, t := range taken {
		if t.Reward == r.ID && t.Status != loyalty.VoucherVoid {
			mine++
		}
	}
	switch {
	case now.Before(r.From):
		card.State = frontend.RewardSoon
	case r.PerMember > 0 && mine >= r.PerMember:
		card.State = frontend.RewardLimit
	case card.StockLeft == 0:
		card.State = frontend.RewardOut
	case v.Level < r.MinTier:
		card.State, card.Tier = frontend.RewardTier, p.Tier(r.MinTier).Name
	case v.Available < r.Cost:
		card.State, card.Missing = frontend.RewardMissing, r.Cost-v.Available
	}
	return card, r.Active && (r.To.IsZero() || now.Before(r.To))
}

func voucherViews(taken []loyalty.Redemption, rewards []loyalty.Reward, now time.Time, zone *time.Location) []frontend.VoucherView {
	names := rewardNames(rewards)
	views := make([]frontend.VoucherView, len(taken))
	for i, t := range taken {
		views[i] = frontend.VoucherView{
			Code: t.Voucher, Reward: names[t.Reward], State: voucherState(t, now), ExpiresAt: in(t.ExpiresAt, zone), UsedAt: in(t.UsedAt, zone),
		}
	}
	return views
}

func voucherState(t loyalty.Redemption, now time.Time) frontend.VoucherState {
	switch {
	case t.Status == loyalty.VoucherUsed:
		return frontend.VoucherUsed
	case t.Status == loyalty.VoucherVoid:
		return frontend.VoucherVoid
	case !now.Before(t.ExpiresAt):
		return frontend.VoucherExpired
	}
	return frontend.VoucherValid
}

func rewardNames(rewards []loyalty.Reward) map[string]string {
	names := map[string]string{}
	for _, r := range rewards {
		names[r.ID] = r.Name
	}
	return names
}

func (a *App) ownHistory(c *fiber.Ctx, g guest, p *loyalty.Programme, rewards []loyalty.Reward) ([]frontend.HistoryLine, frontend.Pager, error) {
	lines, next, err := a.Loyalty.ListOwnHistory(c.UserContext(), g.Brand.ID, g.Fan.ID, loyalty.Page{After: c.Query("after"), Size: historyPerPage})
	if errors.Is(err, loyalty.ErrUnknownMember) {
		return nil, frontend.Pager{}, nil
	}
	if err != nil {
		return nil, frontend.Pager{}, err
	}
	var history []frontend.HistoryLine
	names := rewardNames(rewards)
	for _, l := range lines {
		if l.Points == 0 {
			continue // what did not move the balance is the books' business
		}
		history = append(history, frontend.HistoryLine{
			At: l.At.In(g.Brand.Location()), Label: lineInWords(lang(c), l, p, names), Reason: l.Reason, Points: l.Points,
		})
	}
	return history, frontend.Pager{Total: -1, Next: nextPage(c, next)}, nil
}

// lineInWords says what a transaction was for: the rule's or the reward's name, or the
// kind of act.
func lineInWords(language string, l loyalty.Line, p *loyalty.Programme, rewards map[string]string) string {
	if l.Kind == ledger.Earn || l.Kind == ledger.Activation {
		for _, r := range p.Rules {
			if r.ID == l.Rule {
				return r.Name
			}
		}
	}
	if name := rewards[l.Rule]; name != "" && l.Kind == ledger.Redeem {
		return name
	}
	return kindWords[l.Kind].In(language)
}

var kindWords = map[ledger.Kind]fault.Text{
	ledger.Earn: {FR: "Points gagnés", EN: "Points earned"}, ledger.Confirm: {FR: "Points confirmés", EN: "Points confirmed"},
	ledger.Spend: {FR: "Points utilisés", EN: "Points spent"}, ledger.Redeem: {FR: "Récompense", EN: "Reward"},
	ledger.VoucherUse: {FR: "Bon utilisé", EN: "Voucher used"}, ledger.HoldPoints: {FR: "Points réservés", EN: "Points held"},
	ledger.Capture: {FR: "Réservation utilisée", EN: "Held points spent"}, ledger.Release: {FR: "Réservation levée", EN: "Held points released"},
	ledger.Adjust: {FR: "Ajustement", EN: "Adjustment"}, ledger.Transfer: {FR: "Don de points", EN: "Points given"},
	ledger.Reverse: {FR: "Annulation", EN: "Reversal"}, ledger.PromoRedeem: {FR: "Code promo", EN: "Promo code"},
	ledger.PromoRollback: {FR: "Code promo annulé", EN: "Promo code undone"}, ledger.Erase: {FR: "Effacement", EN: "Erasure"},
	ledger.HoldTimeout: {FR: "Réservation levée", EN: "Held points released"}, ledger.Activation: {FR: "Points disponibles", EN: "Points available"},
	ledger.Expiry: {FR: "Points expirés", EN: "Points expired"}, ledger.TierReview: {FR: "Palier revu", EN: "Tier reviewed"},
}

// redeemPage says what a reward costs before anything is taken.
func (a *App) redeemPage(c *fiber.Ctx, g guest) error {
	return a.showRedeem(c, fiber.StatusOK, g, frontend.Form{Key: rand.Text()})
}

func (a *App) showRedeem(c *fiber.Ctx, status int, g guest, form frontend.Form) error {
	ctx := c.UserContext()
	programme, err := a.Loyalty.FindProgramme(ctx, g.Brand.ID)
	if err != nil {
		return err
	}
	reward, err := a.Loyalty.FindReward(ctx, g.Brand.ID, c.Params("reward"))
	if err != nil {
		return err
	}
	view, err := a.Loyalty.FindOwn(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	taken, err := a.ownRedemptions(c, g)
	if err != nil {
		return err
	}
	card, offered := a.rewardCard(g, reward, view, programme, taken)
	if !offered {
		return loyalty.ErrUnknownReward
	}
	page := frontend.RedeemPage{Frame: a.frame(c), Reward: card, Balance: view.Available, VoucherDays: reward.VoucherDays, Form: form}
	page.Brand = a.brandFor(c, g.Brand)
	return a.render(c, status, page)
}

// redeem takes a reward once, however often the form is sent: its key names the act.
func (a *App) redeem(c *fiber.Ctx, g guest) error {
	answer, err := a.Loyalty.RedeemOwn(c.UserContext(), g.Brand.ID, g.Fan.ID, "web-"+formValue(c, fieldFormKey), c.Params("reward"))
	if err == nil && answer.Refused != nil {
		err = answer.Refused
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Key = rand.Text() // a refusal is stored under its key: trying again is another act
			return a.showRedeem(c, status, g, form)
		})
	}
	return a.redirect(c, frontend.MemberPath(g.Brand.Slug), frontend.NoticeRedeemed)
}
