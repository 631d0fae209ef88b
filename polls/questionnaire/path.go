package questionnaire

import (
	"slices"
	"strings"
)

// Path lists the questions that answers lead to, in order. What is answered to a
// question off the path does not count, not even for conditions.
func (f Form) Path(answers Answers) Form {
	var path Form
	for _, q := range f {
		if q.shown(path, answers) {
			path = append(path, q)
		}
	}
	return path
}

// shown reports whether all conditions of a question hold, given the path before it.
func (q Question) shown(path Form, answers Answers) bool {
	return !slices.ContainsFunc(q.ShowIf, func(c Condition) bool {
		var a Answer
		if _, asked := path.Question(c.Question); asked {
			a = answers[c.Question]
		}
		return !c.holds(a)
	})
}

func (c Condition) holds(a Answer) bool {
	switch c.Op {
	case Is, Not:
		chosen := slices.ContainsFunc(c.Values, func(v string) bool { return slices.Contains(a.Options, v) })
		return chosen == (c.Op == Is)
	case AtLeast, AtMost:
		bound, err := parseMilli(c.Values[0])
		if err != nil || a.Milli == nil {
			return false
		}
		return c.Op == AtLeast && *a.Milli >= bound || c.Op == AtMost && *a.Milli <= bound
	case Answered:
		return !a.Empty()
	}
	return a.Empty()
}

// Finish keeps the answers that stand on the path, and tells which required ones are
// missing there. Nil faults: the form is complete.
func (f Form) Finish(answers Answers) (Answers, []Fault) {
	kept, faults := Answers{}, []Fault(nil)
	for _, q := range f.Path(answers) {
		a := answers[q.ID]
		if flaw := q.complete(a); flaw != "" {
			faults = append(faults, Fault{q.ID, flaw})
		}
		if !a.Empty() {
			kept[q.ID] = a
		}
	}
	return kept, faults
}

// Next is the question of the path that follows the one of that id; "" begins. It is
// false at the end, and where that question is not on the path.
func (f Form) Next(answers Answers, after string) (Question, bool) {
	return f.neighbour(answers, after, +1)
}

// Previous is the question of the path before the one of that id.
func (f Form) Previous(answers Answers, before string) (Question, bool) {
	return f.neighbour(answers, before, -1)
}

func (f Form) neighbour(answers Answers, id string, step int) (Question, bool) {
	path := f.Path(answers)
	at := slices.IndexFunc(path, func(q Question) bool { return q.ID == id })
	switch {
	case id == "" && len(path) > 0:
		return path[0], true
	case id == "" || at < 0 || at+step < 0 || at+step >= len(path):
		return Question{}, false
	}
	return path[at+step], true
}

// Said is a text of the form with the answers that it repeats, in a language. Where there
// is none, an ellipsis stands.
func (f Form) Said(t Text, answers Answers, lang string) string {
	return pipe.ReplaceAllStringFunc(t.In(lang), func(found string) string {
		q, known := f.Question(strings.Trim(found, "{}"))
		if !known {
			return found
		}
		if said := q.Say(answers[q.ID], lang); said != "" {
			return said
		}
		return "…"
	})
}

// Say is an answer in words, in a language; empty for none.
func (q Question) Say(a Answer, lang string) string {
	var parts []string
	for _, id := range a.Options {
		if o, known := q.Option(id); known {
			parts = append(parts, o.Label.In(lang))
		} else if id == OtherID {
			parts = append(parts, a.Other)
		}
	}
	for _, row := range q.Rows {
		if o, known := q.Option(a.Rows[row.ID]); known {
			parts = append(parts, row.Label.In(lang)+" – "+o.Label.In(lang))
		}
	}
	if a.Milli != nil {
		number := FormatMilli(*a.Milli)
		if lang == "fr" {
			number = strings.Replace(number, ".", ",", 1)
		}
		parts = append(parts, number)
	}
	if a.Words != "" {
		parts = append(parts, a.Words)
	}
	return strings.Join(parts, ", ")
}
