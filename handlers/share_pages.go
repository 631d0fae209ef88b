package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// posterOf is what the picture of a shared link to a contest says.
func posterOf(c contests.Contest, b account.Brand, lang string) frontend.PosterView {
	return frontend.PosterView{
		Lang: lang, Brand: b.Name, Colour: b.Colour, Title: c.Title, Label: labelView(c), EndsAt: in(c.ClosesAt, c.Location()),
	}
}

// Illustrator draws the pictures of contests for package contests, which keeps them.
type Illustrator struct{ Pages *frontend.Renderer }

// DrawPoster implements contests.Illustrator.
func (i Illustrator) DrawPoster(c contests.Contest, b account.Brand, locale string) (string, []byte, error) {
	view := posterOf(c, b, locale)
	png, err := i.Pages.Poster(view)
	return view.Name(), png, err
}

// sharePicture is what networks show beside a link to the contest or its draw.
func (a *App) sharePicture(c *fiber.Ctx, s stand) *frontend.Picture {
	return a.Pages.PosterPicture(posterOf(s.contest, s.brand, lang(c)), frontend.ContestPath(s.contest.Slug))
}

// sharePoster sends that picture. Its name says what is on it, so it is kept for ever: also
// one that networks have the address of, and that says what the contest said before. What was
// not kept is drawn; a name of something else is not.
func (a *App) sharePoster(c *fiber.Ctx, s stand) error {
	png, err := a.Contests.FindPoster(c.UserContext(), s.contest, c.Params("poster"))
	if err == nil {
		return sendPosterFile(c, png)
	}
	if !errors.Is(err, contests.ErrPosterNotFound) {
		return err
	}
	return a.sendPoster(c, posterOf(s.contest, s.brand, lang(c)))
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
	return sendPosterFile(c, file)
}

func sendPosterFile(c *fiber.Ctx, file []byte) error {
	c.Set(fiber.HeaderContentType, "image/png")
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	forOtherSites(c)
	return c.Send(file)
}
