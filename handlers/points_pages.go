package handlers

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// pointCampaignsPage lists the dated multipliers with what each cost and brought, and has a form
// for one.
func (a *App) pointCampaignsPage(c *fiber.Ctx, d desk) error {
	p, err := a.programmeOrNone(c, d)
	if err != nil {
		return err
	}
	form := frontend.Form{Values: url.Values{}}
	editing := ""
	for _, k := range p.Campaigns {
		if k.ID == c.Query("campaign") && k.ID != "" {
			editing = k.ID
			form.Values = values("name", k.Name, "rule", k.Rule, "factor", frontend.PlainDecimal(lang(c), float64(k.BP)/ledger.One),
				"from", k.From.In(d.Brand.Location()).Format(clock.LocalLayout), "until", k.To.In(d.Brand.Location()).Format(clock.LocalLayout))
		}
	}
	return a.showPointCampaigns(c, fiber.StatusOK, d, p, editing, form)
}

func (a *App) showPointCampaigns(c *fiber.Ctx, status int, d desk, p *loyalty.Programme, editing string, form frontend.Form) error {
	page := frontend.AdminPointCampaignsPage{
		AdminFrame: a.adminFrame(c, d), Editing: editing, Form: form, Zone: d.Brand.TimeZone, Currency: d.Brand.Currency, PointCost: p.Desk.PointCost,
	}
	names := map[string]string{}
	for _, r := range p.Rules {
		names[r.ID] = r.Name
		if r.Den > 0 || r.PerUnit > 0 { // a fixed number is not multiplied
			page.Rules = append(page.Rules, frontend.Choice{Value: r.ID, Label: r.Name})
		}
	}
	if len(p.Campaigns) > 0 {
		today := dayHere(a.Clock.Now(), d)
		report, err := a.Loyalty.Report(c.UserContext(), d.Actor, d.Brand.ID, loyalty.Period{First: today, Last: today})
		if err != nil {
			return err
		}
		page.Rows = campaignReturns(report, names, d, a.Clock.Now())
	}
	return a.render(c, status, page)
}

func campaignReturns(r loyalty.ActivityReport, names map[string]string, d desk, now time.Time) []frontend.CampaignReturnRow {
	rows := make([]frontend.CampaignReturnRow, len(r.Campaigns))
	for i, k := range r.Campaigns {
		row := frontend.CampaignReturnRow{
			ID: k.ID, Name: k.Name, Rule: names[k.Rule], BP: k.BP, From: k.From.In(d.Brand.Location()), Until: k.To.In(d.Brand.Location()),
			Points: k.Points, Extra: k.Extra, Turnover: k.Turnover, Before: k.Before, Lift: k.Lift(), Cost: k.Cost, Running: k.Running, Coming: now.Before(k.From),
		}
		if row.Name == "" {
			row.Name = row.Rule
		}
		row.ROI, row.HasROI = k.ROI()
		rows[i] = row
	}
	return rows
}

// dayHere is the day of the brand, as midnight UTC.
func dayHere(t time.Time, d desk) time.Time {
	local := t.In(d.Brand.Location())
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}

var errFactor = fault.New(fault.Invalid, "factor_invalid",
	"Indiquez un multiplicateur, par exemple 2 ou 1,5.", "Give a multiplier, for example 2 or 1.5.")

func (a *App) savePointCampaign(c *fiber.Ctx, d desk) error {
	p, err := a.programmeOrNone(c, d)
	if err != nil {
		return err
	}
	id := formValue(c, "id")
	if formValue(c, "act") == "drop" {
		if err := a.Loyalty.DropCampaign(c.UserContext(), d.Actor, d.Brand.ID, id); err != nil {
			return err
		}
		return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "points", "campaigns"), frontend.NoticeSaved)
	}
	f := formFigures{c: c}
	k := ledger.Campaign{
		ID: id, Name: strings.TrimSpace(formValue(c, "name")), Rule: formValue(c, "rule"),
		From: f.moment("from", d.Brand.TimeZone), To: f.moment("until", d.Brand.TimeZone), BP: f.factor("factor"),
	}
	err = fault.Invalids(f.wrong...)
	if len(f.wrong) == 0 {
		_, err = a.Loyalty.SaveCampaign(c.UserContext(), d.Actor, d.Brand.ID, k)
	}
	if err != nil {
		return a.refuseForm(c, lastNames(err, map[string]string{"to": "until", "bp": "factor"}), func(status int, form frontend.Form) error {
			return a.showPointCampaigns(c, status, d, p, id, form)
		})
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "points", "campaigns"), frontend.NoticeSaved)
}

// factor reads a multiplier in basis points.
func (f *formFigures) factor(name string) int64 {
	n, err := strconv.ParseFloat(strings.NewReplacer(",", ".", "×", "", " ", "", "\u00a0", "").Replace(formValue(f.c, name)), 64)
	if err != nil || n <= 0 || n > 100 {
		f.refuse(name, errFactor)
		return 0
	}
	return int64(n*ledger.One + .5)
}

// lastNames keeps of the domain's names of fields the last part, or what the form calls it.
func lastNames(err error, renamed map[string]string) error {
	f := fault.From(err)
	if len(f.Fields) == 0 {
		return err
	}
	fields := make([]fault.Field, len(f.Fields))
	for i, field := range f.Fields {
		name := field.Name[strings.LastIndexByte(field.Name, '.')+1:]
		if form, ok := renamed[name]; ok {
			name = form
		}
		fields[i] = field.Fault.At(name)
	}
	return fault.Invalids(fields...)
}

// Rows of a form for tiers and for shared caps.
const (
	tierRows  = 6
	groupRows = 4
)

// pointSettingsPage shows the terms of the programme.
func (a *App) pointSettingsPage(c *fiber.Ctx, d desk) error {
	p, err := a.programmeOrNone(c, d)
	if err != nil {
		return err
	}
	return a.showPointSettings(c, fiber.StatusOK, d, frontend.Form{Values: settingsValues(lang(c), d, p)})
}

func (a *App) showPointSettings(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	if err := d.Actor.Require(account.EditLoyalty, d.Brand.ID); err != nil {
		return err
	}
	return a.render(c, status, frontend.AdminPointSettingsPage{
		AdminFrame: a.adminFrame(c, d), Currency: d.Brand.Currency, Tiers: make([]int, tierRows), Groups: make([]int, groupRows), Form: form,
	})
}

func settingsValues(lang string, d desk, p *loyalty.Programme) url.Values {
	t := p.Terms
	if t.Zone == nil { // no programme yet: what one begins with
		t = ledger.Terms{Clawback: ledger.ToDebt, GraceDays: 7, TierWindow: 365, TierRetention: 365}
	}
	v := values("clawback", string(t.Clawback), "grace_days", strconv.Itoa(t.GraceDays), "tier_window_days", strconv.Itoa(t.TierWindow),
		"tier_retention_days", strconv.Itoa(t.TierRetention))
	if p.Desk.FourEyes > 0 {
		v.Set("four_eyes", strconv.FormatInt(p.Desk.FourEyes, 10))
	}
	if p.Desk.PointCost > 0 {
		v.Set("point_cost", frontend.PlainMoney(lang, d.Brand.Currency, p.Desk.PointCost))
	}
	for i, tier := range t.Tiers {
		row := strconv.Itoa(i)
		v.Set("tier_name_"+row, tier.Name)
		v.Set("tier_min_"+row, strconv.FormatInt(tier.Min, 10))
		v.Set("tier_factor_"+row, frontend.PlainDecimal(lang, float64(tier.EarnBP)/ledger.One))
	}
	for i, g := range p.Groups {
		row := strconv.Itoa(i)
		v.Set("group_id_"+row, g.ID)
		v.Set("group_points_"+row, strconv.FormatInt(g.Points, 10))
		v.Set("group_period_"+row, string(g.Per))
		v["group_reject_"+row] = yes(g.Reject)
	}
	return v
}

func (a *App) savePointSettings(c *fiber.Ctx, d desk) error {
	f := formFigures{c: c}
	set := loyalty.Settings{
		Clawback: ledger.Policy(formValue(c, "clawback")), GraceDays: int(f.number("grace_days", 0)),
		TierWindow: int(f.number("tier_window_days", 0)), TierRetention: int(f.number("tier_retention_days", 0)),
		Desk: loyalty.Desk{FourEyes: f.number("four_eyes", 0), PointCost: f.money("point_cost", d.Brand.Currency)},
	}
	for i := range tierRows {
		row := strconv.Itoa(i)
		if name := strings.TrimSpace(formValue(c, "tier_name_"+row)); name != "" {
			set.Tiers = append(set.Tiers, ledger.Tier{Name: name, Min: f.number("tier_min_"+row, 0), EarnBP: f.factorOr("tier_factor_"+row, ledger.One)})
		}
	}
	for i := range groupRows {
		row := strconv.Itoa(i)
		if id := strings.TrimSpace(formValue(c, "group_id_"+row)); id != "" {
			set.Groups = append(set.Groups, loyalty.Group{ID: id, Cap: earning.Cap{
				Points: f.number("group_points_"+row, 0), Per: earning.Period(formValue(c, "group_period_"+row)), Reject: formValue(c, "group_reject_"+row) == "yes",
			}})
		}
	}
	err := error(fault.Invalids(f.wrong...))
	if len(f.wrong) == 0 {
		err = a.Loyalty.SaveSettings(c.UserContext(), d.Actor, d.Brand.ID, set)
	}
	if err != nil {
		return a.refuseForm(c, settingsFault(err), func(status int, form frontend.Form) error { return a.showPointSettings(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "points", "settings"), frontend.NoticeSaved)
}

func (f *formFigures) factorOr(name string, otherwise int64) int64 {
	if formValue(f.c, name) == "" {
		return otherwise
	}
	return f.factor(name)
}

// settingsFault turns "tiers[1].min" into "tier_min_1".
func settingsFault(err error) error {
	f := fault.From(err)
	if len(f.Fields) == 0 {
		return err
	}
	fields := make([]fault.Field, len(f.Fields))
	for i, field := range f.Fields {
		name := field.Name
		for list, one := range map[string]string{"tiers[": "tier_", "groups[": "group_"} {
			if rest, ok := strings.CutPrefix(name, list); ok {
				row, part, _ := strings.Cut(rest, "].")
				name = one + strings.Replace(part, "earn_bp", "factor", 1) + "_" + row
			}
		}
		fields[i] = field.Fault.At(name)
	}
	return fault.Invalids(fields...)
}
