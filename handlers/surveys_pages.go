package handlers

import (
	"cmp"
	"errors"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/polls/questionnaire"
	"kermesse/polls/survey"
)

// standSurvey is a survey as one visitor stands before it.
type standSurvey struct {
	survey survey.Survey
	brand  account.Brand
	who    survey.Respondent
}

// atSurvey wraps a page under /s/:slug.
func (a *App) atSurvey(h func(*fiber.Ctx, standSurvey) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		v, err := a.Surveys.Find(c.UserContext(), c.Params("slug"))
		if err != nil {
			return err
		}
		brand, err := a.brandShown(c.UserContext(), v.Brand)
		if err != nil {
			return err
		}
		who, err := a.respondentOf(c, v)
		if err != nil {
			return err
		}
		a.shows(c, brand.ID, v.OpensAt, v.ClosesAt)
		return h(c, standSurvey{survey: v, brand: brand, who: who})
	}
}

// respondentOf is who asks, as far as a survey can tell.
func (a *App) respondentOf(c *fiber.Ctx, v survey.Survey) (survey.Respondent, error) {
	f, err := a.fanOf(c, v.Brand)
	return survey.Respondent{Device: string(a.device(c)), Fan: f}, err
}

// surveyPage shows the questions, or the one of ?q=. A browser that is counted gets its
// cookie now, so that the form can show that cookies are kept.
func (a *App) surveyPage(c *fiber.Ctx, s standSurvey) error {
	if s.survey.Access == survey.AccessBrowser && s.survey.Status(a.Clock.Now()) == survey.Open {
		id, err := a.newDevice(c)
		if err != nil {
			return err
		}
		s.who.Device = string(id)
	}
	response, err := a.Surveys.FindResponse(c.UserContext(), s.survey, s.who)
	if err != nil {
		return err
	}
	return a.renderSurvey(c, fiber.StatusOK, s, response, surveySheet{at: c.Query("q")}, nil)
}

// surveySheet is what a survey's form has sent, and where it stands.
type surveySheet struct {
	at     string     // the question on the page; empty: the first
	values url.Values // as typed, for a page that is shown again
	more   int        // questions that the answers have just led to
}

func (a *App) renderSurvey(c *fiber.Ctx, status int, s standSurvey, r survey.Response, sheet surveySheet, refused error) error {
	v := s.survey
	page := frontend.SurveyPage{
		Frame: a.frame(c), Slug: v.Slug, Title: v.Title.In(lang(c)), Intro: v.Intro.In(lang(c)), Thanks: v.Thanks.In(lang(c)),
		State: surveyState(v.Status(a.Clock.Now())), OpensAt: inZone(v.OpensAt, v.TimeZone), ClosesAt: inZone(v.ClosesAt, v.TimeZone),
		Members: v.Access == survey.AccessMember, OneByOne: v.OneByOne, Done: r.Done, Begun: len(r.Answers) > 0 && sheet.values == nil,
		From: cmp.Or(c.Query("from"), sheet.values.Get("from")), More: sheet.more, Points: int(r.Points),
	}
	page.Brand = a.brandFor(c, s.brand)
	if v.State == survey.StateCancelled {
		page.Cancel = &frontend.Cancellation{At: inZone(v.CancelledAt, v.TimeZone), Reason: v.CancelReason}
	}
	if page.Members && !s.who.Fan.Verified() {
		next := frontend.LocalPath(lang(c), frontend.SurveyPath(v.Slug))
		page.SignIn = frontend.LocalPath(lang(c), frontend.MemberPath(s.brand.Slug, "sign-in")) + "?" + url.Values{"next": {next}}.Encode()
	}
	if !r.Done && page.Members {
		page.Points = a.surveyPoints(c, s.brand.ID)
	}
	fillQuestions(&page, v, r.Answers, sheet, lang(c))
	page.Form = frontend.Form{Values: sheet.values}
	if page.Form.Values == nil {
		page.Form.Values = filledSheet(v.Form, r.Answers)
	}
	if refused != nil {
		for _, e := range fieldErrors(c, refused) {
			if e.Field != "" {
				e.Field = "q." + e.Field
			}
			page.Form.Errors = append(page.Form.Errors, e)
		}
	}
	return a.render(c, status, page)
}

// surveyPoints is what the brand gives for answering a survey.
func (a *App) surveyPoints(c *fiber.Ctx, brand account.BrandID) int {
	p, err := a.Loyalty.FindProgramme(c.UserContext(), brand)
	if err != nil {
		return 0
	}
	rule, _ := p.Rule(loyalty.Survey)
	return int(rule.Fixed)
}

// fillQuestions puts the questions of the path on the page: all, or the one it stands at.
func fillQuestions(page *frontend.SurveyPage, v survey.Survey, answers questionnaire.Answers, sheet surveySheet, language string) {
	path := v.Form.Path(answers)
	page.Of = len(path)
	at := 0
	if page.OneByOne {
		if at = slices.IndexFunc(path, func(q questionnaire.Question) bool { return q.ID == sheet.at }); at < 0 {
			at = firstOpen(path, answers)
		}
		path = path[at : at+1]
	}
	page.Number, page.Last = at+1, at+1 == page.Of
	for _, q := range path {
		page.Questions = append(page.Questions, questionView(v.Form, q, answers, language))
	}
}

// firstOpen is where somebody who comes back goes on: the first question without an
// answer; the last where all have one.
func firstOpen(path questionnaire.Form, answers questionnaire.Answers) int {
	for i, q := range path {
		if answers[q.ID].Empty() {
			return i
		}
	}
	return max(len(path)-1, 0)
}

func questionView(f questionnaire.Form, q questionnaire.Question, answers questionnaire.Answers, language string) frontend.SurveyQuestion {
	view := frontend.SurveyQuestion{
		ID: q.ID, Kind: frontend.QuestionKind(q.Kind), Label: f.Said(q.Label, answers, language), Hint: f.Said(q.Hint, answers, language),
		Required: q.Required, Several: q.Several, Other: q.Other, Options: choicesOf(q.Options, language), Rows: choicesOf(q.Rows, language),
		Low: q.Low.In(language), High: q.High.In(language),
	}
	if low, high, ok := q.Range(); ok {
		for n := low; n <= high; n++ {
			view.Steps = append(view.Steps, n)
		}
	}
	if q.Kind == questionnaire.Words {
		if view.Max = q.Most; view.Max == 0 {
			view.Max = questionnaire.MaxWords
		}
	}
	return view
}

func choicesOf(options []questionnaire.Option, language string) []frontend.Choice {
	list := make([]frontend.Choice, len(options))
	for i, o := range options {
		list[i] = frontend.Choice{Value: o.ID, Label: o.Label.In(language)}
	}
	return list
}

// filledSheet is the form as it would be to send these answers again.
func filledSheet(f questionnaire.Form, answers questionnaire.Answers) url.Values {
	values := url.Values{}
	for _, q := range f {
		given := q.Values(answers[q.ID])
		name := "q." + q.ID
		if len(given.Values) > 0 {
			values[name] = given.Values
		}
		if given.Other != "" {
			values.Set(name+".other", given.Other)
		}
		for row, option := range given.Rows {
			values.Set(name+"."+row, option)
		}
	}
	return values
}

// readSheet reads the answers to the questions that the page showed. A question that was
// shown and left empty takes its former answer back.
func readSheet(f questionnaire.Form, values url.Values) map[string]questionnaire.Given {
	given := map[string]questionnaire.Given{}
	for _, id := range values["shown"] {
		q, known := f.Question(id)
		if !known {
			continue
		}
		name := "q." + id
		g := questionnaire.Given{Values: values[name], Other: values.Get(name + ".other"), Rows: map[string]string{}}
		for _, row := range q.Rows {
			g.Rows[row.ID] = values.Get(name + "." + row.ID)
		}
		if q.Other && g.Other != "" && !q.Several && len(g.Values) == 0 {
			g.Values = []string{questionnaire.OtherID} // what they typed is their answer
		}
		given[id] = g
	}
	return given
}

// answerSurvey takes the answers of the page and goes on, back, or to the end.
func (a *App) answerSurvey(c *fiber.Ctx, s standSurvey) error {
	values := formValues(c)
	values.Del(fieldCSRF)
	v, act, at := s.survey, values.Get("act"), values.Get("at")
	response, err := a.Surveys.Answer(c.UserContext(), v, s.who, survey.Sheet{
		Given: readSheet(v.Form, values), Finish: act == "finish", Locale: lang(c), Channel: values.Get("from"),
	})
	wrong := fault.KindOf(err) == fault.Invalid
	switch {
	case errors.Is(err, survey.ErrSignIn), errors.Is(err, survey.ErrDone):
		return a.redirect(c, frontend.SurveyPath(v.Slug), "")
	case err != nil && !wrong:
		return a.refuseSurvey(c, s, at, values, err)
	case act == "back":
		q, _ := v.Form.Previous(response.Answers, at)
		return a.toQuestion(c, v, q.ID)
	case wrong && !onlyBeyond(err, values["shown"]):
		return a.renderSurvey(c, fiber.StatusUnprocessableEntity, s, response, surveySheet{at: at, values: values}, err)
	case wrong: // all that was shown is right: what is missing has just come onto the path
		return a.renderSurvey(c, fiber.StatusOK, s, response, surveySheet{values: values, more: len(fault.From(err).Fields)}, nil)
	case response.Done:
		return a.renderSurvey(c, fiber.StatusOK, s, response, surveySheet{}, nil)
	}
	q, _ := v.Form.Next(response.Answers, at)
	return a.toQuestion(c, v, q.ID)
}

// onlyBeyond reports whether everything that is wrong concerns questions that the page did
// not show.
func onlyBeyond(err error, shown []string) bool {
	return !slices.ContainsFunc(fault.From(err).Fields, func(f fault.Field) bool { return slices.Contains(shown, f.Name) })
}

func (a *App) toQuestion(c *fiber.Ctx, v survey.Survey, id string) error {
	path := frontend.SurveyPath(v.Slug)
	if id != "" && v.OneByOne {
		path += "?" + url.Values{"q": {id}}.Encode()
	}
	return a.redirect(c, path, "")
}

// refuseSurvey shows the page with what was typed, where a form helps; else the error.
func (a *App) refuseSurvey(c *fiber.Ctx, s standSurvey, at string, values url.Values, err error) error {
	f := faultOf(err)
	if f.Kind != fault.Conflict && f.Kind != fault.Forbidden && f.Kind != fault.Gone {
		return err
	}
	return a.renderSurvey(c, kindStatus[f.Kind], s, survey.Response{}, surveySheet{at: at, values: values}, err)
}

func surveyState(s survey.Status) frontend.CampaignState {
	return map[survey.Status]frontend.CampaignState{
		survey.Draft: frontend.StateDraft, survey.Published: frontend.StateUpcoming, survey.Open: frontend.StateOpen,
		survey.Closed: frontend.StateClosed, survey.Cancelled: frontend.StateCancelled,
	}[s]
}
