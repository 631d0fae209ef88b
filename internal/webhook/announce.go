package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// Listening reports whether anybody is told of anything that happens to a brand. It is
// asked before an event is put together.
func (s *Service) Listening(ctx context.Context, tx *db.DB, brand account.BrandID) (bool, error) {
	listeners, err := s.audienceOf(ctx, tx, brand)
	return len(listeners) > 0, err
}

// Announce writes down what happened for those who are told of it, in the caller's
// transaction: it is told if, and only if, that transaction commits.
func (s *Service) Announce(ctx context.Context, tx *db.DB, events ...Event) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	var out outgoing
	for _, e := range events {
		listeners, err := s.audienceOf(ctx, tx, e.Brand)
		if err != nil {
			return err
		}
		var to []EndpointID
		for _, l := range listeners {
			if l.events.Has(e.Type) {
				to = append(to, l.id)
			}
		}
		if err := out.add(e, to, s.clock.Now()); err != nil {
			return err
		}
	}
	return out.insert(ctx, tx)
}

// Try tells an endpoint that somebody tries it. Faults: ErrEndpointNotFound, ErrNotActive.
func (s *Service) Try(ctx context.Context, actor account.Actor, id EndpointID) error {
	if err := actor.Require(account.EditWebhooks, actor.Brand); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		e, err := lockEndpoint(ctx, tx, actor.Brand, id)
		if err != nil {
			return err
		}
		if e.State != StateActive {
			return ErrNotActive
		}
		now := s.clock.Now()
		var out outgoing
		event := Event{Brand: actor.Brand, Type: Test, At: now, Data: Trial{Message: "Kermesse: it works."}}
		if err := out.add(event, []EndpointID{id}, now); err != nil {
			return err
		}
		return out.insert(ctx, tx)
	})
}

// outgoing is messages and their deliveries on their way into the outbox.
type outgoing struct {
	messages   []messageRow
	deliveries []deliveryRow
}

// add puts an event among them, if anybody is told of it.
func (o *outgoing) add(e Event, to []EndpointID, now time.Time) error {
	if len(to) == 0 {
		return nil
	}
	data, err := json.Marshal(e.Data)
	if err != nil {
		return fmt.Errorf("webhook: %s: %w", e.Type, err)
	}
	m := messageRow{
		ID: db.NewID(), BrandID: string(e.Brand), Type: string(e.Type), At: db.Millis(e.At), Fan: string(e.Fan), Data: string(data),
	}
	o.messages = append(o.messages, m)
	for _, id := range to {
		o.deliveries = append(o.deliveries, newDelivery(m, id, now))
	}
	return nil
}

func newDelivery(m messageRow, to EndpointID, now time.Time) deliveryRow {
	return deliveryRow{
		ID: db.NewID(), EndpointID: string(to), BrandID: m.BrandID, MessageID: m.ID, State: string(Queued),
		DueAt: db.Millis(now), UntilAt: db.Millis(now.Add(GiveUpAfter)), CreatedAt: db.Millis(now),
	}
}

// letter is the body as it travels.
type letter struct {
	Type      Type            `json:"type"`
	Timestamp string          `json:"timestamp"`
	Brand     string          `json:"brand"`
	Contact   *contact        `json:"contact,omitempty"`
	Data      json.RawMessage `json:"data"`
}

type contact struct {
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// body writes what an endpoint is told. A contact is looked up now: who was forgotten
// since has none any more, whenever and however often it is sent.
func (s *Service) body(ctx context.Context, e Endpoint, m messageRow) ([]byte, error) {
	brand, err := account.FindBrand(ctx, s.db, account.BrandID(m.BrandID))
	if err != nil {
		return nil, err
	}
	l := letter{
		Type: Type(m.Type), Timestamp: db.Time(m.At).UTC().Format(time.RFC3339Nano), Brand: brand.Slug, Data: json.RawMessage(m.Data),
	}
	if e.Contacts && m.Fan != "" {
		f, err := s.contacts.Find(ctx, brand.ID, fan.ID(m.Fan))
		switch {
		case err != nil && !notFound(err):
			return nil, err
		case err == nil && f.ErasedAt.IsZero():
			l.Contact = contactOf(f.Contact)
		}
	}
	return json.Marshal(l)
}

func contactOf(c fan.Contact) *contact {
	if c.Kind == fan.ContactPhone {
		return &contact{Phone: c.Value}
	}
	return &contact{Email: c.Value}
}
