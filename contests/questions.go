package contests

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// Question is one more thing that the entry form asks.
type Question struct {
	ID       string
	Label    string
	Kind     QuestionKind // empty: a choice where there are Choices, else a text
	Choices  []string     // empty: a free answer
	Min, Max string       // of a number, or of a date as 2026-12-31; empty: no bound
	Also     QuestionWording
	Required bool
}

// QuestionKind is what an answer is.
type QuestionKind string

// The kinds of answer.
const (
	QuestionText    QuestionKind = "text"
	QuestionChoice  QuestionKind = "choice"
	QuestionNumber  QuestionKind = "number"
	QuestionDate    QuestionKind = "date"
	QuestionPicture QuestionKind = "picture" // seen by staff alone, removed with the entry's personal data
)

const (
	maxQuestions = 10
	maxChoices   = 20
	maxAnswer    = 500
)

var questionID = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

// Faults of what a form asks and is answered, beyond texts and choices.
var (
	ErrQuestionKind = fault.New(fault.Invalid, "question_kind_invalid",
		"Une réponse est un texte (text), un choix (choice), un nombre (number), une date (date) ou une photo (picture).",
		"An answer is a text, a choice, a number, a date or a picture.")
	ErrBounds = fault.New(fault.Invalid, "question_bounds_invalid",
		"Les bornes vont avec un nombre ou une date, la plus petite d’abord\u00a0: 1 et 100, ou 2026-01-01 et 2026-12-31.",
		"Bounds go with a number or a date, the lower one first: 1 and 100, or 2026-01-01 and 2026-12-31.")
	ErrAnswerNumber = fault.New(fault.Invalid, "answer_number_invalid",
		"Indiquez un nombre, en chiffres.", "Give a number, in digits.")
	ErrAnswerDate = fault.New(fault.Invalid, "answer_date_invalid",
		"Indiquez une date\u00a0: jour, mois, année.", "Give a date: day, month, year.")
	ErrAnswerLow = fault.New(fault.Invalid, "answer_too_low",
		"Pas moins de %s.", "Not below %s.")
	ErrAnswerHigh = fault.New(fault.Invalid, "answer_too_high",
		"Pas plus de %s.", "Not above %s.")
	ErrAnswerPicture = fault.New(fault.Invalid, "answer_picture_missing",
		"Choisissez une photo.", "Choose a picture.")
)

func (r *EntryRules) checkQuestions(wrong *problems) {
	if len(r.Questions) > maxQuestions {
		wrong.add("entry.questions", ErrTooManyQuestions.With(maxQuestions))
		return
	}
	seen := map[string]bool{}
	for i := range r.Questions {
		q := &r.Questions[i]
		if !questionID.MatchString(q.ID) || seen[q.ID] {
			wrong.add(indexed("entry.questions", i, "id"), ErrQuestionID)
		}
		seen[q.ID] = true
		q.Label = wrong.line(indexed("entry.questions", i, "label"), q.Label, maxLabel)
		q.checkKind(i, wrong)
	}
}

// checkKind checks what an answer may be. An empty kind is text, or a choice where there
// are some.
func (q *Question) checkKind(i int, wrong *problems) {
	at := func(field string) string { return indexed("entry.questions", i, field) }
	q.Min, q.Max = strings.TrimSpace(q.Min), strings.TrimSpace(q.Max)
	if q.Kind != QuestionNumber && q.Kind != QuestionDate && q.Min+q.Max != "" {
		wrong.add(at("min"), ErrBounds)
	}
	switch q.Kind {
	case QuestionText, QuestionPicture:
		if len(q.Choices) > 0 {
			wrong.add(at("choices"), ErrChoices.With(maxChoices))
		}
	case "", QuestionChoice:
		if q.Kind == QuestionChoice && len(q.Choices) == 0 {
			wrong.lack(at("choices"), ErrChoices.With(maxChoices))
		}
		q.checkChoices(i, wrong)
	case QuestionNumber, QuestionDate:
		q.checkBounds(at, wrong)
	default:
		wrong.add(at("kind"), ErrQuestionKind)
	}
}

// checkBounds: each bound may be missing, and the first is not above the second.
func (q *Question) checkBounds(at func(string) string, wrong *problems) {
	if len(q.Choices) > 0 {
		wrong.add(at("choices"), ErrChoices.With(maxChoices))
	}
	least, okMin := q.measure(q.Min)
	most, okMax := q.measure(q.Max)
	if !okMin && q.Min != "" || !okMax && q.Max != "" || okMin && okMax && least > most {
		wrong.add(at("min"), ErrBounds)
	}
}

// measure reads a number or a date so that two can be compared.
func (q Question) measure(value string) (float64, bool) {
	if q.Kind == QuestionDate {
		day, err := time.Parse(time.DateOnly, value)
		return float64(day.Unix()), err == nil
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(value, ",", "."), 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}

func (q *Question) checkChoices(i int, wrong *problems) {
	if len(q.Choices) == 0 {
		return
	}
	name := indexed("entry.questions", i, "choices")
	seen := map[string]bool{}
	for k, choice := range q.Choices {
		q.Choices[k] = wrong.line(name, choice, maxLabel)
		seen[q.Choices[k]] = true
	}
	switch {
	case len(q.Choices) > maxChoices || len(seen) < len(q.Choices):
		wrong.add(name, ErrChoices.With(maxChoices))
	case len(q.Choices) < 2:
		wrong.lack(name, ErrChoices.With(maxChoices))
	}
}

// checkAnswer returns the answer as it is stored.
func (q Question) checkAnswer(answer string) (string, *fault.Error) {
	answer, f := text.Lines(answer, maxAnswer)
	switch {
	case f != nil:
		return "", f
	case answer == "" && q.Required:
		return "", ErrAnswerMissing
	case answer != "" && len(q.Choices) > 0 && !slices.Contains(q.Choices, answer):
		return "", ErrAnswerUnknown
	case answer != "" && (q.Kind == QuestionNumber || q.Kind == QuestionDate):
		return q.checkMeasure(answer)
	}
	return answer, nil
}

// checkMeasure returns a number or a date within its bounds, as it is stored.
func (q Question) checkMeasure(answer string) (string, *fault.Error) {
	unreadable := ErrAnswerNumber
	if q.Kind == QuestionDate {
		unreadable = ErrAnswerDate
	}
	value, ok := q.measure(answer)
	if !ok {
		return "", unreadable
	}
	if least, bound := q.measure(q.Min); bound && value < least {
		return "", ErrAnswerLow.With(q.Min)
	}
	if most, bound := q.measure(q.Max); bound && value > most {
		return "", ErrAnswerHigh.With(q.Max)
	}
	return strings.ReplaceAll(answer, ",", "."), nil
}

// checkPicture refuses a missing picture, and words in its place.
func (q Question) checkPicture(sent bool, words string) *fault.Error {
	if words != "" || !sent && q.Required {
		return ErrAnswerPicture
	}
	return nil
}

// kindTerms adds to the rules what an answer must be, where that is more than a text or a
// choice.
func (q Question) kindTerms(terms map[string]any) {
	if q.Kind != "" && q.Kind != QuestionText && q.Kind != QuestionChoice {
		terms["kind"] = string(q.Kind)
	}
	if q.Min != "" {
		terms["min"] = q.Min
	}
	if q.Max != "" {
		terms["max"] = q.Max
	}
}
