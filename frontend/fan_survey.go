package frontend

import "time"

// SurveyPage is "/s/{slug}": a survey's questions, all on one page or one at a time, and
// the thanks at their end.
//
// The form posts to the same address. Fields, for the question of that id: q.<id> (an
// option's id, a number, a day, words; several where several may be chosen), q.<id>.other
// (words), q.<id>.<row> (an option's id); shown (the ids of the questions on the page),
// from (the channel that the link named), at (the id of the question on the page, where there is one at a time).
// Buttons: act = "next", "back", "finish".
type SurveyPage struct {
	Frame
	Slug, Title, Intro, Thanks string
	State                      CampaignState
	OpensAt, ClosesAt          time.Time
	Members                    bool // only members may answer
	SignIn                     string
	Points                     int // that an answer earns; after the end, that it has earned
	Form                       Form
	Questions                  []SurveyQuestion
	OneByOne                   bool
	Number, Of                 int // of the question, on this person's path
	Last                       bool
	From                       string // the channel that the link named
	Begun                      bool   // there are answers from before
	More                       int    // questions that the answers have just led to
	Done                       bool
	Cancel                     *Cancellation
}

// Template names the page's template.
func (SurveyPage) Template() string { return "fan/survey" }

// SurveyQuestion is one question as it is asked.
type SurveyQuestion struct {
	ID          string
	Kind        QuestionKind
	Label, Hint string
	Required    bool
	Several     bool
	Other       bool
	Options     []Choice // choice, and the columns of a matrix
	Rows        []Choice // matrix
	Steps       []int    // numbers of a scale
	Low, High   string   // what its ends mean
	Max         int      // characters of an answer in words
	Decimals    bool
}

// Name is the name of the question's field.
func (q SurveyQuestion) Name() string { return "q." + q.ID }

// RowName is the name of the field of one row.
func (q SurveyQuestion) RowName(row string) string { return "q." + q.ID + "." + row }

// Long reports whether an answer in words may have many lines.
func (q SurveyQuestion) Long() bool { return q.Max > 120 }

// QuestionKind is the kind of a question; its words are in the texts under "question_kind.<value>".
type QuestionKind string

// Kinds of questions.
const (
	QuestionChoice QuestionKind = "choice"
	QuestionMatrix QuestionKind = "matrix"
	QuestionScale  QuestionKind = "scale"
	QuestionNPS    QuestionKind = "nps"
	QuestionCSAT   QuestionKind = "csat"
	QuestionCES    QuestionKind = "ces"
	QuestionNumber QuestionKind = "number"
	QuestionDate   QuestionKind = "date"
	QuestionWords  QuestionKind = "text"
)

// QuestionKinds lists the kinds in the order in which an editor offers them.
func QuestionKinds() []QuestionKind {
	return []QuestionKind{
		QuestionChoice, QuestionMatrix, QuestionScale, QuestionNPS, QuestionCSAT, QuestionCES, QuestionNumber, QuestionDate, QuestionWords,
	}
}
