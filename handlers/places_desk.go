package handlers

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/frontend/paper"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/places"
)

// placesRoutes are the panel's pages of how people meet a campaign.
func (a *App) placesRoutes() {
	r := a.fiber
	for room, kind := range rooms {
		page := "/admin/b/:brand/" + room + "/:slug/places"
		at := func(h func(*fiber.Ctx, desk, met) error) fiber.Handler { return a.inBrand(a.atPlaces(kind, h)) }
		r.Get(page, at(a.placesPage))
		r.Post(page, at(a.placesForm))
		r.Get(page+"/:file", at(a.printLink))
	}
	r.Get("/admin/b/:brand/sites", a.inBrand(a.sitesPage))
	r.Post("/admin/b/:brand/sites", a.inBrand(a.sitesForm))
	a.placesOperations()
}

// rooms are the kinds of campaign as addresses of the panel and the API name them.
var rooms = map[string]places.Kind{"polls": places.Poll, "contests": places.Contest, "surveys": places.Survey}

// atPlaces finds a campaign of the desk's brand, drafts included.
func (a *App) atPlaces(kind places.Kind, h func(*fiber.Ctx, desk, met) error) func(*fiber.Ctx, desk) error {
	return func(c *fiber.Ctx, d desk) error {
		m, err := a.metBy(c.UserContext(), d.Actor, kind, c.Params("slug"), lang(c))
		if err != nil {
			return err
		}
		return h(c, d, m)
	}
}

func (a *App) placesPage(c *fiber.Ctx, d desk, m met) error {
	return a.renderPlaces(c, fiber.StatusOK, d, m, frontend.Form{})
}

func (a *App) renderPlaces(c *fiber.Ctx, status int, d desk, m met, form frontend.Form) error {
	ctx := c.UserContext()
	if _, err := a.Places.FirstLink(ctx, m.Campaign); err != nil {
		return err
	}
	links, err := a.Places.ListLinks(ctx, d.Actor, m.Campaign)
	if err != nil {
		return err
	}
	rule, err := a.Places.SitesOf(ctx, m.Campaign)
	if err != nil {
		return err
	}
	page := frontend.AdminPlacesPage{
		AdminFrame: a.adminFrame(c, d), Kind: frontend.CampaignKind(m.Kind), Slug: m.Slug, Title: m.title, Draft: m.draft,
		Public: a.Config.BaseURL + frontend.LocalPath(lang(c), m.path), Sites: rule.Sites, OwnSites: rule.Own,
		Form: form, Act: form.Value("act"),
	}
	if m.Kind != places.Survey {
		page.Embed = a.embedView(m, lang(c))
	}
	for _, l := range links {
		page.Links = append(page.Links, frontend.ShortLink{
			Code: l.Code, Address: a.shortAddress(l), Label: l.Label, Hits: int(l.Hits), MadeAt: in(l.CreatedAt, d.Brand.Location()),
		})
	}
	if err := a.fillFollowed(c, d, m, &page); err != nil {
		return err
	}
	if err := a.fillKiosks(c, d, m, &page); err != nil {
		return err
	}
	return a.render(c, status, page)
}

// fillFollowed draws how often the links were followed, day by day in the brand's zone.
func (a *App) fillFollowed(c *fiber.Ctx, d desk, m met, page *frontend.AdminPlacesPage) error {
	now := a.Clock.Now().In(d.Brand.Location())
	first := time.Date(now.Year(), now.Month(), now.Day()-trendDays+1, 0, 0, 0, 0, now.Location())
	hits, err := a.Places.CountHits(c.UserContext(), d.Actor, m.Campaign, first)
	if err != nil || len(hits) == 0 {
		return err
	}
	page.FirstDay, page.Days = first, make([]int, trendDays)
	for hour, n := range hits {
		for day := range page.Days {
			if hour.Before(first.AddDate(0, 0, day+1)) {
				page.Days[day] += int(n)
				break
			}
		}
	}
	return nil
}

// fillKiosks lists the open kiosks.
func (a *App) fillKiosks(c *fiber.Ctx, d desk, m met, page *frontend.AdminPlacesPage) error {
	page.KioskOf, page.KioskURL, page.Away = kioskUse(m), a.Config.BaseURL+frontend.KioskPath, m.away
	open, err := a.Places.ListKiosks(c.UserContext(), d.Actor, m.Campaign)
	for _, k := range open {
		page.Kiosks = append(page.Kiosks, frontend.KioskRow{
			ID: k.ID, Code: k.Code, Name: k.Name, Assisted: k.Assisted, Tablets: k.Tablets, MadeAt: in(k.CreatedAt, d.Brand.Location()),
		})
	}
	return err
}

func kioskUse(m met) frontend.KioskUse {
	switch {
	case m.Kind == places.Survey:
		return frontend.KioskNo
	case m.membersOnly:
		return frontend.KioskMembers
	case m.Kind == places.Contest:
		return frontend.KioskStaff
	}
	return frontend.KioskYes
}

var errNoKiosk = fault.New(fault.Conflict, "no_kiosk",
	"Cette campagne ne va pas sur une tablette partagée : personne ne doit s’y identifier.",
	"This campaign does not go on a shared tablet: nobody should sign in there.")

// openKiosk makes a kiosk of a campaign that can go on a tablet.
func (a *App) openKiosk(ctx context.Context, actor account.Actor, m met, n places.NewKiosk) (places.Kiosk, error) {
	use := kioskUse(m)
	if use != frontend.KioskYes && use != frontend.KioskStaff {
		return places.Kiosk{}, errNoKiosk
	}
	n.Assisted = n.Assisted && use == frontend.KioskStaff
	return a.Places.OpenKiosk(ctx, actor, m.Campaign, n)
}

func (a *App) placesForm(c *fiber.Ctx, d desk, m met) error {
	notice := frontend.NoticeSaved
	var err error
	switch formValue(c, "act") {
	case "link":
		notice = frontend.NoticeCreated
		_, err = a.Places.AddLink(c.UserContext(), d.Actor, m.Campaign, formValue(c, "label"))
	case "sites":
		err = a.saveSites(c, d, m)
	case "kiosk":
		notice = frontend.NoticeCreated
		_, err = a.openKiosk(c.UserContext(), d.Actor, m, places.NewKiosk{
			Name: formValue(c, "name"), PIN: formValue(c, "pin"), Assisted: formValue(c, "assisted") == "yes",
		})
	case "close":
		err = a.Places.CloseKiosk(c.UserContext(), d.Actor, m.Campaign, formValue(c, "kiosk"))
	default:
		err = errActUnknown
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Values.Del("pin")
			return a.renderPlaces(c, status, d, m, form)
		})
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, frontend.CampaignKind(m.Kind).Room(), m.Slug, "places"), notice)
}

func (a *App) saveSites(c *fiber.Ctx, d desk, m met) error {
	if formValue(c, "own") != "yes" {
		return a.Places.InheritSites(c.UserContext(), d.Actor, m.Campaign)
	}
	return a.Places.SetSites(c.UserContext(), d.Actor, m.Campaign, strings.Fields(formValue(c, "sites")))
}

// printed is the name of a file: a link's code, and what it is made into.
var printed = regexp.MustCompile(`^([0-9A-Z]{6})(\.svg|\.png|-a4\.pdf|-a3\.pdf)$`)

// printLink sends the code of a link as a picture, or a poster with it.
func (a *App) printLink(c *fiber.Ctx, d desk, m met) error {
	name := printed.FindStringSubmatch(c.Params("file"))
	if name == nil {
		return errNoRoute
	}
	links, err := a.Places.ListLinks(c.UserContext(), d.Actor, m.Campaign)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Code == name[1] {
			return a.sendPrint(c, d, m, a.shortAddress(l), name[2])
		}
	}
	return places.ErrNotFound
}

func (a *App) sendPrint(c *fiber.Ctx, d desk, m met, address, form string) error {
	var file []byte
	var err error
	kind := "application/pdf"
	switch form {
	case ".svg":
		kind = "image/svg+xml"
		file, err = frontend.CodeSVG(address)
	case ".png":
		kind = "image/png"
		file, err = frontend.CodePNG(address)
	case "-a3.pdf":
		file, err = a.Pages.Sheet(a.sheetOf(c, d, m, address), paper.A3)
	default:
		file, err = a.Pages.Sheet(a.sheetOf(c, d, m, address), paper.A4)
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Attachment(m.Slug + "-" + c.Params("file"))
	c.Set(fiber.HeaderContentType, kind) // Attachment guesses it from the name
	return c.Send(file)
}

func (a *App) sheetOf(c *fiber.Ctx, d desk, m met, address string) frontend.SheetView {
	v := frontend.SheetView{
		Lang: lang(c), Kind: frontend.CampaignKind(m.Kind), Brand: d.Brand.Name, Colour: d.Brand.Colour, Title: m.title,
		EndsAt: m.closesAt, URL: address, Legal: organiser(d.Brand), Unfree: m.unfree,
	}
	if m.Kind == places.Contest {
		v.Rules = a.Config.BaseURL + frontend.ContestPath(m.Slug, "rules")
	}
	return v
}

// sitesPage is which other sites may show what the brand does.
func (a *App) sitesPage(c *fiber.Ctx, d desk) error {
	return a.renderSites(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderSites(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	sites, err := a.Places.BrandSites(c.UserContext(), d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	if form.Values == nil {
		form.Values = values("sites", strings.Join(sites, "\n"))
	}
	return a.render(c, status, frontend.AdminSitesPage{AdminFrame: a.adminFrame(c, d), Sites: sites, Form: form})
}

func (a *App) sitesForm(c *fiber.Ctx, d desk) error {
	if err := a.Places.SetBrandSites(c.UserContext(), d.Actor, d.Brand, strings.Fields(formValue(c, "sites"))); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderSites(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "sites"), frontend.NoticeSaved)
}
