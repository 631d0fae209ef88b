package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls/questionnaire"
	"kermesse/polls/survey"
)

// questionPage shows one question of a draft.
func (a *App) questionPage(c *fiber.Ctx, d desk) error {
	v, err := a.surveyAt(c, d)
	if err != nil {
		return err
	}
	q, known := v.Form.Question(c.Params("id"))
	if !known || v.State != survey.StateDraft {
		return survey.ErrQuestionUnknown
	}
	return a.renderQuestion(c, fiber.StatusOK, d, v, q, questionValues(q, d.Brand), nil)
}

func (a *App) renderQuestion(
	c *fiber.Ctx, status int, d desk, v survey.Survey, q questionnaire.Question, values url.Values, refused error,
) error {
	values.Del(fieldCSRF)
	page := frontend.AdminQuestionPage{
		AdminFrame: a.adminFrame(c, d), Slug: v.Slug, Title: v.Title.In(lang(c)), Kind: frontend.QuestionKind(q.Kind),
		Form: frontend.Form{Key: strconv.FormatInt(v.Revision, 10), Values: values},
	}
	for _, earlier := range v.Form {
		if earlier.ID == c.Params("id") {
			break
		}
		page.Earlier = append(page.Earlier, frontend.Choice{Value: earlier.ID, Label: earlier.Label.In(lang(c)) + " (" + earlier.ID + ")"})
		if earlier.ID != values.Get("if") {
			continue
		}
		if earlier.Kind == questionnaire.Choice {
			page.IfOptions = choicesOf(earlier.Options, lang(c))
		}
		_, _, scale := earlier.Range()
		page.IfNumber = scale || earlier.Kind == questionnaire.Number
	}
	for _, further := range furtherConditions(q) {
		page.Conditions = append(page.Conditions, strings.Join(append([]string{further.Question, string(further.Op)}, further.Values...), " "))
	}
	if refused != nil {
		for _, e := range fieldErrors(c, refused) {
			if strings.HasPrefix(e.Field, "questions") {
				e.Field = ""
			}
			page.Form.Errors = append(page.Form.Errors, e)
		}
	}
	return a.render(c, status, page)
}

// furtherConditions are those beyond the first, which the panel keeps and does not edit.
func furtherConditions(q questionnaire.Question) []questionnaire.Condition {
	if len(q.ShowIf) < 2 {
		return nil
	}
	return q.ShowIf[1:]
}

// questionValues fills the form with a question, in the brand's language.
func questionValues(q questionnaire.Question, b account.Brand) url.Values {
	values := url.Values{
		"id": {q.ID}, "label": {q.Label.In(b.Locale)}, "hint": {q.Hint.In(b.Locale)}, "options": {linesOf(q.Options, b)}, "rows": {linesOf(q.Rows, b)},
		"low": {q.Low.In(b.Locale)}, "high": {q.High.In(b.Locale)},
	}
	for name, on := range map[string]bool{"required": q.Required, "several": q.Several, "other": q.Other} {
		if on {
			values.Set(name, "yes")
		}
	}
	bounds := q.Kind == questionnaire.Scale || q.Kind == questionnaire.Number
	for name, n := range map[string]int{"least": q.Least, "most": q.Most, "decimals": q.Decimals} {
		if n != 0 || bounds && name != "decimals" {
			values.Set(name, strconv.Itoa(n))
		}
	}
	if len(q.ShowIf) > 0 {
		first := q.ShowIf[0]
		values.Set("if", first.Question)
		values.Set("op", string(first.Op))
		if first.Op == questionnaire.AtLeast || first.Op == questionnaire.AtMost {
			values["if_number"] = first.Values
		} else {
			values["if_option"] = first.Values
		}
	}
	return values
}

func linesOf(options []questionnaire.Option, b account.Brand) string {
	labels := make([]string, len(options))
	for i, o := range options {
		labels[i] = o.Label.In(b.Locale)
	}
	return strings.Join(labels, "\n")
}

// saveQuestion changes one question of a draft by the form.
func (a *App) saveQuestion(c *fiber.Ctx, d desk) error {
	v, err := a.surveyAt(c, d)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(v.Form, func(q questionnaire.Question) bool { return q.ID == c.Params("id") })
	if at < 0 {
		return survey.ErrQuestionUnknown
	}
	values := formValues(c)
	q, wrong := readQuestion(v.Form[at], d.Brand, values)
	if q.ID != v.Form[at].ID && hasQuestion(v.Form, q.ID) {
		wrong = append(wrong, errTaken.At("id"))
	}
	terms := v.Terms
	terms.Form = renamed(slices.Clone(terms.Form), v.Form[at].ID, q.ID)
	terms.Form[at] = q
	err = fault.Invalids(wrong...)
	if len(wrong) == 0 {
		revision, _ := strconv.ParseInt(values.Get(fieldFormKey), 10, 64)
		_, err = a.Surveys.Edit(c.UserContext(), d.Actor, v.Slug, revision, terms)
	}
	switch kind := fault.KindOf(err); {
	case kind == fault.Invalid || kind == fault.Conflict:
		return a.renderQuestion(c, kindStatus[kind], d, v, q, values, err)
	case err != nil:
		return err
	case values.Get("act") == "stay":
		return a.redirect(c, d.surveyPath(v.Slug, "questions", q.ID)+"#condition", frontend.NoticeSaved)
	}
	return a.redirect(c, d.surveyPath(v.Slug, "edit")+"#questions", frontend.NoticeSaved)
}

var errTaken = fault.New(fault.Invalid, "question_id_taken",
	"Une autre question porte déjà cet identifiant.", "Another question already has this identifier.")

// renamed lets conditions and texts that name a question follow its new name.
func renamed(f questionnaire.Form, from, to string) questionnaire.Form {
	if from == to {
		return f
	}
	follow := func(t questionnaire.Text) questionnaire.Text {
		was, is := "{"+from+"}", "{"+to+"}"
		return questionnaire.Text{FR: strings.ReplaceAll(t.FR, was, is), EN: strings.ReplaceAll(t.EN, was, is)}
	}
	for i, q := range f {
		f[i].Label, f[i].Hint = follow(q.Label), follow(q.Hint)
		f[i].ShowIf = slices.Clone(q.ShowIf)
		for j, c := range f[i].ShowIf {
			if c.Question == from {
				f[i].ShowIf[j].Question = to
			}
		}
	}
	return f
}

// readQuestion reads the form on top of what it does not show.
func readQuestion(q questionnaire.Question, b account.Brand, values url.Values) (questionnaire.Question, []fault.Field) {
	var wrong []fault.Field
	number := func(name string) int {
		typed := strings.TrimSpace(values.Get(name))
		if typed == "" {
			return 0
		}
		n, err := strconv.Atoi(typed)
		if err != nil {
			wrong = append(wrong, errNumber.At(name))
		}
		return n
	}
	q.ID = text.Slug(values.Get("id"))
	if q.ID == "" {
		q.ID = text.Slug(values.Get("label"))
	}
	if q.ID == "" {
		wrong = append(wrong, text.ErrRequired.At("id"))
	}
	q.Label, q.Hint = saidIn(b, q.Label, values.Get("label")), saidIn(b, q.Hint, values.Get("hint"))
	q.Low, q.High = saidIn(b, q.Low, values.Get("low")), saidIn(b, q.High, values.Get("high"))
	q.Required, q.Several, q.Other = values.Get("required") == "yes", values.Get("several") == "yes", values.Get("other") == "yes"
	q.Options, q.Rows = readOptions(q.Options, b, values.Get("options")), readOptions(q.Rows, b, values.Get("rows"))
	q.Least, q.Most, q.Decimals = number("least"), number("most"), number("decimals")
	q.ShowIf = readCondition(q, values)
	return q, wrong
}

func readCondition(q questionnaire.Question, values url.Values) []questionnaire.Condition {
	further := furtherConditions(q)
	on := values.Get("if")
	if on == "" {
		return further
	}
	first := questionnaire.Condition{Question: on, Op: questionnaire.Op(values.Get("op"))}
	switch first.Op {
	case questionnaire.Is, questionnaire.Not:
		first.Values = values["if_option"]
	case questionnaire.AtLeast, questionnaire.AtMost:
		first.Values = []string{strings.TrimSpace(values.Get("if_number"))}
	case "":
		first.Op = questionnaire.Answered // the question has just been chosen
	}
	return append([]questionnaire.Condition{first}, further...)
}

// readOptions reads one label a line. A label that was there keeps its id; where the number
// of lines is the same, a changed one is a new wording of what stood there.
func readOptions(before []questionnaire.Option, b account.Brand, typed string) []questionnaire.Option {
	var labels []string
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line != "" {
			labels = append(labels, line)
		}
	}
	var options []questionnaire.Option
	taken := map[string]bool{}
	for i, label := range labels {
		var o questionnaire.Option
		if at := slices.IndexFunc(before, func(o questionnaire.Option) bool { return o.Label.In(b.Locale) == label }); at >= 0 {
			o = before[at]
		} else if len(before) == len(labels) {
			o = before[i]
		}
		o.Label = saidIn(b, o.Label, label)
		o.ID = freeOptionID(o.ID, label, taken)
		taken[o.ID] = true
		options = append(options, o)
	}
	return options
}

func freeOptionID(id, label string, taken map[string]bool) string {
	if id != "" && !taken[id] {
		return id
	}
	stem := text.Slug(label)
	if stem == "" || stem == questionnaire.OtherID {
		stem = "option"
	}
	id = stem
	for n := 2; taken[id]; n++ {
		id = stem + "-" + strconv.Itoa(n)
	}
	return id
}
