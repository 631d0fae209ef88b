package handlers

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// newContestPage asks for what a draft begins with: what it is for, and its name.
func (a *App) newContestPage(c *fiber.Ctx, d desk) error {
	return a.renderNewContest(c, fiber.StatusOK, d, frontend.Form{Values: values("template", c.Query("template", string(contests.TemplateGiveaway)))})
}

func (a *App) renderNewContest(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	page := frontend.AdminContestNewPage{
		AdminFrame: a.adminFrame(c, d), Form: form, Locale: d.Brand.Locale, Other: contests.Contest{Locale: d.Brand.Locale}.OtherLanguage(),
	}
	for _, t := range contests.Templates() {
		page.Templates = append(page.Templates, string(t))
	}
	return a.render(c, status, page)
}

// saveNewContest makes a draft of a template and leads to what only the brand can say: the
// prizes.
func (a *App) saveNewContest(c *fiber.Ctx, d desk) error {
	template := contests.Template(formValue(c, "template"))
	if !slices.Contains(contests.Templates(), template) {
		template = contests.TemplateGiveaway
	}
	form := contests.FromTemplate(template, d.Brand, a.Clock.Now(), formValue(c, "title"), formValue(c, "also_title"))
	draft, err := a.Contests.Begin(c.UserContext(), d.Actor, form)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			for i := range form.Errors {
				if form.Errors[i].Field == "also.title" {
					form.Errors[i].Field = "also_title"
				}
			}
			return a.renderNewContest(c, status, d, form)
		})
	}
	return a.redirect(c, d.contestPath(draft.Slug, "edit", "prizes"), "")
}

// duplicateContest makes a draft that says what a contest says, and leads into its editor.
func (a *App) duplicateContest(c *fiber.Ctx, d desk) error {
	draft, err := a.Contests.Duplicate(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return err
	}
	return a.redirect(c, d.contestPath(draft.Slug, "edit", editSections()[0].key), frontend.NoticeDuplicated)
}
