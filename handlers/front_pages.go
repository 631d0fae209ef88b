package handlers

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
)

// homePage lists what is open, brand by brand.
func (a *App) homePage(c *fiber.Ctx) error {
	brands, err := a.Accounts.ListBrands(c.UserContext())
	if err != nil {
		return err
	}
	page := frontend.HomePage{Frame: a.frame(c)}
	for _, b := range brands {
		all, err := a.publicCampaigns(c.UserContext(), b.ID, lang(c))
		if err != nil {
			return err
		}
		if open := cardsOf(all, frontend.StateOpen, frontend.StateCalling); len(open) > 0 {
			page.Brands = append(page.Brands, frontend.BrandCampaigns{Brand: *a.brandFor(c, b), Campaigns: open})
		}
	}
	return a.render(c, fiber.StatusOK, page)
}

// howPage explains how draws are made.
func (a *App) howPage(c *fiber.Ctx) error {
	return a.render(c, fiber.StatusOK, frontend.HowPage{Frame: a.frame(c)})
}

// brandPage lists a brand's campaigns.
func (a *App) brandPage(c *fiber.Ctx) error {
	brand, err := a.Accounts.FindBrandBySlug(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	all, err := a.publicCampaigns(c.UserContext(), brand.ID, lang(c))
	if err != nil {
		return err
	}
	page := frontend.BrandPage{
		Frame: a.frame(c), Open: cardsOf(all, frontend.StateOpen, frontend.StateCalling),
		Upcoming: cardsOf(all, frontend.StateUpcoming, frontend.StateSifting),
		Closed:   cardsOf(all, frontend.StateClosed, frontend.StateVoid, frontend.StateAwaiting, frontend.StateDrawn),
	}
	slices.Reverse(page.Closed) // what ended last first
	page.Brand = a.brandFor(c, brand)
	return a.render(c, fiber.StatusOK, page)
}

func cardsOf(all []campaign, states ...frontend.CampaignState) []frontend.CampaignCard {
	var cards []frontend.CampaignCard
	for _, k := range slices.SortedStableFunc(slices.Values(all), byClosing) {
		if slices.Contains(states, k.state) {
			cards = append(cards, k.card())
		}
	}
	return cards
}

// brandFor is a brand as its fans see it, with the link to its programme where it has one.
func (a *App) brandFor(c *fiber.Ctx, b account.Brand) *frontend.BrandView {
	view := brandView(b)
	_, err := a.Loyalty.FindProgramme(c.UserContext(), b.ID)
	view.Loyalty = err == nil
	return view
}
