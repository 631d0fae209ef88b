package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// newContestPage asks for what a draft begins with: its name.
func (a *App) newContestPage(c *fiber.Ctx, d desk) error {
	return a.renderNewContest(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderNewContest(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	return a.render(c, status, frontend.AdminContestNewPage{AdminFrame: a.adminFrame(c, d), Form: form})
}

// saveNewContest makes a draft and leads into its editor.
func (a *App) saveNewContest(c *fiber.Ctx, d desk) error {
	form := contests.Form{Title: formValue(c, "title"), Entry: contests.EntryRules{Confirm: true, FoldAliases: true}}
	draft, err := a.Contests.Begin(c.UserContext(), d.Actor, form)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderNewContest(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(draft.Slug, "edit", editSections()[0].key), "")
}
