package webhook

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// DeliveryID names a delivery.
type DeliveryID string

// DeliveryState is how far telling somebody has got.
type DeliveryState string

// The states of a delivery.
const (
	Queued    DeliveryState = "queued"    // waits for its first or next attempt
	Delivered DeliveryState = "delivered" // taken with a status of 2xx
	GivenUp   DeliveryState = "given_up"  // after GiveUpAfter
)

// Delivery is one event told to one endpoint.
type Delivery struct {
	ID        DeliveryID
	Endpoint  EndpointID
	Message   string // as the header webhook-id says it
	Type      Type
	At        time.Time // when it happened
	State     DeliveryState
	Replay    bool
	Attempts  int
	DueAt     time.Time // of the next attempt, while it is queued
	Until     time.Time // when it is given up
	EndedAt   time.Time // when it was delivered or given up
	Status    int       // of the last attempt; 0: no answer
	Failure   string    // of the last attempt, in English: it is for who mends the receiver
	CreatedAt time.Time

	Data string    // JSON; of FindDelivery only
	Log  []Attempt // the oldest first; of FindDelivery only
}

// Attempt is one try.
type Attempt struct {
	No      int
	At      time.Time
	Took    time.Duration
	Status  int
	Failure string
	Answer  string // beginning of what came back
}

// DeliveryFilter narrows the log.
type DeliveryFilter struct {
	Endpoint EndpointID
	State    DeliveryState // empty: all
	After    DeliveryID    // cursor: last of the page before
	Size     int
}

// ListDeliveries returns what an endpoint was told, the newest first, and the cursor of
// the next page, empty at the end. Fault: ErrEndpointNotFound.
func (s *Service) ListDeliveries(ctx context.Context, actor account.Actor, f DeliveryFilter) ([]Delivery, DeliveryID, error) {
	if _, err := s.Find(ctx, actor, f.Endpoint); err != nil {
		return nil, "", err
	}
	list, err := selectDeliveries(ctx, s.db, f)
	if err != nil || len(list) <= f.Size {
		return list, "", err
	}
	list = list[:f.Size]
	return list, list[f.Size-1].ID, nil
}

// CountDeliveries counts what an endpoint was told, by state. Fault: ErrEndpointNotFound.
func (s *Service) CountDeliveries(ctx context.Context, actor account.Actor, id EndpointID) (map[DeliveryState]int, error) {
	if _, err := s.Find(ctx, actor, id); err != nil {
		return nil, err
	}
	return countDeliveries(ctx, s.db, id)
}

// FindDelivery returns one delivery with all its attempts. Fault: ErrDeliveryNotFound.
func (s *Service) FindDelivery(ctx context.Context, actor account.Actor, id DeliveryID) (Delivery, error) {
	if err := actor.Require(account.EditWebhooks, actor.Brand); err != nil {
		return Delivery{}, err
	}
	d, err := selectDelivery(ctx, s.db, actor.Brand, id)
	if err != nil {
		return Delivery{}, err
	}
	d.Log, err = selectAttempts(ctx, s.db, id)
	return d, err
}

// Replay tells an event again to the endpoint of a delivery, under the same id, so that a
// receiver that has it knows. Faults: ErrDeliveryNotFound, ErrEndpointNotFound,
// ErrNotActive.
func (s *Service) Replay(ctx context.Context, actor account.Actor, id DeliveryID) (Delivery, error) {
	if err := actor.Require(account.EditWebhooks, actor.Brand); err != nil {
		return Delivery{}, err
	}
	var again DeliveryID
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		d, err := selectDelivery(ctx, tx, actor.Brand, id)
		if err != nil {
			return err
		}
		e, err := lockEndpoint(ctx, tx, actor.Brand, d.Endpoint)
		if err != nil {
			return err
		}
		if e.State != StateActive {
			return ErrNotActive
		}
		now := s.clock.Now()
		if err := wakeEndpoint(ctx, tx, e.ID, now); err != nil {
			return err
		}
		row := newDelivery(messageRow{ID: d.messageID(), BrandID: string(actor.Brand)}, e.ID, now)
		row.Replay, again = true, DeliveryID(row.ID)
		if err := insertDeliveries(ctx, tx, []deliveryRow{row}); err != nil {
			return err
		}
		return s.recordReplay(ctx, tx, actor, e, 1)
	})
	if err != nil {
		return Delivery{}, err
	}
	return s.FindDelivery(ctx, actor, again)
}

const idPrefix = "msg_"

func (d Delivery) messageID() string { return d.Message[len(idPrefix):] }

// ReplayGivenUp tells an endpoint again what was given up since a moment, and returns how
// much that is: for a receiver that was away for longer than GiveUpAfter.
// Faults: ErrEndpointNotFound, ErrNotActive.
func (s *Service) ReplayGivenUp(ctx context.Context, actor account.Actor, id EndpointID, since time.Time) (int, error) {
	if err := actor.Require(account.EditWebhooks, actor.Brand); err != nil {
		return 0, err
	}
	again := 0
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		e, err := lockEndpoint(ctx, tx, actor.Brand, id)
		if err != nil {
			return err
		}
		if e.State != StateActive {
			return ErrNotActive
		}
		now := s.clock.Now()
		again, err = requeueGivenUp(ctx, tx, id, since, now, now.Add(GiveUpAfter))
		if err != nil || again == 0 {
			return err
		}
		if err := wakeEndpoint(ctx, tx, id, now); err != nil {
			return err
		}
		return s.recordReplay(ctx, tx, actor, e, again)
	})
	return again, err
}

func (s *Service) recordReplay(ctx context.Context, tx *db.DB, actor account.Actor, e Endpoint, deliveries int) error {
	return account.Record(ctx, tx, actor, account.Change{
		Action: "webhook.replayed", Subject: e.subject(), After: map[string]any{"deliveries": deliveries}, At: s.clock.Now(),
	})
}

// Trouble is an endpoint that needs somebody's hand.
type Trouble struct {
	Endpoint Endpoint
	GivenUp  int // deliveries that were given up in the last week and not told again
}

// ListTrouble returns the endpoints of the actor's brand that fail, were switched off, or
// were not told of something in the end.
func (s *Service) ListTrouble(ctx context.Context, actor account.Actor) ([]Trouble, error) {
	endpoints, err := s.List(ctx, actor)
	if err != nil || len(endpoints) == 0 {
		return nil, err
	}
	given, err := countGivenUp(ctx, s.db, actor.Brand, s.clock.Now().Add(-7*24*time.Hour))
	var trouble []Trouble
	for _, e := range endpoints {
		if n := given[e.ID]; n > 0 || e.State == StateDisabled || e.Failing() {
			trouble = append(trouble, Trouble{Endpoint: e, GivenUp: n})
		}
	}
	return trouble, err
}

// Holder makes what was told of a fan part of their export and erasure.
func (s *Service) Holder() fan.Holder { return holder{} }

type holder struct{}

// Export returns of what and when a brand's own systems were told about a fan; nil for
// nothing.
func (holder) Export(ctx context.Context, tx *db.DB, id fan.ID) (any, error) {
	told, err := selectTold(ctx, tx, id)
	if err != nil || len(told) == 0 {
		return nil, err
	}
	lines := make([]map[string]any, len(told))
	for i, t := range told {
		lines[i] = map[string]any{"at": t.at, "event": t.event, "told_to": t.host, "with_contact": t.contact}
	}
	return lines, nil
}

// Erase takes away what leads from the log to a fan: what receivers answered, too.
func (holder) Erase(ctx context.Context, tx *db.DB, id fan.ID) error { return forgetFan(ctx, tx, id) }
