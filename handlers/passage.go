package handlers

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
)

// Fields and queries that tell which way somebody came, and whether their beginning was
// counted.
const (
	fieldVia   = "via"
	fieldBegun = "begun"
)

// viaOf is which way a visitor came. A browser that asks not to be tracked (Sec-GPC, DNT) is
// taken at its word: that somebody came is counted, and not whence.
func (a *App) viaOf(c *fiber.Ctx) contests.Via {
	switch {
	case placeOf(c) == frontend.KioskPath:
		return contests.ViaKiosk
	case placeOf(c) == frontend.EmbedPath:
		return contests.ViaEmbed
	case c.Get("Sec-GPC") == "1" || c.Get("DNT") == "1":
		return contests.ViaPrivate
	case c.Query(fieldVia) != "":
		return contests.ReadVia(c.Query(fieldVia))
	case c.Query("utm_source") != "":
		return contests.ViaSource(c.Query("utm_source"))
	}
	from, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil {
		return contests.ViaDirect
	}
	own, err := url.Parse(a.Config.BaseURL)
	if err != nil {
		return contests.ViaDirect
	}
	return contests.ViaHost(from.Hostname(), own.Hostname())
}

// byPerson holds for a request that a person seems to have made, and not the team itself.
func byPerson(c *fiber.Ctx) bool {
	prefetch := c.Get("Sec-Purpose") != "" || c.Get("Purpose") == "prefetch"
	return !prefetch && !programs.MatchString(c.Get(fiber.HeaderUserAgent)) && c.Cookies(cookieStaff) == ""
}

// passed counts how far somebody got who came to a contest.
func (a *App) passed(c *fiber.Ctx, s stand, via contests.Via, step contests.Reach) {
	if byPerson(c) {
		a.Contests.Passed(c.UserContext(), s.contest, via, step)
	}
}

// countBegun counts somebody who has begun to fill the form in.
func (a *App) countBegun(c *fiber.Ctx, s stand) error {
	a.passed(c, s, contests.ReadVia(c.Query(fieldVia)), contests.StepStart)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendStatus(fiber.StatusNoContent)
}

// begunAddress is where the page tells that the form is being filled in.
func begunAddress(s stand, via contests.Via) string {
	return frontend.ContestPath(s.contest.Slug, "begun") + "?" + url.Values{fieldVia: {string(via)}}.Encode()
}

// comeBy counts somebody who sees the entry form, and returns what the form needs to tell
// which way they came and that they have begun.
func (a *App) comeBy(c *fiber.Ctx, s stand) (via, begun string) {
	if c.Method() == fiber.MethodPost { // the form is shown again with what is wrong in it
		return string(contests.ReadVia(formValue(c, fieldVia))), ""
	}
	a.whenSent(c, func(c *fiber.Ctx) { a.passed(c, s, a.viaOf(c), contests.StepView) })
	via = a.own(c, func(c *fiber.Ctx) string { return string(a.viaOf(c)) })
	if placeOf(c) == frontend.KioskPath {
		return via, "" // at a tablet, whose forms may wait for the network, the form itself tells
	}
	return via, a.own(c, func(c *fiber.Ctx) string { return begunAddress(s, a.viaOf(c)) })
}
