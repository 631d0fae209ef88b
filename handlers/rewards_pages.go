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
	return a.showReward(c, fiber.StatusOK, d, r, frontend.Form{Key: stockText(r.StockLeft), Values: rewardValues(r, d.Brand.Location())})
}

func (a *App) showReward(c *fiber.Ctx, status int, d desk, r loyalty.Reward, form frontend.Form) error {
	if err := d.Actor.Require(account.EditLoyalty, d.Brand.ID); err != nil {
		return err
	}
	p, err := a.programmeOrNone(c, d)
	if err != nil {
		return err
	}
	page := frontend.AdminRewardEditPage{AdminFrame: a.adminFrame(c, d), ID: r.ID, Zone: d.Brand.TimeZone, Form: form}
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

func rewardValues(r loyalty.Reward, zone *time.Location) url.Values {
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
	return v
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
		if form, renamed := map[string]string{"id": "name", "to": "until", "min_tier": "tier"}[name]; renamed {
			name = form
		}
		fields[i] = field.Fault.At(name)
	}
	return fault.Invalids(fields...)
}
