package questionnaire

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// OtherID stands for "something else" among the options of a choice.
const OtherID = "other"

// Answer is what was answered to one question, in its one form: equal answers are equal
// values. The zero Answer is none.
type Answer struct {
	Options []string          `json:"options,omitempty"` // choice: ids in the question's order, OtherID last
	Other   string            `json:"other,omitempty"`   // choice: what else
	Rows    map[string]string `json:"rows,omitempty"`    // matrix: option by row
	Milli   *int64            `json:"milli,omitempty"`   // scale and number: in thousandths
	Words   string            `json:"words,omitempty"`   // text as typed; a day as 2026-12-31
}

// Empty reports whether nothing was answered.
func (a Answer) Empty() bool {
	return len(a.Options) == 0 && len(a.Rows) == 0 && a.Milli == nil && a.Words == ""
}

// Answers are the answers of one person by question.
type Answers map[string]Answer

// Given is an answer as it was sent, whichever way: what was chosen or typed, and for a
// matrix the option of each row.
type Given struct {
	Values []string
	Other  string
	Rows   map[string]string
}

// What an answer can be refused for.
const (
	FlawRequired Flaw = "answer_required"
	FlawOption   Flaw = "answer_unknown" // no such option or row
	FlawOne      Flaw = "answer_one"     // one is asked for
	FlawFew      Flaw = "answer_few"     // fewer than Least
	FlawMany     Flaw = "answer_many"    // more than Most
	FlawNumber   Flaw = "answer_number"  // not a number, or with more digits than asked
	FlawRange    Flaw = "answer_range"   // below Least or above Most
	FlawDay      Flaw = "answer_day"     // not a day of the years 1900 to 2200
	FlawLong     Flaw = "answer_long"    // more characters than Most
	FlawRows     Flaw = "answer_rows"    // a row was left out
	FlawOtherMay Flaw = "answer_other"   // "something else" without saying what
)

// Read turns an answer as it was sent into its one form; "" is no flaw. Required is not
// looked at: who has not come that far has not failed to answer.
func (q Question) Read(g Given) (Answer, Flaw) {
	switch q.Kind {
	case Choice:
		return q.readChoice(g)
	case Matrix:
		return q.readMatrix(g)
	}
	typed, flaw := only(g.Values)
	if flaw != "" || typed == "" {
		return Answer{}, flaw
	}
	switch q.Kind {
	case Number:
		return q.readNumber(typed)
	case Date:
		return readDay(typed)
	case Words:
		return q.readWords(typed)
	}
	return q.readScale(typed)
}

func only(values []string) (string, Flaw) {
	var typed string
	for _, v := range values {
		v = strings.TrimSpace(v)
		if typed != "" && v != "" {
			return "", FlawOne
		}
		typed += v
	}
	return typed, ""
}

func (q Question) readChoice(g Given) (Answer, Flaw) {
	var a Answer
	chosen := map[string]bool{}
	for _, id := range g.Values {
		if id == "" {
			continue
		}
		if _, known := q.Option(id); !known && !(q.Other && id == OtherID) {
			return Answer{}, FlawOption
		}
		chosen[id] = true
	}
	for _, o := range q.Options {
		if chosen[o.ID] {
			a.Options = append(a.Options, o.ID)
		}
	}
	other := strings.TrimSpace(g.Other)
	switch {
	case chosen[OtherID] && other == "":
		return Answer{}, FlawOtherMay
	case utf8.RuneCountInString(other) > maxOther:
		return Answer{}, FlawLong
	case chosen[OtherID]:
		a.Options, a.Other = append(a.Options, OtherID), other
	}
	if flaw := q.wrongMany(len(a.Options)); flaw != "" {
		return Answer{}, flaw
	}
	return a, ""
}

// maxOther is how many characters "something else" may have.
const maxOther = 200

func (q Question) wrongMany(n int) Flaw {
	switch {
	case n == 0:
		return ""
	case !q.Several && n > 1:
		return FlawOne
	case q.Several && n < q.Least:
		return FlawFew
	case q.Several && q.Most > 0 && n > q.Most:
		return FlawMany
	}
	return ""
}

func (q Question) readMatrix(g Given) (Answer, Flaw) {
	rows := map[string]string{}
	for row, option := range g.Rows {
		if option == "" {
			continue
		}
		_, knownRow := q.Row(row)
		_, known := q.Option(option)
		if !known || !knownRow {
			return Answer{}, FlawOption
		}
		rows[row] = option
	}
	if len(rows) == 0 {
		return Answer{}, ""
	}
	return Answer{Rows: rows}, ""
}

func (q Question) readScale(typed string) (Answer, Flaw) {
	n, err := strconv.Atoi(typed)
	low, high, _ := q.Range()
	switch {
	case err != nil:
		return Answer{}, FlawNumber
	case n < low || n > high:
		return Answer{}, FlawRange
	}
	milli := int64(n) * 1000
	return Answer{Milli: &milli}, ""
}

func (q Question) readNumber(typed string) (Answer, Flaw) {
	milli, err := parseMilli(typed)
	step := int64(1000)
	for range q.Decimals {
		step /= 10
	}
	switch {
	case err != nil || milli%step != 0:
		return Answer{}, FlawNumber
	case milli < int64(q.Least)*1000 || milli > int64(q.Most)*1000:
		return Answer{}, FlawRange
	}
	return Answer{Milli: &milli}, ""
}

var errNotNumber = errors.New("not a number")

// parseMilli reads a decimal as people type it, "1 234,5" or "1234.5", in thousandths.
func parseMilli(typed string) (int64, error) {
	typed = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(typed)
	whole, part, point := strings.Cut(typed, ".")
	digits := strings.TrimPrefix(whole, "-")
	if digits == "" || len(digits) > 10 || len(part) > 3 || point && part == "" || !allDigits(digits+part) {
		return 0, errNotNumber
	}
	n, err := strconv.ParseInt(digits+(part + "000")[:3], 10, 64)
	if strings.HasPrefix(whole, "-") {
		n = -n
	}
	return n, err
}

func allDigits(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// FormatMilli writes thousandths as a plain decimal, "12.5": the form that parses back.
func FormatMilli(milli int64) string {
	sign := ""
	if milli < 0 {
		sign, milli = "-", -milli
	}
	part := strings.TrimRight(strconv.FormatInt(1000+milli%1000, 10)[1:], "0")
	if part != "" {
		part = "." + part
	}
	return sign + strconv.FormatInt(milli/1000, 10) + part
}

func readDay(typed string) (Answer, Flaw) {
	day, err := time.Parse(time.DateOnly, typed)
	if err != nil || day.Year() < 1900 || day.Year() > 2200 {
		return Answer{}, FlawDay
	}
	return Answer{Words: typed}, ""
}

func (q Question) readWords(typed string) (Answer, Flaw) {
	most := q.Most
	if most == 0 {
		most = MaxWords
	}
	if utf8.RuneCountInString(typed) > most {
		return Answer{}, FlawLong
	}
	return Answer{Words: typed}, ""
}

// Values is the answer as it would be sent again.
func (q Question) Values(a Answer) Given {
	g := Given{Other: a.Other, Rows: maps.Clone(a.Rows)}
	switch {
	case q.Kind == Choice:
		g.Values = slices.Clone(a.Options)
	case a.Milli != nil:
		g.Values = []string{FormatMilli(*a.Milli)}
	case a.Words != "":
		g.Values = []string{a.Words}
	}
	return g
}

// complete reports what a required question still lacks.
func (q Question) complete(a Answer) Flaw {
	switch {
	case !q.Required:
		return ""
	case a.Empty():
		return FlawRequired
	case q.Kind == Matrix && len(a.Rows) < len(q.Rows):
		return FlawRows
	}
	return ""
}
