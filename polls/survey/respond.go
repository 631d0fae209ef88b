package survey

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls/questionnaire"
)

// Rewarder thanks a fan for a response, in the transaction that takes it. It is told that
// somebody answered and never what. A fan must be thanked once per survey.
type Rewarder interface {
	RewardSurvey(ctx context.Context, tx *db.DB, brand account.BrandID, who fan.ID, survey ID) (points int64, err error)
}

// Response is what one respondent has answered.
type Response struct {
	Answers    questionnaire.Answers
	Done       bool
	FinishedAt time.Time // to the quarter of an hour
	Points     int64     // earned by finishing just now
}

// Sheet is answers as they are sent: to all questions of a page, or to some.
type Sheet struct {
	Given   map[string]questionnaire.Given // by question
	Finish  bool                           // these were the last ones
	Locale  string                         // of the page
	Channel string                         // where the respondent came from, as the link says: at most 40 characters
}

// FindResponse returns what a respondent has answered so far; the zero Response for
// nothing, and for who cannot be told from others yet.
func (s *Service) FindResponse(ctx context.Context, v Survey, who Respondent) (Response, error) {
	key := s.keyOf(v, who)
	if key == nil {
		return Response{}, nil
	}
	row, err := selectResponse(ctx, s.db, v.ID, key, "")
	if err != nil || row == nil {
		return Response{}, err
	}
	return row.response()
}

// Answer keeps answers and, at the end, takes the response. What can be kept is kept even
// where other answers of the same sheet are refused, so that nobody types twice. A response
// that is done does not change; the same sheet sent again is success.
//
// Faults: ErrNotOpenYet, ErrClosed, ErrCancelled, ErrDeviceMissing, ErrSignIn, ErrDone,
// ErrQuestionUnknown, invalid answers as fields named by question.
func (s *Service) Answer(ctx context.Context, v Survey, who Respondent, sheet Sheet) (Response, error) {
	key := s.keyOf(v, who)
	switch {
	case key != nil:
	case v.Access == AccessMember:
		return Response{}, ErrSignIn
	default:
		return Response{}, ErrDeviceMissing
	}
	read, wrong, err := v.read(sheet)
	if err != nil {
		return Response{}, err
	}
	var out Response
	var missing []fault.Field
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		out, missing = Response{}, nil
		row, err := s.lockOpen(ctx, tx, v, key, sheet)
		if err != nil {
			return err
		}
		if row.Done() {
			out, err = row.again(read, sheet.Finish)
			return err
		}
		answers, err := row.merge(read)
		if err != nil {
			return err
		}
		if sheet.Finish && len(wrong) == 0 {
			answers, missing = finish(v.Form, answers)
		}
		if sheet.Finish && len(wrong)+len(missing) == 0 {
			row.State, row.CompletedAt = responseComplete, quarterOf(s.clock.Now())
			if who := who.fanOf(v); who != "" && s.reward != nil {
				if out.Points, err = s.reward.RewardSurvey(ctx, tx, v.Brand, who, v.ID); err != nil {
					return err
				}
			}
		}
		points := out.Points
		if err := updateResponse(ctx, tx, row, answers, quarterOf(s.clock.Now())); err != nil {
			return err
		}
		if out, err = row.response(); err != nil {
			return err
		}
		out.Answers, out.Points = answers, points
		return nil
	})
	if err == nil && len(wrong)+len(missing) > 0 {
		err = fault.Invalids(append(wrong, missing...)...)
	}
	return out, err
}

// read reads the answers of a sheet. Those that are refused are left out and told.
func (s Survey) read(sheet Sheet) (questionnaire.Answers, []fault.Field, error) {
	read := questionnaire.Answers{}
	var wrong complaints
	for _, q := range s.Form {
		given, sent := sheet.Given[q.ID]
		if !sent {
			continue
		}
		given, refused := tidy(q, given)
		if refused != nil {
			wrong.add(q.ID, refused)
			continue
		}
		answer, flaw := q.Read(given)
		if flaw != "" {
			wrong.add(q.ID, flawFault(flaw))
			continue
		}
		read[q.ID] = answer
	}
	for id := range sheet.Given {
		if _, known := s.Form.Question(id); !known {
			return nil, nil, ErrQuestionUnknown
		}
	}
	return read, wrong, nil
}

// tidy takes what deceives the eye out of words that strangers type.
func tidy(q questionnaire.Question, g questionnaire.Given) (questionnaire.Given, *fault.Error) {
	var refused *fault.Error
	if g.Other, refused = text.Line(g.Other, questionnaire.MaxWords); refused != nil {
		return g, refused
	}
	if q.Kind == questionnaire.Words && len(g.Values) == 1 {
		var said string
		said, refused = text.Lines(g.Values[0], questionnaire.MaxWords)
		g.Values = []string{said}
	}
	return g, refused
}

func finish(f questionnaire.Form, answers questionnaire.Answers) (questionnaire.Answers, []fault.Field) {
	kept, faults := f.Finish(answers)
	var missing complaints
	for _, found := range faults {
		missing.add(found.Question, flawFault(found.Flaw))
	}
	if len(missing) > 0 {
		return answers, missing
	}
	return kept, nil
}

// lockOpen returns the respondent's row of a survey that is open now, made where there
// was none. Whoever sends the same twice at once waits for the first.
func (s *Service) lockOpen(ctx context.Context, tx *db.DB, v Survey, key []byte, sheet Sheet) (*responseRow, error) {
	id, err := uuid.NewRandomFromReader(s.random)
	if err != nil {
		return nil, fmt.Errorf("survey: no random numbers: %w", err)
	}
	now := s.clock.Now()
	fresh := responseRow{
		SurveyID: string(v.ID), Respondent: key, ID: id.String(), State: responsePartial, AnswersJSON: "{}",
		Locale: localeOf(sheet.Locale), Channel: channelOf(sheet.Channel), StartedAt: quarterOf(now), ChangedAt: quarterOf(now),
	}
	if err := insertResponse(ctx, tx, fresh, now); err != nil {
		return nil, err
	}
	row, err := selectResponse(ctx, tx, v.ID, key, tx.ForUpdate())
	if err != nil {
		return nil, err
	}
	if row == nil || !row.Done() {
		if err := s.notOpen(ctx, tx, v.Slug); err != nil {
			return nil, err
		}
	}
	if row == nil {
		return nil, ErrClosed
	}
	return row, nil
}

// notOpen tells why a survey takes no answers now; nil if it does.
func (s *Service) notOpen(ctx context.Context, tx *db.DB, slug string) error {
	v, err := selectSurvey(ctx, tx, slug)
	if err != nil {
		return err
	}
	switch v.Status(s.clock.Now()) {
	case Open:
		return nil
	case Published:
		return ErrNotOpenYet
	case Cancelled:
		return ErrCancelled
	case Draft:
		return ErrNotFound
	}
	return ErrClosed
}

// quarterOf is a time that many responses share, so that it leads to nobody.
func quarterOf(t time.Time) int64 { return db.Millis(t.Truncate(15 * time.Minute)) }

func localeOf(locale string) string {
	if locale == "en" {
		return "en"
	}
	return "fr"
}

// maxChannel is how many characters the name of a channel may have.
const maxChannel = 40

// channelOf is a channel's name; a name that is none is left out rather than refused.
func channelOf(name string) string {
	name, wrong := text.Line(name, maxChannel)
	if wrong != nil {
		return ""
	}
	return name
}
