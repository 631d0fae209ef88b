package frontend

import "time"

// AdminSurveyEditPage is "surveys"/"new" and "surveys"/slug/"edit". It posts to its own address.
//
// Fields: slug, title, intro, thanks; opens_at, closes_at; access, one_by_one ("yes"). The form's key is the revision
// that it shows. Buttons: act = "save", "publish", "add.KIND", "up.N", "down.N", "remove.N" (N: 0-based question).
type AdminSurveyEditPage struct {
	AdminFrame
	Slug      string
	State     CampaignState
	Form      Form
	Questions []QuestionLine
	Missing   []MissingPart
	Zone      string
	SavedAt   time.Time
	Published bool // only the words around the questions can change
}

// Template names the page's template.
func (AdminSurveyEditPage) Template() string { return "admin/survey_edit" }

// Section names the entry of the bar that leads here.
func (AdminSurveyEditPage) Section() string { return "campaigns" }

// Kinds lists the kinds of questions to choose from.
func (AdminSurveyEditPage) Kinds() []QuestionKind { return QuestionKinds() }

// Accesses lists the levels of access to choose from.
func (AdminSurveyEditPage) Accesses() []string { return []string{"cookie", "member"} }

// QuestionLine is one question in the editor's list.
type QuestionLine struct {
	ID       string
	Kind     QuestionKind
	Label    string
	Required bool
	Depends  bool     // it has a condition
	Errors   []string // what keeps it from being asked
}

// AdminQuestionPage is "surveys"/slug/"questions"/id. It posts to its own address.
//
// Fields: id, label, hint, required ("yes"), several ("yes"), other ("yes"), options and rows (one a line), least, most,
// low, high, decimals, if (the id of an earlier question), op, if_option (ids of its options), if_number.
// Buttons: act = "save" goes back to the survey, "stay" shows the question again.
type AdminQuestionPage struct {
	AdminFrame
	Slug, Title string
	Kind        QuestionKind
	Form        Form
	Earlier     []Choice // questions that a condition may ask about
	Conditions  []string // further conditions, which the panel does not edit, in words
	IfOptions   []Choice // of the question that the condition asks about
	IfNumber    bool     // it takes numbers
}

// Template names the page's template.
func (AdminQuestionPage) Template() string { return "admin/survey_question" }

// Section names the entry of the bar that leads here.
func (AdminQuestionPage) Section() string { return "campaigns" }

// AdminSurveyPage is "surveys"/slug: a survey with its figures. Query: question, value (several), locale, channel,
// cross, by.
type AdminSurveyPage struct {
	AdminFrame
	Slug, Title       string
	State             CampaignState
	OpensAt, ClosesAt time.Time
	Members           bool
	Public            string // absolute address of the fan page
	Begun, Taken      int
	Shown             int
	Hidden            bool // too few people are left to tell anything
	Filtered          bool
	Form              Form // the filter
	Filters           []Choice
	Channels          []Choice
	Crossable         []Choice
	Summaries         []SurveySummary
	Cross             *SurveyCross
	ExportHref        string
	Timeline          []JournalLine
	Missing           []MissingPart
	Cancel            *Cancellation
}

// Template names the page's template.
func (AdminSurveyPage) Template() string { return "admin/survey" }

// Section names the entry of the bar that leads here.
func (AdminSurveyPage) Section() string { return "campaigns" }

// SurveySummary is the figures of one question.
type SurveySummary struct {
	ID, Label string
	Kind      QuestionKind
	Asked     int
	Answered  int
	Score     *SurveyScore  // NPS, CSAT, CES and scale
	Spread    *SurveySpread // number
	Bars      []SurveyBar
	Rows      []SurveyRow
	Said      []string
	MoreSaid  int // texts that are only in the export
}

// SurveyScore is a score with its interval: of NPS from -100 to 100, of CSAT a share, else a mean.
type SurveyScore struct {
	Value, Low, High float64
}

// SurveySpread is what numbers are like.
type SurveySpread struct {
	Low, Median, High, Mean float64
}

// SurveyBar is one answer.
type SurveyBar struct {
	Label     string
	People    int
	Share     float64 // 0 to 1
	Low, High float64 // interval of the share
}

// SurveyRow is one row of a matrix.
type SurveyRow struct {
	Label string
	Bars  []SurveyBar
}

// SurveyCross is one question split by another.
type SurveyCross struct {
	Lines, By string // the questions
	Columns   []SurveyGroup
	Rows      []SurveyCrossRow
}

// SurveyGroup is a column: people who gave one answer.
type SurveyGroup struct {
	Label  string
	People int
	Hidden bool
	Grey   bool
}

// SurveyCrossRow is one answer, by group.
type SurveyCrossRow struct {
	Label string
	Cells []string // "42 %", or empty where hidden
}
