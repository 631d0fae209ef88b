package survey

import (
	"slices"
	"strings"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls/questionnaire"
)

// Limits of a survey's texts, in characters.
const (
	MaxTitle = 200
	MaxIntro = 2000
	MaxLabel = 300
)

// complaints gathers what is wrong with an input, so that all is told at once.
type complaints []fault.Field

func (c *complaints) add(name string, f *fault.Error) {
	if f != nil {
		*c = append(*c, f.At(name))
	}
}

// read puts the terms into their normal form and tells every field that could not even be
// kept in a draft. What is merely missing is Missing's.
func (t *Terms) read() []fault.Field {
	var wrong complaints
	t.Slug = strings.TrimSpace(t.Slug)
	wrong.add("slug", text.CheckSlug(t.Slug))
	t.Title = wrong.line("title", t.Title, MaxTitle)
	if t.Title.Empty() && len(wrong) == 0 {
		wrong.add("title", text.ErrRequired)
	}
	t.Intro, t.Thanks = wrong.lines("intro", t.Intro), wrong.lines("thanks", t.Thanks)
	if _, err := clock.Zone(t.TimeZone); err != nil {
		wrong.add("time_zone", ErrZone)
	}
	t.OpensAt, t.ClosesAt = wholeSecond(t.OpensAt), wholeSecond(t.ClosesAt)
	wrong.add("opens_at", checkTime(t.OpensAt))
	wrong.add("closes_at", checkTime(t.ClosesAt))
	if !t.OpensAt.IsZero() && !t.ClosesAt.IsZero() && !t.OpensAt.Before(t.ClosesAt) {
		wrong.add("closes_at", ErrTimeOrder)
	}
	if !slices.Contains(Accesses(), t.Access) {
		wrong.add("access", ErrAccess)
	}
	if len(t.Form) > questionnaire.MaxQuestions {
		wrong.add("questions", flawFault(questionnaire.FlawTooMany))
		return wrong
	}
	for i := range t.Form {
		wrong.question(&t.Form[i])
	}
	return wrong
}

// question tidies the words of a question. Whether it can be asked is looked at when the
// survey is published: an editor saves what is not finished yet.
func (c *complaints) question(q *questionnaire.Question) {
	at := "questions." + q.ID
	q.Label, q.Hint = c.line(at, q.Label, MaxLabel), c.line(at, q.Hint, MaxLabel)
	q.Low, q.High = c.line(at, q.Low, MaxLabel), c.line(at, q.High, MaxLabel)
	if len(q.Options) > questionnaire.MaxOptions || len(q.Rows) > questionnaire.MaxRows || len(q.ShowIf) > questionnaire.MaxConditions {
		c.add(at, flawFault(questionnaire.FlawTooMany))
		return
	}
	for _, list := range [][]questionnaire.Option{q.Options, q.Rows} {
		for i := range list {
			list[i].Label = c.line(at, list[i].Label, MaxLabel)
		}
	}
}

func (c *complaints) line(name string, t Text, maxChars int) Text {
	fr, wrongFR := text.Line(t.FR, maxChars)
	en, wrongEN := text.Line(t.EN, maxChars)
	c.add(name, firstFault(wrongFR, wrongEN))
	return Text{FR: fr, EN: en}
}

func (c *complaints) lines(name string, t Text) Text {
	fr, wrongFR := text.Lines(t.FR, MaxIntro)
	en, wrongEN := text.Lines(t.EN, MaxIntro)
	c.add(name, firstFault(wrongFR, wrongEN))
	return Text{FR: fr, EN: en}
}

func firstFault(a, b *fault.Error) *fault.Error {
	if a != nil {
		return a
	}
	return b
}

func wholeSecond(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Second)
}

// checkTime keeps out times that are typed by mistake.
func checkTime(t time.Time) *fault.Error {
	if !t.IsZero() && (t.Year() < 2000 || t.Year() > 2200) {
		return ErrTime
	}
	return nil
}

// Missing tells what the survey still needs before it can be published at that time.
func (s Survey) Missing(now time.Time) []fault.Field {
	var missing complaints
	if s.Title.Empty() {
		missing.add("title", text.ErrRequired)
	}
	switch {
	case s.ClosesAt.IsZero():
		missing.add("closes_at", ErrTimeMissing)
	case !s.ClosesAt.After(now):
		missing.add("closes_at", ErrTimePast)
	}
	for _, f := range s.Form.Check() {
		name := "questions"
		if f.Question != "" {
			name += "." + f.Question
		}
		missing.add(name, flawFault(f.Flaw))
	}
	return missing
}
