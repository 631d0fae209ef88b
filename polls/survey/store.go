package survey

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/polls/questionnaire"
)

type surveyRow struct {
	ID           string
	BrandID      string
	Slug         string
	State        string
	Revision     int64
	TitleFR      string `gorm:"column:title_fr"`
	TitleEN      string `gorm:"column:title_en"`
	IntroFR      string `gorm:"column:intro_fr"`
	IntroEN      string `gorm:"column:intro_en"`
	ThanksFR     string `gorm:"column:thanks_fr"`
	ThanksEN     string `gorm:"column:thanks_en"`
	FormJSON     string
	OpensAt      int64
	ClosesAt     int64
	TimeZone     string
	Access       string
	OneByOne     bool
	PublishedAt  int64
	CancelledAt  int64
	CancelReason string
	CreatedAt    int64
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"` // GORM would put its own clock, in seconds
}

func rowOf(s Survey) (surveyRow, error) {
	form, err := json.Marshal(s.Form)
	return surveyRow{
		ID: string(s.ID), BrandID: string(s.Brand), Slug: s.Slug, State: string(s.State), Revision: s.Revision,
		TitleFR: s.Title.FR, TitleEN: s.Title.EN, IntroFR: s.Intro.FR, IntroEN: s.Intro.EN, ThanksFR: s.Thanks.FR, ThanksEN: s.Thanks.EN,
		FormJSON: string(form), OpensAt: db.Millis(s.OpensAt), ClosesAt: db.Millis(s.ClosesAt), TimeZone: s.TimeZone,
		Access: string(s.Access), OneByOne: s.OneByOne, PublishedAt: db.Millis(s.PublishedAt), CancelledAt: db.Millis(s.CancelledAt),
		CancelReason: s.CancelReason, CreatedAt: db.Millis(s.CreatedAt), UpdatedAt: db.Millis(s.UpdatedAt),
	}, err
}

func (r surveyRow) survey() (Survey, error) {
	s := Survey{
		ID: ID(r.ID), Brand: account.BrandID(r.BrandID), State: State(r.State), Revision: r.Revision,
		Terms: Terms{
			Slug: r.Slug, Title: Text{FR: r.TitleFR, EN: r.TitleEN}, Intro: Text{FR: r.IntroFR, EN: r.IntroEN},
			Thanks: Text{FR: r.ThanksFR, EN: r.ThanksEN}, OpensAt: db.Time(r.OpensAt), ClosesAt: db.Time(r.ClosesAt),
			TimeZone: r.TimeZone, Access: Access(r.Access), OneByOne: r.OneByOne,
		},
		PublishedAt: db.Time(r.PublishedAt), CancelledAt: db.Time(r.CancelledAt), CancelReason: r.CancelReason,
		CreatedAt: db.Time(r.CreatedAt), UpdatedAt: db.Time(r.UpdatedAt),
	}
	if err := json.Unmarshal([]byte(r.FormJSON), &s.Form); err != nil {
		return Survey{}, fmt.Errorf("survey: form of %s: %w", r.Slug, err)
	}
	return s, nil
}

func insertSurvey(ctx context.Context, tx *db.DB, s Survey) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	row, err := rowOf(s)
	if err != nil {
		return err
	}
	return slugOr(tx.Gorm(ctx).Table("surveys").Create(&row).Error)
}

// updateSurvey writes a survey that lockSurvey has read in the same transaction.
func updateSurvey(ctx context.Context, tx *db.DB, s Survey) error {
	row, err := rowOf(s)
	if err != nil {
		return err
	}
	return slugOr(tx.Gorm(ctx).Table("surveys").Where("id = ?", row.ID).Select("*").Omit("id").Updates(&row).Error)
}

// slugOr knows that the slug is the only thing that two surveys can both want.
func slugOr(err error) error {
	switch {
	case err == nil:
		return nil
	case db.IsDuplicate(err):
		return ErrSlugTaken.Wrap(err)
	}
	return fmt.Errorf("survey: store: %w", err)
}

func lockSurvey(ctx context.Context, tx *db.DB, slug string) (Survey, error) {
	if err := tx.RequireTx(); err != nil {
		return Survey{}, err
	}
	return oneSurvey(ctx, tx, "slug = ?"+tx.ForUpdate(), slug)
}

func selectSurvey(ctx context.Context, d *db.DB, slug string) (Survey, error) {
	return oneSurvey(ctx, d, "slug = ?", slug)
}

func oneSurvey(ctx context.Context, d *db.DB, where string, args ...any) (Survey, error) {
	found, err := selectSurveys(ctx, d, where, args...)
	if err != nil {
		return Survey{}, err
	}
	if len(found) == 0 {
		return Survey{}, ErrNotFound
	}
	return found[0], nil
}

// selectSurveys reads surveys. where is part of the program, never input.
func selectSurveys(ctx context.Context, d *db.DB, where string, args ...any) ([]Survey, error) {
	var rows []surveyRow
	if err := d.Gorm(ctx).Raw("SELECT * FROM surveys WHERE "+where, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("survey: find: %w", err)
	}
	found := make([]Survey, len(rows))
	for i, row := range rows {
		var err error
		if found[i], err = row.survey(); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func deleteSurvey(ctx context.Context, tx *db.DB, id ID) error {
	return tx.Gorm(ctx).Exec("DELETE FROM surveys WHERE id = ? AND state = 'draft'", string(id)).Error
}

// The states of a response.
const (
	responsePartial  = "partial"
	responseComplete = "complete"
)

type responseRow struct {
	SurveyID    string
	Respondent  []byte
	ID          string
	State       string
	AnswersJSON string
	Locale      string
	Channel     string
	StartedAt   int64
	ChangedAt   int64
	CompletedAt int64
}

// Done reports whether the response was taken.
func (r *responseRow) Done() bool { return r.State == responseComplete }

func (r *responseRow) answers() (questionnaire.Answers, error) {
	answers := questionnaire.Answers{}
	if err := json.Unmarshal([]byte(r.AnswersJSON), &answers); err != nil {
		return nil, fmt.Errorf("survey: answers of %s: %w", r.ID, err)
	}
	return answers, nil
}

func (r *responseRow) response() (Response, error) {
	answers, err := r.answers()
	return Response{Answers: answers, Done: r.Done(), FinishedAt: db.Time(r.CompletedAt)}, err
}

// merge adds answers to those that are kept: the later one counts, an empty one takes the
// former back.
func (r *responseRow) merge(read questionnaire.Answers) (questionnaire.Answers, error) {
	answers, err := r.answers()
	if err != nil {
		return nil, err
	}
	maps.Copy(answers, read)
	maps.DeleteFunc(answers, func(_ string, a questionnaire.Answer) bool { return a.Empty() })
	return answers, nil
}

// again answers a sheet that comes after the response was taken: success if it says
// nothing new, as a double tap or a resend does.
func (r *responseRow) again(read questionnaire.Answers, finish bool) (Response, error) {
	out, err := r.response()
	if err != nil {
		return out, err
	}
	for id, answer := range read {
		if kept := out.Answers[id]; !finish || !reflect.DeepEqual(kept, answer) && !answer.Empty() {
			return out, ErrDone
		}
	}
	return out, nil
}

// forShare keeps a survey as it is until the transaction ends, without keeping other
// respondents out.
func forShare(d *db.DB) string {
	if d.Dialect() == db.Postgres {
		return " FOR SHARE"
	}
	return ""
}

// insertResponse begins a response in a survey that is open now. It does nothing where
// the respondent has one, or the survey is not open.
func insertResponse(ctx context.Context, tx *db.DB, r responseRow, now time.Time) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	err := tx.Gorm(ctx).Exec(`INSERT INTO survey_responses
			(survey_id, respondent, id, state, answers_json, locale, channel, started_at, changed_at, completed_at)
		SELECT surveys.id, ?, ?, ?, ?, ?, ?, ?, ?, 0 FROM surveys
		WHERE surveys.id = ? AND surveys.state = 'published' AND surveys.opens_at <= ? AND surveys.closes_at > ?`+forShare(tx)+`
		ON CONFLICT (survey_id, respondent) DO NOTHING`,
		r.Respondent, r.ID, r.State, r.AnswersJSON, r.Locale, r.Channel, r.StartedAt, r.ChangedAt,
		r.SurveyID, db.Millis(now), db.Millis(now)).Error
	if err != nil {
		return fmt.Errorf("survey: begin a response: %w", err)
	}
	return nil
}

// updateResponse writes a row that was locked, with these answers.
func updateResponse(ctx context.Context, tx *db.DB, r *responseRow, answers questionnaire.Answers, changedAt int64) error {
	kept, err := json.Marshal(answers)
	if err != nil {
		return err
	}
	r.AnswersJSON, r.ChangedAt = string(kept), changedAt
	return tx.Gorm(ctx).Exec(`UPDATE survey_responses SET state = ?, answers_json = ?, changed_at = ?, completed_at = ?
		WHERE survey_id = ? AND respondent = ?`,
		r.State, r.AnswersJSON, r.ChangedAt, r.CompletedAt, r.SurveyID, r.Respondent).Error
}

// selectResponse returns a respondent's row, or nil.
func selectResponse(ctx context.Context, d *db.DB, id ID, key []byte, lock string) (*responseRow, error) {
	var rows []responseRow
	err := d.Gorm(ctx).Raw("SELECT * FROM survey_responses WHERE survey_id = ? AND respondent = ?"+lock, string(id), key).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("survey: find a response: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

// selectComplete returns the responses that were taken, in no order that tells who came
// when.
func selectComplete(ctx context.Context, d *db.DB, id ID) ([]responseRow, error) {
	var rows []responseRow
	err := d.Gorm(ctx).Raw("SELECT * FROM survey_responses WHERE survey_id = ? AND state = 'complete' ORDER BY id", string(id)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("survey: read responses: %w", err)
	}
	return rows, nil
}

// countResponses tells how many responses were begun and taken, by survey.
func countResponses(ctx context.Context, d *db.DB, ids []string) (map[ID]Count, error) {
	counts := map[ID]Count{}
	if len(ids) == 0 {
		return counts, nil
	}
	var rows []struct {
		SurveyID string
		State    string
		N        int64
	}
	err := d.Gorm(ctx).Raw("SELECT survey_id, state, count(*) AS n FROM survey_responses WHERE survey_id IN ? GROUP BY survey_id, state", ids).
		Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("survey: count responses: %w", err)
	}
	for _, row := range rows {
		c := counts[ID(row.SurveyID)]
		c.Begun += row.N
		if row.State == responseComplete {
			c.Taken += row.N
		}
		counts[ID(row.SurveyID)] = c
	}
	return counts, nil
}

func deleteUnfinished(ctx context.Context, tx *db.DB, now time.Time) error {
	return tx.Gorm(ctx).Exec(`DELETE FROM survey_responses WHERE state = 'partial' AND survey_id IN
		(SELECT id FROM surveys WHERE state = 'cancelled' OR closes_at <= ?)`, db.Millis(now)).Error
}

func deleteResponse(ctx context.Context, tx *db.DB, r *responseRow) error {
	return tx.Gorm(ctx).Exec("DELETE FROM survey_responses WHERE survey_id = ? AND respondent = ?", r.SurveyID, r.Respondent).Error
}

// orphanResponse keeps a response under another key, with these answers.
func orphanResponse(ctx context.Context, tx *db.DB, r *responseRow, key []byte, answers questionnaire.Answers) error {
	kept, err := json.Marshal(answers)
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Exec("UPDATE survey_responses SET respondent = ?, answers_json = ? WHERE survey_id = ? AND respondent = ?",
		key, string(kept), r.SurveyID, r.Respondent).Error
}
