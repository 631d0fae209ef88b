package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests/claims"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// winnerCheckPage asks for the code of a winner's message.
func (a *App) winnerCheckPage(c *fiber.Ctx) error {
	return a.renderWinnerCheck(c, fiber.StatusOK, frontend.WinnerCheckPage{})
}

func (a *App) renderWinnerCheck(c *fiber.Ctx, status int, page frontend.WinnerCheckPage) error {
	brand, err := a.Accounts.FindBrandBySlug(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	a.shows(c, brand.ID)
	page.Frame = a.frame(c)
	page.Brand = a.brandFor(c, brand)
	return a.render(c, status, page)
}

// checkWinnerMessage tells whether a message is from the brand. A code that is none of
// its own is an answer, not an error.
func (a *App) checkWinnerMessage(c *fiber.Ctx) error {
	brand, err := a.Accounts.FindBrandBySlug(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	if formValue(c, "ask") == "word" {
		return a.checkSecretWord(c, brand)
	}
	code := formValue(c, "code")
	m, err := a.Contests.Claims().CheckMessage(c.UserContext(), brand.ID, code, a.clientNetwork(c))
	switch {
	case errors.Is(err, claims.ErrNotFound):
		return a.renderWinnerCheck(c, fiber.StatusOK, frontend.WinnerCheckPage{
			Form: frontend.Form{Values: values("code", code)}, Result: &frontend.WinnerCheck{Code: code},
		})
	case err != nil:
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderWinnerCheck(c, status, frontend.WinnerCheckPage{Form: form})
		})
	}
	return a.renderWinnerCheck(c, fiber.StatusOK, frontend.WinnerCheckPage{Result: winnerCheck(brand, m.In(lang(c)))})
}

func winnerCheck(brand account.Brand, m claims.Message) *frontend.WinnerCheck {
	zone := m.Contest.Zone
	check := &frontend.WinnerCheck{
		Code: m.Claim.Code, Standing: frontend.Standing(m.Standing), Contest: m.Contest.Title, Slug: m.Contest.Slug, Prize: m.Prize().Name,
		SentAt: in(m.Claim.ToldAt, zone), ClaimBy: in(m.Claim.Due, zone),
	}
	if m.Standing == claims.StandsOpen || m.Standing == claims.StandsAnswered || m.Standing == claims.StandsReceived {
		check.ClaimHref = frontend.ClaimPath(brand.Slug, m.Claim.Code)
	}
	return check
}

// checkSecretWord tells whether a message knows the secret word of an entry, and never tells
// the word.
func (a *App) checkSecretWord(c *fiber.Ctx, brand account.Brand) error {
	entry := formValue(c, "entry")
	fit, err := a.Contests.Claims().CheckWord(c.UserContext(), brand.ID, entry, formValue(c, "word"), a.clientNetwork(c))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderWinnerCheck(c, status, frontend.WinnerCheckPage{Word: form})
		})
	}
	return a.renderWinnerCheck(c, fiber.StatusOK, frontend.WinnerCheckPage{
		Word: frontend.Form{Values: values("entry", entry)}, Match: &frontend.WordCheck{Entry: entry, Right: fit == claims.WordRight, Former: fit == claims.WordFormer},
	})
}
