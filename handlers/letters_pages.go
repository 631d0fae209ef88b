package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fan"
	"kermesse/loyalty"
)

// lettersPage is where a fan chooses which mails of the programme they get. Nothing is
// ticked that they have not ticked themselves.
func (a *App) lettersPage(c *fiber.Ctx, g guest) error {
	asked, err := a.Loyalty.ListLetters(c.UserContext(), g.Fan.ID)
	if err != nil {
		return err
	}
	page := frontend.LettersPage{Frame: a.frame(c), Contact: g.Fan.Contact.Masked(), ByMail: g.Fan.Contact.Kind == fan.ContactEmail}
	page.Brand = a.brandFor(c, g.Brand)
	for _, kind := range loyalty.LetterKinds() {
		page.Letters = append(page.Letters, frontend.LetterChoice{Kind: string(kind), Text: kind.Text().In(lang(c)), Asked: asked[kind]})
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) askLetters(c *fiber.Ctx, g guest) error {
	wanted, form := map[loyalty.LetterKind]bool{}, formValues(c)
	for _, kind := range loyalty.LetterKinds() {
		wanted[kind] = form.Get(string(kind)) == "yes"
	}
	if err := a.Loyalty.AskLetters(c.UserContext(), g.Brand.ID, g.Fan.ID, wanted, lang(c)); err != nil {
		return err
	}
	return a.redirect(c, frontend.MemberPath(g.Brand.Slug, "letters"), frontend.NoticeLetters)
}
