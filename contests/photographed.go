package contests

import (
	"context"
	"errors"
	"slices"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/photos"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
)

// Photos is the photos that people enter contests with.
func (s *Service) Photos() *photos.Service { return s.photos }

// readPhoto reads the photo of an entry form. What staff type for somebody may come without.
func (s *Service) readPhoto(ctx context.Context, c Contest, read *entryRead, wrong *problems) {
	form := read.form.Photo
	if c.Entry.Photos == nil || read.form.Source == FromStaff && form.Upload == "" && form.Picture == nil {
		return
	}
	ready, fields := s.photos.Check(ctx, c.Photographed(), form, read.contact.Value)
	wrong.fields = append(wrong.fields, fields...)
	read.photo = &ready
}

// photoConsents are what the form grants about its photo.
func (c Contest) photoConsents(form EntryForm) []fan.Consent {
	if c.Entry.Photos == nil || form.Photo.Upload == "" && form.Photo.Picture == nil {
		return nil
	}
	return c.Photographed().Consents(form.Photo, form.Locale)
}

var _ photos.Host = host{}

// FindPhotos implements photos.Host.
func (h host) FindPhotos(ctx context.Context, d *db.DB, slug string) (photos.Contest, error) {
	c, err := selectBySlug(ctx, d, slug)
	return c.withPhotos(err)
}

// HoldPhotos implements photos.Host.
func (h host) HoldPhotos(ctx context.Context, tx *db.DB, slug string) (photos.Contest, error) {
	c, err := holdBySlug(ctx, tx, slug)
	return c.withPhotos(err)
}

func (c Contest) withPhotos(err error) (photos.Contest, error) {
	switch {
	case err != nil:
		return photos.Contest{}, err
	case c.PublishedAt.IsZero():
		return photos.Contest{}, ErrNotFound
	case c.Entry.Photos == nil:
		return photos.Contest{}, photos.ErrNoPhotos
	}
	return c.Photographed(), nil
}

// Entrant implements photos.Host.
func (h host) Entrant(ctx context.Context, d *db.DB, entry string) (photos.Entrant, error) {
	e, err := selectEntry(ctx, d, "WHERE id = ?", entry)
	if err != nil {
		return photos.Entrant{}, err
	}
	who := photos.Entrant{Fan: e.Fan, Number: e.Number, Name: e.Name, Alias: e.Alias, Locale: e.Locale, Counts: e.Status == EntryConfirmed}
	if e.Fan == "" {
		return who, nil
	}
	c, err := selectContest(ctx, d, "WHERE id = ?", string(e.Contest))
	if err != nil {
		return who, err
	}
	f, err := h.fans.FindIn(ctx, d, c.Brand, e.Fan)
	who.Contact = f.Contact
	return who, err
}

// EntryOf implements photos.Host.
func (h host) EntryOf(ctx context.Context, slug, key string) (string, error) {
	r, err := h.FindReceipt(ctx, slug, key)
	return string(r.Entry.ID), err
}

// WriteEntrant implements photos.Host.
func (h host) WriteEntrant(ctx context.Context, tx *db.DB, entry string, letter func(b account.Brand, link string) mail.Letter) error {
	e, err := selectEntry(ctx, tx, "WHERE id = ?", entry)
	if err != nil || e.Fan == "" {
		return err
	}
	c, err := selectContest(ctx, tx, "WHERE id = ?", string(e.Contest))
	if err != nil {
		return err
	}
	f, err := h.fans.FindIn(ctx, tx, c.Brand, e.Fan)
	if err != nil {
		return err
	}
	return h.mailEntrant(ctx, tx, c, f, e.Entry, letter)
}

var photoEvents = map[photos.News]EventKind{
	photos.NewsSubmitted: EventPhotoSubmitted, photos.NewsPublished: EventPhotoPublished, photos.NewsRefused: EventPhotoRefused,
}

// TellPhoto implements photos.Host.
func (h host) TellPhoto(ctx context.Context, tx *db.DB, what photos.News, p photos.Photo, reason photos.Reason, at time.Time) error {
	c, err := selectContest(ctx, tx, "WHERE id = ?", p.Contest)
	if err != nil {
		return err
	}
	if some, err := h.listening(ctx, tx, c.Brand); err != nil || !some {
		return err
	}
	e, err := selectEntry(ctx, tx, "WHERE id = ?", p.Entry)
	if err != nil {
		return err
	}
	return h.inform(ctx, tx, Event{
		Kind: photoEvents[what], Contest: c, At: at, Entry: Entry{Number: e.Number}, Fan: e.Fan, Photo: string(p.ID), Reason: string(reason),
	})
}

// rankPhotos settles the order of a photo contest whose list is about to be shut. Where the best
// are drawn among, only their entries stay in the list, which is frozen and drawn from as any
// other: what goes on record of those who leave it is returned.
func (s *Service) rankPhotos(ctx context.Context, tx *db.DB, id ID) ([]Record, error) {
	c, err := lockByID(ctx, tx, id) // from here on nobody votes or marks
	if err != nil || c.Entry.Photos == nil || !c.ShutAt.IsZero() {
		return nil, err
	}
	placed, err := s.photos.Close(ctx, tx, c.Photographed())
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	top := placed
	if !c.Ranked() {
		top = placed[:min(c.Entry.Photos.Top, len(placed))]
	}
	err = account.Record(ctx, tx, account.SystemActor(c.Brand), account.Change{
		Action: "contest.ranked", Subject: c.subject(), At: now, After: map[string]any{"photos": len(placed), "top": len(top)},
	})
	if err != nil || c.Ranked() {
		return nil, err
	}
	return s.keepTop(ctx, tx, c, top, now)
}

// keepTop takes all but some entries out of the list.
func (s *Service) keepTop(ctx context.Context, tx *db.DB, c Contest, top []photos.Placed, now time.Time) ([]Record, error) {
	stays := make(map[EntryID]bool, len(top))
	for _, p := range top {
		stays[EntryID(p.Shown.Entry)] = true
	}
	listed, err := selectEntries(ctx, tx, "WHERE contest_id = ? AND status = 'confirmed' ORDER BY id", string(c.ID))
	if err != nil {
		return nil, err
	}
	var records []Record
	for _, e := range listed {
		if stays[e.ID] {
			continue
		}
		if _, err := updateExcluded(ctx, tx, e.ID, string(ReasonBelowTop)); err != nil {
			return nil, err
		}
		left, err := s.leave(ctx, tx, c, ReasonBelowTop, now, e.Entry)
		if err != nil {
			return nil, err
		}
		records = append(records, left)
	}
	return records, nil
}

// awardBest gives the prizes of a contest without a draw to the best photos in their order, at
// the moment that was announced; those that follow stand by. Of a contest that was cancelled
// nothing is given.
func (s *Service) awardBest(ctx context.Context, c Contest) error {
	ranking, err := s.photos.FindRanking(ctx, c.Slug)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if _, err := lockByID(ctx, tx, c.ID); err != nil {
			return err
		}
		now := s.clock.Now()
		taken, err := updateDrawn(ctx, tx, c.ID, c.Attempt, now)
		if err != nil || !taken {
			return err
		}
		c.DrawnAt = now
		if err := insertDraw(ctx, tx, c.ID, draw.Result{Attempt: c.No}, nil, number{}, now); err != nil || c.Shadow() {
			return err
		}
		slots, err := s.placesOf(ctx, tx, c, ranking.Places)
		if err != nil {
			return err
		}
		if err := insertSlots(ctx, tx, c.ID, draw.Result{Attempt: c.No, Slots: slots}); err != nil {
			return err
		}
		err = account.Record(ctx, tx, account.SystemActor(c.Brand), account.Change{
			Action: "contest.awarded", Subject: c.subject(), At: now, After: map[string]any{"ranking": ranking.Hash},
		})
		if err != nil {
			return err
		}
		if err := s.informOfDraw(ctx, tx, c); err != nil {
			return err
		}
		return s.tellWinners(ctx, tx, c, c.Attempt)
	})
}

// placesOf are the slots of the prizes, filled from the best on: first all winners, then all
// alternates, each in the order of the prizes.
func (s *Service) placesOf(ctx context.Context, tx *db.DB, c Contest, placed []photos.Placed) ([]draw.ResultSlot, error) {
	var slots []draw.ResultSlot
	placed = slices.DeleteFunc(slices.Clone(placed), func(p photos.Placed) bool { return p.Shown.ID == "" }) // withdrawn since
	next := 0
	fill := func(prize, slot int, alternate bool) error {
		at := draw.ResultSlot{Prize: prize, Slot: slot, Alternate: alternate, Index: draw.Vacant}
		if next < len(placed) {
			e, err := selectEntry(ctx, tx, "WHERE id = ?", placed[next].Shown.Entry)
			if err != nil {
				return err
			}
			at.Index, at.Commitment = next, e.Commitment
			next++
		}
		slots = append(slots, at)
		return nil
	}
	var err error
	for j, p := range c.Prizes {
		for n := range p.Winners {
			err = errors.Join(err, fill(j, n, false))
		}
	}
	for j, p := range c.Prizes {
		for n := range p.Alternates {
			err = errors.Join(err, fill(j, p.Winners+n, true))
		}
	}
	return slots, err
}

// forgetVoters lets go of who voted for photos; their votes stay counted.
func (s *Service) forgetVoters(ctx context.Context, tx *db.DB, c Contest) error {
	voters, err := s.photos.ForgetVoters(ctx, tx, string(c.ID))
	if err != nil {
		return err
	}
	for _, id := range voters {
		if err := s.fans.Release(ctx, tx, c.Brand, id); err != nil {
			return err
		}
	}
	return nil
}
