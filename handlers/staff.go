package handlers

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// cookieStaff holds the session of the panel.
const cookieStaff = "kermesse_staff"

// cookieBrowser tells a browser again at which somebody of the team has signed in, one cookie
// for each of them.
const cookieBrowser = "kermesse_known_"

var errSignIn = fault.New(fault.Unauthenticated, "sign_in_required",
	"Identifiez-vous pour continuer.", "Sign in to continue.")

const localStaff = "staff"

// staffFrom returns who is signed in: by access token under /api, by the panel's cookie
// elsewhere, and never by the other one. It asks once per request, and only where asked.
func (a *App) staffFrom(ctx context.Context) (account.Staff, error) {
	c := requestFrom(ctx).c
	if c == nil {
		return account.Staff{}, errSignIn
	}
	if staff, ok := c.Locals(localStaff).(account.Staff); ok {
		return staff, nil
	}
	staff, err := a.authenticate(ctx, c)
	if err != nil {
		return account.Staff{}, err
	}
	c.Locals(localStaff, staff)
	return staff, nil
}

func (a *App) authenticate(ctx context.Context, c *fiber.Ctx) (account.Staff, error) {
	if isAPI(c.Path()) {
		scheme, token, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
		if !strings.EqualFold(scheme, "Bearer") || token == "" {
			return account.Staff{}, errSignIn
		}
		return a.Accounts.Authenticate(ctx, token)
	}
	cookie := c.Cookies(cookieStaff)
	if cookie == "" {
		return account.Staff{}, errSignIn
	}
	return a.Accounts.FindPanel(ctx, cookie)
}

// actorIn returns the caller as the actor of the brand of that slug.
func (a *App) actorIn(ctx context.Context, brandSlug string) (account.Actor, account.Brand, error) {
	staff, err := a.staffFrom(ctx)
	if err != nil {
		return account.Actor{}, account.Brand{}, err
	}
	return staff.InSlug(brandSlug)
}

// actorOf returns the caller as an actor of a thing's brand. For a brand they have no
// role in it returns an actor of no brand, whom the domain answers as if there were no
// such thing.
func (a *App) actorOf(ctx context.Context, brand account.BrandID) (account.Actor, error) {
	staff, err := a.staffFrom(ctx)
	if err != nil {
		return account.Actor{}, err
	}
	actor, err := staff.In(brand)
	if errors.Is(err, account.ErrBrandNotFound) {
		return account.Actor{}, nil
	}
	return actor, err
}

// panel wraps a page of the panel that belongs to no brand. Whoever is not signed in
// signs in first and comes back.
func (a *App) panel(h func(*fiber.Ctx, account.Staff) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		staff, err := a.staffFrom(c.UserContext())
		if fault.KindOf(err) == fault.Unauthenticated {
			return c.Redirect(frontend.LocalPath(lang(c), frontend.AdminPath("sign-in"))+nextQuery(c), fiber.StatusSeeOther)
		}
		if err != nil {
			return err
		}
		if c.Method() == fiber.MethodGet {
			// The session lasts from its last use; so must the cookie.
			a.setCookie(c, cookieStaff, c.Cookies(cookieStaff), int(account.PanelLife.Seconds()))
		}
		return h(c, staff)
	}
}

// desk is a member of staff at work for one brand.
type desk struct {
	Staff account.Staff
	Actor account.Actor
	Brand account.Brand
}

// inBrand wraps a page of the panel under /admin/b/:brand.
func (a *App) inBrand(h func(*fiber.Ctx, desk) error) fiber.Handler {
	return a.panel(func(c *fiber.Ctx, staff account.Staff) error {
		actor, brand, err := staff.InSlug(c.Params("brand"))
		if err != nil {
			return err
		}
		return h(c, desk{Staff: staff, Actor: actor, Brand: brand})
	})
}

// nextQuery remembers a page to come back to. Only a GET can be come back to.
func nextQuery(c *fiber.Ctx) string {
	if c.Method() != fiber.MethodGet || c.Path() == frontend.AdminPath() {
		return ""
	}
	return "?" + url.Values{"next": {strings.Clone(c.OriginalURL())}}.Encode()
}

// safeNext returns a page of this site to go on to: anything else is no address we
// would send anybody to.
func safeNext(next, otherwise string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsRune(next, '\\') || strings.ContainsFunc(next, unicode.IsControl) {
		return otherwise
	}
	return next
}

// adminFrame is what the pages of the panel have around their content.
func (a *App) adminFrame(c *fiber.Ctx, d desk) frontend.AdminFrame {
	f := frontend.AdminFrame{
		Frame: a.frame(c),
		User:  frontend.StaffView{Name: d.Staff.User.Name, Email: d.Staff.User.Email, Role: frontend.StaffRole(d.Actor.Role)},
	}
	if d.Brand.ID != "" {
		f.Brand = brandView(d.Brand)
		f.Can = permissions(d.Actor)
	}
	for _, m := range d.Staff.Memberships {
		f.Brands = append(f.Brands, frontend.BrandChoice{
			Slug: m.Brand.Slug, Name: m.Brand.Name, Colour: m.Brand.Colour,
			Role: frontend.StaffRole(m.Role), Current: m.Brand.ID == d.Brand.ID,
		})
	}
	return f
}

func brandView(b account.Brand) *frontend.BrandView {
	return &frontend.BrandView{Slug: b.Slug, Name: b.Name, Tagline: b.Tagline, Colour: b.Colour, LegalName: organiser(b), Contact: b.ContactEmail}
}

func organiser(b account.Brand) string {
	if b.LegalAddress == "" {
		return b.LegalName
	}
	return b.LegalName + ", " + b.LegalAddress
}

func permissions(actor account.Actor) frontend.Permissions {
	return frontend.Permissions{
		SeeCampaigns:  actor.May(account.ViewCampaigns),
		EditCampaigns: actor.May(account.EditCampaigns),
		RunDraws:      actor.May(account.DrawWinners),
		HandPrizes:    actor.May(account.HandPrizes),
		Moderate:      actor.May(account.Moderate),
		SeeEntries:    actor.May(account.ViewPeople),
		SeeMembers:    actor.May(account.ViewPeople) && actor.May(account.ViewLoyalty),
		AdjustPoints:  actor.May(account.AdjustPoints),
		SeeLoyalty:    actor.May(account.ViewLoyalty),
		EditLoyalty:   actor.May(account.EditLoyalty),
		SeeEvidence:   actor.May(account.ViewEvidence) && actor.May(account.ViewJournal),
		OpenSample:    actor.May(account.OpenSample),
		RecordAudit:   actor.May(account.RecordAudit),
		SeeJournal:    actor.May(account.ViewJournal),
		EditBrand:     actor.May(account.EditBrand),
		ManageTeam:    actor.May(account.EditTeam),
		EditWebhooks:  actor.May(account.EditWebhooks),
	}
}
