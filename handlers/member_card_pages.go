package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/loyalty"
	"kermesse/loyalty/till"
)

// cardPage is the member's card: its number to be given points by, or with ?spend=yes the
// code of this minute.
func (a *App) cardPage(c *fiber.Ctx, g guest) error {
	ctx := c.UserContext()
	face, err := a.Loyalty.FindOwnCard(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	view, err := a.Loyalty.FindOwn(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	profile, err := a.Loyalty.FindOwnProfile(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	page := frontend.CardPage{
		Frame: a.frame(c), FirstName: profile.FirstName, Number: face.Member, Scan: till.MarkCard + face.Member, Available: view.Available,
		Every: int(loyalty.CardStep.Seconds()),
	}
	page.Brand = a.brandFor(c, g.Brand)
	if c.Query("spend") == "yes" {
		page.Code, page.Until = face.Code, in(face.Until, g.Brand.Location())
		page.Scan = till.MarkSpend + face.Member + ":" + face.Code
	}
	return a.render(c, fiber.StatusOK, page)
}
