package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
)

// posterOf is what the picture of a shared link to a contest says.
func posterOf(s stand, lang string) frontend.PosterView {
	return frontend.PosterView{
		Lang: lang, Brand: s.brand.Name, Colour: s.brand.Colour, Title: s.contest.Title, Label: labelView(s.contest),
		EndsAt: in(s.contest.ClosesAt, s.contest.Location()),
	}
}

// sharePicture is what networks show beside a link to the contest or its draw.
func (a *App) sharePicture(c *fiber.Ctx, s stand) *frontend.Picture {
	return a.Pages.PosterPicture(posterOf(s, lang(c)), frontend.ContestPath(s.contest.Slug))
}

// sharePoster sends that picture. Its name says what is on it, so it is kept for ever; a
// name of something else is not drawn.
func (a *App) sharePoster(c *fiber.Ctx, s stand) error {
	view := posterOf(s, lang(c))
	if c.Params("poster") != view.Name() {
		return errNoRoute
	}
	file, err := a.Pages.Poster(view)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/png")
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	return c.Send(file)
}
