package handlers

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/keydates"
)

// calendarPage shows one month.
func (a *App) calendarPage(c *fiber.Ctx, d desk) error {
	return a.renderCalendar(c, fiber.StatusOK, d, "")
}

// renderCalendar shows the month of the address; feed is the address of a feed that was
// just made.
func (a *App) renderCalendar(c *fiber.Ctx, status int, d desk, feed string) error {
	if err := d.Actor.Require(account.ViewCampaigns, d.Brand.ID); err != nil {
		return err
	}
	ctx, zone := c.UserContext(), d.Brand.Location()
	today := midnight(a.Clock.Now().In(zone))
	month, err := time.ParseInLocation("2006-01", c.Query("month"), zone)
	if err != nil || month.Year() < 2000 || month.Year() >= 2200 {
		month = today.AddDate(0, 0, 1-today.Day())
	}
	first := month.AddDate(0, 0, -(int(month.Weekday())+6)%7) // the Monday on or before
	end := month.AddDate(0, 1, 0)
	last := end.AddDate(0, 0, (8-int(end.Weekday()))%7) // the Monday on or after
	s, err := a.calendarSpan(ctx, d.Actor, d.Brand, lang(c), first, last)
	if err != nil {
		return err
	}
	page := frontend.AdminCalendarPage{
		AdminFrame: a.adminFrame(c, d), Month: month, Previous: a.monthHref(c, d, month.AddDate(0, -1, 0)), Next: a.monthHref(c, d, end),
		Overlaps: s.overlaps(), Unlisted: month.Year() < keydates.FirstListed || month.Year() > keydates.LastListed, ListedTo: keydates.LastListed,
		FeedAddress: feed,
	}
	if today.Before(month) || !today.Before(end) {
		page.Present = a.deskHref(c, d, "calendar")
	}
	for _, country := range keydates.Countries() {
		page.Countries = append(page.Countries, frontend.CountryTick{Code: string(country), Chosen: slices.Contains(s.countries, country)})
	}
	if page.FeedSince, err = a.Agenda.HasFeed(ctx, d.Actor); err != nil {
		return err
	}
	page.FeedSince = in(page.FeedSince, zone)
	days := a.calendarDays(c, d, s, month, today)
	for i := 0; i < len(days); i += 7 {
		page.Weeks = append(page.Weeks, days[i:i+7])
	}
	for _, k := range keyDayViews(s.keyDays, s.countries, lang(c)) {
		if !slices.ContainsFunc(page.Sources, func(said frontend.KeyDay) bool { return said.Name == k.Name && said.Source == k.Source }) {
			page.Sources = append(page.Sources, k)
		}
	}
	for _, day := range days {
		begins := slices.ContainsFunc(day.Bars, func(b frontend.CalendarBar) bool { return b.Begins })
		if !day.Outside && (len(day.KeyDays) > 0 || len(day.Points) > 0 || begins) {
			page.Agenda = append(page.Agenda, day)
		}
	}
	return a.render(c, status, page)
}

func (a *App) monthHref(c *fiber.Ctx, d desk, month time.Time) string {
	return a.deskHref(c, d, "calendar") + "?month=" + month.Format("2006-01")
}

// calendarDays lays a span out day by day.
func (a *App) calendarDays(c *fiber.Ctx, d desk, s span, month, today time.Time) []frontend.CalendarDay {
	var days []frontend.CalendarDay
	rows := s.lanes()
	for date := s.from; date.Before(s.to); date = date.AddDate(0, 0, 1) {
		day := frontend.CalendarDay{Date: date, Outside: date.Month() != month.Month(), Today: date.Equal(today)}
		for i, k := range s.campaigns {
			first, last := midnight(k.opensAt), lastDay(k)
			if date.Before(first) || date.After(last) {
				continue
			}
			for len(day.Bars) <= rows[i] {
				day.Bars = append(day.Bars, frontend.CalendarBar{})
			}
			if date.Equal(first) || date.Weekday() == time.Monday {
				day.Bars[rows[i]] = frontend.CalendarBar{
					Kind: k.kind, Title: k.title, Href: a.campaignHref(c, d, k), State: k.state, First: date.Equal(first), Begins: date.Equal(first),
				}
				day.Bars[rows[i]].Days, day.Bars[rows[i]].Last = daysInWeek(date, last)
			}
		}
		var here []keydates.Day
		for _, k := range s.keyDays {
			if k.On.Format(time.DateOnly) == date.Format(time.DateOnly) {
				here = append(here, k)
			}
		}
		day.KeyDays = keyDayViews(here, s.countries, lang(c))
		day.Points = a.pointsOf(c, d, s, date)
		days = append(days, day)
	}
	return days
}

// daysInWeek counts the days from one to another that are in the week of the first, and
// tells whether the other is.
func daysInWeek(from, last time.Time) (days int, whole bool) {
	sunday := from.AddDate(0, 0, (7-int(from.Weekday()))%7)
	for date := from; !date.After(last) && !date.After(sunday); date = date.AddDate(0, 0, 1) {
		days++
	}
	return days, !last.After(sunday)
}

// pointsOf lists what happens at an hour of a day: a campaign's opening is its bar's
// beginning, so of those only the end and the draw.
func (a *App) pointsOf(c *fiber.Ctx, d desk, s span, date time.Time) []frontend.CalendarPoint {
	var points []frontend.CalendarPoint
	next := date.AddDate(0, 0, 1)
	for _, e := range s.events {
		if e.kind != "opens" && !e.at.Before(date) && e.at.Before(next) {
			points = append(points, frontend.CalendarPoint{At: e.at, Kind: e.kind, Title: e.campaign.title, Href: a.campaignHref(c, d, e.campaign)})
		}
	}
	for _, p := range s.posts {
		if !p.At.Before(date) && p.At.Before(next) {
			points = append(points, frontend.CalendarPoint{
				At: in(p.At, d.Brand.Location()), Kind: "post", Title: p.Title, Href: a.deskHref(c, d, "calendar", "posts", string(p.ID)),
				Post: frontend.PostState(p.State), Channel: p.Channel,
			})
		}
	}
	slices.SortStableFunc(points, func(x, y frontend.CalendarPoint) int { return x.At.Compare(y.At) })
	return points
}

// followCountries keeps whose key dates the brand follows.
func (a *App) followCountries(c *fiber.Ctx, d desk) error {
	var chosen []keydates.Country
	for _, code := range formValues(c)["countries"] {
		chosen = append(chosen, keydates.Country(code))
	}
	if err := a.Agenda.ChooseCountries(c.UserContext(), d.Actor, chosen); err != nil {
		return err
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "calendar"), frontend.NoticeSaved)
}

// feedForm makes or ends the feed of who is signed in. The new address is shown by the
// answer itself and never again.
func (a *App) feedForm(c *fiber.Ctx, d desk) error {
	if formValue(c, "act") == "end" {
		if err := a.Agenda.EndFeed(c.UserContext(), d.Actor); err != nil {
			return err
		}
		return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "calendar"), frontend.NoticeSaved)
	}
	token, err := a.Agenda.NewFeed(c.UserContext(), d.Actor, lang(c))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.renderCalendar(c, fiber.StatusOK, d, a.Config.BaseURL+feedPath(token))
}
