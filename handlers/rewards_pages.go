package handlers

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/loyalty"
)

// rewardsPage lists the catalogue with what became of each reward.
func (a *App) rewardsPage(c *fiber.Ctx, d desk) error {
	ctx, page := c.UserContext(), frontend.AdminRewardsPage{AdminFrame: a.adminFrame(c, d)}
	uses, err := a.Loyalty.CountRedemptions(ctx, d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	rewards, err := a.Loyalty.ListRewards(ctx, d.Brand.ID)
	if err != nil {
		return err
	}
	p, err := a.programmeOrNone(c, d)
	if err != nil {
		return err
	}
	for _, r := range rewards {
		row, err := a.rewardRow(c, d, p, r)
		if err != nil {
			return err
		}
		row.Redeemed, row.Used = uses[r.ID].Redeemed, uses[r.ID].Used
		page.Rows = append(page.Rows, row)
	}
	return a.render(c, fiber.StatusOK, page)
}

// programmeOrNone is the brand's programme, an empty one where it has none yet.
func (a *App) programmeOrNone(c *fiber.Ctx, d desk) (*loyalty.Programme, error) {
	p, err := a.Loyalty.FindProgramme(c.UserContext(), d.Brand.ID)
	if errors.Is(err, loyalty.ErrNoProgramme) {
		return &loyalty.Programme{}, nil
	}
	return p, err
}

func (a *App) rewardRow(c *fiber.Ctx, d desk, p *loyalty.Programme, r loyalty.Reward) (frontend.RewardRow, error) {
	zone, now := d.Brand.Location(), a.Clock.Now()
	row := frontend.RewardRow{
		ID: r.ID, Name: r.Name, Cost: r.Cost, Stock: -1, From: in(r.From, zone), Until: in(r.To, zone),
		Active: r.Active && !now.Before(r.From) && !r.Ended(now),
	}
	if r.StockLeft != nil {
		row.Stock = *r.StockLeft
	}
	if r.MinTier > 0 {
		row.Tier = p.Tier(r.MinTier).Name
	}
	var err error
	row.Picture, err = a.rewardPicture(c, r)
	return row, err
}

func (a *App) newRewardPage(c *fiber.Ctx, d desk) error {
	form := frontend.Form{Values: values("voucher_days", "30", "active", "yes")}
	return a.showReward(c, fiber.StatusOK, d, loyalty.Reward{}, form)
}

func (a *App) rewardPage(c *fiber.Ctx, d desk) error {
	r, err := a.Loyalty.FindReward(c.UserContext(), d.Brand.ID, c.Params("reward"))
	if err != nil {
		return err
	}
	return a.showReward(c, fiber.StatusOK, d, r, frontend.Form{Key: stockText(r.StockLeft), Values: rewardValues(lang(c), d.Brand, r)})
}

func (a *App) showReward(c *fiber.Ctx, status int, d desk, r loyalty.Reward, form frontend.Form) error {
	if err := d.Actor.Require(account.EditLoyalty, d.Brand.ID); err != nil {
		return err
	}
	p, err := a.programmeOrNone(c, d)
	if err != nil {
		return err
	}
	page := frontend.AdminRewardEditPage{AdminFrame: a.adminFrame(c, d), ID: r.ID, Zone: d.Brand.TimeZone, Currency: d.Brand.Currency, Form: form}
	pools, err := a.Loyalty.ListPools(c.UserContext(), d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	for _, pool := range pools {
		page.Pools = append(page.Pools, frontend.Choice{Value: pool.ID, Label: pool.Name})
	}
	for level, tier := range p.Terms.Tiers {
		page.Tiers = append(page.Tiers, frontend.Choice{Value: strconv.Itoa(level), Label: tier.Name})
	}
	if page.Picture, err = a.rewardPicture(c, r); err != nil {
		return err
	}
	return a.render(c, status, page)
}

// stockText is a stock as the form sends it back: what the reader saw when they decided.
func stockText(stock *int64) string {
	if stock == nil {
		return ""
	}
	return strconv.FormatInt(*stock, 10)
}

func parseStock(text string) (*int64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	n, err := strconv.ParseUint(text, 10, 40)
	return new(int64(n)), err
}

func rewardValues(lang string, b account.Brand, r loyalty.Reward) url.Values {
	zone := b.Location()
	v := values("name", r.Name, "description", r.Description, "cost", strconv.FormatInt(r.Cost, 10), "stock", stockText(r.StockLeft),
		"voucher_days", strconv.Itoa(r.VoucherDays), "tier", strconv.Itoa(r.MinTier), "picture_alt", r.PictureAlt)
	if r.PerMember > 0 {
		v.Set("per_member", strconv.FormatInt(r.PerMember, 10))
	}
	for name, t := range map[string]time.Time{"from": r.From, "until": r.To} {
		if !t.IsZero() {
			v.Set(name, t.In(zone).Format(clock.LocalLayout))
		}
	}
	v["active"] = yes(r.Active)
	givesValues(lang, b.Currency, r.Gives, v)
	return v
}

// givesValues puts what a reward gives into the form.
func givesValues(lang, currency string, g loyalty.Gives, v url.Values) {
	kind := string(g.Kind)
	if kind == "" {
		kind = rewardProduct
	}
	for name, value := range map[string]string{"gives": kind, "discount": string(g.Discount), "pool": g.Pool, "contest": g.Contest, "event": g.Event} {
		v.Set(name, value)
	}
	switch {
	case g.Discount == loyalty.CodePercent:
		v.Set("value", frontend.PlainDecimal(lang, float64(g.Value)/100))
	case g.Value > 0:
		v.Set("value", frontend.PlainMoney(lang, currency, g.Value))
	}
	for name, minor := range map[string]int64{"max_off": g.MaxDiscount, "min_amount": g.MinAmount} {
		if minor > 0 {
			v.Set(name, frontend.PlainMoney(lang, currency, minor))
		}
	}
	if g.Tickets > 0 {
		v.Set("tickets", strconv.Itoa(g.Tickets))
	}
}

// rewardProduct is how forms call a reward that is handed over for its voucher.
const rewardProduct = "product"

// gives reads what a reward gives; of a form that does not say, what it gave.
func (f *formFigures) gives(before loyalty.Gives, currency string) loyalty.Gives {
	kind := formValue(f.c, "gives")
	switch loyalty.RewardKind(kind) {
	case "":
		return before
	case rewardProduct:
		return loyalty.Gives{}
	case loyalty.RewardSeat:
		return loyalty.Gives{Kind: loyalty.RewardSeat, Event: strings.TrimSpace(formValue(f.c, "event"))}
	case loyalty.RewardPool:
		return loyalty.Gives{Kind: loyalty.RewardPool, Pool: formValue(f.c, "pool")}
	case loyalty.RewardTickets:
		return loyalty.Gives{Kind: loyalty.RewardTickets, Contest: strings.TrimSpace(formValue(f.c, "contest")), Tickets: int(f.number("tickets", 0))}
	}
	discount := formValue(f.c, "discount")
	return loyalty.Gives{
		Kind: loyalty.RewardKind(kind), Discount: loyalty.CodeKind(discount), Value: f.worth("value", discount, currency),
		MaxDiscount: f.money("max_off", currency), MinAmount: f.money("min_amount", currency),
	}
}

func (a *App) saveNewReward(c *fiber.Ctx, d desk) error {
	rewards, err := a.Loyalty.ListRewards(c.UserContext(), d.Brand.ID)
	if err != nil {
		return err
	}
	id := freeID(text.Slug(formValue(c, "name")), rewards)
	return a.saveRewardForm(c, d, loyalty.Reward{}, id)
}

// freeID is a name for a new reward that none has yet.
func freeID(name string, taken []loyalty.Reward) string {
	id := name
	for n := 2; slices.ContainsFunc(taken, func(r loyalty.Reward) bool { return r.ID == id }); n++ {
		id = name + "-" + strconv.Itoa(n)
	}
	return id
}

func (a *App) saveOldReward(c *fiber.Ctx, d desk) error {
	r, err := a.Loyalty.FindReward(c.UserContext(), d.Brand.ID, c.Params("reward"))
	if err != nil {
		return err
	}
	return a.saveRewardForm(c, d, r, r.ID)
}

// saveRewardForm saves a reward; the stock of one that is there only where the form
// changes it.
func (a *App) saveRewardForm(c *fiber.Ctx, d desk, before loyalty.Reward, id string) error {
	ctx := c.UserContext()
	r, stock, wrong := a.readReward(c, d, before)
	r.ID = id
	err := error(fault.Invalids(wrong...))
	if len(wrong) == 0 {
		if before.ID == "" {
			r.StockLeft = stock
		}
		err = a.Loyalty.SaveReward(ctx, d.Actor, d.Brand.ID, r)
	}
	if err == nil && before.ID != "" && stockText(stock) != formValue(c, fieldFormKey) {
		var seen *int64
		if seen, err = parseStock(formValue(c, fieldFormKey)); err == nil {
			err = a.Loyalty.SetStock(ctx, d.Actor, d.Brand.ID, id, seen, stock)
		}
	}
	if err != nil {
		return a.refuseForm(c, rewardFault(err), func(status int, form frontend.Form) error {
			if errors.Is(err, loyalty.ErrStockMoved) {
				// The next try is on the figure of now, which the sentence tells to read.
				if now, err := a.Loyalty.FindReward(ctx, d.Brand.ID, id); err == nil {
					form.Key = stockText(now.StockLeft)
					form.Values.Set("stock", form.Key)
				}
			}
			return a.showReward(c, status, d, before, form)
		})
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "rewards"), frontend.NoticeSaved)
}

func (a *App) readReward(c *fiber.Ctx, d desk, before loyalty.Reward) (r loyalty.Reward, stock *int64, wrong []fault.Field) {
	f := formFigures{c: c}
	r = before
	r.Name, r.Description = strings.TrimSpace(formValue(c, "name")), strings.TrimSpace(formValue(c, "description"))
	r.Cost, r.PerMember = f.number("cost", 0), f.number("per_member", 0)
	r.MinTier, r.VoucherDays = int(f.number("tier", 0)), int(f.number("voucher_days", 0))
	r.Active, r.PictureAlt = formValue(c, "active") == "yes", strings.TrimSpace(formValue(c, "picture_alt"))
	r.From, r.To = f.moment("from", d.Brand.TimeZone), f.moment("until", d.Brand.TimeZone)
	r.Gives = f.gives(before.Gives, d.Brand.Currency)
	stock, err := parseStock(formValue(c, "stock"))
	if err != nil {
		f.refuse("stock", errWholeNumber)
	}
	sent, err := a.pictureIn(c, "picture")
	switch {
	case err != nil:
		f.refuse("picture", fault.From(err))
	case sent != nil:
		r.Picture = sent.Hash
	}
	return r, stock, f.wrong
}

// moment reads a date and hour of the brand; an empty field is the zero time.
func (f *formFigures) moment(name, zone string) time.Time {
	text := formValue(f.c, name)
	if text == "" {
		return time.Time{}
	}
	t, err := clock.Local(text, zone)
	if err != nil {
		f.refuse(name, errMoment)
	}
	return t
}

var errMoment = fault.New(fault.Invalid, "moment_invalid",
	"Indiquez une date et une heure qui existent.", "Give a date and hour that exist.")

// rewardFault turns the domain's names of fields into those of the form.
func rewardFault(err error) error {
	if errors.Is(err, loyalty.ErrStockMoved) {
		return fault.Invalids(loyalty.ErrStockMoved.At("stock"))
	}
	f := fault.From(err)
	if len(f.Fields) == 0 {
		return err
	}
	fields := make([]fault.Field, len(f.Fields))
	for i, field := range f.Fields {
		name := field.Name
		if form, renamed := map[string]string{"id": "name", "to": "until", "min_tier": "tier", "max_discount": "max_off", "kind": "gives"}[name]; renamed {
			name = form
		}
		fields[i] = field.Fault.At(name)
	}
	return fault.Invalids(fields...)
}
