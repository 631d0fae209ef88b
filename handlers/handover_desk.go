package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests/claims"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// toCounter leads whoever scans a prize's QR code with any telephone to the counter of the
// brand, where staff sign in.
func (a *App) toCounter(c *fiber.Ctx) error {
	id, err := a.Contests.Claims().PickupBrand(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	brand, err := a.Accounts.FindBrand(c.UserContext(), id)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	path := frontend.AdminBrandPath(brand.Slug, "handover") + "?" + values("token", c.Params("token")).Encode()
	return c.Redirect(frontend.LocalPath(lang(c), path), fiber.StatusFound)
}

// cookiePlace keeps where this device hands prizes over.
const cookiePlace = "kermesse_place"

const placeSeconds = 12 * 60 * 60

// handoverPage asks for a token, and shows what one fetches.
func (a *App) handoverPage(c *fiber.Ctx, d desk) error {
	token := scanned(c.Query("token"))
	if token == "" {
		return a.renderCounter(c, fiber.StatusOK, d, frontend.AdminCounterPage{})
	}
	m, err := a.Contests.Claims().Scan(c.UserContext(), d.Actor, token)
	if err != nil {
		return a.refuseCounter(c, d, err)
	}
	return a.renderCounter(c, fiber.StatusOK, d, frontend.AdminCounterPage{Token: token, Prize: counterPrize(d, m)})
}

// scanned is the token in what was typed or scanned, which may be a whole address.
func scanned(typed string) string {
	return strings.TrimSpace(typed[strings.LastIndexByte(typed, '/')+1:])
}

func counterPrize(d desk, m claims.Message) *frontend.CounterPrize {
	p := &frontend.CounterPrize{
		Prize: m.Prize().Name, Choice: m.Claim.Choice, Contest: m.Contest.Title, Number: m.Claim.Number, Place: m.Claim.Place,
	}
	if d.Actor.May(account.ViewPeople) {
		p.Name = m.Claim.Name
	}
	return p
}

func (a *App) renderCounter(c *fiber.Ctx, status int, d desk, page frontend.AdminCounterPage) error {
	if err := d.Actor.Require(account.HandPrizes, d.Brand.ID); err != nil {
		return err
	}
	page.AdminFrame = a.adminFrame(c, d)
	if page.Place == "" {
		page.Place = cookie(c, cookiePlace)
	}
	allowCamera(c)
	return a.render(c, status, page)
}

// refuseCounter shows the field again with why: an unknown code is said at it as well.
func (a *App) refuseCounter(c *fiber.Ctx, d desk, err error) error {
	f := faultOf(err)
	if f.Kind == fault.Internal || f.Kind == fault.Forbidden {
		return err
	}
	form := frontend.Form{Errors: []frontend.FieldError{{Field: "token", Message: f.Message.In(lang(c))}}}
	return a.renderCounter(c, kindStatus[f.Kind], d, frontend.AdminCounterPage{Form: form})
}

// handOver hands a prize over, once, and asks for the next one.
func (a *App) handOver(c *fiber.Ctx, d desk) error {
	place := formValue(c, "place")
	m, err := a.Contests.Claims().HandOver(c.UserContext(), d.Actor, scanned(formValue(c, "token")), place)
	if err != nil {
		return a.refuseCounter(c, d, err)
	}
	if place != "" {
		a.setCookie(c, cookiePlace, place, placeSeconds)
	}
	handed := counterPrize(d, m)
	handed.At = in(m.Claim.ReceivedAt, m.Contest.Zone)
	return a.renderCounter(c, fiber.StatusOK, d, frontend.AdminCounterPage{Handed: handed, Place: place})
}
