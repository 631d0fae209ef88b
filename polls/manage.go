package polls

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

const maxReason = 500

// Create makes a draft of a brand. It may lack what only publishing needs.
// Faults: ErrInvalid with every wrong field, ErrSlugTaken.
func (s *Service) Create(ctx context.Context, actor account.Actor, terms Terms) (Poll, error) {
	if err := actor.Require(account.EditCampaigns, actor.Brand); err != nil {
		return Poll{}, err
	}
	if wrong := terms.read(); len(wrong) > 0 {
		return Poll{}, fault.Invalids(wrong...)
	}
	now := s.clock.Now()
	p := Poll{
		ID: ID(db.NewID()), Brand: actor.Brand, Terms: terms, State: StateDraft, Revision: 1, CreatedAt: now, UpdatedAt: now,
		tallied: true,
	}
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		if err := s.measure(ctx, tx, p.Options); err != nil {
			return err
		}
		if err := insertPoll(ctx, tx, p); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, "poll.created", nil, &p)
	})
	return p, err
}

// Edit replaces the terms of a poll. Of a published poll only words change, and once it is
// open only the spelling of its question and of its options' names; a notice tells fans
// what stood there before. revision is the one that the editor saw, 0 if it does not matter.
// Faults: ErrInvalid, ErrFrozen with the fields that may not change, ErrChangedMeanwhile,
// ErrSlugTaken, ErrOver.
func (s *Service) Edit(ctx context.Context, actor account.Actor, slug string, revision int64, terms Terms) (Poll, error) {
	if wrong := terms.read(); len(wrong) > 0 {
		return Poll{}, fault.Invalids(wrong...)
	}
	return s.change(ctx, actor, slug, "poll.edited", func(ctx context.Context, tx *db.DB, p *Poll) error {
		status := p.Status(s.clock.Now())
		switch {
		case revision != 0 && revision != p.Revision:
			return ErrChangedMeanwhile
		case status == Cancelled || status.Over():
			return ErrOver // the words of an option must not move once it is known which one won
		case p.State != StateDraft:
			if err := s.reword(ctx, tx, *p, terms); err != nil {
				return err
			}
		case status.Choosing():
			if fixed := p.moved(terms, calledFields); len(fixed) > 0 {
				return withFields(ErrFrozen, fixed)
			}
			if !sameButSpelling(p.Title.FR, terms.Title.FR) || !sameButSpelling(p.Title.EN, terms.Title.EN) {
				return ErrFrozen.Field("title", ErrNotSpelling.With(p.Title.In("fr")))
			}
		}
		for i, o := range terms.Options { // which ones fans proposed is not for an editor to say
			kept, _ := p.Option(o.ID)
			terms.Options[i].Proposed = kept.Proposed
		}
		p.Terms = terms
		return s.measure(ctx, tx, p.Options)
	})
}

// reword checks that terms differ from those of a published poll in words alone, and tells
// fans which. Once it is open, names and the question are corrected and not changed: what
// voters have read is what they have voted for.
func (s *Service) reword(ctx context.Context, tx *db.DB, p Poll, terms Terms) error {
	if frozen := p.frozen(terms); len(frozen) > 0 {
		return withFields(ErrFrozen, frozen)
	}
	changes := rewordings(p.Terms, terms)
	if len(changes) == 0 {
		return nil
	}
	if p.Status(s.clock.Now()) == Open {
		notices, err := selectNotices(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		var told []Rewording
		for _, n := range notices {
			if !n.At.Before(p.OpensAt) {
				told = append(told, n.Rewordings...)
			}
		}
		if wrong := misspelled(changes, told); len(wrong) > 0 {
			return withFields(ErrFrozen, wrong)
		}
	}
	return s.tell(ctx, tx, p, NoticeReworded, "", NoticeDetail{Rewordings: changes})
}

// Publish fixes the terms and where the seed of the tie-break order comes from, and says so
// in the public log. A poll without opening time opens at once.
// Faults: ErrIncomplete with what is missing, ErrAlreadyPublished.
func (s *Service) Publish(ctx context.Context, actor account.Actor, slug string) (Poll, error) {
	return s.change(ctx, actor, slug, "poll.published", func(_ context.Context, _ *db.DB, p *Poll) error {
		if p.State != StateDraft {
			return ErrAlreadyPublished
		}
		now := s.clock.Now()
		if p.Status(now) == Calling {
			return ErrStillCalling
		}
		if p.OpensAt.IsZero() {
			p.OpensAt = wholeSecond(now)
		}
		p.RoundEnds = p.roundEnds()
		if missing := p.Missing(now); len(missing) > 0 {
			return withFields(ErrIncomplete, missing)
		}
		p.State, p.PublishedAt = StatePublished, now
		return s.fixLots(p, now)
	})
}

// Unpublish makes a published poll a draft again, as long as it is not open: from the
// opening on its tie-break seed is told, and whoever could draw another would go on until
// one suits them. Published anew it has another seed; the journal shows both publications.
// So it is once a beacon's round is due. Faults: ErrNotPublished, ErrOpened, ErrOver,
// ErrLotsDrawn, ErrHasBallots.
func (s *Service) Unpublish(ctx context.Context, actor account.Actor, slug string) (Poll, error) {
	return s.change(ctx, actor, slug, "poll.unpublished", func(ctx context.Context, tx *db.DB, p *Poll) error {
		if p.State != StatePublished {
			return ErrNotPublished
		}
		switch p.Status(s.clock.Now()) {
		case Open:
			return ErrOpened
		case Closed, Void:
			return ErrOver
		}
		if p.Lots.Source == LotBeacon && !s.clock.Now().Before(p.Lots.Round.Due) {
			return ErrLotsDrawn
		}
		// A clock that was set back can have opened it before.
		voted, err := hasBallots(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if voted {
			return ErrHasBallots
		}
		p.State, p.PublishedAt, p.Lots = StateDraft, time.Time{}, Lots{}
		return deletePendingIn(ctx, tx, p.ID)
	})
}

// Cancel ends a published poll without a result. The reason is shown to fans.
// Faults: ErrReason, ErrNotPublished, ErrOver.
func (s *Service) Cancel(ctx context.Context, actor account.Actor, slug, reason string) (Poll, error) {
	reason, wrong := readReason(reason)
	if len(wrong) > 0 {
		return Poll{}, fault.Invalids(wrong...)
	}
	return s.change(ctx, actor, slug, "poll.cancelled", func(ctx context.Context, tx *db.DB, p *Poll) error {
		// By the clock, not by the job: who knows the final count does not call it off.
		switch p.Status(s.clock.Now()) {
		case Draft:
			return ErrNotPublished
		case Cancelled, Closed, Void:
			return ErrOver
		}
		p.State, p.CancelledAt, p.CancelReason = StateCancelled, s.clock.Now(), reason
		return deleteSittings(ctx, tx, p.ID)
	})
}

// measure looks up how large the pictures are, and refuses those that are not kept.
func (s *Service) measure(ctx context.Context, tx *db.DB, options []Option) error {
	var wrong complaints
	for i, o := range options {
		if o.Picture == nil {
			continue
		}
		width, height, err := s.album.Measure(ctx, tx, o.Picture.Hash)
		switch {
		case errors.Is(err, picture.ErrNotFound):
			wrong.add(place("options", i)+".image", ErrPicture)
		case err != nil:
			return err
		}
		o.Picture.Width, o.Picture.Height = width, height
	}
	if len(wrong) > 0 {
		return fault.Invalids(wrong...)
	}
	return nil
}

// change lets fn change a poll of the actor's brand and writes the journal, all or
// nothing. Two changes of the same poll come one after the other.
func (s *Service) change(
	ctx context.Context, actor account.Actor, slug, action string, fn func(context.Context, *db.DB, *Poll) error,
) (Poll, error) {
	var p Poll
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		before, err := lockPoll(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, before.Brand, ErrNotFound); err != nil {
			return err
		}
		p = before
		if err := fn(ctx, tx, &p); err != nil {
			return err
		}
		p.Revision, p.UpdatedAt = before.Revision+1, s.clock.Now()
		if err := updatePoll(ctx, tx, p); err != nil {
			return err
		}
		if err := s.record(ctx, tx, actor, action, &before, &p); err != nil {
			return err
		}
		return s.log(ctx, tx, before, p)
	})
	if err == nil {
		s.live.touch(p.ID) // figures of another publication must not outlive it
	}
	return p, err
}

func withFields(f *fault.Error, fields []fault.Field) *fault.Error {
	for _, field := range fields {
		f = f.Field(field.Name, field.Fault)
	}
	return f
}

// Delete removes a draft. Faults: ErrNotFound, ErrFrozen.
func (s *Service) Delete(ctx context.Context, actor account.Actor, slug string) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		p, err := lockPoll(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, p.Brand, ErrNotFound); err != nil {
			return err
		}
		if p.Public() {
			return ErrFrozen
		}
		if err := deletePoll(ctx, tx, p.ID); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "poll.deleted", Subject: "poll:" + p.Slug, Before: p.told(), At: s.clock.Now(),
		})
	})
}
