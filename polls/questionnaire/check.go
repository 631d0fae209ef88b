package questionnaire

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Limits of a form.
const (
	MaxQuestions  = 60
	MaxOptions    = 60 // of one question
	MaxRows       = 30
	MaxConditions = 4
	MaxWords      = 4000 // characters of an answer in words
	maxScaleSteps = 20
	maxNumber     = 1_000_000_000
)

// Flaw says what is wrong with a question, or with an answer to it. The texts for people
// are elsewhere, by this code.
type Flaw string

// What a form must not have.
const (
	FlawEmpty       Flaw = "form_empty"        // there is no question
	FlawTooMany     Flaw = "too_many"          // questions, options, rows or conditions
	FlawID          Flaw = "bad_id"            // not a word, or used twice
	FlawKind        Flaw = "bad_kind"          // there is no such kind
	FlawLabel       Flaw = "label_missing"     // the question, an option or a row says nothing
	FlawOptions     Flaw = "options_missing"   // fewer than two options, or no row
	FlawBounds      Flaw = "bad_bounds"        // Least, Most or Decimals make no sense
	FlawConditionOn Flaw = "condition_unknown" // asks about no earlier question
	FlawCondition   Flaw = "condition_misfit"  // asks what that question cannot answer
	FlawPipe        Flaw = "pipe_unknown"      // {id} is no earlier question
)

// Fault is a flaw and where it is.
type Fault struct {
	Question string // id; for a question without a proper one its place, from 1; empty: the form
	Flaw     Flaw
}

var word = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// Check tells everything that keeps a form from being asked. Nil: nothing.
func (f Form) Check() []Fault {
	var faults []Fault
	switch {
	case len(f) == 0:
		faults = append(faults, Fault{Flaw: FlawEmpty})
	case len(f) > MaxQuestions:
		return []Fault{{Flaw: FlawTooMany}}
	}
	for i, q := range f {
		name := q.ID
		if !word.MatchString(q.ID) || slices.ContainsFunc(f[:i], func(e Question) bool { return e.ID == q.ID }) {
			name = strconv.Itoa(i + 1)
			faults = append(faults, Fault{name, FlawID})
		}
		for _, flaw := range q.flaws(f[:i]) {
			faults = append(faults, Fault{name, flaw})
		}
	}
	return faults
}

// flaws are those of one question, given the ones before it.
func (q Question) flaws(earlier Form) []Flaw {
	var flaws []Flaw
	add := func(wrong bool, flaw Flaw) {
		if wrong && !slices.Contains(flaws, flaw) {
			flaws = append(flaws, flaw)
		}
	}
	add(!slices.Contains(Kinds(), q.Kind), FlawKind)
	add(q.Label.Empty(), FlawLabel)
	add(len(q.Options) > MaxOptions || len(q.Rows) > MaxRows || len(q.ShowIf) > MaxConditions, FlawTooMany)
	add(!q.hasOptions(), FlawOptions)
	for _, list := range [][]Option{q.Options, q.Rows} {
		for i, o := range list {
			add(!word.MatchString(o.ID) || o.ID == OtherID, FlawID)
			_, twice := find(list[:i], o.ID)
			add(twice, FlawID)
			add(o.Label.Empty(), FlawLabel)
		}
	}
	add(!q.bounded(), FlawBounds)
	for _, c := range q.ShowIf {
		on, known := earlier.Question(c.Question)
		add(!known, FlawConditionOn)
		add(known && !c.fits(on), FlawCondition)
	}
	for _, text := range []string{q.Label.FR, q.Label.EN, q.Hint.FR, q.Hint.EN} {
		for _, id := range piped(text) {
			_, known := earlier.Question(id)
			add(!known, FlawPipe)
		}
	}
	return flaws
}

func (q Question) hasOptions() bool {
	switch q.Kind {
	case Choice:
		return len(q.Options) >= 2 || q.Other && len(q.Options) == 1
	case Matrix:
		return len(q.Options) >= 2 && len(q.Rows) >= 1
	}
	return true
}

func (q Question) bounded() bool {
	switch q.Kind {
	case Choice:
		all := len(q.Options)
		if q.Other {
			all++
		}
		return !q.Several || q.Least >= 0 && q.Least <= all && (q.Most == 0 || q.Most >= max(q.Least, 1))
	case Scale:
		return q.Least >= -maxScaleSteps && q.Most-q.Least >= 1 && q.Most-q.Least <= maxScaleSteps
	case Number:
		return q.Least >= -maxNumber && q.Most <= maxNumber && q.Least < q.Most && q.Decimals >= 0 && q.Decimals <= 3
	case Words:
		return q.Most >= 0 && q.Most <= MaxWords
	}
	return true
}

// fits reports whether a condition asks something that the question's answers can tell.
func (c Condition) fits(on Question) bool {
	switch c.Op {
	case Is, Not:
		return on.Kind == Choice && len(c.Values) > 0 && !slices.ContainsFunc(c.Values, func(v string) bool {
			_, known := on.Option(v)
			return !known && !(on.Other && v == OtherID)
		})
	case AtLeast, AtMost:
		if len(c.Values) != 1 || !on.countable() {
			return false
		}
		_, err := parseMilli(c.Values[0])
		return err == nil
	case Answered, Unanswered:
		return len(c.Values) == 0
	}
	return false
}

var pipe = regexp.MustCompile(`\{([^{}\s]+)\}`)

// piped lists the questions whose answers a text repeats.
func piped(text string) []string {
	if !strings.Contains(text, "{") {
		return nil
	}
	var ids []string
	for _, found := range pipe.FindAllStringSubmatch(text, -1) {
		ids = append(ids, found[1])
	}
	return ids
}
