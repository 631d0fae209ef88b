package agenda

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

const (
	maxTitle  = 120
	maxBody   = 5000
	maxAlt    = 300
	maxRemind = 14 * 24 * time.Hour
)

// read puts the terms in their form and tells what is wrong with them.
func (t *Terms) read() []fault.Field {
	var wrong []fault.Field
	note := func(name string, f *fault.Error) {
		if f != nil {
			wrong = append(wrong, f.At(name))
		}
	}
	var refused *fault.Error
	if t.Title, refused = text.Line(t.Title, maxTitle); refused == nil {
		refused = text.Require(t.Title)
	}
	note("title", refused)
	t.Body, refused = text.Lines(t.Body, maxBody)
	note("body", refused)
	t.PictureAlt, refused = text.Line(t.PictureAlt, maxAlt)
	note("picture_alt", refused)
	if t.Picture != "" && t.PictureAlt == "" && refused == nil {
		note("picture_alt", ErrAlt)
	}
	if !slices.Contains(Channels(), t.Channel) {
		note("channel", ErrChannel)
	}
	if !slices.Contains(States(), t.State) {
		note("state", ErrState)
	}
	if t.At = t.At.UTC().Truncate(time.Minute); t.At.Year() < 2000 || t.At.Year() >= 2200 {
		note("at", ErrTime)
	}
	if t.Remind < 0 || t.Remind > maxRemind || t.Remind%time.Minute != 0 {
		note("remind", ErrRemind)
	}
	if (t.State == Ready || t.State == Published) && t.Body == "" && t.Picture == "" {
		note("body", ErrEmpty)
	}
	return wrong
}

// Plan adds a post. Faults: invalid fields, account.ErrNotAllowed.
func (s *Service) Plan(ctx context.Context, actor account.Actor, terms Terms) (Post, error) {
	if err := actor.Require(account.EditCampaigns, actor.Brand); err != nil {
		return Post{}, err
	}
	if wrong := terms.read(); len(wrong) > 0 {
		return Post{}, fault.Invalids(wrong...)
	}
	now := s.clock.Now()
	p := Post{ID: PostID(db.NewID()), Brand: actor.Brand, Terms: terms, Author: actor.User, Revision: 1, CreatedAt: now, UpdatedAt: now}
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		if err := s.hasPicture(ctx, tx, p); err != nil {
			return err
		}
		if err := insertPost(ctx, tx, p); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{Action: "post.planned", Subject: p.subject(), After: p.told(), At: now})
	})
	return p, err
}

// Edit replaces the terms of a post. revision is the one that the editor saw, 0 if it does
// not matter. A new time has a reminder of its own. Faults: invalid fields, ErrNotFound,
// ErrChangedMeanwhile.
func (s *Service) Edit(ctx context.Context, actor account.Actor, id PostID, revision int64, terms Terms) (Post, error) {
	if wrong := terms.read(); len(wrong) > 0 {
		return Post{}, fault.Invalids(wrong...)
	}
	return s.change(ctx, actor, id, "post.edited", func(p *Post) error {
		if revision != 0 && revision != p.Revision {
			return ErrChangedMeanwhile
		}
		if !terms.At.Equal(p.At) || terms.Remind != p.Remind {
			p.RemindedAt = time.Time{}
		}
		p.Terms, p.Author = terms, actor.User
		return nil
	})
}

// Move changes the state alone. Faults: as Edit's.
func (s *Service) Move(ctx context.Context, actor account.Actor, id PostID, state State) (Post, error) {
	return s.change(ctx, actor, id, "post.moved", func(p *Post) error {
		p.State = state
		if wrong := p.Terms.read(); len(wrong) > 0 {
			return fault.Invalids(wrong...)
		}
		return nil
	})
}

// Delete removes a post. Fault: ErrNotFound.
func (s *Service) Delete(ctx context.Context, actor account.Actor, id PostID) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		p, err := s.lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := deletePost(ctx, tx, id); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{Action: "post.deleted", Subject: p.subject(), Before: p.told(), At: s.clock.Now()})
	})
}

// change lets fn change a post of the actor's brand and writes the journal, all or nothing.
func (s *Service) change(ctx context.Context, actor account.Actor, id PostID, action string, fn func(*Post) error) (Post, error) {
	var p Post
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		before, err := s.lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		p = before
		if err := fn(&p); err != nil {
			return err
		}
		if err := s.hasPicture(ctx, tx, p); err != nil {
			return err
		}
		p.Revision, p.UpdatedAt = before.Revision+1, s.clock.Now()
		if err := updatePost(ctx, tx, p); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: action, Subject: p.subject(), Before: before.told(), After: p.told(), At: p.UpdatedAt,
		})
	})
	return p, err
}

func (s *Service) lock(ctx context.Context, tx *db.DB, actor account.Actor, id PostID) (Post, error) {
	p, err := lockPost(ctx, tx, id)
	if err != nil {
		return p, err
	}
	return p, actor.RequireOr(account.EditCampaigns, p.Brand, ErrNotFound)
}

// hasPicture refuses a picture that the album does not hold.
func (s *Service) hasPicture(ctx context.Context, tx *db.DB, p Post) error {
	if p.Picture == "" {
		return nil
	}
	_, _, err := s.album.Measure(ctx, tx, p.Picture)
	return err
}

// Find returns a post of the actor's brand. Faults: ErrNotFound, account.ErrNotAllowed.
func (s *Service) Find(ctx context.Context, actor account.Actor, id PostID) (Post, error) {
	p, err := selectPost(ctx, s.db, id)
	if err != nil {
		return p, err
	}
	return p, actor.RequireOr(account.ViewCampaigns, p.Brand, ErrNotFound)
}

// List returns the posts of the actor's brand from one time on and before another, in order
// of time; those that were dropped as well.
func (s *Service) List(ctx context.Context, actor account.Actor, from, to time.Time) ([]Post, error) {
	if err := actor.Require(account.ViewCampaigns, actor.Brand); err != nil {
		return nil, err
	}
	return selectPosts(ctx, s.db, actor.Brand, from, to)
}

func (p Post) subject() string { return "post:" + string(p.ID) }

// told is a post as the journal shows it.
func (p Post) told() map[string]any {
	return map[string]any{
		"title": p.Title, "text": p.Body, "channel": p.Channel, "picture": p.Picture, "picture_alt": p.PictureAlt,
		"at": p.At, "state": p.State, "reminder_minutes": int(p.Remind / time.Minute),
	}
}
