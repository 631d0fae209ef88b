package handlers

import (
	"bytes"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests/claims"
	"kermesse/frontend"
	"kermesse/internal/account"
)

func (a *App) claimDeskRoutes() {
	r := a.fiber
	for _, page := range []string{"/admin/b/:brand/claims", "/admin/b/:brand/contests/:slug/claims"} {
		r.Get(page, a.inBrand(a.claimsPage))
		r.Post(page, a.inBrand(a.claimsForm))
		r.Get(page+".csv", a.inBrand(a.exportClaims))
	}
	r.Get("/admin/b/:brand/claims/:id", a.inBrand(a.deskClaimPage))
	r.Post("/admin/b/:brand/claims/:id", a.inBrand(a.deskClaimForm))
	r.Get("/admin/b/:brand/handover", a.inBrand(a.handoverPage))
	r.Post("/admin/b/:brand/handover", a.inBrand(a.handOver))
	r.Get("/admin/b/:brand/impostors", a.inBrand(a.impostorsPage))
}

const claimsPerPage = 50

// claimFilter is what the address of a list of claims asks for.
func claimFilter(c *fiber.Ctx) claims.Filter {
	page, _ := strconv.Atoi(c.Query("page"))
	return claims.Filter{
		Contest: c.Params("slug"), Group: claims.Group(c.Query("group")), Method: claims.Method(c.Query("method")), Query: c.Query("q"),
		Offset: max(page-1, 0) * claimsPerPage, Limit: claimsPerPage,
	}
}

// claimsPage lists prizes on their way, of one contest or of the brand.
func (a *App) claimsPage(c *fiber.Ctx, d desk) error {
	return a.renderClaims(c, fiber.StatusOK, d, frontend.AdminClaimsPage{})
}

func (a *App) renderClaims(c *fiber.Ctx, status int, d desk, page frontend.AdminClaimsPage) error {
	filter := claimFilter(c)
	found, err := a.Contests.Claims().List(c.UserContext(), d.Actor, filter)
	if err != nil {
		return err
	}
	counts, err := a.Contests.Claims().Counts(c.UserContext(), d.Actor, filter.Contest)
	if err != nil {
		return err
	}
	page.AdminFrame, page.Slug, page.Group = a.adminFrame(c, d), filter.Contest, string(filter.Group)
	page.Query, page.Method, page.Empty = filter.Query, frontend.ClaimMethod(filter.Method), counts[claims.GroupAll] == 0
	if filter.Contest != "" {
		contest, err := a.contestAt(c, d)
		if err != nil {
			return err
		}
		page.Title = contest.Title
	}
	page.Tabs = claimTabs(c, page.Here(), filter.Group, counts)
	for _, l := range found.Lines {
		page.Rows = append(page.Rows, claimRow(l, filter.Contest == ""))
	}
	page.Acts = groupActs[filter.Group]
	page.Pager = claimPager(c, filter, found.Total)
	if d.Actor.May(account.ExportPeople) {
		page.ExportURL = page.Here() + ".csv" + queryOf(c)
	}
	return a.render(c, status, page)
}

// groupActs are what can be done with a whole group.
var groupActs = map[claims.Group][]frontend.ClaimAct{
	claims.GroupAccepted: {frontend.ActKeepPrize, frontend.ActSendPrize, frontend.ActGavePrize},
	claims.GroupToSend:   {frontend.ActSendPrize, frontend.ActGavePrize},
	claims.GroupSent:     {frontend.ActGavePrize},
}

func claimTabs(c *fiber.Ctx, here string, current claims.Group, counts map[claims.Group]int) []frontend.Tab {
	tabs := []frontend.Tab{{Key: "all", Count: counts[claims.GroupAll], Href: here, Current: current == claims.GroupAll}}
	for _, group := range claims.Groups() {
		tabs = append(tabs, frontend.Tab{
			Key: "claims_" + string(group), Count: counts[group], Href: here + "?group=" + string(group), Current: current == group,
		})
	}
	return tabs
}

func claimPager(c *fiber.Ctx, f claims.Filter, total int) frontend.Pager {
	pager := frontend.Pager{From: f.Offset + 1, To: min(f.Offset+f.Limit, total), Total: total}
	at := func(page int) string {
		query := values("page", strconv.Itoa(page))
		for name, value := range c.Queries() {
			if name != "page" && value != "" {
				query.Set(name, value)
			}
		}
		return frontend.LocalPath(lang(c), c.Path()) + "?" + query.Encode()
	}
	page := f.Offset/f.Limit + 1
	if f.Offset > 0 {
		pager.Previous = at(page - 1)
	}
	if f.Offset+f.Limit < total {
		pager.Next = at(page + 1)
	}
	return pager
}

func claimRow(l claims.Line, named bool) frontend.ClaimRow {
	zone := l.Contest.Zone
	row := frontend.ClaimRow{
		ID: string(l.ID), Code: l.Code, Number: l.Number, Name: l.Name, Contact: l.Contact, ByMail: l.ByMail, Slug: l.Contest.Slug,
		Prize: l.Contest.Prizes[l.Prize].Name, Place: l.Slot + 1, Choice: l.Choice, State: frontend.ClaimState(l.State),
		Method: frontend.ClaimMethod(l.Method), Where: l.Place, At: in(l.Since(), zone), Due: in(l.Due, zone), Promoted: l.Promoted,
	}
	if l.Method == claims.Delivery {
		row.Where = l.Country
	}
	if named {
		row.Contest = l.Contest.Title
	}
	return row
}

// claimsForm does an act with the prizes that are ticked. What is refused for one is told and
// does not stop the others.
func (a *App) claimsForm(c *fiber.Ctx, d desk) error {
	typed := formValues(c)
	ids := make([]claims.ID, len(typed["id"]))
	for i, id := range typed["id"] {
		ids[i] = claims.ID(id)
	}
	done, refused, err := a.Contests.Claims().DoAll(c.UserContext(), d.Actor, ids, claimDoing(c))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderClaims(c, status, d, frontend.AdminClaimsPage{Form: form})
		})
	}
	if len(refused) == 0 {
		path := frontend.AdminBrandPath(d.Brand.Slug, "claims")
		if slug := c.Params("slug"); slug != "" {
			path = d.contestPath(slug, "claims")
		}
		return a.redirect(c, path+queryOf(c), frontend.NoticeSaved)
	}
	page := frontend.AdminClaimsPage{Done: done}
	for _, r := range refused {
		page.Refused = append(page.Refused, frontend.RefusedClaim{Number: r.Claim.Number, Message: r.Fault.Message.In(lang(c))})
	}
	return a.renderClaims(c, fiber.StatusConflict, d, page)
}

func claimDoing(c *fiber.Ctx) claims.Doing {
	return claims.Doing{
		Act: claims.Act(formValue(c, "act")), Carrier: formValue(c, "carrier"), Tracking: formValue(c, "tracking"), Note: formValue(c, "note"),
	}
}

// exportClaims answers the addresses of a list as a file; the journal says who took it.
func (a *App) exportClaims(c *fiber.Ctx, d desk) error { return a.sendClaims(c, d, claimFilter(c)) }

func (a *App) sendClaims(c *fiber.Ctx, d desk, filter claims.Filter) error {
	var out bytes.Buffer
	if err := a.Contests.Claims().WriteAddresses(c.UserContext(), d.Actor, filter, &out); err != nil {
		return err
	}
	name := d.Brand.Slug
	if filter.Contest != "" {
		name = filter.Contest
	}
	return sendFile(c, name+"-prizes.csv", "text/csv; charset=utf-8", out.Bytes())
}

// impostorsPage has texts to publish when others write to fans in the brand's name.
func (a *App) impostorsPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.ViewCampaigns, d.Brand.ID); err != nil {
		return err
	}
	page := frontend.AdminImpostorsPage{
		AdminFrame: a.adminFrame(c, d), CheckURL: a.Config.BaseURL + frontend.LocalPath(lang(c), frontend.WinnerCheckPath(d.Brand.Slug)),
	}
	for _, w := range a.Contests.Claims().Warnings(d.Brand) {
		page.Warnings = append(page.Warnings, frontend.WarningText{Network: w.Network, Most: w.Most, FR: w.Text.FR, EN: w.Text.EN})
	}
	return a.render(c, fiber.StatusOK, page)
}
