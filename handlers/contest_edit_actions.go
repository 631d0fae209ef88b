package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kermesse/contests"
	"kermesse/contests/tickets"
	"kermesse/frontend"
)

// actionsSection is what can be done for more tickets, and what must be done.
func actionsSection() editSection {
	return editSection{
		key:    "actions",
		faults: []string{"entry.actions", "entry.again", "entry.one_chance", "entry.max_tickets"},
		fields: actionFieldsOf, read: readActions, field: actionField,
		used: func(c contests.Contest) bool {
			r := c.Entry
			return len(r.Actions) > 0 || r.Again != "" || r.OneChance
		},
		page: func(a *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			page := frontend.ContestActionsPage{ContestEditFrame: frame}
			for i := range e.values["action_label"] {
				row := e.row(i, actionColumns...)
				page.Actions = append(page.Actions, frontend.ActionLine{
					ID: row["action_id"], Kind: row["action_kind"], Label: row["action_label"], Tickets: row["action_tickets"], Must: row["action_must"],
					Every: row["action_every"], After: row["action_after"], Detail: row["action_detail"],
					Also: row["action_also"], AlsoChoices: row["action_also_choices"],
					Error: frame.Form.Error(fmt.Sprintf("action_label-%d", i)),
				})
			}
			if frame.Act == "add" {
				page.Actions = append(page.Actions, frontend.ActionLine{Tickets: "1"})
			}
			return page
		},
	}
}

var actionColumns = []string{
	"action_label", "action_id", "action_kind", "action_detail", "action_tickets", "action_must", "action_every", "action_after",
	"action_also", "action_also_choices",
}

func actionFieldsOf(c contests.Contest) url.Values {
	r := c.Entry
	v := values("one_chance", ticked(r.OneChance), "again", orNone(string(r.Again)), "max_tickets", count(max(r.MaxTickets, 1), 1))
	for _, a := range r.Actions {
		every, after := string(a.Every), "none"
		if a.Every == tickets.Once {
			every = "once"
		}
		if len(a.After) > 0 {
			after = "all"
		}
		row := []string{a.Label, a.ID, editKind(a), editDetail(a), strconv.Itoa(a.Tickets), requiredWord(a.Mandatory), every, after, a.Also.Label, editAlsoChoices(a)}
		for i, value := range row {
			v.Add(actionColumns[i], value)
		}
	}
	return v
}

// orNone is a period as a select offers it.
func orNone(period string) string {
	if period == "" {
		return "none"
	}
	return period
}

// editKind is what the select of kinds offers: proofs by what is sent, quizzes by whether one
// may try again.
func editKind(a contests.Action) string {
	switch {
	case a.Kind == tickets.Proof:
		return string(a.Proof)
	case a.Kind == tickets.Quiz && a.Retry:
		return "quiz_again"
	}
	return string(a.Kind)
}

// editDetail is what belongs to one kind, as it is typed: an address, right answers with a
// star before the wrong ones of a choice, a tier, a number of friends.
func editDetail(a contests.Action) string {
	switch a.Kind {
	case tickets.Visit:
		return a.URL
	case tickets.Tier:
		return a.Tier
	case tickets.Referral:
		return strconv.Itoa(a.Most)
	case tickets.Code, tickets.Quiz:
		lines := slices.Clone(a.Accept)
		for _, choice := range a.Choices {
			if !slices.Contains(a.Accept, choice) {
				lines = append(lines, "- "+choice)
			}
		}
		return strings.Join(lines, "\n")
	}
	return ""
}

// editAlsoChoices are the choices in the other language, in the order of the detail's lines.
func editAlsoChoices(a contests.Action) string {
	if len(a.Also.Choices) != len(a.Choices) {
		return strings.Join(a.Also.Choices, "\n")
	}
	var right, wrong []string
	for i, choice := range a.Choices {
		if slices.Contains(a.Accept, choice) {
			right = append(right, a.Also.Choices[i])
		} else {
			wrong = append(wrong, a.Also.Choices[i])
		}
	}
	return strings.Join(append(right, wrong...), "\n")
}

func readActions(e *contestEdit, f *contests.Form) {
	r := &f.Entry
	r.OneChance, r.Again = e.values.Get("one_chance") == "yes", tickets.Every(strings.TrimPrefix(e.values.Get("again"), "none"))
	r.MaxTickets = e.number("entry.max_tickets", e.values.Get("max_tickets"), 0)
	had := r.Actions
	r.Actions = nil
	for i, row := range e.lines(actionColumns, "action_label") {
		a := contests.Action{ID: row["action_id"], Label: row["action_label"], Mandatory: row["action_must"] == "yes"}
		if a.ID == "" {
			a.ID = freeActionID(append(slices.Clone(had), r.Actions...))
		}
		at := fmt.Sprintf("entry.actions[%d].", i)
		a.Tickets = e.number(at+"tickets", row["action_tickets"], 0)
		if row["action_every"] != "once" {
			a.Every = tickets.Every(row["action_every"])
		}
		if row["action_after"] == "all" {
			for _, before := range r.Actions {
				a.After = append(a.After, before.ID)
			}
		}
		a.Also = contests.QuestionWording{Label: row["action_also"], Choices: textLines(row["action_also_choices"])}
		e.readDetail(&a, row["action_kind"], row["action_detail"], at)
		r.Actions = append(r.Actions, a)
	}
}

func (e *contestEdit) readDetail(a *contests.Action, kind, detail, at string) {
	a.Kind = tickets.Kind(kind)
	switch kind {
	case "text", "link", "picture":
		a.Kind, a.Proof = tickets.Proof, contests.ProofKind(kind)
	case "visit":
		a.URL = detail
	case "tier":
		a.Tier = detail
	case "referral":
		a.Most = e.number(at+"most", detail, 0)
	case "code":
		a.Accept = textLines(detail)
	case "quiz", "quiz_again":
		a.Kind, a.Retry = tickets.Quiz, kind == "quiz_again"
		readQuiz(a, textLines(detail))
	}
}

// readQuiz takes lines that begin with a dash for the wrong ones of a choice. The choices are
// offered in an order that does not give the right one away.
func readQuiz(a *contests.Action, lines []string) {
	for _, line := range lines {
		if wrong, ok := strings.CutPrefix(line, "-"); ok {
			a.Choices = append(a.Choices, strings.TrimSpace(wrong))
		} else {
			a.Accept = append(a.Accept, line)
		}
	}
	if len(a.Choices) == 0 {
		return
	}
	a.Choices = append(slices.Clone(a.Accept), a.Choices...)
	also := map[string]string{}
	if len(a.Also.Choices) == len(a.Choices) {
		for i, choice := range a.Choices {
			also[choice] = a.Also.Choices[i]
		}
	}
	slices.Sort(a.Choices)
	for i, choice := range a.Choices {
		if words, ok := also[choice]; ok {
			a.Also.Choices[i] = words
		}
	}
}

// freeActionID is a name that no action of the draft has had.
func freeActionID(had []contests.Action) string {
	for n := len(had) + 1; ; n++ {
		id := "a" + strconv.Itoa(n)
		if !slices.ContainsFunc(had, func(a contests.Action) bool { return a.ID == id }) {
			return id
		}
	}
}

func actionField(path string) string {
	var i int
	if n, _ := fmt.Sscanf(path, "entry.actions[%d]", &i); n == 1 {
		return fmt.Sprintf("action_label-%d", i)
	}
	return strings.TrimPrefix(path, "entry.")
}
