package handlers

import (
	"net/url"
	"regexp"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/places"
	"kermesse/polls"
	"kermesse/polls/survey"
)

// linkRoutes are short links: on posters in capitals, typed as people like.
func (a *App) linkRoutes() {
	for _, path := range []string{"/q/:code", "/Q/:code"} {
		a.fiber.Get(path, a.followLink)
	}
}

// programs are what fetches a page to show a preview of it, or to index it. They are no
// people, and are not counted as such.
var programs = regexp.MustCompile(`(?i)bot\b|crawl|spider|preview|facebookexternalhit|whatsapp/|slurp|curl/|wget/|python|headless`)

// followLink leads to the campaign, in the language of the browser. That somebody came is
// counted, and nothing of who it was.
func (a *App) followLink(c *fiber.Ctx) error {
	prefetch := c.Get("Sec-Purpose") != "" || c.Get("Purpose") == "prefetch"
	person := c.Method() == fiber.MethodGet && !prefetch && !programs.MatchString(c.Get(fiber.HeaderUserAgent))
	l, err := a.Places.Follow(c.UserContext(), c.Params("code"), person)
	if err != nil {
		return err
	}
	path, err := a.pathOf(c, l.Campaign)
	if err != nil {
		return err
	}
	if l.Campaign.Kind == places.Contest {
		path += "?" + url.Values{fieldVia: {string(contests.ViaLink(l.Code))}}.Encode()
	}
	c.Set(fiber.HeaderCacheControl, "no-store") // each time somebody comes is counted
	return c.Redirect(frontend.LocalPath(lang(c), path), fiber.StatusFound)
}

// pathOf is where a campaign's page is now: its slug may have changed before publication.
func (a *App) pathOf(c *fiber.Ctx, m places.Campaign) (string, error) {
	switch ctx := c.UserContext(); m.Kind {
	case places.Poll:
		p, err := a.Polls.FindByID(ctx, polls.ID(m.ID))
		return frontend.PollPath(p.Slug), err
	case places.Contest:
		contest, err := a.Contests.FindByID(ctx, contests.ID(m.ID))
		return frontend.ContestPath(contest.Slug), err
	case places.Survey:
		v, err := a.Surveys.FindByID(ctx, survey.ID(m.ID))
		return frontend.SurveyPath(v.Slug), err
	}
	return "", places.ErrNotFound
}

// shortAddress is a link as it is printed.
func (a *App) shortAddress(l places.Link) string {
	return a.Config.BaseURL + frontend.ShortPath(l.Code)
}
