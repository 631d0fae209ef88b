package handlers

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/polls/questionnaire"
	"kermesse/polls/stats"
	"kermesse/polls/survey"
)

// adminSurveyPage shows a survey as it stands, with its figures.
func (a *App) adminSurveyPage(c *fiber.Ctx, d desk) error {
	v, err := a.Surveys.FindFor(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return err
	}
	page := frontend.AdminSurveyPage{
		AdminFrame: a.adminFrame(c, d), Slug: v.Slug, Title: v.Title.In(lang(c)), State: surveyState(v.Status(a.Clock.Now())),
		OpensAt: inZone(v.OpensAt, v.TimeZone), ClosesAt: inZone(v.ClosesAt, v.TimeZone), Members: v.Access == survey.AccessMember,
		Public:  a.Config.BaseURL + frontend.LocalPath(lang(c), frontend.SurveyPath(v.Slug)),
		Missing: missingInSurvey(v, a.Clock.Now()),
	}
	if v.State == survey.StateCancelled {
		page.Cancel = &frontend.Cancellation{At: inZone(v.CancelledAt, v.TimeZone), Reason: v.CancelReason}
	}
	if err := a.fillReport(c, d, v, &page); err != nil {
		return err
	}
	if page.Timeline, err = a.timeline(c, d, "survey:"+v.Slug); err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) fillReport(c *fiber.Ctx, d desk, v survey.Survey, page *frontend.AdminSurveyPage) error {
	filter, values := reportFilter(c)
	report, err := a.Surveys.Report(c.UserContext(), d.Actor, v, filter)
	if err != nil {
		return err
	}
	page.Begun, page.Taken, page.Shown, page.Hidden = int(report.Count.Begun), int(report.Count.Taken), report.Shown, report.Hidden
	page.Filtered, page.Form = filter != (survey.Filter{}) && len(values) > 0, frontend.Form{Values: values}
	page.Filters, page.Crossable = filterChoices(v.Form, lang(c))
	for _, name := range report.Channels {
		page.Channels = append(page.Channels, frontend.Choice{Value: name, Label: name})
	}
	for _, s := range report.Summaries {
		page.Summaries = append(page.Summaries, a.summaryView(v.Form, s, lang(c)))
	}
	page.Cross = a.crossView(v.Form, report.Cross, filter, lang(c))
	if d.Actor.May(account.ExportPeople) && report.Count.Taken > 0 {
		page.ExportHref = frontend.LocalPath(lang(c), d.surveyPath(v.Slug, "responses.csv"))
	}
	return nil
}

// reportFilter reads the filter of the address: only is "question=answer".
func reportFilter(c *fiber.Ctx) (survey.Filter, url.Values) {
	values := url.Values{}
	for _, name := range []string{"only", "locale", "channel", "cross", "by"} {
		if v := c.Query(name); v != "" {
			values.Set(name, v)
		}
	}
	question, answer, _ := strings.Cut(values.Get("only"), "=")
	return survey.Filter{
		Question: question, Value: answer, Locale: values.Get("locale"), Channel: values.Get("channel"),
		Cross: values.Get("cross"), CrossBy: values.Get("by"),
	}, values
}

// filterChoices offers every answer of the questions that split, and those questions.
func filterChoices(f questionnaire.Form, language string) (answers, questions []frontend.Choice) {
	for _, q := range f {
		if !q.Splits() {
			continue
		}
		label := q.Label.In(language)
		questions = append(questions, frontend.Choice{Value: q.ID, Label: label})
		for _, o := range q.Options {
			answers = append(answers, frontend.Choice{Value: q.ID + "=" + o.ID, Label: label + " – " + o.Label.In(language)})
		}
	}
	return answers, questions
}

// maxSaid is how many texts the panel shows of one question; the export has them all.
const maxSaid = 30

func (a *App) summaryView(f questionnaire.Form, s questionnaire.Summary, language string) frontend.SurveySummary {
	view := frontend.SurveySummary{
		ID: s.Question.ID, Label: f.Said(s.Question.Label, nil, language), Kind: frontend.QuestionKind(s.Question.Kind),
		Asked: int(s.Asked), Answered: int(s.Answered), Bars: a.barViews(s.Bars, language), Said: s.Said,
	}
	if s.Score != nil {
		view.Score = &frontend.SurveyScore{Value: s.Score.Value, Low: s.Score.Low, High: s.Score.High}
	}
	if d := s.Spread; d != nil {
		view.Spread = &frontend.SurveySpread{
			Low: float64(d.Low) / 1000, Median: float64(d.Median) / 1000, High: float64(d.High) / 1000, Mean: d.Mean / 1000,
		}
	}
	for _, row := range s.Rows {
		view.Rows = append(view.Rows, frontend.SurveyRow{Label: row.Row.Label.In(language), Bars: a.barViews(row.Bars, language)})
	}
	if len(view.Said) > maxSaid {
		view.MoreSaid, view.Said = len(view.Said)-maxSaid, view.Said[:maxSaid]
	}
	return view
}

func (a *App) barViews(bars []questionnaire.Bar, language string) []frontend.SurveyBar {
	var views []frontend.SurveyBar
	for _, b := range bars {
		views = append(views, frontend.SurveyBar{
			Label: a.answerLabel(questionnaire.Option{ID: b.ID, Label: b.Label}, language), People: int(b.People), Share: b.Share,
			Low: b.Interval.Low, High: b.Interval.High,
		})
	}
	return views
}

// answerLabel names an answer: an option, "other", or a number.
func (a *App) answerLabel(o questionnaire.Option, language string) string {
	switch {
	case !o.Label.Empty():
		return o.Label.In(language)
	case o.ID == questionnaire.OtherID:
		return a.Pages.Text(language, "survey.else")
	}
	return o.ID
}

func (a *App) crossView(f questionnaire.Form, table *questionnaire.CrossTab, filter survey.Filter, language string) *frontend.SurveyCross {
	if table == nil {
		return nil
	}
	lines, _ := f.Question(filter.Cross)
	by, _ := f.Question(filter.CrossBy)
	view := &frontend.SurveyCross{Lines: f.Said(lines.Label, nil, language), By: f.Said(by.Label, nil, language)}
	for _, g := range table.Columns {
		view.Columns = append(view.Columns, frontend.SurveyGroup{
			Label: a.answerLabel(g.Option, language), People: int(g.People), Hidden: g.Display == stats.Hide, Grey: g.Display == stats.Grey,
		})
	}
	for i, line := range table.Lines {
		row := frontend.SurveyCrossRow{Label: a.answerLabel(line, language)}
		for _, cell := range table.Cells[i] {
			shown := ""
			if cell.Display != stats.Hide {
				shown = frontend.Percent(language, cell.Share)
			}
			row.Cells = append(row.Cells, shown)
		}
		view.Rows = append(view.Rows, row)
	}
	return view
}

// publishSurveyPage says what publishing fixes.
func (a *App) publishSurveyPage(c *fiber.Ctx, d desk) error {
	return a.renderPublishSurvey(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderPublishSurvey(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	v, err := a.surveyAt(c, d)
	if err != nil {
		return err
	}
	opens := v.OpensAt
	if opens.IsZero() {
		opens = a.Clock.Now() // a survey without opening time opens when it is published
	}
	return a.render(c, status, frontend.AdminPublishPage{
		AdminFrame: a.adminFrame(c, d), Kind: frontend.KindSurvey, Slug: v.Slug, Title: v.Title.In(lang(c)),
		OpensAt: inZone(opens, v.TimeZone), ClosesAt: inZone(v.ClosesAt, v.TimeZone), Missing: missingInSurvey(v, a.Clock.Now()), Form: form,
		Facts: []string{a.Pages.Text(lang(c), "survey_access_more."+string(v.Access))},
	})
}

func (a *App) publishSurveyForm(c *fiber.Ctx, d desk) error {
	v, err := a.Surveys.Publish(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderPublishSurvey(c, status, d, form) })
	}
	return a.redirect(c, d.surveyPath(v.Slug), frontend.NoticePublished)
}

// cancelSurveyPage asks before a survey is stopped or a draft deleted.
func (a *App) cancelSurveyPage(c *fiber.Ctx, d desk) error {
	return a.renderCancelSurvey(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderCancelSurvey(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	v, err := a.surveyAt(c, d)
	if err != nil {
		return err
	}
	counts, err := a.Surveys.CountResponses(c.UserContext(), d.Actor, []survey.Survey{v})
	if err != nil {
		return err
	}
	page := frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActCancelSurvey, Subject: v.Title.In(lang(c)), Count: int(counts[v.ID].Taken),
		AskReason: true, Published: true, Back: d.surveyPath(v.Slug), Form: form,
	}
	if v.State == survey.StateDraft {
		page.Act, page.AskReason = frontend.ActDeleteDraft, false
	}
	return a.render(c, status, page)
}

func (a *App) cancelSurveyForm(c *fiber.Ctx, d desk) error {
	v, err := a.surveyAt(c, d)
	if err != nil {
		return err
	}
	if v.State == survey.StateDraft {
		if err := a.Surveys.Delete(c.UserContext(), d.Actor, v.Slug); err != nil {
			return err
		}
		return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "campaigns"), frontend.NoticeRemoved)
	}
	if _, err = a.Surveys.Cancel(c.UserContext(), d.Actor, v.Slug, formValue(c, "reason")); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderCancelSurvey(c, status, d, form) })
	}
	return a.redirect(c, d.surveyPath(v.Slug), frontend.NoticeCancelled)
}

// exportSurvey answers the responses as a table for a spreadsheet.
func (a *App) exportSurvey(c *fiber.Ctx, d desk) error {
	v, err := a.Surveys.FindFor(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return err
	}
	return a.sendResponses(c, d.Actor, v)
}

func (a *App) sendResponses(c *fiber.Ctx, actor account.Actor, v survey.Survey) error {
	lines, err := a.Surveys.Export(c.UserContext(), actor, v)
	if err != nil {
		return err
	}
	return sendCSV(c, v.Slug+"-responses.csv", responseTable(v.Form, lines))
}

// responseTable has a column for each question, one for each row of a matrix and one for
// "something else"; ids stand for options, so that columns do not change with a language.
func responseTable(f questionnaire.Form, lines []survey.Line) [][]string {
	head := []string{"response", "finished_at", "locale", "channel"}
	for _, q := range f {
		switch {
		case q.Kind == questionnaire.Matrix:
			for _, row := range q.Rows {
				head = append(head, q.ID+"."+row.ID)
			}
		case q.Other:
			head = append(head, q.ID, q.ID+".other")
		default:
			head = append(head, q.ID)
		}
	}
	rows := [][]string{head}
	for _, line := range lines {
		row := []string{line.ID, line.FinishedAt.Format(time.RFC3339), line.Locale, line.Channel}
		for _, q := range f {
			row = append(row, responseCells(q, line.Answers[q.ID])...)
		}
		rows = append(rows, row)
	}
	return rows
}

func responseCells(q questionnaire.Question, answer questionnaire.Answer) []string {
	if q.Kind == questionnaire.Matrix {
		cells := make([]string, len(q.Rows))
		for i, row := range q.Rows {
			cells[i] = answer.Rows[row.ID]
		}
		return cells
	}
	said := strings.Join(q.Values(answer).Values, ";")
	if q.Other {
		return []string{said, answer.Other}
	}
	return []string{said}
}
