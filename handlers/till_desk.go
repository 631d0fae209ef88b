package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty/till"
)

// tillsPage shows a brand's tills, who may do what there, and what was done today.
func (a *App) tillsPage(c *fiber.Ctx, d desk) error {
	return a.showTills(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) showTills(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	ctx, zone := c.UserContext(), d.Brand.Location()
	open, err := a.Tills.List(ctx, d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	people, err := a.Tills.ListAllowances(ctx, d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	page := frontend.AdminTillsPage{
		AdminFrame: a.adminFrame(c, d), Currency: d.Brand.Currency, Day: a.Clock.Now().In(zone),
		Address: a.Config.BaseURL + frontend.TillPath(), Form: form, Act: form.Value("person"),
	}
	named := map[account.UserID]string{}
	for _, p := range people {
		named[p.User] = p.Name
		person := tillPerson(lang(c), d.Brand.Currency, p)
		if p.User == "" {
			page.Everyone = person
		} else {
			page.People = append(page.People, person)
		}
	}
	where := map[till.ID]string{}
	for _, t := range open {
		where[t.ID] = t.Name
		page.Tills = append(page.Tills, frontend.TillRow{ID: string(t.ID), Name: t.Name, By: named[t.OpenedBy], OpenedAt: t.OpenedAt.In(zone), SeenAt: t.SeenAt.In(zone)})
	}
	if page.Acts, err = a.dayAtTills(c, d, named, where); err != nil {
		return err
	}
	return a.render(c, status, page)
}

func (a *App) dayAtTills(c *fiber.Ctx, d desk, named map[account.UserID]string, where map[till.ID]string) ([]frontend.TillAct, error) {
	acts, err := a.Tills.ListDay(c.UserContext(), d.Actor, d.Brand.ID, a.Clock.Now())
	if err != nil {
		return nil, err
	}
	names, err := a.rewardNames(c.UserContext(), d.Brand.ID)
	views := make([]frontend.TillAct, len(acts))
	for i, act := range acts {
		views[i] = tillActView(lang(c), act, names, d.Brand)
		views[i].Who, views[i].Where = named[act.Clerk], where[act.Till]
	}
	return views, err
}

// tillPerson is a person with their limits as figures and as a form.
func tillPerson(language, currency string, p till.Allowance) frontend.TillPerson {
	person := frontend.TillPerson{ID: string(p.User), Name: p.Name, Role: frontend.StaffRole(p.Role), HasPIN: p.HasPIN, Own: p.Own}
	form := values("person", string(p.User))
	if p.Own {
		form.Set("own", "yes")
	}
	for _, l := range []frontend.TillLimit{
		{Name: "bill", Money: true, N: p.Limits.Bill},
		{Name: "day_bills", Money: true, N: p.Limits.DayBills},
		{Name: "spend", N: p.Limits.Spend},
		{Name: "day_spend", N: p.Limits.DaySpend},
	} {
		person.Limits = append(person.Limits, l)
		switch {
		case l.N == 0:
		case l.Money:
			form.Set(l.Name, frontend.PlainMoney(language, currency, l.N))
		default:
			form.Set(l.Name, strconv.FormatInt(l.N, 10))
		}
	}
	person.Form = frontend.Form{Values: form}
	return person
}

func (a *App) tillsForm(c *fiber.Ctx, d desk) error {
	ctx, person := c.UserContext(), account.UserID(formValue(c, "person"))
	var err error
	switch formValue(c, "act") {
	case "close":
		err = a.Tills.Close(ctx, d.Actor, d.Brand.ID, till.ID(formValue(c, "till")))
	case "forget":
		err = a.Tills.ForgetPIN(ctx, d.Actor, d.Brand.ID, person)
	case "limits":
		var limits *till.Limits
		if limits, err = readLimits(c, d); err == nil {
			err = a.Tills.SetLimits(ctx, d.Actor, d.Brand.ID, person, limits)
		}
	default:
		err = errNoRoute
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showTills(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "tills"), frontend.NoticeSaved)
}

// readLimits reads the figures of a person; nil where those of everybody hold for them.
func readLimits(c *fiber.Ctx, d desk) (*till.Limits, error) {
	if formValue(c, "person") != "" && formValue(c, "own") != "yes" {
		return nil, nil
	}
	f := formFigures{c: c}
	money := func(name string) int64 {
		text := formValue(c, name)
		minor, ok := frontend.ParseMoney(text, d.Brand.Currency)
		if text != "" && !ok {
			f.refuse(name, errMoney)
		}
		return minor
	}
	l := till.Limits{Bill: money("bill"), DayBills: money("day_bills"), Spend: f.number("spend", 0), DaySpend: f.number("day_spend", 0)}
	if len(f.wrong) > 0 {
		return nil, fault.Invalids(f.wrong...)
	}
	return &l, nil
}
