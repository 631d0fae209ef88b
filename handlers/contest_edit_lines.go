package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"kermesse/frontend"
	"kermesse/internal/fault"
)

// typedForm is a form as it was sent, and what could not be read of it.
type typedForm struct {
	values url.Values
	wrong  []fault.Field
}

// lines reads the rows of a table of a form: the fields of one row have the same place in
// their lists. Rows in which every field of must is blank are left out, and what the button
// asked for is done: a row moved up or down, or taken away.
func (t *typedForm) lines(fields []string, must ...string) []map[string]string {
	var rows []map[string]string
	for i := range t.values[fields[0]] {
		row := map[string]string{}
		for _, name := range fields {
			if v := t.values[name]; i < len(v) {
				row[name] = strings.TrimSpace(v[i])
			}
		}
		rows = append(rows, row)
	}
	rows = moved(rows, t.values.Get("act"))
	kept := rows[:0]
	for _, row := range rows {
		blank := true
		for _, name := range must {
			blank = blank && row[name] == ""
		}
		if !blank {
			kept = append(kept, row)
		}
	}
	for _, name := range fields {
		t.values.Del(name)
		for _, row := range kept {
			t.values.Add(name, row[name])
		}
	}
	return kept
}

// moved does what a button "up-2", "down-2" or "drop-2" asks of a table.
func moved[T any](rows []T, act string) []T {
	what, at, _ := strings.Cut(act, "-")
	i, err := strconv.Atoi(at)
	if err != nil || i < 0 || i >= len(rows) {
		return rows
	}
	switch {
	case what == "up" && i > 0:
		rows[i-1], rows[i] = rows[i], rows[i-1]
	case what == "down" && i+1 < len(rows):
		rows[i+1], rows[i] = rows[i], rows[i+1]
	case what == "drop":
		rows = append(rows[:i:i], rows[i+1:]...)
	}
	return rows
}

// row is one line of a table of the form as it is shown.
func (t *typedForm) row(i int, fields ...string) map[string]string {
	row := map[string]string{}
	for _, name := range fields {
		if v := t.values[name]; i < len(v) {
			row[name] = v[i]
		}
	}
	return row
}

// asksForLine tells whether the page shows one more blank line, because the button asked
// for it or because there is none yet.
func asksForLine(frame frontend.ContestEditFrame, lines int) bool {
	return lines == 0 || frame.Act == "add"
}

// number reads a whole number, of which nothing typed is none.
func (t *typedForm) number(path, typed string, none int) int {
	if typed = strings.TrimSpace(typed); typed == "" {
		return none
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		t.wrong = append(t.wrong, errNumber.At(path))
	}
	return n
}

// count shows a whole number, of which none is shown as nothing.
func count(n, none int) string {
	if n == none {
		return ""
	}
	return strconv.Itoa(n)
}

// ticked is the value of a box.
func ticked(on bool) string {
	if on {
		return "yes"
	}
	return ""
}
