package handlers

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls/questionnaire"
	"kermesse/polls/survey"
)

// surveyPath is a page of the panel about one survey, without language.
func (d desk) surveyPath(slug string, under ...string) string {
	return frontend.AdminBrandPath(d.Brand.Slug, append([]string{"surveys", slug}, under...)...)
}

// surveyAt finds the survey of the address, to be edited.
func (a *App) surveyAt(c *fiber.Ctx, d desk) (survey.Survey, error) {
	v, err := a.Surveys.FindFor(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return v, err
	}
	return v, d.Actor.Require(account.EditCampaigns, d.Brand.ID)
}

// newSurveyPage shows an empty form.
func (a *App) newSurveyPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	values := url.Values{"access": {string(survey.AccessBrowser)}, "one_by_one": {"yes"}}
	return a.renderSurveyEdit(c, fiber.StatusOK, d, survey.Survey{}, values, nil)
}

// editSurveyPage shows the form of a survey.
func (a *App) editSurveyPage(c *fiber.Ctx, d desk) error {
	v, err := a.surveyAt(c, d)
	if err != nil {
		return err
	}
	return a.renderSurveyEdit(c, fiber.StatusOK, d, v, surveyValues(v, d.Brand), nil)
}

// surveyValues fills the form with a survey as it is kept, in the brand's language.
func surveyValues(v survey.Survey, b account.Brand) url.Values {
	local := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return inZone(t, v.TimeZone).Format(clock.LocalLayout)
	}
	values := url.Values{
		"slug": {v.Slug}, "title": {v.Title.In(b.Locale)}, "intro": {v.Intro.In(b.Locale)}, "thanks": {v.Thanks.In(b.Locale)},
		"opens_at": {local(v.OpensAt)}, "closes_at": {local(v.ClosesAt)}, "access": {string(v.Access)},
	}
	if v.OneByOne {
		values.Set("one_by_one", "yes")
	}
	return values
}

func (a *App) renderSurveyEdit(c *fiber.Ctx, status int, d desk, v survey.Survey, values url.Values, refused error) error {
	values.Del(fieldCSRF)
	page := frontend.AdminSurveyEditPage{
		AdminFrame: a.adminFrame(c, d), Slug: v.Slug, State: frontend.StateDraft, Zone: d.Brand.TimeZone,
		Form: frontend.Form{Values: values}, Questions: questionLines(v, a.Clock.Now(), lang(c)), Missing: missingInSurvey(v, a.Clock.Now()),
	}
	if v.Slug != "" {
		page.State, page.SavedAt = surveyState(v.Status(a.Clock.Now())), inZone(v.UpdatedAt, d.Brand.TimeZone)
		page.Form.Key, page.Zone, page.Published = strconv.FormatInt(v.Revision, 10), v.TimeZone, v.State != survey.StateDraft
	}
	if refused != nil {
		page.Form.Errors = fieldErrors(c, refused)
		for i, e := range page.Form.Errors {
			if strings.HasPrefix(e.Field, "questions") {
				page.Form.Errors[i].Field = "questions"
			}
		}
	}
	return a.render(c, status, page)
}

// questionLines lists the questions, each with what keeps it from being asked.
func questionLines(v survey.Survey, now time.Time, language string) []frontend.QuestionLine {
	wrong := map[string][]string{}
	if v.State == survey.StateDraft {
		for _, f := range v.Missing(now) {
			if id, of := strings.CutPrefix(f.Name, "questions."); of {
				wrong[id] = append(wrong[id], f.Fault.Message.In(language))
			}
		}
	}
	lines := make([]frontend.QuestionLine, len(v.Form))
	for i, q := range v.Form {
		lines[i] = frontend.QuestionLine{
			ID: q.ID, Kind: frontend.QuestionKind(q.Kind), Label: q.Label.In(language), Required: q.Required, Depends: len(q.ShowIf) > 0,
			Errors: wrong[q.ID],
		}
	}
	return lines
}

// missingInSurvey is what a draft needs before it can be published, as the editor lists it.
func missingInSurvey(v survey.Survey, now time.Time) []frontend.MissingPart {
	if v.Slug != "" && v.State != survey.StateDraft {
		return nil
	}
	var parts []frontend.MissingPart
	for _, f := range v.Missing(now) {
		part := frontend.MissingPart{Key: "questions", Section: "questions"}
		switch {
		case f.Name == "title":
			part = frontend.MissingPart{Key: "title", Section: "look"}
		case f.Fault.Code == survey.ErrTimePast.Code:
			part = frontend.MissingPart{Key: "dates_past", Section: "dates"}
		case f.Name == "closes_at":
			part = frontend.MissingPart{Key: "dates", Section: "dates"}
		}
		if !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return parts
}

// saveNewSurvey makes a draft of the form.
func (a *App) saveNewSurvey(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	return a.saveSurveyForm(c, d, survey.Survey{})
}

// saveSurvey changes a survey by the form.
func (a *App) saveSurvey(c *fiber.Ctx, d desk) error {
	v, err := a.surveyAt(c, d)
	if err != nil {
		return err
	}
	return a.saveSurveyForm(c, d, v)
}

func (a *App) saveSurveyForm(c *fiber.Ctx, d desk, before survey.Survey) error {
	values := formValues(c)
	terms, wrong := surveyTerms(before, d.Brand, values)
	verb, what, _ := strings.Cut(values.Get("act"), ".")
	open := arrangeQuestions(&terms.Form, verb, what)
	v, err := before, error(fault.Invalids(wrong...))
	switch {
	case len(wrong) > 0:
	case before.Slug == "":
		v, err = a.Surveys.Create(c.UserContext(), d.Actor, terms)
	default:
		revision, _ := strconv.ParseInt(values.Get(fieldFormKey), 10, 64)
		v, err = a.Surveys.Edit(c.UserContext(), d.Actor, before.Slug, revision, terms)
	}
	switch {
	case fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.Conflict:
		if errors.Is(err, survey.ErrSlugTaken) {
			err = fault.Invalids(survey.ErrSlugTaken.At("slug"))
		}
		return a.renderSurveyEdit(c, kindStatus[fault.KindOf(err)], d, before, values, err)
	case err != nil:
		return err
	case open != "":
		return a.redirect(c, d.surveyPath(v.Slug, "questions", open), frontend.NoticeSaved)
	case verb == "publish" && v.State == survey.StateDraft:
		return a.redirect(c, d.surveyPath(v.Slug, "publish"), "")
	}
	return a.redirect(c, d.surveyPath(v.Slug, "edit"), frontend.NoticeSaved)
}

// surveyTerms are what the form says, on top of what it does not show: the other language,
// the questions, and what publishing has fixed.
func surveyTerms(before survey.Survey, b account.Brand, values url.Values) (survey.Terms, []fault.Field) {
	t := before.Terms
	t.Form = slices.Clone(t.Form)
	t.Title = saidIn(b, t.Title, values.Get("title"))
	t.Intro, t.Thanks = saidIn(b, t.Intro, values.Get("intro")), saidIn(b, t.Thanks, values.Get("thanks"))
	if before.Slug != "" && before.State != survey.StateDraft {
		return t, nil
	}
	if before.Slug == "" {
		t.TimeZone = b.TimeZone
	}
	if t.Slug = strings.TrimSpace(values.Get("slug")); t.Slug == "" {
		t.Slug = text.Slug(values.Get("title"))
	}
	t.Access, t.OneByOne = survey.Access(values.Get("access")), values.Get("one_by_one") == "yes"
	var wrong []fault.Field
	for name, at := range map[string]*time.Time{"opens_at": &t.OpensAt, "closes_at": &t.ClosesAt} {
		moment, refused := readMoment(values.Get(name), t.TimeZone)
		if *at = moment; refused != nil {
			wrong = append(wrong, refused.At(name))
		}
	}
	return t, wrong
}

// readMoment reads a date and hour in a zone; the zero time where nothing was typed.
func readMoment(typed, zone string) (time.Time, *fault.Error) {
	if typed = strings.TrimSpace(typed); typed == "" {
		return time.Time{}, nil
	}
	t, err := clock.Local(typed, zone)
	switch {
	case errors.Is(err, clock.ErrSkipped):
		return t, errSkippedHour
	case err != nil:
		return t, errDate
	}
	return t, nil
}

// saidIn replaces the text in the brand's language and leaves the other one.
func saidIn(b account.Brand, before questionnaire.Text, typed string) questionnaire.Text {
	if b.Locale == langEN {
		before.EN = typed
	} else {
		before.FR = typed
	}
	return before
}

// arrangeQuestions does what a button of the list asks for: one more, which is then opened,
// one less, another order.
func arrangeQuestions(f *questionnaire.Form, verb, what string) (open string) {
	i, err := strconv.Atoi(what)
	known := err == nil && i >= 0 && i < len(*f)
	switch {
	case verb == "add" && slices.Contains(questionnaire.Kinds(), questionnaire.Kind(what)):
		q := freshQuestion(*f, questionnaire.Kind(what))
		*f = append(*f, q)
		return q.ID
	case verb == "up" && known && i > 0:
		(*f)[i-1], (*f)[i] = (*f)[i], (*f)[i-1]
	case verb == "down" && known && i+1 < len(*f):
		(*f)[i], (*f)[i+1] = (*f)[i+1], (*f)[i]
	case verb == "remove" && known:
		*f = slices.Delete(*f, i, i+1)
	}
	return ""
}

// freshQuestion is a question that nobody has written yet, with bounds that make sense.
func freshQuestion(f questionnaire.Form, kind questionnaire.Kind) questionnaire.Question {
	q := questionnaire.Question{Kind: kind}
	for n := len(f) + 1; q.ID == ""; n++ {
		if id := "q" + strconv.Itoa(n); !hasQuestion(f, id) {
			q.ID = id
		}
	}
	switch kind {
	case questionnaire.Scale:
		q.Least, q.Most = 1, 5
	case questionnaire.Number:
		q.Most = 1000
	case questionnaire.Words:
		q.Most = 500
	}
	return q
}

func hasQuestion(f questionnaire.Form, id string) bool {
	_, known := f.Question(id)
	return known
}
