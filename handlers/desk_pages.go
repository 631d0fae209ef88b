package handlers

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/polls"
	"kermesse/polls/survey"
)

func (a *App) deskRoutes() {
	r := a.fiber
	r.Get("/admin/b/:brand", a.inBrand(a.deskPage))
	r.Get("/admin/b/:brand/campaigns", a.inBrand(a.campaignsPage))
}

const recentLines = 6

// deskPage is where staff begin: what needs a hand, what is live, what comes.
func (a *App) deskPage(c *fiber.Ctx, d desk) error {
	page := frontend.AdminHomePage{AdminFrame: a.adminFrame(c, d)}
	if d.Actor.May(account.ViewCampaigns) {
		all, err := a.staffCampaigns(c.UserContext(), d.Actor, lang(c))
		if err != nil {
			return err
		}
		if page.Todo, err = a.todo(c, d); err != nil {
			return err
		}
		if page.Live, err = a.live(c, d, all); err != nil {
			return err
		}
		page.Coming = a.coming(c, d, all)
	}
	if d.Actor.May(account.ViewJournal) {
		found, err := a.Accounts.ListJournal(c.UserContext(), d.Actor, account.JournalFilter{Limit: recentLines})
		if err != nil {
			return err
		}
		page.Recent = journalLines(c, d, found.Lines)
		for i := range page.Recent {
			page.Recent[i].Changes = nil // the journal tells them
		}
	}
	return a.render(c, fiber.StatusOK, page)
}

const trendDays = 14

func (a *App) live(c *fiber.Ctx, d desk, all []campaign) ([]frontend.LiveCampaign, error) {
	var live []frontend.LiveCampaign
	for _, k := range slices.SortedStableFunc(slices.Values(all), byClosing) {
		if k.state != frontend.StateOpen {
			continue
		}
		line := frontend.LiveCampaign{Kind: k.kind, Slug: k.slug, Title: k.title, ClosesAt: k.closesAt}
		if err := a.figures(c, d, k, &line); err != nil {
			return nil, err
		}
		live = append(live, line)
	}
	return live, nil
}

func (a *App) figures(c *fiber.Ctx, d desk, k campaign, line *frontend.LiveCampaign) error {
	ctx := c.UserContext()
	if k.kind == frontend.KindPoll {
		counts, err := a.Polls.CountBallots(ctx, d.Actor, []polls.Poll{k.poll})
		line.Count = int(counts[k.poll.ID])
		return err
	}
	if k.kind == frontend.KindSurvey {
		counts, err := a.Surveys.CountResponses(ctx, d.Actor, []survey.Survey{k.survey})
		line.Count = int(counts[k.survey.ID].Taken)
		return err
	}
	counts, err := a.Contests.Count(ctx, k.contest)
	if err != nil {
		return err
	}
	line.Count, line.Today = counts.Confirmed, counts.Today
	line.Days, err = a.Contests.CountDays(ctx, k.contest, trendDays)
	return err
}

// coming lists the dates of the next two weeks.
func (a *App) coming(c *fiber.Ctx, d desk, all []campaign) []frontend.Milestone {
	now := a.Clock.Now()
	var dates []frontend.Milestone
	add := func(at time.Time, kind string, k campaign) {
		if at.After(now) && at.Before(now.AddDate(0, 0, trendDays)) {
			dates = append(dates, frontend.Milestone{At: in(at, d.Brand.Location()), Kind: kind, Title: k.title, Href: a.campaignHref(c, d, k)})
		}
	}
	for _, k := range all {
		if k.state == frontend.StateDraft || k.state == frontend.StateCancelled {
			continue
		}
		add(k.opensAt, "opens", k)
		add(k.closesAt, "closes", k)
		add(k.contest.DrawAt, "draw", k)
	}
	slices.SortStableFunc(dates, func(x, y frontend.Milestone) int { return x.At.Compare(y.At) })
	return dates
}

func (a *App) campaignHref(c *fiber.Ctx, d desk, k campaign) string {
	return a.deskHref(c, d, k.kind.Room(), k.slug)
}

func (a *App) deskHref(c *fiber.Ctx, d desk, under ...string) string {
	return frontend.LocalPath(lang(c), frontend.AdminBrandPath(d.Brand.Slug, under...))
}

// in is a time in a zone; the zero time stays zero.
func in(t time.Time, zone *time.Location) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(zone)
}

// campaignTabs are the views of the list: by state, the most pressing first.
var campaignTabs = []struct {
	key    string
	states []frontend.CampaignState
}{
	{"all", nil},
	{"open", []frontend.CampaignState{frontend.StateOpen}},
	{"upcoming", []frontend.CampaignState{frontend.StateUpcoming, frontend.StateCalling, frontend.StateSifting}},
	{"draft", []frontend.CampaignState{frontend.StateDraft}},
	{"closed", []frontend.CampaignState{frontend.StateClosed, frontend.StateAwaiting, frontend.StateDrawn, frontend.StateCancelled, frontend.StateVoid}},
}

const campaignsPerPage = 50

func (a *App) campaignsPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.ViewCampaigns, d.Brand.ID); err != nil {
		return err
	}
	all, err := a.staffCampaigns(c.UserContext(), d.Actor, lang(c))
	if err != nil {
		return err
	}
	page := frontend.AdminCampaignsPage{
		AdminFrame: a.adminFrame(c, d), Query: c.Query("q"), Kind: c.Query("kind"), State: c.Query("state"), Empty: len(all) == 0,
	}
	found := slices.DeleteFunc(all, func(k campaign) bool {
		return page.Kind != "" && string(k.kind) != page.Kind || page.Query != "" && !k.matches(page.Query)
	})
	shown := found
	for _, tab := range campaignTabs {
		inTab := slices.DeleteFunc(slices.Clone(found), func(k campaign) bool { return tab.states != nil && !slices.Contains(tab.states, k.state) })
		current := page.State == tab.key || page.State == "" && tab.key == "all"
		page.Tabs = append(page.Tabs, frontend.Tab{Key: tab.key, Count: len(inTab), Href: a.tabHref(c, d, tab.key), Current: current})
		if current {
			shown = inTab
		}
	}
	part, pager := pageOf(c, shown, campaignsPerPage)
	page.Pager = pager
	if page.Rows, err = a.campaignRows(c, d, part); err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) tabHref(c *fiber.Ctx, d desk, key string) string {
	query := values("q", c.Query("q"), "kind", c.Query("kind"), "state", key)
	for name := range query {
		if query.Get(name) == "" || query.Get(name) == "all" {
			query.Del(name)
		}
	}
	href := a.deskHref(c, d, "campaigns")
	if encoded := query.Encode(); encoded != "" {
		href += "?" + encoded
	}
	return href
}

// pageOf cuts one page out of a list that is whole, by the query parameter "page".
func pageOf[T any](c *fiber.Ctx, all []T, size int) ([]T, frontend.Pager) {
	n, err := strconv.Atoi(c.Query("page", "1"))
	if err != nil || n < 1 {
		n = 1
	}
	from := min((n-1)*size, len(all))
	to := min(from+size, len(all))
	pager := frontend.Pager{From: from + 1, To: to, Total: len(all)}
	if from > 0 {
		pager.Previous = withPage(c, n-1)
	}
	if to < len(all) {
		pager.Next = withPage(c, n+1)
	}
	return all[from:to], pager
}

func withPage(c *fiber.Ctx, n int) string {
	query := values("page", strconv.Itoa(n))
	for name, value := range c.Queries() {
		if name != "page" {
			query.Set(name, value)
		}
	}
	return frontend.LocalPath(lang(c), c.Path()) + "?" + query.Encode()
}

func (a *App) campaignRows(c *fiber.Ctx, d desk, part []campaign) ([]frontend.CampaignRow, error) {
	var votes []polls.Poll
	for _, k := range part {
		if k.kind == frontend.KindPoll {
			votes = append(votes, k.poll)
		}
	}
	ballots, err := a.Polls.CountBallots(c.UserContext(), d.Actor, votes)
	if err != nil {
		return nil, err
	}
	responses, err := a.Surveys.CountResponses(c.UserContext(), d.Actor, surveysOf(part))
	if err != nil {
		return nil, err
	}
	rows := make([]frontend.CampaignRow, len(part))
	for i, k := range part {
		rows[i] = frontend.CampaignRow{Kind: k.kind, Slug: k.slug, Title: k.title, State: k.state, OpensAt: k.opensAt, ClosesAt: k.closesAt}
		if k.kind == frontend.KindPoll {
			rows[i].Count = int(ballots[k.poll.ID])
			continue
		}
		if k.kind == frontend.KindSurvey {
			rows[i].Count = int(responses[k.survey.ID].Taken)
			continue
		}
		counts, err := a.Contests.Count(c.UserContext(), k.contest)
		if err != nil {
			return nil, err
		}
		rows[i].Count, rows[i].Flagged = counts.Confirmed, counts.Flagged
	}
	return rows, nil
}

func surveysOf(part []campaign) []survey.Survey {
	var list []survey.Survey
	for _, k := range part {
		if k.kind == frontend.KindSurvey {
			list = append(list, k.survey)
		}
	}
	return list
}
