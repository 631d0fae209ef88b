package handlers

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/places"
)

const (
	liveRefresh   = 15 // seconds
	screenRefresh = 5  // seconds
	hoursShown    = 72 // more are shown by day
)

// livePage shows who comes to a contest, which way, and how far they get.
func (a *App) livePage(c *fiber.Ctx, d desk) error {
	f, err := a.Contests.Funnel(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return err
	}
	contest, zone := f.Contest, f.Contest.Location()
	here := func(file string) string { return frontend.LocalPath(lang(c), d.contestPath(contest.Slug, file)) }
	page := frontend.AdminLivePage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, State: contestState(contest.Status(a.Clock.Now())),
		At: in(a.Clock.Now(), zone), Total: stepCounts(f.Total), Flagged: f.Flagged, Appeals: f.Appeals,
		CSV: here("live.csv"), XLSX: here("live.xlsx"), Screen: frontend.LocalPath(lang(c), frontend.ContestPath(contest.Slug, "screen")),
	}
	if page.State == frontend.StateOpen {
		page.Refresh = liveRefresh
	}
	page.Bars, page.ByDay = stepBars(f.Hours, zone)
	for _, way := range f.Ways {
		page.Ways = append(page.Ways, frontend.WayRow{Key: string(way.Via), Name: viaName(way.Via), StepCounts: stepCounts(way.Steps)})
	}
	for _, flag := range contests.Flags() {
		if n := f.Flags[flag]; n > 0 {
			page.Flags = append(page.Flags, frontend.FlagCount{
				Label: a.Pages.Text(lang(c), "doubt_tab."+string(flag)), Count: n, Href: doubtsHref(c, d, contests.ReviewFilter{Flag: flag}, "", nil),
			})
		}
	}
	if f.Before != nil {
		page.Before = &frontend.BeforeRow{
			Title: f.Before.Contest.Title, Href: frontend.LocalPath(lang(c), d.contestPath(f.Before.Contest.Slug, "live")),
			Then: stepCounts(f.Before.Then), Whole: stepCounts(f.Before.Whole),
		}
	}
	return a.render(c, fiber.StatusOK, page)
}

func stepCounts(s contests.Steps) frontend.StepCounts {
	return frontend.StepCounts{Views: s.Views, Starts: s.Starts, Entries: s.Entries, Confirmed: s.Confirmed}
}

// viaName is the name that somebody gave a way; empty for those with words of their own.
func viaName(via contests.Via) string {
	if name, ok := strings.CutPrefix(string(via), "utm-"); ok {
		return name
	}
	if code, ok := strings.CutPrefix(string(via), "link-"); ok {
		return strings.ToUpper(code)
	}
	return ""
}

// stepBars are the hours of a contest, or its days where there are many.
func stepBars(hours []contests.HourSteps, zone *time.Location) ([]frontend.StepBar, bool) {
	byDay := len(hours) > hoursShown
	var bars []frontend.StepBar
	for _, hour := range hours {
		at := in(hour.At, zone)
		if byDay {
			at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone)
		}
		if len(bars) == 0 || !bars[len(bars)-1].At.Equal(at) {
			bars = append(bars, frontend.StepBar{At: at})
		}
		last := &bars[len(bars)-1].StepCounts
		last.Views, last.Starts = last.Views+hour.Views, last.Starts+hour.Starts
		last.Entries, last.Confirmed = last.Entries+hour.Entries, last.Confirmed+hour.Confirmed
	}
	return frontend.NewStepBars(bars), byDay
}

func (a *App) liveLines(c *fiber.Ctx, d desk) (contests.Contest, []frontend.LiveLine, error) {
	f, err := a.Contests.Funnel(c.UserContext(), d.Actor, c.Params("slug"))
	lines := make([]frontend.LiveLine, len(f.Lines))
	for i, l := range f.Lines {
		lines[i] = frontend.LiveLine{At: in(l.At, f.Contest.Location()), Via: string(l.Via), StepCounts: stepCounts(l.Steps)}
	}
	return f.Contest, lines, err
}

// sendLiveTable answers the figures, hour by hour and way by way, for a spreadsheet.
func (a *App) sendLiveTable(c *fiber.Ctx, d desk) error {
	contest, lines, err := a.liveLines(c, d)
	if err != nil {
		return err
	}
	rows := [][]string{frontend.LiveColumns()}
	for _, l := range lines {
		rows = append(rows, []string{
			l.At.Format(time.RFC3339), l.Via, strconv.Itoa(l.Views), strconv.Itoa(l.Starts), strconv.Itoa(l.Entries), strconv.Itoa(l.Confirmed),
		})
	}
	return sendCSV(c, contest.Slug+"-live.csv", rows)
}

// sendLiveWorkbook answers the same as a workbook.
func (a *App) sendLiveWorkbook(c *fiber.Ctx, d desk) error {
	contest, lines, err := a.liveLines(c, d)
	if err != nil {
		return err
	}
	book, err := frontend.LiveWorkbook(contest.Title, d.Brand.Name, a.Pages.Text(lang(c), "funnel.heading"), lines, a.Clock.Now())
	if err != nil {
		return err
	}
	return sendFile(c, contest.Slug+"-live.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book)
}

// contestScreenPage shows to a room how many take part, and the code by which more do.
func (a *App) contestScreenPage(c *fiber.Ctx, s stand) error {
	view, err := a.contestView(c.UserContext(), s.contest, lang(c))
	if err != nil {
		return err
	}
	page := frontend.ContestScreenPage{Frame: a.standFrame(c, s), Contest: view, State: a.standState(s)}
	if page.State == frontend.StateOpen || page.State == frontend.StateUpcoming {
		page.Refresh = screenRefresh
		m, err := a.met(c.UserContext(), places.Contest, s.contest.Slug, lang(c))
		if err != nil {
			return err
		}
		link, err := a.Places.FirstLink(c.UserContext(), m.Campaign)
		if err != nil {
			return err
		}
		page.Short = a.shortAddress(link)
	}
	return a.render(c, fiber.StatusOK, page)
}
