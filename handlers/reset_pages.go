package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
)

func (a *App) forgottenPage(c *fiber.Ctx) error {
	return a.showForgotten(c, frontend.AdminForgottenPage{})
}

func (a *App) showForgotten(c *fiber.Ctx, page frontend.AdminForgottenPage) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	page.Frame = a.frame(c)
	return a.render(c, fiber.StatusOK, page)
}

// requestReset says the same whether anybody signs in with the address or not.
func (a *App) requestReset(c *fiber.Ctx) error {
	if err := a.Accounts.RequestReset(c.UserContext(), formValue(c, "email")); err != nil {
		return err
	}
	return a.showForgotten(c, frontend.AdminForgottenPage{Sent: true})
}

func (a *App) resetPage(c *fiber.Ctx) error {
	if err := a.Accounts.CheckReset(c.UserContext(), c.Query("token")); err != nil {
		return err
	}
	return a.showReset(c, fiber.StatusOK, c.Query("token"), frontend.Form{})
}

func (a *App) showReset(c *fiber.Ctx, status int, token string, form frontend.Form) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.render(c, status, frontend.AdminResetPage{Frame: a.frame(c), Token: token, Form: form})
}

func (a *App) reset(c *fiber.Ctx) error {
	token := formValue(c, "token")
	user, err := a.Accounts.Reset(c.UserContext(), token, formValue(c, "password"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Values = nil // passwords are never shown again
			return a.showReset(c, status, token, form)
		})
	}
	if err := a.knowBrowser(c, user.Email); err != nil {
		return err
	}
	a.setCookie(c, cookieStaff, "", -1)
	return a.redirect(c, frontend.AdminPath("sign-in"), frontend.NoticePassword)
}
