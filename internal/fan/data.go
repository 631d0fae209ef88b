package fan

import (
	"context"
	"encoding/json"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/mail"
)

// Data is everything that is held about a fan.
type Data struct {
	Fan      Fan
	Consents []Consent     // the oldest first
	Mails    []mail.Stored // sent or waiting, without their texts
	Domains  []DomainData
	Requests []Request // the newest first
}

// DomainData is what one domain holds.
type DomainData struct {
	Name string
	Data any // as its Holder exported it
}

// FindData returns everything that is held about a fan, as one view of the database.
// Fault: ErrNotFound, also for a fan who was forgotten.
func (s *Service) FindData(ctx context.Context, brand account.BrandID, id ID) (Data, error) {
	var d Data
	err := s.db.Snapshot(ctx, func(view *db.DB) (err error) {
		d, err = s.collect(ctx, view, brand, id)
		return err
	})
	return d, err
}

func (s *Service) collect(ctx context.Context, tx *db.DB, brand account.BrandID, id ID) (Data, error) {
	f, _, err := s.findForChallenge(ctx, tx, id)
	if err != nil {
		return Data{}, err
	}
	if f.Brand != brand {
		return Data{}, ErrNotFound
	}
	d := Data{Fan: f}
	if d.Consents, err = selectConsents(ctx, tx, id); err != nil {
		return Data{}, err
	}
	if d.Mails, err = s.outbox.ListTo(ctx, tx, string(brand), f.Contact.Value); err != nil {
		return Data{}, err
	}
	if d.Requests, err = selectRequests(ctx, tx, "r.fan_id = ? ORDER BY r.id DESC", string(id)); err != nil {
		return Data{}, err
	}
	for _, h := range s.holders {
		held, err := h.Export(ctx, tx, id)
		if err != nil {
			return Data{}, err
		}
		if held != nil {
			d.Domains = append(d.Domains, DomainData{Name: h.name, Data: held})
		}
	}
	return d, nil
}

// ExportFor is Export for staff, at the fan's request. It needs ExportPeople.
func (s *Service) ExportFor(ctx context.Context, actor account.Actor, id ID) ([]byte, error) {
	if err := actor.Require(account.ExportPeople, actor.Brand); err != nil {
		return nil, err
	}
	return s.Export(ctx, actor.Brand, id)
}

// Export returns the same as one JSON document, for the fan to keep or to take
// elsewhere. Times are RFC 3339 in UTC.
func (s *Service) Export(ctx context.Context, brand account.BrandID, id ID) ([]byte, error) {
	d, err := s.FindData(ctx, brand, id)
	if err != nil {
		return nil, err
	}
	whole := map[string]any{
		"fan": map[string]any{
			"id": d.Fan.ID, string(d.Fan.Contact.Kind): d.Fan.Contact.Value, "language": d.Fan.Locale,
			"since": d.Fan.CreatedAt, "verified_at": optional(d.Fan.VerifiedAt), "throw_away_domain": d.Fan.Disposable,
		},
		"consents": exportConsents(d.Consents),
		"mails":    exportMails(d.Mails),
		"requests": exportRequests(d.Requests),
	}
	for _, held := range d.Domains {
		whole[held.Name] = document(held.Data)
	}
	return json.MarshalIndent(whole, "", "  ")
}

func exportConsents(consents []Consent) []map[string]any {
	out := []map[string]any{}
	for _, c := range consents {
		out = append(out, map[string]any{
			"at": c.At, "purpose": c.Purpose, "granted": c.Granted, "text": c.Text, "language": c.Locale, "source": c.Source, "rules_sha256": c.Version,
		})
	}
	return out
}

func exportMails(mails []mail.Stored) []map[string]any {
	out := []map[string]any{}
	for _, m := range mails {
		out = append(out, map[string]any{"at": m.CreatedAt, "kind": m.Kind, "subject": m.Subject, "state": m.State})
	}
	return out
}

func exportRequests(requests []Request) []map[string]any {
	out := []map[string]any{}
	for _, r := range requests {
		out = append(out, map[string]any{
			"at": r.CreatedAt, "kind": r.Kind, "words": r.Words, "due_at": r.DueAt, "answered_at": optional(r.AnsweredAt), "answer": r.Answer,
		})
	}
	return out
}

// optional leaves out a time that has not come.
func optional(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}
