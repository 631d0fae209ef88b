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
	return a.sendPoster(c, posterOf(s, lang(c)))
}

// pollPosterOf is what the picture of a shared link to a vote says: nothing of its figures.
func pollPosterOf(b booth, lang string) frontend.PosterView {
	return frontend.PosterView{
		Lang: lang, Brand: b.brand.Name, Colour: b.brand.Colour, Title: b.poll.Title.In(lang), Vote: true,
		EndsAt: inZone(b.poll.ClosesAt, b.poll.TimeZone),
	}
}

// pollPicture is what networks show beside a link to the vote or its results.
func (a *App) pollPicture(c *fiber.Ctx, b booth) *frontend.Picture {
	return a.Pages.PosterPicture(pollPosterOf(b, lang(c)), frontend.PollPath(b.poll.Slug))
}

// pollPoster sends that picture.
func (a *App) pollPoster(c *fiber.Ctx, b booth) error {
	return a.sendPoster(c, pollPosterOf(b, lang(c)))
}

func (a *App) sendPoster(c *fiber.Ctx, view frontend.PosterView) error {
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
