// Package questionnaire is what a survey asks and what may be answered to it: kinds of
// questions, the path that answers take through them, and the figures made of all
// answers. It computes from its arguments alone.
//
// Identifiers of questions, options and rows are words of a-z, 0-9, "-" and "_", unique
// where they stand. Conditions and piped answers look back only, so a path always ends.
package questionnaire

import "slices"

// Kind is what sort of answer a question takes.
type Kind string

// The kinds.
const (
	Choice Kind = "choice" // one of the options, or several
	Matrix Kind = "matrix" // one option for each row
	NPS    Kind = "nps"    // would you recommend us, 0 to 10
	CSAT   Kind = "csat"   // how satisfied are you, 1 to 5
	CES    Kind = "ces"    // how easy was it, 1 to 7
	Scale  Kind = "scale"  // a whole number from Least to Most
	Number Kind = "number" // a number with decimals
	Date   Kind = "date"   // a day
	Words  Kind = "text"   // free text
)

// Kinds lists the kinds in the order in which an editor offers them.
func Kinds() []Kind {
	return []Kind{Choice, Matrix, Scale, NPS, CSAT, CES, Number, Date, Words}
}

// Text is said in French, in English, or in both.
type Text struct {
	FR string `json:"fr,omitempty"`
	EN string `json:"en,omitempty"`
}

// In returns the text in a language, or in the other one where there is nothing else.
func (t Text) In(lang string) string {
	if t.EN == "" || lang == "fr" && t.FR != "" {
		return t.FR
	}
	return t.EN
}

// Empty reports whether nothing is said in any language.
func (t Text) Empty() bool { return t.FR == "" && t.EN == "" }

// Option is one answer to choose, or one row of a matrix.
type Option struct {
	ID    string `json:"id"`
	Label Text   `json:"label"`
}

// Question is one question. Which fields count is told by the kind.
type Question struct {
	ID       string      `json:"id"`
	Kind     Kind        `json:"kind"`
	Label    Text        `json:"label"` // the question; {id} stands for the answer to an earlier one
	Hint     Text        `json:"hint"`
	Required bool        `json:"required,omitempty"`
	Options  []Option    `json:"options,omitempty"`  // choice: to choose from; matrix: the columns
	Rows     []Option    `json:"rows,omitempty"`     // matrix
	Several  bool        `json:"several,omitempty"`  // choice: more than one may be chosen
	Other    bool        `json:"other,omitempty"`    // choice: and something else, in words
	Least    int         `json:"least,omitempty"`    // scale and number: lowest; several: how many at least
	Most     int         `json:"most,omitempty"`     // scale and number: highest; several: how many at most, 0 for all; text: characters
	Low      Text        `json:"low"`                // scale: what its lowest means
	High     Text        `json:"high"`               // scale: what its highest means
	Decimals int         `json:"decimals,omitempty"` // number: digits after the point, 0 to 3
	ShowIf   []Condition `json:"show_if,omitempty"`  // all must hold; else the question is passed over
}

// Condition looks at the answer to an earlier question. One that was passed over, or left
// out, has no answer: only Unanswered and Not hold for it.
type Condition struct {
	Question string   `json:"question"`
	Op       Op       `json:"op"`
	Values   []string `json:"values,omitempty"` // Is, Not: options; AtLeast, AtMost: one number
}

// Op is what a condition asks of an answer.
type Op string

// The conditions.
const (
	Is         Op = "is"       // one of the values was chosen
	Not        Op = "not"      // none of them was
	AtLeast    Op = "at_least" // a number of at least the value
	AtMost     Op = "at_most"
	Answered   Op = "answered"
	Unanswered Op = "unanswered"
)

// Form is the questions in the order in which they are asked.
type Form []Question

// Question returns the question of that id, or false.
func (f Form) Question(id string) (Question, bool) {
	i := slices.IndexFunc(f, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return Question{}, false
	}
	return f[i], true
}

// Option returns the option of that id, or false.
func (q Question) Option(id string) (Option, bool) { return find(q.Options, id) }

// Row returns the row of that id, or false.
func (q Question) Row(id string) (Option, bool) { return find(q.Rows, id) }

func find(list []Option, id string) (Option, bool) {
	i := slices.IndexFunc(list, func(o Option) bool { return o.ID == id })
	if i < 0 {
		return Option{}, false
	}
	return list[i], true
}

// Range is the lowest and the highest whole number that a question on a scale takes, and
// whether it is one.
func (q Question) Range() (low, high int, ok bool) {
	switch q.Kind {
	case NPS:
		return 0, 10, true
	case CSAT:
		return 1, 5, true
	case CES:
		return 1, 7, true
	case Scale:
		return q.Least, q.Most, true
	}
	return 0, 0, false
}

// countable reports whether answers are numbers that a condition can compare.
func (q Question) countable() bool {
	_, _, scale := q.Range()
	return scale || q.Kind == Number
}
