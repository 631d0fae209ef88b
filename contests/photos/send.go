package photos

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
	"kermesse/internal/text"
)

// Form is a photo as somebody sends it.
type Form struct {
	Upload  string           // token of an upload; or
	Picture *picture.Picture // a picture that came whole; nil: none did
	Alt     string
	Rights  Tick   // that it may be shown: without it there is no photo
	Uses    Tick   // that it may be shown elsewhere, where the rules ask
	Age     string // AgeAdult or AgeMinor, where it is asked
	Parent  Parent // of somebody under age
}

// Tick is a box that was ticked or not, and the words beside it as they were shown.
type Tick struct {
	Given bool
	Text  string
}

// What entrants say of their age.
const (
	AgeAdult = "adult"
	AgeMinor = "minor"
)

// Parent is who answers for somebody under age.
type Parent struct {
	Name  string
	Email string
}

const maxName = 60

// Ready is a form that was found right.
type Ready struct {
	form  Form
	minor bool
}

// Check reads a form and tells every wrong field. own is the address of whoever sends it, or
// empty; rehearsal takes a picture for there where none can be uploaded.
func (s *Service) Check(ctx context.Context, c Contest, form Form, own string) (Ready, []fault.Field) {
	r := Ready{form: form}
	var wrong []fault.Field
	add := func(name string, f *fault.Error) {
		if f != nil {
			wrong = append(wrong, f.At(name))
		}
	}
	add("photo", s.checkSent(ctx, c, form))
	alt, f := text.Line(form.Alt, MaxAlt)
	if r.form.Alt = alt; f == nil && alt == "" {
		f = ErrAltMissing
	}
	add("photo.alt", f)
	if !form.Rights.Given {
		add("photo.rights", ErrRights)
	}
	if c.AsksAge() {
		switch r.minor = form.Age == AgeMinor; {
		case r.minor && !c.Rules.Minors:
			add("photo.age", ErrAdultsOnly)
		case r.minor:
			wrong = append(wrong, r.form.Parent.check(own)...)
		case form.Age != AgeAdult:
			add("photo.age", ErrAgeMissing)
		}
	}
	return r, wrong
}

func (s *Service) checkSent(ctx context.Context, c Contest, form Form) *fault.Error {
	if form.Picture != nil {
		return nil
	}
	if form.Upload == "" {
		return ErrMissing
	}
	u, err := s.upload(ctx, s.db, c, form.Upload)
	switch {
	case err != nil:
		return fault.From(err)
	case !u.Ready:
		return ErrUploadUnfinished
	}
	return nil
}

// check puts the parent right and tells what is wrong with them.
func (p *Parent) check(own string) []fault.Field {
	var wrong []fault.Field
	name, f := text.Line(p.Name, maxName)
	if f == nil && name == "" {
		f = ErrParentName
	}
	if p.Name = name; f != nil {
		wrong = append(wrong, f.At("photo.parent_name"))
	}
	contact, err := fan.ParseContact(p.Email, "", "")
	switch {
	case err != nil:
		f := fault.From(err)
		if len(f.Fields) > 0 {
			f = f.Fields[0].Fault
		}
		return append(wrong, f.At("photo.parent_email"))
	case strings.EqualFold(contact.Mailbox(), mailboxOf(own)):
		return append(wrong, ErrParentSame.At("photo.parent_email"))
	}
	p.Email = contact.Value
	return wrong
}

func mailboxOf(email string) string {
	contact, err := fan.ParseContact(email, "", "")
	if err != nil {
		return ""
	}
	return contact.Mailbox()
}

// Consents are what a form grants: image rights, which go with the photo when it is withdrawn,
// and the wider use, which can be taken back alone.
func (c Contest) Consents(form Form, locale string) []fan.Consent {
	source := c.subject()
	given := []fan.Consent{{
		Purpose: fan.RulesPurpose + c.Slug + ":image", Granted: form.Rights.Given, Text: cmp.Or(form.Rights.Text, RightsWords("").In(locale)),
		Locale: locale, Source: source,
	}}
	if c.Rules.Uses != "" {
		given = append(given, fan.Consent{
			Purpose: "image:" + c.Slug, Granted: form.Uses.Given, Text: cmp.Or(form.Uses.Text, UsesWords("", c.Rules.Uses).In(locale)),
			Locale: locale, Source: source,
		})
	}
	return given
}

// Keep keeps the photo of an entry, in the transaction that stores the entry. Faults: ErrSent
// where it has one; ErrUploadGone where another tab has used the same upload.
func (s *Service) Keep(ctx context.Context, tx *db.DB, c Contest, entry string, who Entrant, r Ready) error {
	now := s.clock.Now()
	if err := c.takes(now); err != nil {
		return err
	}
	id, err := s.newID()
	if err != nil {
		return err
	}
	p := Photo{
		ID: id, Contest: c.ID, Entry: entry, Fan: who.Fan, Author: who.Alias, Alt: r.form.Alt, Locale: who.Locale,
		State: Waiting, Minor: r.minor, SentAt: now,
	}
	if r.minor {
		p.State = Held
		if p.sealed, err = s.sealParent(p, r.form.Parent); err != nil {
			return err
		}
	}
	give, err := s.pictureOf(ctx, tx, c, r.form, &p)
	if err != nil {
		return err
	}
	first, err := insertPhoto(ctx, tx, p)
	if err != nil {
		return err
	}
	if !first {
		return ErrSent
	}
	return give()
}

// pictureOf fills in which picture a photo is of, and returns what keeps its files.
func (s *Service) pictureOf(ctx context.Context, tx *db.DB, c Contest, form Form, p *Photo) (func() error, error) {
	if sent := form.Picture; sent != nil {
		p.Hash, p.original, p.Width, p.Height = sent.Hash, sent.Hash, sent.Width, sent.Height
		return func() error { return s.keepFiles(ctx, tx, string(p.ID), *sent) }, nil
	}
	u, err := s.upload(ctx, tx, c, form.Upload)
	if err != nil {
		return nil, err
	}
	p.Hash, p.original, p.Width, p.Height = u.hash, u.hash, u.width, u.height
	return func() error {
		mine, err := updateUsed(ctx, tx, uploadID(form.Upload), p.ID)
		if err == nil && !mine {
			err = ErrUploadGone
		}
		return err
	}, nil
}

// parentRow is what the sealed parent of a photo is bound to.
func parentRow(p Photo) string { return "parent of photo " + string(p.ID) }

func (s *Service) sealParent(p Photo, parent Parent) ([]byte, error) {
	plain, err := json.Marshal(parent)
	if err != nil {
		return nil, err
	}
	return s.box.Seal(plain, parentRow(p))
}

func (s *Service) parentOf(p Photo) (Parent, error) {
	var parent Parent
	if len(p.sealed) == 0 {
		return parent, nil
	}
	plain, err := s.box.Open(p.sealed, parentRow(p))
	if err != nil {
		return parent, err
	}
	return parent, json.Unmarshal(plain, &parent)
}

// Send takes another photo of whoever holds the key of a receipt, where theirs was refused or
// withdrawn. Faults: those of Check, Keep and of a contest that takes no photos.
func (s *Service) Send(ctx context.Context, slug, key string, form Form) error {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return err
	}
	entry, err := s.host.EntryOf(ctx, slug, key)
	if err != nil {
		return err
	}
	who, err := s.host.Entrant(ctx, s.db, entry)
	if err != nil {
		return err
	}
	if err := c.takes(s.clock.Now()); err != nil {
		return err
	}
	ready, wrong := s.Check(ctx, c, form, who.Contact.Value)
	if len(wrong) > 0 {
		return fault.Invalids(wrong...)
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.host.HoldPhotos(ctx, tx, slug)
		if err != nil {
			return err
		}
		who, err := s.host.Entrant(ctx, tx, entry)
		if err != nil {
			return err
		}
		if err := s.Keep(ctx, tx, c, entry, who, ready); err != nil {
			return err
		}
		for _, consent := range c.Consents(form, who.Locale) {
			if err := s.fans.RecordConsent(ctx, tx, who.Fan, consent); err != nil {
				return err
			}
		}
		if !who.Counts {
			return nil
		}
		return s.Confirmed(ctx, tx, c, entry)
	})
}

// Own is the photo of an entry as its author sees it.
type Own struct {
	Photo
	Contest Contest
	Parent  Parent // asked to agree; the zero Parent where nobody is
	Again   bool   // they may send another one
}

// FindOwn returns the last photo of whoever holds the key of a receipt. Faults: ErrNotFound,
// and those of receipts.
func (s *Service) FindOwn(ctx context.Context, slug, key string) (Own, error) {
	p, c, err := s.own(ctx, slug, key)
	if errors.Is(err, ErrNotFound) {
		return Own{Contest: c, Again: c.TakesPhotos(s.clock.Now())}, err
	}
	if err != nil {
		return Own{}, err
	}
	o := Own{Photo: p, Contest: c, Again: (p.State == Refused || p.State == Withdrawn) && c.TakesPhotos(s.clock.Now())}
	if o.Parent, err = s.parentOf(p); err != nil || p.State != Published || !c.ShowsVotes(s.clock.Now()) {
		return o, err
	}
	counts, err := countVotes(ctx, s.db, c.ID, []string{string(p.ID)})
	o.Votes = counts[p.ID]
	return o, err
}

func (s *Service) own(ctx context.Context, slug, key string) (Photo, Contest, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Photo{}, c, err
	}
	entry, err := s.host.EntryOf(ctx, slug, key)
	if err != nil {
		return Photo{}, c, err
	}
	p, err := one(selectPhotos(ctx, s.db, "WHERE p.entry_id = ? ORDER BY CASE WHEN p.state IN ('refused', 'withdrawn') THEN 1 ELSE 0 END, p.sent_at DESC LIMIT 1", entry))
	return p, c, err
}

// Withdraw takes the photo of whoever holds the key of a receipt back: its files are deleted and
// its votes void. The entry stays. After closing what was ranked stays ranked, without the
// picture. Faults: ErrNotFound.
func (s *Service) Withdraw(ctx context.Context, slug, key string) error {
	p, c, err := s.own(ctx, slug, key)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if _, err := s.host.HoldPhotos(ctx, tx, c.Slug); err != nil {
			return err
		}
		changed, err := updateWithdrawn(ctx, tx, p.ID)
		if err != nil || !changed {
			return err
		}
		if err := voidVotesOf(ctx, tx, p.ID, s.clock.Now()); err != nil {
			return err
		}
		return deleteFiles(ctx, tx, p.ID)
	})
}

// Forget deletes what the photos of an entry show and who took them, on an erasure as on a
// purge. What was ranked stays ranked, and leads to nobody.
func Forget(ctx context.Context, tx *db.DB, entry string) error {
	found, err := selectPhotos(ctx, tx, "WHERE p.entry_id = ?", entry)
	if err != nil {
		return err
	}
	for _, p := range found {
		if err := deleteFiles(ctx, tx, p.ID); err != nil {
			return err
		}
	}
	return updateForgotten(ctx, tx, entry)
}
