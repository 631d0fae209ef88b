package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kermesse/contests"
	"kermesse/frontend"
)

// entrySection is how one enters: the contact, the questions, the tickets.
func entrySection() editSection {
	return editSection{
		key:    "entry",
		faults: []string{"entry.contact", "entry.confirm", "entry.questions", "entry.point_tickets", "entry.ask_alias"},
		fields: entryFieldsOf, read: readEntryRules, field: entryRuleField,
		page: func(_ *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			page := frontend.ContestEntryPage{ContestEditFrame: frame}
			for i := range e.values["question_label"] {
				row := e.row(i, questionColumns...)
				page.Questions = append(page.Questions, frontend.EntryQuestionLine{
					ID: row["question_id"], Label: row["question_label"], Choices: row["question_choices"], Required: row["question_required"], Also: row["question_also"], AlsoChoices: row["question_also_choices"],
					Kind: row["question_kind"], Min: row["question_min"], Max: row["question_max"],
					Error: frame.Form.Error(fmt.Sprintf("question_label-%d", i)),
				})
			}
			if frame.Act == "add" {
				page.Questions = append(page.Questions, frontend.EntryQuestionLine{})
			}
			return page
		},
	}
}

var questionColumns = []string{
	"question_label", "question_id", "question_choices", "question_required", "question_also", "question_also_choices",
	"question_kind", "question_min", "question_max",
}

func entryFieldsOf(c contests.Contest) url.Values {
	r := c.Entry
	v := values("contact", string(r.Contact), "point_tickets", count(r.PointTickets, 0),
		"ask_alias", ticked(r.AskAlias))
	for _, q := range r.Questions {
		for i, value := range []string{q.Label, q.ID, strings.Join(q.Choices, "\n"), requiredWord(q.Required), q.Also.Label, strings.Join(q.Also.Choices, "\n"), kindWord(q), q.Min, q.Max} {
			v.Add(questionColumns[i], value)
		}
	}
	return v
}

func readEntryRules(e *contestEdit, f *contests.Form) {
	r := &f.Entry
	if contact := contests.ContactRule(e.values.Get("contact")); contact != r.Contact {
		r.Contact, r.Confirm = contact, contact == contests.ContactEmail
	}
	r.AskAlias = e.values.Get("ask_alias") == "yes"
	r.PointTickets = e.number("entry.point_tickets", e.values.Get("point_tickets"), 0)
	asked := r.Questions
	r.Questions = nil
	rows := e.lines(questionColumns, "question_label", "question_choices")
	for n, row := range rows {
		q := contests.Question{ID: row["question_id"]}
		if q.ID == "" && n < len(asked) && !namedIn(rows, asked[n].ID) {
			q.ID = asked[n].ID // a line that was stored since the page was made, and is sent again
		}
		if i := slices.IndexFunc(asked, func(other contests.Question) bool { return other.ID == q.ID }); i >= 0 {
			q = asked[i] // with what this page does not show
		} else {
			q.ID = freeQuestionID(append(slices.Clone(asked), r.Questions...))
		}
		q.Kind, q.Min, q.Max = contests.QuestionKind(row["question_kind"]), row["question_min"], row["question_max"]
		if q.Kind == contests.QuestionText || q.Kind == contests.QuestionChoice { // lines of choices say it
			q.Kind = ""
		}
		q.Label, q.Required, q.Choices = row["question_label"], row["question_required"] == "yes", textLines(row["question_choices"])
		q.Also = contests.QuestionWording{Label: row["question_also"], Choices: textLines(row["question_also_choices"])}
		r.Questions = append(r.Questions, q)
	}
}

func namedIn(rows []map[string]string, id string) bool {
	return slices.ContainsFunc(rows, func(row map[string]string) bool { return row["question_id"] == id })
}

// kindWord is what the select of kinds offers.
func kindWord(q contests.Question) string {
	if q.Kind == "" || q.Kind == contests.QuestionChoice {
		return string(contests.QuestionText)
	}
	return string(q.Kind)
}

func requiredWord(required bool) string {
	if required {
		return "yes"
	}
	return "no"
}

// freeQuestionID is a name that no question of the draft has had.
func freeQuestionID(asked []contests.Question) string {
	for n := len(asked) + 1; ; n++ {
		id := "q" + strconv.Itoa(n)
		if !slices.ContainsFunc(asked, func(q contests.Question) bool { return q.ID == id }) {
			return id
		}
	}
}

// textLines are the lines of a field that are not blank.
func textLines(typed string) []string {
	var lines []string
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func entryRuleField(path string) string {
	var i int
	if n, _ := fmt.Sscanf(path, "entry.questions[%d]", &i); n == 1 {
		return fmt.Sprintf("question_label-%d", i)
	}
	return strings.TrimPrefix(path, "entry.")
}
