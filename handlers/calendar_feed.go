package handlers

import (
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
)

// How far a feed reaches around the present.
const (
	feedBack    = 60  // days
	feedForward = 400 // days
)

func feedPath(token string) string { return "/calendar/" + token + ".ics" }

// calendarFeed answers a calendar in iCalendar (RFC 5545) to whoever knows its secret
// address. It holds what the owner of the address may see in the panel.
func (a *App) calendarFeed(c *fiber.Ctx) error {
	ctx := c.UserContext()
	feed, err := a.Agenda.OpenFeed(ctx, c.Params("token"))
	if err != nil {
		return err
	}
	brand, err := a.Accounts.FindBrand(ctx, feed.Actor.Brand)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	today := midnight(now.In(brand.Location()))
	s, err := a.calendarSpan(ctx, feed.Actor, brand, feed.Locale, today.AddDate(0, 0, -feedBack), today.AddDate(0, 0, feedForward))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "private, max-age=300")
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	return c.SendString(a.writeFeed(s, brand, feed.Locale, now))
}

func (a *App) writeFeed(s span, brand account.Brand, language string, now time.Time) string {
	cal := ics.NewCalendarFor("Kermesse")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(brand.Name)
	cal.SetXPublishedTTL("PT1H")
	panel := func(under ...string) string {
		return a.Config.BaseURL + frontend.LocalPath(language, frontend.AdminBrandPath(brand.Slug, under...))
	}
	for _, k := range s.campaigns {
		e := cal.AddEvent(string(k.kind) + "-" + k.slug + "@kermesse")
		e.SetDtStampTime(now)
		e.SetStartAt(k.opensAt)
		e.SetEndAt(k.closesAt)
		e.SetSummary(k.title)
		e.SetDescription(a.Pages.Text(language, "kind."+string(k.kind)) + ", " + a.Pages.Text(language, "state."+string(k.state)))
		e.SetURL(panel(k.kind.Room(), k.slug))
		e.SetTimeTransparency(ics.TransparencyTransparent)
	}
	for _, v := range s.events {
		if v.kind != "draw" {
			continue // the others are the ends of a campaign's own event
		}
		e := cal.AddEvent("draw-" + v.campaign.slug + "@kermesse")
		e.SetDtStampTime(now)
		e.SetStartAt(v.at)
		e.SetEndAt(v.at)
		e.SetSummary(a.Pages.Text(language, "milestone.draw") + " – " + v.campaign.title)
		e.SetURL(panel("contests", v.campaign.slug, "draw"))
	}
	for _, p := range s.posts {
		e := cal.AddEvent("post-" + string(p.ID) + "@kermesse")
		e.SetDtStampTime(now)
		e.SetSequence(int(p.Revision))
		e.SetStartAt(p.At)
		e.SetEndAt(p.At.Add(15 * time.Minute)) // calendar programs hide what takes no time
		e.SetSummary(a.Pages.Text(language, "channel."+p.Channel) + " – " + p.Title)
		e.SetDescription(a.Pages.Text(language, "post_state."+string(p.State)) + "\n\n" + p.Body)
		e.SetURL(panel("calendar", "posts", string(p.ID)))
	}
	for _, d := range s.keyDays {
		e := cal.AddEvent("day-" + d.Key + "-" + d.On.Format(time.DateOnly) + "@kermesse")
		e.SetDtStampTime(now)
		e.SetAllDayStartAt(d.On)
		e.SetAllDayEndAt(d.On.AddDate(0, 0, 1))
		e.SetSummary(d.Name.In(language))
		e.SetDescription(d.Source.In(language))
		e.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return cal.Serialize()
}
