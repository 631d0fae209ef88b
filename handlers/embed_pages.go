package handlers

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/places"
	"kermesse/polls"
	"kermesse/polls/survey"
)

// embedRoutes are campaigns in a frame on another site, and how such a site finds them.
func (a *App) embedRoutes() {
	r := a.fiber
	r.Get(frontend.LoaderPath, a.sendLoader)
	r.Get("/oembed", a.oembed)

	poll := func(h func(*fiber.Ctx, booth) error) fiber.Handler { return a.embedded(places.Poll, a.atBooth(h)) }
	r.Get("/embed/p/:slug", poll(a.votePage))
	r.Post("/embed/p/:slug", poll(a.castVote))
	r.Post("/embed/p/:slug/sets", poll(a.beginSetsForm))
	r.Post("/embed/p/:slug/answers", poll(a.answerSetsForm))
	r.Post("/embed/p/:slug/withdraw", poll(a.withdrawVoteForm))
	r.Post("/embed/p/:slug/proposals", poll(a.proposeForm))
	r.Post("/embed/p/:slug/appeal", poll(a.appealForm))
	r.Post("/embed/p/:slug/comment", poll(a.ownCommentForm))
	r.Get("/embed/p/:slug/comments", poll(a.commentsPage))
	r.Post("/embed/p/:slug/follow", poll(a.followForm))
	r.Get("/embed/p/:slug/follow/confirm", poll(a.confirmFollowPage))
	r.Post("/embed/p/:slug/follow/confirm", poll(a.confirmFollow))
	r.Get("/embed/p/:slug/confirm", poll(a.confirmVotePage))
	r.Post("/embed/p/:slug/confirm", poll(a.confirmVote))
	r.Get("/embed/p/:slug/receipt/:key", poll(a.voteReceiptPage))
	r.Get("/embed/p/:slug/results", poll(a.resultsPage))

	contest := func(h func(*fiber.Ctx, stand) error) fiber.Handler { return a.embedded(places.Contest, a.atContest(h)) }
	r.Get("/embed/c/:slug", contest(a.contestPage))
	r.Post("/embed/c/:slug", contest(a.takeEntry))
	r.Get("/embed/c/:slug/confirm", contest(a.confirmEntryPage))
	r.Post("/embed/c/:slug/confirm", contest(a.confirmEntry))
	r.Get("/embed/c/:slug/receipt/:key", contest(a.receiptPage))
	r.Post("/embed/c/:slug/receipt/:key/act/:action", contest(a.actForm))
	r.Get("/embed/c/:slug/rules", contest(a.rulesPage))
	r.Post("/embed/c/:slug/receipt/:key/codes", contest(a.useCodeForm))
	r.Post("/embed/c/:slug/receipt/:key/slips", contest(a.sendSlipForm))
	r.Post("/embed/c/:slug/receipt/:key/play", contest(a.playForm))
	r.Get("/embed/c/:slug/instant", contest(a.instantPage))
}

const localSites = "sites" // those that may show this answer

// embedded lets the sites that a campaign names show the page, and no other.
func (a *App) embedded(kind places.Kind, h fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		m, err := a.met(c.UserContext(), kind, c.Params("slug"), lang(c))
		if err != nil {
			return err
		}
		rule, err := a.Places.SitesOf(c.UserContext(), m.Campaign)
		if err != nil {
			return err
		}
		c.Locals(localSites, rule.Sites)
		return h(c)
	}
}

// met is a public campaign as it is met in places.
type met struct {
	places.Campaign
	path, title string
	lines       int                // about how many options or fields it shows
	membersOnly bool               // who takes part signs in
	draft       bool               // staff alone know of it
	closesAt    time.Time          // in its zone; zero: not said yet
	away        []frontend.AwayAct // what a tablet does not offer
	unfree      bool               // taking part takes a code or a purchase, and no free way is promised
}

// metBy finds a campaign of the actor's brand, drafts included.
func (a *App) metBy(ctx context.Context, actor account.Actor, kind places.Kind, slug, language string) (met, error) {
	switch kind {
	case places.Poll:
		p, err := a.Polls.FindFor(ctx, actor, slug)
		return metPoll(p, language), err
	case places.Contest:
		c, err := a.Contests.Inspect(ctx, actor, slug)
		return metContest(c.In(language), language), err
	}
	v, err := a.Surveys.FindFor(ctx, actor, slug)
	return metSurvey(v, language), err
}

// met finds a public campaign by its kind and slug.
func (a *App) met(ctx context.Context, kind places.Kind, slug, language string) (met, error) {
	switch kind {
	case places.Poll:
		p, err := a.Polls.Find(ctx, slug)
		return metPoll(p, language), err
	case places.Contest:
		c, err := a.Contests.Find(ctx, slug)
		return metContest(c.In(language), language), err
	}
	v, err := a.Surveys.Find(ctx, slug)
	return metSurvey(v, language), err
}

func metPoll(p polls.Poll, language string) met {
	return met{
		Campaign: places.Campaign{Kind: places.Poll, ID: string(p.ID), Brand: p.Brand, Slug: p.Slug},
		path:     frontend.PollPath(p.Slug), title: p.Title.In(language), lines: len(p.Options),
		membersOnly: p.Access == polls.AccessMember,
		draft:       !p.Public(), closesAt: inZone(p.ClosesAt, p.TimeZone),
	}
}

func metContest(c contests.Contest, language string) met {
	return met{
		Campaign: places.Campaign{Kind: places.Contest, ID: string(c.ID), Brand: c.Brand, Slug: c.Slug},
		path:     frontend.ContestPath(c.Slug), title: c.Title, lines: 4 + len(c.Entry.Questions),
		draft: c.PublishedAt.IsZero(), closesAt: in(c.ClosesAt, c.Location()), unfree: !c.Cost().Free(), away: awayFromTablet(c, language),
	}
}

func metSurvey(v survey.Survey, language string) met {
	return met{
		Campaign: places.Campaign{Kind: places.Survey, ID: string(v.ID), Brand: v.Brand, Slug: v.Slug},
		path:     frontend.SurveyPath(v.Slug), title: v.Title.In(language),
		draft: v.State == survey.StateDraft, closesAt: inZone(v.ClosesAt, v.TimeZone),
	}
}

func (a *App) embedView(m met, language string) frontend.EmbedView {
	return frontend.EmbedView{BaseURL: a.Config.BaseURL, Lang: language, Path: m.path, Title: m.title, Height: frontend.EmbedHeight(m.lines)}
}

// sendLoader sends the script that other sites load. Its address stays the same, so
// browsers ask for it again now and then.
func (a *App) sendLoader(c *fiber.Ctx) error {
	file := frontend.Loader()
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	forOtherSites(c)
	return sendAsset(c, file)
}

// oembedAnswer is what oEmbed 1.0 (https://oembed.com) tells of a campaign.
type oembedAnswer struct {
	Type         string `json:"type"`
	Version      string `json:"version"`
	Title        string `json:"title"`
	AuthorName   string `json:"author_name"`
	AuthorURL    string `json:"author_url"`
	ProviderName string `json:"provider_name"`
	ProviderURL  string `json:"provider_url"`
	CacheAge     int    `json:"cache_age"`
	HTML         string `json:"html,omitempty"`
	Width        int    `json:"width,omitempty"`
	Height       int    `json:"height,omitempty"`
}

const (
	oembedWidth    = 608 // as wide as a column of text is here
	oembedCacheAge = 3600
)

var (
	errNoEmbed = fault.New(fault.NotFound, "nothing_to_embed",
		"Cette adresse n’est pas celle d’un vote ou d’un jeu-concours de ce site.", "This is not the address of a vote or a contest of this site.")
	errOEmbedFormat = fault.New(fault.Malformed, "oembed_format",
		"Seul le format json est proposé.", "Only the format json is offered.")
)

// oembed answers sites that turn a pasted address into what it shows. Where the brand lets
// no other site show the campaign, it is told as a link.
func (a *App) oembed(c *fiber.Ctx) error {
	if c.Query("format", "json") != "json" {
		return errOEmbedFormat
	}
	language, kind, slug, ok := a.readCampaignURL(c.Query("url"))
	if !ok {
		return errNoEmbed
	}
	m, err := a.met(c.UserContext(), kind, slug, language)
	if err != nil {
		return err
	}
	rule, err := a.Places.SitesOf(c.UserContext(), m.Campaign)
	if err != nil {
		return err
	}
	brand, err := a.Accounts.FindBrand(c.UserContext(), m.Brand)
	if err != nil {
		return err
	}
	answer := oembedAnswer{
		Type: "link", Version: "1.0", Title: m.title, AuthorName: brand.Name, AuthorURL: a.Config.BaseURL + frontend.BrandPath(brand.Slug),
		ProviderName: "Kermesse", ProviderURL: a.Config.BaseURL, CacheAge: oembedCacheAge,
	}
	if rule.Sites.Open() && kind != places.Survey {
		view := a.embedView(m, language)
		view.Height = within(c.Query("maxheight"), view.Height)
		answer.Type, answer.HTML = "rich", view.Frame()
		answer.Width, answer.Height = within(c.Query("maxwidth"), oembedWidth), view.Height
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*") // it says nothing that the page does not say
	c.Set(fiber.HeaderCacheControl, "public, max-age="+strconv.Itoa(oembedCacheAge))
	return c.JSON(answer)
}

// within is wanted, or the most that the asker has room for.
func within(most string, wanted int) int {
	if n, err := strconv.Atoi(most); err == nil && n > 0 {
		return min(n, wanted)
	}
	return wanted
}

// readCampaignURL reads the address of a campaign's page on this site.
func (a *App) readCampaignURL(address string) (language string, kind places.Kind, slug string, ok bool) {
	u, err := url.Parse(address)
	home, homeErr := url.Parse(a.Config.BaseURL)
	if err != nil || homeErr != nil || !strings.EqualFold(u.Host, home.Host) {
		return "", "", "", false
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	language = langFR
	if parts[0] == langFR || parts[0] == langEN {
		language, parts = parts[0], parts[1:]
	}
	if len(parts) != 2 {
		return "", "", "", false
	}
	kind, ok = map[string]places.Kind{"p": places.Poll, "c": places.Contest, "s": places.Survey}[parts[0]]
	return language, kind, parts[1], ok
}
