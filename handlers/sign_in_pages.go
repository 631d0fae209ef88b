package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

func (a *App) signInRoutes() {
	r := a.fiber
	r.Get("/admin", a.panel(a.adminEntry))
	r.Get("/admin/sign-in", a.signInPage)
	r.Post("/admin/sign-in", a.signIn)
	r.Post("/admin/sign-out", a.signOut)
	r.Get("/admin/setup", a.setupPage)
	r.Post("/admin/setup", a.setUp)
	r.Get("/admin/join", a.joinPage)
	r.Post("/admin/join", a.join)
	r.Get("/admin/forgotten", a.forgottenPage)
	r.Post("/admin/forgotten", a.requestReset)
	r.Get("/admin/reset", a.resetPage)
	r.Post("/admin/reset", a.reset)
}

// adminEntry leads to the brand the person works for, or to the choice of brands.
func (a *App) adminEntry(c *fiber.Ctx, staff account.Staff) error {
	if len(staff.Memberships) == 1 {
		if staff.Memberships[0].Role == account.Till { // who works at a counter has nothing else here
			return a.redirect(c, frontend.TillPath(), "")
		}
		return a.redirect(c, frontend.AdminBrandPath(staff.Memberships[0].Brand.Slug), "")
	}
	return a.redirect(c, frontend.AdminPath("brands"), "")
}

func (a *App) signInPage(c *fiber.Ctx) error {
	return a.showSignIn(c, fiber.StatusOK, c.Query("next"), frontend.Form{})
}

func (a *App) showSignIn(c *fiber.Ctx, status int, next string, form frontend.Form) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.render(c, status, frontend.AdminSignInPage{Frame: a.frame(c), Next: safeNext(next, ""), Form: form})
}

func (a *App) signIn(c *fiber.Ctx) error {
	next := formValue(c, "next")
	cookie, err := a.Accounts.SignInPanel(c.UserContext(), a.credentials(c, formValue(c, "email"), formValue(c, "password")))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Values.Del("password")
			return a.showSignIn(c, status, next, form)
		})
	}
	if err := a.knowBrowser(c, formValue(c, "email")); err != nil {
		return err
	}
	return a.openPanel(c, cookie, safeNext(next, frontend.LocalPath(lang(c), frontend.AdminPath())))
}

// openPanel puts the session into the browser and goes on to a local address.
func (a *App) openPanel(c *fiber.Ctx, cookie, address string) error {
	a.setCookie(c, cookieStaff, cookie, int(account.PanelLife.Seconds()))
	return c.Redirect(address, fiber.StatusSeeOther)
}

func (a *App) signOut(c *fiber.Ctx) error {
	staff, err := a.staffFrom(c.UserContext())
	if err == nil {
		err = a.Accounts.SignOut(c.UserContext(), staff)
	}
	if err != nil && fault.KindOf(err) != fault.Unauthenticated {
		return err
	}
	a.setCookie(c, cookieStaff, "", -1)
	return a.redirect(c, frontend.AdminPath("sign-in"), frontend.NoticeSignedOut)
}

func (a *App) setupPage(c *fiber.Ctx) error {
	if err := a.Accounts.CheckSetup(c.UserContext(), c.Query("token")); err != nil {
		return err
	}
	return a.showSetup(c, fiber.StatusOK, c.Query("token"), frontend.Form{})
}

func (a *App) showSetup(c *fiber.Ctx, status int, token string, form frontend.Form) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.render(c, status, frontend.AdminSetupPage{
		Frame: a.frame(c), Token: token, Zones: offeredZones, Currencies: offeredCurrencies, Form: form,
	})
}

func (a *App) setUp(c *fiber.Ctx) error {
	token := formValue(c, "token")
	user, _, err := a.Accounts.SetUp(c.UserContext(), token, account.NewUser{
		Name: formValue(c, "name"), Email: formValue(c, "email"), Password: formValue(c, "password"), Locale: lang(c),
	}, account.Brand{
		Name: formValue(c, "brand_name"), Slug: formValue(c, "brand_slug"), TimeZone: formValue(c, "time_zone"),
		Currency: formValue(c, "currency"), Locale: formValue(c, "locale"),
	})
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Values.Del("password")
			return a.showSetup(c, status, token, form)
		})
	}
	return a.welcomeStaff(c, user)
}

func (a *App) joinPage(c *fiber.Ctx) error {
	return a.showJoin(c, fiber.StatusOK, c.Query("token"), frontend.Form{})
}

// showJoin shows an invitation. Who has an account signs in with it first and comes
// back: a link alone opens no account that exists.
func (a *App) showJoin(c *fiber.Ctx, status int, token string, form frontend.Form) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	invitation, err := a.Accounts.FindInvitation(c.UserContext(), token)
	if err != nil {
		return err
	}
	if invitation.Known {
		staff, err := a.staffFrom(c.UserContext())
		if fault.KindOf(err) == fault.Unauthenticated || staff.User.Email != invitation.Email {
			return c.Redirect(frontend.LocalPath(lang(c), frontend.AdminPath("sign-in"))+"?"+backToJoin(c, token), fiber.StatusSeeOther)
		}
		if err != nil {
			return err
		}
	}
	page := frontend.AdminJoinPage{
		Frame: a.frame(c), Token: token, Email: invitation.Email, Role: frontend.StaffRole(invitation.Role),
		Known: invitation.Known, Form: form,
	}
	page.Brand = brandView(invitation.Brand)
	return a.render(c, status, page)
}

// backToJoin is the query by which signing in leads back to an invitation.
func backToJoin(c *fiber.Ctx, token string) string {
	join := frontend.LocalPath(lang(c), frontend.AdminPath("join")) + "?" + values("token", token).Encode()
	return values("next", join).Encode()
}

func (a *App) join(c *fiber.Ctx) error {
	token := formValue(c, "token")
	user, err := a.Accounts.Join(c.UserContext(), token, formValue(c, "name"), formValue(c, "password"), lang(c))
	if errors.Is(err, account.ErrJoinSignIn) {
		return a.joinSignedIn(c, token)
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Values.Del("password")
			return a.showJoin(c, status, token, form)
		})
	}
	return a.welcomeStaff(c, user)
}

// joinSignedIn accepts an invitation for somebody who is signed in.
func (a *App) joinSignedIn(c *fiber.Ctx, token string) error {
	staff, err := a.staffFrom(c.UserContext())
	if err != nil {
		return err
	}
	if err := a.Accounts.Accept(c.UserContext(), staff, token); err != nil {
		return err
	}
	return a.redirect(c, frontend.AdminPath(), "")
}

// welcomeStaff signs somebody in who has just proved who they are by a link.
func (a *App) welcomeStaff(c *fiber.Ctx, user account.User) error {
	cookie, err := a.Accounts.OpenPanel(c.UserContext(), user.ID, deviceName(c.Get(fiber.HeaderUserAgent)))
	if err != nil {
		return err
	}
	if err := a.knowBrowser(c, user.Email); err != nil {
		return err
	}
	return a.openPanel(c, cookie, frontend.LocalPath(lang(c), frontend.AdminPath()))
}
