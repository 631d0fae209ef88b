package handlers

import (
	"context"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/polls"
)

// pollReportPage is all that a brand reads about one of its votes.
func (a *App) pollReportPage(c *fiber.Ctx, d desk) error {
	page, err := a.pollReport(c, d)
	if err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) pollReport(c *fiber.Ctx, d desk) (frontend.AdminPollReportPage, error) {
	page := frontend.AdminPollReportPage{AdminFrame: a.adminFrame(c, d)}
	p, err := a.pollAt(c, d)
	if err != nil {
		return page, err
	}
	report, err := a.Polls.Report(c.UserContext(), d.Actor, p)
	if err != nil {
		return page, err
	}
	page.Poll, page.State, page.Void = a.pollView(p, p.Options, lang(c)), pollState(p.Status(a.Clock.Now())), voidance(p)
	page.Public = a.Config.BaseURL + frontend.LocalPath(lang(c), frontend.PollPath(p.Slug, "results"))
	page.Results = a.resultsView(p, report.Snapshot, lang(c))
	page.Results.Periods = periodTable(p, report.Snapshot, lang(c))
	page.Today, page.Days, page.FirstDay = report.Attendance.Today(), report.Attendance.Days, report.Attendance.FirstDay
	here := func(file string) string { return frontend.LocalPath(lang(c), d.pollPath(p.Slug, file)) }
	page.Files = frontend.ReportFiles{PDF: here("report.pdf"), XLSX: here("report.xlsx"), CSV: here("results.csv"), JSON: here("report.json")}
	if p.Status(a.Clock.Now()).Over() {
		page.BallotsHref, page.RecountLine = here("ballots"), recountLine(p)
	}
	if page.Notices, err = a.pollNotices(c, p); err != nil {
		return page, err
	}
	page.Frozen, err = a.frozenView(c.UserContext(), p)
	return page, err
}

// sendPollReport answers the report as a document to print.
func (a *App) sendPollReport(c *fiber.Ctx, d desk) error {
	return a.sendReport(c, d, a.Pages.PollReport, "application/pdf", ".pdf")
}

// sendPollWorkbook answers the report as a workbook.
func (a *App) sendPollWorkbook(c *fiber.Ctx, d desk) error {
	return a.sendReport(c, d, a.Pages.PollWorkbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
}

func (a *App) sendReport(
	c *fiber.Ctx, d desk, write func(frontend.AdminPollReportPage) ([]byte, error), contentType, ending string,
) error {
	page, err := a.pollReport(c, d)
	if err != nil {
		return err
	}
	file, err := write(page)
	if err != nil {
		return err
	}
	return sendFile(c, page.Poll.Slug+"-"+lang(c)+ending, contentType, file)
}

// sendPollReportJSON answers what the API's operation does.
func (a *App) sendPollReportJSON(c *fiber.Ctx, d desk) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	report, err := a.Polls.Report(c.UserContext(), d.Actor, p)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+p.Slug+`-report.json"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(a.tellReport(p, report, lang(c)))
}

type pollReportResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         pollReportAnswer
}

func (a *App) readPollReport(ctx context.Context, in *pollRequest) (*pollReportResponse, error) {
	p, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	report, err := a.Polls.Report(ctx, actor, p)
	if err != nil {
		return nil, err
	}
	return &pollReportResponse{CacheControl: "no-store", Body: a.tellReport(p, report, requestFrom(ctx).lang)}, nil
}

func (a *App) tellReport(p polls.Poll, report polls.Report, lang string) pollReportAnswer {
	answer := pollReportAnswer{
		Poll: a.tellPoll(p, p.Options, lang), Results: a.tellResults(p, report.Snapshot, lang), Periods: []periodAnswer{}, Days: []dayAnswer{},
	}
	for _, d := range report.Snapshot.Analysis.Periods {
		answer.Periods = append(answer.Periods, tellPeriod(d))
	}
	for i, n := range report.Attendance.Days {
		if n > 0 {
			answer.Days = append(answer.Days, dayAnswer{report.Attendance.FirstDay.AddDate(0, 0, i).Format(dayLayout), n})
		}
	}
	return answer
}

// exportPollResults answers the figures as a table for a spreadsheet.
func (a *App) exportPollResults(c *fiber.Ctx, d desk) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	snap, err := a.Polls.Results(c.UserContext(), p, polls.Reader{Staff: d.Actor})
	if err != nil {
		return err
	}
	rows := [][]string{{"option", "label_fr", "label_en", "votes", "share", "winner", "low", "high", "note"}}
	won := map[string]bool{}
	for _, id := range snap.Result.Winners {
		won[string(id)] = snap.Final && p.VoidedAt.IsZero()
	}
	figures, note := p.Statistics(snap), frontend.SelectionSentence(lang(c), snap.Ballots())
	for _, b := range bars(p, snap) {
		o, _ := p.Option(b.option)
		row := []string{
			string(o.ID), o.Label.FR, o.Label.EN, b.votes.String(), shareText(b.share), strconv.FormatBool(won[string(o.ID)]), "", "", note,
		}
		if in, ok := figures.Intervals[b.option]; ok {
			row[6], row[7] = shareText(in.Low), shareText(in.High)
		}
		rows = append(rows, row)
	}
	return sendCSV(c, p.Slug+"-results.csv", rows)
}

func shareText(share float64) string { return strconv.FormatFloat(share, 'f', 4, 64) }
