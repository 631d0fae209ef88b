package contests

import (
	"context"
	"errors"
	"reflect"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

// Create stores a new draft of the actor's brand. Faults: invalid fields, all at once;
// ErrSlugTaken.
func (s *Service) Create(ctx context.Context, actor account.Actor, form Form) (Contest, error) {
	if err := actor.Require(account.EditCampaigns, actor.Brand); err != nil {
		return Contest{}, err
	}
	c, err := s.read(ctx, actor.Brand, form)
	if err != nil {
		return Contest{}, err
	}
	c.ID, c.Brand, c.Version = ID(db.NewID()), actor.Brand, 1
	c.CreatedAt = s.clock.Now()
	c.UpdatedAt = c.CreatedAt
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		if err := s.measure(ctx, tx, c.Picture); err != nil {
			return err
		}
		if err := insertContest(ctx, tx, c); err != nil {
			return slugTaken(err)
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "contest.created", Subject: c.subject(), After: c.facts(), At: c.CreatedAt,
		})
	})
	if err != nil {
		return Contest{}, err
	}
	return c, nil
}

// oneSitting is how long the edits of one person to the same part of a draft are one line of
// the journal: the editor saves by itself while they type.
const oneSitting = 10 * time.Minute

// Edit replaces a draft if it is still the version that the person saw. A form that says
// what is stored already changes nothing, not even the version. Faults: those of Create,
// ErrEditedElsewhere, ErrFrozen.
func (s *Service) Edit(ctx context.Context, actor account.Actor, slug string, version int64, form Form) (Contest, error) {
	before, err := s.find(ctx, s.db, actor, account.EditCampaigns, slug)
	if err != nil {
		return Contest{}, err
	}
	c, err := s.read(ctx, before.Brand, form)
	if err != nil {
		return Contest{}, err
	}
	c.ID, c.Brand, c.Version = before.ID, before.Brand, version
	c.CreatedAt, c.UpdatedAt = before.CreatedAt, s.clock.Now()
	var saved Contest
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		before, err := lockBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		switch {
		case !before.PublishedAt.IsZero() || before.List != nil:
			return ErrFrozen
		case before.Version != version:
			return ErrEditedElsewhere
		}
		if err := s.measure(ctx, tx, c.Picture); err != nil {
			return err
		}
		if reflect.DeepEqual(before.facts(), c.facts()) {
			saved = before
			return nil
		}
		stored, err := updateDraft(ctx, tx, c)
		if err != nil {
			return slugTaken(err)
		}
		if !stored {
			return ErrEditedElsewhere
		}
		saved = c
		saved.Version++
		return account.Record(ctx, tx, actor, account.Change{
			Action: "contest.edited", Subject: before.subject(), Before: before.facts(), After: c.facts(), At: c.UpdatedAt, Joins: oneSitting,
		})
	})
	return saved, err
}

// measure fills in the size of a picture that the album has.
func (s *Service) measure(ctx context.Context, tx *db.DB, p *Picture) error {
	if p == nil {
		return nil
	}
	var err error
	p.Width, p.Height, err = s.album.Measure(ctx, tx, p.Hash)
	if errors.Is(err, picture.ErrNotFound) {
		return fault.Invalids(picture.ErrNotFound.At("picture.hash"))
	}
	return err
}

// Discard removes a draft for good. Faults: ErrFrozen once it is published.
func (s *Service) Discard(ctx context.Context, actor account.Actor, slug string) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.find(ctx, tx, actor, account.EditCampaigns, slug)
		if err != nil {
			return err
		}
		if c.List != nil {
			return ErrFrozen
		}
		gone, err := deleteDraft(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if !gone {
			return ErrFrozen
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "contest.discarded", Subject: c.subject(), Before: c.facts(), At: s.clock.Now(),
		})
	})
}

// find returns a contest that the actor may see and do perm with; any other is
// ErrNotFound, as if it did not exist.
func (s *Service) find(ctx context.Context, d *db.DB, actor account.Actor, perm account.Permission, slug string) (Contest, error) {
	c, err := selectBySlug(ctx, d, slug)
	if err != nil {
		return Contest{}, err
	}
	return c, actor.RequireOr(perm, c.Brand, ErrNotFound)
}

// read turns a form into a draft, with what the brand says where the form is silent.
func (s *Service) read(ctx context.Context, brand account.BrandID, form Form) (Contest, error) {
	b, err := account.FindBrand(ctx, s.db, brand)
	if err != nil {
		return Contest{}, err
	}
	if form.Locale == "" {
		form.Locale = b.Locale
	}
	if form.TimeZone == "" {
		form.TimeZone = b.TimeZone
	}
	if form.Source == "" {
		form.Source = s.Sources()[0]
	}
	form.Law = form.Law.settledBy(b)
	c, err := form.contest()
	if err != nil {
		return c, err
	}
	return c, s.checkTiers(ctx, brand, c.Entry)
}

// slugTaken tells the field, for forms, and keeps the code that programs look for.
func slugTaken(err error) error {
	if errors.Is(err, ErrSlugTaken) {
		var taken *fault.Error = ErrSlugTaken
		return taken.Field("slug", ErrSlugTaken)
	}
	return err
}

// facts are what the journal keeps of a contest.
func (c Contest) facts() map[string]any {
	return map[string]any{
		"slug": c.Slug, "title": c.Title, "description": c.Description, "locale": c.Locale, "time_zone": c.TimeZone,
		"opens_at": clock.OrNil(c.OpensAt), "closes_at": clock.OrNil(c.ClosesAt), "picture": c.Picture, "prizes": c.Prizes, "mode": c.Mode, "source": c.Source,
		"margin_seconds": int(c.Margin.Seconds()), "claim_days": c.ClaimDays, "own_rules": c.OwnRules, "also": c.Also, "entry": c.Entry.secretless(), "law": c.Law,
	}
}
