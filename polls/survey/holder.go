package survey

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/polls/questionnaire"
)

// Holdings is what surveys hold about a fan, as they read it in their export.
type Holdings struct {
	Responses []HeldResponse
	Note      Text // what is not in the list, and why
}

// HeldResponse is one response of a fan.
type HeldResponse struct {
	Survey  string // address
	Title   Text
	Form    questionnaire.Form
	Answers questionnaire.Answers
	At      time.Time // of the last answer, to the quarter of an hour
	Done    bool
}

var heldNote = Text{
	FR: "Les réponses données sans vous connecter ne portent que la clé d’un navigateur\u00a0: nous ne pouvons pas savoir lesquelles sont les vôtres. " +
		"Si vous demandez l’effacement, vos réponses en cours disparaissent\u00a0; celles que vous avez envoyées restent comptées sans vos textes, et plus rien ne les relie à vous.",
	EN: "Answers given without signing in carry the key of a browser only: we cannot know which are yours. " +
		"If you ask for erasure, the answers you have not sent are deleted; those you have sent stay counted without your words, and nothing links them to you any more.",
}

// Holder plugs surveys into a fan's export and erasure.
func (s *Service) Holder() fan.Holder { return holder{s} }

type holder struct{ s *Service }

// Export implements fan.Holder. A response does not name its fan; it is found because the
// key that the fan would have in each survey can be computed.
func (h holder) Export(ctx context.Context, tx *db.DB, id fan.ID) (any, error) {
	held := Holdings{Note: heldNote}
	err := h.each(ctx, tx, id, func(v Survey, row *responseRow) error {
		answers, err := row.answers()
		held.Responses = append(held.Responses, HeldResponse{
			Survey: "/s/" + v.Slug, Title: v.Title, Form: v.Form, Answers: answers, At: db.Time(row.ChangedAt), Done: row.Done(),
		})
		return err
	})
	return held, err
}

// Erase implements fan.Holder. A response that was sent stays in the figures, without its
// words and under a key that nobody has; one that was not is deleted.
func (h holder) Erase(ctx context.Context, tx *db.DB, id fan.ID) error {
	return h.each(ctx, tx, id, func(v Survey, row *responseRow) error {
		if !row.Done() {
			return deleteResponse(ctx, tx, row)
		}
		answers, err := row.answers()
		if err != nil {
			return err
		}
		nobody, err := uuid.NewRandomFromReader(h.s.random)
		if err != nil {
			return fmt.Errorf("survey: no random numbers: %w", err)
		}
		return orphanResponse(ctx, tx, row, nobody[:], wordless(v.Form, answers))
	})
}

// wordless are answers without what the respondent typed in words.
func wordless(f questionnaire.Form, answers questionnaire.Answers) questionnaire.Answers {
	kept := questionnaire.Answers{}
	for _, q := range f {
		a, given := answers[q.ID]
		if !given || q.Kind == questionnaire.Words || q.Kind == questionnaire.Date {
			continue
		}
		a.Other = ""
		kept[q.ID] = a
	}
	return kept
}

// each calls fn with every response of a fan.
func (h holder) each(ctx context.Context, tx *db.DB, id fan.ID, fn func(Survey, *responseRow) error) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	list, err := selectSurveys(ctx, tx, "access = ? AND brand_id = (SELECT brand_id FROM fans WHERE id = ?) ORDER BY id", string(AccessMember), string(id))
	if err != nil {
		return err
	}
	for _, v := range list {
		row, err := selectResponse(ctx, tx, v.ID, h.s.fanKey(v.ID, id), tx.ForUpdate())
		if err != nil {
			return err
		}
		if row == nil {
			continue
		}
		if err := fn(v, row); err != nil {
			return err
		}
	}
	return nil
}
