package handlers

import (
	"strconv"
	"time"

	"kermesse/internal/account"
	"kermesse/polls/questionnaire"
	"kermesse/polls/survey"
)

// SurveyBody is a survey as staff write it.
type SurveyBody struct {
	Slug      string               `json:"slug" example:"your-visit" doc:"Last part of the public address: /s/{slug}."`
	Title     words                `json:"title"`
	Intro     words                `json:"intro,omitempty"`
	Thanks    words                `json:"thanks,omitempty" doc:"Said after the last answer."`
	Questions []surveyQuestionBody `json:"questions,omitempty" doc:"In the order in which they are asked."`
	OpensAt   *time.Time           `json:"opens_at,omitempty" doc:"Left out: when it is published."`
	ClosesAt  *time.Time           `json:"closes_at,omitempty" doc:"First instant at which no answer is taken. Needed to publish."`
	TimeZone  string               `json:"time_zone,omitempty" example:"Indian/Mauritius" doc:"Zone in which times are said; the brand's if left out."`
	Access    string               `json:"access,omitempty" example:"cookie" doc:"Who may answer: cookie (one response per browser) or member; cookie if left out."`
	OneByOne  *bool                `json:"one_by_one,omitempty" doc:"A page for each question; true if left out."`
	Revision  int64                `json:"revision,omitempty" doc:"On an update, the revision that was read: another one means that somebody else was faster."`
}

// surveyQuestionBody is one question.
type surveyQuestionBody struct {
	ID       string          `json:"id" example:"shop" doc:"A word; it stands in exports, conditions and {braces}."`
	Kind     string          `json:"kind" example:"choice" doc:"choice, matrix, scale, nps, csat, ces, number, date or text."`
	Label    words           `json:"label" doc:"The question. {id} stands for the answer to an earlier one."`
	Hint     words           `json:"hint,omitempty"`
	Required bool            `json:"required,omitempty"`
	Options  []answerBody    `json:"options,omitempty" doc:"choice: to choose from; matrix: the columns."`
	Rows     []answerBody    `json:"rows,omitempty" doc:"matrix: the rows."`
	Several  bool            `json:"several,omitempty" doc:"choice: more than one may be chosen."`
	Other    bool            `json:"other,omitempty" doc:"choice: and something else, in words."`
	Least    int             `json:"least,omitempty" doc:"scale, number: the lowest; several: how many at least."`
	Most     int             `json:"most,omitempty" doc:"scale, number: the highest; several: how many at most; text: characters."`
	Low      words           `json:"low,omitempty" doc:"scales: what the lowest means."`
	High     words           `json:"high,omitempty" doc:"scales: what the highest means."`
	Decimals int             `json:"decimals,omitempty" doc:"number: digits after the point, 0 to 3."`
	ShowIf   []conditionBody `json:"show_if,omitempty" doc:"All must hold for the question to be asked."`
}

// answerBody is one answer to choose, or one row.
type answerBody struct {
	ID    string `json:"id" example:"north"`
	Label words  `json:"label"`
}

// conditionBody looks at the answer to an earlier question.
type conditionBody struct {
	Question string   `json:"question"`
	Op       string   `json:"op" doc:"is, not, at_least, at_most, answered or unanswered."`
	Values   []string `json:"values,omitempty" doc:"is, not: ids of options; at_least, at_most: one number."`
}

// surveyAnswer is a survey as the API tells it.
type surveyAnswer struct {
	SurveyBody
	Brand     string    `json:"brand"`
	Status    string    `json:"status" enum:"draft,published,open,closed,cancelled"`
	Reason    string    `json:"reason,omitempty" doc:"Why it was called off."`
	URL       string    `json:"url"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func (b SurveyBody) terms(brand account.Brand) survey.Terms {
	text := func(w words) survey.Text {
		fr, en := w.in(brand.Locale)
		return survey.Text{FR: fr, EN: en}
	}
	t := survey.Terms{
		Slug: b.Slug, Title: text(b.Title), Intro: text(b.Intro), Thanks: text(b.Thanks), TimeZone: b.TimeZone,
		Access: survey.Access(b.Access), OneByOne: b.OneByOne == nil || *b.OneByOne,
	}
	if t.TimeZone == "" {
		t.TimeZone = brand.TimeZone
	}
	if t.Access == "" {
		t.Access = survey.AccessBrowser
	}
	if b.OpensAt != nil {
		t.OpensAt = *b.OpensAt
	}
	if b.ClosesAt != nil {
		t.ClosesAt = *b.ClosesAt
	}
	for _, q := range b.Questions {
		t.Form = append(t.Form, q.question(text))
	}
	return t
}

func (b surveyQuestionBody) question(text func(words) survey.Text) questionnaire.Question {
	options := func(list []answerBody) []questionnaire.Option {
		var out []questionnaire.Option
		for _, o := range list {
			out = append(out, questionnaire.Option{ID: o.ID, Label: text(o.Label)})
		}
		return out
	}
	q := questionnaire.Question{
		ID: b.ID, Kind: questionnaire.Kind(b.Kind), Label: text(b.Label), Hint: text(b.Hint), Required: b.Required,
		Options: options(b.Options), Rows: options(b.Rows), Several: b.Several, Other: b.Other, Least: b.Least, Most: b.Most,
		Low: text(b.Low), High: text(b.High), Decimals: b.Decimals,
	}
	for _, c := range b.ShowIf {
		q.ShowIf = append(q.ShowIf, questionnaire.Condition{Question: c.Question, Op: questionnaire.Op(c.Op), Values: c.Values})
	}
	return q
}

func (a *App) tellSurvey(v survey.Survey, brand account.Brand) surveyAnswer {
	text := func(t survey.Text) words { return words{FR: t.FR, EN: t.EN} }
	options := func(list []questionnaire.Option) []answerBody {
		var out []answerBody
		for _, o := range list {
			out = append(out, answerBody{ID: o.ID, Label: text(o.Label)})
		}
		return out
	}
	out := surveyAnswer{
		SurveyBody: SurveyBody{
			Slug: v.Slug, Title: text(v.Title), Intro: text(v.Intro), Thanks: text(v.Thanks), Questions: []surveyQuestionBody{},
			OpensAt: optionalTime(v.OpensAt), ClosesAt: optionalTime(v.ClosesAt), TimeZone: v.TimeZone, Access: string(v.Access), OneByOne: &v.OneByOne,
			Revision: v.Revision,
		},
		Brand: brand.Slug, Status: string(v.Status(a.Clock.Now())), Reason: v.CancelReason, URL: a.Config.BaseURL + "/s/" + v.Slug,
		CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt,
	}
	for _, q := range v.Form {
		body := surveyQuestionBody{
			ID: q.ID, Kind: string(q.Kind), Label: text(q.Label), Hint: text(q.Hint), Required: q.Required, Options: options(q.Options),
			Rows: options(q.Rows), Several: q.Several, Other: q.Other, Least: q.Least, Most: q.Most, Low: text(q.Low), High: text(q.High),
			Decimals: q.Decimals,
		}
		for _, c := range q.ShowIf {
			body.ShowIf = append(body.ShowIf, conditionBody{Question: c.Question, Op: string(c.Op), Values: c.Values})
		}
		out.Questions = append(out.Questions, body)
	}
	return out
}

// responseBody is answers as a program sends them.
type responseBody struct {
	Answers map[string]answerGiven `json:"answers" doc:"By question."`
	Finish  bool                   `json:"finish,omitempty" doc:"These were the last answers. Until then they are kept and can be changed."`
	Channel string                 `json:"channel,omitempty" doc:"Where the respondent came from."`
}

// answerGiven is an answer to one question; which fields count is told by its kind.
type answerGiven struct {
	Options []string          `json:"options,omitempty" doc:"choice: ids; “other” for something else."`
	Other   string            `json:"other,omitempty" doc:"choice: what else."`
	Rows    map[string]string `json:"rows,omitempty" doc:"matrix: id of an option by id of a row."`
	Number  *float64          `json:"number,omitempty" doc:"scales and number; at most three decimals."`
	Text    string            `json:"text,omitempty" doc:"text; a date as 2026-12-31."`
}

func (g answerGiven) given() questionnaire.Given {
	out := questionnaire.Given{Values: g.Options, Other: g.Other, Rows: g.Rows}
	if g.Number != nil {
		out.Values = append(out.Values, strconv.FormatFloat(*g.Number, 'f', -1, 64))
	}
	if g.Text != "" {
		out.Values = append(out.Values, g.Text)
	}
	return out
}

func tellGiven(q questionnaire.Question, answer questionnaire.Answer) answerGiven {
	out := answerGiven{Options: answer.Options, Other: answer.Other, Rows: answer.Rows, Text: answer.Words}
	if answer.Milli != nil {
		n := float64(*answer.Milli) / 1000
		out.Number = &n
	}
	return out
}

// responseAnswer is a response as its respondent is told about it.
type responseAnswer struct {
	Done    bool                   `json:"done"`
	Points  int64                  `json:"points,omitempty" doc:"Loyalty points that finishing has just earned."`
	Next    string                 `json:"next,omitempty" doc:"The first question on this person's path without an answer."`
	Path    []string               `json:"path" doc:"The questions that the answers lead to, in order."`
	Answers map[string]answerGiven `json:"answers"`
}

func tellResponse(v survey.Survey, r survey.Response) responseAnswer {
	out := responseAnswer{Done: r.Done, Points: r.Points, Path: []string{}, Answers: map[string]answerGiven{}}
	for _, q := range v.Form.Path(r.Answers) {
		out.Path = append(out.Path, q.ID)
		if answer := r.Answers[q.ID]; !answer.Empty() {
			out.Answers[q.ID] = tellGiven(q, answer)
		} else if out.Next == "" && !r.Done {
			out.Next = q.ID
		}
	}
	return out
}
