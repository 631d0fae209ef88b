package fan

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/text"
)

// RequestKind is what somebody asks about their data.
type RequestKind string

// The kinds of requests.
const (
	RequestAccess     RequestKind = "access"
	RequestCorrection RequestKind = "correction"
	RequestErasure    RequestKind = "erasure"
	RequestObjection  RequestKind = "objection"
	RequestOther      RequestKind = "other"
)

// RequestKinds returns the kinds in the order in which they are offered.
func RequestKinds() []RequestKind {
	return []RequestKind{RequestCorrection, RequestObjection, RequestAccess, RequestErasure, RequestOther}
}

var requestWords = map[RequestKind]fault.Text{
	RequestAccess:     {FR: "Accès aux données", EN: "Access to data"},
	RequestCorrection: {FR: "Correction", EN: "Correction"},
	RequestErasure:    {FR: "Effacement", EN: "Erasure"},
	RequestObjection:  {FR: "Opposition à un usage", EN: "Objection to a use"},
	RequestOther:      {FR: "Autre question", EN: "Another question"},
}

// Text says the kind in words.
func (k RequestKind) Text() fault.Text { return requestWords[k] }

// Request is what somebody asks a brand about their data, and its answer.
type Request struct {
	ID         string
	Fan        ID
	Contact    string // in full for staff; empty once forgotten
	Kind       RequestKind
	Words      string // of the fan; empty once forgotten
	ByStaff    bool   // it came by letter or telephone, and staff noted it
	CreatedAt  time.Time
	DueAt      time.Time
	AnsweredAt time.Time // zero: open
	Granted    bool
	Answer     string // empty once forgotten
}

// Late reports whether an open request should have been answered.
func (r Request) Late(now time.Time) bool { return r.AnsweredAt.IsZero() && now.After(r.DueAt) }

// Faults of requests.
var (
	ErrRequestKind = fault.New(fault.Invalid, "request_kind_unknown",
		"Choisissez ce que vous demandez.", "Choose what you ask for.")
	ErrRequestNotFound = fault.New(fault.NotFound, "request_not_found",
		"Cette demande est introuvable.", "This request cannot be found.")
	ErrRequestAnswered = fault.New(fault.Conflict, "request_answered",
		"Cette demande a déjà reçu sa réponse.", "This request has been answered already.")
	ErrRequestMany = fault.New(fault.Limited, "requests_many",
		"Plusieurs de vos demandes attendent déjà une réponse. Elle vient en un mois au plus.",
		"Several of your requests are waiting for an answer already. It comes within a month.")
)

const (
	maxRequest      = 2000
	maxOpenRequests = 5
)

// monthAfter is the same day of the next month, or its last one where it has no such day:
// an answer is due within a month of the request (GDPR, article 12.3).
func monthAfter(t time.Time) time.Time {
	next := t.AddDate(0, 1, 0)
	if next.Day() != t.Day() {
		next = next.AddDate(0, 0, -next.Day())
	}
	return next
}

// Ask puts a request into the brand's queue and tells its contact. f is signed in.
// Faults: ErrRequestMany, invalid fields.
func (s *Service) Ask(ctx context.Context, f Fan, kind RequestKind, words string) (Request, error) {
	r, err := newRequest(f, kind, words)
	if err != nil {
		return Request{}, err
	}
	return s.file(ctx, account.SystemActor(f.Brand), r)
}

// AskFor notes a request that came to the brand by another way. It needs ViewPeople.
// Faults: ErrNotFound, invalid fields.
func (s *Service) AskFor(ctx context.Context, actor account.Actor, contact Contact, kind RequestKind, words string) (Request, error) {
	if err := actor.Require(account.ViewPeople, actor.Brand); err != nil {
		return Request{}, err
	}
	f, err := s.LookUp(ctx, actor.Brand, contact)
	if err != nil {
		return Request{}, err
	}
	r, err := newRequest(f, kind, words)
	if err != nil {
		return Request{}, err
	}
	r.ByStaff = true
	return s.file(ctx, actor, r)
}

func newRequest(f Fan, kind RequestKind, words string) (Request, error) {
	var wrong []fault.Field
	if _, known := requestWords[kind]; !known {
		wrong = append(wrong, ErrRequestKind.At("kind"))
	}
	words, bad := text.Lines(words, maxRequest)
	if bad == nil {
		bad = text.Require(words)
	}
	if bad != nil {
		wrong = append(wrong, bad.At("words"))
	}
	if len(wrong) > 0 {
		return Request{}, fault.Invalids(wrong...)
	}
	return Request{ID: db.NewID(), Fan: f.ID, Contact: f.Contact.Value, Kind: kind, Words: words}, nil
}

func (s *Service) file(ctx context.Context, actor account.Actor, r Request) (Request, error) {
	r.CreatedAt = s.clock.Now()
	r.DueAt = monthAfter(r.CreatedAt)
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		erased, err := lockFan(ctx, tx, actor.Brand, r.Fan)
		if err != nil {
			return err
		}
		if erased {
			return ErrNotFound
		}
		open, err := countOpenRequests(ctx, tx, r.Fan)
		if err != nil {
			return err
		}
		if open >= maxOpenRequests {
			return ErrRequestMany
		}
		if err := insertRequest(ctx, tx, actor.Brand, r); err != nil {
			return err
		}
		brand, err := account.FindBrand(ctx, tx, actor.Brand)
		if err != nil {
			return err
		}
		if err := s.tellOfRequest(ctx, tx, brand, r); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "fan.requested", Subject: "fan:" + string(r.Fan), At: r.CreatedAt, After: map[string]any{"kind": r.Kind, "due_at": r.DueAt},
		})
	})
	return r, err
}

// tellOfRequest writes to whoever answers for the brand's data. The words of the fan stay
// in the house.
func (s *Service) tellOfRequest(ctx context.Context, tx *db.DB, brand account.Brand, r Request) error {
	to := brand.PrivacyContact()
	if to == "" {
		return nil
	}
	m := mail.Compose(mail.DataRequested{
		Brand: brand.Name, Kind: r.Kind.Text(), Due: r.DueAt.In(brand.Location()).Format(time.DateOnly),
		Link: s.base + "/" + brand.Locale + "/admin/b/" + brand.Slug + "/requests",
	}, to, brand.Locale)
	m.Brand = string(brand.ID)
	return s.outbox.Enqueue(ctx, tx, m)
}

// ListRequests returns the brand's requests, the open ones first, by when they are due.
// It needs ViewPeople.
func (s *Service) ListRequests(ctx context.Context, actor account.Actor) ([]Request, error) {
	if err := actor.Require(account.ViewPeople, actor.Brand); err != nil {
		return nil, err
	}
	found, err := selectRequests(ctx, s.db, "r.brand_id = ? ORDER BY CASE WHEN r.answered_at = 0 THEN 0 ELSE 1 END, r.due_at LIMIT 200", string(actor.Brand))
	if err != nil {
		return nil, err
	}
	return s.withAddresses(ctx, actor.Brand, found)
}

// OwnRequests returns what a fan has asked for, the newest first.
func (s *Service) OwnRequests(ctx context.Context, f Fan) ([]Request, error) {
	return selectRequests(ctx, s.db, "r.fan_id = ? ORDER BY r.id DESC LIMIT 50", string(f.ID))
}

func (s *Service) withAddresses(ctx context.Context, brand account.BrandID, found []Request) ([]Request, error) {
	ids := make([]ID, len(found))
	for i, r := range found {
		ids[i] = r.Fan
	}
	rows, err := selectFans(ctx, s.db, brand, ids)
	if err != nil {
		return nil, err
	}
	contacts := map[ID]string{}
	for _, row := range rows {
		f, err := s.unseal(row)
		if err != nil {
			return nil, err
		}
		contacts[f.ID] = f.Contact.Value
	}
	for i := range found {
		found[i].Contact = contacts[found[i].Fan]
	}
	return found, nil
}

// Answer closes a request and mails the answer to the fan. What was granted is done by its
// own act, an export, a correction or an erasure. It needs ErasePeople.
// Faults: ErrRequestNotFound, ErrRequestAnswered, invalid fields.
func (s *Service) Answer(ctx context.Context, actor account.Actor, id string, granted bool, answer string) error {
	if err := actor.Require(account.ErasePeople, actor.Brand); err != nil {
		return err
	}
	answer, bad := text.Lines(answer, maxRequest)
	if bad == nil {
		bad = text.Require(answer)
	}
	if bad != nil {
		return fault.Invalids(bad.At("answer"))
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		found, err := selectRequests(ctx, tx, "r.id = ? AND r.brand_id = ?", id, string(actor.Brand))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ErrRequestNotFound
		}
		now := s.clock.Now()
		first, err := updateAnswered(ctx, tx, id, granted, answer, now)
		if err != nil {
			return err
		}
		if !first {
			return ErrRequestAnswered
		}
		if err := s.mailAnswer(ctx, tx, actor.Brand, found[0], answer); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "fan.answered", Subject: "fan:" + string(found[0].Fan), At: now, After: map[string]any{"kind": found[0].Kind, "granted": granted},
		})
	})
}

func (s *Service) mailAnswer(ctx context.Context, tx *db.DB, id account.BrandID, r Request, answer string) error {
	f, _, err := s.findForChallenge(ctx, tx, r.Fan)
	if isNotFound(err) {
		return nil // they were forgotten meanwhile: there is nobody to write to
	}
	if err != nil || f.Contact.Kind != ContactEmail {
		return err
	}
	brand, err := account.FindBrand(ctx, tx, id)
	if err != nil {
		return err
	}
	locale := f.Locale
	if locale == "" {
		locale = brand.Locale
	}
	m := mail.Compose(mail.DataAnswered{Brand: brand.Name, Kind: r.Kind.Text(), Answer: answer, Contact: brand.PrivacyContact()}, f.Contact.Value, locale)
	m.Brand, m.ReplyTo = string(brand.ID), brand.PrivacyContact()
	return s.outbox.Enqueue(ctx, tx, m)
}
