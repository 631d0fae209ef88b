package photos

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/rate"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

// JuryPage is how many photos a page of a juror has.
const JuryPage = 12

const (
	maxJurors     = 50
	maxJurorName  = 60
	maxMarksAtOne = 200
)

// Juror is somebody who marks photos without knowing whose they are.
type Juror struct {
	ID        string
	Contest   string
	Name      string
	InvitedAt time.Time
	Dismissed bool
	Marked    int // photos, completely
}

// Invite adds a juror and returns the key of their link, which is told once. Who has an e-mail
// address given is written to. It needs EditCampaigns. Faults: ErrNoJury, ErrJurors,
// account.ErrMailboxFull, invalid fields.
func (s *Service) Invite(ctx context.Context, actor account.Actor, slug, name, email, locale string) (key string, err error) {
	name, f := text.Line(name, maxJurorName)
	if f == nil {
		f = text.Require(name)
	}
	if f != nil {
		return "", fault.Invalids(f.At("name"))
	}
	var to fan.Contact
	if email != "" {
		if to, err = fan.ParseContact(email, "", ""); err != nil {
			return "", err
		}
	}
	if key, err = secret.Token(s.random); err != nil {
		return "", err
	}
	return key, s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.holdFor(ctx, tx, actor, account.EditCampaigns, slug)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		switch {
		case !c.Rules.Jury():
			return ErrNoJury
		case c.Closed(now):
			return ErrSealed
		}
		jurors, err := selectJurors(ctx, tx, "WHERE contest_id = ? AND dismissed_at = 0", c.ID)
		if err != nil {
			return err
		}
		if len(jurors) >= maxJurors {
			return ErrJurors.With(maxJurors)
		}
		j := Juror{ID: db.NewID(), Contest: c.ID, Name: name, InvitedAt: now}
		if err := insertJuror(ctx, tx, j, secret.Hash(key), actor.Name); err != nil {
			return err
		}
		err = account.Record(ctx, tx, actor, account.Change{
			Action: "photo.juror_invited", Subject: c.subject(), At: now, After: map[string]any{"juror": name},
		})
		if err != nil || to.Value == "" {
			return err
		}
		bears, err := s.fans.BearsFrom(ctx, tx, to, "jury of "+string(c.Brand))
		if err == nil && !bears {
			err = account.ErrMailboxFull.After(rate.Remaining(time.Hour, now))
		}
		if err != nil {
			return err
		}
		return s.writeJuror(ctx, tx, c, name, to.Value, locale, key)
	})
}

func (s *Service) writeJuror(ctx context.Context, tx *db.DB, c Contest, name, to, locale, key string) error {
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	m := mail.Compose(mail.JurorInvited{
		Brand: brand.Name, Contest: c.TitleIn(locale), Name: name, Until: text.Moment(c.ClosesAt, c.Zone), Link: s.page(c, locale, "jury/"+key),
	}, to, locale)
	m.Brand, m.ReplyTo = string(brand.ID), brand.ContactEmail
	return s.outbox.Enqueue(ctx, tx, m)
}

// Dismiss takes a juror out: their marks count no longer. It needs EditCampaigns. Faults:
// ErrJuror, ErrSealed.
func (s *Service) Dismiss(ctx context.Context, actor account.Actor, slug, id string) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.holdFor(ctx, tx, actor, account.EditCampaigns, slug)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if c.Closed(now) {
			return ErrSealed
		}
		gone, err := updateDismissed(ctx, tx, c.ID, id, now)
		if err != nil {
			return err
		}
		if !gone {
			return ErrJuror
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "photo.juror_dismissed", Subject: c.subject(), At: now, After: map[string]any{"juror": id},
		})
	})
}

// ListJurors returns the jury, with how far each has got, and how many photos there are to mark.
// It needs ViewCampaigns.
func (s *Service) ListJurors(ctx context.Context, actor account.Actor, slug string) (Contest, []Juror, int, error) {
	c, err := s.findFor(ctx, actor, account.ViewCampaigns, slug)
	if err != nil {
		return c, nil, 0, err
	}
	jurors, err := selectJurors(ctx, s.db, "WHERE contest_id = ? ORDER BY invited_at, id", c.ID)
	if err != nil {
		return c, nil, 0, err
	}
	marked, err := countMarked(ctx, s.db, c.ID, c.Rules.Marks())
	for i := range jurors {
		jurors[i].Marked = marked[jurors[i].ID]
	}
	if err != nil {
		return c, nil, 0, err
	}
	total, err := countPublic(ctx, s.db, c.ID)
	return c, jurors, total, err
}

// Marks are what a juror gave a photo, one for each criterion; 0: none yet.
type Marks []int

// Complete reports whether every criterion has its mark.
func (m Marks) Complete() bool {
	for _, mark := range m {
		if mark == 0 {
			return false
		}
	}
	return true
}

// Sitting is one page of photos before a juror, without their authors.
type Sitting struct {
	Contest Contest
	Juror   Juror
	Photos  []Photo
	Marks   map[ID]Marks
	Page    int
	Pages   int
	Total   int
	Open    bool // marks are taken
}

// Sit returns a page of photos to whoever holds the key of a juror's link, in an order of their
// own. Faults: ErrJuror.
func (s *Service) Sit(ctx context.Context, slug, key string, page int) (Sitting, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Sitting{}, err
	}
	j, err := s.juror(ctx, s.db, c, key)
	if err != nil {
		return Sitting{}, err
	}
	ids, err := selectIDs(ctx, s.db, c.ID)
	if err != nil {
		return Sitting{}, err
	}
	now := s.clock.Now()
	sitting := Sitting{
		Contest: c, Juror: j, Total: len(ids), Pages: max((len(ids)+JuryPage-1)/JuryPage, 1), Marks: map[ID]Marks{},
		Open: !c.Closed(now) && !c.Over,
	}
	given, err := selectMarks(ctx, s.db, j.ID)
	if err != nil {
		return Sitting{}, err
	}
	for _, id := range ids {
		marks := make(Marks, c.Rules.Marks())
		for _, g := range given[ID(id)] {
			if g.Criterion < len(marks) {
				marks[g.Criterion] = g.Mark
			}
		}
		if sitting.Marks[ID(id)] = marks; marks.Complete() {
			sitting.Juror.Marked++
		}
	}
	sitting.Page = min(max(page, 1), sitting.Pages)
	ids = shuffled(ids, j.ID)
	ids = ids[(sitting.Page-1)*JuryPage : min(sitting.Page*JuryPage, len(ids))]
	if sitting.Photos, err = s.inOrder(ctx, c, ids); err != nil {
		return Sitting{}, err
	}
	for i := range sitting.Photos { // blind: neither whose, nor what others think of it
		p := &sitting.Photos[i]
		p.Author, p.Fan, p.Entry, p.Votes = "", "", "", 0
	}
	return sitting, nil
}

func (s *Service) juror(ctx context.Context, d *db.DB, c Contest, key string) (Juror, error) {
	found, err := selectJurors(ctx, d, "WHERE contest_id = ? AND key_hash = ? AND dismissed_at = 0", c.ID, secret.Hash(key))
	if err != nil {
		return Juror{}, err
	}
	if len(found) == 0 {
		return Juror{}, ErrJuror
	}
	return found[0], nil
}

// Mark keeps what a juror gives photos, in place of what they gave before; 0 leaves a mark as
// it is. Faults: ErrJuror, ErrSealed, ErrNotFound, ErrMark on the field marks.
func (s *Service) Mark(ctx context.Context, slug, key string, given map[ID]Marks) error {
	if len(given) > maxMarksAtOne {
		return fault.Invalids(ErrMark.At("marks"))
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.host.HoldPhotos(ctx, tx, slug)
		if err != nil {
			return err
		}
		j, err := s.juror(ctx, tx, c, key)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if c.Closed(now) || c.Over {
			return ErrSealed
		}
		for id, marks := range given {
			if err := s.mark(ctx, tx, c, j, id, marks, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) mark(ctx context.Context, tx *db.DB, c Contest, j Juror, id ID, marks Marks, now time.Time) error {
	if len(marks) > c.Rules.Marks() {
		return fault.Invalids(ErrMark.At("marks"))
	}
	if _, err := s.standing(ctx, tx, c, id); err != nil {
		return err
	}
	for criterion, mark := range marks {
		if mark == 0 {
			continue
		}
		if mark < 1 || mark > MostMark {
			return fault.Invalids(ErrMark.At("marks"))
		}
		if err := upsertMark(ctx, tx, j.ID, string(id), criterion, mark, now); err != nil {
			return err
		}
	}
	return nil
}
