package handlers

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
	"kermesse/internal/text"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

func (a *App) offerDeskRoutes() {
	r := a.fiber
	r.Get("/admin/b/:brand/earning", a.inBrand(a.earningPage))
	r.Post("/admin/b/:brand/earning", a.inBrand(a.saveEarning))
	r.Get("/admin/b/:brand/rewards", a.inBrand(a.rewardsPage))
	r.Get("/admin/b/:brand/rewards/new", a.inBrand(a.newRewardPage))
	r.Post("/admin/b/:brand/rewards/new", a.inBrand(a.createReward))
	r.Get("/admin/b/:brand/rewards/:reward", a.inBrand(a.rewardPage))
	r.Post("/admin/b/:brand/rewards/:reward", a.inBrand(a.editReward))
}

// earningEvents are what a rule may be for: two that happen by themselves, and what a
// shop sends.
var earningEvents = []struct {
	id    string
	label fault.Text
}{
	{loyalty.ContestEntry, fault.Text{FR: "Participation à un jeu-concours", EN: "Entry in a contest"}},
	{loyalty.Vote, fault.Text{FR: "Vote", EN: "Vote"}},
	{"purchase", fault.Text{FR: "Achat", EN: "Purchase"}},
	{"welcome", fault.Text{FR: "Bienvenue", EN: "Welcome"}},
	{"other", fault.Text{FR: "Autre, envoyé par votre boutique", EN: "Something else that your shop sends"}},
}

func eventInWords(language, rule string) string {
	for _, e := range earningEvents {
		if e.id == rule {
			return e.label.In(language)
		}
	}
	return rule
}

func (a *App) earningPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.ViewLoyalty, d.Brand.ID); err != nil {
		return err
	}
	programme, err := a.programmeOf(c, d)
	if err != nil {
		return err
	}
	form := frontend.Form{Values: values("active", "yes")}
	for _, r := range programme.Rules {
		if r.ID == c.Query("rule") {
			form.Values = ruleValues(r, d.Brand.Currency)
		}
	}
	return a.showEarning(c, fiber.StatusOK, d, programme, form)
}

// programmeOf returns the brand's programme, or an empty one to begin with.
func (a *App) programmeOf(c *fiber.Ctx, d desk) (*loyalty.Programme, error) {
	p, err := a.Loyalty.FindProgramme(c.UserContext(), d.Brand.ID)
	if fault.KindOf(err) == fault.NotFound {
		return &loyalty.Programme{Terms: ledger.Terms{
			Clawback: ledger.ToDebt, GraceDays: 7, TierWindow: 365, TierRetention: 365, Zone: d.Brand.Location(),
			Tiers: []ledger.Tier{{Name: d.Brand.Name, EarnBP: 10000}},
		}}, nil
	}
	return p, err
}

func ruleValues(r loyalty.Rule, currency string) map[string][]string {
	v := values("id", r.ID, "name", r.Name, "event", r.ID)
	number := func(name string, n int64) {
		if n > 0 {
			v.Set(name, strconv.FormatInt(n, 10))
		}
	}
	number("points", r.Fixed)
	number("rate_points", r.Num)
	if r.Num > 0 {
		v.Set("rate_minor", frontend.AmountValue(currency, r.Den))
	}
	number("pending_days", int64(r.PendingDays))
	number("expiry_days", int64(r.ExpiryDays))
	number("max_per_day", r.MaxPerDay)
	number("max_per_year", r.MaxPerYear)
	if r.Qualifying {
		v.Set("qualifying", "yes")
	}
	if r.Active {
		v.Set("active", "yes")
	}
	return v
}

func (a *App) showEarning(c *fiber.Ctx, status int, d desk, p *loyalty.Programme, form frontend.Form) error {
	page := frontend.AdminEarningRulesPage{
		AdminFrame: a.adminFrame(c, d), Currency: d.Brand.Currency, Editing: form.Value("id"), Form: form,
	}
	for _, e := range earningEvents {
		page.Events = append(page.Events, frontend.Choice{Value: e.id, Label: e.label.In(lang(c))})
	}
	if id := form.Value("event"); id != "" && !slices.ContainsFunc(page.Events, func(e frontend.Choice) bool { return e.Value == id }) {
		page.Events = append(page.Events, frontend.Choice{Value: id, Label: id})
	}
	for _, r := range p.Rules {
		page.Rules = append(page.Rules, ruleRow(lang(c), d.Brand.Currency, r))
	}
	members, err := a.tierMembers(c, d)
	if err != nil {
		return err
	}
	for level, t := range p.Terms.Tiers {
		row := frontend.TierRow{Name: t.Name, From: t.Min, EarnBP: t.EarnBP}
		if level < len(members) {
			row.Members = members[level]
		}
		page.Tiers = append(page.Tiers, row)
	}
	return a.render(c, status, page)
}

// tierMembers counts the members of each tier, for those who may see members.
func (a *App) tierMembers(c *fiber.Ctx, d desk) ([]int, error) {
	if !d.Actor.May(account.ViewPeople) {
		return nil, nil
	}
	found, err := a.Loyalty.ListMembers(c.UserContext(), d.Actor, d.Brand.ID, loyalty.MemberFilter{}, loyalty.Page{Size: 1})
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return found.Levels, err
}

func ruleRow(language, currency string, r loyalty.Rule) frontend.EarningRuleRow {
	row := frontend.EarningRuleRow{
		ID: r.ID, Name: r.Name, Event: eventInWords(language, r.ID), Worth: rateInWords(language, currency, r),
		PendingDays: r.PendingDays, ExpiryDays: max(0, r.ExpiryDays), Qualifying: r.Qualifying, Active: r.Active, Limit: limitInWords(language, r),
	}
	if r.Fixed > 0 {
		word := fault.Text{FR: "points", EN: "points"}
		if r.Fixed == 1 {
			word = fault.Text{FR: "point", EN: "point"}
		}
		row.Worth = frontend.Int(language, r.Fixed) + "\u00a0" + word.In(language)
	}
	return row
}

func limitInWords(language string, r loyalty.Rule) string {
	var limits []string
	add := func(n int64, per fault.Text) {
		if n > 0 {
			limits = append(limits, frontend.Int(language, n)+"\u00a0"+per.In(language))
		}
	}
	add(r.MaxPerDay, fault.Text{FR: "par jour", EN: "a day"})
	add(r.MaxPerYear, fault.Text{FR: "par an", EN: "a year"})
	return strings.Join(limits, ", ")
}

func (a *App) saveEarning(c *fiber.Ctx, d desk) error {
	programme, err := a.programmeOf(c, d)
	if err != nil {
		return err
	}
	rule, err := readRule(c, d, programme)
	if err == nil {
		err = a.storeRule(c, d, programme, rule)
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.showEarning(c, status, d, programme, form)
		})
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "earning"), frontend.NoticeSaved)
}

// storeRule saves a rule; the first rule of a brand begins its programme.
func (a *App) storeRule(c *fiber.Ctx, d desk, p *loyalty.Programme, rule loyalty.Rule) error {
	_, err := a.Loyalty.FindProgramme(c.UserContext(), d.Brand.ID)
	if fault.KindOf(err) == fault.NotFound {
		p.Rules = []loyalty.Rule{rule}
		return a.Loyalty.SetProgramme(c.UserContext(), d.Actor, d.Brand.ID, *p)
	}
	if err != nil {
		return err
	}
	return a.Loyalty.SaveRule(c.UserContext(), d.Actor, d.Brand.ID, rule)
}

var errWholeNumber = fault.New(fault.Invalid, "whole_number",
	"Donnez un nombre entier, sans virgule.", "Give a whole number.")

// readRule reads the form over the rule that is there, so that what the form does not
// show stays.
func readRule(c *fiber.Ctx, d desk, p *loyalty.Programme) (loyalty.Rule, error) {
	id := formValue(c, "id")
	rule := loyalty.Rule{Rule: ledger.Rule{Dedupe: ledger.PerMember}}
	for _, r := range p.Rules {
		if r.ID == id {
			rule = r
		}
	}
	if id == "" {
		id = formValue(c, "event")
		if id == "other" || slices.ContainsFunc(p.Rules, func(r loyalty.Rule) bool { return r.ID == id }) {
			id = strings.ReplaceAll(text.Slug(formValue(c, "name")), "-", "_")
		}
	}
	rule.ID, rule.Name = id, formValue(c, "name")
	rule.Qualifying, rule.Active = formValue(c, "qualifying") == "yes", formValue(c, "active") == "yes"
	numbers := numberReader{c: c}
	rule.Fixed, rule.Num = numbers.read("points"), numbers.read("rate_points")
	rule.PendingDays, rule.ExpiryDays = int(numbers.read("pending_days")), int(numbers.read("expiry_days"))
	if rule.ExpiryDays == 0 {
		rule.ExpiryDays = ledger.Never
	}
	rule.MaxPerDay, rule.MaxPerYear = numbers.read("max_per_day"), numbers.read("max_per_year")
	rule.Den = 0
	if rule.Num > 0 {
		den, err := frontend.ParseAmount(d.Brand.Currency, formValue(c, "rate_minor"))
		if err != nil || den <= 0 {
			numbers.wrong = append(numbers.wrong, errWholeNumber.At("rate_minor"))
		}
		rule.Den = den
	}
	if len(numbers.wrong) > 0 {
		return rule, fault.Invalids(numbers.wrong...)
	}
	return rule, nil
}

// numberReader reads whole numbers of a form, empty ones as 0, and gathers the wrong ones.
type numberReader struct {
	c     *fiber.Ctx
	wrong []fault.Field
}

func (r *numberReader) read(name string) int64 {
	typed := strings.Join(strings.Fields(formValue(r.c, name)), "")
	if typed == "" {
		return 0
	}
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || n < 0 {
		r.wrong = append(r.wrong, errWholeNumber.At(name))
	}
	return n
}

func (a *App) rewardsPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.ViewLoyalty, d.Brand.ID); err != nil {
		return err
	}
	rewards, err := a.Loyalty.ListRewards(c.UserContext(), d.Brand.ID)
	if err != nil {
		return err
	}
	uses, err := a.Loyalty.CountRedemptions(c.UserContext(), d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	programme, err := a.programmeOf(c, d)
	if err != nil {
		return err
	}
	page := frontend.AdminRewardsPage{AdminFrame: a.adminFrame(c, d)}
	for _, r := range rewards {
		row := frontend.RewardRow{
			ID: r.ID, Name: r.Name, Picture: a.rewardPicture(r), Cost: r.Cost, Stock: -1, Redeemed: uses[r.ID].Redeemed, Used: uses[r.ID].Used,
			From: in(r.From, d.Brand.Location()), Until: in(r.To, d.Brand.Location()), Active: r.Active,
		}
		if r.StockLeft != nil {
			row.Stock = *r.StockLeft
		}
		if r.MinTier > 0 {
			row.Tier = programme.Tier(r.MinTier).Name
		}
		page.Rows = append(page.Rows, row)
	}
	return a.render(c, fiber.StatusOK, page)
}

// rewardPicture is the narrowest file of a reward's picture; nil where there is none.
func (a *App) rewardPicture(r loyalty.Reward) *frontend.Picture {
	hash, size, _ := strings.Cut(r.Picture, ":")
	width, height, ok := strings.Cut(size, "x")
	w, errW := strconv.Atoi(width)
	h, errH := strconv.Atoi(height)
	if !ok || errW != nil || errH != nil || w < 1 {
		return nil
	}
	narrow := picture.Widths(w)[0]
	return &frontend.Picture{URL: picture.Path(hash, narrow), Alt: r.PictureAlt, Width: narrow, Height: max(h*narrow/w, 1)}
}

func (a *App) newRewardPage(c *fiber.Ctx, d desk) error {
	form := frontend.Form{Key: rand.Text(), Values: values("active", "yes", "voucher_days", "30")}
	return a.showReward(c, fiber.StatusOK, d, loyalty.Reward{}, form)
}

func (a *App) rewardPage(c *fiber.Ctx, d desk) error {
	r, err := a.Loyalty.FindReward(c.UserContext(), d.Brand.ID, c.Params("reward"))
	if err != nil {
		return err
	}
	return a.showReward(c, fiber.StatusOK, d, r, frontend.Form{Key: rand.Text(), Values: rewardValues(r, d.Brand.Location())})
}

const localMinute = "2006-01-02T15:04"

func rewardValues(r loyalty.Reward, zone *time.Location) map[string][]string {
	v := values("name", r.Name, "description", r.Description, "cost", strconv.FormatInt(r.Cost, 10), "tier", strconv.Itoa(r.MinTier),
		"voucher_days", strconv.Itoa(r.VoucherDays), "picture_alt", r.PictureAlt)
	if r.StockLeft != nil {
		v.Set("stock", strconv.FormatInt(*r.StockLeft, 10))
	}
	if r.PerMember > 0 {
		v.Set("per_member", strconv.FormatInt(r.PerMember, 10))
	}
	if !r.From.IsZero() {
		v.Set("from", r.From.In(zone).Format(localMinute))
	}
	if !r.To.IsZero() && r.To.Before(farAway) {
		v.Set("until", r.To.In(zone).Format(localMinute))
	}
	if r.Active {
		v.Set("active", "yes")
	}
	return v
}

func (a *App) showReward(c *fiber.Ctx, status int, d desk, r loyalty.Reward, form frontend.Form) error {
	if err := d.Actor.Require(account.EditLoyalty, d.Brand.ID); err != nil {
		return err
	}
	programme, err := a.programmeOf(c, d)
	if err != nil {
		return err
	}
	page := frontend.AdminRewardEditPage{
		AdminFrame: a.adminFrame(c, d), ID: r.ID, Picture: a.rewardPicture(r), Zone: d.Brand.TimeZone, Form: form,
	}
	if len(programme.Terms.Tiers) > 1 {
		for level, t := range programme.Terms.Tiers {
			page.Tiers = append(page.Tiers, frontend.Choice{Value: strconv.Itoa(level), Label: t.Name})
		}
	}
	return a.render(c, status, page)
}

func (a *App) createReward(c *fiber.Ctx, d desk) error {
	r := loyalty.Reward{ID: text.Slug(formValue(c, "name"))}
	if _, err := a.Loyalty.FindReward(c.UserContext(), d.Brand.ID, r.ID); err == nil {
		r.ID += "-" + strings.ToLower(rand.Text()[:4])
	}
	return a.storeReward(c, d, loyalty.Reward{}, r)
}

func (a *App) editReward(c *fiber.Ctx, d desk) error {
	r, err := a.Loyalty.FindReward(c.UserContext(), d.Brand.ID, c.Params("reward"))
	if err != nil {
		return err
	}
	return a.storeReward(c, d, r, r)
}

// farAway ends an offer for which no end was given.
var farAway = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)

func (a *App) storeReward(c *fiber.Ctx, d desk, before, r loyalty.Reward) error {
	err := a.readReward(c, d, &r)
	if err == nil {
		err = a.Loyalty.SaveReward(c.UserContext(), d.Actor, d.Brand.ID, r)
	}
	if err == nil && before.ID != "" && !sameStock(before.StockLeft, r.StockLeft) {
		err = a.Loyalty.SetStock(c.UserContext(), d.Actor, d.Brand.ID, r.ID, before.StockLeft, r.StockLeft)
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showReward(c, status, d, before, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "rewards"), frontend.NoticeSaved)
}

func sameStock(x, y *int64) bool {
	return x == nil && y == nil || x != nil && y != nil && *x == *y
}

func (a *App) readReward(c *fiber.Ctx, d desk, r *loyalty.Reward) error {
	numbers := numberReader{c: c}
	r.Name, r.Description, r.PictureAlt = formValue(c, "name"), formValue(c, "description"), formValue(c, "picture_alt")
	r.Cost, r.PerMember = numbers.read("cost"), numbers.read("per_member")
	r.VoucherDays, r.MinTier, r.Active = int(numbers.read("voucher_days")), int(numbers.read("tier")), formValue(c, "active") == "yes"
	r.StockLeft = nil
	if strings.TrimSpace(formValue(c, "stock")) != "" {
		r.StockLeft = new(numbers.read("stock"))
	}
	r.From, r.To = a.readMoment(&numbers, d, "from", a.Clock.Now()), a.readMoment(&numbers, d, "until", farAway)
	sent, err := a.pictureIn(c, "picture")
	if err != nil {
		return fieldOf(err, map[string]string{fault.From(err).Code: "picture"})
	}
	if sent != nil {
		r.Picture = sent.Hash + ":" + strconv.Itoa(sent.Width) + "x" + strconv.Itoa(sent.Height)
	}
	if len(numbers.wrong) > 0 {
		return fault.Invalids(numbers.wrong...)
	}
	return nil
}

// readMoment reads a local time in the brand's zone; empty is the time given otherwise.
func (a *App) readMoment(r *numberReader, d desk, name string, otherwise time.Time) time.Time {
	typed := formValue(r.c, name)
	if typed == "" {
		return otherwise
	}
	at, err := clock.Local(typed, d.Brand.TimeZone)
	if err != nil {
		r.wrong = append(r.wrong, fault.From(err).At(name))
	}
	return at
}
