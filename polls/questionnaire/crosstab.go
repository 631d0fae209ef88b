package questionnaire

import (
	"slices"

	"kermesse/polls/stats"
)

// LeastShown is how many people there must be for anything to be told of them.
const LeastShown = stats.HideUnder

// CrossTab is one question's answers split by another's.
type CrossTab struct {
	Columns []Group  // of the question that splits
	Lines   []Option // answers of the other one; a number's Option has an empty label
	Cells   [][]Cell // by line, then by column
}

// Group is the people who gave one answer to the question that splits.
type Group struct {
	Option
	People  int64 // who also answered the other question
	Display stats.Display
}

// Cell is the people of a group who gave an answer.
type Cell struct {
	People  int64
	Share   float64 // of the group
	Display stats.Display
}

// Splits reports whether a question's answers are few enough to make groups or lines of.
func (q Question) Splits() bool {
	_, _, scale := q.Range()
	return q.Kind == Choice || scale
}

// Cross splits the answers to one question by another's. Groups and cells of fewer people
// than may be shown are marked so: their figures must not be told.
func Cross(f Form, lines, columns string, responses []Answers) (CrossTab, bool) {
	line, known := f.Question(lines)
	column, knownToo := f.Question(columns)
	if !known || !knownToo || lines == columns || !line.Splits() || !column.Splits() {
		return CrossTab{}, false
	}
	table := CrossTab{Lines: line.answers()}
	for _, o := range column.answers() {
		table.Columns = append(table.Columns, Group{Option: o})
	}
	table.Cells = make([][]Cell, len(table.Lines))
	for i := range table.Cells {
		table.Cells[i] = make([]Cell, len(table.Columns))
	}
	for _, answers := range responses {
		table.add(line.chosen(answers[lines]), column.chosen(answers[columns]))
	}
	table.hide()
	return table, true
}

func (t *CrossTab) add(lines, columns []string) {
	if len(lines) == 0 {
		return
	}
	for c := range t.Columns {
		if !slices.Contains(columns, t.Columns[c].ID) {
			continue
		}
		t.Columns[c].People++
		for l := range t.Lines {
			if slices.Contains(lines, t.Lines[l].ID) {
				t.Cells[l][c].People++
			}
		}
	}
}

func (t *CrossTab) hide() {
	for c := range t.Columns {
		group := &t.Columns[c]
		group.Display = stats.DisplayOf(group.People)
		for l := range t.Lines {
			cell := &t.Cells[l][c]
			// A share of a group that may be shown tells of no single person; one of a
			// smaller group would.
			cell.Display = group.Display
			if group.People > 0 {
				cell.Share = float64(cell.People) / float64(group.People)
			}
		}
	}
}

// answers lists the answers that a question which splits can have.
func (q Question) answers() []Option {
	if low, high, scale := q.Range(); scale {
		var steps []Option
		for n := low; n <= high; n++ {
			steps = append(steps, Option{ID: FormatMilli(int64(n) * 1000)})
		}
		return steps
	}
	if q.Other {
		return append(slices.Clone(q.Options), Option{ID: OtherID})
	}
	return q.Options
}

// chosen lists the ids of answers that an answer stands for.
func (q Question) chosen(a Answer) []string {
	if a.Milli != nil {
		return []string{FormatMilli(*a.Milli)}
	}
	return a.Options
}

// Filter keeps the responses that gave one of the values to a question that splits.
func Filter(f Form, question string, values []string, responses []Answers) []Answers {
	q, known := f.Question(question)
	if !known || len(values) == 0 {
		return responses
	}
	var kept []Answers
	for _, answers := range responses {
		if slices.ContainsFunc(q.chosen(answers[question]), func(id string) bool { return slices.Contains(values, id) }) {
			kept = append(kept, answers)
		}
	}
	return kept
}
