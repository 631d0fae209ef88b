package handlers

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/kept"
)

// homePage lists what is open, brand by brand.
func (a *App) homePage(c *fiber.Ctx) error {
	brands, err := a.Accounts.ListBrands(c.UserContext())
	if err != nil {
		return err
	}
	page := frontend.HomePage{Frame: a.frame(c)}
	a.shows(c, "")
	for _, b := range brands {
		all, err := a.publicCampaigns(c.UserContext(), b.ID, lang(c))
		if err != nil {
			return err
		}
		a.turnsOf(c, all)
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
	a.shows(c, brand.ID)
	a.turnsOf(c, all)
	page := frontend.BrandPage{
		Frame: a.frame(c), Open: cardsOf(all, frontend.StateOpen, frontend.StateCalling),
		Upcoming: cardsOf(all, frontend.StateUpcoming, frontend.StateSifting),
		Closed:   cardsOf(all, frontend.StateClosed, frontend.StateVoid, frontend.StateAwaiting, frontend.StateDrawn),
	}
	slices.Reverse(page.Closed) // what ended last first
	page.Brand = a.brandFor(c, brand)
	return a.render(c, fiber.StatusOK, page)
}

// turnsOf says when a list of campaigns will be another by itself.
func (a *App) turnsOf(c *fiber.Ctx, all []campaign) {
	if m := makingOf(c); m != nil {
		for _, k := range all {
			m.page.turns(k.opensAt, k.closesAt)
		}
	}
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
	stall, err := a.stall(c.UserContext(), b.ID)
	view.Loyalty = err == nil && stall.points
	return view
}

// stall is what all pages of a brand show of it, kept like a page: it changes with the
// brand's journal, and every page asks for it.
type stall struct {
	brand  account.Brand
	points bool // it has a programme
	change uint64
}

// stallBytes is about what one takes of the memory that all may take.
const stallBytes, allStallsBytes = 1 << 10, 4 << 20

func newStalls() *kept.Shelf[account.BrandID, stall] {
	return kept.NewShelf[account.BrandID](allStallsBytes, func(stall) int64 { return stallBytes })
}

func (a *App) stall(ctx context.Context, id account.BrandID) (stall, error) {
	fresh := func(s stall, age time.Duration) bool {
		return age < a.Config.PageAge && a.Accounts.LastChange(id) <= s.change
	}
	return a.stalls.Find(ctx, id, fresh, func() (stall, error) {
		s := stall{change: a.Accounts.LastChange("")}
		var err error
		if s.brand, err = a.Accounts.FindBrand(ctx, id); err != nil {
			return s, err
		}
		_, err = a.Loyalty.FindProgramme(ctx, id)
		s.points = err == nil
		return s, nil
	})
}

// brandShown is a brand as its pages show it.
func (a *App) brandShown(ctx context.Context, id account.BrandID) (account.Brand, error) {
	s, err := a.stall(ctx, id)
	return s.brand, err
}
