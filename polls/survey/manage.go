package survey

import (
	"context"
	"encoding/json"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

const maxReason = 500

// Create makes a draft of the actor's brand. It may lack what only publishing needs.
// Faults: invalid fields, ErrSlugTaken.
func (s *Service) Create(ctx context.Context, actor account.Actor, terms Terms) (Survey, error) {
	if err := actor.Require(account.EditCampaigns, actor.Brand); err != nil {
		return Survey{}, err
	}
	if wrong := terms.read(); len(wrong) > 0 {
		return Survey{}, fault.Invalids(wrong...)
	}
	now := s.clock.Now()
	v := Survey{
		ID: ID(db.NewID()), Brand: actor.Brand, Terms: terms, State: StateDraft, Revision: 1, CreatedAt: now, UpdatedAt: now,
	}
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		if err := insertSurvey(ctx, tx, v); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, "survey.created", nil, v)
	})
	return v, err
}

// Edit replaces the terms of a draft. Of a published survey only the words around the
// questions change: title, intro and thanks. revision is the one that the editor saw, 0 if
// it does not matter. Faults: invalid fields, ErrFrozen, ErrChangedMeanwhile, ErrSlugTaken,
// ErrOver.
func (s *Service) Edit(ctx context.Context, actor account.Actor, slug string, revision int64, terms Terms) (Survey, error) {
	if wrong := terms.read(); len(wrong) > 0 {
		return Survey{}, fault.Invalids(wrong...)
	}
	return s.change(ctx, actor, slug, "survey.edited", func(v *Survey) error {
		switch {
		case revision != 0 && revision != v.Revision:
			return ErrChangedMeanwhile
		case v.State == StateCancelled || v.State == StatePublished && v.Status(s.clock.Now()) == Closed:
			return ErrOver
		case v.State == StatePublished && !v.sameQuestions(terms):
			return ErrFrozen
		}
		v.Terms = terms
		return nil
	})
}

// sameQuestions reports whether terms differ from those that were published in words
// around the questions only.
func (s Survey) sameQuestions(t Terms) bool {
	t.Title, t.Intro, t.Thanks = s.Title, s.Intro, s.Thanks
	before, errBefore := json.Marshal(s.Terms)
	after, errAfter := json.Marshal(t)
	return errBefore == nil && errAfter == nil && string(before) == string(after)
}

// Publish fixes the questions. A survey without opening time opens at once.
// Faults: ErrIncomplete with what is missing, ErrAlreadyPublished.
func (s *Service) Publish(ctx context.Context, actor account.Actor, slug string) (Survey, error) {
	return s.change(ctx, actor, slug, "survey.published", func(v *Survey) error {
		if v.State != StateDraft {
			return ErrAlreadyPublished
		}
		now := s.clock.Now()
		if v.OpensAt.IsZero() {
			v.OpensAt = wholeSecond(now)
		}
		if missing := v.Missing(now); len(missing) > 0 {
			refused := ErrIncomplete
			for _, field := range missing {
				refused = refused.Field(field.Name, field.Fault)
			}
			return refused
		}
		v.State, v.PublishedAt = StatePublished, now
		return nil
	})
}

// Cancel ends a published survey before its time. The reason is shown to fans; the answers
// so far are kept for staff. Faults: ErrReason, ErrNotPublished, ErrOver.
func (s *Service) Cancel(ctx context.Context, actor account.Actor, slug, reason string) (Survey, error) {
	reason, wrong := text.Line(reason, maxReason)
	if wrong == nil && reason == "" {
		wrong = ErrReason
	}
	if wrong != nil {
		return Survey{}, fault.Invalids(wrong.At("reason"))
	}
	return s.change(ctx, actor, slug, "survey.cancelled", func(v *Survey) error {
		switch v.Status(s.clock.Now()) {
		case Draft:
			return ErrNotPublished
		case Cancelled, Closed:
			return ErrOver
		}
		v.State, v.CancelledAt, v.CancelReason = StateCancelled, s.clock.Now(), reason
		return nil
	})
}

// Delete removes a draft. Faults: ErrNotFound, ErrFrozen.
func (s *Service) Delete(ctx context.Context, actor account.Actor, slug string) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		v, err := lockSurvey(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, v.Brand, ErrNotFound); err != nil {
			return err
		}
		if v.State != StateDraft {
			return ErrFrozen
		}
		if err := deleteSurvey(ctx, tx, v.ID); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "survey.deleted", Subject: "survey:" + v.Slug, Before: v.told(), At: s.clock.Now(),
		})
	})
}

// change lets fn change a survey of the actor's brand and writes the journal, all or
// nothing.
func (s *Service) change(ctx context.Context, actor account.Actor, slug, action string, fn func(*Survey) error) (Survey, error) {
	var v Survey
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		before, err := lockSurvey(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, before.Brand, ErrNotFound); err != nil {
			return err
		}
		v = before
		if err := fn(&v); err != nil {
			return err
		}
		v.Revision, v.UpdatedAt = before.Revision+1, s.clock.Now()
		if err := updateSurvey(ctx, tx, v); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, action, &before, v)
	})
	return v, err
}

// record writes the journal. What identifies the subject is the slug after the change.
func (s *Service) record(ctx context.Context, tx *db.DB, actor account.Actor, action string, before *Survey, after Survey) error {
	change := account.Change{Action: action, Subject: "survey:" + after.Slug, After: after.told(), At: s.clock.Now()}
	if before != nil {
		change.Before = before.told()
	}
	return account.Record(ctx, tx, actor, change)
}

// told is a survey as the journal shows it.
func (s Survey) told() map[string]any {
	fields := map[string]any{
		"slug": s.Slug, "state": s.State, "title": s.Title, "intro": s.Intro, "thanks": s.Thanks, "questions": s.Form,
		"opens_at": clock.OrNil(s.OpensAt), "closes_at": clock.OrNil(s.ClosesAt), "time_zone": s.TimeZone, "access": s.Access, "one_by_one": s.OneByOne,
	}
	if s.CancelReason != "" {
		fields["reason"] = s.CancelReason
	}
	return fields
}

// Find returns a survey that is public: published, whether it is open, over or cancelled.
// Fault: ErrNotFound.
func (s *Service) Find(ctx context.Context, slug string) (Survey, error) {
	v, err := selectSurvey(ctx, s.db, slug)
	if err == nil && v.State == StateDraft {
		return Survey{}, ErrNotFound
	}
	return v, err
}

// FindByID returns a survey that is public, as Find does, for links that outlive its slug.
func (s *Service) FindByID(ctx context.Context, id ID) (Survey, error) {
	found, err := selectSurveys(ctx, s.db, "id = ?", string(id))
	if err != nil {
		return Survey{}, err
	}
	if len(found) == 0 || found[0].State == StateDraft {
		return Survey{}, ErrNotFound
	}
	return found[0], nil
}

// FindFor returns a survey of the actor's brand, drafts included. Faults: ErrNotFound, also
// for another brand's, and account.ErrNotAllowed.
func (s *Service) FindFor(ctx context.Context, actor account.Actor, slug string) (Survey, error) {
	v, err := selectSurvey(ctx, s.db, slug)
	if err != nil {
		return Survey{}, err
	}
	if err := actor.RequireOr(account.ViewCampaigns, v.Brand, ErrNotFound); err != nil {
		return Survey{}, err
	}
	return v, nil
}

// BrandOf returns the brand of a survey, drafts included, for the edge to know as whom its
// caller asks. Fault: ErrNotFound.
func (s *Service) BrandOf(ctx context.Context, slug string) (account.BrandID, error) {
	v, err := selectSurvey(ctx, s.db, slug)
	return v.Brand, err
}

// List returns the surveys of the actor's brand, the newest first.
func (s *Service) List(ctx context.Context, actor account.Actor) ([]Survey, error) {
	if err := actor.Require(account.ViewCampaigns, actor.Brand); err != nil {
		return nil, err
	}
	return selectSurveys(ctx, s.db, "brand_id = ? ORDER BY id DESC", string(actor.Brand))
}

// ListPublic returns the published surveys of a brand, the newest first, the cancelled
// ones left out.
func (s *Service) ListPublic(ctx context.Context, brand account.BrandID) ([]Survey, error) {
	return selectSurveys(ctx, s.db, "brand_id = ? AND state = 'published' ORDER BY opens_at DESC, id DESC", string(brand))
}

// ForgetUnfinished drops what was answered and never sent, once a survey is over: nobody
// agreed to its being read.
func (s *Service) ForgetUnfinished(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.DB) error { return deleteUnfinished(ctx, tx, s.clock.Now()) })
}
