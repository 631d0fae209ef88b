package handlers

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/internal/account"
	"kermesse/polls/questionnaire"
	"kermesse/polls/stats"
	"kermesse/polls/survey"
)

func (a *App) surveyOperations() {
	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "surveys", status: status}
	}
	register(a, staff(http.MethodPost, "/brands/{brand}/surveys", "create-survey", "Create a survey as a draft", http.StatusCreated), a.createSurvey)
	register(a, staff(http.MethodGet, "/brands/{brand}/surveys", "list-surveys", "List the surveys of a brand, drafts included", 0), a.listSurveys)
	register(a, staff(http.MethodPut, "/surveys/{slug}", "edit-survey", "Replace the terms of a survey; once published, the words around its questions alone", 0), a.editSurvey)
	register(a, staff(http.MethodPost, "/surveys/{slug}/publish", "publish-survey", "Publish a survey: fixes its questions", 0), a.publishSurvey)
	register(a, staff(http.MethodPost, "/surveys/{slug}/cancel", "cancel-survey", "Stop a survey before its time, for a reason that is published", 0), a.cancelSurvey)
	register(a, staff(http.MethodGet, "/surveys/{slug}/report", "survey-report", "Read the figures, filtered and crossed", 0), a.surveyReport)

	public := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "surveys", status: status, public: true, natural: method != http.MethodGet}
	}
	register(a, public(http.MethodGet, "/surveys/{slug}", "find-survey", "Read a survey; drafts by staff of the brand", 0), a.findSurvey)
	register(a, public(http.MethodPost, "/surveys/{slug}/responses/mine", "answer-survey", "Keep answers, and finish", 0), a.answerByAPI)
	register(a, public(http.MethodGet, "/surveys/{slug}/responses/mine", "find-my-response", "Read one's own answers", 0), a.findMyResponse)
}

type createSurveyRequest struct {
	Brand string `path:"brand" doc:"Slug of the brand."`
	Body  SurveyBody
}

type editSurveyRequest struct {
	Slug string `path:"slug"`
	Body SurveyBody
}

type surveyRequest struct {
	Slug string `path:"slug"`
}

type cancelSurveyRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Reason string `json:"reason" doc:"Shown to fans."`
	}
}

type surveyResponse struct {
	Body surveyAnswer
}

type surveyListResponse struct {
	Body struct {
		Items []surveyAnswer `json:"items"`
		Next  string         `json:"next,omitempty" doc:"Empty: the list is whole."`
	}
}

func (a *App) createSurvey(ctx context.Context, in *createSurveyRequest) (*surveyResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	v, err := a.Surveys.Create(ctx, actor, in.Body.terms(brand))
	return a.answerSurveyOf(ctx, v, err)
}

func (a *App) listSurveys(ctx context.Context, in *struct {
	Brand string `path:"brand"`
},
) (*surveyListResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	list, err := a.Surveys.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := &surveyListResponse{}
	out.Body.Items = []surveyAnswer{}
	for _, v := range list {
		out.Body.Items = append(out.Body.Items, a.tellSurvey(v, brand))
	}
	return out, nil
}

// surveyDesk finds a survey and the caller as staff of its brand. A survey of a brand in
// which the caller has no part is one that does not exist.
func (a *App) surveyDesk(ctx context.Context, slug string) (survey.Survey, account.Actor, error) {
	brand, err := a.Surveys.BrandOf(ctx, slug)
	if err != nil {
		if _, signedOut := a.staffFrom(ctx); signedOut != nil {
			err = signedOut
		}
		return survey.Survey{}, account.Actor{}, err
	}
	actor, err := a.actorOf(ctx, brand)
	if err != nil {
		return survey.Survey{}, account.Actor{}, err
	}
	v, err := a.Surveys.FindFor(ctx, actor, slug)
	return v, actor, err
}

func (a *App) editSurvey(ctx context.Context, in *editSurveyRequest) (*surveyResponse, error) {
	v, actor, err := a.surveyDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	brand, err := a.Accounts.FindBrand(ctx, v.Brand)
	if err != nil {
		return nil, err
	}
	terms := in.Body.terms(brand)
	if in.Body.OpensAt == nil && v.State != survey.StateDraft {
		terms.OpensAt = v.OpensAt // publishing filled it in
	}
	v, err = a.Surveys.Edit(ctx, actor, in.Slug, in.Body.Revision, terms)
	return a.answerSurveyOf(ctx, v, err)
}

func (a *App) publishSurvey(ctx context.Context, in *surveyRequest) (*surveyResponse, error) {
	_, actor, err := a.surveyDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	v, err := a.Surveys.Publish(ctx, actor, in.Slug)
	return a.answerSurveyOf(ctx, v, err)
}

func (a *App) cancelSurvey(ctx context.Context, in *cancelSurveyRequest) (*surveyResponse, error) {
	_, actor, err := a.surveyDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	v, err := a.Surveys.Cancel(ctx, actor, in.Slug, in.Body.Reason)
	return a.answerSurveyOf(ctx, v, err)
}

func (a *App) answerSurveyOf(ctx context.Context, v survey.Survey, err error) (*surveyResponse, error) {
	if err != nil {
		return nil, err
	}
	brand, err := a.Accounts.FindBrand(ctx, v.Brand)
	if err != nil {
		return nil, err
	}
	return &surveyResponse{Body: a.tellSurvey(v, brand)}, nil
}

func (a *App) findSurvey(ctx context.Context, in *surveyRequest) (*surveyResponse, error) {
	v, err := a.Surveys.Find(ctx, in.Slug)
	if err != nil {
		if draft, _, deskErr := a.surveyDesk(ctx, in.Slug); deskErr == nil {
			v, err = draft, nil
		}
	}
	return a.answerSurveyOf(ctx, v, err)
}

type answerRequest struct {
	Slug string `path:"slug"`
	Body responseBody
}

type myResponse struct {
	Body responseAnswer
}

// answerByAPI takes answers. A program that keeps no cookies is another respondent each
// time, as the level of access says in public.
func (a *App) answerByAPI(ctx context.Context, in *answerRequest) (*myResponse, error) {
	v, err := a.Surveys.Find(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	c := requestFrom(ctx).c
	who, err := a.respondentOf(c, v)
	if err == nil && who.Device == "" {
		id, failed := a.newDevice(c)
		who.Device, err = string(id), failed
	}
	if err != nil {
		return nil, err
	}
	sheet := survey.Sheet{
		Given: map[string]questionnaire.Given{}, Finish: in.Body.Finish, Locale: requestFrom(ctx).lang, Channel: in.Body.Channel,
	}
	for id, given := range in.Body.Answers {
		sheet.Given[id] = given.given()
	}
	r, err := a.Surveys.Answer(ctx, v, who, sheet)
	if err != nil {
		return nil, err
	}
	return &myResponse{Body: tellResponse(v, r)}, nil
}

func (a *App) findMyResponse(ctx context.Context, in *surveyRequest) (*myResponse, error) {
	v, err := a.Surveys.Find(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	who, err := a.respondentOf(requestFrom(ctx).c, v)
	if err != nil {
		return nil, err
	}
	r, err := a.Surveys.FindResponse(ctx, v, who)
	if err != nil {
		return nil, err
	}
	return &myResponse{Body: tellResponse(v, r)}, nil
}

type reportRequest struct {
	Slug     string `path:"slug"`
	Question string `query:"question" doc:"A question of kind choice or scale: only those who gave the answer of the next parameter."`
	Value    string `query:"value" doc:"Id of one of its options, or a number."`
	Locale   string `query:"locale" doc:"fr or en."`
	Channel  string `query:"channel"`
	Cross    string `query:"cross" doc:"A question whose answers are split…"`
	By       string `query:"by" doc:"…by those to this one."`
}

// reportAnswer is the figures of a survey.
type reportAnswer struct {
	Begun     int64           `json:"begun"`
	Taken     int64           `json:"taken" doc:"Complete responses, whatever the filter."`
	Shown     int             `json:"shown" doc:"Responses that the filter leaves."`
	Hidden    bool            `json:"hidden" doc:"The filter leaves so few people that nothing is told of them."`
	Questions []summaryAnswer `json:"questions"`
	Cross     *crossAnswer    `json:"cross,omitempty"`
	Note      string          `json:"note" doc:"What the intervals do not say."`
}

type summaryAnswer struct {
	ID       string                 `json:"id"`
	Kind     string                 `json:"kind"`
	Asked    int64                  `json:"asked"`
	Answered int64                  `json:"answered"`
	Bars     []barAnswer            `json:"bars,omitempty"`
	Rows     map[string][]barAnswer `json:"rows,omitempty"`
	Score    *scoreAnswer           `json:"score,omitempty" doc:"NPS from -100 to 100; CSAT the share of the two best; else the mean."`
	Numbers  *numbersAnswer         `json:"numbers,omitempty"`
	Said     []string               `json:"said,omitempty" doc:"Distinct texts, the most frequent first."`
}

type barAnswer struct {
	Answer string  `json:"answer"`
	People int64   `json:"people"`
	Share  float64 `json:"share"`
	Low    float64 `json:"low" doc:"Interval of 95 %."`
	High   float64 `json:"high"`
}

type scoreAnswer struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

type numbersAnswer struct {
	Low    float64 `json:"low"`
	Median float64 `json:"median"`
	Mean   float64 `json:"mean"`
	High   float64 `json:"high"`
}

type crossAnswer struct {
	Columns []crossColumn `json:"columns"`
	Lines   []crossLine   `json:"lines"`
}

type crossColumn struct {
	Answer string `json:"answer"`
	People int64  `json:"people,omitempty"`
	Hidden bool   `json:"hidden" doc:"Fewer than 10 people."`
}

type crossLine struct {
	Answer string     `json:"answer"`
	Shares []*float64 `json:"shares" doc:"By column; null where hidden."`
}

type reportResponse struct {
	Body reportAnswer
}

func (a *App) surveyReport(ctx context.Context, in *reportRequest) (*reportResponse, error) {
	v, actor, err := a.surveyDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	report, err := a.Surveys.Report(ctx, actor, v, survey.Filter{
		Question: in.Question, Value: in.Value, Locale: in.Locale, Channel: in.Channel, Cross: in.Cross, CrossBy: in.By,
	})
	if err != nil {
		return nil, err
	}
	out := &reportResponse{Body: reportAnswer{
		Begun: report.Count.Begun, Taken: report.Count.Taken, Shown: report.Shown, Hidden: report.Hidden, Questions: []summaryAnswer{},
		Note: "These are people who chose to answer. The intervals show chance variation only, not who felt like answering.",
	}}
	for _, s := range report.Summaries {
		out.Body.Questions = append(out.Body.Questions, tellSummary(s))
	}
	out.Body.Cross = tellCross(report.Cross)
	return out, nil
}

func tellSummary(s questionnaire.Summary) summaryAnswer {
	out := summaryAnswer{
		ID: s.Question.ID, Kind: string(s.Question.Kind), Asked: s.Asked, Answered: s.Answered, Bars: tellBars(s.Bars), Said: s.Said,
	}
	for _, row := range s.Rows {
		if out.Rows == nil {
			out.Rows = map[string][]barAnswer{}
		}
		out.Rows[row.Row.ID] = tellBars(row.Bars)
	}
	if s.Score != nil {
		out.Score = &scoreAnswer{Value: s.Score.Value, Low: s.Score.Low, High: s.Score.High}
	}
	if d := s.Spread; d != nil {
		out.Numbers = &numbersAnswer{Low: float64(d.Low) / 1000, Median: float64(d.Median) / 1000, Mean: d.Mean / 1000, High: float64(d.High) / 1000}
	}
	return out
}

func tellBars(bars []questionnaire.Bar) []barAnswer {
	var out []barAnswer
	for _, b := range bars {
		out = append(out, barAnswer{Answer: b.ID, People: b.People, Share: b.Share, Low: b.Interval.Low, High: b.Interval.High})
	}
	return out
}

func tellCross(table *questionnaire.CrossTab) *crossAnswer {
	if table == nil {
		return nil
	}
	out := &crossAnswer{}
	for _, g := range table.Columns {
		column := crossColumn{Answer: g.ID, People: g.People, Hidden: g.Display == stats.Hide}
		if column.Hidden {
			column.People = 0
		}
		out.Columns = append(out.Columns, column)
	}
	for i, line := range table.Lines {
		row := crossLine{Answer: line.ID}
		for _, cell := range table.Cells[i] {
			var share *float64
			if cell.Display != stats.Hide {
				share = &cell.Share
			}
			row.Shares = append(row.Shares, share)
		}
		out.Lines = append(out.Lines, row)
	}
	return out
}

// readResponses answers the responses to staff, as a table.
func (a *App) readResponses(c *fiber.Ctx) error {
	v, actor, err := a.surveyDesk(c.UserContext(), c.Params("slug"))
	if err != nil {
		return err
	}
	return a.sendResponses(c, actor, v)
}

func (a *App) surveyFileOperation() {
	a.api.OpenAPI().AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/surveys/{slug}/responses", OperationID: "export-responses", Tags: []string{"surveys"},
		Summary:    "Read the complete responses as a table: a row per response, in no order that tells who came when",
		Security:   []map[string][]string{{"staff": {}}},
		Parameters: []*huma.Param{{Name: "slug", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}},
		Responses: map[string]*huma.Response{
			"200": {Description: "OK", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}},
			"4XX": a.problemResponse(),
		},
	})
}
