package survey

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/polls/questionnaire"
)

// Count is how many people began to answer and how many came to the end.
type Count struct{ Begun, Taken int64 }

// CountResponses counts the responses of surveys of the actor's brand. A survey without
// any is not in the map.
func (s *Service) CountResponses(ctx context.Context, actor account.Actor, list []Survey) (map[ID]Count, error) {
	ids := make([]string, 0, len(list))
	for _, v := range list {
		if err := actor.RequireOr(account.ViewCampaigns, v.Brand, ErrNotFound); err != nil {
			return nil, err
		}
		ids = append(ids, string(v.ID))
	}
	return countResponses(ctx, s.db, ids)
}

// Filter narrows the responses that a report is made of.
type Filter struct {
	Question string // a question that splits; empty: all responses
	Value    string // the id of one of its answers
	Locale   string // "fr" or "en"; empty: both
	Channel  string // empty: all
	Cross    string // a question whose answers are split
	CrossBy  string // by those to this one
}

// Report is the figures of a survey.
type Report struct {
	Count     Count // of all responses, whatever the filter
	Shown     int   // responses that the filter leaves
	Hidden    bool  // the filter leaves so few people that nothing is told of them
	Summaries []questionnaire.Summary
	Cross     *questionnaire.CrossTab
	Channels  []string // all there are, in the order of the alphabet
}

// Report makes the figures for staff. A filter that leaves fewer people than may be shown
// leaves no figures.
func (s *Service) Report(ctx context.Context, actor account.Actor, v Survey, f Filter) (Report, error) {
	counts, err := s.CountResponses(ctx, actor, []Survey{v})
	if err != nil {
		return Report{}, err
	}
	rows, err := selectComplete(ctx, s.db, v.ID)
	if err != nil {
		return Report{}, err
	}
	report := Report{Count: counts[v.ID], Channels: channels(rows)}
	answers, err := f.keep(v.Form, rows)
	if err != nil {
		return Report{}, err
	}
	report.Shown = len(answers)
	if report.Hidden = len(answers) < len(rows) && len(answers) < questionnaire.LeastShown; report.Hidden {
		return report, nil
	}
	report.Summaries = questionnaire.Summarise(v.Form, answers)
	if table, ok := questionnaire.Cross(v.Form, f.Cross, f.CrossBy, answers); ok {
		report.Cross = &table
	}
	return report, nil
}

func (f Filter) keep(form questionnaire.Form, rows []responseRow) ([]questionnaire.Answers, error) {
	var all []questionnaire.Answers
	for _, row := range rows {
		if f.Locale != "" && row.Locale != f.Locale || f.Channel != "" && row.Channel != f.Channel {
			continue
		}
		answers, err := row.answers()
		if err != nil {
			return nil, err
		}
		all = append(all, answers)
	}
	return questionnaire.Filter(form, f.Question, []string{f.Value}, all), nil
}

func channels(rows []responseRow) []string {
	var names []string
	for _, row := range rows {
		if row.Channel != "" {
			names = append(names, row.Channel)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Line is one response as it is exported: nothing in it says who gave it.
type Line struct {
	ID         string
	FinishedAt time.Time // to the quarter of an hour
	Locale     string
	Channel    string
	Answers    questionnaire.Answers
}

// Export returns the responses that were taken, in no order that tells who came when. It
// needs ExportPeople, since what people typed may name them; the journal says who took it.
func (s *Service) Export(ctx context.Context, actor account.Actor, v Survey) ([]Line, error) {
	if err := actor.RequireOr(account.ExportPeople, v.Brand, ErrNotFound); err != nil {
		return nil, err
	}
	var lines []Line
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		rows, err := selectComplete(ctx, tx, v.ID)
		if err != nil {
			return err
		}
		lines = make([]Line, len(rows))
		for i, row := range rows {
			answers, err := row.answers()
			if err != nil {
				return err
			}
			lines[i] = Line{ID: row.ID, FinishedAt: db.Time(row.CompletedAt), Locale: row.Locale, Channel: row.Channel, Answers: answers}
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "survey.exported", Subject: "survey:" + v.Slug, After: map[string]any{"responses": len(lines)}, At: s.clock.Now(),
		})
	})
	return lines, err
}
